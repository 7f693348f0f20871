"""An outbox emptied, each row at most once: what is committed when.

A batch is claimed and its letters are built; then, letter by letter: `sending` is committed, the letter handed over,
its end committed together with the `sending` of the next. Nothing slow lies between an answer and its commit.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from scnfeed.digest.address import postable
from scnfeed.errors import MailError, StoreBusy, StoreError
from scnfeed.mail.outbox import Outbox
from scnfeed.mail.rules import Rules, our_fault
from scnfeed.mail.transport import Refused, Slowed, Transport, Unreachable, Unsure
from scnfeed.model import Begun, Delivery, Ended, Issue, Subscriber

Outcome = Literal["sent", "failed", "unsure", "suppressed", "left"]
TURN = timedelta(minutes=1)
"""The longest that a sender itself waits for a domain's turn; for more the letter goes back to the outbox."""
BATCH = 50
COUNTED = ("sent", "failed", "unsure", "left", "suppressed", "late")


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
    returned: Callable[[Delivery, Refused], None] = lambda delivery, error: None,
) -> Sent:
    """Hand over every letter that waits, one at a time, and count how they went.

    `sending` is committed before a letter goes and its end after, so that after a crash the rows in between are known:
    they become `unsure`, and `rules` say what follows. Whether a person still wants letters is asked in the transaction
    that begins each one: after an unsubscription was answered nothing goes. When the server is not there, or answers
    that we are at fault, the rest stays as it is. `awake` says from when on a person may be written to, `envelope`
    gives the address for bounces; `returned` hears of each letter that was refused for good.
    """
    if paused := outbox.fact("paused"):
        return Sent(paused=paused)
    late = outbox.hold_late(now() - rules.late) if rules.late is not None else []
    run = _Run(outbox, transport, render, now, envelope, owner, rules, wait, returned, awake)
    for lost in outbox.recover(now(), owner, run.again):
        run.count(lost, "left" if run.again else "unsure")
    while not run.stopped and (claimed := outbox.claim(owner, now(), BATCH, rules.lease)):
        run.batch(claimed)
    return Sent.of(run.ends | {"left": len(run.left), "late": len(late)}, run.paused)


@dataclass(frozen=True, slots=True)
class _Letter:
    delivery: Delivery
    message: bytes
    sender: str
    recipient: str

    @property
    def domain(self) -> str:
        return self.recipient.rpartition("@")[2].casefold()


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
    returned: Callable[[Delivery, Refused], None]
    awake: Callable[[Subscriber, datetime], datetime]
    stopped: bool = False
    paused: str = ""
    ends: Counter[str] = field(default_factory=Counter)
    left: set[int] = field(default_factory=set)
    """Letters that wait again, by their number: one may have several tries in a run."""
    _blamed: int = field(default=0)
    _ended: Ended | None = None
    """A letter that was taken, and is committed with the next step."""

    def batch(self, claimed: list[tuple[Delivery, Subscriber, Issue]]) -> None:
        """Bring each claimed letter to its end, or back to the outbox."""
        for letter in filter(None, [self._built(*one) for one in claimed]):
            if self.stopped:
                self._put_back(letter.delivery, self.now())
            else:
                self._hand_over(letter)
        self._flush()

    def count(self, delivery: Delivery, outcome: Outcome) -> None:
        self.left.discard(delivery.number)
        if outcome == "left":
            self.left.add(delivery.number)
        else:
            self.ends[outcome] += 1

    @property
    def again(self) -> datetime | None:
        """When a letter in doubt goes again; None: it waits for a person."""
        return None if self.rules.doubt == "hold" else self.now() + self.rules.patience

    def _built(self, delivery: Delivery, person: Subscriber, issue: Issue) -> _Letter | None:
        if (until := self.awake(person, self.now())) > self.now():
            self._put_back(delivery, until)
            self.count(delivery, "left")
            return None
        try:
            message = self.rules.keyed(self.render(issue, person), delivery)
            return _Letter(delivery, message, self.envelope(delivery), postable(person.address, person.id))
        except MailError as error:
            with suppress(StoreError):
                self.outbox.mark(delivery, "failed", self.now(), str(error))
            self.count(delivery, "failed")
            return None

    def _hand_over(self, letter: _Letter) -> None:
        delivery = letter.delivery
        begun = self._begin(letter) if self._turn(letter) else Begun("busy")
        if begun.word != "go":
            return self.count(delivery, "suppressed" if begun.word == "suppressed" else "left")
        try:
            self.transport.deliver(letter.message, letter.sender, letter.recipient)
        except Unsure as error:
            again = self.again
            self.outbox.mark(delivery, "new" if again else "unsure", again or self.now(), str(error))
            self.count(delivery, "left" if again else "unsure")
        except Refused as error:
            self.count(delivery, self._refused(letter, error, begun))
        else:
            self._blamed = 0
            self._ended = (delivery, "sent", "")
        return None

    def _begin(self, letter: _Letter) -> Begun:
        """Commit the end of the letter before, and that this one goes."""
        ended, rules = self._ended, self.rules
        try:
            begun = self.outbox.begin(letter.delivery, self.owner, self.now(), rules.lease, rules.per_domain, ended)
        except StoreBusy:
            self._flush()
            return Begun("busy")
        self._ended = None
        if ended is not None:
            self.count(ended[0], "sent" if begun.ended else "left")
        return begun

    def _flush(self) -> None:
        """Commit the end of a letter that was taken."""
        ended, self._ended = self._ended, None
        if ended is not None:
            self.count(ended[0], self._end(ended[0], "sent"))

    def _put_back(self, delivery: Delivery, until: datetime) -> None:
        """A claimed letter waits again, unless its lease ran out and another took it."""
        with suppress(StoreError):
            self.outbox.mark(delivery, "new", until, delivery.detail)

    def _turn(self, letter: _Letter) -> bool:
        """Wait for the domain's turn, if turns are taken; False when that is too far off."""
        if not self.rules.per_minute:
            return True
        self._flush()
        asked = self.now()
        turn = self.outbox.take_turn(letter.domain, asked, timedelta(minutes=1) / self.rules.per_minute)
        if turn - asked > TURN:
            self._put_back(letter.delivery, turn)
            return False
        if turn > asked:
            self.wait((turn - asked).total_seconds())
        return True

    def _refused(self, letter: _Letter, error: Refused, begun: Begun) -> Outcome:
        delivery, blamed = letter.delivery, our_fault(error)
        if error.permanent and not blamed:
            self.returned(delivery, error)
            return self._end(delivery, "failed", str(error))
        now = self.now()
        again = now + self.rules.back_off(delivery, begun.tries)
        if isinstance(error, Unreachable):
            self.stopped = True
        elif again - (begun.first or now) > self.rules.deadline:
            return self._end(delivery, "failed", f"given up after {begun.tries} tries: {error}")
        self.outbox.mark(delivery, "new", again, str(error))
        if isinstance(error, Slowed):
            self.outbox.slow(letter.domain, again)
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
