"""What match knows, in the store: articles are looked up by their traces, and only those that are asked for are loaded.

What a run decides stays in memory until it is applied, so that its articles find each other at once.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence, Set
from itertools import chain
from typing import TypeVar

from sqlalchemy import BigInteger, Connection, bindparam, delete, select, update

from scnfeed.match import traces as match_traces
from scnfeed.match.known import CROWD, Memory
from scnfeed.match.traces import mark
from scnfeed.model import Article
from scnfeed.plain import loads
from scnfeed.store.columns import digest
from scnfeed.store.engine import Database
from scnfeed.store.schema import addresses, articles, facts, traces
from scnfeed.store.statements import INSERT, Prepared, upsert

T = TypeVar("T")
AT_ONCE = 900
"""Values in one question; SQLite before 3.32 takes no more than 999."""
_SIZES = (1, 10, 100, AT_ONCE)
_HOLDERS = select(traces.c.trace, traces.c.mark).where(traces.c.trace.in_(bindparam("wanted", expanding=True)))
_ARTICLES = select(articles.c.mark, articles.c.data).where(articles.c.mark.in_(bindparam("wanted", expanding=True)))
_STORIES = select(articles.c.mark, articles.c.data).where(articles.c.story.in_(bindparam("wanted", expanding=True)))
_TRACE = {
    name: Prepared(
        insert(traces)
        .values(trace=bindparam("trace", type_=BigInteger), mark=bindparam("mark", type_=BigInteger))
        .on_conflict_do_nothing()
    )
    for name, insert in INSERT.items()
}
_ADDRESSES = (
    select(addresses.c.site, addresses.c.hash, articles.c.mark)
    .join_from(addresses, articles, articles.c.id == addresses.c.article)
    .where(addresses.c.hash.in_(bindparam("wanted", expanding=True)))
)


class StoredKnown(Memory):
    """Known in a store. What is expected is looked up at once for many articles or stories."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database
        self._stored: dict[int, tuple[int, ...]] = {}
        self._places: dict[tuple[str, str], int | None] = {}
        self._whole: set[str] = set()
        self.loaded: dict[str, tuple[str, str]] = {}
        """Story and relation of every article as they were when it was loaded."""

    def expect(self, wanted: Sequence[Article]) -> None:
        """Look up everything that deciding about these articles will ask for."""
        twins = [match_traces.shared_with_twins(article) for article in wanted]
        self._look_up({trace for article in wanted for trace in match_traces.asked(article)}.union(*twins))
        self._look_for({(a.site, url) for a in wanted for url in (a.url, *a.translations.values()) if url})
        holders = {
            place for trace in {*chain(*twins)} if len(self._stored[trace]) <= CROWD for place in self._stored[trace]
        }
        self._load_stories({one.story for one in self._all(holders)})

    def expect_stories(self, wanted: Iterable[str]) -> None:
        self._load_stories(set(wanted))

    def expect_at(self, site: str, addresses: Iterable[str]) -> None:
        """Look up at once what stands at these normal addresses."""
        wanted = {(site, address) for address in addresses}
        self._look_for(wanted)
        self._all({place for one in wanted if (place := self._places[one]) is not None})

    def crowded(self) -> Container[int]:
        """Traces that so many articles have that no more are kept of them."""
        return {trace for trace, places in self._stored.items() if len(places) > CROWD}

    def add(self, article: Article) -> None:
        if not self._stories.get(article.story) and mark(article.id) not in self._articles:
            self._whole.add(article.story)  # a story that this run begins
        super().add(article)

    def candidates(self, article: Article) -> list[Article]:
        if match_traces.titled(article) not in self._stored:
            self._look_up(match_traces.everything(article))
        return super().candidates(article)

    def abroad(self, article: Article) -> list[Article]:
        found = super().abroad(article)
        self._load_stories({one.story for one in found})
        return found

    def story(self, story: str) -> list[Article]:
        self._load_stories({story})
        return super().story(story)

    def _load_stories(self, wanted: Set[str]) -> None:
        if missing := sorted(wanted - self._whole):
            with self._database.read() as connection:
                for some in _parts(missing):
                    self._load(connection.execute(_STORIES, {"wanted": some}))
            self._whole.update(missing)

    def by_address(self, site: str, address: str) -> Article | None:
        found = super().by_address(site, address)
        if found is None:
            self._look_for({(site, address)})
            place = self._places[site, address]
            found = next(iter(self._all([place])), None) if place is not None else None
        return found

    def _having(self, wanted: Sequence[int]) -> list[tuple[int, Sequence[int]]]:
        self._look_up(wanted)
        found: list[tuple[int, Sequence[int]]] = []
        for trace in wanted:
            holders = self._holders[trace & 63].get(trace, ())
            mine = (holders,) if isinstance(holders, int) else tuple(holders)
            both = dict.fromkeys((*self._stored[trace], *mine))
            if 0 < len(both) <= CROWD:
                found.append((trace, tuple(both)))
        return found

    def _all(self, places: Iterable[int]) -> list[Article]:
        wanted = list(places)
        if missing := [place for place in wanted if place not in self._articles]:
            with self._database.read() as connection:
                for some in _parts(missing):
                    self._load(connection.execute(_ARTICLES, {"wanted": some}))
        return super()._all(place for place in wanted if place in self._articles)

    def _load(self, rows: Iterable[Sequence[object]]) -> None:
        for place, data in rows:
            if place not in self._articles:
                article = loads(Article, str(data))
                self.loaded[article.id] = (article.story, article.relation)
                self._put(int(str(place)), article)

    def _look_up(self, wanted: Iterable[int]) -> None:
        new = sorted(trace for trace in wanted if trace not in self._stored)
        if not new:
            return
        found: dict[int, list[int]] = {}
        with self._database.read() as connection:
            for some in _parts(new):
                for trace, place in connection.execute(_HOLDERS, {"wanted": some}):
                    found.setdefault(trace, []).append(place)
        for trace in new:
            self._stored[trace] = tuple(found.get(trace, ()))

    def _look_for(self, wanted: Iterable[tuple[str, str]]) -> None:
        new = {(site, digest(url)): (site, url) for site, url in wanted if (site, url) not in self._places}
        if not new:
            return
        self._places |= dict.fromkeys(new.values())
        with self._database.read() as connection:
            for some in _parts(sorted({hashed for _, hashed in new})):
                for site, hashed, place in connection.execute(_ADDRESSES, {"wanted": some}):
                    if (site, hashed) in new:
                        self._places[new[site, hashed]] = place


def trace(connection: Connection, found: Iterable[Article], crowded: Container[int] = ()) -> None:
    """Make these articles findable by their traces; what they were found by before stays and does no harm."""
    rows = sorted({(trace, mark(a.id)) for a in found for trace in match_traces.kept(a) if trace not in crowded})
    if rows:
        _TRACE[connection.dialect.name].each(connection, ({"trace": trace, "mark": place} for trace, place in rows))


def trace_all(database: Database) -> None:
    """Where the traces of a store were made otherwise, make them anew."""
    with database.read() as connection:
        made = connection.scalar(select(facts.c.value).where(facts.c.name == "traces"))
    if made == match_traces.VERSION:
        return
    with database.write() as connection:
        connection.execute(delete(traces))
        for some in _parts(list(connection.scalars(select(articles.c.id).order_by(articles.c.id)))):
            rows = connection.scalars(select(articles.c.data).where(articles.c.id.in_(some)))
            found = [loads(Article, data) for data in rows]
            known = update(articles).where(articles.c.id == bindparam("key")).values(mark=bindparam("place"))
            connection.execute(known, [{"key": a.id, "place": mark(a.id)} for a in found])
            trace(connection, found)
        upsert(connection, facts, [{"name": "traces", "value": match_traces.VERSION}], ["name"])


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Slices for questions, the last one filled up with its last value: a database keeps the questions that it met, and
    one for each number of values is megabytes.
    """
    for at in range(0, len(values), AT_ONCE):
        some = list(values[at : at + AT_ONCE])
        full = next(size for size in _SIZES if size >= len(some))
        yield some + some[-1:] * (full - len(some))
