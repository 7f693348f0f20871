"""Whose a row of the outbox is, and how it moves on: claimed, begun, ended. One sender at a time has a row.

``sending`` is committed before a letter is handed over. Who dies after that leaves a row of which nobody can say
whether the letter went out: `recover` makes it ``unsure``, and only a person moves it on.

When a waiting row is handed out (`at`) is a hint, kept so that a claim looks at no row in vain twice: rows of a held
issue, or of a domain that asked us to wait, are put off when a claim meets them. What counts is asked in `begin`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, exists, false, func, or_, select, update

from scnfeed.errors import StoreError
from scnfeed.model import Begun, BegunWord, Delivery, DeliveryState, Ended, Issue, Subscriber
from scnfeed.plain import loads
from scnfeed.store.columns import Moment, as_moment
from scnfeed.store.engine import Room
from scnfeed.store.people import person
from scnfeed.store.schema import deliveries, issues, paces, subscribers
from scnfeed.store.statements import Prepared, insert_new, upsert
from scnfeed.store.waiting import DROPPED, NEVER, WAITING, fresh, later, undecided

MOVES: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    "new": ("suppressed",),  # and to claimed, by `claim` alone
    "claimed": ("new", "sending", "failed", "suppressed"),
    "sending": ("new", "sent", "failed", "unsure"),  # back to new: the server refused it for the time being
    "unsure": ("new", "sent", "failed"),  # a person's word, or that of a sender believed dead
    "failed": ("new",),  # a person's word
    "sent": (),
    "suppressed": (),
}


class Claims(Room):
    def claim(
        self, owner: str, now: datetime, limit: int = 20, lease_seconds: float = 300
    ) -> list[tuple[Delivery, Subscriber, Issue]]:
        """Take up to `limit` waiting rows for `owner`; nobody else gets them before the lease runs out.

        A person may be paused since: that is for the sender to look at.
        """
        with self._database.durable() as connection:
            seqs = fresh(connection, now, limit)
            if len(seqs) < limit:
                more = {"now": now, "limit": limit - len(seqs)}
                seqs += [row.seq for row in connection.execute(DROPPED, more) if not later(connection, [row], now)]
            if not seqs:
                return []
            held = {"owner": owner, "now": now, "expires": now + timedelta(seconds=lease_seconds)}
            connection.execute(_CLAIM, {"seqs": seqs, **held})
            return _letters(connection, seqs, now)

    def begin(
        self,
        delivery: Delivery,
        owner: str,
        now: datetime,
        lease_seconds: float = 300,
        most: int = 0,
        ended: Ended | None = None,
    ) -> Begun:
        """Commit that `owner` hands this letter over now and, in the same transaction, how the one before `ended`.

        ``suppressed``: the person left since the letter was claimed. ``lost``: another sender has it. ``busy``: its
        issue is held, its domain asked us to wait or, with `most` above 0, so many letters to this domain are on their
        way; the row waits.
        """
        mine = {"issue_": delivery.issue, "subscriber_": delivery.subscriber, "owner_": owner, "now": now}
        with self._database.durable() as connection:
            marked = ended is None or _moved(connection, *ended, now)
            if most and _on_their_way(connection, delivery, now) >= most:
                _put_off(connection, mine, now + timedelta(seconds=1))
                return Begun("busy", ended=marked)
            row = _BEGIN.first(connection, {**mine, "expires": now + timedelta(seconds=lease_seconds)})
            if row is not None:
                return Begun("go", row[0], as_moment(row[1]), marked)
            return Begun(_refused(connection, mine), ended=marked)

    def mark(self, delivery: Delivery, state: DeliveryState, now: datetime, detail: str = "") -> None:
        """Move a delivery to `state`, committed before this returns; back to ``new`` it waits until `now`.

        Refused: a move that MOVES does not list, such as any from ``sent``, or to ``sent`` past ``sending``.
        """
        with self._database.durable() as connection:
            if not _moved(connection, delivery, state, detail, now):
                found = connection.scalar(select(deliveries.c.state).where(_row(delivery))) or "unknown"
                raise StoreError(
                    f"The letter {delivery.issue} to {delivery.subscriber} is {found}; it cannot become {state}.",
                    delivery.issue,
                )

    def recover(self, now: datetime, owner: str, again: datetime | None = None) -> list[Delivery]:
        """After a crash: letters whose sender's lease ran out while sending become ``unsure``; returns them.

        With `again` they are ``new`` instead and wait until then: for who would rather send twice than not at all.
        """
        detail = f"found by {owner}: its sender stopped while sending"
        lost = update(deliveries).where(deliveries.c.state == "sending", deliveries.c.expires <= now)
        lost = lost.values(state="new" if again else "unsure", detail=detail, at=again or now)
        with self._database.durable() as connection:
            rows = connection.execute(lost.returning(*deliveries.c)).all()
        return [as_delivery(row) for row in sorted(rows, key=lambda row: int(row.seq))]

    def slow(self, domain: str, until: datetime) -> None:
        """No letter to `domain` before `until`."""
        row = {"domain": domain, "until": until, "slowed": until}
        with self._database.durable() as connection:
            upsert(connection, paces, [row], ["domain"], or_(paces.c.slowed.is_(None), paces.c.slowed < until))

    def take_turn(self, domain: str, now: datetime, between: timedelta) -> datetime:
        """The moment at which the next letter to `domain` may go; the one after it comes `between` later."""
        with self._database.durable() as connection:
            turn = max(_locked(connection, domain, now), now)
            connection.execute(update(paces).where(paces.c.domain == domain).values(until=turn + between))
        return turn


_NOW, _EXPIRES = bindparam("now", type_=Moment()), bindparam("expires", type_=Moment())
_claimed = deliveries.c.state == "claimed"
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.seq.in_(bindparam("seqs", expanding=True)))
    .values(state="claimed", owner=bindparam("owner"), expires=_EXPIRES, at=_NOW)
)
_HELD = and_(
    deliveries.c.issue == bindparam("issue_"), deliveries.c.subscriber == bindparam("subscriber_"), _claimed,
    deliveries.c.owner == bindparam("owner_"),
)  # fmt: skip
_BEGIN = Prepared(
    update(deliveries)
    .where(
        _HELD,
        exists().where(subscribers.c.id == deliveries.c.subscriber, subscribers.c.paused.is_(False)),
        ~exists().where(issues.c.id == deliveries.c.issue, undecided(_NOW)),
        ~exists().where(paces.c.domain == deliveries.c.domain, paces.c.slowed > _NOW),
    )
    .values(
        state="sending",
        at=_NOW,
        expires=_EXPIRES,
        tries=deliveries.c.tries + 1,
        began=func.coalesce(deliveries.c.began, _NOW),
    )
    .returning(deliveries.c.tries, deliveries.c.began)
)
_PUT_OFF = update(deliveries).where(_HELD).values(state="new", at=bindparam("until_", type_=Moment()))
_STOP = update(deliveries).where(_HELD).values(state="suppressed", detail="no letters wanted", at=_NOW)
_WHY = (
    select(
        deliveries.c.state, deliveries.c.owner, subscribers.c.paused, issues.c.word, issues.c.release, paces.c.slowed
    )
    .select_from(
        deliveries.join(issues, issues.c.id == deliveries.c.issue)
        .outerjoin(subscribers, subscribers.c.id == deliveries.c.subscriber)
        .outerjoin(paces, paces.c.domain == deliveries.c.domain)
    )
    .where(deliveries.c.issue == bindparam("issue_"), deliveries.c.subscriber == bindparam("subscriber_"))
)
_MOVES = {
    state: Prepared(
        update(deliveries)
        .where(
            deliveries.c.issue == bindparam("issue_"),
            deliveries.c.subscriber == bindparam("subscriber_"),
            or_(false(), *(deliveries.c.state == old for old, allowed in MOVES.items() if state in allowed)),
        )
        .values(state=state, detail=bindparam("said"), at=_NOW)
        .returning(deliveries.c.seq)
    )
    for state in MOVES
}
_LETTERS = (
    select(deliveries, subscribers.c.data, subscribers.c.paused)
    .join(subscribers, deliveries.c.subscriber == subscribers.c.id)
    .where(deliveries.c.seq.in_(bindparam("seqs", expanding=True)))
    .order_by(deliveries.c.seq)
)


def _letters(connection: Connection, seqs: Sequence[int], now: datetime) -> list[tuple[Delivery, Subscriber, Issue]]:
    rows = connection.execute(_LETTERS, {"seqs": seqs}).all()
    known = dict(_issues(connection, {row.issue for row in rows}))
    fresh = update(issues).where(issues.c.id.in_(known), issues.c.started.is_(None))
    connection.execute(fresh.values(started=now))
    return [(as_delivery(row), person(row), known[row.issue]) for row in rows]


def _issues(connection: Connection, ids: set[str]) -> Iterator[tuple[str, Issue]]:
    for row in connection.execute(select(issues.c.id, issues.c.data).where(issues.c.id.in_(ids))):
        yield row.id, _decoded(row.data)


@lru_cache(maxsize=8)
def _decoded(data: str) -> Issue:
    """A frozen issue: the next claims are about the same one."""
    return loads(Issue, data)


def _moved(connection: Connection, delivery: Delivery, state: DeliveryState, detail: str, now: datetime) -> bool:
    move = {"issue_": delivery.issue, "subscriber_": delivery.subscriber, "said": detail, "now": now}
    return _MOVES[state].first(connection, move) is not None


def _put_off(connection: Connection, mine: dict[str, Any], until: datetime) -> None:
    connection.execute(_PUT_OFF, {**mine, "until_": until})


def _refused(connection: Connection, mine: dict[str, Any]) -> BegunWord:
    """Why a letter may not go now; the row waits, or ends."""
    why = connection.execute(_WHY, mine).first()
    if why is None or (why.state, why.owner) != ("claimed", mine["owner_"]):
        return "suppressed" if why and why.state == "suppressed" else "lost"
    if why.paused is not False:
        connection.execute(_STOP, mine)
        return "suppressed"
    held = why.word in WAITING and (why.release is None or why.release > mine["now"])
    _put_off(connection, mine, why.release or NEVER if held else why.slowed or mine["now"])
    return "busy"


def _row(delivery: Delivery) -> ColumnElement[bool]:
    return and_(deliveries.c.issue == delivery.issue, deliveries.c.subscriber == delivery.subscriber)


def _on_their_way(connection: Connection, delivery: Delivery, now: datetime) -> int:
    """Letters to the same domain that others are handing over; who asks second waits for who asked first."""
    domain = connection.scalar(select(deliveries.c.domain).where(_row(delivery))) or ""
    _locked(connection, domain, now)
    sending = and_(deliveries.c.state == "sending", deliveries.c.expires > now, deliveries.c.domain == domain)
    return connection.scalar(select(func.count()).select_from(deliveries).where(sending)) or 0


def _locked(connection: Connection, domain: str, now: datetime) -> datetime:
    """The row of a domain's pace, ours until the transaction ends."""
    insert_new(connection, paces, {"domain": domain, "until": now}, ["domain"])
    until: datetime | None = connection.scalar(select(paces.c.until).where(paces.c.domain == domain).with_for_update())
    return until or now


def as_delivery(row: Row[Any]) -> Delivery:
    """The value of a row of the table."""
    return Delivery(row.issue, row.subscriber, row.state, row.detail, row.at, row.seq)
