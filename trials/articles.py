"""Articles as letters may meet them: plain, with endless titles, with nothing in them, with titles that mean harm."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scnfeed.language.scripts import direction
from scnfeed.model import Article, Event, Kind
from scnfeed.sample.compose import LINES
from scnfeed.sample.compose import compose as text_of

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
HOSTILE = {
    "breaks": "{a}\r\nBcc: victim@example.org\r\n\r\n{b}",
    "separators": "{a}\u2028{b}\u2029{a}\x85{b}",
    "bidi": "{a} \u202e{b}\u202d \u2067{a}",
    "nul": "{a}\x00{b}\x07{a}",
    "endless": "{a} {b} " * 700,
    "unbroken": "{a}" + "x" * 10_000,
    "markup": "</h3><script>alert(1)</script><img src=x onerror=alert(1)>{a} &amp; <b>{b}",
    "mixed": "{a}: بلدية Beirut (2024-2026) و NYU: 3/4 من \u202eالمدن",
    "astral": "{a} 🏙️ 👩‍👩‍👧 {b} " * 20,
}
"""Titles that nobody should send, around words of the letter's language."""
PLACES = ("Lisbon", "Mombasa", "Beirut", "Cartagena", "Marseille", "Colombo", "Izmir", "Tunis", "Dakar", "Quito")


SENTENCES = {
    "fr": (
        "Les maires de {n} ports se sont réunis à {place} pour parler des quais la nuit.",
        "Une équipe de {place} montre comment {n} rues sont devenues plus calmes.",
        "Les écoles de {place} ont reçu {n} bateaux et une carte des crues.",
    ),
    "es": (
        "Los alcaldes de {n} puertos se reunieron en {place} para hablar de los muelles de noche.",
        "Un equipo de {place} muestra cómo {n} calles se volvieron más tranquilas.",
        "Las escuelas de {place} recibieron {n} barcos y un mapa de las crecidas.",
    ),
}


def article(n: int, language: str, **changes: Any) -> Article:
    chance = random.Random(f"{n} {language}")
    text = _text(n, language)
    kinds: tuple[Kind, ...] = ("news", "event", "resource")
    start = date(2026, 11, 23) + timedelta(days=chance.randrange(-60, 60))
    events = (Event(start, start + timedelta(days=n % 3), chance.choice(PLACES), True, ""),) if n % 3 == 0 else ()
    plain = Article(
        "cities",
        f"https://cities.example/{language}/news/{n}-{'مدينة' if language == 'ar' else 'city'}/",
        language,
        direction(language),
        kinds[n % 3],
        _title(n, text),
        "",
        text,
        published=date(2026, 11, 22),
        machine_translated=n % 7 == 4,
        translations={"es" if language == "en" else "en": f"https://cities.example/news/{n}-city/"},
        reading_minutes=2 + n % 9,
        events=events,
        id=f"urn:x:{n}:{language}",
        story=f"urn:s:{n}",
        first_seen=NOW - timedelta(hours=1),
        ordered=NOW - timedelta(hours=1 + n),
    )
    return replace(plain, **changes)


def _text(n: int, language: str) -> str:
    rows = SENTENCES.get(language)
    if rows is None:
        return text_of(n % LINES, language)
    turned = (*rows[n % 3 :], *rows[: n % 3])
    return " ".join(row.format(n=n + 2 + k, place=PLACES[(n + k) % len(PLACES)]) for k, row in enumerate(turned))


def _title(n: int, text: str) -> str:
    words = " ".join(text.split()[: 7 + n % 5]).rstrip(".,،؛:")
    return f"{words} {n}" if n >= LINES else words


def long(n: int, language: str) -> Article:
    one = article(n, language)
    return replace(one, title=f"{one.title} " * 12, summary=one.content_text * 3, url=f"{one.url}{'long-' * 150}")


def missing(language: str) -> Iterator[Article]:
    one = article(1, language)
    yield replace(one, title="", published=None, ordered=None, reading_minutes=0)
    yield article(2, language, published=None, ordered=None, url=None)
    yield article(3, language, title="", content_text="", summary="")


def named(language: str, title: str) -> Article:
    one, other = _title(3, _text(3, language)), _title(4, _text(4, language))
    said = title.replace("{a}", one).replace("{b}", other)
    return article(5, language, title=said, events=(Event(NOW.date(), NOW.date(), said, True, ""),))


def hostile(language: str) -> Iterator[Article]:
    for n, title in enumerate(HOSTILE.values(), 10):
        yield replace(
            named(language, title), id=f"urn:x:{n}:{language}", story=f"urn:s:{n}", url=f"https://cities.example/{n}/"
        )
