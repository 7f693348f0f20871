"""What subscribers of the feeds see in the thirty days: each page's own day, and nothing on all others."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from typing import Any

import pytest

from scnfeed.config import Config
from scnfeed.feeds.text import say
from scnfeed.jobs.publish import publish
from scnfeed.sample import DAYS, Truth
from scnfeed.store import Store
from tests.jobs.month import CLOSED, LANGUAGES, QUIET, Month, noon, page_of, parsed, path_of

EDITS = [
    (8, "spring-training", "all"),
    (11, "libraries-after-hate", "all"),
    (19, "page-summit", "events"),
    (22, "guide-for-harbour-mayors", "all"),
]
RETITLED = ("en", "ar")


def edits() -> list[tuple[int, str, str, str]]:
    return [
        (day, story, feed, language)
        for day, story, feed in EDITS
        for language in (RETITLED if story == "libraries-after-hate" else LANGUAGES)
    ]


@pytest.mark.parametrize(("day", "story", "feed", "language"), edits())
def test_an_edit_shows_as_updated_under_the_same_id(
    month: Month, day: int, story: str, feed: str, language: str
) -> None:
    name, page = f"{language}/{feed}", page_of(story, language, day)
    before, after = month.items(day - 1, name)[page], month.items(day, name)[page]
    assert to_the_second(after["date_modified"]) == noon(day) != to_the_second(before["date_modified"])
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    atom = month.entries(day, name, "atom")[after["id"]]
    assert atom.updated == after["date_modified"]
    assert atom.published == month.entries(day - 1, name, "atom")[after["id"]].published


@pytest.mark.parametrize("day", [day for day, *_ in EDITS] + [6, 13])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", ["rss", "atom"])
def test_an_edit_is_nobodys_unread_item(month: Month, day: int, language: str, suffix: str) -> None:
    before, after = (month.entries(number, f"{language}/all", suffix) for number in (day - 1, day))
    assert list(after) == list(before)
    assert [e.get("published") for e in after.values()] == [e.get("published") for e in before.values()]


def test_a_typing_mistake_is_corrected_and_shows_to_nobody_as_updated(month: Month) -> None:
    page = page_of("two-mayors-one-fence", "en", 6)
    before, after = month.items(5, "en/all"), month.items(6, "en/all")
    assert "We recieved" in before[page]["content_html"] and "We received" in after[page]["content_html"]
    moments = [{path: item["date_modified"] for path, item in items.items()} for items in (before, after)]
    assert moments[0] == moments[1]
    assert not [path for path in month.touched(6) if path.startswith(("ar/", "fr/", "es/"))]


@pytest.mark.parametrize("language", RETITLED)
def test_a_retitled_story_keeps_its_id_and_its_address(month: Month, language: str) -> None:
    page = page_of("libraries-after-hate", language, 11)
    before, after = (month.items(day, f"{language}/all")[page] for day in (10, 11))
    assert before["id"] == after["id"] and before["title"] != after["title"]


def test_a_story_with_another_address_keeps_its_id_and_the_old_one_finds_it(month: Month, month_store: Store) -> None:
    old, new = page_of("island-post", "en", 12), page_of("island-post", "en", 13)
    before, after = month.items(12, "en/all"), month.items(13, "en/all")
    assert old != new and old not in after and new not in before
    assert before[old]["id"] == after[new]["id"] and before[old]["date_modified"] == after[new]["date_modified"]
    for item in (before[old], after[new]):
        found = month_store.article(item["url"])
        assert found and found.id == after[new]["id"]


@pytest.mark.parametrize("day", CLOSED)
def test_a_closed_site_changes_no_byte(month: Month, day: int) -> None:
    assert month.touched(day) == set()
    assert month.day(day).changes == ()


def test_of_a_withdrawn_page_the_feeds_say_only_that_and_the_store_keeps_it(month: Month, month_store: Store) -> None:
    for language in ("en", "ar"):
        page = page_of("winter-fair", language, 15)
        gone = month.items(15, f"{language}/all")[page]
        for day in (16, DAYS):
            published = {path: body for path, body in month.published(day).items() if not path.startswith("archive/")}
            feeds = (body for path, body in published.items() if path.endswith((".rss", ".atom")))
            titles = [one.title for body in feeds for one in parsed(body).entries if one.id == gone["id"]]
            assert set(titles) == {say(language, "withdrawn_title", title=gone["title"])} and len(titles) > 3, day
            assert not [path for path, body in published.items() if gone["summary"].encode() in body]
            for suffix in ("rss", "atom", "json"):
                assert gone["id"].encode() in published[f"{language}/all.{suffix}"], "its withdrawal is told"
        kept = month_store.article(gone["id"])
        assert kept and kept.withdrawn == noon(16) and kept.title == gone["title"]


def test_a_later_translation_joins_its_story_and_is_new_in_its_language_only(month: Month, month_store: Store) -> None:
    page = page_of("flood-night-bari", "ar", 7)
    english = month.items(7, "en/all")[page_of("flood-night-bari", "en", 7)]
    arabic = month.items(7, "ar/all")[page]
    assert page not in month.items(6, "ar/all")
    stories = {member.id: story.id for story in month_store.stories() for member in story.members}
    assert stories[arabic["id"]] == stories[english["id"]]
    assert list(month.items(7, "en/all")) == list(month.items(6, "en/all"))


@pytest.mark.parametrize("day", QUIET)
def test_a_day_without_news_changes_no_byte_whatever_the_pages_look_like(month: Month, day: int) -> None:
    """But where a second look finds other links on a page (a later translation, a moved page): then no word and no date
    of any item is another.
    """
    looked = [change for change in month.day(day).changes if change.article]
    assert {change.decision.relation for change in looked} <= {"same"}
    if not looked:
        assert month.touched(day) == set()
    for feed in ("all/all", *(f"{language}/all" for language in LANGUAGES)):
        before, after = month.items(day - 1, feed), month.items(day, feed)
        assert list(map(words_and_dates, after.values())) == list(map(words_and_dates, before.values()))


def words_and_dates(item: dict[str, Any]) -> tuple[str, ...]:
    """What a reader of a feed sees of an item, its links left out."""
    text = re.sub(r"<[^>]*>", "", item["content_html"])
    return item["id"], item["title"], item["date_published"], item["date_modified"], text


def to_the_second(told: str) -> datetime:
    """A moment without the part of a second by which an item's id tells it from others of the same moment."""
    return datetime.fromisoformat(told).replace(microsecond=0)


def test_the_first_crawl_is_no_news_and_all_of_it_is_in_the_feeds(month: Month) -> None:
    assert all(change.article.baseline for change in month.day(1).changes if change.article)
    later = [change for day in month.days[1:] for change in day.changes if change.decision.relation == "new"]
    assert later and not any(change.article.baseline for change in later if change.article)
    assert len(month.items(1, "en/all")) > 15


def test_stories_are_merged_as_planned_and_no_others(month_store: Store, truth: dict[str, Truth]) -> None:
    planned: dict[str, set[str]] = defaultdict(set)
    for path, told in truth.items():
        planned[told.story].add(path)
    found = [{path_of(member.url) for member in story.members if member.url} for story in month_store.stories()]
    articles = [members & truth.keys() for members in found if members & truth.keys()]
    assert sorted(map(sorted, articles)) == sorted(map(sorted, planned.values()))


def test_no_id_changes_or_comes_twice(month: Month) -> None:
    moved = {page_of("island-post", "en", 12): page_of("island-post", "en", 13)}
    ids: dict[str, str] = {}
    for day in range(1, DAYS + 1):
        for language in LANGUAGES:
            items = month.items(day, f"{language}/all")
            assert len({item["id"] for item in items.values()}) == len(items)
            for path, item in items.items():
                assert ids.setdefault(moved.get(path, path), item["id"]) == item["id"], (day, path)
    assert len(set(ids.values())) == len(ids) > 40


@pytest.mark.parametrize("feed", ["en/all", "ar/all", "fr/news", "es/resources", "all/all", "ar-else-en/all"])
def test_the_newest_stands_first_on_every_day(month: Month, feed: str) -> None:
    for day in range(1, DAYS + 1):
        dates = [item["date_published"] for item in month.items(day, feed).values()]
        assert dates == sorted(dates, reverse=True) and dates, day


@pytest.mark.parametrize("first", ["ar", "fr", "es"])
def test_each_story_stands_once_where_one_language_replaces_another(
    month: Month, month_store: Store, first: str
) -> None:
    stories = {member.id: story.id for story in month_store.stories() for member in story.members}
    items = month.items(6, f"{first}-else-en/all").values()
    told = [stories[item["id"]] for item in items if item["id"] in stories]
    assert len(told) == len(set(told)) and {item["language"] for item in items} == {first, "en"}


def test_publishing_again_changes_no_byte_and_touches_no_file(
    month: Month, month_config: Config, month_store: Store
) -> None:
    folder = month_config.public
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    assert publish(month_config, month_store).files.written == ()
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}
    assert after == before and len(before) > 80
