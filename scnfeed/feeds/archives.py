"""Archives of what left a feed (RFC 5005, section 4): stable documents, each leading to the one before.

A document is a page of the log of what the feed said: items as they were when the page was written. A page is written
when something is about to leave the feed that no page holds yet; it takes all that no page holds, so that an item is
archived before it leaves, and pages are mostly full. A written page never changes. What changes later is said in a
later page: the item again with its correction, or its tombstone. Whoever reads from the newest page back keeps the
latest word on each item, as the RFC asks.

Where the log begins stands a document without items, so that the end of the way back is told apart from a lost link,
and so that every document has a neighbour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scnfeed.feeds.entries import Entry
from scnfeed.feeds.items import Gone
from scnfeed.feeds.private import FOLDER as PRIVATE
from scnfeed.model import Feed, Format

HISTORY = "http://purl.org/syndication/history/1.0"
FOLDER = "archive"
MOST = 100
"""Items of one document."""
BUDGET = 480_000
"""Bytes of one file. Several readers stop at 512 kB."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document's place among those of its feed, by their paths below the published folder, without a suffix.

    `document` is empty for the feed itself, `previous` for the first document of all, `next` for all but that one.
    """

    document: str = ""
    previous: str = ""
    next: str = ""

    def address(self, feed: Feed, format: Format) -> str:
        return f"{feed.base_url.rstrip('/')}/{self.document or feed.name}.{format}"

    def previous_address(self, feed: Feed, format: Format) -> str:
        return f"{feed.base_url.rstrip('/')}/{self.previous}.{format}" if self.previous else ""

    def next_address(self, feed: Feed, format: Format) -> str:
        return f"{feed.base_url.rstrip('/')}/{self.next}.{format}" if self.next else ""


def pages(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Entries, newest first, as pages: the oldest page first, each of at most `MOST` entries and `BUDGET` bytes."""
    found: list[list[Entry]] = [[]]
    room = BUDGET
    for entry in reversed(entries):
        room -= entry.weight
        if found[-1] and (room < 0 or len(found[-1]) == MOST):
            found.append([])
            room = BUDGET - entry.weight
        found[-1].insert(0, entry)
    return found


def folder_of(name: str) -> str:
    """Where the pages of the feed of this name stand; those of a private feed within its own folder.

    >>> folder_of("en/all"), folder_of("private/token/en/floods")
    ('archive/en/all', 'private/token/archive/en/floods')
    """
    if not name.startswith(f"{PRIVATE}/"):
        return f"{FOLDER}/{name}"
    private, token, rest = name.split("/", 2)
    return f"{private}/{token}/{FOLDER}/{rest}"


def places(
    feed: Feed, written: Sequence[Sequence[Entry]], gone: Sequence[Gone], previous: str, number: int
) -> Iterator[Place]:
    """Where each of the pages stands, after the page `previous`; `number` pages are there already.

    A page's name holds a hash of what it says: the same page is never written otherwise, another one never over it.
    """
    for count, page in enumerate(written, start=number + 1):
        document = f"{folder_of(feed.name)}/{count:04}-{_hash(page, gone, previous)}"
        yield Place(document, previous)
        previous = document


def origin(feed: Feed, first: Sequence[Entry], gone: Sequence[Gone]) -> str:
    """The document before the `first` page: it leads to that page, whose name it cannot be made of."""
    return f"{folder_of(feed.name)}/0000-{_hash(first, gone, '')}"


def _hash(page: Sequence[Entry], gone: Sequence[Gone], previous: str) -> str:
    said = hashlib.sha256(previous.encode())
    for part in (*(part for entry in page for part in entry.atom), repr(gone).encode("utf-8", "replace")):
        said.update(part)
    return said.hexdigest()[:8]
