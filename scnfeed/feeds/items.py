"""Articles as items: what all formats of a feed have in common, so that they agree on everything they can say."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from scnfeed.errors import FeedError
from scnfeed.feeds.body import body
from scnfeed.feeds.select import placed
from scnfeed.feeds.text import excerpt, line, title
from scnfeed.model import Article, Attachment, Event, Feed, Image, moment
from scnfeed.sites.addresses import absolute

OnBad = Callable[[Article, Exception], None]

BUDGET = 480_000
"""Bytes of one file. Several readers stop at 512 kB."""
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
    image: str
    attachments: tuple[Attachment, ...]
    translations: Mapping[str, str]
    machine_translated: bool
    date_source: str
    events: tuple[Event, ...]


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


def item(feed: Feed, article: Article) -> Item:
    """One article as an item; FeedError when it has no id or no date."""
    published, language = placed(article), article.language
    if not article.id or not published:
        raise FeedError("an article without id or date has no place in a feed: store it", article.url or article.title)
    images = tuple(Image(url, image.alt) for image in article.images if (url := absolute("", image.url)))
    attachments = tuple(_whole(article.attachments, language))
    return Item(
        id=article.id,
        url=absolute("", article.url or ""),
        title=title(article),
        language=language,
        published=published,
        updated=max(published, moment(article.revised or published)),
        body=body(article, images, attachments, short=feed.excerpt),
        excerpt=excerpt(article),
        authors=_names(article.authors, language),
        topics=_names(article.topics, language),
        image=images[0].url if images else "",
        attachments=attachments,
        translations={code: url for code, raw in sorted(article.translations.items()) if (url := absolute("", raw))},
        machine_translated=article.machine_translated,
        date_source=article.order_source,
        events=tuple(event for event in article.events if event.certain),
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


def items_of(feed: Feed, articles: Sequence[Article], on_bad: OnBad | None = None) -> list[Item]:
    """The items in the order of `articles`, each id once, the oldest left out where a file would grow too long."""
    room, items = BUDGET, dict[str, Item]()
    for article in articles:
        one = made(article, lambda a: item(feed, a), on_bad)
        if one is None or one.id in items:
            continue
        room -= weight(one)
        if room < 0:
            break
        items[one.id] = one
    return list(items.values())


def updated(items: Sequence[Item]) -> datetime:
    return max((item.updated for item in items), default=EMPTY)
