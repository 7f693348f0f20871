"""When a page was published and updated: the first sane place in order of trust, and what contradicts it.

Related posts, comments and footers are out of the tree before anything is asked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain

from scnfeed.language.scripts import clean
from scnfeed.model import Said, Site, Source, When, moment
from scnfeed.read import printed
from scnfeed.read.date_places import (
    LIKELY,
    PROSE,
    PUBLISHED,
    UNNAMED,
    UPDATED,
    Choice,
    Evidence,
    day_of,
    last_of_all,
    named,
)
from scnfeed.read.machine import ARTICLE_TYPES, is_of_event
from scnfeed.read.moments import day_printed, iso, told_to_machines

_A_DAY = timedelta(days=1)
_UNNAMED = frozenset({"time", "heading", "markup"})
"""Places that say a day, and not always what it is the day of."""
_FIRST, _LAST = date(1995, 1, 1), date(2100, 1, 1)
"""The web's own window, for a site that has none."""


@dataclass(slots=True)
class Notes:
    """What is found on the way: where each value stands, and what contradicts it."""

    said: dict[str, Said] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def say(self, name: str, text: str, source: Source) -> None:
        self.said[name] = Said(clean(text[:800])[:400], source)


def published(page: Evidence, notes: Notes) -> When | None:
    """The day or moment of publication; None where nothing sane says it."""
    if page.selected:
        order = page.site.date_order if page.site else "dmy"
        day = iso(page.selected) or day_printed(page.selected, page.language, order)
        if day and (chosen := _choose("published", [(day, page.selected, "markup")], page.site, notes)):
            return chosen
    of_event = page.of_event or (page.site is None and is_of_event(page.machine, page.url))
    finders = [find for find in PUBLISHED if not (of_event and find in UNNAMED)]
    told: list[Choice] = []
    for find in finders:
        if page.site is None or not told or find not in PROSE:
            told += [one for one in find(page) if find not in UNNAMED or not _of_an_event(one, page)]
    if page.site is not None:
        shown = [*last_of_all(page)] if told and told[0][2] == "time" and _in_greenwich(told) else []
        found = _choose("published", _local([*told, *shown], page)[: len(told)], page.site, notes)
        return found or (None if of_event else _choose("published", [*last_of_all(page)], page.site, notes))
    beside = [*named(page)] if _in_greenwich(told) else []
    local = _local([*told, *beside], page)[: len(told)]
    likely = () if of_event else ([*find(page)][:1] for find in LIKELY)
    for some in chain([_shown_first(local, page)], likely):
        if (found := _choose("published", _not_changes(some, told, page), None, notes)) is not None:
            return found
    return None


def _not_changes(some: list[Choice], told: Sequence[Choice], page: Evidence) -> list[Choice]:
    """`some` without the days of changes: a day that no place names is one where a `time` has, zones aside, the minute
    and the second that machines are told of the last change.
    """
    times = [one[0] for one in told if one[2] == "time" and isinstance(one[0], datetime)]
    last = [one[0] for find in UPDATED for one in find(page) if isinstance(one[0], datetime)] if times else []
    changed = {when.date() for when in times for other in last if _same_clock(when, other)}
    return [one for one in some if one[2] not in _UNNAMED or day_of(one[0]) not in changed]


def _same_clock(one: datetime, other: datetime) -> bool:
    """Whether two moments are one, or would be if no clock had been told in a wrong zone."""
    if one.second == 0:
        return one == other
    return abs(one - other) < _A_DAY and (one.minute, one.second) == (other.minute, other.second)


def updated(page: Evidence, published: When | None, notes: Notes) -> When | None:
    """The day of the last change; never one before publication."""
    choices = [choice for find in UPDATED for choice in find(page)]
    found = _choose("updated", _local(choices, page), page.site, notes, compare=False)
    if found is not None and published is not None and day_of(found) < day_of(published):
        notes.doubts.append(f"updated {day_of(found)} lies before published {day_of(published)}")
        notes.said.pop("updated", None)
        return None
    return found


def _of_an_event(choice: Choice, page: Evidence) -> bool:
    """Whether an unnamed day is one of an event that the page, no article, tells machines of."""
    if page.machine.typed(ARTICLE_TYPES):
        return False
    for node in page.machine.events():
        start, end = (told_to_machines(str(node.get(key) or ""), page.language) for key in ("startDate", "endDate"))
        if start and day_of(start) <= day_of(choice[0]) <= day_of(end or start):
            return True
    return False


def _shown_first(choices: list[Choice], page: Evidence) -> list[Choice]:
    """Where people are shown a quite different day than machines are told, the day that people see goes first, unless
    it is that of the last change, or the machines' own with day and month turned, or of an event.
    """
    if page.site is not None or not choices or choices[0][2] not in ("json-ld", "og", "meta"):
        return choices
    told = day_of(choices[0][0])
    changed = {day_of(choice[0]) for find in UPDATED for choice in find(page)}
    for choice in choices:
        day = day_of(choice[0])
        if choice[2] not in ("time", "heading") or abs(day - told) <= _A_DAY or day in changed:
            continue
        if printed.is_bare(choice[1], page.language) and day_printed(choice[1], page.language, "mdy") != told:
            return [choice, *(other for other in choices if other is not choice)]
    return choices


def _local(choices: Sequence[Choice], page: Evidence) -> list[Choice]:
    """Moments in UTC as the day that the page itself prints, where it prints only a neighbouring one: midnight has
    passed in Greenwich, not where the page was written. Clocks on Earth run from 12 hours behind it to 14 ahead.
    """
    days: dict[date, Choice] = {}
    for choice in choices:
        if choice[2] in ("heading", "url", "label", "markup"):
            days.setdefault(day_of(choice[0]), choice)
    return [_nearest(choice, days, page) for choice in choices]


def _in_greenwich(choices: Sequence[Choice]) -> bool:
    """Whether what is trusted most is a moment in UTC."""
    return bool(choices) and isinstance(choices[0][0], datetime) and choices[0][0].utcoffset() == timedelta(0)


def _nearest(choice: Choice, days: Mapping[date, Choice], page: Evidence) -> Choice:
    when = choice[0]
    if not isinstance(when, datetime) or when.utcoffset() != timedelta(0) or not days or when.date() in days:
        return choice
    step = -_A_DAY if when.hour < 12 else _A_DAY
    near = days.get(when.date() + step)
    if near is None or (step == _A_DAY and when.hour < 10) or printed.shown(when.date(), page.visible, page.language):
        return choice
    return near


def _sane(when: When, site: Site | None, name: str, notes: Notes) -> bool:
    try:
        day = moment(when).date()
    except OverflowError:
        return False
    first = site.since if site else _FIRST
    if first <= day < _LAST:
        return True
    notes.doubts.append(f"{name} {day} lies before the site's first day {first}: left unknown")
    return False


def _choose(name: str, choices: Sequence[Choice], site: Site | None, notes: Notes, compare: bool = True) -> When | None:
    """The first sane value in order of trust; a later one that is more than a day off is a doubt."""
    known = [choice for choice in choices if _sane(choice[0], site, name, notes)]
    if not known:
        return None
    chosen, text, source = known[0]
    notes.say(name, text, source)
    for other, also, place in known[1:] if compare else ():
        if abs(moment(other).date() - moment(chosen).date()) > _A_DAY:
            notes.doubts.append(f"{name}: {source} says {text}, {place} says {also}")
    return chosen
