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

    The end of whole days is exclusive there (3.6.1) and inclusive here. A clock time without a zone is its day.

    >>> [told] = told_in("BEGIN:VCALENDAR\\nBEGIN:VEVENT\\nUID:1\\nDTSTAMP:20240501T000000Z\\nSUMMARY:Fair\\n"
    ...     "DTSTART;VALUE=DATE:20240503\\nDTEND;VALUE=DATE:20240505\\nEND:VEVENT\\nEND:VCALENDAR")
    >>> told.summary, str(told.start), str(told.end)
    ('Fair', '2024-05-03', '2024-05-04')
    """
    try:
        found = Calendar.from_ical(calendar)
        return list(dict.fromkeys(_events(found)))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return []


def _events(calendar: Component) -> Iterator[Told]:
    for event in calendar.walk("VEVENT"):
        start = _when(event, "DTSTART")
        if start is None or str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        end = _when(event, "DTEND") or _after(start, event)
        if type(start) is date and type(end) is date and end > start:
            end -= _DAY
        yield Told(
            str(event.get("SUMMARY", "")).strip(),
            start,
            max(start, end) if type(start) is type(end) else start,
            str(event.get("LOCATION", "")).strip(),
            str(event.get("URL", "")).strip(),
            _printed(event["DTSTART"]),
        )


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
