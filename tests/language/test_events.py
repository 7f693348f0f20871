from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scnfeed.language.events import events_in
from scnfeed.model import Event

PUBLISHED = date(2021, 6, 1)
Told = tuple[str, str, str | None, bool]


def told(events: list[Event]) -> list[Told]:
    return [(str(event.start), str(event.end), event.place, event.certain) for event in events]


REPORTS: list[tuple[str, str, Told]] = [
    (
        "en",
        "On 18 – 19 May 2021, mayors of 20 cities met in Nairobi to discuss the 2020-2024 plan.",
        ("2021-05-18", "2021-05-19", "Nairobi", True),
    ),
    (
        "ar",
        "في الفترة من 18 إلى 19 مايو / أيار 2021 ، عقدت الشبكة ورشة عمل في نيروبي بمشاركة 20 مدينة.",
        ("2021-05-18", "2021-05-19", "نيروبي", True),
    ),
    ("fr", "Les 18 et 19 mai 2021, des maires se sont réunis à Dakar.", ("2021-05-18", "2021-05-19", "Dakar", True)),
    ("fr", "Réunis à Dakar le 18 mai 2021, des maires ont parlé.", ("2021-05-18", "2021-05-18", "Dakar", True)),
    ("es", "Los días 18 y 19 de mayo de 2021 se reunieron en Lima.", ("2021-05-18", "2021-05-19", "Lima", True)),
    ("en", "On 18 May mayors met online.", ("2021-05-18", "2021-05-18", None, False)),
    ("en", "On 3 July 2021 mayors will meet in Oslo.", ("2021-07-03", "2021-07-03", "Oslo", True)),
]


@pytest.mark.parametrize(("language", "sentence", "expected"), REPORTS, ids=[row[0] for row in REPORTS])
def test_the_lead_says_when_and_where(language: str, sentence: str, expected: Told) -> None:
    events = events_in([sentence], language, PUBLISHED)
    assert told(events) == [expected]
    assert events[0].sentence == sentence


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Since 12 May 2021 the network has grown."),
        ("en", "The guide, launched on 12 May 2021, is out now."),
        ("en", "The Council adopted it on 3 May 2015 in Geneva."),
        ("en", "On 3 May 2015 the Council met in Geneva."),
        ("en", "NAIROBI, 12 May 2021 – The network grew."),
        ("en", "12 May 2021"),
        ("en", "In early May 2021 mayors met in Oslo."),
        ("en", "From 1 January 2021 to 31 December 2023 the project runs in Oslo."),
        ("ar", "منذ 12 مايو 2021 نمت الشبكة."),
        ("ar", "في سبتمبر، أطلقت الشبكة مبادرة مدتها ثلاث سنوات في أواخر أكتوبر."),
        ("fr", "Depuis le 12 mai 2021, le réseau grandit."),
        ("es", "Desde el 12 de mayo de 2021 la red crece."),
    ],
)
def test_mentions_plans_history_and_datelines_are_no_events(language: str, sentence: str) -> None:
    assert events_in([sentence], language, PUBLISHED) == []


def test_a_date_without_year_is_no_event_when_nothing_dates_the_page() -> None:
    assert events_in(["On 18 May mayors met in Oslo."], "en", None) == []


def test_the_label_wins_over_the_text() -> None:
    events = events_in(
        ["On 18 May 2021 mayors met in Oslo."], "en", PUBLISHED, where_when="6 – 7 May 2021, Riga, Latvia"
    )
    assert told(events) == [("2021-05-06", "2021-05-07", "Riga, Latvia", True)]


def test_a_label_without_date_leaves_the_word_to_the_text() -> None:
    events = events_in(["On 18 May 2021 mayors met in Oslo."], "en", PUBLISHED, where_when="to be announced")
    assert told(events) == [("2021-05-18", "2021-05-18", "Oslo", True)]


def test_only_the_lead_is_asked_and_nothing_after_next_steps() -> None:
    sentence = "On 18 May 2021 mayors met in Oslo."
    assert events_in(["Next Steps", sentence], "en", PUBLISHED) == []
    assert events_in(["One told.", "Two told.", "Three told.", sentence], "en", PUBLISHED) == []
    assert len(events_in(["— 2 minutes reading time", "Share:", "One.", "Two.", sentence], "en", PUBLISHED)) == 1


def test_the_same_days_are_told_once() -> None:
    text = "On 18-19 May 2021 mayors met in Oslo. On 19 May they went to Riga. On 25 May they met in Lima."
    assert [event.place for event in events_in([text], "en", PUBLISHED)] == ["Oslo", "Lima"]


def test_nothing_before_the_first_sane_day_is_an_event() -> None:
    sentence = "On 18 May 2021 mayors met in Oslo."
    assert events_in([sentence], "en", None, since=date(2021, 5, 19)) == []
    assert len(events_in([sentence], "en", None, since=date(2021, 5, 18))) == 1


def test_a_moment_of_publication_serves_as_well_as_a_day() -> None:
    moment = datetime(2021, 6, 1, 12, tzinfo=UTC)
    assert told(events_in(["On 18 May mayors met."], "en", moment)) == [("2021-05-18", "2021-05-18", None, False)]


ONLY_SPOKEN_OF = [
    ("en", "The deadline for proposals is 30 June 2024."),
    ("en", "Registration closes on 30 June 2024 at noon."),
    ("en", "The Harbour Act of 3 March 2024 sets the dues."),
    ("en", "The new dues came into force on 1 May 2024."),
    ("en", "As of 3 May 2024, forty harbours have signed."),
    ("en", "Photo: the old quay on 3 May 2024."),
    ("en", "(Nairobi, 5 March 2024) Traders have a new hall."),
    ("en", "NAIROBI – 5 March 2024 – Traders have a new hall."),
    ("ar", "ينتهي التسجيل في 30 حزيران 2024."),
    ("ar", "آخر موعد لإرسال المقترحات هو 30 حزيران 2024."),
    ("ar", "عمّان، في 5 آذار 2024 – للباعة قاعة جديدة."),
    ("fr", "La date limite pour répondre est fixée au 30 juin 2024."),
    ("fr", "La loi du 3 mars 2024 fixe les droits."),
    ("fr", "Dakar, le 5 mars 2024 – Les marchands ont une halle."),
    ("es", "El plazo para responder vence el 30 de junio de 2024."),
    ("es", "La Ley de 3 de marzo de 2024 fija las tasas."),
]


@pytest.mark.parametrize(("language", "text"), ONLY_SPOKEN_OF, ids=[row[1] for row in ONLY_SPOKEN_OF])
def test_deadlines_laws_captions_and_datelines_are_no_events(language: str, text: str) -> None:
    assert events_in([text], language, date(2024, 5, 8)) == []


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "What comes next?"), ("ar", "الخطوات اللاحقة"), ("fr", "Et après ?"), ("es", "¿Qué sigue?")],
)
def test_nothing_under_a_heading_of_plans_is_an_event(language: str, heading: str) -> None:
    assert events_in([heading, "Oslo, Lima, Rabat: 9/9/2024."], language, date(2024, 5, 8)) == []


LASTING = [
    ("en", "The fair opens on 3 May 2024 in Basel and runs until 9 May 2024."),
    ("en", "It began in Basel on 3 May 2024 and ended on 9 May 2024."),
    ("ar", "ينطلق المعرض في بازل يوم 3 أيار 2024 في ثلاث قاعات وتستمر عروضه حتى 9 أيار 2024."),
    ("fr", "La foire ouvre le 3 mai 2024 à Bâle et se poursuit jusqu’au 9 mai 2024."),
    ("es", "La feria abre el 3 de mayo de 2024 en Basilea y se prolonga hasta el 9 de mayo de 2024."),
]


@pytest.mark.parametrize(("language", "text"), LASTING, ids=[row[1] for row in LASTING])
def test_an_event_that_is_said_to_last_until_a_day_ends_on_it(language: str, text: str) -> None:
    [event] = events_in([text], language, date(2024, 4, 8))
    assert (str(event.start), str(event.end), event.certain) == ("2024-05-03", "2024-05-09", True)


def test_another_day_of_the_sentence_is_not_the_end_of_the_event() -> None:
    [event] = events_in(
        ["Wardens met in Basel on 3 May 2024; their report is due on 9 May 2024."], "en", date(2024, 5, 8)
    )
    assert str(event.end) == "2024-05-03"


PLACED = [
    ("de", "Das Treffen fand vom 5. bis 7. Februar 2025 in Kassel statt.", "Kassel"),
    ("pt", "O encontro decorreu em Braga de 5 a 7 de fevereiro de 2025.", "Braga"),
    ("it", "L’incontro si è tenuto a Matera dal 5 al 7 febbraio 2025.", "Matera"),
    ("tr", "Toplantı 5-7 Şubat 2025 tarihlerinde Bursa’da yapıldı.", "Bursa"),
    ("ur", "یہ ورکشاپ 5 سے 7 فروری 2025 تک کراچی میں ہوئی۔", "کراچی"),
    ("fa", "این نشست از ۵ تا ۷ فوریه ۲۰۲۵ در تهران برگزار شد.", "تهران"),
]


@pytest.mark.parametrize(("language", "text", "place"), PLACED, ids=[row[0] for row in PLACED])
def test_each_language_says_where_in_its_own_way(language: str, text: str, place: str) -> None:
    [event] = events_in([text], language, date(2025, 2, 10))
    assert (str(event.start), str(event.end), event.place) == ("2025-02-05", "2025-02-07", place)
