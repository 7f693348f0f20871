"""What the store can tell a person to look at: each thing with where it happened, settled things no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scnfeed.match.rulings import Ruling
from scnfeed.model import Article, Change, Decision
from scnfeed.store import Store

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
BEFORE = NOW - timedelta(days=1)


def article(name: str, language: str = "en", **more: Any) -> Article:
    plain = Article("cities", f"https://cities.example/{name}/", language, "ltr", "news", name.title(), "", "Words.")
    return replace(plain, id=f"urn:x:{name}", story=f"urn:s:{name}", first_seen=NOW, **more)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store.open("sqlite://") as opened:
        yield opened


def told(store: Store) -> list[tuple[str, str, str]]:
    return [(n.topic, n.subject, n.other) for n in store.notices(BEFORE)]


def test_a_likely_copy_and_a_likely_translation_are_told_with_their_other(store: Store) -> None:
    fair, again, foire = article("fair"), article("again"), article("foire", "fr")
    store.apply([Change(Decision("new", "first seen", fair.id), fair)], run="r", now=BEFORE)
    kept = Decision("new", "first seen; kept apart: same title, but another place", again.id, fair.id)
    offer = Decision("offered", "perhaps a translation", foire.id, fair.id)
    store.apply(
        [Change(kept, again), Change(Decision("new", "", foire.id), foire), Change(offer, None)], run="r", now=NOW
    )
    assert told(store) == [("similar", "Again", fair.url), ("offered", "Foire", fair.url)]
    store.apply([Change(Decision("translation", "", foire.id), replace(foire, story=fair.story))], run="r", now=NOW)
    assert told(store) == [("similar", "Again", fair.url)]
    store.apply([Change(Decision("withdrawn", "404", again.id), replace(again, withdrawn=NOW))], run="r", now=NOW)
    assert [topic for topic, _, _ in told(store)] == ["withdrawn"]


def test_what_an_editor_kept_apart_is_not_asked_again(store: Store) -> None:
    fair, foire = article("fair"), article("foire", "fr")
    store.apply([Change(Decision("new", "", a.id), a) for a in (fair, foire)], run="r", now=BEFORE)
    store.apply([Change(Decision("offered", "perhaps", foire.id, fair.id), None)], run="r", now=NOW)
    assert len(told(store)) == 1
    ruling = Ruling("urn:r:1", NOW, "split", fair.id, foire.id, why="different events")
    store.rule(ruling, [], now=NOW)
    assert told(store) == []


def test_nothing_of_the_first_crawl_is_asked(store: Store) -> None:
    fair, again = article("fair", baseline=True), article("again", baseline=True)
    kept = Decision("new", "kept apart: same title", again.id, fair.id)
    store.apply([Change(Decision("new", "", fair.id), fair), Change(kept, again)], run="r", now=NOW)
    assert told(store) == []


def test_a_page_that_is_held_is_told_by_its_title_or_its_address(store: Store) -> None:
    fair = article("fair")
    store.apply([Change(Decision("new", "", fair.id), fair)], run="r", now=BEFORE)
    held = [Decision("held", "asks for a password", url=url) for url in (fair.url or "", "https://cities.example/new/")]
    store.apply([Change(one, None) for one in held], run="r", now=NOW)
    assert told(store) == [("held", "Fair", ""), ("held", "https://cities.example/new/", "")]
