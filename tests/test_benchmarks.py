"""The benchmarks in small: each stage runs, and both of its sides do the work."""

from __future__ import annotations

import pytest

from benchmarks import Row, measure, posting, table
from benchmarks import letters as letters_bench
from benchmarks.feeds import building, latest, made, plain_feedgen
from benchmarks.stages import reading, storing


def test_both_sides_are_run_in_turn() -> None:
    order: list[str] = []
    rows = measure("s", (("a", lambda: order.append("a")), ("b", lambda: order.append("b"))), rounds=2)
    assert order == ["a", "b", "a", "b"]
    assert [(row.stage, row.side, row.rounds) for row in rows] == [("s", "a", 2), ("s", "b", 2)]


@pytest.mark.parametrize(("stage", "sides"), [("reading", 3), ("building", 2), ("latest", 2), ("storing", 3)])
def test_each_stage_measures_us_beside_a_peer(stage: str, sides: int) -> None:
    small = {
        "reading": lambda: reading(rounds=1, pages=2),
        "building": lambda: building(rounds=1, items=130),
        "latest": lambda: latest(rounds=1, items=100),
        "storing": lambda: storing(rounds=1, rows=3),
    }
    rows = small[stage]()
    assert len(rows) == sides and all(row.milliseconds > 0 for row in rows)


def test_the_peer_writes_every_entry() -> None:
    rss, atom = plain_feedgen([made(number) for number in range(3)])
    assert (rss.count(b"<item>"), atom.count(b"<entry>")) == (3, 3)


def test_the_table_compares_with_the_first_side() -> None:
    lines = table([Row("s", "ours", 2.0, 1), Row("s", "peer", 1.0, 1)])
    assert [line.split()[-1] for line in lines[1:]] == ["1.00", "0.50"]


def test_letters_of_both_chains_are_alike_and_all_sides_are_measured() -> None:
    results = letters_bench.building(letters=3, peers=1, rounds=1)
    assert {kind: len(sides) for kind, sides in results.items()} == {"rsa": 3, "ed25519": 3}
    assert all(value > 0 for sides in results.values() for value in sides.values())
    assert posting.handing_over(letters=3, rounds=1).keys() == {"smtplib", "ours", "with the outbox"}
