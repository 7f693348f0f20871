"""The place of an event, from its sentence or its label: cities by the gazetteer, countries by CLDR's names of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import Locale
from babel.localedata import exists

from scnfeed.language.dates import Span, dates_in
from scnfeed.language.gazetteer import countries, is_city, is_famous_city
from scnfeed.language.months import base, months, weekdays
from scnfeed.language.scripts import WORD_CHARACTERS, fold, folded

PREPOSITIONS = {
    "en": "in at",
    "ar": "في",
    "fr": "à au aux en dans",
    "es": "en",
    "id": "di",
    "sw": "jijini mjini nchini katika huko",
    "sq": "në",
    "sr": "u у",
    "bs": "u",
    "mk": "во",
    "pt": "em no na nos nas",
    "de": "in im",
    "it": "a ad in nel nella negli nei",
    "nl": "in te",
    "fa": "در",
    "ru": "в во",
}
"""What must stand before a place."""
AFTER = {"ur": "میں"}
"""What must stand after it instead."""
ENDINGS = {"tr": ("da", "de", "ta", "te")}
"""What is written after the place and an apostrophe instead."""
CLITICS = {"ar": "ب"}
"""A preposition written as one with the place."""
FILLERS = {
    "en": "the city town of capital downtown",
    "ar": "مدينة العاصمة بلدية مقر",
    "fr": "la le ville de capitale",
    "es": "la el ciudad de capital",
    "id": "kota ibu",
    "mk": "градот",
    "sr": "gradu граду",
}
"""What may stand between."""
CAPITAL = {"en": "capital", "ar": "العاصمة", "fr": "capitale", "es": "capital"}
"""Beside this word the name of a country's people may stand between too: ``in the Maltese capital, Valletta``."""
ARTICLES = {"fr": {"au": "Le", "aux": "Les"}}
"""A preposition that holds the first word of a name: ``au Cap`` is in Le Cap."""
NO_CITIES = {
    "ar": "مدينة المدينة دولة وادي الوادي سنة كيف وان دور دو كان مان هام قوم سن سنه صور الجديد الجديدة "
    "الجميل الجزيرة الباب الخبر بلد سالم أمل أمان الأم ألم بندر بحري بن رن سار ميل "
    "قصور رشيد حصار تسوية إطار جنان العاشر القصور اب واو سطات",
}
"""Names of cities that are everyday words; a city among them is missed rather than a word taken for one."""

_LONGEST = 4
_REACH = 6
_WORD = re.compile(rf"[{WORD_CHARACTERS}]+(?:[-'’.][{WORD_CHARACTERS}]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as printed, and where it stands."""

    text: str
    start: int
    end: int
    city: bool


@cache
def _countries(language: str) -> frozenset[str]:
    """Folded names of countries in a language, and in English."""
    rows = [Locale.parse(name).territories for name in (base(language), "en") if exists(name)]
    named = (row[code] for row in rows for code in countries() if code in row)
    return frozenset(map(folded, (*named, *countries().values())))


@cache
def _no_cities(language: str) -> frozenset[str]:
    names = [name.text for table in (months, weekdays) for name in table(base(language))]
    return frozenset(map(folded, (*names, *NO_CITIES.get(base(language), "").split())))


@cache
def _row(table: Literal["before", "after", "between", "capital"], language: str) -> frozenset[str]:
    rows = {"before": PREPOSITIONS, "after": AFTER, "between": FILLERS, "capital": CAPITAL}[table]
    return frozenset(map(fold, rows.get(base(language), "").split()))


def place_in(sentence: str, language: str, when: Span | None = None) -> str | None:
    """The place where `sentence` says that something happens, as it prints it: a city, else a country; None for none.

    Only a name after a preposition of place counts. Of several the one nearest to the date `when` (the first of the
    sentence unless given) is taken, those that follow it first.

    >>> place_in("On 18-19 July 2023 mayors from Jakarta met in Manila", "en")
    'Manila'
    """
    when = when or next(iter(dates_in(sentence, language)), None)
    found = list(_places(sentence, language))
    chosen = [place for place in found if place.city] or found
    return min(chosen, key=lambda place: _distance(place, when)).text if chosen else None


def _distance(place: Place, when: Span | None) -> int:
    if when is None:
        return place.start
    end = when.position + len(when.text)
    return place.start - end if place.start >= end else 2 * (when.position - place.end)


def _places(sentence: str, language: str) -> Iterator[Place]:
    found = list(_WORD.finditer(sentence))
    clitic = CLITICS.get(base(language))
    for at, word in enumerate(found):
        following = found[at + 1 : at + 1 + _REACH]
        article = ARTICLES.get(base(language), {}).get(fold(word[0]))
        if article and following and (place := _place(f"{article} {following[0][0]}", following[0], language)):
            yield place
        elif fold(word[0]) in _row("before", language):
            yield from _after(sentence, following, language)
        elif clitic and word[0].startswith(clitic):
            yield from _after(sentence, found[at : at + _REACH], language, len(clitic))
        elif at and fold(word[0]) in _row("after", language):
            yield from _ending(sentence, found[max(at - _LONGEST, 0) : at], found[at - 1].end(), language)
        elif name := _without_ending(word[0], language):
            run = found[max(at + 1 - _LONGEST, 0) : at + 1]
            yield from _ending(sentence, run, word.start() + len(name), language)


def _after(sentence: str, following: list[re.Match[str]], language: str, cut: int = 0) -> Iterator[Place]:
    """The place that begins right here or after fillers, its first `cut` letters being a preposition."""
    for at in range(len(following)):
        place = _longest(sentence, following[at : at + _LONGEST], language, cut)
        if place:
            yield place
        if place or not _skipped(following, at, cut, language):
            return
        cut = 0


def _ending(sentence: str, run: list[re.Match[str]], end: int, language: str) -> Iterator[Place]:
    """The place that ends at `end`, its first word one of the `run`."""
    for word in run:
        text = sentence[word.start() : end]
        if _is_city(text, language) or _is_country(text, language):
            yield Place(text, word.start(), end, _is_city(text, language))
            return


def _without_ending(word: str, language: str) -> str:
    """A name before an apostrophe and an ending of place: ``Bursa`` of ``Bursa'da``; "" for another word."""
    name, _, ending = word.replace("’", "'").rpartition("'")
    return name if ending in ENDINGS.get(base(language), ()) else ""


def _skipped(following: list[re.Match[str]], at: int, cut: int, language: str) -> bool:
    """Whether this word is a filler, or says of which country the capital is that is named next."""
    near = {fold(word[0]) for word in following[max(at - 1, 0) : at + 2]}
    return fold(following[at][0][cut:]) in _row("between", language) or not near.isdisjoint(_row("capital", language))


def _place(text: str, word: re.Match[str], language: str) -> Place | None:
    return Place(text, word.start(), word.end(), city=True) if _is_city(text, language) else None


def _longest(sentence: str, run: list[re.Match[str]], language: str, cut: int) -> Place | None:
    for count in range(len(run), 0, -1):
        start, end = run[0].start() + cut, run[count - 1].end()
        text = sentence[start:end]
        if _is_city(text, language):
            if is_famous_city(fold(text)) or not _runs_on(sentence[end:]):
                return Place(text, start, end, city=True)
        elif _is_country(text, language):
            return Place(text, start, end, city=False)
    return None


def is_place(name: str, language: str) -> bool:
    """Whether a city or country has this name.

    >>> is_place("Manila", "en"), is_place("manila", "en")
    (True, False)
    """
    return _is_city(name, language) or _is_country(name, language)


def _is_city(name: str, language: str) -> bool:
    return _is_name(name, language) and is_city(fold(name))


def _is_country(name: str, language: str) -> bool:
    return _is_name(name, language) and fold(name) in _countries(language)


def _is_name(name: str, language: str) -> bool:
    """Whether this may be a name at all: no small letter begins it, and it is no everyday word."""
    return not name[:1].islower() and fold(name) not in _no_cities(language)


def _runs_on(tail: str) -> bool:
    """Whether a capitalised word follows, so that the name is part of a longer one."""
    return bool(re.match(r"[ -]\w", tail)) and tail[1].isupper()


_TIME = re.compile(r"\b\d{1,2}[:h]\d{2}(?:\s*[-–—]\s*\d{1,2}[:h]\d{2})?(?:\s*(?:UTC|GMT|[A-Z]{2,4}T))?\b")
_COMMAS = re.compile(r"\s*([,،;؛])(?:\s*[,،;؛])*")
_EDGES = " \t\n,،;؛:–—-|/·•"


def place_of_label(text: str, language: str = "en", dates: Sequence[Span] | None = None) -> str | None:
    """What remains of the value of a `Where & When` label after its `dates` and times; None when nothing does.

    >>> place_of_label("31 January – 1 February 2024, Valletta, Malta"), place_of_label("23 May 2024, virtual ")
    ('Valletta, Malta', 'virtual')
    """
    for span in reversed(dates_in(text, language) if dates is None else dates):
        text = text[: span.position] + text[span.position + len(span.text) :]
    return _COMMAS.sub(r"\1", _TIME.sub("", text)).strip(_EDGES) or None
