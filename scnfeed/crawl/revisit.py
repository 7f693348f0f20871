"""Which addresses of an index are worth a request now. No network here.

What an index says is newer, and what is new, is asked for at once. Where an index says when a page changed, the rest is
left alone but for a sample, so that a silent edit is found some day. Where it does not, each page has its turn: the
recent ones often, the old ones seldom, all within the site's `revisit_days`, spread evenly over that time.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scnfeed.crawl import Plan, Trace
from scnfeed.model import Seen
from scnfeed.sites.addresses import is_item

TURNS = ((14, 1.0), (90, 3.0))
"""Pages younger than so many days have their turn each so many days; older ones each `revisit_days`."""
SAMPLE = 0.05
"""Share of the wanted addresses that may be looked at besides, where an index tells of changes."""
DAY = 86_400.0
_NO_TRACE = Trace()


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch: its normal form, the form the site prints, and how urgent it is."""

    key: str
    url: str
    lastmod: str = ""
    urgency: int = 0
    part_of: str = ""
    named_by: str = ""


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
    absent: tuple[str, ...]
    unchanged: tuple[str, ...]


def choose(plan: Plan, found: Found, complete: bool) -> Choice:
    """Which addresses to ask for, the most urgent first; which known ones a complete index no longer names."""
    known = {seen.url: seen for seen in plan.seen}
    zone = ZoneInfo(plan.site.time_zone)
    asks = [replace(ask, urgency=_urgency(ask, known.get(ask.key), zone)) for ask in found.asks.values()]
    wanted = [ask for ask in asks if ask.urgency >= 2]
    absent, quiet, resting = _unnamed(plan, found, complete)
    wanted += [Ask(key, key, known[key].lastmod, named_by="") for key in absent]
    untold = [ask for ask in asks if ask.urgency == 1]
    still = [Ask(key, key, known[key].lastmod, named_by=plan.traces[key].named_by) for key in resting]
    untold += [ask for ask in still if not ask.lastmod]
    calm = [ask for ask in asks if ask.urgency == 0] + [ask for ask in still if ask.lastmod]
    calm += untold if found.tells_changes else []
    spare = int(SAMPLE * len(wanted)) if wanted else 1
    wanted += _due(plan, calm, known, whole=plan.site.revisit_days)[:spare]
    turns = [Ask(key, key, known[key].lastmod) for key in quiet] + ([] if found.tells_changes else untold)
    wanted += _due(plan, turns, known)
    chosen = {ask.key for ask in wanted}
    return Choice(
        asks=tuple(sorted(wanted, key=lambda ask: (-ask.urgency, ask.key))),
        absent=tuple(sorted(absent)) if complete else (),
        unchanged=tuple(sorted(ask.key for ask in asks if ask.key not in chosen)),
    )


def _unnamed(plan: Plan, found: Found, complete: bool) -> tuple[list[str], list[str], list[str]]:
    """Known live addresses that nothing names now: those that left a complete index, those never in one, and those
    whose index file was left unread.
    """
    live = sorted(s.url for s in plan.seen if s.live and s.url not in found.asks and is_item(s.url, plan.site))
    named = {key: plan.traces[key].named_by if key in plan.traces else "?" for key in live}
    resting = [key for key in live if named[key] in found.unread]
    gone = [key for key in live if complete and named[key] and named[key] not in found.unread]
    return gone, sorted({*live} - {*gone} - {*resting}), resting


def _urgency(ask: Ask, seen: Seen | None, zone: ZoneInfo) -> int:
    """3 unknown, 2 changed, 1 perhaps changed, 0 not changed as the index says."""
    if seen is None:
        return 3
    if not ask.lastmod:
        return 1
    return 2 if newer(ask.lastmod, seen, zone) else 0


def _due(plan: Plan, asks: list[Ask], known: Mapping[str, Seen], whole: float = 0) -> list[Ask]:
    """Those whose turn it is, the one that was not looked at for longest first."""
    found = [ask for ask in asks if turn(plan, known[ask.key], plan.traces.get(ask.key, _NO_TRACE), whole)]
    return sorted(found, key=lambda ask: (known[ask.key].fetched_at, ask.key))


def turn(plan: Plan, seen: Seen, trace: Trace, whole: float = 0) -> bool:
    """Whether a page's turn came since it was last looked at.

    Turns of one length begin at other moments for each address, so that a site fetched in one hour is not looked at
    again in one hour. `whole` sets the days between turns; by default the age of the page does.
    """
    if trace.fresh_until and plan.now < trace.fresh_until:
        return False
    age = (plan.now - trace.dated).days if trace.dated else TURNS[-1][0]
    days = next((turns for limit, turns in TURNS if age < limit), plan.site.revisit_days)
    length = max(min(whole or days, plan.site.revisit_days), 1 / 24) * DAY
    shift = zlib.crc32(urlsplit(seen.url).path.encode()) / 2**32 * length
    return (plan.now.timestamp() + shift) // length > (seen.fetched_at.timestamp() + shift) // length


def newer(lastmod: str, seen: Seen, zone: ZoneInfo) -> bool:
    """Whether a sitemap's `lastmod` says that the page changed after it was fetched.

    A bare day is not over when the page is fetched on it, so it is asked for again until the day has passed.
    """
    if len(lastmod) == 10 and lastmod >= seen.fetched_at.astimezone(zone).date().isoformat():
        return True
    then, now = instant(seen.lastmod, zone), instant(lastmod, zone)
    return now > then if then and now else lastmod != seen.lastmod


def instant(text: str, zone: ZoneInfo) -> datetime | None:
    """A lastmod as a moment, None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
