"""Which days of the week people rest on, by the country that their time zone lies in (CLDR, week data)."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

WEEKEND = frozenset({5, 6})
"""Saturday and Sunday, where CLDR says nothing of a country."""


@cache
def weekend(time_zone: str) -> frozenset[int]:
    """The days of rest in the country of a time zone, as `date.weekday` counts: Monday is 0.

    >>> sorted(weekend("Africa/Cairo")), sorted(weekend("Europe/London")), sorted(weekend("Asia/Tehran"))
    ([4, 5], [5, 6], [4])
    """
    zone = get_global("zone_aliases").get(time_zone, time_zone)
    country = get_global("zone_territories").get(zone, "")
    local = _locale(country)
    if local is None:
        return WEEKEND
    days = (local.weekend_end - local.weekend_start) % 7 + 1
    return frozenset((local.weekend_start + n) % 7 for n in range(days))


def starts_week(weekday: int, time_zone: str) -> bool:
    """Whether the working week begins on this day: the first one after the days of rest.

    >>> starts_week(0, "Europe/London"), starts_week(0, "Africa/Cairo"), starts_week(6, "Africa/Cairo")
    (True, False, True)
    """
    rest = weekend(time_zone)
    return weekday not in rest and (weekday - 1) % 7 in rest


def _locale(country: str) -> Locale | None:
    """A locale of `country`, in the language that most speak there: Babel keeps the week with locales."""
    tag: str = get_global("likely_subtags").get(f"und_{country}", "")
    for name in (f"{tag.partition('_')[0]}_{country}", tag):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return None
