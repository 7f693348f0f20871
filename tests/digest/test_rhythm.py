"""When a letter is due: once a slot, in local time, whatever the clocks do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scnfeed.digest.rhythm import awake, due
from scnfeed.errors import ConfigError
from scnfeed.model import Rhythm, Subscriber


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def person(zone: str = "UTC", hour: int = 7, rhythm: Rhythm = "daily", **more: Any) -> Subscriber:
    return Subscriber(id="p", address="p@example.org", time_zone=zone, hour=hour, rhythm=rhythm, **more)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "slot"),
    [
        ("Europe/London", 7, "2026-01-05 12:00", "2026-01-05 07:00"),
        ("Europe/London", 7, "2026-07-01 12:00", "2026-07-01 06:00"),
        # London, 29 March 2026: 01:00 becomes 02:00
        ("Europe/London", 1, "2026-03-29 00:59", "2026-03-28 01:00"),
        ("Europe/London", 1, "2026-03-29 12:00", "2026-03-29 01:00"),
        ("Europe/London", 2, "2026-03-29 12:00", "2026-03-29 01:00"),
        # London, 25 October 2026: 02:00 becomes 01:00, so 01:00 comes twice
        ("Europe/London", 1, "2026-10-25 00:30", "2026-10-25 00:00"),
        ("Europe/London", 1, "2026-10-25 01:30", "2026-10-25 00:00"),
        # New York, 8 March 2026: 02:00 becomes 03:00; 1 November 2026: 02:00 becomes 01:00
        ("America/New_York", 2, "2026-03-08 12:00", "2026-03-08 07:00"),
        ("America/New_York", 3, "2026-03-08 12:00", "2026-03-08 07:00"),
        ("America/New_York", 1, "2026-11-01 12:00", "2026-11-01 05:00"),
        # Cairo, 24 April 2026: 00:00 becomes 01:00
        ("Africa/Cairo", 0, "2026-04-24 12:00", "2026-04-23 22:00"),
        ("Africa/Cairo", 1, "2026-04-24 12:00", "2026-04-23 22:00"),
        # Cairo, 30 October 2026: 00:00 becomes 23:00 of the day before, which comes twice
        ("Africa/Cairo", 23, "2026-10-30 12:00", "2026-10-29 20:00"),
        # Beirut, 29 March 2026: 00:00 becomes 01:00
        ("Asia/Beirut", 0, "2026-03-29 12:00", "2026-03-28 22:00"),
    ],
)
def test_a_slot_is_the_local_hour_on_every_night_of_the_year(zone: str, hour: int, now: str, slot: str) -> None:
    assert due(person(zone, hour), None, at(now)) == at(slot)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Africa/Cairo", "Asia/Beirut"])
@pytest.mark.parametrize("hour", [0, 1, 2, 23])
@pytest.mark.parametrize(("first", "days"), [("2026-03-05 12:00", 55), ("2026-10-20 12:00", 20)])
def test_every_day_brings_one_letter_while_clocks_change(zone: str, hour: int, first: str, days: int) -> None:
    last, served = at(first), []
    for now in (at(first) + timedelta(hours=n) for n in range(1, 24 * days + 1)):
        slot = due(person(zone, hour), last, now)
        if slot is not None:
            last = now
            served.append(slot)
    assert len(served) == len(set(served)) == days


@pytest.mark.parametrize(
    ("zone", "now", "slot"),
    [
        ("Europe/London", "2026-03-07 12:00", "2026-03-06 07:00"),  # a Saturday: Friday's
        ("Europe/London", "2026-03-06 12:00", "2026-03-06 07:00"),  # a Friday
        ("Africa/Cairo", "2026-03-06 12:00", "2026-03-05 05:00"),  # a Friday: Thursday's
        ("Africa/Cairo", "2026-03-08 12:00", "2026-03-08 05:00"),  # a Sunday
        ("Asia/Beirut", "2026-03-08 12:00", "2026-03-06 05:00"),  # a Sunday: Friday's
    ],
)
def test_weekdays_leave_out_the_weekend_of_the_region(zone: str, now: str, slot: str) -> None:
    assert due(person(zone, rhythm="weekdays"), None, at(now)) == at(slot)


@pytest.mark.parametrize(
    ("zone", "weekday"),
    [("Europe/Paris", 0), ("Africa/Cairo", 6), ("Asia/Dubai", 0), ("Asia/Tehran", 5), ("Asia/Kolkata", 0), ("UTC", 0)],
)
def test_a_weekly_letter_is_due_on_the_first_working_day_of_the_countrys_week(zone: str, weekday: int) -> None:
    slot = due(person(zone, rhythm="weekly"), None, at("2026-03-18 12:00"))
    assert slot is not None and slot.astimezone(ZoneInfo(zone)).weekday() == weekday


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-03-02 07:30", None),  # planned at 7, quiet from 6 to 9
        ("2026-03-02 08:59", None),
        ("2026-03-02 09:00", "2026-03-02 07:00"),
    ],
)
def test_a_slot_in_quiet_hours_is_due_when_they_end(now: str, slot: str | None) -> None:
    assert due(person(quiet=(6, 9)), at("2026-03-01 07:00"), at(now)) == (at(slot) if slot else None)


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "until"),
    [
        ("Europe/London", (22, 6), "2026-01-05 23:10", "2026-01-06 06:00"),
        ("Europe/London", (22, 6), "2026-01-05 21:59", "2026-01-05 21:59"),
        ("Europe/London", (22, 6), "2026-01-05 06:00", "2026-01-05 06:00"),
        # 29 March 2026: 01:00 becomes 02:00, quiet until an hour that is left out
        ("Europe/London", (22, 1), "2026-03-29 00:30", "2026-03-29 01:00"),
        # 25 October 2026: 01:00 comes twice, quiet until the hour after both
        ("Europe/London", (22, 2), "2026-10-25 00:30", "2026-10-25 02:00"),
        ("Europe/London", (22, 2), "2026-10-25 01:30", "2026-10-25 02:00"),
        ("Pacific/Chatham", (21, 7), "2026-09-26 14:00", "2026-09-26 17:15"),
        ("UTC", (5, 5), "2026-01-05 05:10", "2026-01-05 05:10"),
    ],
)
def test_nothing_comes_in_quiet_hours_whatever_the_clocks_do(
    zone: str, quiet: tuple[int, int], now: str, until: str
) -> None:
    assert awake(person(zone, quiet=quiet), at(now)) == at(until)


def test_a_weekly_letter_is_due_on_the_local_monday() -> None:
    auckland = person("Pacific/Auckland", 7, "weekly")
    assert due(auckland, None, at("2026-03-02 12:00")) == at("2026-03-01 18:00")


def test_a_monthly_letter_is_due_on_the_first() -> None:
    assert due(person(rhythm="monthly"), None, at("2026-03-31 23:00")) == at("2026-03-01 07:00")
    assert due(person(rhythm="monthly"), None, at("2026-03-01 06:59")) == at("2026-02-01 07:00")


def test_a_served_slot_is_not_due_again() -> None:
    now = at("2026-03-02 07:00")
    assert due(person(), at("2026-03-01 07:00"), now) == now
    assert due(person(), now, now + timedelta(hours=23)) is None


def test_of_missed_slots_only_the_newest_is_due() -> None:
    assert due(person(), at("2026-02-20 07:00"), at("2026-03-02 15:00")) == at("2026-03-02 07:00")


def test_who_joined_after_the_slot_waits_for_the_next() -> None:
    newcomer = person(joined=at("2026-03-02 09:00"))
    assert due(newcomer, None, at("2026-03-02 10:00")) is None
    assert due(newcomer, None, at("2026-03-03 07:00")) == at("2026-03-03 07:00")


def test_nothing_is_due_to_who_paused() -> None:
    assert due(replace(person(), paused=True), None, at("2026-03-02 10:00")) is None


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", ""])
def test_an_unknown_time_zone_is_a_mistake_of_configuration(zone: str) -> None:
    with pytest.raises(ConfigError, match="Europe/London"):
        due(person(zone), None, at("2026-03-02 10:00"))
