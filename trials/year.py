"""A year of letters, hour by hour: each person gets exactly the planned number, and never two for one slot."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from scnfeed.digest.rhythm import due
from scnfeed.model import Rhythm, Subscriber
from trials import Ledger

YEAR = 2026
ZONES = {
    "UTC": {5, 6},
    "Europe/Berlin": {5, 6},
    "Africa/Cairo": {4, 5},
    "Asia/Kathmandu": {5, 6},
    "America/St_Johns": {5, 6},
    "Pacific/Chatham": {5, 6},
}
"""Time zones and their weekends (days as in `date.weekday`)."""
HOURS = (0, 2, 7)
"""Two of them do not exist on the day that the clocks of some of these zones go forward."""


def year(ledger: Ledger, seed: int, zones: Iterable[str] = ZONES, hours: Iterable[int] = HOURS) -> None:
    """Ask hour by hour, at a minute of chance, whether a letter is due, as a scheduler would."""
    chance = random.Random(seed)
    for zone in zones:
        for rhythm in get_args(Rhythm):
            for hour in hours:
                _person(ledger, Subscriber("p", "p@example.org", rhythm=rhythm, time_zone=zone, hour=hour), chance)


def _person(ledger: Ledger, person: Subscriber, chance: random.Random) -> None:
    zone = ZoneInfo(person.time_zone)
    now = datetime(YEAR, 1, 1, tzinfo=zone).astimezone(UTC) - timedelta(seconds=1)
    end = datetime(YEAR + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    last, slots = now, []
    while now < end:
        slot = due(person, last, now)
        if slot is not None:
            slots.append(slot)
            last = slot
        now += timedelta(minutes=58 + chance.randrange(5))
    days = [slot.astimezone(zone).date() for slot in slots]
    who = f"{person.rhythm} at {person.hour} in {person.time_zone}"
    wanted = planned(person.rhythm, ZONES[person.time_zone])
    wrong = sorted(set(wanted) ^ set(days))
    ledger.hold("a year's letters come on exactly the planned days", *(f"{who}: {day}" for day in wrong))
    twice = [day for day in set(days) if days.count(day) > 1]
    ledger.hold("nobody gets two letters for one slot", *(f"{who}: {day}" for day in twice))


def planned(rhythm: Rhythm, weekend: set[int]) -> list[date]:
    """The days of the year that a rhythm means, counted from the calendar alone; a week begins after its weekend."""
    days = [date(YEAR, 1, 1) + timedelta(days=n) for n in range((date(YEAR + 1, 1, 1) - date(YEAR, 1, 1)).days)]
    meant = {
        "daily": days,
        "weekdays": [day for day in days if day.weekday() not in weekend],
        "weekly": [day for day in days if day.weekday() not in weekend and (day.weekday() - 1) % 7 in weekend],
        "monthly": [day for day in days if day.day == 1],
    }
    return meant[rhythm]
