"""A page kept as plain text: the order of a news page, without its markup.

Icon line, empty line, title, label block, reading time, prose, downloads, footer. Where the title is missing the
prose begins at once. Nothing is linked, so no address is made up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date

from scnfeed.language.dates import day_in
from scnfeed.language.detect import language_of
from scnfeed.language.events import events_in
from scnfeed.language.labels import FURNITURE, is_icon_line, is_reading_time, is_translation_notice, label_of
from scnfeed.language.scripts import clean, fold, minutes_to_read, text_direction
from scnfeed.model import Event, Kind, Reading, Site
from scnfeed.read.dating import Notes
from scnfeed.read.excerpt import excerpt, title_from
from scnfeed.read.tidy import without_tokens

_HEADING = 110
_ENDS = frozenset({"downloads", "event_report", "newsletter", "related", "comments"})


def read_dump(text: str, url: str | None, site: Site | None, doubts: Sequence[str] = ()) -> Reading:
    """What a text dump says; `text` is decoded, any line ends."""
    notes = Notes(doubts=list(doubts))
    lines = [line for printed in text.splitlines() if (line := clean(printed)) and not is_icon_line(line)]
    labels, prose, has_reading_time = _sort(lines)
    title, prose = _title(lines, prose, notes)
    paragraphs = [without_tokens(line) for line in prose]
    body = "\n\n".join(paragraphs)
    language = language_of(" ".join(lines)) or None
    if language:
        notes.say("language", language, "sentence")
    if notice := next((line for line in lines if is_translation_notice(line)), ""):
        notes.say("machine_translated", notice, "markup")
    published, updated = _day("published", labels, site, notes), _day("updated", labels, site, notes)
    kind: Kind = "resource" if updated else "news" if has_reading_time or published else "page"
    return Reading(
        url=url,
        language=language,
        direction=text_direction(body, language or "und"),
        title=title or None,
        published=published,
        updated=updated,
        kind=kind if body else "error",
        content_html="\n".join(_markup(line) for line in paragraphs),
        content_text=body,
        summary=excerpt(paragraphs, title),
        machine_translated=bool(notice),
        reading_minutes=minutes_to_read(body, language or "en") if body else 0,
        events=_events(paragraphs, labels, published, language or "en", site, notes),
        said=notes.said,
        doubts=tuple(dict.fromkeys(notes.doubts)),
    )


def _day(name: str, labels: Mapping[str, str], site: Site | None, notes: Notes) -> date | None:
    """The day behind a label; one of publication is none before the site began."""
    day = day_in(labels.get(name, ""), site.date_order if site else "dmy")
    if day and name == "published" and site and day < site.since:
        notes.doubts.append(f"published {day} lies before the site's first day {site.since}: left unknown")
        return None
    if day:
        notes.say(name, labels[name], "label")
    return day


def _events(
    paragraphs: Sequence[str],
    labels: Mapping[str, str],
    published: date | None,
    language: str,
    site: Site | None,
    notes: Notes,
) -> tuple[Event, ...]:
    since, where_when = site.since if site else None, labels.get("where_when")
    events = tuple(events_in(paragraphs, language, published, where_when=where_when, since=since))
    if events:
        notes.say("events", events[0].sentence, "label" if where_when is not None else "sentence")
    return events


def _sort(lines: Sequence[str]) -> tuple[dict[str, str], list[str], bool]:
    """Label values, prose, and whether a reading-time line was there."""
    labels: dict[str, str] = {}
    prose: list[str] = []
    waiting = ""
    has_reading_time = False
    for line in lines:
        found = label_of(line)
        if is_reading_time(line):
            has_reading_time, waiting = True, ""
        elif is_translation_notice(line) or fold(line) in FURNITURE or (found and found[0] in _ENDS and not found[1]):
            waiting = ""
        elif found and len(line) < 120:
            waiting = "" if found[1] else str(found[0])
            if found[1]:
                labels.setdefault(str(found[0]), found[1])
        elif waiting in ("published", "updated", "where_when", "type", "authors", "tags") and len(line) < 160:
            labels.setdefault(waiting, line)
            waiting = ""
        else:
            waiting = ""
            prose.append(line)
    return labels, prose, has_reading_time


def _title(lines: Sequence[str], prose: Sequence[str], notes: Notes) -> tuple[str, list[str]]:
    """The first line when it stands before labels and reading time, else the first sentence."""
    if prose and lines and prose[0] == lines[0] and len(prose) > 1 and not is_reading_time(lines[0]):
        notes.say("title", prose[0], "heading")
        return prose[0], list(prose[1:])
    title = title_from(prose)
    if title:
        notes.say("title", title, "sentence")
        notes.doubts.append("the page prints no title: the first sentence stands for it")
    return title, list(prose)


def _markup(line: str) -> str:
    """A short line without a full stop is a heading, all else a paragraph."""
    tag = "h2" if len(line) <= _HEADING and not re.search(r"[.!?؟:…»”\"]$", line) else "p"
    return f"<{tag}>{html.escape(line, quote=False)}</{tag}>"
