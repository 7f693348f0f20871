from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scnfeed.language import formats

FIRST = date(2021, 5, 19)


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "19 May 2021"),
        ("ar", "19 مايو 2021"),
        ("fr", "19 mai 2021"),
        ("es", "19 de mayo de 2021"),
        ("xx", "19 May 2021"),
    ],
)
def test_a_day_is_printed_as_its_readers_write_it(language: str, printed: str) -> None:
    assert formats.day(FIRST, language) == printed
    assert formats.day(datetime(2021, 5, 19, 23, tzinfo=UTC), language) == printed
    assert formats.span(FIRST, FIRST, language) == printed


@pytest.mark.parametrize(
    ("language", "last", "printed"),
    [
        ("en", date(2021, 5, 21), "19–21 May 2021"),
        ("en", date(2021, 9, 2), "19 May – 2 September 2021"),
        ("en", date(2022, 9, 2), "19 May 2021 – 2 September 2022"),
        ("ar", date(2021, 5, 21), "19–21 مايو 2021"),
        ("fr", date(2021, 9, 2), "19 mai – 2 septembre 2021"),
        ("es", date(2021, 9, 21), "19 de mayo – 21 de septiembre de 2021"),
    ],
)
def test_a_span_says_once_what_its_ends_share(language: str, last: date, printed: str) -> None:
    assert formats.span(FIRST, last, language).replace("\u2009", " ") == printed


def test_numbers_and_languages_have_their_names_in_each_language() -> None:
    assert formats.number(12000, "en") == "12,000"
    assert formats.language_name("fr", "ar") == "الفرنسية"
    assert formats.language_name("ar", "es") == "árabe"
    assert formats.language_name("xx", "en") == "xx"
