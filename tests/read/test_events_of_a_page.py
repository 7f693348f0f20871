"""Each place that can tell an event is switched off in turn: the next one takes over, under its own name."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import html
import json
from datetime import UTC, date, datetime

import pytest

from scnfeed.model import Event, Reading, Source
from scnfeed.read import read

PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.</p>" * 3
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:7\r\nDTSTAMP:20240101T000000Z\r\nSUMMARY:Lamp fair\r\n"
    "LOCATION:Bergen\\, Norway\r\nDTSTART;VALUE=DATE:20240503\r\nDTEND;VALUE=DATE:20240505\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NODE = {"@type": "BusinessEvent", "name": "Lamp fair", "startDate": "2024-05-03", "endDate": "2024-05-04",
        "location": {"@type": "Place", "name": "Town hall", "address": {"addressLocality": "Bergen"}}}  # fmt: skip
MICRODATA = (
    '<div itemscope itemtype="https://schema.org/Event"><time itemprop="startDate" datetime="2024-05-03">Friday</time>'
    '<time itemprop="endDate" datetime="2024-05-04">Saturday</time><span itemprop="location">Bergen harbour</span></div>'
)
TOLD: list[tuple[Source, str, str | None]] = [
    ("label", "<dl><dt>Where &amp; When</dt><dd>3 – 4 May 2024, Bergen, Norway</dd></dl>", "Bergen, Norway"),
    ("json-ld", f'<script type="application/ld+json">{json.dumps({"@graph": [{"@type": "WebSite"}, NODE]})}</script>', "Town hall, Bergen"),
    ("markup", MICRODATA, "Bergen harbour"),
    ("calendar", '<a href="https://calendar.example/render?action=TEMPLATE&amp;text=Fair&amp;dates=20240503/20240505&amp;location=Bergen">Add</a>', "Bergen"),
    ("sentence", "<p>On 3 and 4 May 2024 the crews met in Bergen to look at the lamps.</p>", "Bergen"),
]  # fmt: skip


def page(*parts: str, calendars: tuple[bytes, ...] = (), url: str = "https://quay.example/fair/") -> Reading:
    inner = "".join(parts)
    body = f"<html lang=en><body><main><h1>Lamp fair</h1>{inner}{PROSE}</main></body></html>"
    return read(body.encode(), url, calendars=calendars)


def only(reading: Reading) -> Event:
    [event] = reading.events
    return event


@pytest.mark.parametrize("off", range(len(TOLD)))
def test_the_event_comes_from_the_next_place(off: int) -> None:
    reading = page(*(markup for _, markup, _ in TOLD[off:]))
    source, markup, place = TOLD[off]
    event = only(reading)
    assert (event.start, event.end, event.place) == (date(2024, 5, 3), date(2024, 5, 4), place)
    assert reading.sources["events"] == source
    assert reading.said["events"].text in html.unescape(markup)
    assert reading.kind == (
        "news" if source == "sentence" and reading.published else "event" if source != "sentence" else "page"
    )


def test_a_calendar_that_the_page_links_to_is_read_with_it() -> None:
    reading = page(calendars=(CALENDAR.encode(),))
    assert (only(reading).start, only(reading).end, only(reading).place) == (
        date(2024, 5, 3),
        date(2024, 5, 4),
        "Bergen, Norway",
    )
    assert reading.sources["events"] == "calendar"


def test_labels_of_start_end_and_place_tell_an_event() -> None:
    reading = page("<p>Start date: 3 May 2024</p><p>End date: 4 May 2024</p><p>Location: Bergen</p>")
    assert (only(reading).start, only(reading).end, only(reading).place) == (
        date(2024, 5, 3),
        date(2024, 5, 4),
        "Bergen",
    )
    assert reading.published is None


def test_an_event_of_another_page_is_none_of_this_one() -> None:
    other = {**NODE, "name": "Rope fair", "url": "https://quay.example/rope-fair/"}
    told = json.dumps([{"@type": "NewsArticle", "headline": "Lamp fair"}, other])
    assert page(f'<script type="application/ld+json">{told}</script>').events == ()


def test_a_cancelled_event_is_none() -> None:
    told = json.dumps({**NODE, "eventStatus": "https://schema.org/EventCancelled"})
    assert page(f'<script type="application/ld+json">{told}</script>').events == ()
    assert page(calendars=(CALENDAR.replace("UID:7", "UID:7\r\nSTATUS:CANCELLED").encode(),)).events == ()


def test_places_that_tell_other_days_are_a_doubt() -> None:
    later = json.dumps({**NODE, "startDate": "2024-06-03", "endDate": "2024-06-04"})
    reading = page(TOLD[0][1], f'<script type="application/ld+json">{later}</script>')
    assert only(reading).start == date(2024, 5, 3)
    assert any("2024-06-03" in doubt and "label" in doubt for doubt in reading.doubts)


def test_a_meeting_on_the_net_has_no_place_and_keeps_its_hours() -> None:
    node = {**NODE, "startDate": "2024-05-03T18:00:00+02:00", "endDate": "2024-05-03T20:00:00+02:00",
            "location": {"@type": "VirtualLocation", "url": "https://meet.example/"}}  # fmt: skip
    event = only(page(f'<script type="application/ld+json">{json.dumps(node)}</script>'))
    assert event.place is None
    assert isinstance(event.start, datetime)
    assert event.start.astimezone(UTC).hour == 16


def test_an_icalendar_file_is_a_page_of_its_own() -> None:
    reading = read(CALENDAR.encode(), "https://quay.example/fair.ics")
    assert (reading.kind, reading.title, reading.sources["events"]) == ("event", "Lamp fair", "calendar")
    assert (only(reading).start, only(reading).end, only(reading).place) == (
        date(2024, 5, 3),
        date(2024, 5, 4),
        "Bergen, Norway",
    )
    assert reading.said["events"].text in CALENDAR


def test_the_json_of_the_events_calendar_is_read() -> None:
    row = {"title": "Lamp &amp; rope fair", "url": "https://quay.example/event/fair/", "all_day": False, "description": "<p>All are welcome.</p>",
           "start_date": "2024-05-03 18:00:00", "end_date": "2024-05-03 20:00:00", "utc_start_date": "2024-05-03 16:00:00",
           "utc_end_date": "2024-05-03 18:00:00", "venue": {"venue": "Town hall", "city": "Bergen", "country": "Norway"}}  # fmt: skip
    whole = {**row, "all_day": True, "start_date": "2024-06-01 00:00:00", "end_date": "2024-06-02 23:59:59"}
    one = read(json.dumps(row).encode(), "https://quay.example/wp-json/tribe/events/v1/events/3")
    assert (one.kind, one.title, one.canonical_url, one.content_text) == (
        "event",
        "Lamp & rope fair",
        row["url"],
        "All are welcome.",
    )
    assert only(one) == Event(
        datetime(2024, 5, 3, 16, tzinfo=UTC),
        datetime(2024, 5, 3, 18, tzinfo=UTC),
        "Town hall, Bergen, Norway",
        True,
        "Lamp & rope fair",
    )
    many = read(json.dumps({"events": [row, whole]}).encode(), "https://quay.example/wp-json/tribe/events/v1/events")
    assert (many.kind, many.events[1].start, many.events[1].end) == ("listing", date(2024, 6, 1), date(2024, 6, 2))


def test_a_calendar_without_events_is_said_to_have_none() -> None:
    assert read(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n").doubts == ("the calendar tells no event",)


def calendar(*events: str, head: str = "") -> bytes:
    inner = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Fair\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}{inner}END:VCALENDAR\r\n".encode()


FAIR = "DTSTART;VALUE=DATE:20240503\r\nDTEND;VALUE=DATE:20240505"
BROKEN = {
    "a mark of its encoding before it": b"\xef\xbb\xbf" + calendar(FAIR),
    "clock times without a zone": calendar("DTSTART:20240503T090000\r\nDTEND:20240504T170000"),
    "another event with an impossible day": calendar("DTSTART:99999999", FAIR),
    "its end lost": calendar(FAIR).partition(b"END:VCALENDAR")[0],
    "a zone that is not described": calendar(FAIR, head="BEGIN:VTIMEZONE\r\nTZID:Quay\r\nEND:VTIMEZONE\r\n"),
    "the next event cut off": calendar(FAIR, FAIR).rpartition(b"UID")[0],
}


@pytest.mark.parametrize("how", BROKEN)
def test_of_a_broken_calendar_each_event_that_keeps_the_rules_is_read(how: str) -> None:
    for reading in (page(calendars=(BROKEN[how],)), read(BROKEN[how], "https://quay.example/fair.ics")):
        assert [(str(only(reading).start), str(only(reading).end))] == [("2024-05-03", "2024-05-04")]


def test_an_address_on_the_net_is_no_place() -> None:
    reading = page(calendars=(calendar(f"{FAIR}\r\nLOCATION:https://meet.example/7"),))
    assert only(reading).place is None


def test_the_events_calendar_tells_the_hour_on_the_clock_of_its_place() -> None:
    row = {
        "title": "Fair",
        "start_date": "2024-05-03 00:30:00",
        "utc_start_date": "2024-05-02 22:30:00",
        "all_day": False,
    }
    event = only(read(json.dumps([row]).encode(), "https://quay.example/wp-json/tribe/events/v1/events"))
    assert isinstance(event.start, datetime)
    assert (event.start.isoformat(), event.place) == ("2024-05-03T00:30:00+02:00", None)
