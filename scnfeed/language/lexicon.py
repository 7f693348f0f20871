"""Which words of a language may stand in a date, and what each is there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scnfeed.language.date_text import plain
from scnfeed.language.date_words import POSTPOSED, VERBS, WORDS
from scnfeed.language.months import base, months, weekdays
from scnfeed.language.ordinals import DAYS, NO_DAYS, SAME_MONTH

GLUE = "\x01"
"""Between the words of a name that is written in several."""
LETTERS = {
    "to": "t", "and": "a", "between": "b", "in": "p", "month": "o", "filler": "_",
    "early": "f", "mid": "f", "late": "f", "first_half": "f", "second_half": "f",
    "ends": "t", "for": "u", "year": "z", "street": "r", "house": "h", "street_after": "R",
}  # fmt: skip
SAME = 99
"""Value of a month that is the one named before."""
LATE = 3
"""Value of "late", the end of a month."""
PARTS = ("early", "mid", "late", "first_half", "second_half")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word may be: its letter, its value (month, part of a month), and the same for lower case."""

    letter: str
    value: int = 0
    small: str = ""
    """Letter of the word in small letters where its name is written with a capital."""


def _key(text: str) -> str:
    return re.sub(r"[ .']+(?=.)", GLUE, plain(text.replace("_", " "))[0].rstrip(".")).replace("/", GLUE).casefold()


def lexicon_of(language: str) -> dict[str, Entry]:
    """Every word of the language that may stand in a date; English names are understood everywhere."""
    found: dict[str, Entry] = {}
    for name in (base(language), "en"):
        for month in months(name):
            # "Sept 3" has no other sense in English, "Mar 3" in Spanish has
            whole = month.wide or base(language) == "en"
            letter, key = "M" if whole else "m", _key(month.text)
            small = "n" if key in VERBS.get(name, "").split() else "m" if month.text[:1].isupper() else letter
            if small == "n" and month.text.upper() == month.text.lower():  # a script without capitals
                letter = small
            found.setdefault(key, Entry(letter, month.number, small))
        for category, row in WORDS.get(name, {}).items():
            part = PARTS.index(category) + 1 if category in PARTS else 0
            letter = "g" if part and name in POSTPOSED else LETTERS[category]
            for word in row.split():
                found.setdefault(_key(word), Entry(letter, part, "x" if category == "street_after" else ""))
        for number, forms in enumerate(DAYS.get(name, "").split(), start=1):
            keys = [key for form in forms.split(",") for key in _with_preposition(_key(form))]
            found.update({key: Entry("d", number) for key in keys if key not in found})
        found.update({_key(phrase): Entry("x") for phrase in NO_DAYS.get(name, "").split()})
        found.update({_key(phrase): Entry("m", SAME) for phrase in SAME_MONTH.get(name, "").split()})
        for day in weekdays(name):
            found.setdefault(_key(day.text), Entry("w"))
    return found


def _with_preposition(key: str) -> tuple[str, ...]:
    """An Arabic word, and as it is written after "for", which takes the place of the article's first letter."""
    return (key, "لل" + key[2:]) if key.startswith("ال") else (key,)
