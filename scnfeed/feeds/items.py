"""Articles as items: what all formats of a feed have in common, so that they agree on everything they can say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from scnfeed.errors import FeedError
from scnfeed.feeds.body import body, framed
from scnfeed.feeds.markup import address, escaped, legal
from scnfeed.feeds.notes import paragraph, withdrawal
from scnfeed.feeds.select import placed
from scnfeed.feeds.text import excerpt, line, say, title
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Attachment, Event, Feed, Image, moment
from scnfeed.sites.addresses import absolute

OnBad = Callable[[Article, Exception], None]

_MOMENT = timedelta(seconds=1)
PICTURES = 10
"""Pictures of one item that feeds name beside its text."""
EMPTY = datetime(2000, 1, 1, 12, tzinfo=UTC)
"""When a feed without items was last updated: a fixed day, so that its bytes stay the same.

The W3C's validator calls days before 1990 implausible."""


class Item(NamedTuple):
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
    withdrawn: datetime | None = None

    @property
    def changed(self) -> bool:
        """Whether it says another thing than when it was published."""
        return self.updated - self.published > _MOMENT


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
    return tuple(dict.fromkeys([tidy for name in names if "@" not in name and (tidy := _name(name, language))]))


_name = lru_cache(maxsize=4096)(line)
"""Topics and authors are few, and come again with many articles."""


def _whole(attachments: Iterable[Attachment], language: str) -> Iterator[Attachment]:
    for one in attachments:
        if url := address(one.url):
            mime_type = one.mime_type if "/" in one.mime_type else "application/octet-stream"
            yield Attachment(url, line(one.title, language), mime_type, one.length)


def _pictures(article: Article) -> tuple[Image, ...]:
    whole = {url: line(one.alt, article.language) for one in article.images if (url := address(one.url))}
    return tuple(Image(url, alt) for url, alt in whole.items())[:PICTURES]


def fraction(id: str) -> timedelta:
    """A part of a second that belongs to the id: Atom wants no two entries of one moment, and what subscribers know
    already must not move when another item comes.
    """
    return timedelta(microseconds=1 + crc32(id.encode("utf-8", "replace")) % 999_998)


def _translations(article: Article) -> dict[str, str]:
    found = article.translations
    return {code: url for code in sorted(found) if (url := address(found[code]))} if found else {}


def item(article: Article, *, excerpt_only: bool = False, longest: int = 120_000, named: str = "") -> Item:
    """One article as an item, called `named` where that is told; FeedError when it has no id or no date. It was updated
    when it last changed materially, never before it was published. Of a withdrawn article only that it was withdrawn is
    told.
    """
    published, language = placed(article), article.language
    if not article.id or not published:
        raise FeedError("an article without id or date has no place in a feed: store it", article.url or article.title)
    if article.withdrawn:
        return _notice(article, article.withdrawn, published, named or title(article))
    images = _pictures(article) if article.images else ()
    attachments = tuple(_whole(article.attachments, language)) if article.attachments else ()
    return Item(
        id=legal(article.id),
        url=address(article.url),
        title=named or title(article),
        language=language,
        published=published,
        updated=max(published, moment(article.revised or published)) + fraction(article.id),
        body=body(article, images, attachments, short=excerpt_only, longest=longest),
        excerpt=excerpt(article),
        authors=_names(article.authors, language) if article.authors else (),
        topics=_names(article.topics, language) if article.topics else (),
        images=images,
        attachments=attachments,
        translations=_translations(article),
        machine_translated=article.machine_translated,
        date_source=article.order_source,
        events=tuple(event for event in article.events if event.certain) if article.events else (),
        corrected=article.revised if article.change else None,
    )


def _notice(article: Article, when: datetime, published: datetime, named: str) -> Item:
    """What stands in the place of a withdrawn article, under its id: few programs know of tombstones, all show an item.

    It is a little older than its tombstone, so that of both those that know tombstones heed that (RFC 6721, section 3).
    """
    said = withdrawal(article, when)
    return Item(
        id=legal(article.id),
        url=address(article.url),
        title=say(article.language, "withdrawn_title", title=named),
        language=article.language,
        published=published,
        updated=max(published, moment(when) - timedelta(seconds=1)) + fraction(article.id),
        body=framed(article.language, direction(article.language), paragraph(escaped(said), article.language)),
        excerpt=said,
        authors=(),
        topics=_names(article.topics, article.language),
        images=(),
        attachments=(),
        translations={},
        machine_translated=False,
        date_source=article.order_source,
        events=(),
        withdrawn=moment(when),
    )
