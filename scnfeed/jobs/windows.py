"""What each feed shows, kept up to date by what changed: no publish looks at an article that nothing happened to.

Whether an article fits a feed depends on its own story's members alone (`feeds.select.of_story`). So a feed's window,
its newest items, stays true when every story that changed is judged anew. Windows are noted in the store with the
number of the write up to which they are true; one that is missing, or whose feed was set otherwise, is made by reading
the store from its newest article on, as far as need be.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from heapq import merge
from itertools import islice
from typing import NamedTuple

from scnfeed.feeds.select import ITEMS, NEVER, of_story, placed, withdrawn
from scnfeed.model import Article, Feed
from scnfeed.store import Held, Store

RESERVE = 25
"""Items kept beyond a feed's limit, so that one that leaves is replaced without reading far."""
MANY = 2_000
"""Changed stories from which on it is quicker to make every window anew."""
CHUNK = 200
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SELECTING = "languages once kinds sites topics places words without machine_translated uncertain".split()


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


class Left(NamedTuple):
    """A withdrawn article that would stand in the feed otherwise."""

    id: str
    withdrawn: int
    changed: int


@dataclass(frozen=True, slots=True)
class Window:
    selection: str
    shown: tuple[Shown, ...] = ()
    """Newest first: as many as the feed's limit, and a reserve."""
    gone: tuple[Left, ...] = ()
    """Last withdrawn first."""
    whole: bool = True
    """Nothing older fits."""
    fresh: bool = False
    """Made anew in this publish."""
    news: tuple[Shown, ...] = ()
    """What fits and changed since the last publish, whether it is still shown or not."""
    lost: tuple[Shown, ...] = ()
    """What the window held until this publish."""

    def written(self) -> str:
        return json.dumps([self.selection, self.shown, self.gone, self.whole], separators=(",", ":"))


def _read(text: str) -> Window:
    selection, shown, gone, whole = json.loads(text)
    return Window(selection, tuple(Shown(*row) for row in shown), tuple(Left(*row) for row in gone), whole)


def _asked(feed: Feed) -> str:
    return f"{selection_of(feed)}-{feed.limit}"


def selection_of(feed: Feed) -> str:
    """A name of everything that says which articles a feed takes, however many it shows."""
    told = json.dumps([getattr(feed, name) for name in _SELECTING])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def micros(when: datetime | None) -> int:
    return ((when or NEVER) - EPOCH) // timedelta(microseconds=1)


def windows(store: Store, feeds: Mapping[str, Feed], mark: int, since: int) -> tuple[dict[str, Window], dict[str, str]]:
    """The window of each of `feeds` as of write `mark`, with its news since write `since`; and, of those that differ
    from what is noted, their new text.
    """
    noted, known = store.windows(), store.windows_mark()
    old = {name: _read(text) for name, text in noted.items() if name in feeds}
    stories = store.changed_stories(min(since, known), MANY) if mark > min(since, known) else []
    usable = len(stories) < MANY and known <= mark
    keep = {name: w for name, w in old.items() if usable and w.selection == _asked(feeds[name])}
    changes = _Changes(store, stories, keep.values())
    found, texts = {}, {}
    for name, feed in feeds.items():
        window = changes.applied(feed, keep[name], since) if name in keep else None
        found[name] = window or _anew(store, feed)
        text = found[name].written()
        if noted.get(name) != text:
            texts[name] = text
    return found, texts


class _Changes:
    """The stories that changed, as they are now."""

    def __init__(self, store: Store, stories: Sequence[str], known: Iterable[Window]) -> None:
        self._store = store
        self._stories: dict[str, list[Held]] = defaultdict(list)
        self._add(stories)
        self._ids = {one.article.id for members in self._stories.values() for one in members}
        left = {s.story for w in known for s in w.shown if s.id in self._ids and s.story not in self._stories}
        self._add(left)
        self._touched = self._stories.keys()
        self._twins: dict[str, bool] = {}

    def _add(self, stories: Iterable[str]) -> None:
        for story in stories:
            self._stories[story] = []
        for one in self._store.members(stories):
            self._stories[one.article.story or one.article.id].append(one)

    def applied(self, feed: Feed, window: Window, since: int) -> Window | None:
        """The window with these changes; None where too little of it is left."""
        if not self._stories:
            return window
        news = [one for members in self._stories.values() for one in _fits(feed, members)]
        kept = [s for s in window.shown if s.story not in self._touched and s.id not in self._ids]
        gone = self._gone(feed, window)
        if not news and len(kept) == len(window.shown) and gone == window.gone:
            return window
        before = {s.id: s for s in window.shown}
        fresh = self._named(news, before)
        floor = window.shown[-1].rank if window.shown and not window.whole else None
        shown = sorted((*kept, *(s for s in fresh if floor is None or s.rank <= floor)), key=lambda s: s.rank)
        if len(shown) < feed.limit and not window.whole:
            return None
        most = len(shown) if len(shown) <= feed.limit + 2 * RESERVE else feed.limit + RESERVE
        recent = tuple(s for s in fresh if s.changed > since or s.id not in before)
        whole = window.whole and most == len(shown)
        return Window(window.selection, tuple(shown[:most]), gone, whole, news=recent, lost=tuple(shown[most:]))

    def _gone(self, feed: Feed, window: Window) -> tuple[Left, ...]:
        members = [one for members in self._stories.values() for one in members]
        kept = [one for one in window.gone if one.id not in self._ids]
        return _last_first(feed, [*kept, *_left(feed, members)])

    def _named(self, news: Sequence[Fit], before: Mapping[str, Shown]) -> list[Shown]:
        """What is new or changed, each told from its twins once."""
        known = {one.article.id: before[one.article.id] for one in news if one.article.id in before}
        same = {id: s for one in news if (s := known.get(id := one.article.id)) and s[:5] == shown_of(one)[:5]}
        unknown = [one.article for one in news if one.article.id not in self._twins and one.article.id not in same]
        later = self._store.later_twins(unknown) if unknown else set()
        self._twins |= {article.id: article.id in later for article in unknown}
        return [same.get(one.article.id) or shown_of(one, self._twins[one.article.id]) for one in news]


def shown_of(one: Fit, twin: bool = False) -> Shown:
    article = one.article
    return Shown(article.id, article.story or article.id, micros(placed(article)), one.changed, one.told, twin)


def _fits(feed: Feed, members: Sequence[Held]) -> list[Fit]:
    """Those of one story's members that fit, each with the id under which it stands."""
    found = []
    for article in of_story(feed, [one.article for one in members]):
        own = next((one for one in members if one.article == article), None)
        own = own or next(one for one in members if replace(one.article, id=article.id) == article)
        found.append(Fit(own.article, own.changed, article.id))
    return found


def _left(feed: Feed, members: Sequence[Held]) -> list[Left]:
    numbers = {one.article.id: one.changed for one in members}
    return [Left(a.id, micros(a.withdrawn), numbers[a.id]) for a in withdrawn(feed, [one.article for one in members])]


def _last_first(feed: Feed, gone: Sequence[Left]) -> tuple[Left, ...]:
    return tuple(sorted(set(gone), key=lambda one: (one.withdrawn, one.id), reverse=True)[: feed.limit])


def _anew(store: Store, feed: Feed) -> Window:
    most = feed.limit + RESERVE
    found = list(islice(history(store, feed), most + 1))
    twins = store.later_twins([one.article for one in found[:most]])
    shown = tuple(shown_of(one, one.article.id in twins) for one in found[:most])
    last = store.last_withdrawn(4 * feed.limit, languages=feed.languages)
    if feed.once:
        last = store.members({one.article.story or one.article.id for one in last})
    gone = _last_first(feed, _left(feed, last))
    return Window(_asked(feed), shown, gone, len(found) <= most, fresh=True)


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
        yield from _fits(feed, members)
    for one in rows:
        if (one.article.story or one.article.id) not in kin | told:
            yield from _fits(feed, [one])


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
