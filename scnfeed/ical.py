"""The door to icalendar: what writes calendars takes its parts from here; what reads one asks `told_in`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Component, vDDDTypes, vText, vUri
from icalendar import Event as VEvent

from scnfeed.model import When

__all__ = ["Calendar", "Component", "Told", "VEvent", "told_in", "vText", "vUri"]

_DAY = timedelta(days=1)
_HEAD = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT"
_LONGEST, _MOST = 300_000, 1000
"""Letters of a calendar that are read, a second's work; events taken one by one from one that is broken, or longer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a calendar: what, from when to when (days both inclusive, or moments), where, and its page."""

    summary: str
    start: When
    end: When
    place: str
    url: str
    printed: str
    """The start as the calendar prints it."""


def told_in(calendar: str) -> list[Told]:
    """The events of an iCalendar text (RFC 5545), cancelled ones left out, once each; [] for what is no calendar.

    The end of whole days is exclusive there (3.6.1) and inclusive here. A clock time without a zone is its day. Of
    a calendar that breaks the rules each event is read that keeps them.

    >>> [told] = told_in("BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nUID:1\\nDTSTAMP:20240501T000000Z\\nSUMMARY:Fair\\n"
    ...     "DTSTART;VALUE=DATE:20240503\\nDTEND;VALUE=DATE:20240505\\nEND:VEVENT\\nEND:VCALENDAR")
    >>> told.summary, str(told.start), str(told.end)
    ('Fair', '2024-05-03', '2024-05-04')
    """
    text = calendar.lstrip("\ufeff \t\r\n")
    if len(text) <= _LONGEST and (whole := _read(text)) is not None:
        return whole
    text = text[:_LONGEST]
    parts = [part.partition("END:VEVENT") for part in text.split("BEGIN:VEVENT", _MOST)[1:]]
    single = (_read(f"{_HEAD}{event}{end}\r\nEND:VCALENDAR") for event, end, _ in parts if end)
    return list(dict.fromkeys(told for events in single for told in events or ()))


def _read(calendar: str) -> list[Told] | None:
    try:
        return list(dict.fromkeys(_events(Calendar.from_ical(calendar))))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return None


def _events(calendar: Component) -> Iterator[Told]:
    for event in calendar.walk("VEVENT"):
        start = _when(event, "DTSTART")
        if start is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        end = _when(event, "DTEND") or _after(start, event)
        if type(end) is date and end > start and not isinstance(getattr(event.get("DTEND"), "dt", None), datetime):
            end -= _DAY
        yield Told(
            str(event.get("SUMMARY", "")).strip(),
            start,
            max(start, end) if type(start) is type(end) else start,
            _place(str(event.get("LOCATION", "")).strip()),
            str(event.get("URL", "")).strip(),
            _printed(event["DTSTART"]),
        )


def _place(printed: str) -> str:
    """Where it is; an address on the net is no place."""
    return "" if "://" in printed.partition(" ")[0] else printed


def _printed(value: object) -> str:
    return bytes(value.to_ical()).decode() if isinstance(value, vDDDTypes) else ""


def _when(event: Component, name: str) -> When | None:
    value = getattr(event.get(name), "dt", None)
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.date()
    return value if isinstance(value, date) else None


def _after(start: When, event: Component) -> When:
    lasts = getattr(event.get("DURATION"), "dt", None)
    return start + lasts if isinstance(lasts, timedelta) and lasts >= timedelta(0) else start
