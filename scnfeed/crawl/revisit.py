"""Which addresses of an index are worth a request now. No network here.

What an index says is newer, and what is new, is asked for at once. Where an index says when a page changed, the rest is
looked at in the room that the bound on requests leaves, the longest due first. Where it does not, each page has its
turn: the recent ones often, the old ones seldom, all within the site's `revisit_days`, spread evenly over that time.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scnfeed.crawl.known import Known
from scnfeed.crawl.values import Look, Plan
from scnfeed.model import Site
from scnfeed.sites.addresses import is_item, is_watch

TURNS = ((14, 1.0), (90, 3.0))
"""Pages younger than so many days have their turn each so many days; older ones each `revisit_days`."""
ROOM = 1.05
MORE = 2
"""A run asks at most for ROOM times what it must, and MORE: in what is left of that, quiet pages are looked at."""
TOGETHER = 5_000
"""So many addresses are compared with memory at once: most are as they were, and what is known of them is let go."""
DAY = 86_400.0
VANISHED, NEW, CHANGED, TURN, QUIET = 4, 3, 2, 1, 0
"""How urgent an address is. One that vanished comes first: it may lead to one of the others."""


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch: its normal form, the form the site prints, and how urgent it is."""

    key: str
    url: str
    lastmod: str = ""
    urgency: int = QUIET
    part_of: str = ""
    named_by: str = ""
    before: Look | None = None
    """As it was last looked at."""
    vanished: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What discovery brought: addresses by normal form, and which parts of the index were read."""

    asks: Mapping[str, Ask] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    """Index files that said nothing changed and were left alone: what they named is still there."""
    tells_changes: bool = False
    """Whether an address without a lastmod can be taken as unchanged, since changes are told elsewhere."""


@dataclass(frozen=True, slots=True)
class Choice:
    asks: tuple[Ask, ...]
    """The most urgent first."""
    absent: tuple[str, ...] = ()

    @property
    def news(self) -> bool:
        """Whether anything is asked for that is not only a second look."""
        return any(ask.urgency >= CHANGED for ask in self.asks)


def choose(plan: Plan, found: Found, known: Known, complete: bool) -> Choice:
    """Which addresses to ask for; which known ones a complete index no longer names."""
    zone = ZoneInfo(plan.site.time_zone)
    asks = iter(found.asks.values())
    wanted: list[Ask] = []
    while some := list(islice(asks, TOGETHER)):
        before = {look.key: look for look in known.recall([ask.key for ask in some])}
        wanted += [ask for ask in (_told(ask, before.get(ask.key), zone) for ask in some) if ask.urgency >= CHANGED]
    gone = _gone(plan, found, known) if complete else []
    wanted += [_again(look, VANISHED, vanished=True) for look in gone]
    due = {look.key: look for look in known.due(plan.now, plan.site.budget)}
    for ask in wanted:
        due.pop(ask.key, None)
    for look in due.values():
        if is_item(look.key, plan.site) or is_watch(look.key, plan.site):
            told_of = found.tells_changes or bool(look.lastmod)
            wanted.append(_again(look, QUIET if told_of else TURN, printed=found.asks.get(look.key)))
    _sort(wanted)
    return Choice(tuple(wanted), tuple(sorted(look.key for look in gone)))


def room(asked: int, news: int) -> int:
    """How many quiet pages may be looked at: `asked` requests for the index and `news` for pages are needed anyway.

    >>> room(asked=4, news=0), room(asked=6, news=100)
    (2, 7)
    """
    needed = asked + news
    return int(ROOM * needed + MORE) - needed


def _sort(asks: list[Ask]) -> None:
    """The most urgent first; of quiet pages the one that was due first. By one value after the other, the last first:
    no tuple is made for each of many thousands.
    """
    asks.sort(key=attrgetter("key"))
    asks.sort(key=_due)
    asks.sort(key=attrgetter("urgency"), reverse=True)


def _due(ask: Ask) -> float:
    return ask.before.due.timestamp() if ask.urgency == QUIET and ask.before and ask.before.due else 0.0


def _told(ask: Ask, look: Look | None, zone: ZoneInfo) -> Ask:
    """The address with what is known of it."""
    if look is None:
        return ask if ask.urgency == NEW else replace(ask, urgency=NEW)
    changed = bool(ask.lastmod) and newer(ask.lastmod, look, zone)
    return replace(ask, urgency=CHANGED if changed else QUIET, before=look)


def _gone(plan: Plan, found: Found, known: Known) -> list[Look]:
    """Known live addresses that no index names now. What an index named that was left unread is not among them."""
    left = known.unnamed(found.unread)
    return [look for look in left if look.key not in found.asks and is_item(look.key, plan.site)]


def _again(look: Look, urgency: int, *, vanished: bool = False, printed: Ask | None = None) -> Ask:
    """A known address: to be asked for as the index prints it now, where it does."""
    url, named_by = (printed.url, printed.named_by) if printed else (look.key, "" if vanished else look.named_by)
    lastmod = printed.lastmod if printed and printed.lastmod else look.lastmod
    return Ask(look.key, url, lastmod, urgency, named_by=named_by, before=look, vanished=vanished)


def due_at(look: Look, site: Site, dated: datetime | None) -> datetime:
    """When a page that was looked at, with an article of the day `dated`, has its next turn.

    Turns of one length begin at other moments for each address, so that a site fetched in one hour is not looked at
    again in one hour. Where the site says when a page changed, each turn is `revisit_days` long.
    """
    age = (look.looked_at - dated).days if dated else TURNS[-1][0]
    days = next((turns for limit, turns in TURNS if age < limit), float(site.revisit_days))
    length = max(min(site.revisit_days if look.lastmod else days, site.revisit_days), 1 / 24) * DAY
    shift = zlib.crc32(urlsplit(look.key).path.encode()) / 2**32 * length
    turn = ((look.looked_at.timestamp() + shift) // length + 1) * length - shift
    due = datetime.fromtimestamp(turn, UTC)
    return max(due, look.fresh_until) if look.fresh_until else due


def newer(lastmod: str, look: Look, zone: ZoneInfo) -> bool:
    """Whether a sitemap's `lastmod` says that the page changed after it was fetched.

    A bare day is not over when the page is fetched on it, so it is asked for again until the day has passed.
    """
    if len(lastmod) == 10 and lastmod >= look.looked_at.astimezone(zone).date().isoformat():
        return True
    then, now = instant(look.lastmod, zone), instant(lastmod, zone)
    return now > then if then and now else lastmod != look.lastmod


def instant(text: str, zone: ZoneInfo) -> datetime | None:
    """A lastmod as a moment, None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
