"""Recorded reasons in an editor's language.

Runs record why something is held, kept apart or doubted as a sentence in English, which the command line prints. For a
letter the sentence is found again in a table (``reasons.toml``) and said anew with its figures; a test walks through
the code and finds a sentence that is missing there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from importlib import resources

from scnfeed.language.formats import day, language_name, number
from scnfeed.language.scripts import clean

RECORDED = "en"
"""Language of the reasons that runs leave behind."""
_SLOT = re.compile(r"\{([a-z]+)\d?\}")
_FIGURE = r"\d[\d,]*(?:\.\d+)?%?"
_SHAPES = {
    "n": _FIGURE,
    "m": _FIGURE,
    "url": r"\S+",
    "day": r"\d{4}-\d\d-\d\d",
    "moment": r"\d{4}-\d\d-\d\dT\d\d:\d\d\+00:00",
    "lang": r"[a-z]{2,3}(?:-\w+)*",
    "name": r"[\w.-]+",
    "error": r"[A-Z]\w*[a-z]\w*",
}
"""What stands in a slot; anything in the others."""
_COUNTED = re.compile(r"(.+) \((\d+)\)")


@dataclass(frozen=True, slots=True)
class _Row:
    shape: re.Pattern[str]
    said: Mapping[str, str]


@lru_cache(maxsize=4096)
def worded(reason: str, language: str) -> str | None:
    """`reason` in `language`; None for one that is not in the table, such as the words of a server.

    >>> worded("3 of 240 known pages are gone at once", "es")
    'Páginas conocidas desaparecidas de golpe: 3 de 240'
    >>> worded("the page asks for a password: not taken", "es")
    'la página pide una contraseña: no se ha tomado'
    >>> worded("out of cheese", "es") is None
    True
    """
    if language == RECORDED:
        return reason
    for row in _table():
        found = row.shape.fullmatch(clean(reason)) if language in row.said else None
        values = found and _values(found.groupdict(), language)
        if values is not None:
            return row.said[language].format(**values)
    return None


def _values(slots: Mapping[str, str], language: str) -> dict[str, str] | None:
    """What stands in the slots, in `language`; None where a reason among them is in no table."""
    told = {name: _value(name.rstrip("0123456789"), said, language) for name, said in slots.items()}
    known = {name: value for name, value in told.items() if value is not None}
    return known if len(known) == len(told) else None


def _value(kind: str, said: str, language: str) -> str | None:
    match kind:
        case "why":
            return worded(said, language)
        case "list":
            return _list(said, language)
        case "day":
            return day(date.fromisoformat(said), language)
        case "moment":
            return f"{day(datetime.fromisoformat(said), language)} {said[11:16]} UTC"
        case "lang":
            return language_name(said, language)
        case "n" | "m":
            return _figure(said, language)
    return said


def _figure(said: str, language: str) -> str:
    """A number, or a share with its sign, which French and Spanish set apart."""
    plain = float(said.rstrip("%").replace(",", ""))
    sign = ("" if language == "ar" else "\u00a0") + "%" if said.endswith("%") else ""
    return number(plain, language) + sign


def _list(said: str, language: str) -> str | None:
    """Reasons in a row, each perhaps with a count behind it; a comma may belong to a reason."""
    pieces, told = said.split(", "), []
    while pieces:
        for many in range(len(pieces), 0, -1):
            if one := _counted(", ".join(pieces[:many]), language):
                told.append(one)
                del pieces[:many]
                break
        else:
            return None
    return ("، " if language == "ar" else ", ").join(told)


def _counted(said: str, language: str) -> str | None:
    counted = _COUNTED.fullmatch(said)
    one = worded(counted[1] if counted else said, language)
    return f"{one} ({counted[2]})" if one and counted else one


@cache
def _table() -> tuple[_Row, ...]:
    text = resources.files("scnfeed.digest").joinpath("reasons.toml").read_text(encoding="utf-8")
    return tuple(_Row(re.compile("".join(_shape(english))), said) for english, said in tomllib.loads(text).items())


def _shape(english: str) -> Iterator[str]:
    at = 0
    for slot in _SLOT.finditer(english):
        yield re.escape(english[at : slot.start()])
        yield f"(?P<{slot[0][1:-1]}>{_SHAPES.get(slot[1], '.+?')})"
        at = slot.end()
    yield re.escape(english[at:])
