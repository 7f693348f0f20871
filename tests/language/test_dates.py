from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Literal

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from scnfeed.language.date_tokens import scanner
from scnfeed.language.date_words import WORDS
from scnfeed.language.dates import dates_in, day_in
from scnfeed.language.months import dotted, months, weekdays

Row = tuple[str, str, str, str]


def spans(text: str, language: str, reference: date | None = None) -> list[tuple[str, str, bool]]:
    return [(str(s.start), str(s.end), s.certain) for s in dates_in(text, language, reference)]


WHOLE: list[Row] = [
    ("en", "7 May 2021", "2021-05-07", "2021-05-07"),
    ("en", "Friday, May 7th, 2021", "2021-05-07", "2021-05-07"),
    ("en", "the 7th of May, 2021", "2021-05-07", "2021-05-07"),
    ("en", "7-May-2021", "2021-05-07", "2021-05-07"),
    ("en", "Fri, 07 May 2021 08:00:00 GMT", "2021-05-07", "2021-05-07"),
    ("en", "2021-05-07T23:30:00+05:00", "2021-05-07", "2021-05-07"),
    ("en", "07.05.2021", "2021-05-07", "2021-05-07"),
    ("en", "2021/5/7", "2021-05-07", "2021-05-07"),
    ("en", "19—21 May 2021", "2021-05-19", "2021-05-21"),
    ("en", "19th-21st May 2021", "2021-05-19", "2021-05-21"),
    ("en", "May 19–21, 2021", "2021-05-19", "2021-05-21"),
    ("en", "19, 20 and 21 May 2021", "2021-05-19", "2021-05-21"),
    ("en", "19/20 May 2021", "2021-05-19", "2021-05-20"),
    ("en", "May 30 – June 2, 2021", "2021-05-30", "2021-06-02"),
    ("en", "28 December to 3 January 2021", "2020-12-28", "2021-01-03"),
    ("en", "28 December 2020 – 3 January 2021", "2020-12-28", "2021-01-03"),
    ("en", "28 December 2020 to 3 January", "2020-12-28", "2021-01-03"),
    ("en", "19 May 2021 until 21 May", "2021-05-19", "2021-05-21"),
    ("en", "between 28 May and 2 June 2021", "2021-05-28", "2021-06-02"),
    ("en", "Wed 19 May to Fri 21 May 2021", "2021-05-19", "2021-05-21"),
    ("en", "19 May 2021, 9 am – 21 May 2021, 5 p.m.", "2021-05-19", "2021-05-21"),
    ("en", "10:30 on 19 May 2021", "2021-05-19", "2021-05-19"),
    ("en", "18/05/2021 - 19/05/2021", "2021-05-18", "2021-05-19"),
    ("en", "18/05/2021-19/05/2021", "2021-05-18", "2021-05-19"),
    ("en", "18-19/05/2021", "2021-05-18", "2021-05-19"),
    ("en", "18/05 – 19/05/2021", "2021-05-18", "2021-05-19"),
    ("fr", "du 1er au 3 février 2021", "2021-02-01", "2021-02-03"),
    ("fr", "du 1er au 3 fe\u0301vrier 2021", "2021-02-01", "2021-02-03"),
    ("fr", "du lundi 30 août au jeudi 2 sept. 2021", "2021-08-30", "2021-09-02"),
    ("fr", "jusqu'au 5 mai 2021", "2021-05-05", "2021-05-05"),
    ("fr", "le 19 mai 2021 à 14h30", "2021-05-19", "2021-05-19"),
    ("es", "los días 14 y 15 de mayo de 2021", "2021-05-14", "2021-05-15"),
    ("es", "entre el 30 de mayo y el 2 de junio del 2021", "2021-05-30", "2021-06-02"),
    ("es", "mar., 1.º de jun. de 2021", "2021-06-01", "2021-06-01"),
    ("ar", "من 30 آذار وحتى 2 نيسان 2021", "2021-03-30", "2021-04-02"),
    ("ar", "يومي 18 و19 مارس ٢٠٢١", "2021-03-18", "2021-03-19"),
    ("ar", "١٨–١٩ مارس ٢٠٢١م", "2021-03-18", "2021-03-19"),
    ("ar", "بين 30 نيسان/أبريل و2 أيار / مايو 2021", "2021-04-30", "2021-05-02"),
    ("ar", "5 كانون الثاني (يناير) 2021", "2021-01-05", "2021-01-05"),
    ("ar", "5 ينـــاير 2021", "2021-01-05", "2021-01-05"),
    ("ar", "\u200f5\u200f فِبْراير 2021", "2021-02-05", "2021-02-05"),
    ("ar", "5 جويلية 2021", "2021-07-05", "2021-07-05"),
    ("ar", "5 يوليوز 2021", "2021-07-05", "2021-07-05"),
    ("ar", "من الـ5 إلى الـ7 يوليو 2021", "2021-07-05", "2021-07-07"),
    ("ar", "في الـ5 من شهر يوليو لعام 2021", "2021-07-05", "2021-07-05"),
    ("ar", "من2 إلى3 مايو2021", "2021-05-02", "2021-05-03"),
    ("ur", "منگل، 5 اکتوبر 2021ء", "2021-10-05", "2021-10-05"),
    ("ur", "5 سے 6 اکتوبر 2021", "2021-10-05", "2021-10-06"),
    ("bn", "৫ই জানুয়ারি, ২০২১", "2021-01-05", "2021-01-05"),
    ("bn", "৫ ও ৬ আগস্ট ২০২১", "2021-08-05", "2021-08-06"),
    ("id", "5 sampai dengan 6 Agustus 2021", "2021-08-05", "2021-08-06"),
    ("sw", "tarehe 5 hadi 6 Mei 2021", "2021-05-05", "2021-05-06"),
    ("sq", "më 5 dhe 6 maj 2021", "2021-05-05", "2021-05-06"),
    ("sr", "od 30. maja do 2. juna 2021. godine", "2021-05-30", "2021-06-02"),
    ("sr", "5–6. маја 2021.", "2021-05-05", "2021-05-06"),
    ("mk", "5 и 6 мај 2021 година", "2021-05-05", "2021-05-06"),
    ("de", "5. Mai 2021", "2021-05-05", "2021-05-05"),
    ("tlh", "5 May 2021", "2021-05-05", "2021-05-05"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), WHOLE, ids=[row[1] for row in WHOLE])
def test_days_printed_with_month_and_year_are_certain(language: str, text: str, start: str, end: str) -> None:
    assert spans(text, language) == [(start, end, True)]
    assert spans(f"({text})", language) == [(start, end, True)]


FUZZY: list[Row] = [
    ("en", "early May 2021", "2021-05-01", "2021-05-10"),
    ("en", "in mid-May 2021", "2021-05-11", "2021-05-20"),
    ("en", "the end of February 2020", "2020-02-21", "2020-02-29"),
    ("en", "may 2021", "2021-05-01", "2021-05-31"),
    ("en", "from December 2020 to May 2021", "2020-12-01", "2021-05-31"),
    ("en", "late May to early June 2021", "2021-05-21", "2021-06-10"),
    ("fr", "début mai 2021", "2021-05-01", "2021-05-10"),
    ("fr", "à la mi-mai 2021", "2021-05-11", "2021-05-20"),
    ("es", "a finales de mayo de 2021", "2021-05-21", "2021-05-31"),
    ("ar", "منتصف شهر أيار/مايو 2021", "2021-05-11", "2021-05-20"),
    ("ar", "في مارس وأبريل 2021", "2021-03-01", "2021-04-30"),
    ("id", "awal Mei 2021", "2021-05-01", "2021-05-10"),
    ("sr", "krajem oktobra 2021.", "2021-10-21", "2021-10-31"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), FUZZY, ids=[row[1] for row in FUZZY])
def test_parts_of_a_month_and_bare_months_are_uncertain(language: str, text: str, start: str, end: str) -> None:
    assert spans(text, language) == [(start, end, False)]


IN_WORDS: list[Row] = [
    ("en", "from the third to the fifth of May 2021", "2021-05-03", "2021-05-05"),
    ("en", "the twenty-first of May 2021", "2021-05-21", "2021-05-21"),
    ("ar", "من الثالث إلى الخامس من مايو 2021", "2021-05-03", "2021-05-05"),
    ("ar", "في الخامس والعشرين من أكتوبر 2021", "2021-10-25", "2021-10-25"),
    ("ar", "الثلاثاء 4 والأربعاء 5 مايو 2021", "2021-05-04", "2021-05-05"),
    ("ar", "17 ربيع الأول 1443 هـ الموافق 23 أكتوبر 2021", "2021-10-23", "2021-10-23"),
    ("fr", "du premier au trois mai 2021", "2021-05-01", "2021-05-03"),
    ("es", "del uno al tres de mayo de 2021", "2021-05-01", "2021-05-03"),
    ("pt", "de 19 a 21 de setembro de 2021", "2021-09-19", "2021-09-21"),
    ("pt", "30 de abril a 2 de maio de 2021", "2021-04-30", "2021-05-02"),
    ("de", "vom 3. bis 5. Mai 2021", "2021-05-03", "2021-05-05"),
    ("de", "28.04. - 02.05.2021", "2021-04-28", "2021-05-02"),
    ("it", "dal 3 al 5 maggio 2021", "2021-05-03", "2021-05-05"),
    ("tr", "3-5 Mayıs 2021", "2021-05-03", "2021-05-05"),
    ("fa", "۳ تا ۵ مه ۲۰۲۱", "2021-05-03", "2021-05-05"),
    ("en", "2–4 p.m. on 5 May 2021", "2021-05-05", "2021-05-05"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), IN_WORDS, ids=[row[1] for row in IN_WORDS])
def test_days_in_words_lists_and_further_languages_are_read(language: str, text: str, start: str, end: str) -> None:
    assert spans(text, language) == [(start, end, True)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "on 3 May 2021, and from 5 to 7 of the same month"),
        ("ar", "في 3 مايو 2021 ثم من 5 إلى 7 من الشهر نفسه"),
        ("fr", "le 3 mai 2021, puis du 5 au 7 du même mois"),
        ("es", "el 3 de mayo de 2021 y luego del 5 al 7 del mismo mes"),
    ],
)
def test_the_same_month_is_the_one_named_before(language: str, text: str) -> None:
    assert spans(text, language, date(2024, 1, 1)) == [
        ("2021-05-03", "2021-05-03", True),
        ("2021-05-05", "2021-05-07", False),
    ]
    assert spans("5 to 7 of the same month", "en", date(2024, 1, 1)) == []


def test_a_range_typed_backwards_is_turned_and_uncertain() -> None:
    assert spans("21-19 May 2021", "en") == spans("21-19 مايو 2021", "ar") == [("2021-05-19", "2021-05-21", False)]


def test_the_first_week_or_half_of_a_month_is_no_first_day() -> None:
    assert spans("في الأسبوع الأول من مايو 2021", "ar") == [("2021-05-01", "2021-05-31", False)]
    assert spans("the first week of May 2021", "en") == [("2021-05-01", "2021-05-31", False)]


NO_YEAR: list[Row] = [
    ("en", "19–21 May", "2021-05-19", "2021-05-21"),
    ("en", "on 8 June from 10:30 - 12:30", "2021-06-08", "2021-06-08"),
    ("en", "on December 20", "2020-12-20", "2020-12-20"),
    ("en", "28 December to 3 January", "2020-12-28", "2021-01-03"),
    ("en", "In September, 20 mayors", "2020-09-01", "2020-09-30"),
    ("ar", "في 28 كانون الأول", "2020-12-28", "2020-12-28"),
    ("ar", "نهاية نيسان", "2021-04-21", "2021-04-30"),
    ("ar", "نهاية سبتمبر", "2020-09-21", "2020-09-30"),
    ("fr", "le 14 juillet", "2021-07-14", "2021-07-14"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), NO_YEAR, ids=[row[1] for row in NO_YEAR])
def test_a_missing_year_is_the_nearest_to_the_reference_day(language: str, text: str, start: str, end: str) -> None:
    assert spans(text, language, date(2021, 3, 1)) == [(start, end, False)]
    assert spans(text, language, datetime(2021, 3, 1, 23, tzinfo=UTC)) == [(start, end, False)]
    assert spans(text, language) == []


NONE = [
    ("en", "31/02/2021"),
    ("en", "31 February 2021"),
    ("en", "29 February 2021"),
    ("en", "2020-2024"),
    ("en", "in 2021, and FY 2020/21"),
    ("en", "0 minutes reading time"),
    ("en", "call +961 1 234 567 or 1-800-555-2021"),
    ("en", "240 participants from 115 cities in 50 countries, 11 events"),
    ("en", "COP 28 and COVID-19 May be discussed"),
    ("en", "it may 20 times march on"),
    ("en", "24/7 and 9/11"),
    ("en", "report_19_May_2021.pdf, 19-May-2021.pdf, https://example.org/2021/05/19/a, R-4.jpg"),
    ("en", "Resolution 1373 (2001)"),
    ("ar", "5 تشرين الأول/نوفمبر 2021"),
    ("ar", "خطة العمل 2020-2024"),
    ("ar", "0 دقائق وقت القراءة"),
    ("ar", "مارس المشاركون 20 نشاطا"),
    ("fr", "sept 20 villes"),
]


@pytest.mark.parametrize(("language", "text"), NONE, ids=[row[1] for row in NONE])
def test_what_is_no_date_is_left_out(language: str, text: str) -> None:
    assert spans(text, language, date(2021, 5, 19)) == []


def test_dates_come_in_the_order_of_the_text_with_their_places() -> None:
    text = "في ٥ مـايو ٢٠٢١ ثم  من 30 آذار إلى 2 نيسان 2022، ثم 7 May 2023"
    found = dates_in(text, "ar")
    assert [span.start.year for span in found] == [2021, 2022, 2023]
    assert [span.text for span in found] == ["٥ مـايو ٢٠٢١", "30 آذار إلى 2 نيسان 2022", "7 May 2023"]
    assert all(text[span.position :].startswith(span.text) for span in found)


def test_a_weekday_belongs_to_its_day() -> None:
    assert [span.text for span in dates_in("They met on Tuesday, 4 May 2021.", "en")] == ["Tuesday, 4 May 2021"]


def test_two_days_apart_joined_by_and_are_two_dates() -> None:
    assert spans("30 May and 14 June 2021", "en") == [
        ("2021-05-30", "2021-05-30", True),
        ("2021-06-14", "2021-06-14", True),
    ]
    assert spans("31 May and 1 June 2021", "en") == [("2021-05-31", "2021-06-01", True)]


def test_a_line_or_sentence_end_divides_dates() -> None:
    assert spans("in 2021. 3 May 2020", "en") == [("2020-05-03", "2020-05-03", True)]
    assert spans("3\nMay 2020", "en") == [("2020-05-01", "2020-05-31", False)]


@pytest.mark.parametrize(
    ("order", "expected"), [("dmy", date(2021, 6, 5)), ("mdy", date(2021, 5, 6)), ("ymd", date(2021, 6, 5))]
)
def test_numeric_dates_follow_the_order_of_the_site(order: Literal["dmy", "mdy", "ymd"], expected: date) -> None:
    assert day_in("05/06/2021", order) == expected
    assert day_in("2021-06-05", order) == date(2021, 6, 5)


def test_the_day_of_a_label_is_read_in_any_language_and_only_when_single() -> None:
    assert day_in("19 septembre 2021") == day_in("١٩/٠٩/٢٠٢١") == day_in("19 أيلول / سبتمبر 2021") == date(2021, 9, 19)
    assert day_in("19-21 September 2021") is None
    assert day_in("September 2021") is None
    assert day_in("19 septembre 2021", language="ar") is None


def test_every_month_of_cldr_is_read_back() -> None:
    for language in ("ar", "en", "fr", "es", "ur", "bn", "id", "sw", "sq", "sr", "mk"):
        dot = "." if dotted(language) else ""
        for name in months(language):
            found = dates_in(f"5{dot} {name.text} 2021", language)
            assert [span.start for span in found] == [date(2021, name.number, 5)], (language, name)


def test_a_long_run_without_spaces_takes_no_longer_than_words() -> None:
    assert dates_in("a" * 200_000 + "@ 5 May 2021", "en")[0].start == date(2021, 5, 5)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from("5 31 2021 May to - / , and early في مايو ، إلى و . ( 1er ـ \u200f 05/06/2021".split()),
        max_size=9,
    )
)
def test_no_text_breaks_the_reader_and_spans_never_overlap(parts: list[str]) -> None:
    text, after = " ".join(parts), 0
    for language in ("en", "ar"):
        after = 0
        for span in dates_in(text, language, date(2021, 3, 1)):
            assert span.start <= span.end
            assert span.position >= after
            assert text[span.position :].startswith(span.text)
            after = span.position + len(span.text)


def test_a_short_english_month_before_its_day_needs_no_year() -> None:
    assert spans("Sept 3", "en", date(2024, 6, 15)) == [("2024-09-03", "2024-09-03", False)]
    assert spans("Mar 3", "es", date(2024, 6, 15)) == []


@pytest.mark.parametrize("text", ["في 19 بسبتمبر 2023", "يوم 19 لسبتمبر 2023"])
def test_a_month_that_is_written_as_one_with_the_word_before_it_makes_a_date(text: str) -> None:
    assert spans(text, "ar") == [("2023-09-19", "2023-09-19", True)]


def test_a_text_without_a_year_asks_no_language() -> None:
    """The tables of all of them are half a second's work, and a label's value is often a name and a number."""
    before = scanner.cache_info()
    assert day_in("the merger was reviewed again, room 917") is None
    assert day_in("reviewed again in room 3362") is None
    assert scanner.cache_info() == before
    assert day_in("Freitag, 7. Mai 2021") == date(2021, 5, 7)


def test_the_names_of_a_language_are_those_of_the_library() -> None:
    """They are read past it. (What it takes from elsewhere, as its short names, it may mix with those of other locales
    that were asked for before.)
    """
    for language in (*WORDS, "ja", "pl", "el", "nb", "nn", "ht", "zh-Hans"):
        locale = Locale.parse(language.replace("-", "_"))
        for mine, table in ((months, locale.months), (weekdays, locale.days)):
            theirs = {(text.rstrip("."), number) for number, text in table["format"]["wide"].items()}
            known = {(name.text, name.number) for name in mine(language) if name.wide}
            assert theirs <= known or language in ("ja", "zh-Hans"), language  # whose months are figures
        assert dotted(language) == ("d." in str(locale.date_formats["long"].pattern))


def test_the_names_of_all_languages_take_little_memory() -> None:
    """A single line of a page may have all of them asked for; the library would keep every locale whole, 22 MB."""
    code = """
import tracemalloc
from scnfeed.language.date_words import WORDS
from scnfeed.language.months import dotted, months, weekdays
tracemalloc.start()
for name in WORDS:
    months(name), weekdays(name), dotted(name)
print(tracemalloc.get_traced_memory()[0])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert int(said) < 5_000_000
