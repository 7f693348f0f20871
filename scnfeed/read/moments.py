"""Printed text -> a day or an aware moment: what machines print, what people print, what an address holds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from scnfeed.language.date_words import WORDS
from scnfeed.language.dates import Order, dates_in
from scnfeed.language.scripts import ascii_digits
from scnfeed.model import When

_HEAD = re.compile(r"\d{4}-\d\d?-\d\d?(?=[T ]|$)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}.*)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_EAST = re.compile(r"((?:19|20)\d\d)\s*[년年]\s*(\d\d?)\s*[월月]\s*(\d\d?)\s*[일日]")
_IN_PATH = re.compile(r"[/_.-](20\d\d|19\d\d)([/._-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.,-]|$|\D)")
_TURNED = re.compile(r"[/_-](0[1-9]|[12]\d|3[01])[._-](0[1-9]|1[0-2])[._-](20\d\d)(?=[/_.-]|$)")
_ONE_FIGURE = re.compile(r"(?<=[T :+])(?=\d(?!\d))")
"""Where a clock lacks a zero."""
_FIGURE = re.compile(r"\d")
_WITH_YEAR = re.compile(r"[^\W\d_]{3}.*(?<!\d)(?:19|20)\d\d(?!\d)")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def iso(text: str) -> When | None:
    """A date or an aware moment from ISO 8601 text; a moment without an offset counts as its day. No year that the
    web cannot have: clocks at their limits mean nothing, and cannot be turned to UTC.

    >>> iso("2024-05-03T10:00:00+0200").isoformat(), iso("20240503"), iso("0001-01-01T00:00:00Z")
    ('2024-05-03T10:00:00+02:00', datetime.date(2024, 5, 3), None)
    """
    text = text.strip()
    head = _HEAD.match(text)
    padded = "-".join(part.zfill(2) for part in head[0].split("-")) if head else ""
    clock = _ONE_FIGURE.sub(r"\g<0>0", text[head.end() :]) if head else ""
    for form in (text, padded + clock, padded):
        try:
            found = date.fromisoformat(form) if len(form) <= 10 else datetime.fromisoformat(form)
        except ValueError:
            continue
        if not 1900 <= found.year <= 2100:
            return None
        return found.date() if isinstance(found, datetime) and found.tzinfo is None else found
    return None


def told_to_machines(text: str, language: str | None, order: Order = "dmy") -> When | None:
    """A day or moment out of an attribute: ISO 8601, compact figures, seconds since 1970, RFC 5322, else as printed.

    >>> told_to_machines("20240503101500", None), told_to_machines("Fri, 03 May 2024 10:00:00 +0200", "en").isoformat()
    (datetime.date(2024, 5, 3), '2024-05-03T10:00:00+02:00')
    """
    text = text.strip()
    compact = _COMPACT.fullmatch(text)
    if compact:
        return _day(int(compact[1]), int(compact[2]), int(compact[3]))
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    return iso(text) or _of_mail(text) or day_printed(text, language, order)


def _of_mail(text: str) -> When | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return found if found.tzinfo is not None and 1970 <= found.year <= 2100 else None


def day_printed(text: str, language: str | None, order: Order = "dmy") -> date | None:
    """The first single day that a short text prints whole: in this language, in English, else in any with a table.

    >>> day_printed("Tuesday, 3 May 2024, 10:00", "en"), day_printed("2024年5月3日", "ja")
    (datetime.date(2024, 5, 3), datetime.date(2024, 5, 3))
    """
    if not _FIGURE.search(text):
        return None
    east = _EAST.search(ascii_digits(text))
    if east:
        return _day(int(east[1]), int(east[2]), int(east[3]))
    first = (language or "en", "en")
    for name in dict.fromkeys((*first, *WORDS) if _WITH_YEAR.search(text) else first):
        spans = [span for span in dates_in(text, name, order=order) if span.certain]
        if spans:  # a range that another language would read as its last day is no day
            return next((span.start for span in spans if span.start == span.end), None)
    return None


def in_address(url: str | None) -> tuple[date, str] | None:
    """The day in an address and the piece that prints it: ``/2024/05/03/``, ``/03-05-2024-``, ``-20240503.``.

    >>> in_address("https://quay.example/2024/05/03/lamps/")
    (datetime.date(2024, 5, 3), '/2024/05/03')
    """
    path = unquote(urlsplit(url or "").path)
    turned = _TURNED.search(path)
    if turned:
        day = _day(int(turned[3]), int(turned[2]), int(turned[1]))
        return (day, turned[0].strip("_.-")) if day else None
    found = _IN_PATH.search(path)
    if not found or (not found[2] and len(found[3] + found[4]) != 4):
        return None
    day = _day(int(found[1]), int(found[3]), int(found[4]))
    return (day, found[0].strip("_.-")) if day else None
