"""The subscriber's month counts what it says: each fault, made by hand, is found, and a good feed has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.month import followed, table
from benchmarks.subscriber import Fact, Month, Page, Poll, Reader, Shown, polled
from scnfeed.feeds.text import say

PATHS = {"/a/": Page("a", "en"), "/b/": Page("b", "en"), "/new-a/": Page("a", "en"), "/ar/a/": Page("a", "ar")}
FACTS = {Page("a", "en"): Fact("s", date(2026, 1, 5)), Page("b", "en"): Fact("t", None)}
ITEM = Shown("1", "http://x/a/", "Title", "Text", date(2026, 1, 5))
OTHER = Shown("2", "http://x/b/", "Other", "Words", date(2026, 1, 6), guessed=True)
GOOD = Poll(1, "en", "en/", (ITEM,), size=100)


def month(*polls: Poll) -> Month:
    reader, facts = Reader(PATHS), [FACTS] * max(poll.day for poll in polls)
    for poll in polls:
        reader.see(poll, FACTS)
    return reader.month(facts, requests=7)


def shown(day: int, *items: Shown, size: int = 100) -> Poll:
    return Poll(day, "en", "en/", items, size=size)


def test_a_good_month_has_nothing_but_requests_and_guesses_that_say_so() -> None:
    found = month(GOOD, shown(2, ITEM, OTHER), shown(3, ITEM, OTHER, size=0))
    assert found == Month(guessed=1, requests=7)


@pytest.mark.parametrize(
    ("fault", "polls"),
    [
        ("wrong_dates", [shown(1, ITEM._replace(day=date(2026, 5, 1)))]),
        ("wrong_dates", [shown(1, ITEM._replace(day=None))]),
        ("wrong_dates", [shown(1, OTHER._replace(guessed=False))]),
        ("renewed", [GOOD, shown(2, ITEM._replace(id="9", link="http://x/new-a/"))]),
        ("no_article", [shown(1, ITEM._replace(link="http://x/menu/"))]),
        ("no_article", [shown(1, ITEM._replace(text=""))]),
        ("empty", [GOOD, shown(2)]),
    ],
)
def test_each_fault_is_counted_once(fault: str, polls: list[Poll]) -> None:
    assert month(*polls) == replace(Month(requests=7), **{fault: 1})


def test_bytes_that_bring_nothing_new_are_wasted_and_unsent_ones_are_not() -> None:
    assert month(GOOD, shown(2, ITEM, size=50), shown(3, ITEM, size=0)).wasted == 50
    assert month(GOOD, shown(2, ITEM._replace(title="New title"), size=50)).wasted == 0


def test_an_item_of_another_language_is_noticed() -> None:
    assert month(shown(1, ITEM._replace(link="http://x/ar/a/"))).other_language == 1


def test_two_pages_of_one_story_are_the_story_twice_and_what_never_came_was_missed() -> None:
    reader, later = Reader(PATHS), {Page("a", "en"): Fact("s", None), Page("b", "en"): Fact("s", None)}
    reader.see(shown(1, ITEM, OTHER), later)
    assert reader.month([later], 0).doubled == 1
    reader = Reader(PATHS)
    reader.see(GOOD, {Page("a", "en"): FACTS[Page("a", "en")]})
    assert reader.month([{}, FACTS], 0).missed == 1


def test_a_correction_is_told_by_other_words_and_a_withdrawal_by_a_tombstone() -> None:
    gone, edited = Page("winter-fair", "en"), Page("spring-training", "en")
    paths = {"/fair/": gone, "/training/": edited}
    fair, training = ITEM._replace(link="http://x/fair/"), ITEM._replace(id="2", link="http://x/training/")
    days = [dict[Page, Fact]()] * 16

    def untold(*polls: Poll) -> int:
        reader = Reader(paths)
        for poll in polls:
            reader.see(poll, {})
        return reader.month(days, 0).untold

    first = shown(1, fair, training)
    assert untold(first, shown(16, training)) == 2
    assert untold(first, shown(9, fair, training._replace(text="Other days"))) == 1
    assert untold(first, replace(shown(16, training._replace(text="Other days")), gone=frozenset({fair.id}))) == 0
    assert untold(shown(8, training)) == 0, "who never read the old words needs no correction"


def test_a_poll_is_read_as_programs_read_it() -> None:
    guess = say("en", "date_baseline")
    body = (
        "<rss version='2.0'><channel><item><guid>1</guid><link>http://x/a/</link><title>T</title>"
        f"<description>&lt;p&gt;Words. {guess}&lt;/p&gt;</description></item></channel></rss>"
    ).encode()
    found = polled(3, "en/", body, b"")
    assert found.shown == (Shown("1", "http://x/a/", "T", f"Words. {guess}", None, True),)
    assert (found.size, polled(4, "en/", body, body).size) == (len(body), 0)
    assert polled(4, "en/", b"<html>Down for maintenance", b"").shown == ()


@pytest.mark.parametrize("side", ["the site's own feeds", "an afternoon's script", "scnfeed"])
def test_each_side_is_followed(side: str) -> None:
    found = followed(side, days=3)
    assert found.requests > 20 and (found.missed, found.other_language) == (0, 0)
    assert (found.wrong_dates == 0) == (side == "scnfeed"), "the script and the site show an undated page as of today"
    assert len(table({side: found})) == 13
