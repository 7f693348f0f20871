"""Planted edits of one page: material ones and cosmetic ones, in four languages, over the planted texts."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scnfeed.language.scripts import fold
from scnfeed.model import Article
from tests.match.planted import CITIES, Text, article, call, texts

LINK = '<p><a href="https://other.example/guide/?id=4">guide</a></p>'


@dataclass(frozen=True)
class Edited:
    name: str
    old: Article
    new: Article
    material: bool


def base(text: Text, chance: random.Random) -> tuple[Article, dict[str, int]]:
    facts = {"city": chance.randrange(5), "day": chance.randint(2, 26), "month": chance.randrange(11), "count": 40}
    body = f"{text.body}\n\n{call(text.language, year=2025, **facts)}"
    return article(text, body=body, content_html=LINK), facts


def _with(old: Article, text: str) -> Article:
    return replace(old, content_text=text)


def typo(old: Article, chance: random.Random) -> Article:
    words = old.content_text.split(" ")
    long = [
        at
        for at, word in enumerate(words)
        if len(word) > 6 and word.isalpha() and word.islower() | (word == word.upper())
    ]
    at = chance.choice(long)
    letter = chance.randrange(2, len(words[at]) - 2)
    word = words[at]
    words[at] = word[:letter] + word[letter + 1] + word[letter] + word[letter + 2 :]
    return _with(old, " ".join(words))


def two_words(old: Article, chance: random.Random) -> Article:
    """Two plain words left out."""
    words = old.content_text.split(" ")
    plain = [at for at, w in enumerate(words[:-30]) if w.isalpha() and 2 < len(w) < 5 and fold(w) == w and w.islower()]
    gone = set(chance.sample(plain, 2)) if len(plain) > 1 else set()
    return _with(old, " ".join(w for at, w in enumerate(words) if at not in gone))


COSMETIC: dict[str, Callable[[Article, random.Random], Article]] = {
    "nothing": lambda old, chance: old,
    "white space": lambda old, chance: _with(old, re.sub(r" (?=\w{5})", "\u00a0 ", old.content_text)),
    "quotes and dashes": lambda old, chance: _with(
        old, old.content_text.replace("'", "’").replace(" – ", " — ").replace(", ", " , ")
    ),
    "typo": typo,
    "two small words": two_words,
    "title's case": lambda old, chance: replace(old, title=f" {old.title.upper()}! "),
    "tracking link": lambda old, chance: replace(old, content_html=LINK.replace("id=4", "id=4&amp;utm_source=letter")),
    "https and slash": lambda old, chance: replace(
        old, content_html=LINK.replace("https://other.example/guide/", "http://www.other.example/guide")
    ),
    "rendered anew": lambda old, chance: replace(old, content_html=f"<div>{LINK}</div>", body_hash="other"),
}


def _called(**change: int) -> Callable[[Article, dict[str, int]], Article]:
    def edit(old: Article, facts: dict[str, int]) -> Article:
        lead = old.content_text.rpartition("\n\n")[0]
        moved = facts | {name: facts[name] + by for name, by in change.items() if name in facts}
        year = 2025 + change.get("year", 0)
        return _with(old, f"{lead}\n\n{call(old.language, year=year, **moved)}")

    return edit


MATERIAL: dict[str, Callable[[Article, dict[str, int]], Article]] = {
    "number": _called(count=5),
    "day": _called(day=1),
    "month": _called(month=1),
    "year": _called(year=1),
    "city": _called(city=1),
    "title": lambda old, facts: replace(old, title=old.title + " " + CITIES[old.language][0]),
    "other link": lambda old, facts: replace(old, content_html=LINK.replace("id=4", "id=5")),
    "another sentence": lambda old, facts: _with(old, old.content_text + "\n\n" + old.content_text[:60]),
    "a sentence less": lambda old, facts: _with(old, old.content_text.partition(". ")[2] or old.content_text[80:]),
}


def edits(half: str) -> Iterator[Edited]:
    chance = random.Random(half)
    for text in texts():
        if text.half != half:
            continue
        old, facts = base(text, chance)
        for name, cosmetic in COSMETIC.items():
            yield Edited(name, old, cosmetic(old, chance), material=False)
        for name, material in MATERIAL.items():
            yield Edited(name, old, material(old, facts), material=True)
