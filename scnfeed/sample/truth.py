"""What is true of each article page, so that tests can compare what was read with what is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from scnfeed.model import Kind
from scnfeed.sample.body import Block, blocks, sheets
from scnfeed.sample.edition import Edition, words
from scnfeed.sample.pages import downloads, labels
from scnfeed.sample.stories import Story, Text

FIRST_SANE = date(2015, 9, 1)
CHROME = ("stay", "cookies", "related", "comments", "copyright")


@dataclass(frozen=True, slots=True)
class Truth:
    """One article page as a careful person would read it.

    `published` and `updated` are what the page itself says: its label, else its JSON-LD, else (updated) its Open Graph
    tag; None where it says nothing or an impossible year. The place of `event` is the one printed beside its days.
    """

    url: str
    language: str
    kind: Kind
    title: str | None
    published: date | None
    updated: date | None
    event: tuple[date, date, str | None] | None
    machine_translated: bool
    translations: Mapping[str, str]
    authors: tuple[str, ...]
    attachments: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    story: str
    body_must: tuple[str, ...]
    body_must_not: tuple[str, ...]


def published(edition: Edition, story: Story, text: Text) -> date | None:
    graph = "json-ld" not in edition.off and not story.broken
    said = story.published if text.dated and (story.label == "full" or graph) else None
    return said if said and said >= FIRST_SANE else None


def updated(edition: Edition, story: Story, text: Text) -> date | None:
    if not text.dated:
        return None
    if story.kind == "resource" and story.label == "full" and story.updated:
        return story.updated
    graph = "json-ld" not in edition.off and not story.broken
    return text.modified if graph or "og" not in edition.off else None


def ends(block: Block) -> tuple[str, ...]:
    """The first and the last few words of each run without inline marks; an accordion's own title is left out."""
    runs = block.items if block.kind in ("panel", "label") else (block.text, *block.items)
    cut = [run.split() for run in runs if "mail:" not in run and "](" not in run]
    return tuple(dict.fromkeys(part for run in cut for part in (" ".join(run[:5]), " ".join(run[-5:])) if part))


def body_must(text: Text) -> tuple[str, ...]:
    return tuple(part for b in blocks(sheets(text.body)[0]) if b.text != text.title for part in ends(b))


def body_must_not(text: Text) -> tuple[str, ...]:
    said = words(text.language)
    chrome = [said[key] for key in CHROME] + ([said["notice"]] if text.machine else [])
    return (*(part[:40] for part in chrome), "arrow-down", "Settings={")


def truth_of(edition: Edition, story: Story, text: Text) -> Truth:
    language = text.language
    tagged = story.label == "full" and bool(labels(edition, story, text))
    return Truth(
        url=edition.at(story.path(language)),
        language=language,
        kind="resource" if story.kind == "resource" else "news",
        title=text.title if text.titled else None,
        published=published(edition, story, text),
        updated=updated(edition, story, text),
        event=(*story.event, text.place) if story.event else None,
        machine_translated=text.machine,
        translations={lang: edition.at(story.path(lang)) for lang in story.texts if lang != language},
        authors=story.authors,
        attachments=tuple((link.url, link.title) for link in downloads(edition, story, language)),
        topics=story.topics if tagged else (),
        story=story.tells or story.key,
        body_must=body_must(text),
        body_must_not=body_must_not(text),
    )


def truth(edition: Edition) -> dict[str, Truth]:
    """Every live article page of `edition`, by its address in normal form."""
    found = (truth_of(edition, story, text) for story, text in edition.live("news", "resource"))
    return {one.url: one for one in found}
