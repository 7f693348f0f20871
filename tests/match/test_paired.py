"""Translations that no page names, written by hand: only how close their sentences run was learned from them."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from scnfeed.match.compare import compare
from scnfeed.model import Article, Event

STORIES = tomllib.loads((Path(__file__).parent / "paired.toml").read_text(encoding="utf-8"))
LANGUAGES = ("en", "fr", "es", "ar")


def articles(events: bool = True) -> list[tuple[str, Article]]:
    """Every text, published on the day of its story; with `events` those of the congress are found in the pages."""
    found = []
    for key, story in STORIES.items():
        for language in LANGUAGES:
            if language in story:
                found.append((key, _article(key, story, language, events)))
    return found


def _article(key: str, story: dict[str, Any], language: str, events: bool) -> Article:
    title, body = story[language]
    spans = [story["event"]] if events and "event" in story else []
    return Article(
        "paired",
        f"https://paired.example/{language}/news/{key}-{len(title)}/",
        language,
        "rtl" if language == "ar" else "ltr",
        "news",
        title,
        f"<p>{body}</p>",
        body,
        published=story["day"],
        events=tuple(Event(start, end, "Varna", True, "") for start, end in spans),
    )


@pytest.fixture(scope="module")
def judged() -> list[tuple[bool, str, str]]:
    return [
        (
            one[0] == other[0],
            compare(one[1], other[1]).relation,
            f"{one[0]} {one[1].language} {other[0]} {other[1].language}",
        )
        for one, other in combinations(articles(), 2)
        if one[1].language != other[1].language
    ]


def test_no_two_stories_are_taken_for_one_though_they_report_on_one_congress(
    judged: list[tuple[bool, str, str]],
) -> None:
    assert sum(not same for same, *_ in judged) > 150
    assert [pair for same, relation, pair in judged if not same and relation == "translation"] == []


def test_8_of_10_are_taken_and_the_rest_is_offered(judged: list[tuple[bool, str, str]]) -> None:
    true = [(relation, pair) for same, relation, pair in judged if same]
    taken = [pair for relation, pair in true if relation == "translation"]
    assert len(taken) >= 0.8 * len(true)
    assert {relation for relation, _ in true} <= {"translation", "offered"}
