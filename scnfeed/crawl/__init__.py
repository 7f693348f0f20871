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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from scnfeed.crawl.judge import Account, judge
from scnfeed.model import TIERS as TIERS
from scnfeed.model import Page, Seen, Site
from scnfeed.plain import NotPlain, dumps, loads

ACCOUNT = "crawl.json"
IMPOSSIBLE = "impossible"
Event = dict[str, object]


@dataclass(frozen=True, slots=True)
class Trace:
    """What one address said of itself when it was last looked at, so that it can be asked for less."""

    etag: str = ""
    modified: str = ""
    """Its Last-Modified."""
    fresh_until: datetime | None = None
    """Its Cache-Control: until then it need not be looked at."""
    named_by: str = ""
    """The sitemap or REST collection that named it; "" when none did, or when it left its index and was still there."""
    dated: datetime | None = None
    """The day of its article, which says how often it is looked at."""


@dataclass(frozen=True, slots=True)
class IndexFile:
    """A sitemap or feed as it was last read."""

    etag: str = ""
    modified: str = ""
    lastmod: str = ""
    """As the sitemap index printed it for this file."""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What is remembered of a whole site between two crawls."""

    robots: str = ""
    """The last good robots.txt; it serves for a day (RFC 9309, 2.4)."""
    robots_at: datetime | None = None
    tier: str = ""
    """The tier that named the site's items."""
    tiers_at: datetime | None = None
    """When all tiers were last tried."""
    files: Mapping[str, IndexFile] = field(default_factory=dict)
    rest: Mapping[str, int] = field(default_factory=dict)
    """REST collections that hold items, and how many posts each had."""
    rest_at: datetime | None = None
    not_before: datetime | None = None
    """The site asked to be left alone until then (Retry-After)."""


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
    traces: Mapping[str, Trace] = field(default_factory=dict)
    """By normal address."""
    memory: SiteMemory = SiteMemory()
    tiers: tuple[str, ...] = TIERS
    only: tuple[str, ...] = ()
    """Fetch just these addresses and discover nothing."""


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
    named_by: str = ""


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
    memory: SiteMemory = SiteMemory()
    impossible: Page | None = None
    """Its body stands in the file IMPOSSIBLE, since JSON is no place for bytes."""


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
    same: tuple[str, ...] = ()
    """Known addresses that answered 304: looked at, and not changed."""
    memory: SiteMemory = SiteMemory()
    """To be remembered, where the crawl is `ok`; where not, `robots` and `not_before` of it."""
    impossible: Page | None = None
    """How the site answers to an address that cannot exist; its body is there."""
    tier: str = ""


def impossible_word(site: Site, now: datetime) -> str:
    """The end of the address that cannot exist, which a crawl of that moment asks for."""
    return sha256(f"{site.name} {now.astimezone(UTC).isoformat()}".encode()).hexdigest()[:20]


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
    """The child's account as a Crawl; a child that left none is a crawl that failed."""
    try:
        report = loads(Report, (plan.spool / ACCOUNT).read_bytes())
    except (OSError, NotPlain):
        said = "; ".join(last) or "it said nothing"
        reason = f"the crawler ended with code {code} and left no account: {said}"
        return Crawl(False, reason, False, Kept(plan.spool), memory=plan.memory)
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
        same=account.same,
        memory=report.memory,
        impossible=_with_body(report.impossible, plan.spool),
        tier=account.tier,
    )


def _with_body(page: Page | None, spool: Path) -> Page | None:
    return replace(page, body=(spool / IMPOSSIBLE).read_bytes()) if page else None
