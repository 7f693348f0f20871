"""The parent of a crawl: starts the child, answers what it asks, takes its pages as they come, judges its account."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from scnfeed.crawl.judge import judge
from scnfeed.crawl.known import Known, Looks
from scnfeed.crawl.talk import Question, answer_to, page_in, question_in
from scnfeed.crawl.values import Crawl, Event, Fetched, Plan, Report
from scnfeed.errors import CrawlError
from scnfeed.model import Page
from scnfeed.plain import dumps, loads

CHILD = ("-m", "scnfeed.crawl")
LONGEST_LINE = 2**20
"""Bytes; of what the child says twice as many wait here at most while pages are read, and it waits with the rest."""
TOGETHER = 50
"""So many pages are taken together."""
MUCH = 2**22
"""Bytes; fewer of them are, where they are so large: what is kept at once is one block for the caller's loop."""
ABOUT_PAGES = ("unmeasured", "calendars")
"""Questions about what stands on the pages: all that came are taken before they are answered."""


@dataclass(slots=True)
class Sink:
    """What becomes of the pages of a crawl. `take` gets fifty of them as soon as they are there, each with its numbered
    pages; `unmeasured` are the attachments whose length is to be asked for, `measured` hears it.
    """

    take: Callable[[Sequence[Sequence[Fetched]]], Awaitable[None]]
    nowhere: Callable[[Page], None] = lambda page: None
    """The site's answer to an address that cannot exist; it comes before any other page."""
    unmeasured: Callable[[], list[str]] = list
    measured: Callable[[str, int, str], None] = lambda url, length, kind: None
    calendars: Callable[[], list[str]] = list
    """Calendars that pages link to and that are to be asked for; `calendar` gets those that came."""
    calendar: Callable[[Page], None] = lambda page: None


@dataclass(slots=True)
class _Heard:
    """What the child said so far."""

    pages: list[list[Fetched]] = field(default_factory=list)
    """Those that were not taken yet, each with its numbered pages."""
    size: int = 0
    """Their bytes."""
    group: list[Fetched] = field(default_factory=list)
    """A page of which numbered pages are still to come."""
    report: Report | None = None
    nowhere: Page | None = None


async def crawl(
    plan: Plan,
    on_event: Callable[[Event], None] | None = None,
    *,
    known: Known | None = None,
    sink: Sink | None = None,
) -> Crawl:
    """Crawl the site of `plan`; `on_event` hears of each page (``{"event": "page", "url": ..., "status": 200}``).

    `known` is what was looked at before, nothing where not given. Without a `sink` all pages are in the Crawl.
    Cancelling the task kills the child. A child that dies is a crawl that is not `ok`, never an exception.
    """
    if plan.site.browser:
        from scnfeed.crawl.browser import missing

        if wrong := missing():
            raise CrawlError(f"{plan.site.name}: {wrong}", plan.site.name)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, *CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
    )
    last: deque[str] = deque(maxlen=5)
    pages: list[Fetched] = []

    async def take(some: Sequence[Sequence[Fetched]]) -> None:
        pages.extend(chain(*some))

    talk = _Talk(child, known or Looks(), sink or Sink(take), on_event or (lambda event: None))
    try:
        await asyncio.gather(talk.all(plan), _log(child, last))
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
    return _outcome(plan, talk.heard, child.returncode or 0, last, pages)


@dataclass(slots=True)
class _Talk:
    """The parent's side of the conversation."""

    child: asyncio.subprocess.Process
    known: Known
    sink: Sink
    on_event: Callable[[Event], None]
    heard: _Heard = field(default_factory=_Heard)

    async def all(self, plan: Plan) -> None:
        assert self.child.stdout
        await self._say(dumps(plan).encode() + b"\n")
        with suppress(asyncio.IncompleteReadError):  # it died in the middle of a page
            while (line := await self.child.stdout.readline()).endswith(b"\n"):
                event = json.loads(line)
                if event["event"] == "ask":
                    await self._reply(event)
                else:
                    await self._hear(event)
        await self._take()
        await self.child.wait()

    async def _reply(self, event: Any) -> None:
        question = question_in(await self._body(event))
        if question[0] in ABOUT_PAGES:
            await self._take()
        await self._say(answer_to(self._answer(question)))

    async def _say(self, line: bytes) -> None:
        assert self.child.stdin
        try:
            self.child.stdin.write(line)
            await self.child.stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            pass  # it died: its account will not come

    def _answer(self, question: Question) -> object:
        name, keys, now, most = question
        if name == "unmeasured":
            return self.sink.unmeasured()
        if name == "calendars":
            return self.sink.calendars()
        if name == "due" and now:
            return self.known.due(now, most)
        if name == "recall":
            return self.known.recall(keys)
        return self.known.unnamed(keys) if name == "unnamed" else self.known.count()

    async def _hear(self, event: Any) -> None:
        name, heard = event["event"], self.heard
        if name == "report":
            heard.report = loads(Report, await self._body(event))
        elif name == "nowhere":
            heard.nowhere = page_in(event, await self._body(event)).page
            self.sink.nowhere(heard.nowhere)
        elif name == "calendar":
            self.sink.calendar(page_in(event, await self._body(event)).page)
        elif name == "kept":
            heard.group.append(page_in(event, await self._body(event)))
            heard.size += event["size"]
            if not event["more"]:
                heard.pages.append(heard.group)
                heard.group = []
            if len(heard.pages) >= TOGETHER or heard.size >= MUCH:
                await self._take()
        elif name == "measured":
            self.sink.measured(event["url"], event["length"], event["type"])
        else:
            self.on_event(event)

    async def _take(self) -> None:
        """Hand on the pages that came."""
        came, self.heard.pages, self.heard.size = self.heard.pages, [], 0
        if came:
            await self.sink.take(came)

    async def _body(self, event: Any) -> bytes:
        assert self.child.stdout
        return await self.child.stdout.readexactly(event["size"])


async def _log(child: asyncio.subprocess.Process, last: deque[str]) -> None:
    assert child.stderr
    async for line in child.stderr:
        last.append(line.decode("utf-8", "replace").strip()[:500])


def _outcome(plan: Plan, heard: _Heard, code: int, last: deque[str], pages: list[Fetched]) -> Crawl:
    """The child's account as a Crawl; a child that gave none is a crawl that failed."""
    if heard.report is None:
        said = "; ".join(last) or "it said nothing"
        return Crawl(
            False, f"the crawler ended with code {code} and left no account: {said}", False, memory=plan.memory
        )
    account = heard.report.account
    reason = judge(account)
    if account.broken_off and last:
        reason = f"{reason}: {last[-1]}"
    return Crawl(
        ok=not reason,
        reason=reason,
        complete=account.complete,
        pages=tuple(sorted(pages, key=lambda one: one.key)),
        absent=account.absent,
        unchanged=account.unchanged,
        stats=account.stats,
        same=account.same,
        shut_out=account.shut_out,
        memory=heard.report.memory,
        impossible=heard.nowhere,
        tier=account.tier,
    )
