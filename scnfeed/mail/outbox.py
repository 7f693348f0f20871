"""What sending asks of the store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from scnfeed.model import Begun, Delivery, DeliveryState, Ended, Issue, Subscriber


class Outbox(Protocol):
    """Rows of letters, moved on by one sender at a time: every call is one committed transaction."""

    def claim(
        self, owner: str, now: datetime, limit: int = 20, lease_seconds: float = 300
    ) -> list[tuple[Delivery, Subscriber, Issue]]:
        """Rows nobody else holds, now held by `owner` until the lease runs out."""

    def begin(
        self,
        delivery: Delivery,
        owner: str,
        now: datetime,
        lease_seconds: float = 300,
        most: int = 0,
        ended: Ended | None = None,
    ) -> Begun:
        """``sending`` from now on, if the row is still the owner's, its issue is not held and the person still wants
        it; together with how the letter before ended."""

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
