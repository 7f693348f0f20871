"""Expressions of our own, half of them never tuned to: the bounds of what `python -m benchmarks.dates` counts."""

from __future__ import annotations

import pytest

from benchmarks.dates import expressions, ours, right

HALVES = ("work", "report")


@pytest.mark.parametrize("half", HALVES)
def test_at_least_nineteen_of_twenty_expressions_are_wholly_right(half: str) -> None:
    rows = list(expressions(half))
    assert sum(right(ours, row) for row in rows) >= 0.95 * len(rows) > 300


@pytest.mark.parametrize("half", HALVES)
def test_arabic_is_read_no_worse_than_english(half: str) -> None:
    share = {}
    for language in ("ar", "en"):
        rows = [row for row in expressions(half) if row.language == language]
        share[language] = sum(right(ours, row) for row in rows) / len(rows)
    assert share["ar"] >= share["en"] - 0.02


@pytest.mark.parametrize("half", HALVES)
def test_what_only_looks_like_a_date_is_none(half: str) -> None:
    wrong = [row.text for row in expressions(half) if row.kind == "none" and ours(row)]
    assert wrong == []
