"""An issue in the words of its language, ready for both templates: what stands in the HTML stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scnfeed.digest.alike import batches
from scnfeed.digest.box import Box, box
from scnfeed.digest.items import Item, article_item, batch_item, notice_item, subject_of, title_of
from scnfeed.digest.text import clip, link
from scnfeed.language.formats import day, language_name
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Direction, Issue, Section

SUBJECT = 67
"""With its name the field stays within a line of 76 characters, and mail programs show about as much."""
PREHEADER = 140


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    heading: str
    items: tuple[Item, ...]
    left_out: str = ""
    """How many items more there are, in words."""


@dataclass(frozen=True, slots=True)
class View:
    language: str
    direction: Direction
    brand: str
    heading: str
    day: str
    subject: str
    preheader: str
    counts: tuple[str, ...]
    parts: tuple[Part, ...]
    calendar: str
    """Address of the calendar of coming events, when there is one."""
    unlike: str
    """Why the letter is not in the reader's first language, in words."""
    box: Box | None
    """What an editor should know of an issue that waits."""


def view(issue: Issue, limit: int | None = None) -> View:
    """What `issue` says, with at most `limit` items a section."""
    say, brand = phrases("scnfeed.digest").say, clean(issue.brand.name)
    dated, edition = day(issue.dated, issue.language), issue.edition or issue.language
    parts = tuple(_part(section, issue, limit) for section in issue.sections)
    ahead = issue.base_url and any(part.name == "ahead" for part in parts)
    return View(
        language=issue.language,
        direction=direction(issue.language),
        brand=brand,
        heading=say(issue.language, "heading", brand=brand),
        day=dated,
        subject=subject(issue),
        preheader=_preheader(parts, say(issue.language, "preheader", brand=brand, day=dated)),
        counts=tuple(f"{part.heading} ({_size(s)})" for part, s in zip(parts, issue.sections, strict=True)),
        parts=parts,
        calendar=link(f"{issue.base_url.rstrip('/')}/{issue.language}/events.ics") if ahead else "",
        unlike=""
        if edition == issue.language
        else say(issue.language, "unlike", name=language_name(edition, issue.language)),
        box=box(issue.preview, issue.language) if issue.preview else None,
    )


def subject(issue: Issue) -> str:
    """The subject line: how many, the first title, how many more; at most SUBJECT characters."""
    section = next((s for s in issue.sections if s.name != "ahead"), issue.sections[0])
    n, say = _size(section), phrases("scnfeed.digest").say
    key = f"subject_{section.name}" if section.name in ("corrected", "withdrawn", "look") else "subject_new"
    waits = f"{say(issue.language, 'subject_preview')} " if issue.preview else ""
    frame = waits + say(issue.language, key, n, title="", more=n - 1)
    title = clip(_titles(section, issue.language)[0], SUBJECT - len(frame))
    return waits + say(issue.language, key, n, title=title, more=n - 1)


def _size(section: Section) -> int:
    return len(section.articles) + len(section.notices)


def _titles(section: Section, language: str) -> list[str]:
    return [*(title_of(a) for a in section.articles), *(subject_of(n, language) for n in section.notices)]


def _preheader(parts: tuple[Part, ...], ending: str) -> str:
    """What the subject does not say yet: the other titles, or the beginning of the only article."""
    items = [item for part in parts for item in part.items]
    teaser = " · ".join(item.title for item in items[1:4]) or items[0].summary
    room = PREHEADER - len(ending) - 3
    return f"{clip(teaser, room)} · {ending}" if teaser and room > 20 else clip(ending, PREHEADER)


def _part(section: Section, issue: Issue, limit: int | None) -> Part:
    say, language = phrases("scnfeed.digest").say, issue.language
    items = [*_items(section, issue, limit is not None), *(notice_item(n, language) for n in section.notices)][:limit]
    left_out = _size(section) - sum(item.size for item in items)
    return Part(
        section.name,
        say(language, f"section_{section.name}"),
        tuple(items),
        say(language, "more", left_out) if left_out else "",
    )


def _items(section: Section, issue: Issue, short: bool) -> Iterator[Item]:
    for batch in batches(section.articles) if section.name in ("new", "reported") else [(a,) for a in section.articles]:
        alone = len(batch) == 1
        yield article_item(batch[0], section, issue) if alone else batch_item(batch, section, issue, short)
