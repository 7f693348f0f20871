"""Discovery: the items of a site from its sitemaps, or, when there is none, from the links of its lists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from scnfeed.crawl.discover import (
    USUAL_SITEMAPS,
    Ask,
    Index,
    collected,
    fronts,
    is_listing,
    links,
    printed,
    read_index,
    trap,
)
from scnfeed.crawl.judge import Account
from scnfeed.model import Site
from scnfeed.sites.addresses import is_item

MOST_SITEMAPS = 500
MOST_LISTINGS = 200


def hrefs(response: Response) -> list[str]:
    """The links of a page as written, none when it is not text."""
    return response.css("a::attr(href)").getall() if isinstance(response, TextResponse) else []


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds the addresses of one site; `get` fetches, and is None for an answer that did not come."""

    site: Site
    known: frozenset[str]
    account: Account
    get: Callable[[str], Awaitable[Response | None]]

    async def find(self, named: tuple[str, ...]) -> dict[str, Ask]:
        """Item and watch addresses by normal form; `named` are the sitemaps that robots.txt names."""
        found = await self._from_sitemaps(named)
        if found:
            return found
        self.account.complete = False
        return await self._from_fronts()

    async def _from_sitemaps(self, named: tuple[str, ...]) -> dict[str, Ask]:
        for group in (named, *((urljoin(self.site.home, usual),) for usual in USUAL_SITEMAPS)):
            entries, whole = await self._walk(group)
            if entries:
                self.account.complete = whole
                return collected(self._untrapped(entries), self.site)
        return {}

    async def _walk(self, sitemaps: tuple[str, ...]) -> tuple[list[tuple[str, str]], bool]:
        """The entries of sitemaps and of those they name, and whether every one was read whole."""
        entries: list[tuple[str, str]] = []
        queue = list(dict.fromkeys(sitemaps))
        whole = True
        for url in queue:
            index = await self._index(url)
            whole = whole and index.whole
            if index.kind == "urlset":
                entries += index.entries
            else:
                queue += [child for child, _ in dict.fromkeys(index.entries) if child not in queue]
            if len(queue) > MOST_SITEMAPS:
                del queue[MOST_SITEMAPS:]
                whole = False
        return entries, whole

    async def _index(self, url: str) -> Index:
        response = await self.get(url)
        if response is None or response.status != 200:
            return Index()
        index = read_index(response.body)
        if not index.kind and not self.account.html_sitemap:
            self.account.html_sitemap = url
        return index

    async def _from_fronts(self) -> dict[str, Ask]:
        """Items that the front page and the lists name; further pages of a list only while they bring unknown ones."""
        found: dict[str, Ask] = {}
        queue = list(fronts(self.site))
        first = len(queue)
        for place, url in enumerate(queue):
            response = await self.get(url)
            if response is None or response.status != 200:
                continue
            linked = [(link, "") for link in links(response.url, hrefs(response), self.site)]
            kept = list(self._untrapped(linked))
            items = {key: ask for key, ask in collected(kept, self.site).items() if is_item(key, self.site)}
            if place < first or items.keys() - found.keys() - self.known:
                lists = [printed(link, self.site) for link, _ in kept if is_listing(link, self.site)]
                queue += [one for one in dict.fromkeys(lists) if one not in queue][: MOST_LISTINGS - len(queue)]
            found |= items
        return found

    def _untrapped(self, entries: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        for url, lastmod in entries:
            if trap(url, self.site):
                self.account.count("traps")
            else:
                yield url, lastmod
