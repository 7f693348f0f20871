"""Planted pairs: what is one story and what is not, made of the sample site's texts in four languages.

Half of the texts is there to tune by (``work``), the other half to be reported (``report``): a text is in one of them
by a hash of its key, so no pair crosses.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from scnfeed.language.months import months
from scnfeed.language.scripts import ascii_digits, fold, sentences
from scnfeed.model import Article
from scnfeed.sample.body import plain
from scnfeed.sample.compose import LINES, compose
from scnfeed.sample.stories import stories

HALVES = ("work", "report")
CITIES = {
    "en": ("Lisbon", "Nairobi", "Manila", "Tunis", "Oslo", "Amman"),
    "fr": ("Lyon", "Nairobi", "Manille", "Tunis", "Oslo", "Amman"),
    "es": ("Lisboa", "Nairobi", "Manila", "Quito", "Oslo", "Bogotá"),
    "ar": ("لشبونة", "نيروبي", "مانيلا", "تونس", "أوسلو", "عمان"),
}
CALL = {
    "en": "The meeting takes place in {city} on {day} {month} {year} with {count} guests. Mayors from {city} open it.",
    "fr": "La réunion se tient à {city} le {day} {month} {year} avec {count} invités. Des élus de {city} l'ouvrent.",
    "es": "La reunión se celebra en {city} el {day} de {month} de {year} con {count} invitados. La abre {city}.",
    "ar": "يعقد الاجتماع في {city} في {day} {month} {year} بحضور {count} ضيفا. ويفتتحه رؤساء من مدينة {city}.",
}
HEADLINES = {
    "en": ("What we learned by the water", "Notes from three busy days", "How neighbours keep the peace"),
    "fr": ("Ce que nous avons appris au bord de l'eau", "Notes de trois jours", "Comment vivre en paix"),
    "es": ("Lo que aprendimos junto al agua", "Notas de tres días", "Cómo vivir en paz"),
    "ar": ("ما تعلمناه قرب الماء", "ملاحظات من أيام حافلة", "كيف يحفظ الجيران السلام"),
}


@dataclass(frozen=True)
class Text:
    key: str
    language: str
    title: str
    body: str
    published: date

    @property
    def half(self) -> str:
        return HALVES[sha256(self.key.encode()).digest()[0] % 2]


@dataclass(frozen=True)
class Pair:
    name: str
    one: Article
    other: Article
    same: bool


@cache
def texts() -> tuple[Text, ...]:
    found = [
        Text(story.key, language, text.title, plain(text.body), story.published or date(2026, 1, 1))
        for story in stories().values()
        if story.kind in ("news", "resource") and not story.tells and story.key != "rumour-desk"
        for language, text in story.texts.items()
    ]
    for language in ("en", "ar"):
        for line in range(LINES):
            body = compose(line, language)
            if any(body.split("\n\n")[1] in text.body for text in found):
                continue
            title = " ".join(body.split()[:6])
            found.append(Text(f"line-{line}", language, title, body, date(2025, 1, 1) + timedelta(days=3 * line)))
    return tuple(found)


def article(text: Text, slug: str = "", **values: Any) -> Article:
    body = values.pop("body", text.body)
    given: dict[str, Any] = {
        "site": "planted",
        "url": f"https://planted.example/{text.language}/{slug or text.key}/",
        "language": text.language,
        "direction": "ltr",
        "kind": "news",
        "title": text.title,
        "content_html": "",
        "content_text": body,
        "published": text.published,
    }
    return Article(**(given | values))


# ---- one story -----------------------------------------------------------------------------------------------------


def recrawled(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    body = text.body.replace(". ", ".  ").replace("'", "’").replace("\n", "\n\n")
    return article(text, "again", body=f"\n{body}\n")


def edited(share: float, names: bool = False) -> Callable[[Text, random.Random, Sequence[str]], Article]:
    """So many words put in place of others, left out or put in; with `names` capitalised ones too, never numbers."""

    def edit(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
        done = []
        for word in text.body.split(" "):
            common = word.isalpha() and (names or word.islower() or text.language == "ar")
            if not common or chance.random() >= share:
                done.append(word)
                continue
            kind = chance.randrange(3)
            done += [[chance.choice(others)], [], [word, chance.choice(others)]][kind]
        return article(text, "edited", body=" ".join(done))

    return edit


def teaser(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    words = re.split(r"(?<= )", text.body)
    return article(text, "teaser", body="".join(words[: chance.randint(30, 60)]).strip() + " […]")


def untitled(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    return article(text, "untitled", title="", published=None)


def folded(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    plain_letters = str.maketrans("àâäçéèêëîïôöùûüÿñáíóúÀÉÈ", "aaaceeeeiioouuuynaiouAEE")
    return article(text, "folded", title=fold(text.title), body=ascii_digits(fold(text.body)).translate(plain_letters))


def moved(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    parts = [part for part in text.body.split("\n") if part.strip()]
    chance.shuffle(parts)
    return article(text, "moved", body="\n\n".join(parts))


def reheaded(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    return article(text, "reheaded", title=chance.choice(HEADLINES[text.language]))


def reposted(text: Text, chance: random.Random, others: Sequence[str]) -> Article:
    source = {"en": "First published by a partner.", "fr": "Repris d'un partenaire.", "es": "Tomado de un socio."}
    note = source.get(text.language, "نقلا عن شريك.")
    later = text.published + timedelta(days=3)
    return article(text, "reposted", body=f"{text.body}\n\n{note}", site="partner", published=later)


SAME: dict[str, Callable[[Text, random.Random, Sequence[str]], Article]] = {
    "re-crawled": recrawled,
    "edited 2 %": edited(0.02),
    "edited 5 %": edited(0.05),
    "edited 10 %": edited(0.10),
    "edited 10 %, names too": edited(0.10, names=True),
    "teaser": teaser,
    "without title": untitled,
    "folded": folded,
    "paragraphs moved": moved,
    "other headline": reheaded,
    "reposted": reposted,
}


# ---- other stories -------------------------------------------------------------------------------------------------


def call(language: str, city: int, day: int, month: int, year: int, count: int) -> str:
    names = [name for name in months(language) if name.wide and name.number == month + 1]
    return CALL[language].format(city=CITIES[language][city], day=day, month=names[0].text, year=year, count=count)


def templates(text: Text, chance: random.Random) -> Iterator[Pair]:
    """A text with an invitation in it, and the same text inviting to something else."""
    here, elsewhere = chance.sample(range(6), 2)
    day, month = chance.randint(2, 27), chance.randrange(11)
    base = {"language": text.language, "city": here, "day": day, "month": month, "year": 2025, "count": 40}
    changes: dict[str, dict[str, Any]] = {
        "other city": {"city": elsewhere},
        "next year": {"year": 2026},
        "next month": {"month": month + 1},
        "next day": {"day": day + 1},
        "other count": {"count": 55},
    }

    def written(where: dict[str, Any], slug: str, **values: Any) -> Article:
        return article(text, slug, body=f"{text.body}\n\n{call(**where)}", **values)

    one = written(base, "one")
    for name, change in changes.items():
        yield Pair(name, one, written(base | change, "two"), same=False)
    later = text.published + timedelta(days=364)
    yield Pair("next edition", one, written(base | changes["next year"], "two", published=later), same=False)


def numbered(text: Text, chance: random.Random) -> Iterator[Pair]:
    """The next webinar of a series: a number in the title, nothing else."""
    number = chance.randint(2, 8)
    one = article(text, "one", title=f"{text.title} {number}")
    yield Pair("next number", one, article(text, "two", title=f"{text.title} {number + 1}"), same=False)


def openings(text: Text, other: Text) -> Iterator[Pair]:
    """Two reports with one opening, and with one closing: 000 and 001 of any summit."""
    lead = "\n".join(sentences(text.body)[:3])
    rest = "\n".join(sentences(text.body)[3:])
    told = "\n".join(sentences(other.body)[3:])
    if min(len(rest.split()), len(told.split())) < len(lead.split()) / 3:
        return
    mine, theirs = article(text, "one", body=f"{lead}\n{rest}"), article(other, "two", body=f"{lead}\n{told}")
    yield Pair("same opening", mine, theirs, same=False)
    yield Pair("same opening and title", mine, article(text, "three", body=f"{lead}\n{told}"), same=False)
    mine, theirs = article(text, "one", body=f"{rest}\n{lead}"), article(other, "two", body=f"{told}\n{lead}")
    yield Pair("same closing", mine, theirs, same=False)


def pairs(half: str, seed: int = 1) -> Iterator[Pair]:
    """Every planted pair of one half, the same ones each time."""
    chance = random.Random(f"{half} {seed}")
    mine = [text for text in texts() if text.half == half]
    vocabulary = {
        language: sorted({w for t in mine if t.language == language for w in t.body.split() if w.isalpha()})
        for language in CITIES
    }
    for text in mine:
        for name, change in SAME.items():
            yield Pair(name, article(text), change(text, chance, vocabulary[text.language]), same=True)
        yield from templates(text, chance)
        yield from numbered(text, chance)
        others = [one for one in mine if one.language == text.language and one.key != text.key]
        yield from openings(text, chance.choice(others))
        for other in others:
            if text.key < other.key:
                yield Pair("two stories", article(text), article(other), same=False)
