"""Archives of what left a feed (RFC 5005, section 4): stable documents, each leading to the one before.

A document is a page of the log of what the feed said: items as they were when the page was written. A page is written
when something is about to leave the feed that no page holds yet; it takes all that no page holds, so that an item is
archived before it leaves, and pages are mostly full. A written page never changes. What changes later is said in a
later page: the item again with its correction, or its tombstone. Whoever reads from the newest page back keeps the
latest word on each item, as the RFC asks.
"""

from __future__ import annotations

from dataclasses import dataclass

from scnfeed.model import Feed, Format

HISTORY = "http://purl.org/syndication/history/1.0"
FOLDER = "archive"
PRIVATE = "private/"
MOST = 100
"""Items of one document."""


@dataclass(frozen=True, slots=True)
class Place:
    """A document's place among those of its feed, by their paths below the published folder, without a suffix.

    `document` is empty for the feed itself, `previous` for the first document of all.
    """

    document: str = ""
    previous: str = ""

    def address(self, feed: Feed, format: Format) -> str:
        return f"{feed.base_url.rstrip('/')}/{self.document or feed.name}.{format}"

    def previous_address(self, feed: Feed, format: Format) -> str:
        return f"{feed.base_url.rstrip('/')}/{self.previous}.{format}" if self.previous else ""
