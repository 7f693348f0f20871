"""What a refusal, a doubt or a late hour means for a letter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from scnfeed.mail.transport import Refused
from scnfeed.model import Delivery

PATIENCE = timedelta(minutes=10)
"""How long a letter waits that was refused for the time being: greylisting asks for five minutes or so."""
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

    def back_off(self, delivery: Delivery, tries: int) -> timedelta:
        """How long a letter waits that was refused for the time being, `tries` times by now."""
        whole: timedelta = min(self.patience * 2.0 ** min(max(tries - 1, 0), 20), self.longest)
        chance = hashlib.sha256(f"{delivery.issue}\0{delivery.subscriber}\0{tries}".encode()).digest()[0]
        return whole * (1 - chance / 255 / 5)

    def keyed(self, message: bytes, delivery: Delivery) -> bytes:
        """With a key by which a relay knows a letter again, above the signature, which does not cover it."""
        if self.doubt != "idempotency":
            return message
        key = hashlib.sha256(f"{delivery.issue}\0{delivery.subscriber}".encode()).hexdigest()[:32]
        return f"{self.header}: {key}\r\n".encode() + message


def our_fault(error: Refused) -> bool:
    """Whether an answer is about us, not about a reader: policy and authentication (RFC 3463, section 3.8)."""
    return error.permanent and error.status.startswith("5.7.")
