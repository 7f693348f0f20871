"""The sitemap tier: a site's sitemaps and those that they name, read as seldom as their index allows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from scrapy.http import Response

from scnfeed.crawl.answers import validators
from scnfeed.crawl.discover import collected, trap
from scnfeed.crawl.indexes import Index, read_index
from scnfeed.crawl.judge import Account
from scnfeed.crawl.revisit import Ask
from scnfeed.crawl.values import IndexFile, Plan
from scnfeed.model import Site

MOST_SITEMAPS = 500
ROTATION = 8
"""So many sitemaps that the index calls unchanged are read again in each crawl: a page that was taken down moves no
lastmod."""

Get = Callable[[str, IndexFile | None], Awaitable[Response | None]]


@dataclass(slots=True)
class Sitemaps:
    """Reads the sitemaps of one site; `files` is what to remember of them."""

    plan: Plan
    account: Account
    get: Get
    files: dict[str, IndexFile]

    async def walk(self, sitemaps: tuple[str, ...]) -> tuple[dict[str, Ask], set[str], bool]:
        """What sitemaps and those they name hold, which of them were left unread, and whether the rest was whole."""
        asks: dict[str, Ask] = {}
        unread: set[str] = set()
        said: dict[str, str] = {}
        queue = list(dict.fromkeys(sitemaps))
        whole = True
        for url in queue:
            index = await self._index(url, said.get(url, ""))
            await asyncio.sleep(0)  # whoever is woken by an answer keeps it until he waits again, and it may have 50 MB
            if index is None:
                unread.add(url)
                continue
            whole = whole and index.whole
            if index.kind == "urlset":
                for key, ask in collected(
                    untrapped(index.entries, self.plan.site, self.account), self.plan.site, url
                ).items():
                    if key not in asks or ask.lastmod >= asks[key].lastmod:
                        asks[key] = ask
            else:
                said |= index.named
                resting = self._resting(index.entries)
                unread |= resting
                queue += [one for one in index.named if one not in queue and one not in resting]
            if len(queue) > MOST_SITEMAPS:
                del queue[MOST_SITEMAPS:]
                whole = False
        return asks, unread, whole

    def _resting(self, entries: Iterable[tuple[str, str]]) -> set[str]:
        """Sitemaps whose lastmod in the index did not move, save the few whose turn it is to be read all the same."""
        files = self.plan.memory.files
        still = [url for url, lastmod in entries if lastmod and url in files and files[url].lastmod == lastmod]
        never = self.plan.now - timedelta(days=3650)
        return set(sorted(still, key=lambda url: (files[url].read_at or never, url))[ROTATION:])

    async def _index(self, url: str, lastmod: str) -> Index | None:
        """A sitemap; None when the server says that it is as it was (304), or it names what it named before."""
        before = self.plan.memory.files.get(url)
        response = await self.get(url, before)
        if response is not None and response.status == 304 and before:
            self.files[url] = replace(before, read_at=self.plan.now, lastmod=lastmod)
            return None
        if response is None or response.status != 200:
            return Index()
        index = read_index(response.body)
        if index.kind == "urlset" and index.whole:
            said = index.said
            dated = sum(bool(day) for _, day in index.entries) * 2 > len(index.entries)
            self.files[url] = IndexFile(*validators(response), lastmod, self.plan.now, said, dated)
            if before and before.entries == said:
                return None
        if not index.kind and not self.account.html_sitemap:
            self.account.html_sitemap = url
        return index


def untrapped(entries: Iterable[tuple[str, str]], site: Site, account: Account) -> Iterator[tuple[str, str]]:
    """The entries of an index that are no traps; those that are get counted."""
    for url, lastmod in entries:
        if trap(url, site):
            account.count("traps")
        else:
            yield url, lastmod
