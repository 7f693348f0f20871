"""When a person's letter is due: planned slots in local time, each served once, however the clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scnfeed.errors import ConfigError
from scnfeed.language.weeks import starts_week, weekend
from scnfeed.model import Rhythm, Subscriber

LONGEST = 31
"""Days between two slots, at most: two firsts of a month."""
OLDEST = timedelta(days=LONGEST + 2)
"""The newest planned slot, of any rhythm in any zone, is younger than this."""

PLANNED: dict[Rhythm, Callable[[date, str], bool]] = {
    "daily": lambda day, zone: True,
    "weekdays": lambda day, zone: day.weekday() not in weekend(zone),
    "weekly": lambda day, zone: starts_week(day.weekday(), zone),
    "monthly": lambda day, zone: day.day == 1,
}


def due(subscriber: Subscriber, last: datetime | None, now: datetime) -> datetime | None:
    """The planned slot (aware, UTC) that is due at `now` and not yet served, else None.

    `last` is when the person's last issue was dated; without one, slots before `joined` are not owed. Of several missed
    slots only the newest counts. An hour that a clock change leaves out moves to the next minute that exists; an hour
    that comes twice counts the first time. Working days and the start of the week are those of the country that the
    time zone lies in. Nothing is due to a paused person, and nothing in a person's quiet hours: a slot that they cover
    is due when they end. Raises ConfigError for an unknown zone.

    >>> ines = Subscriber(id="i", address="ines@example.org", time_zone="Europe/London")
    >>> due(ines, None, datetime(2026, 7, 1, 12, tzinfo=UTC)).isoformat()
    '2026-07-01T06:00:00+00:00'
    """
    if subscriber.paused or awake(subscriber, now) > now:
        return None
    slot = _newest(subscriber, now)
    served = last or subscriber.joined
    return None if served is not None and slot <= served else slot


def awake(subscriber: Subscriber, now: datetime) -> datetime:
    """The first moment from `now` on that lies outside the person's quiet hours; `now` itself where it does.

    >>> omar = Subscriber(id="o", address="omar@example.org", time_zone="Africa/Cairo", quiet=(21, 7))
    >>> awake(omar, datetime(2026, 1, 5, 20, tzinfo=UTC)).isoformat()
    '2026-01-06T05:00:00+00:00'
    """
    if subscriber.quiet is None or len(set(subscriber.quiet)) == 1:
        return now
    zone, (start, end) = zone_of(subscriber), subscriber.quiet
    local = now.astimezone(zone)
    if not (start <= local.hour < end if start < end else local.hour >= start or local.hour < end):
        return now
    ends = (_slot(local.date() + timedelta(days=n), end, zone) for n in range(3))
    return next(moment for moment in ends if moment > now)


def local(subscriber: Subscriber, slot: datetime) -> datetime:
    """`slot` by the clock on the person's wall, its offset fixed: what a letter is dated."""
    moment = slot.astimezone(zone_of(subscriber))
    return datetime.fromisoformat(moment.isoformat())


def _newest(subscriber: Subscriber, now: datetime) -> datetime:
    zone = zone_of(subscriber)
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


def zone_of(subscriber: Subscriber) -> ZoneInfo:
    """The person's time zone; ConfigError for one that nobody knows."""
    try:
        return ZoneInfo(subscriber.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(
            f"{subscriber.time_zone!r} is no time zone; use a name like Europe/London or Africa/Cairo", subscriber.id
        ) from None
