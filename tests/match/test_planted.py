"""One story is known again, two are never merged: on the half of the planted pairs that is kept for reporting."""

from __future__ import annotations

from collections import Counter

import pytest

from scnfeed.match.changes import edit_between
from scnfeed.match.compare import compare
from tests.match.planted import HALVES, SAME, Pair, pairs, texts
from tests.match.planted_edits import edits


@pytest.fixture(scope="module")
def judged() -> list[tuple[Pair, str]]:
    return [(pair, compare(pair.one, pair.other).relation) for pair in pairs("report")]


def test_no_pair_of_two_stories_is_merged(judged: list[tuple[Pair, str]]) -> None:
    apart = [(pair, relation) for pair, relation in judged if not pair.same]
    assert len(apart) > 700
    assert [(pair.name, pair.one.url, pair.other.url) for pair, relation in apart if relation == "duplicate"] == []


def test_at_least_97_of_100_copies_are_known_and_no_kind_of_copy_is_lost(judged: list[tuple[Pair, str]]) -> None:
    found = Counter((pair.name, relation == "duplicate") for pair, relation in judged if pair.same)
    total = sum(found.values())
    assert total > 400
    assert sum(count for (_, hit), count in found.items() if hit) >= 0.97 * total
    for name in SAME:
        assert found[name, True] >= 0.9 * (found[name, True] + found[name, False]), name


def test_the_next_edition_and_the_other_city_are_called_a_series(judged: list[tuple[Pair, str]]) -> None:
    kinds = {"other city", "next year", "next month", "next day", "other count", "next edition", "next number"}
    assert {relation for pair, relation in judged if pair.name in kinds} == {"series"}


def test_95_of_100_edits_are_called_what_they_are() -> None:
    judged = [(edit, bool(edit_between(edit.old, edit.new).fields)) for edit in edits("report")]
    assert len(judged) > 700
    right = Counter((edit.material, edit.material == found) for edit, found in judged)
    for material in (True, False):
        assert right[material, True] >= 0.95 * (right[material, True] + right[material, False])


def test_no_text_is_in_both_halves() -> None:
    halves = [{text.key for text in texts() if text.half == half} for half in HALVES]
    assert all(halves) and not halves[0] & halves[1]
