"""Articles as items: what all formats of a feed have in common, so that they agree on everything they can say."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from scnfeed.errors import FeedError
from scnfeed.feeds.body import body
from scnfeed.feeds.chosen import Chosen, updated_of
from scnfeed.feeds.select import placed
from scnfeed.feeds.text import excerpt, line, title
from scnfeed.model import Article, Attachment, Event, Feed, Image, moment
from scnfeed.sites.addresses import absolute

OnBad = Callable[[Article, Exception], None]

BUDGET = 480_000
"""Bytes of one file. Several readers stop at 512 kB."""
PICTURES = 10
"""Pictures of one item that feeds name beside its text."""
TAGS = 2_000
"""Bytes of markup around one item, generously."""
EMPTY = datetime(2000, 1, 1, 12, tzinfo=UTC)
"""When a feed without items was last updated: a fixed day, so that its bytes stay the same.

The W3C's validator calls days before 1990 implausible."""


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    url: str
    """Empty for an article without an address: none is invented."""
    title: str
    language: str
    published: datetime
    updated: datetime
    body: str
    excerpt: str
    authors: tuple[str, ...]
    topics: tuple[str, ...]
    images: tuple[Image, ...]
    attachments: tuple[Attachment, ...]
    translations: Mapping[str, str]
    machine_translated: bool
    date_source: str
    events: tuple[Event, ...]
    corrected: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """What was withdrawn: its id, its address and title as they were, and when."""

    id: str
    url: str
    title: str
    language: str
    when: datetime


def home_of(feed: Feed) -> str:
    """The page for people that a feed belongs to: its language's front page, the front page of all for ``mul``."""
    base = base_of(feed)
    return f"{base}/{feed.language}/" if feed.languages else f"{base}/"


def base_of(feed: Feed) -> str:
    """The public address of the published tree, without its final slash; FeedError without one."""
    base = absolute("", feed.base_url)
    if not base.startswith("http"):
        raise FeedError(
            f"base_url is {feed.base_url!r}: feeds need the public http(s) address they stand at", feed.name
        )
    return base.rstrip("/")


def _names(names: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidy for name in names if "@" not in name and (tidy := line(name, language))))


def _whole(attachments: Iterable[Attachment], language: str) -> Iterator[Attachment]:
    for one in attachments:
        if url := absolute("", one.url):
            mime_type = one.mime_type if "/" in one.mime_type else "application/octet-stream"
            yield Attachment(url, line(one.title, language), mime_type, one.length)


def gone_of(chosen: Chosen) -> list[Gone]:
    return [
        Gone(a.id, absolute("", a.url or ""), title(a), a.language, moment(a.withdrawn))
        for a in chosen.gone
        if a.withdrawn
    ]


def _pictures(article: Article) -> tuple[Image, ...]:
    whole = {url: line(one.alt, article.language) for one in article.images if (url := absolute("", one.url))}
    return tuple(Image(url, alt) for url, alt in whole.items())[:PICTURES]


def item(feed: Feed, article: Article) -> Item:
    """One article as an item; FeedError when it has no id or no date."""
    published, language = placed(article), article.language
    if not article.id or not published:
        raise FeedError("an article without id or date has no place in a feed: store it", article.url or article.title)
    images = _pictures(article)
    attachments = tuple(_whole(article.attachments, language))
    return Item(
        id=article.id,
        url=absolute("", article.url or ""),
        title=title(article),
        language=language,
        published=published,
        updated=updated_of(article),
        body=body(article, images, attachments, short=feed.excerpt, longest=feed.longest),
        excerpt=excerpt(article),
        authors=_names(article.authors, language),
        topics=_names(article.topics, language),
        images=images,
        attachments=attachments,
        translations={code: url for code, raw in sorted(article.translations.items()) if (url := absolute("", raw))},
        machine_translated=article.machine_translated,
        date_source=article.order_source,
        events=tuple(event for event in article.events if event.certain),
        corrected=article.revised if article.change else None,
    )


def weight(item: Item) -> int:
    """An upper bound, near enough, for the bytes of an item in any format: all it holds, escaped, and its tags."""
    return len(html.escape(repr(item)).encode()) + TAGS


def made(article: Article, make: Callable[[Article], Item], on_bad: OnBad | None) -> Item | None:
    """The item, or None when it is bad and `on_bad` was told; without `on_bad` FeedError."""
    try:
        return make(article)
    except Exception as error:
        if on_bad is None:
            raise error if isinstance(error, FeedError) else FeedError(str(error), article.id) from error
        on_bad(article, error)
        return None


def items_of(feed: Feed, chosen: Chosen, on_bad: OnBad | None = None) -> list[Item]:
    """The items in their order, each id once, the oldest left out where a file would grow too long."""
    room, items = BUDGET - TAGS * len(chosen.gone) // 4, dict[str, Item]()
    for article in chosen.articles:
        one = made(article, lambda a: item(feed, a), on_bad)
        if one is None or one.id in items:
            continue
        title_, when = chosen.titles.get(one.id, one.title), chosen.updated.get(one.id, one.updated)
        one = replace(one, title=title_, updated=when)
        room -= weight(one)
        if room < 0:
            break
        items[one.id] = one
    return list(items.values())


def updated(items: Sequence[Item], gone: Sequence[Gone] = ()) -> datetime:
    """When a feed last changed: with its newest change, or the last withdrawal."""
    return max((*(item.updated for item in items), *(one.when for one in gone)), default=EMPTY)
