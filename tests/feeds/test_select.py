from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scnfeed.feeds import select
from scnfeed.model import Article, Event
from tests.feeds.factory import NOON, SEEN, SUMMIT, article, feed, ident


def ids(*articles: Article) -> list[str]:
    return [a.id for a in articles]


def chosen(articles: list[Article], **changes: Any) -> list[str]:
    return ids(*select(feed("all/all", "en", **({"languages": ()} | changes)), articles))


def test_newest_first_then_by_id() -> None:
    same = [article(3, ordered=NOON, id=ident(9)), article(4, ordered=NOON, id=ident(8))]
    assert chosen([article(2), *same, article(1)]) == [ident(8), ident(9), ident(1), ident(2)]


def test_a_feed_ends_at_its_limit() -> None:
    assert chosen([article(n) for n in range(1, 9)], limit=3) == [ident(1), ident(2), ident(3)]


def test_duplicates_and_withdrawn_articles_never_appear() -> None:
    assert chosen([article(1, relation="duplicate"), article(2, withdrawn=SEEN), article(3)]) == [ident(3)]


@pytest.mark.parametrize(
    ("asked", "fits", "does_not"),
    [
        ({"sites": ("cities",)}, {}, {"site": "other"}),
        ({"languages": ("ar",)}, {"language": "ar"}, {"language": "en"}),
        ({"kinds": ("resource",)}, {"kind": "resource"}, {"kind": "news"}),
        ({"topics": ("climate",)}, {"topics": ("CLIMATE",)}, {"topics": ("Housing",)}),
        ({"places": ("new york",)}, {"events": (replace(SUMMIT, place="New York, USA"),)}, {"events": (SUMMIT,)}),
        ({"words": ("SUMMIT",)}, {"title": "Global Summit"}, {"title": "Workshop"}),
        ({"words": ("قمة",)}, {"content_text": "عُقدت القِمّة أمس"}, {"content_text": "عُقدت الورشة"}),
        ({"without": ("summit",)}, {"title": "Workshop"}, {"title": "Global Summit"}),
    ],
)
def test_each_field_keeps_what_fits_and_no_more(
    asked: dict[str, Any], fits: dict[str, Any], does_not: dict[str, Any]
) -> None:
    assert chosen([article(1, **fits), article(2, **does_not)], **asked) == [ident(1)]


def test_an_event_is_whatever_has_a_certain_event() -> None:
    unsure = replace(SUMMIT, certain=False)
    found = [article(1, events=(SUMMIT,)), article(2, events=(unsure,)), article(3, kind="event")]
    assert chosen(found, kinds=("event",)) == [ident(1)]


def test_a_feed_of_no_kind_takes_every_item_and_a_watch_page_only_comes_for_its_event() -> None:
    page = article(4, kind="page", events=(SUMMIT,))
    items = [article(1), article(2, kind="event"), article(3, kind="resource"), page, article(5, kind="listing")]
    assert chosen(items) == [ident(1), ident(2), ident(3)]
    assert chosen(items, kinds=("event",)) == [ident(4)]
    assert chosen(items, kinds=("news", "resource")) == [ident(1), ident(3)]


def test_an_empty_word_asks_nothing_of_an_article() -> None:
    assert chosen([article(1)], without=(" ",)) == [ident(1)]


def told(*articles: Article) -> list[str]:
    chain = feed("ar-else-en/all", "ar", "en", once=True)
    return [f"{a.story}:{a.language}" for a in select(chain, articles)]


def test_once_tells_each_story_in_the_first_language_it_has() -> None:
    both = article(1, "en", story="a"), article(2, "ar", story="a")
    assert told(*both, article(3, "en", story="b")) == ["a:ar", "b:en"]


def test_once_passes_over_a_member_that_is_no_longer_live() -> None:
    gone = article(2, "ar", story="a", withdrawn=SEEN)
    copy = article(3, "ar", story="a", relation="duplicate")
    assert told(article(1, "en", story="a"), gone, copy) == ["a:en"]


def test_once_prefers_the_preferred_member_of_a_language() -> None:
    newer = article(1, "ar", story="a", relation="translation")
    chain = feed("ar/all", "ar", once=True)
    assert ids(*select(chain, [newer, article(2, "ar", story="a")])) == [ident(2)]


def test_articles_without_a_story_are_stories_of_their_own() -> None:
    assert len(told(article(1, "ar", story=""), article(2, "ar", story=""))) == 2


def test_an_undated_article_stands_last_and_breaks_nothing() -> None:
    undated = article(1, ordered=None, published=None, first_seen=None)
    assert chosen([undated, article(2)]) == [ident(2), ident(1)]


def test_an_event_at_a_moment_counts_like_one_on_a_day() -> None:
    when = datetime(2023, 9, 19, 9, tzinfo=UTC)
    timed = Event(when, when, None, True, "")
    assert chosen([article(1, events=(timed,))], kinds=("event",)) == [ident(1)]


def test_a_copy_of_another_kind_stands_in_the_feed_of_its_kind_only() -> None:
    twins = [article(1, story="s"), article(2, story="s", kind="resource", relation="duplicate")]
    assert chosen(twins) == [ident(1)]
    assert chosen(twins, kinds=("news",)) == [ident(1)]
    assert chosen(twins, kinds=("resource",)) == [ident(2)]


def test_of_several_copies_the_one_first_seen_stands_for_its_story() -> None:
    copies = [article(n, story="s", kind="resource", relation="duplicate", first_seen=NOON) for n in (3, 2)]
    late = article(1, story="s", kind="resource", relation="duplicate", first_seen=SEEN)
    assert chosen([article(4, story="s"), *copies, late], kinds=("resource",)) == [ident(2)]


def test_age_is_counted_from_the_newest_item() -> None:
    assert chosen([article(1), article(3), article(9)], age=2) == [ident(1), ident(3)]
    assert chosen([], age=2) == []


def test_a_hub_is_a_place() -> None:
    found = [article(1, topics=("Western Sea hub",)), article(2, topics=("Youth",))]
    assert chosen(found, places=("western sea",)) == [ident(1)]
