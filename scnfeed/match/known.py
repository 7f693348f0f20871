"""What match asks of memory, and a memory of plain dictionaries for those who need no store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from scnfeed.match.shingles import sketch
from scnfeed.model import Article

_SHARED = 2


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
        self._sketches: dict[tuple[str, int], set[str]] = defaultdict(set)
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
        self._titles[article.language, article.title.casefold()].add(article.id)
        self._stories[article.story].add(article.id)
        if known is None or known.content_text != article.content_text:
            for value in sketch(article.content_text):
                self._sketches[article.language, value].add(article.id)

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
        shared = Counter(
            key for value in sketch(article.content_text) for key in self._sketches.get((article.language, value), ())
        )
        likely = {key for key, count in shared.items() if count >= _SHARED}
        likely |= self._titles.get((article.language, article.title.casefold()), set())
        return self._sorted(likely - {article.id})

    def story(self, story: str) -> list[Article]:
        return self._sorted(self._stories.get(story, ()))
