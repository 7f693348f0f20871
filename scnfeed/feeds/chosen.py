"""What a feed shows, chosen once for all its formats: its items, what was withdrawn, and what tells twins apart."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from scnfeed.feeds.select import NEVER, fitting, placed, withdrawn
from scnfeed.feeds.text import spoken, title
from scnfeed.language.formats import day
from scnfeed.model import Article, Feed, When, moment


@dataclass(frozen=True, slots=True)
class Chosen:
    """The articles of a feed, newest first, and the withdrawn ones, the last withdrawn first.

    `updated` and `titles` hold, by id, the moments and titles of those articles that would share them with another
    item of the feed.
    """

    articles: tuple[Article, ...] = ()
    gone: tuple[Article, ...] = ()
    updated: Mapping[str, datetime] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def updated_of(article: Article) -> datetime:
    """When the article last changed materially, never before it was published."""
    published = placed(article) or NEVER
    return max(published, moment(article.revised or published))


def _twins(articles: Sequence[Article], shared: Callable[[Article], Hashable]) -> Iterator[Article]:
    """All but the first seen of those that share something: what subscribers know already never changes."""
    groups: dict[Hashable, list[Article]] = defaultdict(list)
    for article in articles:
        groups[shared(article)].append(article)
    for group in groups.values():
        if len(group) > 1:
            yield from sorted(group, key=lambda a: (a.first_seen or NEVER, placed(a) or NEVER, a.id))[1:]


def _fraction(id: str) -> timedelta:
    """A part of a second that belongs to the id."""
    return timedelta(microseconds=1 + int(hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()[:12], 16) % 999_998)


def _day(article: Article) -> When | None:
    certain = [event.start for event in article.events if event.certain]
    return certain[0] if certain else placed(article)


def _dated(article: Article) -> str:
    """The title with the day that tells one talk of a series from the next."""
    when = _day(article)
    shown = moment(when).astimezone(UTC).date() if isinstance(when, datetime) else when
    return f"{title(article)} – {day(shown, spoken(article.language))}" if shown else title(article)


def choose(feed: Feed, articles: Sequence[Article]) -> Chosen:
    """The articles of a feed as many as its limit allows. Atom wants no two entries of one moment, and readers no two
    items of one name: the second differs from the first by a part of a second, or by its day.
    """
    fit = fitting(feed, articles)
    shown = tuple(fit[: feed.limit])
    ids = {a.id for a in shown}
    return Chosen(
        shown,
        tuple(withdrawn(feed, articles)),
        {a.id: updated_of(a) + _fraction(a.id) for a in _twins(fit, updated_of) if a.id in ids and placed(a)},
        {a.id: _dated(a) for a in _twins(fit, lambda a: (a.title, a.language)) if a.id in ids},
    )
