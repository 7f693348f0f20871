"""A memory of many articles decides as one that keeps them all as they are."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.match_corpus import Corpus
from benchmarks.match_speed import batches, decided
from scnfeed.match.known import Memory
from scnfeed.match.shelf import Shelf
from tests.match.factory import article


def test_packed_articles_come_back_whole_in_any_state() -> None:
    shelf = Shelf(as_they_are=2)
    met = [article(f"a{n}", id=f"id-{n}", title=f"Number {n}\ud800", sources={"title": "h1"}) for n in range(5)]
    for place, one in enumerate(met):
        shelf[place] = one
    assert [shelf[place] for place in range(5)] == met and len(shelf) == 5
    newer = article("a0", id="id-0", title="Newer")
    shelf[0] = newer
    assert shelf[0] is newer and sorted(shelf) == [0, 1, 2, 3, 4]
    del shelf[0], shelf[1]
    assert shelf.get(0) is None and shelf.get(1) is None and 2 in shelf
    with pytest.raises(KeyError):
        shelf[9]


def test_what_is_decided_does_not_depend_on_what_is_packed() -> None:
    def run(as_they_are: int) -> list[object]:
        ids, memory = iter(range(10_000)), Memory(as_they_are=as_they_are)
        made = islice(Corpus(copies=0.2).articles(300), 300)
        return [change for batch in batches(made, 50) for change in decided(memory, batch, lambda: f"id-{next(ids)}")]

    assert run(5) == run(10_000)
