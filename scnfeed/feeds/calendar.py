"""Calendars to subscribe to: iCalendar (RFC 5545, RFC 7986).

Events that the page states for certain; where the feed asks for them, those it gives only roughly too, as tentative and
with a sentence that says so. Times are UTC, days are days. Past events stay: they are a subscriber's
history. An event whose article was withdrawn stays as cancelled, for programs keep what silently vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from scnfeed.errors import FeedError
from scnfeed.feeds.items import EMPTY, OnBad, base_of, home_of
from scnfeed.feeds.markup import address, legal
from scnfeed.feeds.select import events_told, fitting, placed
from scnfeed.feeds.syndication import title_of
from scnfeed.feeds.text import line, say, title
from scnfeed.ical import Calendar, Component, VEvent, vText, vUri
from scnfeed.model import Article, Event, Feed, When, moment

BUDGET = 950_000
"""Bytes of one calendar; some programs stop at 1 MB."""
REFRESH = timedelta(hours=6)
COLOURS = {
    "black": 0x000000, "gray": 0x808080, "navy": 0x000080, "blue": 0x0000FF, "steelblue": 0x4682B4, "teal": 0x008080,
    "green": 0x008000, "olive": 0x808000, "gold": 0xFFD700, "orange": 0xFFA500, "chocolate": 0xD2691E, "red": 0xFF0000,
    "maroon": 0x800000, "crimson": 0xDC143C, "purple": 0x800080, "indigo": 0x4B0082,
}  # fmt: skip
"""RFC 7986, 5.9 takes a CSS colour by name, never by number."""


def colour_name(colour: str) -> str:
    """The named colour nearest to ``#rrggbb``; teal for what is no such number.

    >>> colour_name("#0b5c6b")
    'teal'
    """
    try:
        wanted = bytes.fromhex(colour.removeprefix("#"))
    except ValueError:
        return "teal"
    if len(wanted) != 3:
        return "teal"

    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(COLOURS[name].to_bytes(3), wanted, strict=True))

    return min(COLOURS, key=distance)


def _day(when: When) -> date:
    return when.astimezone(UTC).date() if isinstance(when, datetime) else when


def _bounds(event: Event) -> tuple[When, When]:
    """Start and exclusive end: the day after the last day (RFC 5545, 3.6.1), or the moment at which it ends."""
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        return moment(event.start), moment(event.end)
    return _day(event.start), _day(event.end) + timedelta(days=1)


def _changed(article: Article) -> datetime:
    return moment(article.withdrawn or article.revised or article.first_seen or placed(article) or EMPTY)


def _say(component: Component, name: str, text: str, language: str) -> None:
    if text:
        component.add(name, vText(text), parameters={"LANGUAGE": language})


def _describe(article: Article, event: Event, url: str) -> str:
    rough = "" if event.certain else say(article.language, "uncertain")
    lines = (line(event.sentence, article.language), rough, url)
    return "\n".join(filter(None, lines))


def _event(article: Article, event: Event, number: str) -> VEvent:
    """One VEVENT; its UID is made of the article's id and the event's number in it, and never changes."""
    if not article.id:
        raise FeedError("an event of an article without an id has no UID: store it first", article.url or article.title)
    start, end = _bounds(event)
    if end < start:
        raise FeedError(f"an event ends before it starts: {event.start} to {event.end}", article.id)
    url, language, component = address(article.url), article.language, VEvent()
    component.add("UID", f"{article.id.removeprefix('urn:uuid:')}-{number}@scnfeed")
    component.add("DTSTAMP", _changed(article))
    component.add("LAST-MODIFIED", _changed(article))
    component.add("SEQUENCE", article.event_sequence + (article.withdrawn is not None))
    component.add("DTSTART", start)
    if end > start:
        component.add("DTEND", end)
    _say(component, "SUMMARY", title(article), language)
    _say(component, "DESCRIPTION", _describe(article, event, url), language)
    _say(component, "LOCATION", line(event.place or "", language), language)
    if url:
        component.add("URL", vUri(url))
    component.add("STATUS", "CANCELLED" if article.withdrawn else "CONFIRMED" if event.certain else "TENTATIVE")
    component.add("TRANSP", "TRANSPARENT")
    return component


def _articles(feed: Feed, articles: Sequence[Article]) -> list[Article]:
    """What the calendar tells of: live articles, then withdrawn ones whose story no live one tells.

    Where languages stand together each story is told once, by its first article.
    """
    certain = [a for a in articles if events_told(feed, a)]
    live = fitting(feed, certain, articles)
    gone = {a.id: a for a in certain if a.withdrawn}
    told = {a.story or a.id for a in live}
    cancelled = (gone[a.id] for a in fitting(feed, [replace(a, withdrawn=None) for a in gone.values()]))
    whole = [*live, *(a for a in cancelled if (a.story or a.id) not in told)]
    if feed.languages and not feed.once:
        return whole
    first: dict[str, Article] = {}
    for article in whole:
        first.setdefault(article.story or article.id, article)
    return list(first.values())


def _events(feed: Feed, articles: Sequence[Article], on_bad: OnBad | None) -> Iterator[tuple[Article, VEvent]]:
    """Certain events are counted apart, so that a rough date beside them renames none."""
    for article in articles:
        counts = {True: 0, False: 0}
        for event in events_told(feed, article):
            counts[event.certain] += 1
            number = f"{'' if event.certain else 'u'}{counts[event.certain]}"
            try:
                yield article, _event(article, event, number)
            except Exception as error:
                if on_bad is None:
                    raise error if isinstance(error, FeedError) else FeedError(str(error), article.id) from error
                on_bad(article, error)


def _calendar(feed: Feed, changed: datetime) -> Calendar:
    name, calendar = legal(title_of(feed)), Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//scnfeed//scnfeed//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("UID", f"{base_of(feed)}/{feed.name}")
    calendar.add("LAST-MODIFIED", changed)
    calendar.add("NAME", vText(name))
    calendar.add("X-WR-CALNAME", vText(name))
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT6H")
    calendar.add("SOURCE", vUri(feed.address("ics")), parameters={"VALUE": "URI"})
    calendar.add("URL", vUri(home_of(feed)))
    calendar.add("COLOR", colour_name(feed.brand.colour))
    return calendar


def calendar(feed: Feed, articles: Sequence[Article], on_bad: OnBad | None = None) -> bytes:
    """The events of every article that fits the feed; the oldest left out where the file would grow too long.

    FeedError for a bad event, unless `on_bad` takes it: then it is left out.
    """
    events = list(_events(feed, _articles(feed, articles), on_bad))
    whole = _calendar(feed, max((_changed(article) for article, _ in events), default=EMPTY))
    room = BUDGET
    for _, event in events:
        room -= len(event.to_ical())
        if room < 0:
            break
        whole.add_component(event)
    return bytes(whole.to_ical())
