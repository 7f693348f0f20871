"""What each feed shows, kept up to date by what changed: no publish looks at an article that nothing happened to.

A feed's window, its newest items, stays true when every story that changed is judged anew. Windows are noted in the
store with the number of the write up to which they are true; one that is missing, or whose feed was set otherwise, is
made by reading the store from its newest article on, as far as need be.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from scnfeed.feeds.select import withdrawn
from scnfeed.jobs.shown import Fit, Shown, fits, history, micros, shown_of
from scnfeed.model import Feed
from scnfeed.store import Held, Store

RESERVE = 25
"""Items kept beyond a feed's limit, so that one that leaves is replaced without reading far."""
MANY = 2_000
"""Changed stories from which on it is quicker to make every window anew."""
_SELECTING = "languages once kinds sites topics places words without machine_translated uncertain".split()


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
        news = [one for members in self._stories.values() for one in fits(feed, members)]
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
