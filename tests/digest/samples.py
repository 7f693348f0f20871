"""Articles, people and moments that the tests of letters share."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scnfeed.model import Article, Event, Notice, Subscriber

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
READER = Subscriber(id="urn:uuid:reader", address="reader@example.org")
EDITOR = replace(READER, id="urn:uuid:editor", role="editor")

TITLES = {
    "en": "A workshop for mayors",
    "ar": "ورشة عمل لرؤساء البلديات",
    "fr": "Un atelier pour les maires",
    "es": "Un taller para alcaldes",
}


def article(story: str = "s1", language: str = "en", **changes: Any) -> Article:
    """A dated news article, first seen an hour ago, that nobody was told of."""
    plain = Article(
        site="cities",
        url=f"https://cities.example/{language}/{story}/",
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        kind="news",
        title=TITLES[language],
        content_html="",
        content_text="Mayors met and agreed what cities do next.",
        published=date(2026, 3, 1),
        reading_minutes=3,
        id=f"urn:uuid:{story}-{language}",
        story=story,
        first_seen=NOW - timedelta(hours=1),
        ordered=datetime(2026, 3, 1, 12, tzinfo=UTC),
    )
    return replace(plain, **changes)


def event(start: date, end: date | None = None, place: str | None = "Colombo", certain: bool = True) -> Event:
    return Event(start, end or start, place, certain, "")


def notice(topic: Any, subject: str = "cities", **changes: Any) -> Notice:
    return replace(Notice(NOW, topic, subject, "only 3 of 240 pages were found"), **changes)
