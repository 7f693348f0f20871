"""When a person's letter is due: planned slots in local time, each served once, however the clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scnfeed.errors import ConfigError
from scnfeed.model import Rhythm, Subscriber

SATURDAY_SUNDAY = frozenset({5, 6})
FRIDAY_SATURDAY = frozenset({4, 5})
WEEKENDS: dict[str, frozenset[int]] = dict.fromkeys(
    (
        "Africa/Algiers",
        "Africa/Cairo",
        "Africa/Khartoum",
        "Africa/Tripoli",
        "Asia/Aden",
        "Asia/Amman",
        "Asia/Baghdad",
        "Asia/Bahrain",
        "Asia/Damascus",
        "Asia/Dhaka",
        "Asia/Gaza",
        "Asia/Hebron",
        "Asia/Jerusalem",
        "Asia/Kuwait",
        "Asia/Muscat",
        "Asia/Qatar",
        "Asia/Riyadh",
        "Indian/Maldives",
    ),
    FRIDAY_SATURDAY,
)
"""Time zones of regions whose weekend is not Saturday and Sunday (days as in `date.weekday`)."""

LONGEST = 31
"""Days between two slots, at most: two firsts of a month."""

PLANNED: dict[Rhythm, Callable[[date, str], bool]] = {
    "daily": lambda day, zone: True,
    "weekdays": lambda day, zone: day.weekday() not in WEEKENDS.get(zone, SATURDAY_SUNDAY),
    "weekly": lambda day, zone: day.weekday() == 0,
    "monthly": lambda day, zone: day.day == 1,
}


def due(subscriber: Subscriber, last: datetime | None, now: datetime) -> datetime | None:
    """The planned slot (aware, UTC) that is due at `now` and not yet served, else None.

    `last` is when the person's last issue was dated; without one, slots before `joined` are not owed. Of several missed
    slots only the newest counts. An hour that a clock change leaves out moves to the next minute that exists; an hour
    that comes twice counts the first time. Nothing is due to a paused person. Raises ConfigError for an unknown zone.

    >>> ines = Subscriber(id="i", address="ines@example.org", time_zone="Europe/London")
    >>> due(ines, None, datetime(2026, 7, 1, 12, tzinfo=UTC)).isoformat()
    '2026-07-01T06:00:00+00:00'
    """
    if subscriber.paused:
        return None
    slot = _newest(subscriber, now)
    served = last or subscriber.joined
    return None if served is not None and slot <= served else slot


def _newest(subscriber: Subscriber, now: datetime) -> datetime:
    zone = _zone(subscriber)
    today = now.astimezone(zone).date()
    planned = PLANNED[subscriber.rhythm]
    days = (today - timedelta(days=back) for back in range(2 * LONGEST))
    return next(
        slot
        for day in days
        if planned(day, subscriber.time_zone) and (slot := _slot(day, subscriber.hour, zone)) <= now
    )


def _slot(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The first moment at or after `hour` that the clocks of `zone` show on `day`."""
    wall = datetime.combine(day, time(hour))
    while (moment := wall.replace(tzinfo=zone).astimezone(UTC)).astimezone(zone).replace(tzinfo=None) != wall:
        wall += timedelta(minutes=1)
    return moment


def _zone(subscriber: Subscriber) -> ZoneInfo:
    try:
        return ZoneInfo(subscriber.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(
            f"{subscriber.time_zone!r} is no time zone; use a name like Europe/London or Africa/Cairo", subscriber.id
        ) from None
