"""Turns are spread over time, none is missed, and quiet pages are looked at in the room that the bound leaves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scnfeed.crawl import Look, Looks, Plan
from scnfeed.crawl.revisit import Ask, Found, choose, due_at, room
from scnfeed.sites import STRONG_CITIES

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
URLS = [f"{STRONG_CITIES.home}news/{n}/" for n in range(700)]


def days_until(look: Look, dated: datetime | None = None) -> float:
    return (due_at(look, STRONG_CITIES, dated) - START).total_seconds() / 86_400


def test_a_site_fetched_in_one_hour_is_looked_at_again_over_a_week_each_page_once() -> None:
    days = Counter(int(days_until(Look(url, START))) for url in URLS)
    assert sum(days.values()) == 700 and sorted(days) == list(range(7))
    assert max(days.values()) < 150, days


def test_recent_pages_have_their_turn_more_often_than_old_ones() -> None:
    assert all(days_until(Look(url, START), START - timedelta(days=1)) <= 1 for url in URLS)
    assert all(days_until(Look(url, START), START - timedelta(days=30)) <= 3 for url in URLS)
    assert max(days_until(Look(url, START), START - timedelta(days=300)) for url in URLS) > 6
    fresh = replace(Look(URLS[0], START), fresh_until=START + timedelta(days=30))
    assert days_until(fresh) == 30


def test_where_the_index_tells_of_changes_quiet_pages_wait_for_room_the_longest_due_first() -> None:
    looks = [Look(u, START, "2026-01-01", live=True, due=START + timedelta(hours=n)) for n, u in enumerate(URLS)]
    plan = Plan(site=STRONG_CITIES, now=START + timedelta(days=30))
    found = Found({url: Ask(url, url, "2026-01-01") for url in URLS})
    choice = choose(plan, found, Looks(looks), True)
    assert [ask.key for ask in choice.asks] == URLS and not choice.news
    assert {ask.urgency for ask in choice.asks} == {0}
    found = Found({url: Ask(url, url) for url in URLS})
    choice = choose(plan, found, Looks(replace(look, lastmod="") for look in looks), True)
    assert {ask.urgency for ask in choice.asks} == {1}, "without a lastmod each page has its turn"


def test_the_room_is_what_the_bound_leaves() -> None:
    for asked in range(1, 40):
        for news in (0, 1, 10, 100):
            needed = asked + news
            assert needed + room(asked, news) <= 1.05 * needed + 2 < needed + room(asked, news) + 1
