"""What contradicts that two texts in two languages are one: each has a number, a day or a city that the other lacks.

The next webinar in French is no translation of this one in English, however alike all else is. What only one of them
has proves nothing: numbers are spelled out, days go without their year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from scnfeed.language.months import base

Facts = Mapping[str, frozenset[str]]
OFTEN = 2
"""A city that is named so often, or in the lead, is where it happens; one named in passing may be a word."""

MULTIPLES = {
    "en": {1_000: "thousand", 1_000_000: "million"},
    "fr": {1_000: "mille", 1_000_000: "million millions"},
    "es": {1_000: "mil", 1_000_000: "millón millones"},
    "ar": {1_000: "ألف ألفا ألفًا آلاف الف الاف", 1_000_000: "مليون ملايين مليونا مليونًا"},
    "de": {1_000: "tausend", 1_000_000: "Million Millionen"},
    "id": {1_000: "ribu", 1_000_000: "juta"},
    "pt": {1_000: "mil", 1_000_000: "milhão milhões"},
    "ur": {1_000: "ہزار", 1_000_000: "ملین"},
}
"""Words that one language writes where another one writes noughts."""


def scaled(text: str, language: str) -> str:
    """`text` with its thousands and millions in digits.

    >>> scaled("45 thousand and 2.5 million, 3 million", "en"), scaled("45 ألف يورو", "ar")
    ('45000 and 2500000, 3000000', '45000 يورو')
    """
    words, pattern = _multiples(base(language))
    return (
        pattern.sub(lambda found: f"{round(float(found[1].replace(',', '.')) * words[found[2]])}", text)
        if words
        else text
    )


@cache
def _multiples(language: str) -> tuple[dict[str, int], re.Pattern[str]]:
    words = {word: value for value, row in MULTIPLES.get(language, {}).items() for word in row.split()}
    longest = sorted(words, key=len, reverse=True)
    return words, re.compile(rf"(?<![\d.,])(\d+(?:[.,]\d{{1,2}})?)[ \u00a0\u202f]({'|'.join(longest)})\b")


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
