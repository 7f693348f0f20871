"""Collect: fetch what is new or changed on one site and keep it raw. The door to scrapy.

A crawl is a child process, one per site and run, so that it can be started again and again in one running loop, can be
cancelled at any moment, and cannot take its parent down. The child puts bodies into a folder and its account into a
file beside them; whether the crawl succeeded is judged from that account, never from how the child ended.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from scnfeed.crawl.judge import Account, judge
from scnfeed.model import Page, Seen, Site
from scnfeed.plain import NotPlain, dumps, loads

ACCOUNT = "crawl.json"

Event = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to crawl: a site, what is known of its addresses, and the moment that counts as now."""

    site: Site
    seen: tuple[Seen, ...] = ()
    now: datetime
    contact: str = ""
    """Address or e-mail that the user agent names, for the people who run the site."""
    spool: Path
    """An empty folder, made by the caller, that receives the bodies."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer that says something of an address: a document, or that there is none any more (404, 410)."""

    page: Page
    key: str
    """Normal form of the address that was asked for."""
    lastmod: str
    """As the sitemap printed it, "" if it did not."""
    item: bool
    watch: bool
    final_key: str
    """Normal form of the address that answered: another one after a redirect."""
    part_of: str = ""
    """Of a numbered page: the normal address of page 1 (its `final_key`). Only those that are there are kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The pages of a crawl, sorted by key; their bodies are read from the spool when they are iterated."""

    spool: Path
    rows: tuple[tuple[str, Fetched], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Fetched]:
        for name, fetched in self.rows:
            yield replace(fetched, page=replace(fetched.page, body=(self.spool / name).read_bytes()))


@dataclass(frozen=True, slots=True)
class Report:
    """What the child leaves in the spool."""

    account: Account
    rows: tuple[tuple[str, Fetched], ...]


@dataclass(frozen=True, slots=True)
class Crawl:
    """The outcome. Not `ok`: `reason` is a sentence for an editor, and the pages should not be trusted."""

    ok: bool
    reason: str
    complete: bool
    """Whether the site's index was read whole."""
    pages: Kept
    absent: tuple[str, ...] = ()
    """Known live addresses that a complete index does not name; they were asked for, too."""
    unchanged: tuple[str, ...] = ()
    """Known addresses that were left alone because nothing says they changed."""
    stats: dict[str, float] = field(default_factory=dict)


async def crawl(plan: Plan, on_event: Callable[[Event], None] | None = None) -> Crawl:
    """Crawl the site of `plan`; `on_event` hears of each page (``{"event": "page", "url": ..., "status": 200}``).

    Cancelling the task kills the child. A child that dies is a crawl that is not `ok`, never an exception.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "scnfeed.crawl"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    last: deque[str] = deque(maxlen=5)
    try:
        await asyncio.gather(_hand(child, plan), _hear(child, on_event), _log(child, last))
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
    return _outcome(plan, child.returncode or 0, last)


async def _hand(child: asyncio.subprocess.Process, plan: Plan) -> None:
    assert child.stdin
    child.stdin.write(dumps(plan).encode())
    child.stdin.close()
    await asyncio.gather(child.stdin.wait_closed(), return_exceptions=True)


async def _hear(child: asyncio.subprocess.Process, on_event: Callable[[Event], None] | None) -> None:
    assert child.stdout
    async for line in child.stdout:
        if on_event:
            on_event(json.loads(line))
    await child.wait()


async def _log(child: asyncio.subprocess.Process, last: deque[str]) -> None:
    assert child.stderr
    async for line in child.stderr:
        last.append(line.decode("utf-8", "replace").strip()[:500])


def _outcome(plan: Plan, code: int, last: deque[str]) -> Crawl:
    try:
        report = loads(Report, (plan.spool / ACCOUNT).read_bytes())
    except (OSError, NotPlain):
        said = "; ".join(last) or "it said nothing"
        return Crawl(False, f"the crawler ended with code {code} and left no account: {said}", False, Kept(plan.spool))
    account = report.account
    reason = judge(account)
    if account.broken_off and last:
        reason = f"{reason}: {last[-1]}"
    return Crawl(
        ok=not reason,
        reason=reason,
        complete=account.complete,
        pages=Kept(plan.spool, report.rows),
        absent=account.absent,
        unchanged=account.unchanged,
        stats=account.stats,
    )
