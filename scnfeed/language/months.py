"""Names of months and weekdays: CLDR's, of every region of a language, and the few that CLDR lacks.

They are taken out of the library's files one after another: the library itself keeps each locale whole that it was
asked for, half a megabyte of which the names are a hundredth.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from babel.core import get_global
from babel.localedata import exists, resolve_locale_filename

REGIONS = {
    "ar": ("ar_SY", "ar_LB", "ar_IQ", "ar_JO", "ar_MA", "ar_DZ", "ar_TN", "ar_EG", "ar_SA", "ar_MR"),
    "sr": ("sr_Latn", "bs", "bs_Cyrl"),
    "bs": ("bs_Cyrl", "sr", "sr_Latn"),
    "en": ("en_GB", "en_AU"),
    "de": ("de_AT",),
    "es": ("es_PE", "es_MX"),
    "fr": ("fr_CA",),
    "fa": ("fa_AF",),
}
"""Further locales of a language whose months have other names."""

_BOSNIAN = (
    "januara februara marta aprila maja juna,juni jula,juli avgusta,augusta septembra oktobra novembra decembra"
    " јануара фебруара марта априла маја јуна јула августа,август септембра октобра новембра децембра"
)
OWN = {
    "en": "- - - - - - - - sept - - -",
    "es": "- - - - - - - - setiembre,sept - - -",
    "fr": "jan fév,fev - - - - jul - sep - - -",
    "it": "genn febbr - - magg giugn lugl - sett - - -",
    "de": "- - mrz - - - - - - - - -",
    "ar": "كانون_ثاني,كانون_2,ينائر فبرائر,فيفرى آدار,مارث إبريل,افريل أيّار,مايس يونية,يونيه,جون يوليه,يوليا,جويليه "
    "أغشت,غشت أيلول,شتنبر,سبتامبر تشرين_أول,تشرين_1,أوكتوبر,اكتوبر تشرين_ثاني,تشرين_2,نونبر "
    "كانون_أول,كانون_1,دجنبر,دجمبر",
    "bn": "জানুয়ারি ফেব্রুয়ারি - - - - - অগাস্ট,আগষ্ট - - - -",
    "id": "- pebruari - - - - - agt - - nopember -",
    "sr": _BOSNIAN,
    "bs": _BOSNIAN,
    "sq": "janarit shkurtit marsit prillit majit qershorit korrikut gushtit shtatorit tetorit nëntorit dhjetorit",
    "sw": "- - machi - - - - - - - - disemba",
}
"""Names that CLDR lacks, January first: commas between names of one month, ``_`` for a space, ``-`` for none."""


@dataclass(frozen=True, slots=True)
class Name:
    """One printed name of a month (1 to 12) or weekday; `wide` unless it is an abbreviation."""

    text: str
    number: int
    wide: bool


def base(language: str) -> str:
    """The language of a tag without region or script: ``ar`` of ``ar-EG``."""
    return language.replace("_", "-").split("-")[0].lower()


class _Calendar(NamedTuple):
    """What the dates of a language are printed with."""

    months: tuple[Name, ...]
    weekdays: tuple[Name, ...]
    dotted: bool


@cache
def _calendar(language: str) -> _Calendar:
    months: dict[Name, None] = {}
    weekdays: dict[Name, None] = {}
    forms: list[str] = []
    for name in (language, *REGIONS.get(language, ())):
        for said in _said(name) if exists(name) else ():
            months |= dict.fromkeys(_names(said.get("months", {})))
            weekdays |= dict.fromkeys(_names(said.get("days", {})))
            if name == language:
                forms += [form.pattern for width, form in said.get("date_formats", {}).items() if width == "long"]
    return _Calendar(tuple(months), tuple(weekdays), bool(forms) and "d." in forms[0])


def _said(locale: str) -> Iterator[Mapping[str, Any]]:
    """What CLDR says of a locale itself, then what of each that it takes the rest from; of the root, whose names are
    nobody's, nothing.
    """
    while locale and locale != "root":
        with Path(resolve_locale_filename(locale)).open("rb") as file:
            yield pickle.load(file)
        locale = get_global("parent_exceptions").get(locale) or locale.rpartition("_")[0]


def _names(contexts: Mapping[str, Any]) -> Iterator[Name]:
    """The names of a table that has some of its own; others are those of another table."""
    for widths in contexts.values():
        for width in ("wide", "abbreviated") if isinstance(widths, dict) else ():
            names = widths.get(width)
            for number, text in names.items() if isinstance(names, dict) else ():
                if not text.rstrip(".").isdigit():
                    yield Name(text.rstrip("."), number, width == "wide")


def _own(language: str) -> Iterator[Name]:
    for position, names in enumerate(OWN.get(language, "").split()):
        for text in names.split(","):
            if text != "-":
                yield Name(text.replace("_", " "), position % 12 + 1, wide=len(text) > 4)


@cache
def months(language: str) -> tuple[Name, ...]:
    """All names of the twelve months in `language`; none for a language that CLDR does not know."""
    name = base(language)
    return tuple(dict.fromkeys((*_own(name), *_calendar(name).months)))


def weekdays(language: str) -> tuple[Name, ...]:
    """All names of the seven weekdays in `language`."""
    return _calendar(base(language)).weekdays


def dotted(language: str) -> bool:
    """Whether the language writes a full stop after the day of the month, as CLDR's long date does (19. септембар)."""
    return _calendar(base(language)).dotted
