"""A page kept as plain text: the order of a news page, without its markup.

Icon line, empty line, title, label block, reading time, prose, downloads, footer. Where the title is missing the
prose begins at once. Nothing is linked, so no address is made up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from scnfeed.language.dates import day_in
from scnfeed.language.detect import language_of
from scnfeed.language.events import events_in
from scnfeed.language.labels import FURNITURE, is_icon_line, is_reading_time, is_translation_notice, label_of
from scnfeed.language.scripts import clean, direction, fold, minutes_to_read
from scnfeed.model import Kind, Reading, Said, Site
from scnfeed.read.excerpt import excerpt, title_from
from scnfeed.read.tidy import without_tokens

_HEADING = 110
_ENDS = frozenset({"downloads", "event_report", "newsletter", "related", "comments"})


def read_dump(text: str, url: str | None, site: Site | None, doubts: Sequence[str] = ()) -> Reading:
    """What a text dump says; `text` is decoded, any line ends."""
    printed = [clean(line) for line in text.splitlines()]
    lines = [line for line in printed if line and not is_icon_line(line)]
    said: dict[str, Said] = {}
    notice = next((line for line in lines if is_translation_notice(line)), "")
    language = language_of(" ".join(lines)) or None
    labels, prose, has_reading_time = _sort(lines)
    title, prose = _title(lines, prose, said)
    paragraphs = [without_tokens(line) for line in prose]
    published = day_in(labels.get("published", ""), site.date_order if site else "dmy")
    updated = day_in(labels.get("updated", ""), site.date_order if site else "dmy")
    found_doubts = [*doubts, *_sane_doubts(published, site)]
    published = None if published and site and published < site.since else published
    for name, value in (("published", published), ("updated", updated)):
        if value:
            said[name] = Said(labels[name], "label")
    if said.get("title") and said["title"].source == "sentence":
        found_doubts.append("the page prints no title: the first sentence stands for it")
    events = tuple(
        events_in(
            paragraphs,
            language or "en",
            published,
            where_when=labels.get("where_when"),
            since=site.since if site else None,
        )
    )
    if events:
        said["events"] = Said(events[0].sentence, "label" if "where_when" in labels else "sentence")
    if language:
        said["language"] = Said(language, "sentence")
    if notice:
        said["machine_translated"] = Said(notice, "markup")
    body = "\n\n".join(paragraphs)
    kind: Kind = "resource" if updated else "news" if has_reading_time or published else "page"
    return Reading(
        url=url,
        language=language,
        direction=direction(language) if language else "ltr",
        title=title or None,
        published=published,
        updated=updated,
        kind=kind if body else "error",
        content_html="\n".join(_markup(line) for line in paragraphs),
        content_text=body,
        summary=excerpt(paragraphs, title),
        machine_translated=bool(notice),
        reading_minutes=minutes_to_read(body, language or "en") if body else 0,
        events=events,
        said=said,
        doubts=tuple(dict.fromkeys(found_doubts)),
    )


def _sane_doubts(published: object, site: Site | None) -> list[str]:
    if published is not None and site is not None and published < site.since:  # type: ignore[operator]
        return [f"published {published} lies before the site's first day {site.since}: left unknown"]
    return []


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


def _title(lines: Sequence[str], prose: Sequence[str], said: dict[str, Said]) -> tuple[str, list[str]]:
    """The first line when it stands before labels and reading time, else the first sentence."""
    if prose and lines and prose[0] == lines[0] and len(prose) > 1 and not is_reading_time(lines[0]):
        said["title"] = Said(prose[0], "heading")
        return prose[0], list(prose[1:])
    title = title_from(prose)
    if title:
        said["title"] = Said(title, "sentence")
    return title, list(prose)


def _markup(line: str) -> str:
    """A short line without a full stop is a heading, all else a paragraph."""
    tag = "h2" if len(line) <= _HEADING and not re.search(r"[.!?؟:…»”\"]$", line) else "p"
    return f"<{tag}>{html.escape(line, quote=False)}</{tag}>"
