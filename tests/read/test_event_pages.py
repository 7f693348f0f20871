"""On pages of events: the event's days are not the page's, and each place may say what the first one left out."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import json
from datetime import date

import pytest

from scnfeed.model import Reading
from scnfeed.read import read

PROSE = (
    "<p>The rope walkers showed the children how a rope is laid from three strands of hemp, and let them pull.</p>" * 3
)
FIELDS = (
    '<div class="field"><div class="field__label">When</div><div class="field__item"><time datetime="2024-06-03T12:00:00Z">3 June 2024</time>'
    ' - <time datetime="2024-06-05T12:00:00Z">5 June 2024</time></div></div>'
    '<div class="field"><div class="field__label">Where</div><div class="field__item">Mons, Belgium</div></div>'
)
SCHEDULE = '<div class="schedule"><h2><span>3 June 2024 @ 10:00</span> - <span>5 June 2024 @ 17:00</span></h2></div>'
NODE = {"@type": "Event", "name": "The rope walk", "startDate": "2024-06-03T10:00:00+02:00", "endDate": "2024-06-05T17:00:00+02:00",
        "location": {"name": "Old depot", "address": {"addressLocality": "Mons", "addressCountry": "Belgium"}}}  # fmt: skip
TOLD = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'


def page(inner: str, *, classes: str = "", url: str = "https://quay.example/rope/", head: str = "") -> Reading:
    body = f'<html lang=en><head>{head}</head><body class="{classes}"><main><h1>The rope walk</h1>{inner}{PROSE}</main></body></html>'
    return read(body.encode(), url)


def days(reading: Reading) -> list[str]:
    return [str(when)[:10] for event in reading.events for when in (event.start, event.end)]


def test_a_time_under_an_events_label_is_no_day_of_publication() -> None:
    reading = page(FIELDS)
    assert (reading.published, days(reading)) == (None, ["2024-06-03", "2024-06-05"])
    told = page(FIELDS, head='<meta property="article:published_time" content="2024-05-12T07:00:00Z">')
    assert str(told.published)[:10] == "2024-05-12"


def test_a_time_under_a_bare_date_without_a_place_is_the_day_of_publication() -> None:
    assert (
        str(page('<div>Date</div><div><time datetime="2024-06-03">Monday</time></div>').published)[:10] == "2024-06-03"
    )


@pytest.mark.parametrize(
    ("classes", "url", "told"),
    [
        ("single single-tribe_events", "https://quay.example/rope/", ""),
        ("", "https://quay.example/events/rope/", ""),
        ("", "https://quay.example/rope/", TOLD),
    ],
)
def test_the_day_beside_the_title_of_an_events_page_is_the_events(classes: str, url: str, told: str) -> None:
    reading = page(told + SCHEDULE, classes=classes, url=url)
    assert (reading.published, days(reading), reading.kind) == (None, ["2024-06-03", "2024-06-05"], "event")
    assert reading.sources["events"] == ("json-ld" if told else "heading")


def test_elements_that_are_called_the_start_of_an_event_say_no_publication() -> None:
    marked = '<dl><dd><abbr class="updated published dtstart" title="2024-06-03">3 June</abbr></dd></dl>'
    assert page(marked + TOLD).published is None
    assert page('<p><time class="dtstart" datetime="2024-06-03">3 June</time></p>').published is None


def test_labels_of_an_event_published_after_it_began_make_a_report_and_that_is_news() -> None:
    for day, kind in (("4 June 2024", "news"), ("10 June 2024", "news"), ("2 May 2024", "event")):
        reading = page(f"<p>Published on {day}</p>{FIELDS}")
        assert (reading.kind, days(reading)) == (kind, ["2024-06-03", "2024-06-05"])


def test_a_place_that_the_first_source_leaves_out_comes_from_one_that_tells_the_same_days() -> None:
    label = "<p>Start date: 3 June 2024</p><p>End date: 5 June 2024</p>"
    assert page(label + TOLD).events[0].place == "Old depot, Mons, Belgium"
    assert page(f"{label}<p>Venue: Old depot</p>{TOLD}").events[0].place == "Old depot, Mons, Belgium"
    assert page(f"{label}<p>Venue: Town hall</p>{TOLD}").events[0].place == "Town hall"
    said = "<p>From 3 to 5 June 2024, rope walkers met in Mons to lay a rope.</p>"
    assert page(label + said).events[0].place == "Mons"
    other = "<p>From 3 to 6 July 2024, rope walkers met in Mons to lay a rope.</p>"
    assert page(label + other).events[0].place is None


def test_a_byline_with_many_names_still_tells_its_day_and_no_event() -> None:
    line = "<p><em>Por Leandro Pinto y Rufina Salas, 30 de septiembre de 2024</em></p>"
    prose = (
        "<p>Los cordeleros enseñaron a los niños cómo se tuerce una cuerda con tres hilos de cáñamo del campo.</p>" * 3
    )
    reading = read(
        f"<html lang=es><body><main><h1>La cuerda</h1>{line}<div>{prose}</div></main></body></html>".encode()
    )
    assert (reading.published, reading.events) == (date(2024, 9, 30), ())
    assert reading.authors == ("Leandro Pinto", "Rufina Salas")
