"""What contradicts that two texts in two languages are one: each has a number, a day or a city that the other lacks.

The next webinar in French is no translation of this one in English, however alike all else is. What only one of them
has proves nothing: numbers are spelled out, days go without their year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

Facts = Mapping[str, frozenset[str]]
OFTEN = 2
"""A city that is named so often, or in the lead, is where it happens; one named in passing may be a word."""


def telling(numbers: Iterable[str], days: Iterable[str], named: Sequence[tuple[int, str]], lead: int) -> Facts:
    """What a text tells, for `contrary`: all its numbers and sure days, and of the places it names, each with where it
    stands, those that are cities of weight; `lead` is how long its lead is.
    """
    times = Counter(code for _, code in named)
    weighty = {code for at, code in named if code.startswith("city") and (at < lead or times[code] >= OFTEN)}
    return {
        "all numbers": frozenset(numbers),
        "all days": frozenset(days),
        "where": frozenset(weighty),
        "named": frozenset(times),
    }


def contrary(one: Facts, other: Facts) -> str:
    """In words, what each has that the other lacks; "" where nothing is."""
    for kind, mine, theirs in (
        ("numbers", one["all numbers"] - other["all numbers"], other["all numbers"] - one["all numbers"]),
        ("days", one["all days"] - other["all days"], other["all days"] - one["all days"]),
        ("cities", one["where"] - other["named"], other["where"] - one["named"]),
    ):
        if mine and theirs:
            told = "" if kind == "cities" else f" ({min(mine)} and {min(theirs)})"
            return f"other {kind}{told}"
    return ""
