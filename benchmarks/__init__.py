"""Each stage beside its limit or its peer, both in one run: ``python -m benchmarks``."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured thing: what, by whom, the median of how many rounds, in milliseconds."""

    stage: str
    side: str
    milliseconds: float
    rounds: int


def measure(stage: str, sides: Sequence[tuple[str, Callable[[], object]]], rounds: int) -> list[Row]:
    """The median time of each of `sides`, run in turn so that a busy moment of the machine hits all of them."""
    times: dict[str, list[float]] = {name: [] for name, _ in sides}
    for _ in range(rounds):
        for name, work in sides:
            started = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - started) * 1000)
    return [Row(stage, name, statistics.median(taken), rounds) for name, taken in times.items()]


def table(rows: Sequence[Row]) -> list[str]:
    """A line each; the last column compares with the first side of the same stage, which is ours."""
    ours: dict[str, float] = {}
    told = [f"{'stage':<34} {'side':<36} {'median ms':>10} {'rounds':>6} {'ours = 1':>9}"]
    for row in rows:
        base = ours.setdefault(row.stage, row.milliseconds)
        ratio = row.milliseconds / base
        told.append(f"{row.stage:<34} {row.side:<36} {row.milliseconds:>10.2f} {row.rounds:>6} {ratio:>9.2f}")
    return told
