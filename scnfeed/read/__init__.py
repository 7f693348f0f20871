"""Page -> Reading: what one page says, every value with the place it came from. Pure: same page, same reading.

The parsers are loaded by the first page that is read, so that importing the library stays light.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from scnfeed.errors import ReadError
from scnfeed.model import Reading, Site
from scnfeed.read.bounds import FEW, Bounded, bounded, lean
from scnfeed.read.decoding import decode, once

_MARKUP = re.compile(r"<(?:!doctype|html|head|body|div|p|article|main|meta|title|h1|section)\b", re.IGNORECASE)
_CALENDAR = re.compile(r"\s*(?:BEGIN:VCALENDAR|[{\[])")
_END = re.compile("</(?:html|body)", re.IGNORECASE)
_LONGEST_TAG = 4_000
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b")


def read(
    body: bytes,
    url: str | None = None,
    *,
    site: Site | None = None,
    headers: Mapping[str, str] | None = None,
    calendars: Sequence[bytes] = (),
) -> Reading:
    """What the page `body`, fetched from `url`, says. Markup, text dumps and calendars (iCalendar, the JSON of The
    Events Calendar) are read.

    `site` tells what is known of its site; without one the general tables serve. `calendars` are the iCalendar files
    that the page links to, where they were fetched with it. Raises ReadError for what is no page
    at all: nothing, or a picture, PDF or archive.

    >>> page = b"<html lang=en><h1>Bridges</h1><p>The old bridge was opened again on 3 May 2024 in Lyon, France.</p>"
    >>> reading = read(page)
    >>> reading.title, reading.language
    ('Bridges', 'en')
    """
    subject = url or "the page"
    if not body.strip(b"\x00\r\n\t "):
        raise ReadError(f"{subject} is empty: nothing to read", subject)
    if body.startswith(_BINARY):
        raise ReadError(f"{subject} is a file, not a page: give the page that links to it", subject)
    decoded = decode(lean(body, scripts=site is None), headers)
    text = decoded.text
    if "\x00" in text:
        if text.count("\x00") * 10 > len(text):
            raise ReadError(f"{subject} is binary data, not a page", subject)
        text = text.replace("\x00", "")
    page = bounded(text)
    doubts = (*decoded.doubts, *page.doubts, *_broken_off(text))
    try:
        linked = [calendar.decode("utf-8", "replace") for calendar in calendars]
        reading = _reading(page, url, site, doubts, linked)
        if once(reading.content_text) == reading.content_text:
            return reading
        told = (*doubts, "the page was encoded twice: it was decoded twice")
        return _reading(page._replace(text=once(page.text)), url, site, told, linked)
    except (RecursionError, MemoryError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
        raise ReadError(f"{subject} could not be read ({type(error).__name__}: {error}): report it", subject) from error


def _broken_off(text: str) -> tuple[str, ...]:
    """Whether the page ends in the midst of a tag, or before the end of its body."""
    if (
        text.rfind("<") > text.rfind(">")
        and text.rfind("<") > len(text) - _LONGEST_TAG
        and _MARKUP.search(text[:20000])
    ):
        return ("the page breaks off in the midst of a tag",)
    if not _END.search(text, max(len(text) - _LONGEST_TAG, 0)) and "<body" in text and "</body" not in text:
        return ("the page breaks off before the end of its body",)
    return ()


def _reading(
    page: Bounded, url: str | None, site: Site | None, doubts: tuple[str, ...], calendars: Sequence[str]
) -> Reading:
    from scnfeed.read.dump import read_dump
    from scnfeed.read.page import read_page

    text = page.text
    if _CALENDAR.match(text):
        from scnfeed.read.calendars import is_calendar, read_calendar

        if is_calendar(text):
            return read_calendar(text, url, site, doubts)
    if _MARKUP.search(text[:20000]):
        return read_page(text, url, site, doubts, calendars, cut=bool(page.doubts), many=page.tags > FEW)
    return read_dump(text, url, site, doubts)


def join(first: Reading, parts: tuple[Reading, ...]) -> Reading:
    """One reading of a text that its site cuts into numbered pages, in their order."""
    if not parts:
        return first
    from scnfeed.language.scripts import minutes_to_read

    text = "\n\n".join(part.content_text for part in (first, *parts))
    return replace(
        first,
        content_html="\n".join(part.content_html for part in (first, *parts)),
        content_text=text,
        images=tuple(dict.fromkeys(image for part in (first, *parts) for image in part.images)),
        attachments=tuple(dict.fromkeys(file for part in (first, *parts) for file in part.attachments)),
        reading_minutes=minutes_to_read(text, first.language or "en"),
    )
