"""What was found on a site that nobody has described: evidence, and no decision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

from scnfeed.crawl.discover import list_page, printed, trap
from scnfeed.language.scripts import words
from scnfeed.model import Page, Site
from scnfeed.sites.addresses import normal, path_of
from scnfeed.survey.sheet import Sheet

NEWSY = frozenset(
    """news newsroom press events event calendar agenda blog articles stories latest publications resources archive past
    older actualités actualites evenements événements presse communiqués articles publications noticias eventos prensa
    novedades actualidad publicaciones archivo أخبار الأخبار فعاليات مقالات المدونة aktuell aktuelles nachrichten
    termine veranstaltungen presse notizie eventi notícias nieuws novosti новости события haberler""".split()
)


_TRACKING = re.compile(r"utm_|fbclid|gclid|mc_|ref$|source$|lang$|language$|pref", re.IGNORECASE)


class Visits(Protocol):
    """What the survey asks of whoever fetches."""

    causes: dict[str, str]

    async def page(self, url: str) -> Page | None: ...

    async def robots(self) -> tuple[str, tuple[str, ...]]: ...


@dataclass(slots=True)
class Told:
    """What is said of one address: a title, a day, and who says that it is there."""

    url: str = ""
    """As the site prints it, with or without its final slash."""
    text: str = ""
    day: date | None = None
    sources: set[str] = field(default_factory=set)
    score: int = -9


@dataclass(slots=True)
class Evidence:
    """What was found; addresses are in normal form for `site`, which is provisional."""

    site: Site
    front: Sheet
    named: dict[str, Told] = field(default_factory=dict)
    """What feeds, REST and lists name."""
    others: set[str] = field(default_factory=set)
    """Pages that are no items: menus, lists, what REST and sitemaps call pages."""
    lists: dict[str, set[str]] = field(default_factory=dict)
    """Address of a list -> items on it."""
    feeds: dict[str, set[str]] = field(default_factory=dict)
    sitemaps: dict[str, set[str]] = field(default_factory=dict)
    sitemaps_named: bool = False
    rest: dict[str, set[str]] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    paged: set[str] = field(default_factory=set)
    """Lists that name a further page of theirs."""

    def rekey(self, site: Site) -> None:
        """The same evidence with addresses in the normal form of `site`."""
        old, self.site = self.named, site
        self.named = {}
        for key, told in old.items():
            best = self.named.get(normal(key, site))
            if best is None or told.score > best.score:
                self.named[normal(key, site)] = told
        self.others = {normal(key, site) for key in self.others}
        for table in (self.lists, self.feeds, self.sitemaps, self.rest):
            for name, keys in table.items():
                table[name] = {normal(key, site) for key in keys}
        self.sheets = {normal(key, site): sheet for key, sheet in self.sheets.items()}
        self.lists = {normal(url, site): keys for url, keys in self.lists.items()}
        self.paged = {normal(url, site) for url in self.paged}

    def printed(self, key: str) -> str:
        """The address to ask for."""
        return self.named[key].url if key in self.named and self.named[key].url else key

    @property
    def paths(self) -> Mapping[str, str]:
        """Normal address of everything known -> its path below the language's prefix."""
        known = {*self.named, *self.others, *(key for keys in self.sitemaps.values() for key in keys)}
        return {key: path_of(key, self.site)[1] for key in known}

    # ---- noting -------------------------------------------------------------------------------------------------

    def key(self, url: str) -> str:
        """The normal form of an address, "" where it is not of the site."""
        return normal(url, self.site)

    def name(self, url: str, source: str, text: str = "", day: date | None = None, score: int = 0) -> str:
        """Note who says that an item is there; returns its normal form, "" where it can be none."""
        key = self.key(url)
        if not key or key in self.others or trap(url, self.site):
            return ""
        told = self.named.setdefault(key, Told())
        told.sources.add(source)
        told.url = told.url or printed(url, self.site)
        if text and (score, len(words(text))) > (told.score, len(words(told.text))) and not _all_figures(text):
            told.text, told.score = text, score
        told.day = told.day or day
        return key

    def take(self, sheet: Sheet) -> None:
        """The lists on a page; a page with a list, or without much text of its own, is no item."""
        key = self.key(sheet.url)
        self.sheets[key] = sheet
        lists = sheet.is_list or sheet is self.front
        found = {self.key(link.url) for group in sheet.groups if group.good and lists for link in group.links}
        found -= {"", key, normal(self.site.home, self.site)}
        for group in sheet.groups:
            for link in group.links if group.good else ():
                if self.key(link.url) in found:
                    self.name(link.url, f"list:{key}", link.text, link.day, group.score)
        if found:
            self.lists[key] = found
            if any(_turns(link.url, key, self.site) for link in sheet.links):
                self.paged.add(key)
        if key not in self.named or found:
            self.others.add(key)
            self.named.pop(key, None)

    def widen(self, sheet: Sheet) -> None:
        """Until it is known which query parameters belong to addresses, all count that are no trap."""
        seen = {
            name
            for link in sheet.links
            if normal(link.url, self.site)
            for name, value in parse_qsl(urlsplit(link.url).query)
            if value
        }
        fine = tuple(
            sorted(
                name for name in seen if not trap(f"{self.site.home}?{name}=1", self.site) and not _TRACKING.match(name)
            )
        )
        if set(fine) - set(self.site.query_allow):
            self.site = replace(self.site, query_allow=tuple(sorted({*fine, *self.site.query_allow})))


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


def _all_figures(text: str) -> bool:
    return sum(map(str.isdigit, text)) * 3 > sum(map(str.isalnum, text))
