"""Runs, each planned slot once; leases, one owner a site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, case, or_, select, update

from scnfeed.errors import StoreBusy, StoreError
from scnfeed.model import Run
from scnfeed.plain import dumps, loads
from scnfeed.store.columns import cleaned
from scnfeed.store.engine import Room
from scnfeed.store.schema import leases, runs
from scnfeed.store.statements import insert, insert_new


class Runs(Room):
    def begin_run(self, job: str, site: str, slot: str, now: datetime, mint: Callable[[], str]) -> Run | None:
        """The run for a planned slot, or None where somebody began it before: two schedulers are harmless."""
        run = Run(mint(), job, site, slot, now)
        with self._database.write() as connection:
            begun = insert_new(connection, runs, _row(run), ["job", "site", "slot"])
        return run if begun else None

    def finish_run(
        self,
        run: Run,
        status: Literal["done", "failed", "held"],
        now: datetime,
        *,
        reason: str = "",
        stats: Mapping[str, float] = {},
    ) -> Run:
        """`run` as finished; it is the evidence of what was done. An unknown run is refused."""
        finished = replace(run, finished=now, status=status, reason=reason, stats=dict(stats))
        with self._database.write() as connection:
            known = connection.scalar(
                update(runs).where(runs.c.id == run.id).values(**_row(finished)).returning(runs.c.seq)
            )
        if known is None:
            raise StoreError(f"There is no run {run.id} to finish.", run.id)
        return finished

    def runs(self, *, job: str | None = None, site: str | None = None, limit: int = 50) -> list[Run]:
        """Runs, of `job` and of `site` where given, newest first."""
        wanted = select(runs).order_by(runs.c.started.desc(), runs.c.seq.desc()).limit(limit)
        if job is not None:
            wanted = wanted.where(runs.c.job == job)
        if site is not None:
            wanted = wanted.where(runs.c.site == site)
        with self._database.read() as connection:
            return [_run(row) for row in connection.execute(wanted)]

    def has_baseline(self, site: str) -> bool:
        """Whether a collect run of `site` was ever done: what comes after it is news."""
        done = select(runs.c.seq).where(runs.c.job == "collect", runs.c.site == site, runs.c.status == "done").limit(1)
        with self._database.read() as connection:
            return connection.scalar(done) is not None

    def lease(self, site: str, owner: str, now: datetime, seconds: float) -> int:
        """Make `owner` the only writer of `site` for some seconds; returns the epoch to write with.

        The same owner renews and keeps the epoch; another one gets a higher epoch when the lease has run out or was
        released, and StoreBusy before.
        """
        with self._database.write() as connection:
            epoch = connection.scalar(_take(connection, site, owner, now, now + timedelta(seconds=seconds)))
            if epoch is None:
                held = connection.execute(select(leases).where(leases.c.site == site)).one()
                until = held.expires.isoformat(timespec="seconds")
                raise StoreBusy(f"{site} is being written by {held.owner} until {until}; try again then.", site)
        return int(epoch)

    def owner(self, site: str) -> str:
        """Who has the lease of `site`, "" for nobody; it may have run out."""
        with self._database.read() as connection:
            return connection.scalar(select(leases.c.owner).where(leases.c.site == site)) or ""

    def release(self, site: str, owner: str) -> None:
        """Give the lease back, if `owner` still has it; what it writes with its epoch is refused from now on."""
        mine = (leases.c.site == site) & (leases.c.owner == owner)
        with self._database.write() as connection:
            connection.execute(update(leases).where(mine).values(owner=""))


def _take(connection: Connection, site: str, owner: str, now: datetime, expires: datetime) -> Any:
    statement = insert(connection, leases).values(site=site, owner=owner, epoch=1, expires=expires)
    mine = leases.c.owner == owner
    return statement.on_conflict_do_update(
        index_elements=["site"],
        set_={"owner": owner, "expires": expires, "epoch": leases.c.epoch + case((mine, 0), else_=1)},
        where=or_(mine, leases.c.owner == "", leases.c.expires <= now),
    ).returning(leases.c.epoch)


def hold(connection: Connection, site: str, epoch: int) -> None:
    """Refuse with StoreBusy unless `epoch` is that of the lease; nobody else can take it until the commit."""
    held = select(leases.c.epoch).where(leases.c.site == site, leases.c.owner != "").with_for_update()
    if connection.scalar(held) != epoch:
        raise StoreBusy(f"The lease of {site} has gone to another; nothing was written.", site)


def _row(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "job": run.job,
        "site": run.site,
        "slot": run.slot,
        "started": run.started,
        "finished": run.finished,
        "status": run.status,
        "reason": run.reason,
        "stats": dumps(cleaned(dict(run.stats))),
    }


def _run(row: Row[Any]) -> Run:
    stats = loads(dict[str, float], row.stats)
    return Run(row.id, row.job, row.site, row.slot, row.started, row.finished, row.status, row.reason, stats)
