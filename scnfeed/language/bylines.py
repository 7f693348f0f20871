"""Who wrote: the names on a line that begins with "by", and the names of a printed list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from scnfeed.language.asides import BY
from scnfeed.language.date_words import WORDS
from scnfeed.language.dates import dates_in
from scnfeed.language.scripts import clean, fold, words

PARTICLES = frozenset(
    "al el bin ibn ben bint abu abd da das de del della der den di do dos du la le lo san st ten ter van von und y "
    "zu".split()
)
"""Small words within a person's name."""
WITH_WAW = frozenset(
    map(fold, "وائل وليد وسام وسيم وفاء ورد وردة وجدي وجيه وجدان وديع وهيب وعد ولاء وداد وصفي وحيد وهبة".split())
)
"""Names that begin with the letter that is "and" in Arabic."""
_NO_PERSON = frozenset("admin administrator editor redaktion redaction redacción webmaster".split())
_LONGEST, _NAME, _WORDS, _FEW = 160, 60, 5, 3
_APART = re.compile(r"[,،;؛]| & |\s[|·•]\s")
_PART = re.compile(r"\s+[|·•–—/]\s+|\s*\|\s*")
_WAW = re.compile(r"\sو(?=[^\W\d_]{2})")
_TRAIL = re.compile(r"(?:[\s,،.]+(?:on|le|am|el|den|em|il|في|at|à|um)?)+$")


@cache
def _ands() -> re.Pattern[str]:
    """ "And" of every language, as a word of its own."""
    found = sorted(
        {word for row in WORDS.values() for word in row.get("and", "").split()} | {"&"}, key=len, reverse=True
    )
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, found))})\s")


@cache
def _by() -> re.Pattern[str]:
    found = sorted({form for row in BY.values() for form in row.split("|")}, key=len, reverse=True)
    return re.compile(
        rf"(?:(?:written|posted|published|words|text) )?(?:{'|'.join(map(re.escape, found))})(?::|：|\s)\s*", re.I
    )


@cache
def _may_begin() -> frozenset[str]:
    """The first word of each "by": a line without any is not looked at twice."""
    return frozenset(form.casefold().split()[0] for row in BY.values() for form in row.split("|"))


_BESIDE = str.maketrans(dict.fromkeys(":：|", " "))


def names_after_by(line: str, language: str = "en") -> str:
    """The names on a short line, or a part of one, that begins with "by"; days are no names; "" for any other line.

    >>> names_after_by("12 June 2024 | By Ada Lima and Omar Said"), names_after_by("By the river stood a house.")
    ('Ada Lima and Omar Said', '')
    """
    if len(line) > _LONGEST or _may_begin().isdisjoint(line.casefold().translate(_BESIDE).split()):
        return ""
    for part in map(str.strip, _PART.split(line)):
        told = _after_by(part) or _after_by(_after_day(part, language))
        for span in dates_in(told, language)[:1]:
            told = told[: span.position]
        told = _TRAIL.sub("", re.split(r"\d", told)[0])
        if told and all(map(_is_called, split_names([told]))):
            return told
    return ""


def _after_by(part: str) -> str:
    found = _by().match(part)
    return part[found.end() :] if found else ""


def _after_day(part: str, language: str) -> str:
    """What follows on a day that begins a line, or nearly: ``Posted on 3 May 2024 by Ada Lima``."""
    for span in dates_in(part, language)[:1]:
        if len(part[: span.position].split()) <= _FEW:
            return part[span.position + len(span.text) :].lstrip(" ,،·|–—-")
    return ""


def _is_called(name: str) -> bool:
    """Whether a text may be somebody's name: few words, each with a capital where the script has them."""
    called = name.split()
    big = [word for word in called if word.lower().strip(".") not in PARTICLES]
    return len(name) <= _NAME and 0 < len(big) <= _WORDS and not any(map(_is_small, big)) and name[-1] not in "!?؟:"


def _is_small(word: str) -> bool:
    return word[:1].islower() and not word.startswith(("d'", "d’", "al-", "el-", "ad-", "as-", "at-"))


def _is_person(name: str) -> bool:
    """A name of two words or more."""
    return len(name.split()) > 1 and _is_called(name)


def split_names(printed: Iterable[str]) -> tuple[str, ...]:
    """Names out of a printed list, each once: apart by commas, or by "and" where whole names stand on both sides of it.

    >>> split_names(["Ada Lima,Omar Said", "Ada Lima"]), split_names(["Ada Lima, Omar Said and Noor Aziz"])
    (('Ada Lima', 'Omar Said'), ('Ada Lima', 'Omar Said', 'Noor Aziz'))
    >>> split_names(["سلمى حداد ووائل ناصر"]), split_names(["José Ortega y Gasset"])
    (('سلمى حداد', 'وائل ناصر'), ('José Ortega y Gasset',))
    """
    names = (clean(name) for text in printed for piece in _APART.split(text) for name in _joined(f" {piece.strip()} "))
    return tuple(dict.fromkeys(name for name in names if name))


def _joined(piece: str) -> Iterator[str]:
    parts = _ands().split(piece)
    if len(parts) > 1 and all(not part.strip() or _is_person(part.strip()) for part in parts):
        yield from parts
        return
    parts = _with_waw(piece)
    yield from parts if all(map(_is_person, parts)) else [piece]


def _with_waw(piece: str) -> list[str]:
    """The piece cut where an Arabic "and" is written as one with the name after it."""
    parts, start = [], 0
    for found in _WAW.finditer(piece):
        if fold(piece[found.end() - 1 :].split()[0]) not in WITH_WAW:
            parts.append(piece[start : found.start()].strip())
            start = found.end()
    return [*parts, piece[start:].strip()]


def is_nobody(name: str) -> bool:
    """Whether a name is that of an account or office, or an address.

    >>> is_nobody("admin"), is_nobody("https://x.example/ada"), is_nobody("Ada Lima")
    (True, True, False)
    """
    return not words(name) or "/" in name or "@" in name or fold(name) in _NO_PERSON
