"""Who gets letters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from scnfeed.errors import StoreError
from scnfeed.model import Subscriber
from scnfeed.plain import dumps, loads
from scnfeed.store.engine import Room, cleaned, insert_new
from scnfeed.store.schema import deliveries, subscribers


class People(Room):
    def add_subscriber(self, subscriber: Subscriber) -> None:
        """Add a person; an address that is there already, in whatever case, is refused."""
        row = {
            "id": subscriber.id,
            "address_key": _key(subscriber.address),
            "paused": subscriber.paused,
            "data": dumps(cleaned(subscriber)),
        }
        with self._database.durable() as connection:
            added = insert_new(connection, subscribers, row, ["address_key"])
        if not added:
            raise StoreError(f"{subscriber.address} is a subscriber already.", subscriber.address)

    def subscribers(self, *, paused: bool = False) -> list[Subscriber]:
        """The subscribers by address; with `paused` those too who are paused."""
        with self._database.read() as connection:
            found = [person(row) for row in connection.execute(select(subscribers))]
        return sorted((s for s in found if paused or not s.paused), key=lambda s: _key(s.address))

    def pause_subscriber(self, address: str, paused: bool) -> None:
        """No letters from now on, or again; an unknown address is refused."""
        change = update(subscribers).where(_is(address)).values(paused=paused).returning(subscribers.c.id)
        with self._database.durable() as connection:
            known = connection.scalar(change)
        _refuse_unknown(known, address)

    def remove_subscriber(self, address: str) -> None:
        """Forget a person; letters not yet begun are suppressed. What was sent stays counted, under the id alone."""
        with self._database.durable() as connection:
            known = connection.scalar(delete(subscribers).where(_is(address)).returning(subscribers.c.id))
            waiting = (deliveries.c.subscriber == known) & deliveries.c.state.in_(("new", "claimed"))
            connection.execute(
                update(deliveries).where(waiting).values(state="suppressed", detail="no longer a subscriber")
            )
        _refuse_unknown(known, address)


def person(row: Row[Any]) -> Subscriber:
    """The subscriber of a row of the table."""
    return replace(loads(Subscriber, row.data), paused=row.paused)


def _key(address: str) -> str:
    return address.strip().casefold()


def _is(address: str) -> ColumnElement[bool]:
    return subscribers.c.address_key == _key(address)


def _refuse_unknown(known: str | None, address: str) -> None:
    if known is None:
        raise StoreError(f"{address} is no subscriber; see `scnfeed people list`.", address)
