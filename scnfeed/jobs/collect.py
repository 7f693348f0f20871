"""collect: a site's pages in, decisions into the store. A crawl that cannot be believed changes nothing and is told."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from scnfeed.crawl import TIERS, Crawl, Fetched, Plan, Trace, crawl
from scnfeed.crawl.traces import looked_at, memory_after, memory_of
from scnfeed.errors import ReadError, ScnfeedError, StoreBusy
from scnfeed.jobs import Mint, mint_id
from scnfeed.match.decide import Judge
from scnfeed.match.known import Memory
from scnfeed.match.normalise import normalise
from scnfeed.match.quality import (
    LOCKED,
    Batch,
    Usual,
    asks_password,
    elsewhere,
    garbled,
    is_hollow,
    usual,
    why_doubt,
    why_hold,
)
from scnfeed.model import Article, Change, Decision, Page, Run, Seen, Site
from scnfeed.read import join, read
from scnfeed.sites.addresses import is_item, is_watch, language_of
from scnfeed.store import Store
from scnfeed.store.pages import Visit

LEASE = 900
"""Seconds; renewed each minute while the crawl runs, so that another machine takes over soon after a crash."""
HEARTBEAT = 60
CLOSED = (401, 403)
MOST_CLOSED = 0.2
ENOUGH_TRIES = 4
"""A page in doubt is asked for in each crawl until so many of its answers are kept; then it waits for a change."""
MOST_OPEN = 10_000
_OPENED = re.compile(rb"<[a-zA-Z]")
HOLLOW = "the page has no text or no title"
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
    tiers: Sequence[str] = TIERS,
) -> Collected | None:
    """Crawl `site`, read its pages, decide, store. None when this slot was taken before.

    Works in a running event loop, any number of times: the crawl itself is a child process. Raises StoreBusy when
    another crawl of the site is at work. `tiers` are the places where items are looked for.
    """
    now = now or datetime.now(UTC)
    async with _lease(site, store, now) as epoch:
        _end_the_dead(site, store, now)
        run = store.begin_run("collect", site.name, slot or now.isoformat(), now, mint)
        if run is None:
            return None
        try:
            with tempfile.TemporaryDirectory(prefix="scnfeed-") as spool:
                plan = replace(_plan(site, store, now, Path(spool)), contact=contact, tiers=tuple(tiers))
                found = await crawl(plan, on_event)
                return _take_in(plan, store, found, run, mint, epoch)
        except BaseException as error:
            reason = str(error) if isinstance(error, ScnfeedError) else f"broken off: {type(error).__name__}: {error}"
            store.finish_run(run, "failed", now, reason=reason)
            raise


@asynccontextmanager
async def _lease(site: Site, store: Store, now: datetime) -> AsyncIterator[int]:
    """The site's lease, renewed while it is needed; that of a process of this machine that died is taken over."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    try:
        epoch = store.lease(site.name, owner, now, LEASE)
    except StoreBusy:
        holder = store.owner(site.name)
        if not _dead(holder):
            raise
        store.release(site.name, holder)
        epoch = store.lease(site.name, owner, now, LEASE)
    beat = asyncio.create_task(_renew(site, store, owner, now))
    try:
        yield epoch
    finally:
        beat.cancel()
        with suppress(asyncio.CancelledError, ScnfeedError):
            await beat
        store.release(site.name, owner)


async def _renew(site: Site, store: Store, owner: str, now: datetime) -> None:
    started = time.monotonic()
    while True:
        await asyncio.sleep(HEARTBEAT)
        store.lease(site.name, owner, now + timedelta(seconds=time.monotonic() - started), LEASE)


def _dead(owner: str) -> bool:
    """Whether a lease belongs to a process of this machine that is no more."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _end_the_dead(site: Site, store: Store, now: datetime) -> None:
    """Runs that a crash left `running`: with the lease in our hands nobody can be at work on them."""
    for run in store.runs(job="collect", site=site.name, limit=20):
        if run.status == "running":
            store.finish_run(run, "failed", now, reason="broken off before its end: the process was killed")


def _plan(site: Site, store: Store, now: datetime, spool: Path) -> Plan:
    """What to crawl: with what is known of each address, and with what is left of today's requests."""
    visits = store.visits(site.name)
    today = [run for run in store.runs(job="collect", site=site.name, limit=200) if run.started.date() == now.date()]
    left = max(site.budget - sum(int(run.stats.get("requests", 0)) for run in today), 0)
    return Plan(
        site=replace(site, budget=left),
        seen=tuple(Seen(v.key, v.looked_at, lastmod=v.lastmod, live=v.live) for v in visits),
        traces={v.key: Trace(v.etag, v.modified, v.fresh_until, v.named_by, v.dated) for v in visits},
        memory=memory_of(store.memory(site.name)),
        now=now,
        spool=spool,
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """The pages of a crawl, read: articles with the address asked for, known ones that are gone, pages in doubt."""

    answers: Sequence[tuple[Article, str]]
    gone: Sequence[tuple[Article, str]]
    doubts: Mapping[str, str]
    """Address asked for, and why its page is not taken in."""


def _take_in(plan: Plan, store: Store, found: Crawl, run: Run, mint: Mint, epoch: int) -> Collected:
    """Keep the pages, read and judge them, and store what follows, or hold it all."""
    site, now, before = plan.site, plan.now, plan.memory
    fetched = sorted(found.pages, key=lambda one: _original_first(one, site))
    for one in fetched:
        store.keep(site.name, one.page, run=run.id, key=one.key, lastmod=one.lastmod)
    if found.impossible:
        store.keep(site.name, found.impossible, run=run.id, key="impossible")
    stats = {**found.stats, "complete": int(found.complete)}
    if not found.ok:
        store.remember(site.name, memory=memory_after(found, before, trusted=False), epoch=epoch)
        return Collected(store.finish_run(run, "failed", now, reason=found.reason, stats=stats))
    everything = store.articles(sites=(site.name,), withdrawn=True) if fetched else []
    live = [article for article in everything if not article.withdrawn]
    judge = Judge(site, Memory(everything), now, mint, not store.has_baseline(site.name), store.rulings())
    taken = _judged(fetched, found, judge, live)
    asked = {key: store.times_kept(site.name, key) for key in taken.doubts}
    reason = _why_hold(taken, len(fetched), judge, live, asked)
    if reason:
        store.remember(site.name, memory=memory_after(found, before, trusted=False), epoch=epoch)
        return Collected(store.finish_run(run, "held", now, reason=reason, stats=stats))
    changes = _decide(judge, taken)
    store.apply(changes, run=run.id, now=now, site=site.name, epoch=epoch)
    again = {key for key in taken.doubts if asked[key] < ENOUGH_TRIES}
    _remember(plan, store, found, fetched, again, epoch)
    stats = {**stats, "looked_at": len(taken.answers), **counts(changes)}
    return Collected(store.finish_run(run, "done", now, stats=stats), tuple(changes))


def _why_hold(taken: Taken, fetched: int, judge: Judge, live: Sequence[Article], asked: Mapping[str, int]) -> str:
    """Why all of it waits for a person; `asked` says how many answers of each page in doubt are kept."""
    items = [article for article, _ in taken.answers if article.kind != "page"]
    history = [article for article in live if article.kind != "page"]
    reason = why_hold(Batch(items, len(taken.gone), len(live), history))
    known = judge.known
    doubtful = sum(known.by_address(judge.site.name, key) is not None or asked[key] == 1 for key in taken.doubts)
    if not reason and doubtful >= 3 and doubtful > fetched * 0.5:
        first = next(iter(taken.doubts.items()))
        reason = f"{doubtful} pages cannot be believed, first {first[0]}: {first[1]}"
    return reason


def _remember(plan: Plan, store: Store, found: Crawl, fetched: Sequence[Fetched], again: set[str], epoch: int) -> None:
    """What was looked at. A page in doubt was not: the next crawls ask for it `again`, a few times."""
    known = {seen.url: seen for seen in plan.seen}
    visits = [Visit(**row) for row in looked_at((one for one in fetched if one.key not in again), plan.now)]
    for key in found.same:
        trace = plan.traces[key]
        stays = (known[key].lastmod, trace.etag, trace.modified, trace.fresh_until, trace.named_by)
        visits.append(Visit(key, plan.now, *stays))
    memory = memory_after(found, plan.memory, trusted=True, whole=not again)
    store.remember(plan.site.name, visits, memory=memory, epoch=epoch)


def _original_first(one: Fetched, site: Site) -> tuple[int, str]:
    """The site's own language before its translations, so that a story is told from its original."""
    return list(site.languages).index(language_of(one.final_key or one.key, site)), one.key


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many decisions of each kind."""
    return dict(Counter(change.decision.relation for change in changes))


def _judged(fetched: Sequence[Fetched], found: Crawl, judge: Judge, live: Sequence[Article]) -> Taken:
    """Read every page, and set aside those that are not what they claim to be."""
    site = judge.site
    missing = article_of(found.impossible, None, site) if found.impossible else None
    usually = usual(missing, [article for article in live if article.kind != "page"])
    bodies = {one.final_key: one.page.body for one in fetched}
    doubts: dict[str, str] = {}
    answers = []
    for article, asked in _answers(fetched, site):
        compared = usually if article.kind != "page" else Usual(missing)
        known = judge.known.by_address(site.name, asked)
        body = bodies.get(article.url or asked, b"")
        hollow = is_hollow(article) and not asks_password(article, body)
        why = HOLLOW if hollow else why_doubt(article, known, compared, body)
        if why:
            doubts[asked] = why
        if hollow or not why:
            answers.append((article, asked))
    gone = [(article, reason) for one in fetched for article, reason in _gone(one, judge)]
    closed, refused = _closed(fetched, found, judge, doubts)
    return Taken(answers, [*gone, *closed], doubts | dict.fromkeys(refused, "the site refuses to show it to us"))


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


def _closed(
    fetched: Sequence[Fetched], found: Crawl, judge: Judge, doubts: Mapping[str, str]
) -> tuple[list[tuple[Article, str]], list[str]]:
    """Known articles whose page now asks for a password or answers 401 or 403, while the site is otherwise well; and
    the addresses that are only refused, since the site refuses too many.
    """
    refused = [one for one in fetched if one.page.status in CLOSED]
    well = found.complete or any(one.page.status == 200 for one in fetched)
    if not well or len(refused) > max(1, int(len(fetched) * MOST_CLOSED)):
        return [], [one.key for one in refused]
    asking = {key for key, why in doubts.items() if why == LOCKED}
    shut = [(one, f"the site answers {one.page.status}") for one in refused]
    shut += [(one, "its page asks for a password") for one in fetched if one.key in asking and one.key == one.final_key]
    gone = []
    for one, reason in shut:
        known = judge.known.by_address(judge.site.name, one.key)
        if known and not known.withdrawn and known.url == one.key:
            gone.append((known, reason))
    return gone, []


def article_of(page: Page, address: str | None, site: Site | None, parts: Sequence[Page] = ()) -> Article:
    """The article on a fetched page; a page that cannot be read becomes a hollow one, which match holds."""
    headers: Mapping[str, str] = dict(page.headers)
    digest = sha256(page.body).hexdigest()
    try:
        _refuse_endless(page)
        reading = read(page.body, address, site=site, headers=headers)
        if garbled(reading.content_text):  # a wrong charset in the header: what the page itself names may be right
            plain = {name: value for name, value in headers.items() if name.lower() != "content-type"}
            again = read(page.body, address, site=site, headers=plain)
            reading = reading if garbled(again.content_text) else again
        rest = tuple(read(part.body, part.final_url, site=site, headers=dict(part.headers)) for part in parts)
    except ReadError:
        return Article(site.name if site else "", address, "und", "ltr", "error", "", "", "", body_hash=digest)
    return normalise(join(reading, rest), site, body_hash=digest)


def _refuse_endless(page: Page) -> None:
    """Markup that opens without end takes a parser hours: it is no page that anybody can read."""
    if len(_OPENED.findall(page.body)) - page.body.count(b"</") > MOST_OPEN:
        raise ReadError(f"{page.url} opens more than {MOST_OPEN} elements that it never closes", page.url)


def _gone(one: Fetched, judge: Judge) -> list[tuple[Article, str]]:
    """The known article whose page is gone, or now leads to another post."""
    known = judge.known.by_address(judge.site.name, one.key)
    if known is None or known.withdrawn or known.url != one.key:
        return []
    if one.page.status in (404, 410):
        return [(known, f"the site answers {one.page.status}")]
    if one.page.status == 200 and one.final_key != one.key:
        article = article_of(one.page, one.final_key, judge.site)
        other = judge.known.by_address(judge.site.name, one.final_key)
        if elsewhere(known, article) or (other and other.id != known.id):
            return [(known, f"its address now leads to another page, {one.final_key}")]
    return []


def _decide(judge: Judge, taken: Taken) -> list[Change]:
    changes = [judge.withdraw(article, reason) for article, reason in taken.gone]
    left = {article.url for article, _ in taken.gone}
    for article, asked in taken.answers:
        changes += judge.decide(article, "" if asked in left else asked)
    told = {change.decision.url for change in changes if change.decision.relation == "held"}
    for url, why in taken.doubts.items():
        if url not in left and url not in told:
            changes.append(Change(Decision("held", f"{why}: not taken", url=url), None))
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
