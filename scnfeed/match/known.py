"""What match asks of memory, and a memory of plain dictionaries for those who need no store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from scnfeed.match import traces
from scnfeed.match.shelf import AS_THEY_ARE, Shelf
from scnfeed.match.traces import NOTHING, mark, of_text
from scnfeed.model import Article

SHARED = 2
"""Values of their sketches that two texts must share to be looked at."""
ALIKE = 0.15
"""Share of their three-word runs that two texts must have in common, as their sketches tell, to be compared."""
CROWD = 50
"""A trace that more articles have says nothing of any of them (an ending that many pages share): it finds nobody and
is kept of no more.
"""
MOST = 20
"""Candidates, those that share most first: what a crowd costs is bounded."""


class Known(Protocol):
    """The articles met so far."""

    def expect(self, wanted: Sequence[Article]) -> None:
        """These articles will be decided about: what that asks for may be looked up at once."""

    def expect_stories(self, wanted: Sequence[str]) -> None:
        """The members of these stories will be asked for: they may be looked up at once."""

    def by_address(self, site: str, address: str) -> Article | None:
        """The article at this normal address, or once at it."""

    def by_post_id(self, site: str, post_id: str) -> Article | None:
        """The article with the site's own key."""

    def by_body(self, body_hash: str) -> Article | None:
        """The article read from exactly these bytes."""

    def naming(self, address: str) -> Sequence[Article]:
        """Articles that name this address as a translation of theirs."""

    def candidates(self, article: Article) -> Sequence[Article]:
        """Articles of its language that may tell the same: like bodies, or the same title."""

    def abroad(self, article: Article) -> Sequence[Article]:
        """Articles in other languages that may be its translation: a day, an event, a file or numbers in common."""

    def story(self, story: str) -> Sequence[Article]:
        """The members of a story."""

    def add(self, article: Article) -> None:
        """Remember an article, in place of an older state of it."""


class Memory:
    """Known in dictionaries, all but the newest articles packed. A store is one that keeps most of its articles
    elsewhere.
    """

    def __init__(self, articles: Iterable[Article] = (), as_they_are: int = AS_THEY_ARE) -> None:
        self._articles = Shelf(as_they_are)
        self._addresses: dict[tuple[str, str], int] = {}
        self._holders: tuple[dict[int, int | list[int]], ...] = tuple({} for _ in range(64))
        self._stories: dict[str, set[int]] = defaultdict(set)
        for article in articles:
            self.add(article)

    def expect(self, wanted: Sequence[Article]) -> None:
        """Nothing: all is at hand."""

    def expect_stories(self, wanted: Sequence[str]) -> None:
        """Nothing: all is at hand."""

    def add(self, article: Article) -> None:
        place = mark(article.id)
        known = self._articles.get(place)
        if known is article:
            return
        self._put(place, article)
        if known is not None and known.content_text == article.content_text and known.relation == article.relation:
            new: Iterable[int] = set(traces.kept(article)).difference(traces.kept(known))
        else:
            new = traces.kept(article)
        for trace in new:
            self._hold(trace, place)

    def _put(self, place: int, article: Article) -> None:
        known = self._articles.get(place)
        if known is not None and known.story != article.story:
            self._stories[known.story].discard(place)
        self._articles[place] = article
        for address in (article.url, *article.aliases):
            if address and not (article.withdrawn and self._lives_at(article.site, address)):
                self._addresses[article.site, address] = place
        self._stories[article.story].add(place)

    def _lives_at(self, site: str, address: str) -> bool:
        place = self._addresses.get((site, address))
        return place is not None and self._articles[place].withdrawn is None

    def _hold(self, trace: int, place: int) -> None:
        """Most traces have one holder: a list for each would take three times the memory."""
        shard = self._holders[trace & 63]
        holders = shard.setdefault(trace, place)
        if isinstance(holders, list):
            if place not in holders and len(holders) <= CROWD:
                holders.append(place)
        elif holders != place:
            shard[trace] = [holders, place]

    def _having(self, wanted: Sequence[int]) -> list[tuple[int, Sequence[int]]]:
        """Of the traces `wanted` those that anybody has and no crowd, with who has them."""
        found: list[tuple[int, Sequence[int]]] = []
        for trace in wanted:
            holders = self._holders[trace & 63].get(trace)
            if holders is None:
                continue
            if isinstance(holders, int):
                found.append((trace, (holders,)))
            elif len(holders) <= CROWD:
                found.append((trace, holders))
        return found

    def _all(self, places: Iterable[int]) -> list[Article]:
        """The articles at these places, by id."""
        return sorted((self._articles[place] for place in places), key=lambda one: one.id)

    def _with(self, trace: int) -> list[Article]:
        return self._all(place for _, holders in self._having((trace,)) for place in holders)

    def all(self) -> list[Article]:
        """Every article, by id."""
        return self._all(self._articles)

    def by_id(self, id: str) -> Article | None:
        return self._articles.get(mark(id))

    def by_address(self, site: str, address: str) -> Article | None:
        place = self._addresses.get((site, address))
        return None if place is None else self._articles[place]

    def by_post_id(self, site: str, post_id: str) -> Article | None:
        return _living(one for one in self._with(traces.posted(site, post_id)) if one.post_id == post_id)

    def by_body(self, body_hash: str) -> Article | None:
        return _living(one for one in self._with(traces.bodied(body_hash)) if one.body_hash == body_hash)

    def naming(self, address: str) -> list[Article]:
        return [one for one in self._with(traces.naming(address)) if address in one.translations.values()]

    def candidates(self, article: Article) -> list[Article]:
        text = of_text(article.content_text)
        own = mark(article.id)
        asked = (traces.titled(article), text.exact) if text is not NOTHING else (traces.titled(article),)
        sure = {place for _, holders in self._having(asked) for place in holders}
        sure.update(self._sharing(text.lead))
        ranked = sorted((-count, place) for place, count in self._sharing(text.whole).items() if place not in sure)
        found = self._all(sure - {own})[:CROWD]
        near = self._all(place for _, place in ranked[:CROWD] if place != own)
        alike = [(text.alike(of_text(one.content_text)), one) for one in near]
        best = sorted(((-share, one.id, one) for share, one in alike if share >= ALIKE), key=lambda row: row[:2])
        chosen = (*found, *(one for _, _, one in best[:MOST]))
        return sorted(
            (one for one in chosen if one.language == article.language and one.relation != "duplicate"),
            key=lambda one: one.id,
        )

    def _sharing(self, wanted: Sequence[int]) -> dict[int, int]:
        """Who has two of these values and more, and how many."""
        having = self._having(wanted)
        if len(having) < SHARED:
            return {}
        counts = Counter(place for _, holders in having for place in holders)
        return {place: count for place, count in counts.items() if count >= SHARED}

    def abroad(self, article: Article) -> list[Article]:
        counts = Counter(place for _, holders in self._having(traces.shared_with_twins(article)) for place in holders)
        ranked = sorted((-count, place) for place, count in counts.items())
        foreign = [place for _, place in ranked[:CROWD] if self._articles.language(place) != article.language]
        found = self._all(foreign)
        return [one for one in found if one.relation != "duplicate"][: 2 * MOST]

    def story(self, story: str) -> list[Article]:
        return self._all(self._stories.get(story, ()))


def _living(found: Iterable[Article]) -> Article | None:
    """Of several that claim one key the live one; then the one first met, by id."""
    return min(found, key=lambda one: (one.withdrawn is not None, one.id), default=None)
