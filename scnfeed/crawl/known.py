"""What a crawl asks of memory, and a memory of plain dictionaries for those who need no store.

A crawl never gets all that is known: it asks for the addresses that it met, for those that no index names any more, and
for those whose turn it is. So a quiet day costs the same for a thousand addresses and for a hundred thousand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from scnfeed.crawl.values import Look


class Known(Protocol):
    """The addresses of one site that were looked at before."""

    def count(self) -> int:
        """How many of them are live."""

    def recall(self, keys: Collection[str]) -> list[Look]:
        """Those of `keys` that are known."""

    def unnamed(self, named: Collection[str]) -> list[Look]:
        """The live ones that some index named, but none of these."""

    def due(self, now: datetime, most: int) -> list[Look]:
        """At most so many live ones whose turn has come, the longest due first."""


class Looks:
    """Known in a dictionary."""

    def __init__(self, looks: Iterable[Look] = ()) -> None:
        self._looks = {look.key: look for look in looks}

    def count(self) -> int:
        return sum(look.live for look in self._looks.values())

    def recall(self, keys: Collection[str]) -> list[Look]:
        return [self._looks[key] for key in sorted(keys) if key in self._looks]

    def unnamed(self, named: Collection[str]) -> list[Look]:
        return [look for look in self._looks.values() if look.live and look.named_by and look.named_by not in named]

    def due(self, now: datetime, most: int) -> list[Look]:
        found = [(look.due, look.key, look) for look in self._looks.values() if look.live and look.due]
        return [look for due, _, look in sorted(found) if due <= now][:most]
