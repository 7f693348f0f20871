"""A site's lease while a crawl is at work: renewed, released, taken over from a process that died."""

from __future__ import annotations

import asyncio
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from scnfeed.errors import ScnfeedError, StoreBusy
from scnfeed.model import Site
from scnfeed.store import Store

LEASE = 900
"""Seconds; renewed each minute while the crawl runs, so that another machine takes over soon after a crash."""
HEARTBEAT = 60
_at_work: set[str] = set()
"""Owners of the leases that this process is using now."""


@asynccontextmanager
async def lease(site: Site, store: Store, now: datetime) -> AsyncIterator[int]:
    """The site's lease, renewed while it is needed; one that nobody on this machine uses any more is taken over: its
    process died, or could not give it back because the database was away.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    try:
        epoch = store.lease(site.name, owner, now, LEASE)
    except StoreBusy:
        holder = store.owner(site.name)
        if not _forsaken(holder):
            raise
        store.release(site.name, holder)
        epoch = store.lease(site.name, owner, now, LEASE)
    _at_work.add(owner)
    beat = asyncio.create_task(_renew(site, store, owner, now))
    try:
        yield epoch
    finally:
        _at_work.discard(owner)
        beat.cancel()
        with suppress(asyncio.CancelledError, ScnfeedError):
            await beat
        with suppress(ScnfeedError):  # what went wrong before is what matters
            store.release(site.name, owner)


async def _renew(site: Site, store: Store, owner: str, now: datetime) -> None:
    started = time.monotonic()
    while True:
        await asyncio.sleep(HEARTBEAT)
        store.lease(site.name, owner, now + timedelta(seconds=time.monotonic() - started), LEASE)


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
