"""Pages that are no markup but a calendar: iCalendar (RFC 5545), and the JSON of The Events Calendar for WordPress
(``/wp-json/tribe/events/v1/events``, and one event of it).
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from scnfeed.ical import told_in
from scnfeed.language.detect import language_of
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Event, Kind, Reading, Said, Site, When
from scnfeed.read.moments import iso

_A_DAY = timedelta(days=1)
_TAG = re.compile(r"<[^<>]+>")


def is_calendar(text: str) -> bool:
    """Whether a text is a calendar of either form."""
    head = text[:2000].lstrip("\ufeff \t\r\n")
    return head.startswith("BEGIN:VCALENDAR") or (head.startswith(("{", "[")) and '"start_date"' in text)


def read_calendar(text: str, url: str | None, site: Site | None, doubts: Sequence[str] = ()) -> Reading:
    """The events a calendar tells; of a single one also its title, its words and its page's address."""
    text = text.lstrip("\ufeff \t\r\n")
    told = list(_of_json(text) if text.startswith(("{", "[")) else _of_ical(text))
    one = told[0] if len(told) == 1 else None
    words = one.words if one else ""
    language = language_of(words or " ".join(entry.event.sentence for entry in told))
    kind: Kind = "event" if one else "listing" if told else "page"
    said = {"events": Said(told[0].printed, "calendar")} if told else {}
    if one and one.event.sentence:
        said["title"] = Said(one.event.sentence, "calendar")
    return Reading(
        url=url,
        canonical_url=one.url if one else None,
        language=language,
        direction=direction(language) if language else "ltr",
        title=(one.event.sentence or None) if one else None,
        kind=kind,
        content_html=f"<p>{html.escape(words, quote=False)}</p>" if words else "",
        content_text=words,
        summary=words[:320],
        events=tuple(entry.event for entry in told if site is None or _day(entry.event.start) >= str(site.since)),
        said=said,
        doubts=tuple(doubts) if told else (*doubts, "the calendar tells no event"),
    )


class _Entry:
    """One event, its printed start, its description and its page."""

    __slots__ = ("event", "printed", "url", "words")

    def __init__(self, event: Event, printed: str, words: str, url: str | None) -> None:
        self.event, self.printed, self.words, self.url = event, printed, words, url


def _day(when: When) -> str:
    return when.isoformat()[:10]


def _of_ical(text: str) -> Iterator[_Entry]:
    for told in told_in(text):
        event = Event(told.start, told.end, told.place or None, True, clean(told.summary))
        yield _Entry(event, told.printed, "", told.url or None)


def _of_json(text: str) -> Iterator[_Entry]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return
    rows = data.get("events", [data]) if isinstance(data, dict) else data
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and (event := event_of(row)):
            address = row.get("url")
            words = _plain(row.get("description"))
            yield _Entry(event, str(row["start_date"]), words, address if isinstance(address, str) else None)


def event_of(row: Mapping[str, Any]) -> Event | None:
    """One event of The Events Calendar's JSON; moments on its place's clock where it has a clock time, else days."""
    start, end = (_moment(row, key) for key in ("start_date", "end_date"))
    if start is None:
        return None
    last = end if end is not None and type(end) is type(start) and end >= start else start
    return Event(start, last, _venue(row.get("venue")), True, _plain(row.get("title")))


def _moment(row: Mapping[str, Any], key: str) -> When | None:
    local, universal = str(row.get(key) or ""), str(row.get(f"utc_{key}") or "")
    if row.get("all_day") or not universal:
        return iso(local[:10])
    there, utc = (iso(f"{text.replace(' ', 'T')}+00:00") for text in (local, universal))
    if not (isinstance(there, datetime) and isinstance(utc, datetime)):
        return utc or iso(local[:10])
    ahead = there - utc
    return utc.astimezone(timezone(ahead)) if abs(ahead) < _A_DAY else utc


def _venue(told: Any) -> str | None:
    if isinstance(told, list):
        told = told[0] if told else None
    if not isinstance(told, dict):
        return None
    parts = [_plain(told.get(key)) for key in ("venue", "city", "country")]
    return ", ".join(dict.fromkeys(filter(None, parts))) or None


def _plain(told: Any) -> str:
    return clean(html.unescape(_TAG.sub(" ", told))) if isinstance(told, str) else ""
