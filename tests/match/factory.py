"""Articles for tests: prose enough to be compared, every field settable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from scnfeed.match.decide import Judge
from scnfeed.match.known import Memory
from scnfeed.model import Article, Event
from scnfeed.sites import SITES

SITE = SITES["strong_cities"]
NOW = datetime(2025, 3, 10, 12, tzinfo=UTC)
LEAD = (
    "Over three days in March the harbour cities met to compare how they look after people who arrive by sea, and what"
    " they learned will be written into one short guide that every member can print."
)
FERRY = (
    "The ferry crews told how they keep a list of lamps that fail and of the ladders below them. A harbour guard from"
    " the western pier showed the drawer in which lost gloves wait for their owners, and asked who else keeps such a"
    " drawer. Eleven hands went up. By the evening the group had agreed on a card with three lines that"
    " fits behind a badge."
)
SCHOOL = (
    "Teachers from the hill schools brought drawings in which children had marked the corners they avoid after dark."
    " Nobody had asked them before. The planners put the drawings over their own maps and found that most corners were"
    " known to them as blind spots, though for other reasons, and promised to walk there with the children in spring."
)
_numbers = count(1)


def article(slug: str = "a", **values: Any) -> Article:
    text = values.pop("content_text", FERRY)
    language = values.get("language", "en")
    prefix = "" if language == "en" else f"{language}/"
    given = {
        "site": SITE.name,
        "url": f"{SITE.home}{prefix}news/{slug}/",
        "language": "en",
        "direction": "ltr",
        "kind": "news",
        "title": "Lamps and ladders",
        "content_html": f"<p>{text}</p>",
        "content_text": text,
        "published": date(2025, 3, 4),
        "sources": {"published": "label"},
    }
    return Article(**(given | values))


def event(day: int = 3, place: str | None = "Lisbon", month: int = 3, year: int = 2025) -> Event:
    start = date(year, month, day)
    return Event(start, start, place, True, "It took place.")


def judge(*known: Article, baseline: bool = False, now: datetime = NOW) -> Judge:
    """A judge who knows these articles, each given an id and a story of its own unless it has one."""
    memory = Memory(
        replace(
            one,
            id=one.id or f"urn:uuid:{next(_numbers)}",
            story=one.story or f"urn:story:{next(_numbers)}",
            first_seen=one.first_seen or datetime(2025, 3, 5, tzinfo=UTC),
        )
        for one in known
    )
    ids = (f"urn:uuid:new-{n}" for n in count(1))
    return Judge(SITE, memory, now, lambda: next(ids), baseline)
