"""What match knows in the store: the same as in memory, nothing loaded that is not asked for, the oldest found too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from scnfeed.match import traces
from scnfeed.match.decide import Judge
from scnfeed.match.known import CROWD, Known, Memory
from scnfeed.model import Article, Change, Site
from scnfeed.store import Store
from tests.match.planted import SAME, article, texts

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
SITE = Site("planted", "Planted", "https://planted.example/")


def pages() -> list[Article]:
    """Every planted text, and a copy of some under other addresses, other edits each."""
    import random

    chance = random.Random(3)
    originals = [replace(article(text), title=text.title or "Untitled") for text in texts()]
    ways = list(SAME.values())
    copies = [
        replace(
            ways[n % len(ways)](text, chance, ("word",)), title=text.title or "Untitled", url=f"{SITE.home}copy-{n}/"
        )
        for n, text in enumerate(texts())
    ]
    twins = [replace(one, translations={"en": originals[0].url or ""}) for one in copies[:3]]
    return [*originals, *copies, *twins]


def judged(run: Callable[[list[Article], int], list[Change]]) -> list[tuple[Any, ...]]:
    found = pages()
    third = len(found) // 3
    parts = [found[:third], found[third : 2 * third], found[2 * third :], found[::7]]
    changes = [change for number, part in enumerate(parts) for change in run(part, number)]
    return [(c.decision, c.article) for c in changes]


def decide(known: Known, part: list[Article], number: int, ids: Callable[[], str]) -> list[Change]:
    judge = Judge(SITE, known, NOW + timedelta(days=number), ids, number == 0)
    known.expect(part)
    changes = [change for one in part for change in judge.decide(one)]
    return changes + judge.settle([change.article.story for change in changes if change.article])


def test_the_store_knows_what_memory_knows(store: Store) -> None:
    memory, numbers = Memory(), count(1)
    plain = judged(lambda part, number: decide(memory, part, number, lambda: f"id-{next(numbers)}"))
    again = count(1)

    def stored(part: list[Article], number: int) -> list[Change]:
        known = store.known()
        changes = decide(known, part, number, lambda: f"id-{next(again)}")
        last = {change.article.id: change.article for change in changes if change.article}
        store.apply(
            [Change(c.decision, last.pop(c.article.id, None) if c.article else None) for c in changes],
            run=str(number),
            now=NOW,
            known=known,
        )
        return changes

    found = judged(stored)
    assert len(found) > 100 and {row[0].relation for row in found} > {"new", "duplicate", "same"}
    assert found == plain


def test_a_copy_of_the_oldest_article_is_found_without_loading_the_others(store: Store) -> None:
    found = [replace(article(text), id=f"id-{n}", story=f"s-{n}") for n, text in enumerate(texts())]
    decided = [Change(decision, one) for decision, one in zip(map(_new, found), found, strict=True)]
    store.apply(decided, run="1", now=NOW)
    known = store.known()
    copy = replace(found[0], id="", story="", url=f"{SITE.home}elsewhere/", title="Quite another headline")
    assert [one.id for one in known.candidates(copy)] == ["id-0"]
    assert len(known.all()) < 10 < len(found) / 2


def test_two_sites_that_copy_each_other_are_one_story(store: Store) -> None:
    text = texts()[0]
    first = replace(article(text), id="id-1", story="s-1", published=date(2026, 2, 1))
    store.apply([Change(_new(first), first)], run="1", now=NOW)
    partner = Site("partner", "Partner", "https://partner.example/")
    judge = Judge(partner, store.known(), NOW, lambda: "id-2")
    copy = replace(article(text), site="partner", url="https://partner.example/a/", published=date(2026, 2, 2))
    (change,) = judge.decide(copy)
    assert change.article and (change.decision.relation, change.article.story) == ("duplicate", "s-1")


def test_a_trace_that_a_crowd_has_is_kept_of_no_more(store: Store) -> None:
    def numbered(n: int) -> Article:
        given = {"slug": f"n{n}", "title": "The same headline", "body": " ".join(f"word{n}x{m}" for m in range(120))}
        return replace(article(texts()[0], **given), id=f"id-{n}", story=f"s-{n}")

    crowd = [numbered(n) for n in range(CROWD + 1)]
    store.apply([Change(_new(one), one) for one in crowd], run="1", now=NOW)
    known, late = store.known(), numbered(1000)
    assert known.candidates(late) == []
    assert traces.titled(late) in known.crowded()
    store.apply([Change(_new(late), late)], run="2", now=NOW, known=known)
    assert [one.id for one in store.known().candidates(replace(numbered(1000), id=""))] == ["id-1000"]


def test_a_store_whose_traces_were_made_otherwise_makes_them_anew(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = replace(article(texts()[0]), id="id-1", story="s-1")
    monkeypatch.setattr(traces, "VERSION", "of yesterday")
    monkeypatch.setattr(traces, "kept", lambda article: ())
    with Store.open(empty_url) as store:
        store.apply([Change(_new(one), one)], run="1", now=NOW)
        assert store.known().candidates(replace(one, id="", title="Else")) == []
    monkeypatch.undo()
    with Store.open(empty_url) as store:
        assert [found.id for found in store.known().candidates(replace(one, id="", title="Else"))] == ["id-1"]


def _new(one: Article) -> Any:
    from scnfeed.model import Decision

    return Decision("new", "first seen", one.id, url=one.url or "")


def test_what_another_run_decided_meanwhile_stands(store: Store) -> None:
    """Two sites are collected at once: each stores what it read, and neither undoes the other's stories."""
    mine, theirs = (replace(article(texts()[n]), id=f"id-{n}", story=f"s-{n}") for n in (0, 1))
    theirs = replace(theirs, site="theirs", url="https://theirs.example/1/")
    store.apply([Change(_new(one), one) for one in (mine, theirs)], run="1", now=NOW)
    ours, others = store.known(), store.known()
    for known in (ours, others):
        assert [known.story(one.story) for one in (mine, theirs)] == [[mine], [theirs]]

    edited = replace(theirs, title="Edited at home", revision=1)
    store.apply([Change(_new(edited), edited)], run="2", now=NOW, site="theirs", known=others)
    copy = replace(theirs, story=mine.story, relation="duplicate")  # decided from what ours had loaded
    store.apply([Change(_new(copy), copy)], run="3", now=NOW, site="planted", known=ours)
    assert store.article("id-1") == replace(edited, story=mine.story, relation="duplicate")

    again = replace(edited, title="Edited once more", revision=2)
    store.apply([Change(_new(again), again)], run="2", now=NOW, site="theirs", known=others)
    assert store.article("id-1") == replace(again, story=mine.story, relation="duplicate")
