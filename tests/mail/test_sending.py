"""Sending: every row ends as it went, no letter goes twice, and what is in doubt waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scnfeed.errors import MailError, StoreError
from scnfeed.mail.sending import PATIENCE, Sent, send
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.transport import Refused, Transport, Unreachable, Unsure
from scnfeed.model import Delivery, DeliveryState, Issue, Subscriber
from tests.mail.servers import breaking, taking

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
ISSUE = Issue("urn:uuid:issue", NOW, "en", "reader", ())
MOVES: dict[DeliveryState, set[DeliveryState]] = {
    "claimed": {"new", "sending", "failed", "suppressed"},
    "sending": {"new", "sent", "failed", "unsure"},
}


class Memory:
    """An outbox in memory, as strict as a real one."""

    def __init__(self, *people: Subscriber) -> None:
        self.people = {person.id: person for person in people}
        self.rows = {person.id: Delivery(ISSUE.id, person.id, at=NOW) for person in people}
        self.expires: dict[str, datetime] = {}

    def claim(
        self, owner: str, now: datetime, limit: int = 20, lease_seconds: float = 300
    ) -> list[tuple[Delivery, Subscriber, Issue]]:
        waiting = [row for row in self.rows.values() if row.state == "new" and row.at and row.at <= now]
        for row in waiting[:limit]:
            self.rows[row.subscriber] = replace(row, state="claimed")
            self.expires[row.subscriber] = now + timedelta(seconds=lease_seconds)
        return [(self.rows[r.subscriber], self.people[r.subscriber], ISSUE) for r in waiting[:limit]]

    def mark(self, delivery: Delivery, state: DeliveryState, now: datetime, detail: str = "") -> None:
        old = self.rows[delivery.subscriber]
        if state not in MOVES.get(old.state, set()):
            raise StoreError(f"{old.state} to {state}")
        self.rows[delivery.subscriber] = replace(old, state=state, detail=detail, at=now)

    def recover(self, now: datetime, owner: str) -> list[Delivery]:
        lost = [r for r in self.rows.values() if r.state == "sending" and self.expires[r.subscriber] <= now]
        for row in lost:
            self.mark(row, "unsure", now)
        return lost

    @property
    def states(self) -> dict[str, DeliveryState]:
        return {id: row.state for id, row in self.rows.items()}


class Scripted:
    """Does with each recipient what it is told; who is not named gets the letter."""

    def __init__(self, **trouble: Exception) -> None:
        self.trouble = trouble
        self.delivered: list[tuple[str, str, bytes]] = []

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        if error := self.trouble.get(recipient.partition("@")[0]):
            raise error
        self.delivered.append((sender, recipient, message))


def person(name: str, **more: bool) -> Subscriber:
    return Subscriber(id=name, address=f"{name}@example.org", paused=more.get("paused", False))


def run(
    outbox: Memory,
    transport: Transport,
    now: datetime = NOW,
    render: Callable[[Issue, Subscriber], bytes] = lambda issue, subscriber: f"To {subscriber.id}\r\n".encode(),
) -> Sent:
    return send(outbox, transport, render, lambda: now, owner="me", envelope=lambda s, i: f"bounce+{s.id}@example.org")


def test_every_waiting_letter_goes_once() -> None:
    outbox, transport = Memory(person("ines"), person("omar")), Scripted()
    assert run(outbox, transport) == Sent(sent=2)
    assert run(outbox, transport) == Sent()
    assert transport.delivered == [
        ("bounce+ines@example.org", "ines@example.org", b"To ines\r\n"),
        ("bounce+omar@example.org", "omar@example.org", b"To omar\r\n"),
    ]


def test_each_ends_as_it_went_and_none_is_lost() -> None:
    people = [
        person("ines"),
        person("gone"),
        person("busy"),
        person("odd"),
        person("away", paused=True),
        person("omar"),
    ]
    outbox = Memory(*people)
    trouble = {
        "gone": Refused("550 unknown", permanent=True),
        "busy": Refused("451 later", permanent=False),
        "odd": Unsure("no answer"),
    }
    assert run(outbox, Scripted(**trouble)) == Sent(sent=2, failed=1, unsure=1, left=1, suppressed=1)
    assert outbox.states == {
        "ines": "sent",
        "gone": "failed",
        "busy": "new",
        "odd": "unsure",
        "away": "suppressed",
        "omar": "sent",
    }
    assert outbox.rows["gone"].detail == "550 unknown"


def test_a_letter_refused_for_now_goes_later_and_the_doubtful_one_does_not() -> None:
    outbox = Memory(person("busy"), person("odd"))
    run(outbox, Scripted(busy=Refused("451 later", permanent=False), odd=Unsure("no answer")))
    assert run(outbox, Scripted()) == Sent()
    assert run(outbox, Scripted(), NOW + PATIENCE) == Sent(sent=1)
    assert outbox.states == {"busy": "sent", "odd": "unsure"}


def test_when_nobody_is_there_the_rest_is_not_tried() -> None:
    outbox = Memory(person("ines"), person("omar"))
    assert run(outbox, Scripted(ines=Unreachable("down"))) == Sent(left=1)
    assert outbox.states == {"ines": "new", "omar": "new"}


def test_a_letter_that_cannot_be_built_fails_alone() -> None:
    def render(issue: Issue, subscriber: Subscriber) -> bytes:
        if subscriber.id == "bad":
            raise MailError("no address")
        return b"x"

    outbox = Memory(person("bad"), person("omar"))
    assert run(outbox, Scripted(), render=render) == Sent(sent=1, failed=1)


def test_sending_is_committed_before_the_letter_goes() -> None:
    outbox = Memory(person("ines"))
    seen: list[DeliveryState] = []

    class Looking:
        def deliver(self, message: bytes, sender: str, recipient: str) -> None:
            seen.append(outbox.states["ines"])

    run(outbox, Looking())
    assert seen == ["sending"]


def test_after_a_crash_the_letter_on_its_way_is_in_doubt_and_not_sent_again() -> None:
    outbox, transport = Memory(person("ines"), person("omar")), Scripted()
    with pytest.raises(KeyboardInterrupt):
        run(outbox, Scripted(ines=KeyboardInterrupt()))  # type: ignore[arg-type]
    assert run(outbox, transport, NOW + timedelta(hours=1)) == Sent(sent=1, unsure=1)
    assert outbox.states == {"ines": "unsure", "omar": "sent"}
    assert [recipient for _, recipient, _ in transport.delivered] == ["omar@example.org"]


def test_over_a_real_connection_the_rows_say_what_the_server_said() -> None:
    outbox = Memory(person("ines"), person("gone"), person("busy"), person("omar"))
    with taking() as server, SmtpTransport("127.0.0.1", server.port, tls="none", timeout=5) as transport:
        server.answers = {"gone@example.org": "550 5.1.1 unknown", "busy@example.org": "451 4.7.1 later"}
        assert run(outbox, transport) == Sent(sent=2, failed=1, left=1)
    assert [recipient for _, recipient, _ in server.letters] == ["ines@example.org", "omar@example.org"]


def test_a_server_that_falls_silent_after_the_letter_leaves_doubt() -> None:
    outbox = Memory(person("ines"))
    with breaking("end") as server, SmtpTransport("127.0.0.1", server.port, tls="none", timeout=5) as transport:
        assert run(outbox, transport) == Sent(unsure=1)
