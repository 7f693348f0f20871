"""Archives: every item of a feed stands in its archives before it leaves the feed (`feeds.archives` says how)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from glob import escape as glob_escape
from itertools import islice

from scnfeed.config import Config
from scnfeed.feeds import Chosen, Place, Press, archived
from scnfeed.feeds.archives import MOST, folder_of
from scnfeed.feeds.chosen import entries_of
from scnfeed.feeds.items import OnBad
from scnfeed.jobs.shown import Shown, articles_of, history, shown_of
from scnfeed.jobs.windows import Window, selection_of
from scnfeed.model import Article, Feed
from scnfeed.publish import Chain, Manifest, keep_pages, write_pages
from scnfeed.store import Store


class History:
    """The archives of all feeds in one publish: pages are written at once, what there is is told to the manifest."""

    def __init__(self, config: Config, store: Store, wanted: Mapping[str, Feed], before: Manifest, mark: int) -> None:
        self._config, self._store, self._wanted, self._mark = config, store, wanted, mark
        self._before = before if before.mark <= mark else Manifest()
        self._chains: dict[str, Chain] = {}
        self._written: set[str] = set()
        self._old: list[tuple[str, set[str]]] = [
            (folder_of(name), set()) for name in before.archives if name not in wanted or not config.publish.history
        ]

    def place(self, feed: Feed, window: Window, chosen: Callable[[], Chosen], on_bad: OnBad, press: Press) -> Place:
        """The feed's place before its archives, after what is about to leave the feed was archived."""
        if not self._config.publish.history:
            return Place()
        asked = selection_of(feed)
        chain = self._before.archives.get(feed.name)
        if chain is None or chain.selection != asked or not self._there(chain):
            self._old.append((folder_of(feed.name), self._written))
            chain = self._grown(feed, window, Chain(asked), chosen, on_bad, press, anew=True)
            chain = replace(chain, led=chain.head)
        elif window.fresh or window.news or window.lost:
            chain = self._grown(feed, window, chain, chosen, on_bad, press, anew=window.fresh)
        self._chains[feed.name] = chain
        return Place(previous=chain.head)

    def led(self, feed: Feed) -> str:
        """The page that the feed must lead to now, whether or not anything else in it is new."""
        return self._chains[feed.name].led if feed.name in self._chains else ""

    def after(self) -> Manifest:
        return Manifest(archives=self._chains, mark=self._mark)

    def tidy(self) -> None:
        """Take away the pages of feeds that are published no more, and of chains that were begun anew."""
        for folder, kept in self._old:
            keep_pages(self._config.public, folder, kept)

    def _there(self, chain: Chain) -> bool:
        return not chain.head or any(self._config.public.glob(f"{glob_escape(chain.head)}.*"))

    def _grown(
        self,
        feed: Feed,
        window: Window,
        chain: Chain,
        chosen: Callable[[], Chosen],
        on_bad: OnBad,
        press: Press,
        anew: bool,
    ) -> Chain:
        """The chain with new pages, where something that no page holds is not shown any more."""
        told = {entry.item.id for entry in entries_of(feed, chosen(), on_bad, press)}
        waiting = {one.told: one for one in self._waiting(feed, window, chain, anew)}
        if waiting.keys() <= told:
            return chain
        gone = [one.id for one in window.gone if one.changed > chain.upto] if chain.head else []
        oldest_first = sorted(waiting.values(), key=lambda one: one.rank, reverse=True)
        head, number, led = chain.head, chain.pages, chain.led
        for some in _parts(oldest_first, MOST):
            held = self._load([one.id for one in some])
            twins = self._store.later_twins(list(held.values()))
            articles = articles_of(held, reversed(some))
            back = tuple(self._load(gone).values()) if some[-1] is oldest_first[-1] else ()
            whole = Chosen(tuple(articles), back, frozenset(one.told for one in some if one.id in twins))
            new = archived(feed, whole, head, number, on_bad, press if len(waiting) <= 2 * MOST else None)
            write_pages(self._config.public, new.files)
            self._written.update(new.files)
            head, number = new.head, new.number
            led = head if any(one.revision == 0 for one in articles) else led
        return replace(chain, head=head, pages=number, upto=self._mark, led=led)

    def _waiting(self, feed: Feed, window: Window, chain: Chain, anew: bool) -> Iterator[Shown]:
        """What fits and changed after the chain's last page was written."""
        if anew:
            found = islice(history(self._store, self._wanted[feed.name]), self._config.publish.history)
            yield from (shown_of(one) for one in found if one.changed > chain.upto)
            return
        yield from (one for one in (*window.shown, *window.lost) if one.changed > chain.upto)
        yield from window.news

    def _load(self, ids: Sequence[str]) -> dict[str, Article]:
        held = self._store.held(ids)
        return {id: held[id].article for id in ids if id in held}


def _parts(shown: Sequence[Shown], most: int) -> Iterator[Sequence[Shown]]:
    for start in range(0, len(shown), most):
        yield shown[start : start + most]
