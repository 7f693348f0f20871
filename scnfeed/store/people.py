"""Who gets letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from scnfeed.errors import StoreError
from scnfeed.model import Subscriber
from scnfeed.plain import dumps, loads
from scnfeed.store.columns import cleaned
from scnfeed.store.engine import Room
from scnfeed.store.schema import bounces, deliveries, facts, ledger, subscribers, suppressions
from scnfeed.store.statements import insert_new, upsert

ASKED = "asked:"


class People(Room):
    def add_subscriber(
        self, subscriber: Subscriber, consent: str = "", again: str = "", asked: datetime | None = None
    ) -> None:
        """Add a person, with how they agreed; an address that is there already, in whatever case, is refused.

        `again` is the mark of an address whose suppression ends thereby: they asked to come back. `asked`: they did not
        agree yet, and were asked then.
        """
        row = {
            "id": subscriber.id,
            "address_key": _key(subscriber.address),
            "paused": subscriber.paused,
            "data": dumps(cleaned(subscriber)),
        }
        with self._database.durable() as connection:
            added = insert_new(connection, subscribers, row, ["address_key"])
            if added and consent:
                _note_consent(connection, subscriber.id, consent)
            if added and again:
                connection.execute(delete(suppressions).where(suppressions.c.mark == again))
            if added and asked:
                _note_asked(connection, subscriber.id, asked)
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
            _suppress(connection, known, "no longer a subscriber")
            _forget_facts(connection, known)
        _refuse_unknown(known, address)

    def subscriber(self, id: str) -> Subscriber | None:
        """The person with this id, paused or not."""
        with self._database.read() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id)).first()
        return person(row) if row else None

    def change_subscriber(self, changed: Subscriber) -> None:
        """Keep a person's new choice (languages, rhythm, hour ...); the address and pause stay as they are."""
        with self._database.durable() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == changed.id)).first()
            if row is None:
                raise StoreError(f"{changed.address} is no subscriber (any more).", changed.address)
            kept = replace(changed, address=person(row).address)
            change = update(subscribers).where(subscribers.c.id == changed.id)
            connection.execute(change.values(data=dumps(cleaned(kept))))

    def asked(self, id: str) -> str:
        """When a person who did not answer yet was asked, in ISO 8601; empty where no answer is waited for."""
        with self._database.read() as connection:
            return connection.scalar(select(facts.c.value).where(facts.c.name == asked_of(id))) or ""

    def ask_again(self, id: str, now: datetime) -> None:
        """The person was asked once more."""
        with self._database.durable() as connection:
            _note_asked(connection, id, now)

    def agree(self, changed: Subscriber, consent: str, mark: str, *, unasked: bool = False) -> bool:
        """A person who was asked said yes: what changed of them, that they get letters, how they agreed, and that the
        address's `mark`, if it was suppressed, is so no longer. False where no answer was waited for (any more), unless
        they came `unasked`.
        """
        with self._database.durable() as connection:
            waited = delete(facts).where(facts.c.name == asked_of(changed.id)).returning(facts.c.name)
            if connection.scalar(waited) is None and not unasked:
                return False
            change = update(subscribers).where(subscribers.c.id == changed.id)
            connection.execute(change.values(data=dumps(cleaned(changed)), paused=False))
            connection.execute(delete(suppressions).where(suppressions.c.mark == mark))
            _note_consent(connection, changed.id, consent)
        return True

    def forget_asked(self, before: datetime) -> int:
        """Forget everybody who was asked before then and did not answer; how many."""
        silent = select(facts.c.name).where(facts.c.name.startswith(ASKED), facts.c.value < _iso(before))
        with self._database.durable() as connection:
            ids = [name.removeprefix(ASKED) for name in connection.scalars(silent)]
            for id in ids:
                connection.execute(delete(subscribers).where(subscribers.c.id == id))
                _forget_facts(connection, id)
        return len(ids)

    def subscriber_at(self, address: str) -> Subscriber | None:
        """The person with this address, in whatever case, paused or not."""
        with self._database.read() as connection:
            row = connection.execute(select(subscribers).where(_is(address))).first()
        return person(row) if row else None

    def leave(self, id: str, mark: str, reason: str, now: datetime) -> bool:
        """No letter from this commit on: the person is paused, the address's `mark` kept, waiting rows suppressed.

        The same again changes nothing. False where nobody has this id (any more).
        """
        with self._database.durable() as connection:
            stop = update(subscribers).where(subscribers.c.id == id).values(paused=True)
            known = connection.scalar(stop.returning(subscribers.c.id))
            if known is None:
                return False
            insert_new(connection, suppressions, {"mark": mark, "reason": reason, "at": now}, ["mark"])
            _suppress(connection, id, reason)
            connection.execute(delete(facts).where(facts.c.name == asked_of(id)))
        return True

    def suppressed(self, mark: str) -> tuple[str, datetime] | None:
        """Why and since when an address must not be written to, None where it may."""
        with self._database.read() as connection:
            row = connection.execute(select(suppressions).where(suppressions.c.mark == mark)).first()
        return (row.reason, row.at) if row else None

    def erase(self, id: str, mark: str, now: datetime) -> None:
        """Forget a person for good; `mark`, which does not show the address, keeps an import from adding them again.

        Deliveries stay counted under the id alone, without the domain; what they were told (the ledger), what came back
        from them and how they agreed goes.
        """
        with self._database.durable() as connection:
            known = connection.scalar(delete(subscribers).where(subscribers.c.id == id).returning(subscribers.c.id))
            _refuse_unknown(known, id)
            insert_new(connection, suppressions, {"mark": mark, "reason": "erased", "at": now}, ["mark"])
            _suppress(connection, id, "erased")
            mine = update(deliveries).where(deliveries.c.subscriber == id)
            connection.execute(mine.values(domain="", detail=""))
            for table in (ledger, bounces):
                connection.execute(delete(table).where(table.c.subscriber == id))
            _forget_facts(connection, id)


def person(row: Row[Any]) -> Subscriber:
    """The subscriber of a row of the table."""
    return replace(loads(Subscriber, row.data), paused=row.paused)


def consent_of(id: str) -> str:
    """The name of the fact that says how a person agreed."""
    return f"consent:{id}"


def asked_of(id: str) -> str:
    """The name of the fact that says when a person was asked who did not answer yet."""
    return f"{ASKED}{id}"


def _iso(moment: datetime) -> str:
    """In UTC and to the second: such texts stand in the order of their moments."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _note_asked(connection: Connection, id: str, now: datetime) -> None:
    upsert(connection, facts, [{"name": asked_of(id), "value": _iso(now)}], ["name"])


def _forget_facts(connection: Connection, id: str | None) -> None:
    """How and when a person agreed or was asked."""
    if id is not None:
        connection.execute(delete(facts).where(facts.c.name.in_([consent_of(id), asked_of(id)])))


def _note_consent(connection: Connection, id: str, consent: str) -> None:
    upsert(connection, facts, [{"name": consent_of(id), "value": consent}], ["name"])


def _suppress(connection: Connection, id: str | None, reason: str) -> None:
    """Letters not yet begun will not go."""
    waiting = (deliveries.c.subscriber == id) & deliveries.c.state.in_(("new", "claimed"))
    connection.execute(update(deliveries).where(waiting).values(state="suppressed", detail=reason))


def _key(address: str) -> str:
    return address.strip().casefold()


def _is(address: str) -> ColumnElement[bool]:
    return subscribers.c.address_key == _key(address)


def _refuse_unknown(known: str | None, address: str) -> None:
    if known is None:
        raise StoreError(f"{address} is no subscriber; see `scnfeed people list`.", address)
