"""collect: a site's pages in, decisions into the store. A crawl that cannot be believed changes nothing and is told."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from scnfeed.crawl import Crawl, Fetched, Plan, Sink, crawl
from scnfeed.crawl.revisit import due_at
from scnfeed.crawl.traces import memory_after, memory_of
from scnfeed.errors import ScnfeedError
from scnfeed.jobs import Mint, mint_id
from scnfeed.jobs.intake import HISTORY, Intake, intake
from scnfeed.jobs.leases import end_the_dead, lease
from scnfeed.jobs.taken import counts, decided, settle, why_held
from scnfeed.match.decide import Judge
from scnfeed.model import Change, Look, Page, Run, Site
from scnfeed.store import Store
from scnfeed.store.known import StoredKnown

ENOUGH_TRIES = 4
"""A page in doubt is asked for in each crawl until so many of its answers are kept; then it waits for a change."""
MOST_TOLD = 500
PROBED_FOR = timedelta(days=30)
"""So long the site's answer to an impossible address serves in runs that bring no news."""
OnEvent = Callable[[dict[str, object]], None]


@dataclass(frozen=True, slots=True)
class Collected:
    """What one run brought: its row, which counts all decisions, and the first 500 decisions that were stored."""

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
    async with lease(site, store, now) as held:
        end_the_dead(site, store, now)
        run = store.begin_run("collect", site.name, slot or now.isoformat(), now, mint)
        if run is None:
            return None
        work = _Work(site, store, now, run, mint, held.epoch)
        try:
            plan = replace(work.plan(), contact=contact, tiers=tuple(tiers) or site.tiers)
            found = await crawl(plan, on_event, known=Remembered(store, site.name), sink=work.sink())
            done = await asyncio.to_thread(work.take_in, plan, found)
            if on_event:
                on_event({"event": "decided", "held": int(done.run.stats.get("held", 0))})
            return done
        except BaseException as error:
            told = str(error) if isinstance(error, ScnfeedError) else f"broken off: {_words(error)}"
            store.finish_run(run, "failed", now, reason=held.lost or told)
            raise
        finally:
            work.taken.close()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the store knows of a site's addresses, as a crawl asks for it."""

    store: Store
    site: str

    def count(self) -> int:
        return self.store.count_live(self.site)

    def recall(self, keys: Collection[str]) -> list[Look]:
        return self.store.recall(self.site, keys)

    def unnamed(self, named: Collection[str]) -> list[Look]:
        return self.store.unnamed(self.site, named)

    def due(self, now: datetime, most: int) -> list[Look]:
        return self.store.due(self.site, now, most)


@dataclass(slots=True)
class _Work:
    """One run on one site."""

    site: Site
    store: Store
    now: datetime
    run: Run
    mint: Mint
    epoch: int
    taken: Intake = field(init=False)
    _known: StoredKnown = field(init=False)

    def __post_init__(self) -> None:
        site, store = self.site, self.store
        self._known = store.known()
        judge = Judge(site, self._known, self.now, self.mint, not store.has_baseline(site.name), store.rulings())
        self.taken = intake(judge, self.now, *store.history(site.name, HISTORY))

    def plan(self) -> Plan:
        """What to crawl, with what is left of today's requests, and what is remembered of the site."""
        site, store, now = self.site, self.store, self.now
        runs = store.runs(job="collect", site=site.name, limit=200)
        spent = sum(int(run.stats.get("requests", 0)) for run in runs if run.started.date() == now.date())
        nowhere = store.page(_nowhere(site), site=site.name)
        if nowhere:
            self.taken.nowhere(nowhere)
        probed = nowhere is not None and now - nowhere.fetched_at < PROBED_FOR
        memory = memory_of(store.memory(site.name))
        return Plan(site=replace(site, budget=max(site.budget - spent, 0)), now=now, memory=memory, probed=probed)

    # ---- while the crawl runs -----------------------------------------------------------------------------------

    def sink(self) -> Sink:
        taken = self.taken
        asked = (self._nowhere, lambda: list(taken.unknown), self._measured, taken.calendars_to_ask, self._calendar)
        return Sink(self._take, *asked)

    async def _take(self, came: Sequence[Sequence[Fetched]]) -> None:
        """Keep what came raw, then read it; the caller's loop has its turn after each page."""
        fetched = [one for pages in came for one in pages]
        found = [(one.page, one.key, one.lastmod) for one in fetched]
        digests = iter(self.store.keep_all(self.site.name, found, run=self.run.id))
        self._forget()
        self._known.expect_at(self.site.name, {key for one in fetched for key in (one.key, one.final_key)})
        for pages in came:
            digest, *_ = islice(digests, len(pages))
            self.taken.take(pages, digest)
            await asyncio.sleep(0)

    def _nowhere(self, page: Page) -> None:
        self.store.keep(self.site.name, page, run=self.run.id, key=_nowhere(self.site))
        self.taken.nowhere(page)

    def _measured(self, url: str, length: int, kind: str) -> None:
        self.taken.lengths[url] = (length, kind)

    def _calendar(self, page: Page) -> None:
        self.store.keep(self.site.name, page, run=self.run.id)
        self.taken.calendar(page)

    def _forget(self) -> None:
        """What was looked up so far: it would be the whole store in the end."""
        self._known = self.store.known()
        self.taken.judge = replace(self.taken.judge, known=self._known)

    # ---- when it is over ----------------------------------------------------------------------------------------

    def take_in(self, plan: Plan, found: Crawl) -> Collected:
        """Store what follows from the pages, or hold it all."""
        stats = {**found.stats, "complete": int(found.complete)}
        if not found.ok:
            return self._untrusted(plan, found, "failed", found.reason, stats)
        settle(self.taken, found.complete)
        stats["denied"] = self.taken.denied
        asked = self._tries(self.taken.doubts)
        reason = why_held(self.taken, asked)
        if reason:
            return self._untrusted(plan, found, "held", reason, stats)
        again = {key for key, times in asked.items() if times < ENOUGH_TRIES}
        changes, numbers = self._stored(again, found.shut_out)
        self._remember_rest(plan, found, again)
        stats |= {"looked_at": self.taken.batch.count, **numbers}
        return Collected(self.store.finish_run(self.run, "done", self.now, stats=stats), tuple(changes))

    def _tries(self, doubts: Collection[str]) -> dict[str, int]:
        """How many answers of each page in doubt are kept: of one with a live article those since it was last well."""
        looks = {look.key: look for look in self.store.recall(self.site.name, doubts)}
        well = {key: look.looked_at for key, look in looks.items() if look.live}
        return {key: self.store.times_kept(self.site.name, key, since=well.get(key)) for key in doubts}

    def _untrusted(self, plan: Plan, found: Crawl, status: str, reason: str, stats: dict[str, float]) -> Collected:
        memory = memory_after(found, plan.memory, trusted=False)
        self.store.remember(self.site.name, memory=memory, epoch=self.epoch)
        return Collected(self.store.finish_run(self.run, status, self.now, reason=reason, stats=stats))  # type: ignore[arg-type]

    def _stored(self, again: set[str], shut_out: Collection[str]) -> tuple[list[Change], Counter[str]]:
        """Decide and store, chunk by chunk. A page in doubt was not looked at: the next crawls ask for it `again`, a
        few times.
        """
        told: list[Change] = []
        numbers: Counter[str] = Counter()
        for some in decided(self.taken, shut_out, self._forget):
            self.store.apply(
                some.changes,
                run=self.run.id,
                now=self.now,
                site=self.site.name,
                epoch=self.epoch,
                known=self._known,
            )
            looks = [self._with_turn(one.look, one.direct) for one in some.answers if one.look.key not in again]
            self.store.remember(self.site.name, looks, epoch=self.epoch)
            numbers.update(counts(some.changes))
            told += some.changes[: MOST_TOLD - len(told)]
        return told, numbers

    def _remember_rest(self, plan: Plan, found: Crawl, again: set[str]) -> None:
        """Pages that answered 304, pages that robots.txt forbids, which have their next turn, too, and the site as a
        whole.
        """
        same = self.store.recall(self.site.name, (*found.same, *found.shut_out))
        looks = [self._with_turn(replace(look, looked_at=self.now), look.due is not None) for look in same]
        looks = [replace(look, lastmod=found.shut_out.get(look.key, look.lastmod)) for look in looks]
        memory = memory_after(found, plan.memory, trusted=True, whole=not again)
        self.store.remember(self.site.name, looks, memory=memory, epoch=self.epoch)

    def _with_turn(self, look: Look, direct: bool) -> Look:
        """`look` as it is stored: a page that is there, at this very address, will have its turn."""
        article = self.taken.judge.known.by_address(self.site.name, look.key)
        return replace(look, due=due_at(look, self.site, article.ordered if article else None) if direct else None)


def _words(error: BaseException) -> str:
    """What broke a crawl off; the one who cancelled it knows why."""
    named = type(error).__name__
    return "it was cancelled" if isinstance(error, asyncio.CancelledError) else f"{named}: {error}".rstrip(": ")


def _nowhere(site: Site) -> str:
    """Under which name the site's answer to an impossible address is kept."""
    return f"nowhere on {site.home}"
