"""A year of letters, hour by hour, in six time zones: the machine runs as it would, its clock and its news are made up.

Each person gets a letter on exactly the days that the rhythm means wherever there is news, none in quiet hours, none
twice for one day; every story reaches everyone once. Clocks go forward and back, the machine is down now and then.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

from scnfeed.config import Config, PublishSettings
from scnfeed.digest.rhythm import due
from scnfeed.jobs.digest import digest
from scnfeed.jobs.send import send
from scnfeed.model import Article, Change, Decision, Rhythm, Subscriber
from scnfeed.store import Store
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
NIGHTS = (None, (21, 6), (1, 3))
"""Quiet hours; two of the hours above lie in some of them."""
NEWS = timedelta(hours=17)
"""Between two stories."""
HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)


def year(ledger: Ledger, seed: int, zones: Iterable[str] = ZONES, hours: Iterable[int] = HOURS) -> None:
    """Ask hour by hour, at a minute of chance, whether a letter is due, as a scheduler would."""
    chance = random.Random(seed)
    for zone in zones:
        for rhythm in get_args(Rhythm):
            for hour in hours:
                for quiet in NIGHTS:
                    person = Subscriber("p", "p@example.org", rhythm=rhythm, time_zone=zone, hour=hour, quiet=quiet)
                    _person(ledger, person, chance)


def _person(ledger: Ledger, person: Subscriber, chance: random.Random) -> None:
    zone = ZoneInfo(person.time_zone)
    now = datetime(YEAR, 1, 1, tzinfo=zone).astimezone(UTC) - timedelta(seconds=1)
    end = datetime(YEAR + 1, 1, 1, tzinfo=zone).astimezone(UTC)
    last, slots, loud = now, [], []
    while now < end:
        slot = due(person, last, now)
        if slot is not None:
            slots.append(slot)
            loud += [now] if _quiet(person, now) else []
            last = slot
        now += timedelta(minutes=58 + chance.randrange(5))
    days = [slot.astimezone(zone).date() for slot in slots]
    who = f"{person.rhythm} at {person.hour}, quiet {person.quiet}, in {person.time_zone}"
    wanted = planned(person.rhythm, ZONES[person.time_zone])
    late = {wanted[-1]} if person.quiet else set()  # the last one may lie in quiet hours that end next year
    wrong = sorted((set(wanted) ^ set(days)) - late)
    ledger.hold("a year's letters come on exactly the planned days", *(f"{who}: {day}" for day in wrong))
    ledger.hold("nothing is due in quiet hours", *(f"{who}: {when}" for when in loud))
    twice = [day for day in set(days) if days.count(day) > 1]
    ledger.hold("nobody gets two letters for one slot", *(f"{who}: {day}" for day in twice))


def _quiet(person: Subscriber, now: datetime) -> bool:
    """Counted from the clock on the wall alone."""
    if person.quiet is None:
        return False
    start, end = person.quiet
    hours = [(start + n) % 24 for n in range((end - start) % 24)]
    return now.astimezone(ZoneInfo(person.time_zone)).hour in hours


def planned(rhythm: Rhythm, weekend: set[int], first: date | None = None, last: date | None = None) -> list[date]:
    """The days of the year that a rhythm means, counted from the calendar alone; a week begins after its weekend."""
    first, last = first or date(YEAR, 1, 1), last or date(YEAR, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    meant = {
        "daily": days,
        "weekdays": [day for day in days if day.weekday() not in weekend],
        "weekly": [day for day in days if day.weekday() not in weekend and (day.weekday() - 1) % 7 in weekend],
        "monthly": [day for day in days if day.day == 1],
    }
    return meant[rhythm]


# ---- the whole machine --------------------------------------------------------------------------------------------


@dataclass
class _Post:
    """A transport that notes who got which letter when."""

    now: datetime = datetime(YEAR, 1, 1, tzinfo=UTC)
    letters: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    """Address, when it came, and its date: the planned hour."""

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        dated = datetime.strptime(message_from_bytes(message)["Date"], "%a, %d %b %Y %H:%M:%S %z")
        self.letters.append((recipient, self.now, dated.astimezone(UTC)))


def lived(
    ledger: Ledger,
    seed: int,
    zones: Iterable[str] = ZONES,
    first: date = date(YEAR, 1, 1),
    last: date = date(YEAR, 12, 31),
) -> None:
    """Compose and send hour by hour with a store, news every seventeen hours, and hours in which nothing runs."""
    chance = random.Random(seed)
    people = list(_people(zones))
    start, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, last + timedelta(days=1)))
    down = set(_outages(chance, start, end))
    post, told = _Post(), 0
    with tempfile.TemporaryDirectory(prefix="scnfeed-year-") as folder:
        config = Config(publish=PublishSettings(base_url="https://feeds.example.org/"), folder=Path(folder))
        with Store.open(f"sqlite:///{folder}/year.db") as store:
            for person in people:
                store.add_subscriber(replace(person, joined=start))
            now = start
            while now < end + 2 * timedelta(days=1):
                if start + (told + 1) * NEWS <= now < end:
                    told += 1
                    _news(store, told, now)
                if now not in down:
                    post.now = now + timedelta(minutes=chance.randrange(60))
                    digest(config, store, post.now)
                    send(store, post, config, now=lambda: post.now)
                now += HOUR
            for person in people:
                _held(ledger, store, person, post, (start, end), told)


def _people(zones: Iterable[str]) -> Iterator[Subscriber]:
    """In each zone one for each rhythm; hours in gaps and overlaps of clocks, slots inside quiet hours among them."""
    for zone in zones:
        for rhythm, hour, quiet in zip(get_args(Rhythm), (2, 7, 0, 23), ((21, 6), None, (1, 3), (22, 7)), strict=True):
            id = f"{rhythm}-{zone}"
            address = f"{id.replace('/', '-').lower()}@example.org"
            yield Subscriber(id, address, rhythm=rhythm, time_zone=zone, hour=hour, quiet=quiet)


def _outages(chance: random.Random, start: datetime, end: datetime) -> Iterator[datetime]:
    """Hours in which nothing runs: up to ten in a row, every few days."""
    now = start + timedelta(hours=chance.randrange(24, 120))
    while now < end:
        yield from (now + n * HOUR for n in range(chance.randrange(1, 11)))
        now += timedelta(hours=chance.randrange(24, 240))


def _news(store: Store, number: int, now: datetime) -> None:
    plain = Article(
        "cities", f"https://cities.example/{number}/", "en", "ltr", "news", f"Story {number}", "", "So it is."
    )
    one = replace(plain, id=f"urn:x:{number}", story=f"s{number}", first_seen=now, published=now.date(), ordered=now)
    store.apply([Change(Decision("new", "", article=one.id), one)], run="a run", now=now)


def _held(
    ledger: Ledger, store: Store, person: Subscriber, post: _Post, span: tuple[datetime, datetime], told: int
) -> None:
    mine = [(came, dated) for address, came, dated in post.letters if address == person.address]
    slots = list(_slots(person, *span))
    loud = [came for came, _ in mine if _quiet(person, came)]
    ledger.hold("nothing is handed over in quiet hours", *(f"{person.id}: {came}" for came in loud))
    odd = [dated for _, dated in mine if dated not in slots and dated < span[1]]
    ledger.hold("every letter is dated at a planned hour", *(f"{person.id}: {dated}" for dated in odd))
    twice = {dated for _, dated in mine if [d for _, d in mine].count(dated) > 1}
    ledger.hold("no planned hour brings two letters", *(f"{person.id}: {dated}" for dated in sorted(twice)))
    missed = set(_with_news(slots, span[0], told)) - {dated for _, dated in mine}
    ledger.hold("every planned hour with news brings a letter", *(f"{person.id}: {slot}" for slot in sorted(missed)))
    late = [came - dated for came, dated in mine if came - dated > timedelta(hours=24)]
    ledger.hold("a letter comes within a day of its hour", *(f"{person.id}: {wait}" for wait in late))
    _told_once(ledger, store, person, slots, told, span[0])


def _told_once(
    ledger: Ledger, store: Store, person: Subscriber, slots: Sequence[datetime], told: int, start: datetime
) -> None:
    stories = [
        article.story
        for row in store.deliveries()
        if row.subscriber == person.id and row.state == "sent" and (issue := store.issue(row.issue))
        for article in issue.articles
    ]
    again = sorted({story for story in stories if stories.count(story) > 1})
    ledger.hold("no story reaches a person twice", *(f"{person.id}: {story}" for story in again))
    due_by_now = {f"s{n + 1}" for n in range(told) if slots and _seen(start, n) <= slots[-1]}
    ledger.hold("every story reaches a person", *(f"{person.id}: {s}" for s in sorted(due_by_now - set(stories))))


def _seen(start: datetime, n: int) -> datetime:
    """The hour at which the nth story was taken in: the first full one at or after its time."""
    return start + -(-((n + 1) * NEWS) // HOUR) * HOUR


def _with_news(slots: Sequence[datetime], start: datetime, told: int) -> Iterator[datetime]:
    before = start
    for slot in slots:
        if any(before < _seen(start, n) <= slot for n in range(told)):
            yield slot
            before = slot


def _slots(person: Subscriber, start: datetime, end: datetime) -> Iterator[datetime]:
    """The planned moments between two moments: on each planned day the first quarter of an hour from the person's hour
    on that the clocks on the wall show.
    """
    zone = ZoneInfo(person.time_zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    for day in planned(person.rhythm, ZONES[person.time_zone], first, last):
        moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=16)
        while (wall := moment.astimezone(zone)).date() != day or wall.hour < person.hour:
            moment += QUARTER
        if start < moment < end:
            yield moment
