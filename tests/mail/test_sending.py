"""Sending: every row ends as it went, no letter goes twice, and what is in doubt waits for a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from scnfeed.errors import MailError
from scnfeed.mail.rules import PATIENCE, Rules
from scnfeed.mail.sending import Sent, send
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.transport import Refused, Slowed, Transport, Unreachable, Unsure
from scnfeed.model import Delivery, DeliveryState, Issue, Subscriber
from scnfeed.store import Store
from tests.mail.servers import breaking, taking

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
ISSUE = Issue("urn:uuid:issue", NOW, "en", "reader", ())


class Memory:
    """An outbox: a store in memory with one issue to `people`."""

    def __init__(self, *people: Subscriber) -> None:
        self.store = Store.open("sqlite://")
        for one in people:
            self.store.add_subscriber(one)
        self.store.freeze(ISSUE, people, NOW)

    @property
    def rows(self) -> dict[str, Delivery]:
        return {row.subscriber: row for row in self.store.deliveries()}

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
    rules: Rules = Rules(),
) -> Sent:
    def envelope(delivery: Delivery) -> str:
        return f"bounce+{delivery.subscriber}@example.org"

    return send(outbox.store, transport, render, lambda: now, owner="me", envelope=envelope, rules=rules, wait=refuse)


def refuse(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} s")


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


HOUR = timedelta(hours=1)


def test_the_wait_doubles_and_a_letter_is_given_up_at_the_deadline() -> None:
    outbox, busy = Memory(person("busy")), Scripted(busy=Refused("451 later", permanent=False))
    waits, now = [], NOW
    for _ in range(30):
        assert run(outbox, busy, now) in (Sent(left=1), Sent(failed=1))
        at = outbox.rows["busy"].at
        assert at is not None
        if outbox.states["busy"] != "new":
            break
        waits.append(at - now)
        assert run(outbox, busy, at - timedelta(seconds=1)) == Sent()
        now = at
    assert all(PATIENCE * 0.8 * 2**n <= wait <= PATIENCE * 2**n for n, wait in enumerate(waits[:4]))
    assert max(waits) <= 4 * HOUR and 44 * HOUR <= now - NOW <= 48 * HOUR
    assert outbox.states == {"busy": "failed"} and "given up after" in outbox.rows["busy"].detail


def test_a_server_that_asks_for_fewer_letters_slows_its_domain_and_no_other() -> None:
    people = [Subscriber(name, f"{name}@{domain}") for name, domain in (("a", "x.org"), ("b", "X.org"), ("c", "y.org"))]
    outbox, slow = Memory(*people), Scripted(a=Slowed("421 4.7.0 slow down"))
    assert run(outbox, slow) == Sent(sent=1, left=2)  # b was handed out together with a, and waits
    later = Issue("urn:uuid:later", NOW, "en", "reader", ())
    outbox.store.freeze(later, people[1:], NOW)
    assert run(outbox, Scripted()) == Sent(sent=1)
    assert [row.subscriber for row in outbox.store.deliveries(later.id, "new")] == ["b"]
    assert run(outbox, Scripted(), NOW + PATIENCE) == Sent(sent=3)


def test_answers_that_blame_us_pause_everything_and_fail_nobody() -> None:
    people = [person(f"p{n}") for n in range(9)]
    outbox = Memory(*people)
    blamed = Scripted(**{p.id: Refused("550 5.7.26 not authenticated", permanent=True) for p in people})
    ended = run(outbox, blamed)
    assert (ended.left, ended.failed, "5.7.26" in ended.paused) == (3, 0, True)
    assert set(outbox.states.values()) == {"new"}
    working = Scripted()
    assert "5.7.26" in run(outbox, working, NOW + HOUR).paused and not working.delivered
    outbox.store.note_fact("paused", "")
    assert run(outbox, working, NOW + HOUR) == Sent(sent=9)


def test_one_answer_that_blames_us_is_no_reason_to_stop() -> None:
    outbox = Memory(person("odd"), person("ines"), person("omar"))
    assert run(outbox, Scripted(odd=Refused("550 5.7.1 not you", permanent=True))) == Sent(sent=2, left=1)
    assert outbox.states["odd"] == "new"


def test_a_late_issue_asks_first_and_goes_when_approved() -> None:
    outbox, transport = Memory(person("ines")), Scripted()
    assert run(outbox, transport, NOW + 37 * HOUR) == Sent(late=1)
    assert run(outbox, transport, NOW + 38 * HOUR) == Sent() and not transport.delivered
    outbox.store.decide(ISSUE.id, "approved", NOW)
    assert run(outbox, transport, NOW + 38 * HOUR) == Sent(sent=1)


def test_a_clock_that_went_back_sends_nothing_twice() -> None:
    outbox, transport = Memory(person("ines"), person("busy")), Scripted()
    run(outbox, Scripted(busy=Refused("451 later", permanent=False)), NOW + HOUR)
    for hours in (-24, 0, 1, 2):
        run(outbox, transport, NOW + hours * HOUR)
    assert [recipient for _, recipient, _ in transport.delivered] == ["busy@example.org"]


def test_who_leaves_after_the_letters_were_handed_out_gets_none() -> None:
    outbox = Memory(person("ines"), person("omar"))

    class Leaving(Scripted):
        def deliver(self, message: bytes, sender: str, recipient: str) -> None:
            super().deliver(message, sender, recipient)
            outbox.store.leave("omar", "mark", "unsubscribed", NOW)

    leaving = Leaving()
    assert run(outbox, leaving) == Sent(sent=1, suppressed=1)
    assert outbox.states == {"ines": "sent", "omar": "suppressed"}
    assert len(leaving.delivered) == 1


def test_in_doubt_with_resend_the_same_letter_goes_again_after_a_while() -> None:
    outbox, transport, rules = Memory(person("odd")), Scripted(), Rules(doubt="resend")
    assert run(outbox, Scripted(odd=Unsure("no answer")), rules=rules) == Sent(left=1)
    assert run(outbox, transport, rules=rules) == Sent()
    assert run(outbox, transport, NOW + PATIENCE, rules=rules) == Sent(sent=1)
    assert [message for _, _, message in transport.delivered] == [b"To odd\r\n"]


def test_with_a_key_each_try_of_a_letter_bears_the_same_one_and_another_letter_another() -> None:
    outbox, rules = Memory(person("odd"), person("ines")), Rules(doubt="idempotency", header="Once-Key")
    seen: list[bytes] = []

    class Silent:
        def deliver(self, message: bytes, sender: str, recipient: str) -> None:
            seen.append(message)
            if len(seen) == 1:
                raise Unsure("no answer")

    assert run(outbox, Silent(), rules=rules) == Sent(sent=1, left=1)
    assert run(outbox, Silent(), NOW + PATIENCE, rules=rules) == Sent(sent=1)
    assert seen[0] == seen[2] != seen[1] and all(re.match(rb"Once-Key: [0-9a-f]{32}\r\nTo ", one) for one in seen)


def test_letters_to_one_domain_go_at_the_pace_that_was_set() -> None:
    outbox, waited = Memory(*(person(f"p{n}") for n in range(4))), list[float]()
    moment = [NOW]

    def wait(seconds: float) -> None:
        waited.append(seconds)
        moment[0] += timedelta(seconds=seconds)

    ended = send(
        outbox.store,
        Scripted(),
        lambda i, p: b"x",
        lambda: moment[0],
        owner="me",
        envelope=lambda delivery: "b@example.org",
        rules=Rules(per_minute=30),
        wait=wait,
    )
    assert ended == Sent(sent=4) and waited == [2, 2, 2]


def test_no_more_letters_to_a_domain_are_on_their_way_than_allowed() -> None:
    outbox = Memory(*(person(f"p{n}") for n in range(3)))
    first, second, third = (delivery for delivery, _, _ in outbox.store.claim("me", NOW))
    assert [outbox.store.begin(d, "me", NOW, most=2).word for d in (first, second, third)] == ["go", "go", "busy"]
    assert outbox.states["p2"] == "new"


def test_a_letter_that_another_sender_took_over_is_not_begun() -> None:
    outbox = Memory(person("ines"))
    [(delivery, _, _)] = outbox.store.claim("me", NOW, lease_seconds=60)
    [_] = outbox.store.claim("other", NOW + HOUR)
    assert outbox.store.begin(delivery, "me", NOW + HOUR).word == "lost"
    assert outbox.store.begin(delivery, "other", NOW + HOUR).word == "go"


def test_all_letters_of_a_batch_are_built_before_the_first_one_goes() -> None:
    outbox, steps = Memory(person("ines"), person("omar")), list[str]()

    class Listening(Scripted):
        def deliver(self, message: bytes, sender: str, recipient: str) -> None:
            steps.append(f"deliver {recipient[:4]} {sorted(outbox.states.values())}")

    def render(issue: Issue, subscriber: Subscriber) -> bytes:
        steps.append(f"build {subscriber.id}")
        return b"x"

    run(outbox, Listening(), render=render)
    assert steps == [
        "build ines",
        "build omar",
        "deliver ines ['claimed', 'sending']",
        "deliver omar ['sending', 'sent']",
    ]


def test_a_crash_after_an_answer_leaves_at_most_the_last_letter_in_doubt() -> None:
    people = [person(f"p{n}") for n in range(5)]
    for crash in range(5):
        outbox = Memory(*people)
        dying = Scripted(**{f"p{crash}": KeyboardInterrupt()})  # type: ignore[arg-type]
        with pytest.raises(KeyboardInterrupt):
            run(outbox, dying)
        assert list(outbox.states.values()) == ["sent"] * crash + ["sending"] + ["claimed"] * (4 - crash)


def test_a_domain_in_letters_of_its_own_is_put_in_ascii_for_the_server() -> None:
    outbox, transport = Memory(Subscriber("ines", "ines@bücher.example")), Scripted()
    assert run(outbox, transport) == Sent(sent=1)
    assert transport.delivered[0][1] == "ines@xn--bcher-kva.example"


def test_an_address_that_is_none_fails_with_its_reason_and_keeps_no_other_back() -> None:
    outbox, transport = Memory(Subscriber("odd", "a..b@example.org"), person("omar")), Scripted()
    assert run(outbox, transport) == Sent(sent=1, failed=1)
    assert "no e-mail address" in outbox.rows["odd"].detail


def test_who_is_refused_for_good_is_told_of_and_who_is_refused_for_our_fault_is_not() -> None:
    outbox, told = Memory(person("gone"), person("odd"), person("busy")), list[tuple[str, str]]()
    trouble = Scripted(
        gone=Refused("550 5.1.1 unknown", permanent=True),
        odd=Refused("550 5.7.1 not you", permanent=True),
        busy=Refused("451 later", permanent=False),
    )
    send(
        outbox.store,
        trouble,
        lambda issue, person: b"x",
        lambda: NOW,
        owner="me",
        envelope=lambda delivery: "b@example.org",
        returned=lambda delivery, error: told.append((delivery.subscriber, error.status)),
    )
    assert told == [("gone", "5.1.1")]
