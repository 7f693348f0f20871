"""What came back: each mail once, those that nobody could read with their text."""

from __future__ import annotations

from sqlalchemy import delete, select

from scnfeed.errors import StoreError
from scnfeed.model import Bounce, BounceKind
from scnfeed.store.engine import Room
from scnfeed.store.schema import bounces
from scnfeed.store.statements import insert_new

_FIELDS = ("kind", "at", "subscriber", "issue", "status", "said", "key", "source")


class Bounces(Room):
    def note_bounce(self, bounce: Bounce) -> bool:
        """Keep it; False, and nothing written, where the same mail was read before."""
        row = {name: getattr(bounce, name) for name in _FIELDS}
        with self._database.durable() as connection:
            return insert_new(connection, bounces, row, ["key"])

    def bounces(self, *, kind: BounceKind | None = None, subscriber: str | None = None) -> list[Bounce]:
        """What came back, of a `kind` and about a person where given, in the order it was read."""
        wanted = select(bounces).order_by(bounces.c.seq)
        if kind is not None:
            wanted = wanted.where(bounces.c.kind == kind)
        if subscriber is not None:
            wanted = wanted.where(bounces.c.subscriber == subscriber)
        with self._database.read() as connection:
            rows = connection.execute(wanted).all()
        return [Bounce(**{name: getattr(row, name) for name in _FIELDS}, number=row.seq) for row in rows]

    def drop_bounce(self, number: int) -> None:
        """A person has seen it: forget it."""
        gone = delete(bounces).where(bounces.c.seq == number).returning(bounces.c.seq)
        with self._database.durable() as connection:
            if connection.scalar(gone) is None:
                raise StoreError(f"There is no bounce {number}; see `scnfeed bounces list`.", str(number))
