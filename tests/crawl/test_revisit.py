"""Turns are spread over time, and none is missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scnfeed.crawl import Plan, Trace
from scnfeed.crawl.revisit import Ask, Found, choose, turn
from scnfeed.model import Seen
from scnfeed.sites import STRONG_CITIES

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
URLS = [f"{STRONG_CITIES.home}news/{n}/" for n in range(700)]


def test_a_site_fetched_in_one_hour_is_looked_at_again_over_a_week_each_page_once() -> None:
    days: Counter[int] = Counter()
    for url in URLS:
        seen = Seen(url, START)
        turns = [day for day in range(1, 8) if turn(_plan(START + timedelta(days=day)), seen, Trace())]
        days[turns[0]] += 1
    assert sum(days.values()) == 700 and len(days) == 7
    assert max(days.values()) < 150, days


def test_recent_pages_have_their_turn_more_often_than_old_ones() -> None:
    def first(age: int) -> int:
        trace = Trace(dated=START - timedelta(days=age))
        seen = Seen(URLS[0], START)
        return next(day for day in range(1, 9) if turn(_plan(START + timedelta(days=day)), seen, trace))

    assert first(1) == 1
    assert all(turn(_plan(START + timedelta(days=7)), Seen(url, START), Trace()) for url in URLS)


def test_where_the_index_tells_of_changes_an_idle_run_looks_at_one_page_and_no_more() -> None:
    plan = replace(_plan(START + timedelta(days=30)), seen=tuple(Seen(u, START, lastmod="2026-01-01") for u in URLS))
    choice = choose(plan, Found({url: Ask(url, url, "2026-01-01") for url in URLS}), True)
    assert len(choice.asks) == 1 and len(choice.unchanged) == 699


def _plan(now: datetime) -> Plan:
    return Plan(site=STRONG_CITIES, now=now, spool=Path())
