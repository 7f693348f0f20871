"""An outbox emptied, each row at most once: what is committed when, and what a refusal means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from scnfeed.errors import MailError
from scnfeed.mail.transport import Refused, Transport, Unreachable, Unsure
from scnfeed.model import Delivery, DeliveryState, Issue, Subscriber

PATIENCE = timedelta(minutes=10)
"""How long a letter waits that was refused for the time being: greylisting asks for five minutes or so."""

Outcome = Literal["sent", "failed", "unsure", "suppressed", "left"]


class Outbox(Protocol):
    """What sending asks of the store: every call is one committed transaction."""

    def claim(
        self, owner: str, now: datetime, limit: int = 20, lease_seconds: float = 300
    ) -> list[tuple[Delivery, Subscriber, Issue]]:
        """Rows nobody else holds, now held by `owner` until the lease runs out."""

    def mark(self, delivery: Delivery, state: DeliveryState, now: datetime, detail: str = "") -> None:
        """Move a row on; back to ``new`` it waits until `now`. An illegal move is refused."""

    def recover(self, now: datetime, owner: str) -> list[Delivery]:
        """Rows left `sending` by somebody whose lease ran out: they are `unsure` from now on."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How a run of sending ended: letters `left` were refused for the time being and wait for the next run."""

    sent: int = 0
    failed: int = 0
    unsure: int = 0
    left: int = 0
    suppressed: int = 0


def send(
    outbox: Outbox,
    transport: Transport,
    render: Callable[[Issue, Subscriber], bytes],
    now: Callable[[], datetime],
    *,
    owner: str,
    envelope: Callable[[Subscriber, Issue], str],
) -> Sent:
    """Hand over every letter that waits, one at a time, and count how they went.

    `sending` is committed before a letter goes and its end after, so that after a crash the rows in between are known:
    they become `unsure` and wait for a person's word. Each person is looked up as the letter goes: who paused meanwhile
    gets nothing. When the server is not there, the rest stays as it is. `envelope` gives the address for bounces.
    """
    run = _Run(outbox, transport, render, now, envelope)
    ends: dict[tuple[str, str], Outcome] = {(d.issue, d.subscriber): "unsure" for d in outbox.recover(now(), owner)}
    while claimed := outbox.claim(owner, now(), limit=1):
        delivery = claimed[0][0]
        ends[delivery.issue, delivery.subscriber], go_on = run.hand_over(*claimed[0])
        if not go_on:
            break
    return Sent(**Counter[str](ends.values()))


@dataclass(frozen=True, slots=True)
class _Run:
    outbox: Outbox
    transport: Transport
    render: Callable[[Issue, Subscriber], bytes]
    now: Callable[[], datetime]
    envelope: Callable[[Subscriber, Issue], str]

    def hand_over(self, delivery: Delivery, subscriber: Subscriber, issue: Issue) -> tuple[Outcome, bool]:
        """How it ended, and whether to go on with the next."""
        if subscriber.paused:
            self.outbox.mark(delivery, "suppressed", self.now(), "paused")
            return "suppressed", True
        try:
            message, sender = self.render(issue, subscriber), self.envelope(subscriber, issue)
        except MailError as error:
            return self._failed(delivery, error), True
        self.outbox.mark(delivery, "sending", self.now())
        return self._deliver(delivery, message, sender, subscriber.address)

    def _deliver(self, delivery: Delivery, message: bytes, sender: str, address: str) -> tuple[Outcome, bool]:
        try:
            self.transport.deliver(message, sender, address)
        except Unsure as error:
            self.outbox.mark(delivery, "unsure", self.now(), str(error))
            return "unsure", True
        except Refused as error:
            if error.permanent:
                return self._failed(delivery, error), True
            self.outbox.mark(delivery, "new", self.now() + PATIENCE, str(error))
            return "left", not isinstance(error, Unreachable)
        self.outbox.mark(delivery, "sent", self.now())
        return "sent", True

    def _failed(self, delivery: Delivery, error: MailError) -> Outcome:
        self.outbox.mark(delivery, "failed", self.now(), str(error))
        return "failed"
