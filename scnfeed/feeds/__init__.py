"""Articles -> bytes: RSS, Atom, JSON Feed, iCalendar, and OPML. Pure: the same input gives the same bytes.

>>> from scnfeed.model import Feed
>>> render_feed(Feed("en/news", "News", "https://feeds.example.org/", languages=("en",)), [], "rss")[:38]
b"<?xml version='1.0' encoding='UTF-8'?>"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scnfeed.errors import FeedError
from scnfeed.feeds.archives import Place, origin, pages, places
from scnfeed.feeds.calendar import calendar
from scnfeed.feeds.chosen import Chosen, Press, choose, entries_of, gone_of
from scnfeed.feeds.defaults import default_feeds
from scnfeed.feeds.entries import Entry
from scnfeed.feeds.items import Gone, OnBad, base_of
from scnfeed.feeds.json_feed import json_feed
from scnfeed.feeds.opml import opml
from scnfeed.feeds.select import select
from scnfeed.feeds.syndication import atom, rss
from scnfeed.model import Article, Feed, Format

__all__ = [
    "Archived",
    "Chosen",
    "Place",
    "Press",
    "archived",
    "choose",
    "default_feeds",
    "opml",
    "render_chosen",
    "render_feed",
    "select",
]

WRITERS: Mapping[Format, Callable[[Feed, Sequence[Entry], Sequence[Gone], Place], bytes]] = {
    "rss": rss,
    "atom": atom,
    "json": json_feed,
}


@dataclass(frozen=True, slots=True)
class Archived:
    """Pages of a feed's archives: path -> bytes, the last page's path without its suffix, and how many there are."""

    files: Mapping[str, bytes]
    head: str
    number: int


def render_feed(feed: Feed, articles: Sequence[Article], format: Format, on_bad: OnBad | None = None) -> bytes:
    """The feed as a file in `format` (rss, atom, json, ics), made of those of `articles` that fit it.

    RSS, Atom and JSON have the same items in the same order with the same ids and dates, and the same notices of what
    was withdrawn; a calendar has the certain events of all articles that fit, past ones too. FeedError for a feed
    without a public `base_url`, for an unknown format, and for a bad article (one without an id, say), unless `on_bad`
    takes it: then the rest is rendered.
    """
    base_of(feed)
    if format == "ics":
        return calendar(feed, articles, on_bad)
    return render_chosen(feed, choose(feed, articles), format, on_bad)


def render_chosen(
    feed: Feed,
    chosen: Chosen,
    format: Format,
    on_bad: OnBad | None = None,
    press: Press | None = None,
    place: Place | None = None,
) -> bytes:
    """The same for articles that were chosen already, in RSS, Atom or JSON; as a document of the feed's archives where
    `place` says so.
    """
    base_of(feed)
    if format not in WRITERS:
        raise FeedError(f"unknown format {format!r}: rss, atom, json or ics", feed.name)
    return WRITERS[format](feed, entries_of(feed, chosen, on_bad, press), gone_of(chosen), place or Place())


def archived(
    feed: Feed,
    chosen: Chosen,
    head: str = "",
    number: int = 0,
    on_bad: OnBad | None = None,
    press: Press | None = None,
) -> Archived:
    """`chosen`, however many, as new pages after the page `head` of `number` pages; what was withdrawn stands in the
    last of them.
    """
    gone = gone_of(chosen)
    entries = entries_of(feed, chosen, on_bad, press, whole=True)
    written = pages(entries) if entries or gone else []
    begun = origin(feed, written[0], gone) if written and not head else ""
    stands = list(places(feed, written, gone, head or begun, number))
    said: list[tuple[list[Entry], list[Gone], Place]] = [
        (page, [], place) for page, place in zip(written, stands, strict=True)
    ]
    said[-1:] = [(page, gone, place) for page, _, place in said[-1:]]
    if begun:
        said.insert(0, ([], [], Place(begun, next=stands[0].document)))
    files = {
        f"{place.document}.{format}": WRITERS[format](feed, page, told, place)
        for page, told, place in said
        for format in feed.formats
        if format in WRITERS
    }
    return Archived(files, stands[-1].document if stands else head, number + len(written))
