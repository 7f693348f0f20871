"""What match asks of memory, and a memory of plain dictionaries for those who need no store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from scnfeed.match.shingles import sketch
from scnfeed.match.twins import file_name
from scnfeed.model import Article

SHARED = 2
"""Values of their sketches that two texts must share to be compared."""
CROWD = 200
"""A value, title or day that more articles have says nothing of any of them: an opening that many pages share."""

MOST = 50
"""Candidates by their texts, those that share most first: what a crowd costs is bounded."""


class Known(Protocol):
    """The articles met so far."""

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
        """Articles in other languages that may be its translation: a day, an event or a file in common."""

    def story(self, story: str) -> Sequence[Article]:
        """The members of a story."""

    def add(self, article: Article) -> None:
        """Remember an article, in place of an older state of it."""


class Memory:
    """Known in dictionaries."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._articles: dict[str, Article] = {}
        self._addresses: dict[tuple[str, str], str] = {}
        self._posts: dict[tuple[str, str], str] = {}
        self._bodies: dict[str, str] = {}
        self._titles: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._sketches: dict[tuple[str, int], str | set[str]] = {}
        self._traces: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._stories: dict[str, set[str]] = defaultdict(set)
        for article in articles:
            self.add(article)

    def add(self, article: Article) -> None:
        known = self._articles.get(article.id)
        if known is not None:
            self._stories[known.story].discard(known.id)
        self._articles[article.id] = article
        for address in (article.url, *article.aliases):
            if address:
                self._addresses[article.site, address] = article.id
        if article.post_id:
            self._posts[article.site, article.post_id] = article.id
        if article.body_hash:
            self._bodies[article.body_hash] = article.id
        for address in article.translations.values():
            self._named[address].add(article.id)
        self._stories[article.story].add(article.id)
        if article.relation == "duplicate":
            return
        self._titles[article.language, article.title.casefold()].add(article.id)
        for trace in traces(article):
            self._traces[trace].add(article.id)
        if known is None or known.relation == "duplicate" or known.content_text != article.content_text:
            for value in sketch(article.content_text):
                self._hold((article.language, value), article.id)

    def _hold(self, key: tuple[str, int], id: str) -> None:
        """Most values have one holder: a set for each would take four times the memory."""
        holders = self._sketches.setdefault(key, id)
        if isinstance(holders, set):
            holders.add(id)
        elif holders != id:
            self._sketches[key] = {holders, id}

    def all(self) -> list[Article]:
        """Every article, by id."""
        return self._sorted(self._articles)

    def by_id(self, id: str) -> Article | None:
        return self._articles.get(id)

    def _get(self, key: str | None) -> Article | None:
        return self._articles.get(key) if key else None

    def _sorted(self, keys: Iterable[str]) -> list[Article]:
        return [self._articles[key] for key in sorted(keys)]

    def by_address(self, site: str, address: str) -> Article | None:
        return self._get(self._addresses.get((site, address)))

    def by_post_id(self, site: str, post_id: str) -> Article | None:
        return self._get(self._posts.get((site, post_id)))

    def by_body(self, body_hash: str) -> Article | None:
        return self._get(self._bodies.get(body_hash))

    def naming(self, address: str) -> list[Article]:
        return self._sorted(self._named.get(address, ()))

    def candidates(self, article: Article) -> list[Article]:
        shared: Counter[str] = Counter()
        for value in sketch(article.content_text):
            holders = self._sketches.get((article.language, value))
            if isinstance(holders, str):
                shared[holders] += 1
            elif holders and len(holders) <= CROWD:
                shared.update(holders)
        ranked = sorted((-count, key) for key, count in shared.items() if count >= SHARED and key != article.id)
        titled = self._titles.get((article.language, article.title.casefold()), set())
        likely = {key for _, key in ranked[:MOST]} | (titled if len(titled) <= CROWD else set())
        return self._sorted(likely - {article.id})

    def abroad(self, article: Article) -> list[Article]:
        crowds = (self._traces.get(trace, set()) for trace in traces(article))
        found = {key for crowd in crowds if len(crowd) <= CROWD for key in crowd}
        return [one for one in self._sorted(found) if one.language != article.language]

    def story(self, story: str) -> list[Article]:
        return self._sorted(self._stories.get(story, ()))


def traces(article: Article) -> set[str]:
    """What a translation has in common with its original and can be looked up by."""
    found = {f"day {str(article.published)[:10]}"} if article.published else set()
    found |= {f"event {event.start}" for event in article.events if event.certain}
    found |= {f"file {file_name(file.url)}" for file in article.attachments}
    return found
