"""Days, numbers and names of languages as people of a language write them (CLDR)."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from scnfeed.model import When

LOCALES = {"en": "en_GB"}
"""Language to the region whose habits we follow; every other one as CLDR has it."""

FIRST = {"fr": "1er"}
"""The first of a month where it alone is an ordinal, which CLDR leaves out."""

_FALLBACK = "en_GB"
_ONE = re.compile(r"(?<!\d)1(?!\d)")
_SHORT_MONTH = re.compile("(?<!M)MMM(?!M)")


@cache
def locale(language: str) -> Locale:
    """The locale of a language tag, British English for one that CLDR does not know."""
    name = LOCALES.get(language, language.replace("-", "_"))
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse(_FALLBACK)


def day(when: When, language: str) -> str:
    """The day of `when`, month in words.

    >>> day(date(2023, 9, 19), "en"), day(date(2023, 9, 19), "ar"), day(date(2023, 9, 1), "fr")
    ('19 September 2023', '19 سبتمبر 2023', '1er septembre 2023')
    """
    return _written(when, "long", language)


def span(start: When, end: When, language: str) -> str:
    """The days from `start` to `end`, what they share written once.

    >>> span(date(2023, 9, 19), date(2023, 9, 21), "en"), span(date(2023, 10, 1), date(2023, 10, 3), "fr")
    ('19–21 September 2023', '1er–3 octobre 2023')
    """
    if _day(start) == _day(end):
        return day(start, language)
    differ = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    rows = locale(language).interval_formats
    patterns = (rows.get("yMMMMd") or rows["yMMMd"])[differ]
    return "".join(
        _written(_day(when), _SHORT_MONTH.sub("MMMM", pattern), language)
        for when, pattern in zip((start, end), patterns, strict=True)
    )


def _written(when: When, form: str, language: str) -> str:
    text = format_date(when, form, locale=locale(language))
    first = FIRST.get(language.partition("-")[0]) if when.day == 1 else None
    return _ONE.sub(first, text, count=1) if first else text


def _day(when: When) -> date:
    return date(when.year, when.month, when.day)


def number(n: float, language: str) -> str:
    """A number with the language's separators.

    >>> number(12000, "en"), number(12000, "es")
    ('12,000', '12.000')
    """
    return str(format_decimal(n, locale=locale(language)))


def language_name(code: str, in_language: str) -> str:
    """What a language is called in a language; the code itself when CLDR has no name for it.

    >>> language_name("ar", "ar"), language_name("ar", "fr")
    ('العربية', 'arabe')
    """
    name: str | None = locale(in_language).languages.get(code.replace("-", "_"))
    return name or code
