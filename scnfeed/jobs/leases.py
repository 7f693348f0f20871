"""A site's lease while a crawl is at work: renewed, released, taken over from a process that died."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from scnfeed.errors import ScnfeedError, StoreBusy
from scnfeed.model import Site
from scnfeed.store import Store

LEASE = 900
"""Seconds; renewed each minute while the crawl runs, so that another machine takes over soon after a crash."""
HEARTBEAT = 60
_at_work: set[str] = set()
"""Owners of the leases that this process is using now."""


@dataclass(slots=True)
class Lease:
    """The right to write what a site says."""

    epoch: int
    lost: str = ""
    """Where it went to another meanwhile: to whom, in a sentence."""


@asynccontextmanager
async def lease(site: Site, store: Store, now: datetime) -> AsyncIterator[Lease]:
    """The site's lease, renewed while it is needed; one that nobody on this machine uses any more is taken over: its
    process died, or could not give it back because the database was away.

    What is done under it is cut off with StoreBusy when the lease turns out to be another's: two would ask one site.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    held = Lease(_taken(site, store, owner, now))
    _at_work.add(owner)
    beat = None
    try:
        async with asyncio.timeout(None) as ending:
            beat = asyncio.create_task(_renew(site, store, owner, now, held, ending))
            yield held
    except TimeoutError:
        if not held.lost:
            raise
        raise StoreBusy(held.lost, site.name) from None
    finally:
        _at_work.discard(owner)
        if beat:
            beat.cancel()
        with suppress(ScnfeedError):  # what went wrong before is what matters
            store.release(site.name, owner)


def _taken(site: Site, store: Store, owner: str, now: datetime) -> int:
    try:
        return store.lease(site.name, owner, now, LEASE)
    except StoreBusy:
        holder = store.owner(site.name)
        if not _forsaken(holder):
            raise
        store.release(site.name, holder)
        return store.lease(site.name, owner, now, LEASE)


async def _renew(site: Site, store: Store, owner: str, now: datetime, held: Lease, ending: asyncio.Timeout) -> None:
    """Each minute, whatever the database answers, until the lease is known to have gone to another."""
    started = time.monotonic()
    while not held.lost:
        await asyncio.sleep(HEARTBEAT)
        with suppress(ScnfeedError):  # the database is away: it may be back before the lease has run out
            held.lost = _kept(site, store, owner, now + timedelta(seconds=time.monotonic() - started), held.epoch)
    ending.reschedule(0)


def _kept(site: Site, store: Store, owner: str, now: datetime, epoch: int) -> str:
    """Renew the lease; who has it, in a sentence, where it is no longer ours."""
    try:
        if store.lease(site.name, owner, now, LEASE) == epoch:
            return ""
        holder = "another, who is done"
    except StoreBusy:
        holder = store.owner(site.name)
    return f"{site.name} went to {holder} meanwhile, as if this crawl had died" if holder != owner else ""


def _forsaken(owner: str) -> bool:
    """Whether a lease belongs to a process of this machine that is no more, or to this one, which is done with it."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdecimal():
        return False
    if int(number) == os.getpid():
        return owner not in _at_work
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def end_the_dead(site: Site, store: Store, now: datetime) -> None:
    """Runs that a crash left `running`: with the lease in our hands nobody can be at work on them."""
    for run in store.runs(job="collect", site=site.name, limit=20):
        if run.status == "running":
            store.finish_run(run, "failed", now, reason="broken off before its end: the process was killed")
