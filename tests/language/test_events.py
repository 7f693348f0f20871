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
