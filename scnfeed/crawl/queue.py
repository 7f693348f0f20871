"""What a crawl still has to ask for: the plan in its order, and what is found on the way; no address twice."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from scnfeed.crawl.revisit import Ask


class Queue:
    """`total` is how many addresses were wanted so far."""

    def __init__(self) -> None:
        self.total = 0
        self._planned: list[Ask] = []
        """The most urgent last."""
        self._added: list[tuple[int, int, Ask]] = []
        """A heap."""
        self._asked: dict[str, bool] = {}
        """Every wanted address, and whether it still waits."""

    def plan(self, asks: Sequence[Ask]) -> None:
        """What to begin with, the most urgent first."""
        self._planned = [ask for ask in reversed(asks) if self._is_new(ask.key)]

    def add(self, ask: Ask) -> None:
        """What was found on the way; one that was wanted before is left out."""
        if self._is_new(ask.key):
            heapq.heappush(self._added, (-ask.urgency, self.total, ask))

    def pop(self) -> Ask | None:
        """The most urgent of what waits; of equals the planned first, then the first found."""
        if self._planned and not (self._added and -self._added[0][0] > self._planned[-1].urgency):
            ask = self._planned.pop()
        elif self._added:
            ask = heapq.heappop(self._added)[2]
        else:
            return None
        self._asked[ask.key] = False
        return ask

    def take(self, key: str) -> bool:
        """Have an address for oneself, at once; False where it was wanted before."""
        new = self._is_new(key)
        if new:
            self._asked[key] = False
        return new

    def waits(self, key: str) -> bool:
        return self._asked.get(key, False)

    def __contains__(self, key: str) -> bool:
        return key in self._asked

    def _is_new(self, key: str) -> bool:
        if key in self._asked:
            return False
        self._asked[key] = True
        self.total += 1
        return True
