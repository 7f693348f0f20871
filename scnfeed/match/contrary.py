"""What contradicts that two texts in two languages are one: each has a number, a day or a city that the other lacks.

The next webinar in French is no translation of this one in English, however alike all else is. What only one of them
has proves nothing: numbers are spelled out, days go without their year.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from scnfeed.language.dates import dates_in
from scnfeed.language.named import places_named
from scnfeed.language.scripts import ascii_digits, sentences
from scnfeed.match.traces import numbers_in

OFTEN = 2
"""A city that is named so often, or in the title or lead, is where it happens; one named in passing may be a word."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a text tells that no translator changes; `where` are cities of weight, `named` all that it names."""

    numbers: frozenset[str]
    days: frozenset[str]
    where: frozenset[str]
    named: frozenset[str]


@lru_cache(maxsize=512)
def telling(title: str, text: str, language: str) -> Telling:
    """The numbers, sure days and cities of a text with its title."""
    whole = f"{title}\n{text}"
    early = len(title) + 1 + len("\n".join(sentences(text)[:2]))
    named = places_named(whole, language)
    times = Counter(code for _, code in named)
    weighty = {code for at, code in named if code.startswith("city") and (at < early or times[code] >= OFTEN)}
    days = {f"{span.start}/{span.end}" for span in dates_in(ascii_digits(whole), language) if span.certain}
    return Telling(frozenset(numbers_in(whole)), frozenset(days), frozenset(weighty), frozenset(times))


def contrary(one: Telling, other: Telling) -> str:
    """In words, what each has that the other lacks; "" where nothing is."""
    for kind, mine, theirs in (
        ("numbers", one.numbers - other.numbers, other.numbers - one.numbers),
        ("days", one.days - other.days, other.days - one.days),
        ("cities", one.where - other.named, other.where - one.named),
    ):
        if mine and theirs:
            told = "" if kind == "cities" else f" ({min(mine)} and {min(theirs)})"
            return f"other {kind}{told}"
    return ""
