"""How the parent of a crawl and its child talk: lines of JSON both ways, and after a page's line its raw body. What may
be long (a question, the account) follows its line as a body, too.

The child asks while it works (what is known of these addresses, which attachments should be measured) and waits for
the answer; everything else it only tells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from scnfeed.crawl.known import Looks
from scnfeed.crawl.values import Event, Fetched, Look, Report
from scnfeed.model import Page
from scnfeed.plain import dumps, loads

Question = tuple[str, tuple[str, ...], datetime | None, int]


class Parent:
    """The parent as its child sees it; also what the child knows of the site (Known)."""

    items = False
    """Whether Scrapy gets each page as an item, too."""

    def __init__(self, heard: BinaryIO, told: BinaryIO) -> None:
        self._heard, self._told = heard, told

    def tell(self, event: Event, body: bytes = b"", *, now: bool = True) -> None:
        """One event, at once or with the next one. A parent that is gone ends the crawl."""
        try:
            self._told.write(json.dumps(event).encode() + b"\n")
            self._told.write(body)
            if now:
                self._told.flush()
        except BrokenPipeError:
            os._exit(1)

    def hand_on(self, pages: Sequence[Fetched]) -> None:
        """A page and its numbered pages, whole."""
        for number, one in enumerate(pages, 1):
            self.tell({"event": "kept", "more": len(pages) - number, **_told(one)}, one.page.body)

    def nowhere(self, one: Fetched) -> None:
        """How the site answers to an address that cannot exist."""
        self.tell({"event": "nowhere", **_told(one)}, one.page.body)

    def measured(self, url: str, length: int, kind: str) -> None:
        """How long an attachment is, and of what type."""
        self.tell({"event": "measured", "url": url, "length": length, "type": kind})

    def calendar(self, one: Fetched) -> None:
        """A calendar that was asked for."""
        self.tell({"event": "calendar", **_told(one)}, one.page.body)

    def report(self, report: Report) -> None:
        """The last word."""
        said = dumps(report).encode()
        self.tell({"event": "report", "size": len(said)}, said)

    def count(self) -> int:
        return int(self._ask(("count", (), None, 0)))

    def recall(self, keys: Collection[str]) -> list[Look]:
        asked = sorted(keys)
        slices = [asked[at : at + 5000] for at in range(0, len(asked), 5000)]
        return [look for some in slices for look in self._looks(("recall", tuple(some), None, 0))]

    def unnamed(self, named: Collection[str]) -> list[Look]:
        return self._looks(("unnamed", tuple(sorted(named)), None, 0))

    def due(self, now: datetime, most: int) -> list[Look]:
        return self._looks(("due", (), now, most))

    def unmeasured(self) -> list[str]:
        """Attachments on the pages handed on whose length nobody knows."""
        return loads(list[str], self._ask(("unmeasured", (), None, 0)))

    def calendars(self) -> list[str]:
        """The calendars to which the pages handed on link, where they say no day of their event themselves."""
        return loads(list[str], self._ask(("calendars", (), None, 0)))

    def _looks(self, question: Question) -> list[Look]:
        return loads(list[Look], self._ask(question))

    def _ask(self, question: Question) -> bytes:
        said = dumps(question).encode()
        self.tell({"event": "ask", "size": len(said)}, said)
        answer = self._heard.readline()
        if not answer:
            os._exit(1)
        return answer


class Alone(Looks):
    """No parent at all, under plain Scrapy: nothing is known, and the pages go where its settings say."""

    items = True

    def tell(self, event: Event, *, now: bool = True) -> None: ...

    def hand_on(self, pages: Sequence[Fetched]) -> None: ...

    def nowhere(self, one: Fetched) -> None: ...

    def measured(self, url: str, length: int, kind: str) -> None: ...

    def unmeasured(self) -> list[str]:
        return []

    def calendar(self, one: Fetched) -> None: ...

    def calendars(self) -> list[str]:
        return []


def question_in(said: bytes) -> Question:
    """The question that the child asked."""
    return loads(Question, said)  # type: ignore[arg-type]


def answer_to(found: object) -> bytes:
    """An answer as the line that the child waits for."""
    return (dumps(found) if not isinstance(found, int) else str(found)).encode() + b"\n"


def _told(one: Fetched) -> dict[str, Any]:
    page = one.page
    return {
        "size": len(page.body),
        "page": [page.url, page.final_url, page.status, page.headers, page.fetched_at.isoformat()],
        "rest": [one.key, one.lastmod, one.item, one.watch, one.final_key, one.part_of, one.named_by, one.quiet],
    }


def page_in(event: Any, body: bytes) -> Fetched:
    """The page that the child handed on."""
    url, final_url, status, headers, at = event["page"]
    kept = tuple((name, value) for name, value in headers)
    return Fetched(Page(url, final_url, status, kept, body, datetime.fromisoformat(at)), *event["rest"])
