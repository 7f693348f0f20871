"""The benchmarks in small: each stage runs, and both of its sides do the work."""

from __future__ import annotations

import pytest

from benchmarks import Row, measure, table
from benchmarks.stages import articles, feeds, plain_feedgen, reading, storing


def test_both_sides_are_run_in_turn() -> None:
    order: list[str] = []
    rows = measure("s", (("a", lambda: order.append("a")), ("b", lambda: order.append("b"))), rounds=2)
    assert order == ["a", "b", "a", "b"]
    assert [(row.stage, row.side, row.rounds) for row in rows] == [("s", "a", 2), ("s", "b", 2)]


@pytest.mark.parametrize(("stage", "sides"), [("reading", 3), ("feeds", 4), ("storing", 3)])
def test_each_stage_measures_us_beside_a_peer(stage: str, sides: int) -> None:
    small = {
        "reading": lambda: reading(rounds=1, pages=2),
        "feeds": lambda: feeds(rounds=1, entries=3),
        "storing": lambda: storing(rounds=1, rows=3),
    }
    rows = small[stage]()
    assert len(rows) == sides and all(row.milliseconds > 0 for row in rows)


def test_the_peer_writes_every_entry() -> None:
    assert plain_feedgen(articles(3), "rss").count(b"<item>") == 3
    assert plain_feedgen(articles(3), "atom").count(b"<entry>") == 3


def test_the_table_compares_with_the_first_side() -> None:
    lines = table([Row("s", "ours", 2.0, 1), Row("s", "peer", 1.0, 1)])
    assert [line.split()[-1] for line in lines[1:]] == ["1.00", "0.50"]
