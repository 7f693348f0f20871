"""An outbox emptied, each row at most once: what is committed when, and what a refusal means."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from scnfeed.digest.address import postable
from scnfeed.errors import MailError, StoreBusy, StoreError
from scnfeed.mail.transport import Refused, Slowed, Transport, Unreachable, Unsure
from scnfeed.model import Delivery, DeliveryState, Issue, Subscriber

Outcome = Literal["sent", "failed", "unsure", "suppressed", "left"]
PATIENCE = timedelta(minutes=10)
"""How long a letter waits that was refused for the time being: greylisting asks for five minutes or so."""
TURN = timedelta(minutes=1)
"""The longest that a sender itself waits for a domain's turn; for more the letter goes back to the outbox."""
BATCH = 20
COUNTED = ("sent", "failed", "unsure", "left", "suppressed", "late")
Doubt = Literal["hold", "resend", "idempotency"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a refusal, a doubt or a late hour means."""

    doubt: Doubt = "hold"
    """A letter of which nobody knows whether it arrived: ``hold`` it for a person; ``resend`` it, the same Message-ID
    again; ``idempotency``: resend it to a relay that drops what it has by the header `header`."""
    header: str = "Resend-Idempotency-Key"
    patience: timedelta = PATIENCE
    """The first wait after a temporary refusal; it doubles each time, less up to a fifth, so that they do not all come
    back at once."""
    longest: timedelta = timedelta(hours=4)
    deadline: timedelta = timedelta(hours=48)
    """After so long since the first try a letter is given up."""
    late: timedelta | None = timedelta(hours=36)
    """An issue that is older before its first letter went waits for a person's word. None: it goes."""
    per_domain: int = 0
    """Letters on their way to one domain at once, by all senders together; 0: any number."""
    per_minute: int = 0
    """Letters to one domain in a minute, by all senders together; 0: any number."""
    breaker: int = 3
    """After so many answers 5.7.x (policy, authentication: our fault) without a letter taken, all sending pauses."""
    lease: float = 300
    """Seconds after which a sender that fell silent is believed dead; longer than a connection may take."""


class Outbox(Protocol):
    """What sending asks of the store: every call is one committed transaction."""

    def claim(
        self, owner: str, now: datetime, limit: int = 20, lease_seconds: float = 300
    ) -> list[tuple[Delivery, Subscriber, Issue]]:
        """Rows nobody else holds, now held by `owner` until the lease runs out."""

    def begin(
        self, delivery: Delivery, owner: str, now: datetime, lease_seconds: float = 300, most: int = 0
    ) -> tuple[Literal["go", "busy", "suppressed", "lost"], int, datetime]:
        """``sending`` from now on, if the row is still the owner's and the person still wants it; which try it is and
        when the first was."""

    def mark(self, delivery: Delivery, state: DeliveryState, now: datetime, detail: str = "") -> None:
        """Move a row on; back to ``new`` it waits until `now`. An illegal move is refused."""

    def recover(self, now: datetime, owner: str, again: datetime | None = None) -> list[Delivery]:
        """Rows left `sending` by somebody whose lease ran out: they are `unsure` from now on, or wait until `again`."""

    def slow(self, domain: str, until: datetime) -> None:
        """No letter to `domain` before `until`."""

    def take_turn(self, domain: str, now: datetime, between: timedelta) -> datetime:
        """When the next letter to `domain` may go."""

    def hold_late(self, before: datetime) -> list[str]:
        """Issues dated before `before`, untouched so far, that now wait for a person."""

    def fact(self, name: str) -> str:
        """A single value that was noted, or nothing."""

    def note_fact(self, name: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run of sending ended: letters `left` were refused for the time being and wait for the next run.

    `late` counts issues that wait for a person since they are too old; `paused` says why sending stopped for all.
    """

    sent: int = 0
    failed: int = 0
    unsure: int = 0
    left: int = 0
    suppressed: int = 0
    late: int = 0
    paused: str = ""

    def __add__(self, other: Sent) -> Sent:
        return Sent.of({n: getattr(self, n) + getattr(other, n) for n in COUNTED}, self.paused or other.paused)

    @classmethod
    def of(cls, counts: Mapping[str, int], paused: str = "") -> Sent:
        numbers: dict[str, Any] = {name: counts.get(name, 0) for name in COUNTED}
        return cls(**numbers, paused=paused)


def send(
    outbox: Outbox,
    transport: Transport,
    render: Callable[[Issue, Subscriber], bytes],
    now: Callable[[], datetime],
    *,
    owner: str,
    envelope: Callable[[Delivery], str],
    rules: Rules = Rules(),
    awake: Callable[[Subscriber, datetime], datetime] = lambda person, now: now,
    wait: Callable[[float], None] = time.sleep,
) -> Sent:
    """Hand over every letter that waits, one at a time, and count how they went.

    `sending` is committed before a letter goes and its end after, so that after a crash the rows in between are known:
    they become `unsure`, and `rules` say what follows. Whether a person still wants letters is asked in the transaction
    that begins each one: after an unsubscription was answered nothing goes. When the server is not there, or answers
    that we are at fault, the rest stays as it is.
    `awake` says from when on a person may be written to, `envelope` gives the address for bounces.
    """
    if paused := outbox.fact("paused"):
        return Sent(paused=paused)
    late = outbox.hold_late(now() - rules.late) if rules.late is not None else []
    run = _Run(outbox, transport, render, now, envelope, owner, rules, wait, awake)
    ends: dict[tuple[str, str], Outcome] = {}
    for lost in outbox.recover(now(), owner, run.again):
        ends[lost.issue, lost.subscriber] = "left" if run.again else "unsure"
    while not run.stopped and (claimed := outbox.claim(owner, now(), BATCH, rules.lease)):
        for delivery, person, issue in claimed:
            if run.stopped:
                run.put_back(delivery, now())
            else:
                ends[delivery.issue, delivery.subscriber] = run.hand_over(delivery, person, issue)
    counts: dict[str, int] = Counter(ends.values())
    return Sent.of(counts | {"late": len(late)}, run.paused)


@dataclass(slots=True)
class _Run:
    outbox: Outbox
    transport: Transport
    render: Callable[[Issue, Subscriber], bytes]
    now: Callable[[], datetime]
    envelope: Callable[[Delivery], str]
    owner: str
    rules: Rules
    wait: Callable[[float], None]
    awake: Callable[[Subscriber, datetime], datetime]
    stopped: bool = False
    paused: str = ""
    _blamed: int = field(default=0)

    def hand_over(self, delivery: Delivery, person: Subscriber, issue: Issue) -> Outcome:
        """Bring one claimed letter to its end, or back to the outbox."""
        if (until := self.awake(person, self.now())) > self.now():
            self.put_back(delivery, until)
            return "left"
        try:
            message, sender = self._keyed(self.render(issue, person), delivery), self.envelope(delivery)
            address = postable(person.address, person.id)
        except MailError as error:
            return self._end(delivery, "failed", str(error))
        if not self._turn(delivery, person):
            return "left"
        begun, tries, first = self._begin(delivery)
        if begun == "suppressed":
            return "suppressed"
        if begun != "go":
            return "left"
        try:
            self.transport.deliver(message, sender, address)
        except Unsure as error:
            again = self.again
            self.outbox.mark(delivery, "new" if again else "unsure", again or self.now(), str(error))
            return "left" if again else "unsure"
        except Refused as error:
            return self._refused(delivery, person, error, tries, first)
        self._blamed = 0
        return self._end(delivery, "sent")

    @property
    def again(self) -> datetime | None:
        """When a letter in doubt goes again; None: it waits for a person."""
        return None if self.rules.doubt == "hold" else self.now() + self.rules.patience

    def put_back(self, delivery: Delivery, until: datetime) -> None:
        """A claimed letter waits again, unless its lease ran out and another took it."""
        with suppress(StoreError):
            self.outbox.mark(delivery, "new", until, delivery.detail)

    def _keyed(self, message: bytes, delivery: Delivery) -> bytes:
        """With a key by which a relay knows a letter again, above the signature, which does not cover it."""
        if self.rules.doubt != "idempotency":
            return message
        key = hashlib.sha256(f"{delivery.issue}\0{delivery.subscriber}".encode()).hexdigest()[:32]
        return f"{self.rules.header}: {key}\r\n".encode() + message

    def _turn(self, delivery: Delivery, person: Subscriber) -> bool:
        """Wait for the domain's turn; False when that is too far off."""
        if not self.rules.per_minute:
            return True
        asked = self.now()
        turn = self.outbox.take_turn(_domain(person), asked, timedelta(minutes=1) / self.rules.per_minute)
        if turn - asked > TURN:
            self.put_back(delivery, turn)
            return False
        if turn > asked:
            self.wait((turn - asked).total_seconds())
        return True

    def _begin(self, delivery: Delivery) -> tuple[Literal["go", "busy", "suppressed", "lost"], int, datetime]:
        try:
            return self.outbox.begin(delivery, self.owner, self.now(), self.rules.lease, self.rules.per_domain)
        except StoreBusy:
            return "busy", 0, self.now()

    def _refused(self, delivery: Delivery, person: Subscriber, error: Refused, tries: int, first: datetime) -> Outcome:
        blamed = error.permanent and error.status.startswith("5.7.")
        if error.permanent and not blamed:
            return self._end(delivery, "failed", str(error))
        again = self.now() + _back_off(self.rules, delivery, tries)
        if isinstance(error, Unreachable):
            self.stopped = True
        elif again - first > self.rules.deadline:
            return self._end(delivery, "failed", f"given up after {tries} tries: {error}")
        self.outbox.mark(delivery, "new", again, str(error))
        if isinstance(error, Slowed):
            self.outbox.slow(_domain(person), again)
        if blamed:
            self._blame(str(error))
        return "left"

    def _blame(self, said: str) -> None:
        self._blamed += 1
        if self._blamed >= self.rules.breaker:
            self.stopped, self.paused = True, said
            self.outbox.note_fact("paused", said)

    def _end(self, delivery: Delivery, state: Literal["sent", "failed"], detail: str = "") -> Outcome:
        try:
            self.outbox.mark(delivery, state, self.now(), detail)
        except StoreBusy:
            raise
        except StoreError:
            return "left"  # its lease ran out and it is another's now
        return state


def _domain(person: Subscriber) -> str:
    return person.address.rpartition("@")[2].casefold()


def _back_off(rules: Rules, delivery: Delivery, tries: int) -> timedelta:
    whole: timedelta = min(rules.patience * 2.0 ** min(max(tries - 1, 0), 20), rules.longest)
    chance = hashlib.sha256(f"{delivery.issue}\0{delivery.subscriber}\0{tries}".encode()).digest()[0]
    return whole * (1 - chance / 255 / 5)
