"""Items of the store as a feed shows them: which of a story fit, and all that fit, read from the newest on.

Whether an article fits a feed depends on its own story's members alone (`feeds.select.of_story`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import merge
from itertools import islice
from typing import NamedTuple

from scnfeed.feeds.select import ITEMS, NEVER, of_story, placed
from scnfeed.model import Article, Feed
from scnfeed.store import Held, Store

CHUNK = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shown(NamedTuple):
    """An item of a window, without its text."""

    id: str
    story: str
    placed: int
    """Microseconds since 1970, UTC."""
    changed: int
    told: str = ""
    """The id under which it stands: its own, or that of the member of its story which was there first."""
    twin: bool = False
    """Whether an earlier article has its title already; settled when it is first shown, and when it changes."""

    @property
    def rank(self) -> tuple[int, str]:
        return -self.placed, self.told


class Fit(NamedTuple):
    """An article that fits, the number of the write that last changed it, and the id under which it stands."""

    article: Article
    changed: int
    told: str


def micros(when: datetime | None) -> int:
    return ((when or NEVER) - EPOCH) // timedelta(microseconds=1)


def shown_of(one: Fit, twin: bool = False) -> Shown:
    article = one.article
    return Shown(article.id, article.story or article.id, micros(placed(article)), one.changed, one.told, twin)


def fits(feed: Feed, members: Sequence[Held]) -> list[Fit]:
    """Those of one story's members that fit, each with the id under which it stands."""
    found = []
    for article in of_story(feed, [one.article for one in members]):
        own = next((one for one in members if one.article == article), None)
        own = own or next(one for one in members if replace(one.article, id=article.id) == article)
        found.append(Fit(own.article, own.changed, article.id))
    return found


def history(store: Store, feed: Feed) -> Iterator[Fit]:
    """Every article that fits, the newest first, read some at a time."""
    waiting: dict[str, Fit] = {}
    told: set[str] = set()
    seen: set[str] = set()
    for rows in _chunks(store, feed):
        reached = micros(placed(rows[-1].article))
        for one in _judged(store, feed, rows, told):
            if one.article.id not in seen:
                seen.add(one.article.id)
                waiting[one.article.id] = one
        ready = sorted(
            (one for one in waiting.values() if micros(placed(one.article)) > reached), key=lambda o: shown_of(o).rank
        )
        for one in ready:
            del waiting[one.article.id]
            yield one
    yield from sorted(waiting.values(), key=lambda one: shown_of(one).rank)


def _judged(store: Store, feed: Feed, rows: Sequence[Held], told: set[str]) -> Iterator[Fit]:
    """Those of `rows`, and of their stories where these have a say, that fit; each story once."""
    kin = {one.article.story or one.article.id for one in rows if _asks_kin(feed, one.article)}
    stories: dict[str, list[Held]] = defaultdict(list)
    for one in store.members(kin - told):
        stories[one.article.story or one.article.id].append(one)
    told |= stories.keys()
    for members in stories.values():
        yield from fits(feed, members)
    for one in rows:
        if (one.article.story or one.article.id) not in kin | told:
            yield from fits(feed, [one])


def _asks_kin(feed: Feed, article: Article) -> bool:
    """Whether the rest of its story has a say in whether an article fits."""
    translated = article.machine_translated and feed.machine_translated != "mark"
    return feed.once or translated or article.relation == "duplicate"


def _chunks(store: Store, feed: Feed) -> Iterator[list[Held]]:
    """The store's live articles of the feed's languages and kinds, newest first, by its indexes."""
    languages: Sequence[str | None] = feed.languages or (None,)
    kinds: Sequence[str | None] = feed.kinds or (sorted(ITEMS) if feed.languages else (None,))
    streams = [_stream(store, language, kind, 1 if feed.uncertain else 2) for language in languages for kind in kinds]
    rows = merge(*streams, key=lambda one: (-micros(placed(one.article)), one.article.id))
    seen: set[str] = set()
    while some := list(islice(rows, CHUNK)):
        new = [one for one in some if one.article.id not in seen]
        seen.update(one.article.id for one in new)
        if new:
            yield new


def _stream(store: Store, language: str | None, kind: str | None, event: int) -> Iterator[Held]:
    asked = partial(
        store.newest,
        languages=(language,) if language else (),
        kinds=(kind,) if kind and kind != "event" else (),
        event=event if kind == "event" else 0,
        limit=CHUNK,
    )
    after: tuple[datetime, str] | None = None
    while rows := asked(after=after):
        yield from rows
        last = rows[-1].article
        when = placed(last)
        if when is None:
            return
        after = when, last.id


def articles_of(held: Mapping[str, Article], shown: Iterable[Shown]) -> list[Article]:
    """The articles as they stand in the feed."""
    found = ((held[one.id], one.told) for one in shown if one.id in held)
    return [article if article.id == told else replace(article, id=told) for article, told in found]
