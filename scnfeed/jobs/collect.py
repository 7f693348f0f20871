"""collect: a site's pages in, decisions into the store. A crawl that cannot be believed changes nothing and is told."""

from __future__ import annotations

import asyncio
import os
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path

from scnfeed.crawl import Crawl, Fetched, Plan, crawl
from scnfeed.errors import ReadError, ScnfeedError
from scnfeed.jobs import Mint, mint_id
from scnfeed.match.decide import Judge
from scnfeed.match.known import Memory
from scnfeed.match.normalise import normalise
from scnfeed.match.quality import Batch, is_hollow, why_hold
from scnfeed.model import Article, Change, Page, Run, Site
from scnfeed.read import join, read
from scnfeed.sites.addresses import is_item, is_watch, language_of
from scnfeed.store import Store

LEASE = 600
"""Seconds after which a crawl that no longer says it is alive gives up its site."""
HEARTBEAT = 60
_TURN = count(1)
"""Tells two crawls of one process apart: each is an owner of its own."""
OnEvent = Callable[[dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run brought: its row, and the decisions that were stored."""

    run: Run
    changes: tuple[Change, ...] = ()

    @property
    def ok(self) -> bool:
        return self.run.status == "done"


async def collect(
    site: Site,
    store: Store,
    *,
    now: datetime | None = None,
    mint: Mint = mint_id,
    slot: str = "",
    contact: str = "",
    on_event: OnEvent | None = None,
) -> Collected | None:
    """Crawl `site`, read its pages, decide, store. None when this slot was taken before.

    Works in a running event loop, any number of times: the crawl itself is a child process. Raises StoreBusy when
    another crawl of the site is at work.
    """
    now = now or datetime.now(UTC)
    owner = f"{socket.gethostname()}:{os.getpid()}:{next(_TURN)}"
    epoch = store.lease(site.name, owner, now, LEASE)
    try:
        _end_the_dead(site, store, now)
        run = store.begin_run("collect", site.name, slot or now.isoformat(), now, mint)
        if run is None:
            return None
        try:
            with tempfile.TemporaryDirectory(prefix="scnfeed-") as spool:
                plan = Plan(site=site, seen=tuple(store.seen(site.name)), now=now, contact=contact, spool=Path(spool))
                found = await _alive(crawl(plan, on_event), lambda at: store.lease(site.name, owner, at, LEASE), now)
                return _take_in(site, store, found, run, now, mint, epoch)
        except BaseException as error:
            reason = str(error) if isinstance(error, ScnfeedError) else f"broken off: {type(error).__name__}: {error}"
            store.finish_run(run, "failed", now, reason=reason)
            raise
    finally:
        store.release(site.name, owner)


async def _alive(work: Coroutine[None, None, Crawl], renew: Callable[[datetime], int], now: datetime) -> Crawl:
    """The outcome of `work`, its lease renewed as long as it lasts, on the clock that started at `now`."""
    begun = time.monotonic()

    async def beat() -> None:
        while True:
            await asyncio.sleep(HEARTBEAT)
            renew(now + timedelta(seconds=time.monotonic() - begun))

    heart = asyncio.create_task(beat())
    try:
        return await work
    finally:
        heart.cancel()
        renew(now + timedelta(seconds=time.monotonic() - begun))


def _end_the_dead(site: Site, store: Store, now: datetime) -> None:
    """Runs that a crash left `running`: with the lease in our hands nobody can be at work on them."""
    for run in store.runs(job="collect", site=site.name, limit=20):
        if run.status == "running":
            store.finish_run(run, "failed", now, reason="broken off before its end: the process was killed")


def _take_in(site: Site, store: Store, found: Crawl, run: Run, now: datetime, mint: Mint, epoch: int) -> Collected:
    """Keep the pages, read and judge them, and store what follows, or hold it all."""
    fetched = sorted(found.pages, key=lambda one: _original_first(one, site))
    for one in fetched:
        store.keep(site.name, one.page, run=run.id, key=one.key, lastmod=one.lastmod)
    if not found.ok:
        return Collected(store.finish_run(run, "failed", now, reason=found.reason, stats=found.stats))
    everything = store.articles(sites=(site.name,), withdrawn=True)
    live = [article for article in everything if not article.withdrawn]
    judge = Judge(site, Memory(everything), now, mint, not store.has_baseline(site.name), store.rulings())
    answers = _answers(fetched, site)
    gone = [(article, reason) for one in fetched for article, reason in _gone(one, judge)]
    reason = why_hold(Batch([a for a, _ in answers if a.kind != "page"], len(gone), len(live)))
    if reason:
        return Collected(store.finish_run(run, "held", now, reason=reason, stats=found.stats))
    changes = _decide(judge, answers, gone)
    store.apply(changes, run=run.id, now=now, site=site.name, epoch=epoch)
    stats = {**found.stats, "looked_at": len(answers), **counts(changes)}
    return Collected(store.finish_run(run, "done", now, stats=stats), tuple(changes))


def _original_first(one: Fetched, site: Site) -> tuple[int, str]:
    """The site's own language before its translations, so that a story is told from its original."""
    return list(site.languages).index(language_of(one.final_key or one.key, site)), one.key


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many decisions of each kind."""
    return dict(Counter(change.decision.relation for change in changes))


def _answers(fetched: Sequence[Fetched], site: Site) -> list[tuple[Article, str]]:
    """Articles read from the pages that answered, each with the address that was asked for; numbered pages joined to
    their first.
    """
    parts: dict[str, list[Fetched]] = {}
    for one in fetched:
        if one.part_of and one.page.status == 200:
            parts.setdefault(one.part_of, []).append(one)
    found: dict[str, tuple[Article, str]] = {}
    for one in fetched:
        if one.part_of or one.page.status != 200 or not (is_item(one.final_key, site) or is_watch(one.final_key, site)):
            continue
        article = article_of(one.page, one.final_key, site, [part.page for part in parts.get(one.key, ())])
        known = found.get(one.final_key)
        found[one.final_key] = (article, one.key if known is None or one.key != one.final_key else known[1])
    return list(found.values())


def article_of(page: Page, address: str | None, site: Site | None, parts: Sequence[Page] = ()) -> Article:
    """The article on a fetched page; a page that cannot be read becomes a hollow one, which match holds."""
    headers: Mapping[str, str] = dict(page.headers)
    digest = sha256(page.body).hexdigest()
    try:
        reading = read(page.body, address, site=site, headers=headers)
        rest = tuple(read(part.body, part.final_url, site=site, headers=dict(part.headers)) for part in parts)
    except ReadError:
        return Article(site.name if site else "", address, "und", "ltr", "error", "", "", "", body_hash=digest)
    return normalise(join(reading, rest), site, body_hash=digest)


def _gone(one: Fetched, judge: Judge) -> list[tuple[Article, str]]:
    """The known article whose page is gone, or now leads to another post."""
    known = judge.known.by_address(judge.site.name, one.key)
    if known is None or known.withdrawn or known.url != one.key:
        return []
    if one.page.status in (404, 410):
        return [(known, f"the site answers {one.page.status}")]
    if one.page.status == 200 and one.final_key != one.key:
        article = article_of(one.page, one.final_key, judge.site)
        elsewhere = judge.known.by_address(judge.site.name, one.final_key)
        other_post = known.post_id and article.post_id and known.post_id != article.post_id
        if other_post or (elsewhere and elsewhere.id != known.id) or is_hollow(article):
            return [(known, f"its address now leads to another page, {one.final_key}")]
    return []


def _decide(judge: Judge, answers: Sequence[tuple[Article, str]], gone: Sequence[tuple[Article, str]]) -> list[Change]:
    changes = [judge.withdraw(article, reason) for article, reason in gone]
    left = {article.url for article, _ in gone}
    for article, asked in answers:
        changes += judge.decide(article, "" if asked in left else asked)
    stories = [change.article.story for change in changes if change.article]
    return latest(changes + judge.settle(stories))


def latest(changes: Sequence[Change]) -> list[Change]:
    """Decisions in their order; of several states of one article only the last is stored."""
    last = {change.article.id: at for at, change in enumerate(changes) if change.article}
    kept = []
    for at, change in enumerate(changes):
        stays = change.article is None or last[change.article.id] == at
        kept.append(change if stays else Change(change.decision, None))
    return kept


@dataclass(frozen=True, slots=True)
class Ingested:
    """Saved pages taken in: what was decided, and the files that could not be read, each with its reason."""

    changes: tuple[Change, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


def ingest(
    paths: Sequence[Path],
    site: Site,
    store: Store,
    *,
    now: datetime,
    mint: Mint = mint_id,
    urls: Mapping[str, str] | None = None,
) -> Ingested:
    """Saved pages and text dumps into the store, as if collected. The same file twice adds nothing.

    `urls` maps a file's name to the address it was saved from; a file without one has no address, and none is made up.
    """
    run = store.begin_run("ingest", site.name, f"{now.isoformat()} {mint()}", now, mint)
    assert run is not None
    everything = store.articles(sites=(site.name,), withdrawn=True)
    judge = Judge(site, Memory(everything), now, mint, not store.has_baseline(site.name), store.rulings())
    changes: list[Change] = []
    refused: dict[str, str] = {}
    for path in paths:
        address = (urls or {}).get(path.name)
        try:
            body = path.read_bytes()
            read(body, address or path.name, site=site)
        except OSError as error:
            refused[str(path)] = f"cannot be read: {error.strerror}"
            continue
        except ReadError as error:
            refused[str(path)] = str(error).removeprefix(f"{address or path.name} ")
            continue
        name = address or f"urn:sha256:{sha256(body).hexdigest()}"
        page = Page(name, name, 200, (), body, now)
        store.keep(site.name, page, run=run.id, key=name)
        found = judge.decide(article_of(page, address, site), address or "")
        refused |= {str(path): c.decision.reason for c in found if c.decision.relation == "held"}
        changes += found
    changes = latest(changes + judge.settle([change.article.story for change in changes if change.article]))
    store.apply(changes, run=run.id, now=now, site=site.name)
    store.finish_run(run, "done", now, stats=counts(changes))
    return Ingested(tuple(changes), refused)
