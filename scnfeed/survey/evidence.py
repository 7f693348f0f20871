"""What was found on a site that nobody has described: evidence, and no decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from scnfeed.model import Page, Site
from scnfeed.sites.addresses import normal, path_of
from scnfeed.survey.sheet import Sheet

NEWSY = frozenset(
    """news newsroom press events event calendar agenda blog articles stories latest publications resources archive past
    older actualités actualites evenements événements presse communiqués articles publications noticias eventos prensa
    novedades actualidad publicaciones archivo أخبار الأخبار فعاليات مقالات المدونة aktuell aktuelles nachrichten
    termine veranstaltungen presse notizie eventi notícias nieuws novosti новости события haberler""".split()
)


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
