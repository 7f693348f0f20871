"""Which letters wait, and which of them may go now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, or_, select, update

from scnfeed.store.columns import Moment
from scnfeed.store.schema import deliveries, issues, paces

NEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""When a row goes whose issue waits for a person."""
WAITING = ("held", "late", "stopped")
"""Words on an issue that keep its letters back."""
MANY = 1000
"""Rows that a claim puts off at once."""
_NOW = bindparam("now", type_=Moment())
_FRESH = (
    select(deliveries.c.seq, deliveries.c.issue, deliveries.c.domain)
    .where(deliveries.c.state == "new", deliveries.c.at <= _NOW)
    .order_by(deliveries.c.at, deliveries.c.seq)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
"""Rows that wait, by the index of state and time: as quick among a million as among ten."""
DROPPED = (
    select(deliveries.c.seq, deliveries.c.issue, deliveries.c.domain)
    .where(deliveries.c.state == "claimed", deliveries.c.expires <= _NOW)
    .order_by(deliveries.c.seq)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
"""Rows that somebody claimed and never began."""


def undecided(now: Any) -> ColumnElement[bool]:
    """Issues whose letters wait for a person, or for the hour from which no person need be asked."""
    waits = or_(*(issues.c.word == word for word in WAITING))
    return and_(waits, or_(issues.c.release.is_(None), issues.c.release > now))


def fresh(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The first waiting rows that may go; those met before them that may not are put off until they may."""
    found: list[int] = []
    look = limit
    while len(found) < limit:
        rows = connection.execute(_FRESH, {"now": now, "limit": look}).all()
        put_off = later(connection, rows, now)
        for until in set(put_off.values()):
            seqs = [seq for seq, moment in put_off.items() if moment == until]
            connection.execute(update(deliveries).where(deliveries.c.seq.in_(seqs)).values(at=until))
        found = [row.seq for row in rows if row.seq not in put_off][:limit]
        if not put_off or len(rows) < look:
            break
        look = MANY
    return found


def later(connection: Connection, rows: Sequence[Any], now: datetime) -> dict[int, datetime]:
    """Rows that may not go now, and when they may: their issue is held, or their domain asked us to wait."""
    if not rows:
        return {}
    mine = and_(issues.c.id.in_({row.issue for row in rows}), undecided(now))
    held = {
        row.id: row.release or NEVER for row in connection.execute(select(issues.c.id, issues.c.release).where(mine))
    }
    asked = and_(paces.c.domain.in_({row.domain for row in rows}), paces.c.until > now)
    slowed = {row.domain: row.until for row in connection.execute(select(paces.c.domain, paces.c.until).where(asked))}
    waits = {row.seq: held.get(row.issue) or slowed.get(row.domain) for row in rows}
    return {seq: until for seq, until in waits.items() if until is not None}
