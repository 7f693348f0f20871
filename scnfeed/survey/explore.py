"""Looking around on a site: its front page, what it declares, its sitemaps, REST and feeds, its lists; a few dozen
requests.

Nothing here fetches: `Visits` does, with the manners of a crawl. What is collected is evidence, and no decision.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urljoin, urlsplit

from scnfeed.crawl.discover import USUAL_SITEMAPS, feed_items, list_page, printed, read_feed, read_index, trap
from scnfeed.crawl.rest import NOT_CONTENT
from scnfeed.errors import CrawlError, ReadError
from scnfeed.language.dates import Order
from scnfeed.language.scripts import fold, words
from scnfeed.model import Page, Site
from scnfeed.read import read
from scnfeed.sites.addresses import normal, path_of
from scnfeed.survey.evidence import NEWSY, Evidence, Told, Visits
from scnfeed.survey.sheet import Link, Sheet, is_web_page, sheet_of

MOST_MENU_PAGES = 10
MOST_LIST_PAGES = 6
MOST_SITEMAPS = 12
USUAL_FEEDS = ("feed/", "rss.xml", "feed.xml", "atom.xml", "rss", "index.xml")
NO_ITEMS = re.compile(r"categor|tag|author|user|taxonom|image|video|local|attachment", re.IGNORECASE)
"""Sitemaps that name no items of their own."""
DAYS_ALONE = re.compile(r"\d{4}/(?:\d\d?/){0,2}")
"""Archives of a year or a month."""
_PAGES = re.compile(r"posts-page-|(^|/)page-?sitemap|(^|[/_-])pages[._-]", re.IGNORECASE)


async def explore(start: str, site: Site, visits: Visits, order: Order, tell: Callable[[str], None]) -> Evidence:
    """Look around from the address `start`. CrawlError, in a sentence, where there is nothing to look at."""
    first = await _first(start, visits)
    named = (await visits.robots())[1]
    explorer = Explorer(visits, Evidence(site, sheet_of(first, order)), order, tell)
    await explorer.look(first, named)
    return explorer.evidence


async def _first(start: str, visits: Visits) -> Page:
    page = await visits.page(start)
    if page is None:
        away = (await visits.robots())[0]
        raise CrawlError(f"{start}: {away or visits.causes.get(start, 'no answer')}", start)
    if page.status != 200:
        raise CrawlError(f"{start}: answers {page.status}, so there is nothing to look at", start)
    if not is_web_page(page):
        kind = next((value for name, value in page.headers if name == "content-type"), "something unnamed")
        raise CrawlError(f"{start}: is {kind}, not a web page; give the address of the front page or of a list", start)
    if sheet_of(page).drawn:
        raise CrawlError(
            f"{start}: is drawn by JavaScript, its markup holds no links: install scnfeed[browser] and say --browser",
            start,
        )
    return page


@dataclass(slots=True)
class Explorer:
    """The steps of looking around."""

    visits: Visits
    evidence: Evidence
    order: Order
    tell: Callable[[str], None]

    async def look(self, first: Page, sitemaps: tuple[str, ...]) -> None:
        evidence = self.evidence
        self._widen_queries(evidence.front)
        home = evidence.site.home
        await self._feeds()
        await self._sitemaps(sitemaps)
        await self._rest()
        evidence.others.add(normal(home, evidence.site))
        self._take(evidence.front)
        if normal(first.final_url, evidence.site) != normal(home, evidence.site):
            await self._sheet(home)
        await self._menus()
        await self._further_lists()

    # ---- what is declared ---------------------------------------------------------------------------------------

    async def _feeds(self) -> None:
        declared = [url for url in self.evidence.front.feeds if "comment" not in url]
        usual = [urljoin(self.evidence.site.home, path) for path in USUAL_FEEDS]
        for url in declared or usual:
            page = await self._get(url)
            feed = read_feed(page.body) if page and page.status == 200 else None
            if page is None or feed is None or not feed.kind:
                continue
            keys = {self._name(link, f"feed:{url}") for link, _ in feed.entries}
            self.evidence.feeds[url] = keys - {""}
            for link, text, day in feed_items(page.body):
                self._name(link, f"feed:{url}", text, day)
            if not declared and keys:
                return

    async def _sitemaps(self, named: tuple[str, ...]) -> None:
        evidence = self.evidence
        evidence.sitemaps_named = bool(named)
        for group in (named, *((urljoin(evidence.site.home, usual),) for usual in USUAL_SITEMAPS)):
            queue = list(group)
            for url in queue:
                page = await self._get(url) if len(evidence.sitemaps) < MOST_SITEMAPS else None
                index = read_index(page.body) if page and page.status == 200 else None
                if index and index.kind == "sitemapindex":
                    queue += [
                        one for one, _ in index.entries if one not in queue and not NO_ITEMS.search(urlsplit(one).path)
                    ]
                elif index and index.kind:
                    keys = {self._key(one) for one, _ in index.entries} - {""}
                    evidence.sitemaps[url] = keys
                    evidence.others |= keys if _PAGES.search(urlsplit(url).path) else set()
            if evidence.sitemaps:
                return

    async def _rest(self) -> None:
        evidence, home = self.evidence, self.evidence.site.home
        types = _json(await self._get(urljoin(home, "wp-json/wp/v2/types")))
        for kind in types.values() if isinstance(types, dict) else ():
            base = str(kind.get("rest_base") or "") if isinstance(kind, dict) else ""
            space = str(kind.get("rest_namespace") or "wp/v2") if base else ""
            if not re.fullmatch(r"[\w-]+", base) or base in NOT_CONTENT:
                continue
            rows = _json(await self._get(urljoin(home, f"wp-json/{space}/{base}?per_page=100&_fields=link,title,date")))
            for row in rows if isinstance(rows, list) else ():
                key = self._key(str(row.get("link", ""))) if isinstance(row, dict) else ""
                if key:
                    evidence.rest.setdefault(base, set()).add(key)
                    if base == "pages":
                        evidence.others.add(key)
                    else:
                        self._name(key, f"rest:{base}")

    # ---- what people see ----------------------------------------------------------------------------------------

    async def _menus(self) -> None:
        """Pages that the menu leads to: lists where they hold one, else pages that are no items."""
        front = self.evidence.front
        aside = [link for group in front.groups if not group.good for link in group.links]
        strong = {link.url for group in front.groups if group.good for link in group.links}
        menu = [
            link
            for link in (*aside, *front.links)
            if link.url not in strong and self._key(link.url) not in self.evidence.named
        ]
        ranked = sorted(dict.fromkeys(link.url for link in menu), key=lambda url: -_newsy(url, menu))
        asked = 0
        for url in ranked:
            key = self._key(url)
            fresh = key and key not in self.evidence.sheets and not trap(url, self.evidence.site)
            if fresh and not DAYS_ALONE.fullmatch(path_of(key, self.evidence.site)[1]) and asked < MOST_MENU_PAGES:
                asked += 1
                await self._sheet(url)
        for link in aside:
            key = self._key(link.url)
            if key and key not in self.evidence.named:
                self.evidence.others.add(key)

    async def _further_lists(self) -> None:
        """What lists lead to beside items: older ones, past ones."""
        asked = 0
        for sheet in list(self.evidence.sheets.values()):
            if self._key(sheet.url) not in self.evidence.lists:
                continue
            for link in sorted(sheet.links, key=lambda link: -_newsy(link.url, [link])):
                key = self._key(link.url)
                told = self.evidence.named.get(key, Told())
                sure = told.day is not None or any(not source.startswith("list:") for source in told.sources)
                known = not key or sure or key in self.evidence.others or key in self.evidence.sheets
                if (
                    not known
                    and _newsy(link.url, [link])
                    and asked < MOST_LIST_PAGES
                    and not trap(link.url, self.evidence.site)
                ):
                    asked += 1
                    await self._sheet(link.url)

    async def _sheet(self, url: str) -> None:
        page = await self._get(url)
        if page is not None and page.status == 200 and is_web_page(page) and self._key(page.final_url):
            sheet = sheet_of(page, self.order)
            self._widen_queries(sheet)
            if sheet.is_list or not _dated_text(page):
                self._take(sheet)

    def _take(self, sheet: Sheet) -> None:
        """The lists on a page; a page with a list, or without much text of its own, is no item."""
        evidence, key = self.evidence, self._key(sheet.url)
        evidence.sheets[key] = sheet
        lists = sheet.is_list or sheet is evidence.front
        found = {self._key(link.url) for group in sheet.groups if group.good and lists for link in group.links}
        found -= {"", key, normal(evidence.site.home, evidence.site)}
        for group in sheet.groups:
            for link in group.links if group.good else ():
                if self._key(link.url) in found:
                    self._name(link.url, f"list:{key}", link.text, link.day, group.score)
        if found:
            evidence.lists[key] = found
            if any(_turns(link.url, key, evidence.site) for link in sheet.links):
                evidence.paged.add(key)
        if key not in evidence.named or found:
            evidence.others.add(key)
            evidence.named.pop(key, None)

    def _name(self, url: str, source: str, text: str = "", day: date | None = None, score: int = 0) -> str:
        key = self._key(url)
        if not key or key in self.evidence.others or trap(url, self.evidence.site):
            return ""
        told = self.evidence.named.setdefault(key, Told())
        told.sources.add(source)
        told.url = told.url or printed(url, self.evidence.site)
        if text and (score, len(words(text))) > (told.score, len(words(told.text))) and not _all_figures(text):
            told.text, told.score = text, score
        told.day = told.day or day
        return key

    def _key(self, url: str) -> str:
        return normal(url, self.evidence.site)

    def _widen_queries(self, sheet: Sheet) -> None:
        """Until it is known which query parameters belong to addresses, all count that are no trap."""
        evidence = self.evidence
        seen = {
            name
            for link in sheet.links
            if normal(link.url, evidence.site)
            for name, value in parse_qsl(urlsplit(link.url).query)
            if value
        }
        fine = tuple(
            sorted(
                name
                for name in seen
                if not trap(f"{evidence.site.home}?{name}=1", evidence.site) and not TRACKING.match(name)
            )
        )
        if set(fine) - set(evidence.site.query_allow):
            evidence.site = replace(evidence.site, query_allow=tuple(sorted({*fine, *evidence.site.query_allow})))

    async def _get(self, url: str) -> Page | None:
        self.tell(url)
        return await self.visits.page(url)


def _dated_text(page: Page) -> bool:
    """Whether a page is a text with a day of its own: then it may be an item, wherever its link stood."""
    try:
        reading = read(page.body, page.final_url, headers=dict(page.headers))
    except ReadError:
        return False
    return reading.published is not None or any(event.certain for event in reading.events)


TRACKING = re.compile(r"utm_|fbclid|gclid|mc_|ref$|source$|lang$|language$|pref", re.IGNORECASE)


def _turns(url: str, first: str, site: Site) -> bool:
    """Whether a link leads to a further page of the list `first`."""
    below = urlsplit(first).path
    mine = replace(site, lists=(below.removeprefix(urlsplit(site.home).path),), items=())
    onward = list_page(url, mine)
    return (
        bool(onward)
        and onward != first
        and urlsplit(onward).path.startswith(below.rstrip("/").rpartition(".")[0] or below)
    )


def _newsy(url: str, links: Iterable[Link]) -> int:
    """How much a link sounds like a list of news: by its words, and by those of its address."""
    texts = " ".join(link.text for link in links if link.url == url)
    heard = {*words(fold(texts)), *re.split(r"[/_.\W-]+", urlsplit(url).path.lower())}
    return len(heard & NEWSY)


def _all_figures(text: str) -> bool:
    return sum(map(str.isdigit, text)) * 3 > sum(map(str.isalnum, text))


def _json(page: Page | None) -> object:
    if page is None or page.status != 200:
        return None
    try:
        return json.loads(page.body)
    except (ValueError, RecursionError):
        return None
