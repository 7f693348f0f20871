"""Days with other words and signs among their parts: verbs between the ends of a range, clock times."""

from __future__ import annotations

from datetime import date

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
    ("en", "starting Friday, 7 June 2024, 9:00, and ending Sunday, 9 June 2024, 16:30", "2024-06-07", "2024-06-09"),
    ("en", "it opened on 7 June 2024 and closed on the 9th of the same month", "2024-06-07", "2024-06-09"),
    ("en", "Start: 7 June 2024 End: 9 June 2024", "2024-06-07", "2024-06-09"),
    ("fr", "ouvert le 7 juin 2024 et clos le 9 du même mois", "2024-06-07", "2024-06-09"),
    ("es", "inicia el 7 de junio de 2024 y finaliza el 9 de junio de 2024", "2024-06-07", "2024-06-09"),
    ("ar", "انطلقت في 7 من يونيو 2024 واختتمت في 9 من الشهر نفسه", "2024-06-07", "2024-06-09"),
    ("en", "4.-6. June 2024", "2024-06-04", "2024-06-06"),
    ("fr", "6/7/8 juin 2024", "2024-06-06", "2024-06-08"),
    ("fr", "le 1 er juin 2024", "2024-06-01", "2024-06-01"),
    ("en", "2024-Jun-07", "2024-06-07", "2024-06-07"),
    ("en", "7.VI.2024", "2024-06-07", "2024-06-07"),
    ("en", "7. VI. 2024", "2024-06-07", "2024-06-07"),
    ("en", "7 – 9 VI 2024", "2024-06-07", "2024-06-09"),
    ("en", "30 & 31 May and 1 June 2024", "2024-05-30", "2024-06-01"),
    ("en", "May 30 and 31 and June 1, 2024", "2024-05-30", "2024-06-01"),
    ("es", "30 y 31 de mayo y 1 de junio de 2024", "2024-05-30", "2024-06-01"),
    ("ar", "7 كانون1 2024", "2024-12-07", "2024-12-07"),
    ("ar", "7 (حزيران/يونيو) 2024", "2024-06-07", "2024-06-07"),
    ("ar", "مساء السابع وصباح الثامن من حزيران 2024", "2024-06-07", "2024-06-08"),
    ("ar", "من 7 لـ 9 حزيران 2024", "2024-06-07", "2024-06-09"),
    ("ar", "الموافق لـ 7 حزيران 2024", "2024-06-07", "2024-06-07"),
    ("ar", "في النصف الثاني من شهر حزيران 2024", "2024-06-16", "2024-06-30"),
    ("bn", "জুন ২০২৪ এর শেষে", "2024-06-21", "2024-06-30"),
    ("de", "Fr, 14.6.24", "2024-06-14", "2024-06-14"),
    ("tr", "30 Mayıs-2 Haziran 2024", "2024-05-30", "2024-06-02"),
    ("tr", "2024 yılının Haziran ayında", "2024-06-01", "2024-06-30"),
    ("tr", "Haziran 2024 sonunda", "2024-06-21", "2024-06-30"),
    ("ur", "جون 2024 کے وسط میں", "2024-06-11", "2024-06-20"),
    ("ur", "اوائل جون 2024", "2024-06-01", "2024-06-10"),
    ("ur", "۷؍جون ۲۰۲۴ء", "2024-06-07", "2024-06-07"),
    ("bn", "২০২৪ সালের ৭ জুন", "2024-06-07", "2024-06-07"),
    ("bn", "২০২৪ সালের ৭ থেকে ৯ জুন", "2024-06-07", "2024-06-09"),
    ("bn", "২০২৪ সালের জুন মাসের শেষে", "2024-06-21", "2024-06-30"),
    ("fa", "۷ می ۲۰۲۴", "2024-05-07", "2024-05-07"),
    ("fr", "la seconde quinzaine de juin 2024", "2024-06-16", "2024-06-30"),
    ("fr", "à l’université du 7 au 9 juin 2024", "2024-06-07", "2024-06-09"),
    ("it", "in piazza il 25 aprile 2024", "2024-04-25", "2024-04-25"),
]


@pytest.mark.parametrize(("language", "text", "start", "end"), RANGES, ids=[row[1] for row in RANGES])
def test_the_ends_of_a_range_are_found_through_what_stands_between_them(
    language: str, text: str, start: str, end: str
) -> None:
    assert [(str(span.start), str(span.end)) for span in dates_in(text, language)] == [(start, end)]


@pytest.mark.parametrize("text", ["write to ada@2024.example", "@ 3 of 24 May stalls", "the '24 committee of 12"])
def test_an_at_sign_or_an_apostrophe_makes_no_date(text: str) -> None:
    assert dates_in(text, "en") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12 Jan Smuts Avenue"),
        ("en", "20 May Street"),
        ("fr", "Université du 8 mai 1945"),
        ("ar", "جامعة 8 ماي 1945"),
        ("es", "avenida 9 de Julio"),
        ("id", "Jl. 17 Agustus 1945"),
        ("de", "Straße des 17. Juni"),
    ],
)
def test_a_house_or_street_called_for_a_day_is_no_date(language: str, text: str) -> None:
    assert dates_in(text, language, date(2024, 6, 1)) == []


@pytest.mark.parametrize(
    ("text", "language"), [("chapter 3 VI of 2024", "en"), ("Vatican II 2024", "en"), ("نص می شود 2024", "fa")]
)
def test_a_numeral_without_day_and_year_beside_it_is_no_month(language: str, text: str) -> None:
    assert dates_in(text, language) == []


def test_days_of_two_months_are_one_date_only_over_the_end_of_the_first() -> None:
    found = dates_in("3 and 4 May and 10 June 2024", "en", date(2024, 6, 1))
    assert (found[-1].start, found[-1].end) == (date(2024, 6, 10), date(2024, 6, 10))


def test_an_arabic_version_is_no_date() -> None:
    assert dates_in("نسخة 1.5.2024 من التطبيق", "ar") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "tel: 06-03-2025"), ("en", "no. 06-03-2025-11"), ("fr", "Tél. : 06.03.2025"), ("ar", "هاتف: 06-03-2025")],
)
def test_figures_of_a_telephone_are_no_date(language: str, text: str) -> None:
    assert dates_in(text, language) == []


def test_what_ends_after_a_full_stop_is_another_date() -> None:
    found = dates_in("It opened on 7 June 2024. Registration ended on 3 June 2024.", "en")
    assert [str(span.start) for span in found] == ["2024-06-07", "2024-06-03"]


def test_a_slash_between_two_whole_dates_makes_no_range() -> None:
    """Pages print the day of publication and of the last change so."""
    found = dates_in("3 May 2024 / 6 May 2024", "en")
    assert [str(span.start) for span in found] == ["2024-05-03", "2024-05-06"]
