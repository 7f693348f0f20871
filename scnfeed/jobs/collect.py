"""collect: a site's pages in, decisions into the store. A crawl that cannot be believed changes nothing and is told."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from scnfeed.crawl import Crawl, Fetched, Plan, Trace, crawl
from scnfeed.crawl.traces import looked_at, memory_after, memory_of
from scnfeed.errors import ScnfeedError
from scnfeed.jobs import Mint, mint_id
from scnfeed.jobs.leases import end_the_dead, lease
from scnfeed.jobs.taken import HISTORY, History, counts, decided, judged, original_first, why_held
from scnfeed.match.decide import Judge
from scnfeed.model import Change, Run, Seen, Site
from scnfeed.store import Store
from scnfeed.store.pages import Visit

ENOUGH_TRIES = 4
"""A page in doubt is asked for in each crawl until so many of its answers are kept; then it waits for a change."""
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
    tiers: Sequence[str] = (),
) -> Collected | None:
    """Crawl `site`, read its pages, decide, store. None when this slot was taken before.

    Works in a running event loop, any number of times: the crawl itself is a child process. Raises StoreBusy when
    another crawl of the site is at work. `tiers` are the places where items are looked for, by default the
    site's own.
    """
    now = now or datetime.now(UTC)
    async with lease(site, store, now) as epoch:
        end_the_dead(site, store, now)
        run = store.begin_run("collect", site.name, slot or now.isoformat(), now, mint)
        if run is None:
            return None
        try:
            with tempfile.TemporaryDirectory(prefix="scnfeed-") as spool:
                plan = replace(_plan(site, store, now, Path(spool)), contact=contact, tiers=tuple(tiers) or site.tiers)
                found = await crawl(plan, on_event)
                return _take_in(plan, store, found, run, mint, epoch)
        except BaseException as error:
            reason = str(error) if isinstance(error, ScnfeedError) else f"broken off: {type(error).__name__}: {error}"
            store.finish_run(run, "failed", now, reason=reason)
            raise


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


def _take_in(plan: Plan, store: Store, found: Crawl, run: Run, mint: Mint, epoch: int) -> Collected:
    """Keep the pages, read and judge them, and store what follows, or hold it all."""
    site, now, before = plan.site, plan.now, plan.memory
    fetched = sorted(found.pages, key=lambda one: original_first(one, site))
    store.keep_all(site.name, ((one.page, one.key, one.lastmod) for one in fetched), run=run.id)
    if found.impossible:
        store.keep(site.name, found.impossible, run=run.id, key="impossible")
    stats = {**found.stats, "complete": int(found.complete)}
    if not found.ok:
        store.remember(site.name, memory=memory_after(found, before, trusted=False), epoch=epoch)
        return Collected(store.finish_run(run, "failed", now, reason=found.reason, stats=stats))
    known, history = store.known(), History(*store.history(site.name, HISTORY))
    judge = Judge(site, known, now, mint, not store.has_baseline(site.name), store.rulings())
    taken = judged(fetched, found, judge, history)
    asked = {key: store.times_kept(site.name, key) for key in taken.doubts}
    reason = why_held(taken, len(fetched), judge, history, asked)
    if reason:
        store.remember(site.name, memory=memory_after(found, before, trusted=False), epoch=epoch)
        return Collected(store.finish_run(run, "held", now, reason=reason, stats=stats))
    changes = decided(judge, taken)
    store.apply(changes, run=run.id, now=now, site=site.name, epoch=epoch, crowded=known.crowded())
    again = {key for key in taken.doubts if asked[key] < ENOUGH_TRIES}
    _remember(plan, store, found, fetched, again, epoch)
    stats = {**stats, "looked_at": len(taken.answers), **counts(changes)}
    return Collected(store.finish_run(run, "done", now, stats=stats), tuple(changes))


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
