"""Selectors that `add` proposes are those that its pages need, and no others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from scnfeed.model import Page, Site
from scnfeed.read import read
from scnfeed.survey.evidence import Told
from scnfeed.survey.fields import fitted
from scnfeed.survey.items import Sample
from scnfeed.survey.sheet import sheet_of
from tests.survey.sites import english, prose

HOME = "https://quay.example/"
SITE = Site("quay", "Quay", HOME, languages={"en": ""}, items=((r"news/[^/]+/", "news"), (r"events/[^/]+/", "event")))


def sample(path: str, main: str, day: date | None, head: str = "") -> Sample:
    html = f'<html lang="en"><head><title>{path}</title>{head}</head><body><main>{main}</main></body></html>'
    page = Page(HOME + path, HOME + path, 200, (), html.encode(), datetime(2026, 3, 9, tzinfo=UTC))
    return Sample(page.url, page, sheet_of(page), read(page.body, page.url), Told(text=path, day=day))


def news(number: int) -> Sample:
    box = f'<div class="box">Published: {english(date(2025, 3, number))}</div>'
    return sample(f"news/{number}/", f"<h1>Story {number}</h1>{box}{prose(number)}", date(2025, 3, number))


def published(number: int) -> str:
    return (
        f'<script type="application/ld+json">{{"@type":"Article","headline":"Concert {number}",'
        f'"datePublished":"2025-04-{number:02}T09:00:00Z"}}</script>'
    )


def concert(number: int, told: date, box: str, when: str = "") -> Sample:
    main = f"<h1>Concert {number}</h1>{box}<p>{when}</p>{prose(number)}"
    return sample(f"events/{number}/", main, told, published(number))


def test_a_list_that_prints_when_events_were_published_leaves_the_event_to_its_text() -> None:
    """The selector that fits such days would make an event of each news item's day of publication."""
    days = [date(2025, 4, n) for n in (3, 7, 9)]
    boxes = [f'<div class="box">{english(day)}</div>' for day in days]
    events = [
        concert(d.day, d, box, f"On {d.day} May 2025 the choir sings.") for d, box in zip(days, boxes, strict=True)
    ]
    assert fitted(SITE, [*map(news, (4, 11, 19)), *events]).selectors == {}


@pytest.mark.parametrize("name", ["box", "hour"])
def test_a_selector_of_events_is_none_that_finds_the_day_of_news(name: str) -> None:
    events = [concert(n, date(2025, 6, n), f'<div class="{name}">{n} Jun<br>2025</div>') for n in (3, 7, 9)]
    found = fitted(SITE, [*map(news, (4, 11, 19)), *events]).selectors
    assert found.get("when", "") == ("div.hour" if name == "hour" else "")
