"""Looking around on a site: its front page, what it declares, its menu, its lists; a few dozen requests.

Nothing here fetches: `Visits` does, with the manners of a crawl. What is collected is evidence, and no decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from scnfeed.crawl.discover import trap
from scnfeed.errors import CrawlError, ReadError
from scnfeed.language.dates import Order
from scnfeed.language.scripts import fold, words
from scnfeed.model import Page, Site
from scnfeed.read import read
from scnfeed.sites.addresses import normal, path_of
from scnfeed.survey.declared import note_declared
from scnfeed.survey.evidence import NEWSY, Evidence, Told, Visits
from scnfeed.survey.sheet import Link, is_web_page, sheet_of

MOST_MENU_PAGES = 10
MOST_LIST_PAGES = 6
DAYS_ALONE = re.compile(r"\d{4}/(?:\d\d?/){0,2}")
"""Archives of a year or a month."""


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
        evidence.widen(evidence.front)
        home = evidence.site.home
        await note_declared(evidence, sitemaps, self._get)
        evidence.others.add(normal(home, evidence.site))
        evidence.take(evidence.front)
        if normal(first.final_url, evidence.site) != normal(home, evidence.site):
            await self._sheet(home)
        await self._menus()
        await self._further_lists()

    async def _menus(self) -> None:
        """Pages that the menu leads to: lists where they hold one, else pages that are no items."""
        front = self.evidence.front
        aside = [link for group in front.groups if not group.good for link in group.links]
        strong = {link.url for group in front.groups if group.good for link in group.links}
        menu = [
            link
            for link in (*aside, *front.links)
            if link.url not in strong and self.evidence.key(link.url) not in self.evidence.named
        ]
        ranked = sorted(dict.fromkeys(link.url for link in menu), key=lambda url: -_newsy(url, menu))
        asked = 0
        for url in ranked:
            key = self.evidence.key(url)
            fresh = key and key not in self.evidence.sheets and not trap(url, self.evidence.site)
            if fresh and not DAYS_ALONE.fullmatch(path_of(key, self.evidence.site)[1]) and asked < MOST_MENU_PAGES:
                asked += 1
                await self._sheet(url)
        for link in aside:
            key = self.evidence.key(link.url)
            if key and key not in self.evidence.named:
                self.evidence.others.add(key)

    async def _further_lists(self) -> None:
        """What lists lead to beside items: older ones, past ones."""
        asked = 0
        for sheet in list(self.evidence.sheets.values()):
            if self.evidence.key(sheet.url) not in self.evidence.lists:
                continue
            for link in sorted(sheet.links, key=lambda link: -_newsy(link.url, [link])):
                key = self.evidence.key(link.url)
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
        if page is not None and page.status == 200 and is_web_page(page) and self.evidence.key(page.final_url):
            sheet = sheet_of(page, self.order)
            self.evidence.widen(sheet)
            front = self.evidence.key(url) == normal(self.evidence.site.home, self.evidence.site)
            if front or sheet.is_list or not _dated_text(page):
                self.evidence.take(sheet)

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


def _newsy(url: str, links: Iterable[Link]) -> int:
    """How much a link sounds like a list of news: by its words, and by those of its address."""
    texts = " ".join(link.text for link in links if link.url == url)
    heard = {*words(fold(texts)), *re.split(r"[/_.\W-]+", urlsplit(url).path.lower())}
    return len(heard & NEWSY)
