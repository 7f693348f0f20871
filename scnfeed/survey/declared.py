"""What a site declares for machines: its feeds, its sitemaps, WordPress's REST interface."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin, urlsplit

from scnfeed.crawl.discover import USUAL_SITEMAPS
from scnfeed.crawl.indexes import feed_items, read_feed, read_index
from scnfeed.crawl.rest import NOT_CONTENT, json_of
from scnfeed.model import Page
from scnfeed.survey.evidence import Evidence

MOST_SITEMAPS = 12
USUAL_FEEDS = ("feed/", "rss.xml", "feed.xml", "atom.xml", "rss", "index.xml")
NO_ITEMS = re.compile(r"categor|tag|author|user|taxonom|image|video|local|attachment", re.IGNORECASE)
"""Sitemaps that name no items of their own."""
_PAGES = re.compile(r"posts-page-|(^|/)page-?sitemap|(^|[/_-])pages[._-]", re.IGNORECASE)

Get = Callable[[str], Awaitable[Page | None]]


async def note_declared(evidence: Evidence, sitemaps: tuple[str, ...], get: Get) -> None:
    """Note what stands in declared or usual places; `sitemaps` are those that robots.txt names."""
    await _feeds(evidence, get)
    await _sitemaps(evidence, sitemaps, get)
    await _rest(evidence, get)


async def _feeds(evidence: Evidence, get: Get) -> None:
    declared = [url for url in evidence.front.feeds if "comment" not in url]
    usual = [urljoin(evidence.site.home, path) for path in USUAL_FEEDS]
    for url in declared or usual:
        page = await get(url)
        feed = read_feed(page.body) if page and page.status == 200 else None
        if page is None or feed is None or not feed.kind:
            continue
        keys = {evidence.name(link, f"feed:{url}") for link, _ in feed.entries}
        evidence.feeds[url] = keys - {""}
        for link, text, day in feed_items(page.body):
            evidence.name(link, f"feed:{url}", text, day)
        if not declared and keys:
            return


async def _sitemaps(evidence: Evidence, named: tuple[str, ...], get: Get) -> None:
    evidence.sitemaps_named = bool(named)
    for group in (named, *((urljoin(evidence.site.home, usual),) for usual in USUAL_SITEMAPS)):
        queue = list(group)
        for url in queue:
            page = await get(url) if len(evidence.sitemaps) < MOST_SITEMAPS else None
            index = read_index(page.body) if page and page.status == 200 else None
            if index and index.kind == "sitemapindex":
                queue += [
                    one for one, _ in index.entries if one not in queue and not NO_ITEMS.search(urlsplit(one).path)
                ]
            elif index and index.kind:
                keys = {evidence.key(one) for one, _ in index.entries} - {""}
                evidence.sitemaps[url] = keys
                evidence.others |= keys if _PAGES.search(urlsplit(url).path) else set()
        if evidence.sitemaps:
            return


async def _rest(evidence: Evidence, get: Get) -> None:
    home = evidence.site.home
    types = json_of(await get(urljoin(home, "wp-json/wp/v2/types")))
    for kind in types.values() if isinstance(types, dict) else ():
        base = str(kind.get("rest_base") or "") if isinstance(kind, dict) else ""
        space = str(kind.get("rest_namespace") or "wp/v2") if base else ""
        if not re.fullmatch(r"[\w-]+", base) or base in NOT_CONTENT:
            continue
        rows = json_of(await get(urljoin(home, f"wp-json/{space}/{base}?per_page=100&_fields=link,title,date")))
        for row in rows if isinstance(rows, list) else ():
            key = evidence.key(str(row.get("link", ""))) if isinstance(row, dict) else ""
            if key:
                evidence.rest.setdefault(base, set()).add(key)
                if base == "pages":
                    evidence.others.add(key)
                else:
                    evidence.name(key, f"rest:{base}")
