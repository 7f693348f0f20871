"""The long tests in small: they find nothing where nothing is wrong, and they do find what is."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import feedparser
import pytest
from icalendar import Calendar

from trials import Ledger
from trials.child import daily_mint
from trials.crash import _parts, storm
from trials.feeds import hostile, published
from trials.letters import cases
from trials.year import lived, planned, year


@pytest.mark.slow
def test_two_crashes_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    ledger = Ledger()
    storm(tmp_path, ledger, (1, 4), kills=2, seed=3)
    assert ledger.kept, "\n".join(ledger.lines())
    assert ledger.looked["after a kill every published file is whole"] == 2
    assert ledger.looked["the feeds are those of an undisturbed run"] == 1
    assert ledger.looked["no letter is handed over twice"] == 1


def test_a_year_of_letters_comes_on_the_planned_days() -> None:
    ledger = Ledger()
    year(ledger, seed=1, zones=("Africa/Cairo", "America/St_Johns"), hours=(0,))
    assert ledger.kept, "\n".join(ledger.lines())
    assert ledger.looked["nobody gets two letters for one slot"] == 24


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [("Africa/Cairo", date(2026, 4, 20), date(2026, 5, 2)), ("Europe/Berlin", date(2026, 10, 20), date(2026, 11, 2))],
)
def test_letters_are_composed_and_sent_as_planned_while_clocks_change(zone: str, first: date, last: date) -> None:
    ledger = Ledger()
    lived(ledger, seed=2, zones=(zone,), first=first, last=last)
    assert ledger.kept, "\n".join(ledger.lines())
    assert ledger.looked["every planned hour with news brings a letter"] == 4


def test_letters_of_every_kind_are_there_for_a_judge() -> None:
    made = {case.name: case.issue for case in cases(("fr",))}
    assert made["fr-00"] is None and len(made) > 20
    assert all(issue for name, issue in made.items() if name != "fr-00")
    waiting = made["fr-waiting"]
    assert waiting and waiting.preview and {"dead", "silent", "undated"} <= {f.name for f in waiting.preview.findings}


def test_hostile_articles_are_published_whole_and_read_by_every_program(tmp_path: Path) -> None:
    articles = list(hostile())
    assert published(tmp_path, articles).left_out == ()
    files = {path.name: path.read_bytes() for path in (tmp_path / "public" / "ar").iterdir()}
    live = {one.id for one in articles if one.language == "ar"}
    ids = [one["id"] for one in json.loads(files["all.json"])["items"]]
    assert live.issuperset(ids) and len(ids) > len(live) / 2, "fewer where a file would grow too long"
    for format in ("rss", "atom"):
        found = feedparser.parse(files[f"all.{format}"])
        assert not found.bozo and [one.id for one in found.entries] == ids
        assert all(one.link.startswith("https://") and one.title for one in found.entries)
        assert b"<script" not in files[f"all.{format}"].replace(b"&lt;", b"<")
    assert max(len(body) for body in files.values()) < 500_000
    events = Calendar.from_ical(files["events.ics"]).walk("VEVENT")
    assert events and all(one["SUMMARY"] for one in events)


def test_the_calendar_of_the_year_is_counted_right() -> None:
    counts = [len(planned(rhythm, {5, 6})) for rhythm in ("daily", "weekdays", "weekly", "monthly")]
    assert counts == [365, 261, 52, 12]


def test_a_broken_promise_is_told_with_its_breaches() -> None:
    ledger = Ledger()
    ledger.hold("the sun rises")
    ledger.hold("the sun rises", "not on Tuesday")
    assert not ledger.kept
    assert ledger.lines() == ["BROKEN      2 x  the sun rises", "         not on Tuesday"]


def test_a_part_of_a_file_is_noticed(tmp_path: Path) -> None:
    for name, part in {
        "a.rss": "<rss><item>",
        "b.json": '{"items": [',
        "c.html": "<html><body>",
        "d.ics": "BEGIN",
    }.items():
        (tmp_path / name).write_text(part)
    assert [told.partition(":")[0] for told in _parts(tmp_path)] == ["a.rss", "b.json", "c.html", "d.ics"]


def test_ids_of_a_day_are_the_same_in_each_start_but_for_the_runs_own() -> None:
    morning, evening = (daily_mint(datetime(2026, 3, 2, hour, tzinfo=UTC)) for hour in (12, 20))
    first, second = ([mint() for _ in range(3)] for mint in (morning, evening))
    assert first[0] != second[0] and first[1:] == second[1:]
