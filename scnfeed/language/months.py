"""Names of months and weekdays: CLDR's, of every region of a language, and the few that CLDR lacks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.localedata import exists

REGIONS = {
    "ar": ("ar_SY", "ar_LB", "ar_IQ", "ar_JO", "ar_MA", "ar_DZ", "ar_TN", "ar_EG", "ar_SA", "ar_MR"),
    "sr": ("sr_Latn", "bs", "bs_Cyrl"),
    "bs": ("bs_Cyrl", "sr", "sr_Latn"),
    "en": ("en_GB", "en_AU"),
    "de": ("de_AT",),
    "es": ("es_PE", "es_MX"),
}
"""Further locales of a language whose months have other names."""

_BOSNIAN = (
    "januara februara marta aprila maja juna,juni jula,juli avgusta,augusta septembra oktobra novembra decembra"
    " јануара фебруара марта априла маја јуна јула августа,август септембра октобра новембра децембра"
)
OWN = {
    "en": "- - - - - - - - sept - - -",
    "es": "- - - - - - - - setiembre,sept - - -",
    "ar": "كانون_ثاني,ينائر فبرائر,فيفرى آدار,مارث إبريل,افريل أيّار,مايس يونية,يونيه,جون يوليه,يوليا,جويليه أغشت,غشت "
    "أيلول,شتنبر,سبتامبر تشرين_أول,أوكتوبر,اكتوبر تشرين_ثاني,نونبر كانون_أول,دجنبر,دجمبر",
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


def _locales(language: str) -> Iterator[Locale]:
    for name in (language, *REGIONS.get(language, ())):
        if exists(name):
            yield Locale.parse(name)


def _cldr(language: str, table: str) -> Iterator[Name]:
    for locale in _locales(language):
        for widths in getattr(locale, table).values():
            for width in ("wide", "abbreviated"):
                for number, text in widths.get(width, {}).items():
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
    return tuple(dict.fromkeys((*_own(name), *_cldr(name, "months"))))


@cache
def weekdays(language: str) -> tuple[Name, ...]:
    """All names of the seven weekdays in `language`."""
    return tuple(dict.fromkeys(_cldr(base(language), "days")))


@cache
def dotted(language: str) -> bool:
    """Whether the language writes a full stop after the day of the month, as CLDR's long date does (19. септембар)."""
    try:
        return "d." in str(Locale.parse(base(language)).date_formats["long"].pattern)
    except (UnknownLocaleError, ValueError):
        return False
