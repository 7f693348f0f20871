"""What senders share: whose row it is at the moment of handing over, domains that asked us to wait, issues that a
person holds, and single facts such as why sending is paused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, update

from scnfeed.errors import StoreError
from scnfeed.model import Delivery
from scnfeed.store.engine import Room, insert_new, upsert
from scnfeed.store.schema import deliveries, facts, issues, paces, subscribers

Begun = Literal["go", "busy", "suppressed", "lost"]
Word = Literal["", "held", "late", "approved", "stopped"]
"""A person's word on an issue; empty: nobody was asked. What is held, late or stopped is not handed out."""
WAITING: tuple[Word, ...] = ("held", "late", "stopped")


@dataclass(frozen=True, slots=True)
class Standing:
    word: Word
    release: datetime | None
    """A held issue goes from then on."""
    why: str
    seal: str
    """Its content hash."""
    about: str
    """The issue that it only shows to editors."""


class Sending(Room):
    def begin(
        self, delivery: Delivery, owner: str, now: datetime, lease_seconds: float = 300, most: int = 0
    ) -> tuple[Begun, int, datetime]:
        """Commit that `owner` hands this letter over now; with which try it is, and when the first was.

        ``suppressed``: the person left since the letter was claimed. ``lost``: another sender has it. ``busy``: with
        `most` above 0, so many letters to this domain are on their way; the row waits a second.
        """
        mine = _row(delivery)
        held = and_(mine, deliveries.c.state == "claimed", deliveries.c.owner == owner)
        wanted = exists().where(subscribers.c.id == delivery.subscriber, subscribers.c.paused.is_(False))
        values: dict[str, Any] = {
            "state": "sending",
            "at": now,
            "expires": now + timedelta(seconds=lease_seconds),
            "tries": deliveries.c.tries + 1,
            "began": func.coalesce(deliveries.c.began, now),
        }
        with self._database.durable() as connection:
            if most and _on_their_way(connection, mine, now) >= most:
                back = update(deliveries).where(held)
                connection.execute(back.values(state="new", at=now + timedelta(seconds=1)))
                return "busy", 0, now
            go = update(deliveries).where(held, wanted).values(**values)
            row = connection.execute(go.returning(deliveries.c.tries, deliveries.c.began)).first()
            if row is not None:
                return "go", int(row.tries), row.began
            stop = update(deliveries).where(held).values(state="suppressed", detail="no letters wanted", at=now)
            connection.execute(stop)
            state = connection.scalar(select(deliveries.c.state).where(mine))
            return ("suppressed" if state == "suppressed" else "lost"), 0, now

    def slow(self, domain: str, until: datetime) -> None:
        """No letter to `domain` before `until`."""
        row = {"domain": domain, "until": until}
        with self._database.durable() as connection:
            upsert(connection, paces, [row], ["domain"], paces.c.until < until)

    def take_turn(self, domain: str, now: datetime, between: timedelta) -> datetime:
        """The moment at which the next letter to `domain` may go; the one after it comes `between` later."""
        with self._database.durable() as connection:
            insert_new(connection, paces, {"domain": domain, "until": now}, ["domain"])
            until = connection.scalar(select(paces.c.until).where(paces.c.domain == domain).with_for_update())
            turn: datetime = max(until or now, now)
            connection.execute(update(paces).where(paces.c.domain == domain).values(until=turn + between))
        return turn

    def standing(self, issue: str) -> Standing | None:
        """Whether an issue goes, waits or was stopped, and why; None for one that nobody knows."""
        columns = (issues.c.word, issues.c.release, issues.c.why, issues.c.seal, issues.c.about)
        with self._database.read() as connection:
            row = connection.execute(select(*columns).where(issues.c.id == issue)).first()
        return Standing(*row) if row else None

    def release_due(self, now: datetime) -> None:
        """Issues that waited for a no until `now` may go."""
        due = and_(issues.c.word == "held", issues.c.release <= now)
        with self._database.read() as connection:
            if connection.scalar(select(issues.c.seq).where(due).limit(1)) is None:
                return
        with self._database.durable() as connection:
            go = update(issues).where(due).values(word="approved", release=None, why="nobody held it in time")
            connection.execute(go)

    def ready(self, now: datetime) -> list[tuple[str, Word]]:
        """Issues with letters that may go now, and the word on each."""
        waiting = exists().where(
            deliveries.c.issue == issues.c.id, deliveries.c.state.in_(("new", "claimed")), deliveries.c.at <= now
        )
        held = and_(issues.c.word.in_(WAITING), or_(issues.c.release.is_(None), issues.c.release > now))
        with self._database.read() as connection:
            rows = connection.execute(select(issues.c.id, issues.c.word).where(waiting, ~held).order_by(issues.c.seq))
            return [(row.id, row.word) for row in rows]

    def hold(self, issue: str, why: str) -> None:
        """Keep an issue back, for a reason that is no person's."""
        with self._database.durable() as connection:
            change = update(issues).where(issues.c.id == issue, issues.c.word != "stopped")
            connection.execute(change.values(word="held", release=None, why=why))

    def word(self, issue: str) -> Word | None:
        """What a person said of an issue, None for one that nobody knows."""
        with self._database.read() as connection:
            found: Word | None = connection.scalar(select(issues.c.word).where(issues.c.id == issue))
        return found

    def decide(self, issue: str, word: Literal["held", "approved", "stopped"], now: datetime, seal: str = "") -> None:
        """A person's word: hold an issue, let it go, or stop it for good.

        `seal` is the content hash that the person saw; another one's issue is refused. A stopped issue stays stopped:
        its waiting letters are suppressed.
        """
        with self._database.durable() as connection:
            frozen = connection.execute(select(issues.c.word, issues.c.seal).where(issues.c.id == issue)).first()
            if frozen is None:
                raise StoreError(f"There is no issue {issue}; see `scnfeed letters list`.", issue)
            if frozen.word == "stopped":
                raise StoreError(f"The issue {issue} was stopped; it cannot be {word}.", issue)
            if seal and seal != frozen.seal:
                raise StoreError(f"The issue {issue} is not what you looked at; look again.", issue)
            change = update(issues).where(issues.c.id == issue)
            connection.execute(change.values(word=word, release=None, why=f"{word} by a person"))
            if word == "stopped":
                waiting = and_(deliveries.c.issue == issue, deliveries.c.state.in_(("new", "claimed")))
                stop = update(deliveries).where(waiting)
                connection.execute(stop.values(state="suppressed", detail="stopped by a person", at=now))

    def hold_late(self, before: datetime) -> list[str]:
        """Issues dated before `before` of which no letter was tried yet: they wait for a person; returns them."""
        untried = exists().where(deliveries.c.issue == issues.c.id, deliveries.c.state == "new")
        tried = exists().where(deliveries.c.issue == issues.c.id, deliveries.c.tries > 0)
        late = and_(issues.c.word == "", issues.c.about == "", issues.c.dated < before, untried, ~tried)
        with self._database.durable() as connection:
            return list(connection.scalars(update(issues).where(late).values(word="late").returning(issues.c.id)))

    def doubt_all(self, now: datetime, detail: str) -> int:
        """Every letter not yet ended becomes ``unsure``: this database may not know what went out. How many."""
        mine = update(deliveries).where(deliveries.c.state.in_(("new", "claimed", "sending")))
        with self._database.durable() as connection:
            rows = connection.execute(mine.values(state="unsure", detail=detail, at=now).returning(deliveries.c.seq))
            return len(rows.all())

    def waits(self, now: datetime) -> bool:
        """Whether any letter is there to be sent now, or was left by somebody."""
        ready = or_(deliveries.c.state.in_(("claimed", "sending")), and_(deliveries.c.state == "new", may_go(now)))
        with self._database.read() as connection:
            return connection.scalar(select(deliveries.c.seq).where(ready).limit(1)) is not None

    def fact(self, name: str) -> str:
        """A single value that was noted; empty where none was."""
        with self._database.read() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == name)) or ""

    def note_fact(self, name: str, value: str) -> None:
        """Put `value` over what was noted."""
        with self._database.durable() as connection:
            upsert(connection, facts, [{"name": name, "value": value}], ["name"])

    def settle_fact(self, name: str, value: str) -> str:
        """Note `value` unless one is there; returns the one that counts."""
        with self._database.durable() as connection:
            insert_new(connection, facts, {"name": name, "value": value}, ["name"])
            return connection.scalar(select(facts.c.value).where(facts.c.name == name)) or ""

    def count_fact(self, name: str) -> int:
        """One more, from 1 on."""
        with self._database.durable() as connection:
            insert_new(connection, facts, {"name": name, "value": "0"}, ["name"])
            one = select(facts.c.value).where(facts.c.name == name).with_for_update()
            count = int(connection.scalar(one) or 0) + 1
            connection.execute(update(facts).where(facts.c.name == name).values(value=str(count)))
        return count


def may_go(now: datetime) -> ColumnElement[bool]:
    """Rows whose issue nobody holds and whose domain did not ask us to wait."""
    undecided = and_(issues.c.word.in_(WAITING), or_(issues.c.release.is_(None), issues.c.release > now))
    slowed = select(paces.c.domain).where(paces.c.until > now)
    return and_(
        deliveries.c.issue.not_in(select(issues.c.id).where(undecided)),
        deliveries.c.domain.not_in(slowed),
    )


def _row(delivery: Delivery) -> ColumnElement[bool]:
    return and_(deliveries.c.issue == delivery.issue, deliveries.c.subscriber == delivery.subscriber)


def _on_their_way(connection: Connection, mine: ColumnElement[bool], now: datetime) -> int:
    domain = select(deliveries.c.domain).where(mine).scalar_subquery()
    sending = and_(deliveries.c.state == "sending", deliveries.c.expires > now, deliveries.c.domain == domain)
    return connection.scalar(select(func.count()).select_from(deliveries).where(sending)) or 0
