"""What a feed shows, kept up to date by what changed, is what choosing from all articles would give."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scnfeed.feeds.select import select, withdrawn
from scnfeed.jobs.publish import current
from scnfeed.jobs.shown import history
from scnfeed.jobs.windows import windows
from scnfeed.model import Article, Change, Decision, Event, Feed
from scnfeed.store import Store
from tests.feeds.factory import NOON, SEEN, article, ident

EVENT = Event(date(2023, 9, 19), date(2023, 9, 21), "Bari", True, "19 to 21 September 2023")
FEEDS = {
    feed.name: feed
    for feed in (
        Feed("en/all", "", "", languages=("en",), limit=7),
        Feed("en/news", "", "", languages=("en",), kinds=("news",), limit=5),
        Feed("ar/events", "", "", languages=("ar",), kinds=("event",), limit=6),
        Feed("en/resources", "", "", languages=("en",), kinds=("resource",), limit=4),
        Feed("ar-else-en/all", "", "", languages=("ar", "en"), once=True, limit=8),
        Feed("all/all", "", "", limit=12),
        Feed("floods", "", "", words=("flood",), limit=5),
        Feed("topic", "", "", topics=("Summit",), limit=5),
        Feed("young", "", "", age=3, limit=9),
        Feed("elsewhere", "", "", sites=("other",), limit=3),
    )
}


def put(store: Store, *articles: Article) -> None:
    store.apply([Change(Decision("new", "", article=one.id), one) for one in articles], run="test", now=NOON)


def some_article(chance: random.Random, number: int, now: datetime) -> Article:
    language = chance.choice(["en", "en", "ar"])
    return article(
        number,
        language,
        site=chance.choice(["cities", "cities", "other"]),
        kind=chance.choice(["news", "news", "resource", "page"]),
        title=chance.choice(["Quay Talk", f"Title {number}"]),
        content_text=chance.choice(["a flood came", "nothing"]),
        topics=chance.choice([(), ("Summit",)]),
        events=chance.choice([(), (EVENT,), (replace(EVENT, certain=False),)]),
        story=f"story-{number // 2 if chance.random() < 0.5 else number}",
        relation=chance.choice(["preferred", "preferred", "duplicate", "translation"]),
        ordered=NOON + timedelta(hours=chance.randint(0, 400)),
        first_seen=now,
        url=f"https://cities.example.org/{number}/",
    )


def turned(chance: random.Random, one: Article, now: datetime) -> Article:
    """`one` after something happened to it."""
    changes: tuple[dict[str, Any], ...] = (
        {"title": f"{one.title}!", "revised": now, "revision": one.revision + 1},
        {"withdrawn": None if one.withdrawn else now},
        {"story": f"story-{chance.randint(0, 30)}"},
        {"relation": chance.choice(["preferred", "duplicate"])},
        {"ordered": NOON + timedelta(hours=chance.randint(0, 500))},
        {"content_text": chance.choice(["a flood came", "nothing"])},
        {},
    )
    return replace(one, **chance.choice(changes))


def looked_at(store: Store, since: int) -> Iterator[tuple[Feed, list[str], list[str]]]:
    mark = store.last_change()
    found, noted = windows(store, FEEDS, mark, since)
    store.note_windows(noted, (), mark)
    for name, feed in FEEDS.items():
        yield feed, [one.told for one in current(feed, found[name])], [one.id for one in found[name].gone]


def chosen(feed: Feed, articles: Sequence[Article]) -> tuple[list[str], list[str]]:
    return [one.id for one in select(feed, articles)], [one.id for one in withdrawn(feed, articles)]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_a_window_shows_what_choosing_from_everything_would(seed: int, tmp_path: Path) -> None:
    chance, known = random.Random(seed), dict[str, Article]()
    with Store.open(f"sqlite:///{tmp_path}/store.db") as store:
        for step in range(20):
            now, since = SEEN + timedelta(hours=step), store.last_change()
            new = [some_article(chance, len(known) + n, now) for n in range(chance.choice([0, 1, 3, 20]))]
            old = [turned(chance, one, now) for one in chance.sample(list(known.values()), min(len(known), 3))]
            put(store, *new, *old)
            known |= {one.id: one for one in (*new, *old)}
            if chance.random() < 0.2:
                continue
            for feed, shown, gone in looked_at(store, since):
                assert (shown, gone) == chosen(feed, list(known.values())), (step, feed.name)


def test_the_whole_history_is_what_fits_in_its_order(store: Store) -> None:
    chance = random.Random(11)
    known = [some_article(chance, number, SEEN) for number in range(300)]
    put(store, *known)
    for feed in FEEDS.values():
        wanted, _ = chosen(replace(feed, limit=1000, age=0), known)
        assert [one.told for one in history(store, feed)] == wanted, feed.name


def test_a_publish_reads_only_what_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, *(article(number) for number in range(300)))
    mark = store.last_change()
    found, noted = windows(store, FEEDS, mark, 0)
    store.note_windows(noted, (), mark)
    put(store, article(301, ordered=NOON + timedelta(days=1)))
    monkeypatch.setattr(store, "newest", lambda **_: pytest.fail("the store was read from its newest article on"))
    found, noted = windows(store, FEEDS, store.last_change(), mark)
    assert found["en/all"].shown[0].id == ident(301)
    assert set(noted) == {"en/all", "en/news", "ar-else-en/all", "all/all", "young"}


def test_the_second_of_one_title_is_named_for_good(store: Store) -> None:
    put(store, article(5, title="Quay Talk", first_seen=SEEN))
    put(store, article(4, title="Quay Talk", first_seen=SEEN + timedelta(days=1)))
    found, _ = windows(store, FEEDS, store.last_change(), 0)
    assert [(one.id, one.twin) for one in found["en/all"].shown] == [(ident(4), True), (ident(5), False)]
