"""A person's word on issues, and single facts such as why sending is paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, exists, select, update

from scnfeed.errors import StoreError
from scnfeed.store.claims import Claims
from scnfeed.store.schema import deliveries, facts, issues, paces
from scnfeed.store.statements import insert_new, upsert
from scnfeed.store.waiting import NEVER, undecided

Word = Literal["", "held", "late", "approved", "stopped"]
"""A person's word on an issue; empty: nobody was asked. What is held, late or stopped is not handed out."""


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


class Sending(Claims):
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
        due = and_(deliveries.c.state.in_(("new", "claimed")), deliveries.c.at <= now)
        waiting = issues.c.id.in_(select(deliveries.c.issue).where(due).distinct())
        with self._database.read() as connection:
            rows = connection.execute(
                select(issues.c.id, issues.c.word).where(waiting, ~undecided(now)).order_by(issues.c.seq)
            )
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
            known = select(issues.c.word, issues.c.seal, issues.c.release).where(issues.c.id == issue)
            frozen = connection.execute(known).first()
            if frozen is None:
                raise StoreError(f"There is no issue {issue}; see `scnfeed letters list`.", issue)
            if frozen.word == "stopped":
                raise StoreError(f"The issue {issue} was stopped; it cannot be {word}.", issue)
            if seal and seal != frozen.seal:
                raise StoreError(f"The issue {issue} is not what you looked at; look again.", issue)
            change = update(issues).where(issues.c.id == issue)
            connection.execute(change.values(word=word, release=None, why=f"{word} by a person"))
            mine = update(deliveries).where(deliveries.c.issue == issue)
            if word == "approved":  # claims have put its letters off
                put_off = and_(deliveries.c.state == "new", deliveries.c.at.in_((NEVER, frozen.release or NEVER)))
                connection.execute(mine.where(put_off).values(at=now))
            if word == "stopped":
                waiting = deliveries.c.state.in_(("new", "claimed"))
                stop = mine.where(waiting).values(state="suppressed", detail="stopped by a person", at=now)
                connection.execute(stop)

    def hold_late(self, before: datetime) -> list[str]:
        """Issues dated before `before` of which no letter was handed out yet: they wait for a person; returns them."""
        waiting = exists().where(deliveries.c.issue == issues.c.id, deliveries.c.state == "new")
        fresh = and_(issues.c.word == "", issues.c.about == "", issues.c.started.is_(None))
        late = and_(fresh, issues.c.dated < before, waiting)
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
        left = deliveries.c.state.in_(("claimed", "sending"))
        held = select(issues.c.id).where(undecided(now))
        slowed = select(paces.c.domain).where(paces.c.until > now)
        free = and_(deliveries.c.issue.not_in(held), deliveries.c.domain.not_in(slowed))
        ready = and_(deliveries.c.state == "new", deliveries.c.at <= now, free)
        with self._database.read() as connection:
            asked = (select(deliveries.c.seq).where(one).limit(1) for one in (left, ready))
            return any(connection.scalar(one) is not None for one in asked)

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
