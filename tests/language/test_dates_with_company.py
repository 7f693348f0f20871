"""Days with other words and signs among their parts: verbs between the ends of a range, clock times."""

from __future__ import annotations

import pytest

from scnfeed.language.dates import dates_in

RANGES = [
    ("ar", "من صباح الأحد 4 آب ولغاية ظهر الثلاثاء 6 آب 2024", "2024-08-04", "2024-08-06"),
    ("ar", "من 29 نونبر إلى فاتح دجنبر 2023", "2023-11-29", "2023-12-01"),
    ("ar", "فاتح أبريل 2023", "2023-04-01", "2023-04-01"),
    ("ar", "تبدأ يوم 7 جوان 2024 وتتواصل إلى غاية 9 جوان 2024", "2024-06-07", "2024-06-09"),
    ("ar", "الخميس 1445/11/15هـ - 2024/05/23م", "2024-05-23", "2024-05-23"),
    ("ar", "٢٠٢٤ / ٠٥ / ٢٣", "2024-05-23", "2024-05-23"),
    ("en", "opens on 7 June 2024 and runs until 9 June 2024", "2024-06-07", "2024-06-09"),
    ("en", "June 7, 2024 @ 9:30 am - June 9, 2024 @ 1:00 pm", "2024-06-07", "2024-06-09"),
    ("en", "7 June 2024 @ 9:30 - 9 June 2024 @ 13:00", "2024-06-07", "2024-06-09"),
    ("en", "late June/early July 2024", "2024-06-21", "2024-07-10"),
    ("en", "7 Jun '24", "2024-06-07", "2024-06-07"),
    ("en", "Fri 7th Jun. ’24", "2024-06-07", "2024-06-07"),
    ("en", "7 + 8 June 2024", "2024-06-07", "2024-06-08"),
    ("en", "7, 8 June 2024", "2024-06-07", "2024-06-08"),
    ("en", "Room 4, 8 June 2024", "2024-06-08", "2024-06-08"),
    ("en", "May 30-June 2, 2024", "2024-05-30", "2024-06-02"),
    ("fr", "à partir du 7 juin et jusqu’au 9 juin 2024", "2024-06-07", "2024-06-09"),
    ("fr", "le 11-Novembre 2024", "2024-11-11", "2024-11-11"),
    ("fr", "du 7 juin 2024 à midi au 9 juin 2024", "2024-06-07", "2024-06-09"),
    ("ar", "29 أيار و1 و2 حزيران 2024", "2024-05-29", "2024-06-02"),
    ("ar", "7 حزيران 2024، 9:00 ص - 9 حزيران 2024، 1:00 م", "2024-06-07", "2024-06-09"),
    ("ar", "الـ٧ والـ٨ من حزيران ٢٠٢٤", "2024-06-07", "2024-06-08"),
    ("ar", "٧ حزيران ← ٩ حزيران ٢٠٢٤", "2024-06-07", "2024-06-09"),
    ("ar", "من السابع من حزيران حتى التاسع منه عام 2024", "2024-06-07", "2024-06-09"),
    ("en", "beginning on 7 June 2024 and ending on 9 June 2024", "2024-06-07", "2024-06-09"),
    ("en", "31 May/1 June 2024", "2024-05-31", "2024-06-01"),
    ("en", "07-Jun-24", "2024-06-07", "2024-06-07"),
    ("it", "dall’ 11 al 13 giugno 2024", "2024-06-11", "2024-06-13"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), RANGES, ids=[row[1] for row in RANGES])
def test_the_ends_of_a_range_are_found_through_what_stands_between_them(
    language: str, text: str, start: str, end: str
) -> None:
    assert [(str(span.start), str(span.end)) for span in dates_in(text, language)] == [(start, end)]


@pytest.mark.parametrize("text", ["write to ada@2024.example", "@ 3 of 24 May stalls", "the '24 committee of 12"])
def test_an_at_sign_or_an_apostrophe_makes_no_date(text: str) -> None:
    assert dates_in(text, "en") == []


def test_a_slash_between_two_whole_dates_makes_no_range() -> None:
    """Pages print the day of publication and of the last change so."""
    found = dates_in("3 May 2024 / 6 May 2024", "en")
    assert [str(span.start) for span in found] == ["2024-05-03", "2024-05-06"]
