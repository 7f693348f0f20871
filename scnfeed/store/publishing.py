"""What a publish asks: the newest articles of a selection by index, what changed since the last one, whole stories.

Every write that changes articles has a number, one higher than the last: whoever remembers a number can ask for what
came after it. The counter's row is locked until the write is done, so numbers become visible in their order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, true, update

from scnfeed.model import Article, moment
from scnfeed.plain import loads
from scnfeed.store.columns import Moment, Words, digest
from scnfeed.store.engine import Room
from scnfeed.store.schema import articles, facts, windows
from scnfeed.store.statements import Prepared, insert_new, upsert

CHANGES = "changes"
MARK = "windows"
NEVER = datetime.min.replace(tzinfo=UTC)
SOME = 400
"""Values in one list of a statement."""
UNSEEN = frozenset(
    "content_html canonical_url post_id updated translations reading_minutes sources doubts body_hash aliases".split()
)
"""What of an article nobody sees by itself: its words stand in other fields, its changes in `revised`."""
_HELD = (articles.c.changed, articles.c.data)


class Held(NamedTuple):
    """An article as it is, and the number of the write that last changed it."""

    article: Article
    changed: int


class Publishing(Room):
    def last_change(self) -> int:
        """The number of the last write that changed an article; 0 before the first."""
        with self._database.read() as connection:
            return int(connection.scalar(select(facts.c.value).where(facts.c.name == CHANGES)) or 0)

    def changed_stories(self, after: int, most: int) -> list[str]:
        """Stories with an article that changed after that write, at most so many.

        By the index of changes: asked for distinct stories, SQLite walks through all stories there are.
        """
        wanted = select(articles.c.story).where(articles.c.changed > after).order_by(articles.c.changed)
        found: dict[str, None] = {}
        with self._database.read() as connection:
            for story in connection.scalars(wanted, execution_options={"yield_per": 500}):
                found[story] = None
                if len(found) == most:
                    break
        return list(found)

    def members(self, stories: Iterable[str]) -> list[Held]:
        """Every article of these stories, the withdrawn too."""
        return [one for some in _batches(stories) for one in self._held(articles.c.story.in_(some))]

    def held(self, ids: Iterable[str]) -> dict[str, Held]:
        """These articles by id."""
        found = (one for some in _batches(ids) for one in self._held(articles.c.id.in_(some)))
        return {one.article.id: one for one in found}

    def newest(
        self,
        *,
        languages: Sequence[str] = (),
        kinds: Sequence[str] = (),
        event: int = 0,
        after: tuple[datetime, str] | None = None,
        limit: int = 50,
    ) -> list[Held]:
        """Live articles, the newest place first, then by id; of any language or kind where none is named.

        `event` 2 asks for a certain event, 1 for any. `after` is place and id of the last one that was given before.
        """
        wanted = _newest(tuple(languages), tuple(kinds), event, after is not None, limit)
        placed, id = after or (NEVER, "")
        with self._database.read() as connection:
            rows = wanted.all(connection, {"placed_after": placed, "id_after": id})
        return [Held(loads(Article, data), changed) for changed, data in rows]

    def last_withdrawn(self, limit: int, *, languages: Sequence[str] = ()) -> list[Held]:
        """Withdrawn articles, the last withdrawn first."""
        asked = [articles.c.withdrawn.is_not(None), _one_of(articles.c.language, languages)]
        wanted = select(*_HELD).where(*asked).order_by(articles.c.withdrawn.desc(), articles.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return [Held(loads(Article, data), changed) for changed, data in connection.execute(wanted)]

    def later_twins(self, some: Sequence[Article]) -> set[str]:
        """Ids of those of `some` whose title an article first seen before them has, in the same language; copies of one
        story, of which a feed shows one, do not count.
        """
        keys = {article.id: _title_key(article) for article in some if article.relation != "duplicate"}
        first: dict[str, tuple[datetime, datetime, str]] = {}
        with self._database.read() as connection:
            for part in _batches(set(keys.values())):
                columns = (articles.c.title_key, articles.c.first_seen, articles.c.placed, articles.c.id)
                alike = and_(articles.c.title_key.in_(part), articles.c.relation != "duplicate")
                for key, *seen in connection.execute(select(*columns).where(alike)):
                    mine = (seen[0] or NEVER, seen[1] or NEVER, seen[2])
                    first[key] = min(first.get(key, mine), mine)
        return {id for id, key in keys.items() if key in first and first[key][2] != id}

    def windows(self) -> dict[str, str]:
        """What was noted of each feed."""
        with self._database.read() as connection:
            return {row.feed: row.data for row in connection.execute(select(windows))}

    def windows_mark(self) -> int:
        """The write up to which what was noted is true."""
        with self._database.read() as connection:
            return int(connection.scalar(select(facts.c.value).where(facts.c.name == MARK)) or 0)

    def note_windows(self, noted: Mapping[str, str], gone: Iterable[str], mark: int) -> None:
        """Put `noted` over what was noted, forget `gone`, and say up to which write all that is noted is true."""
        rows = [{"feed": feed, "data": data} for feed, data in sorted(noted.items())]
        with self._database.write() as connection:
            if rows:
                upsert(connection, windows, rows, ["feed"])
            for some in _batches(gone):
                connection.execute(delete(windows).where(windows.c.feed.in_(some)))
            upsert(connection, facts, [{"name": MARK, "value": str(mark)}], ["name"])

    def _held(self, wanted: ColumnElement[bool]) -> list[Held]:
        with self._database.read() as connection:
            rows = connection.execute(select(*_HELD).where(wanted))
            return [Held(loads(Article, data), changed) for changed, data in rows]


def _one_of(column: ColumnElement[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """No condition for no values, and a plain one for one value: that is what an index is chosen by."""
    return or_(*(column == value for value in values)) if values else true()


@cache
def _newest(languages: Sequence[str], kinds: Sequence[str], event: int, paged: bool, limit: int) -> Prepared:
    placed, id = bindparam("placed_after", type_=Moment), bindparam("id_after", type_=Words)
    beyond = or_(articles.c.placed < placed, and_(articles.c.placed == placed, articles.c.id > id))
    asked = [
        articles.c.withdrawn.is_(None),
        _one_of(articles.c.language, languages),
        _one_of(articles.c.kind, kinds),
        _one_of(articles.c.event, range(event, 3) if event else ()),
        beyond if paged else true(),
    ]
    return Prepared(select(*_HELD).where(*asked).order_by(articles.c.placed.desc(), articles.c.id).limit(limit))


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    whole = sorted(values)
    for start in range(0, len(whole), SOME):
        yield whole[start : start + SOME]


def next_change(connection: Connection) -> int:
    """The number of this write, its row locked until the write is done."""
    insert_new(connection, facts, {"name": CHANGES, "value": "0"}, ["name"])
    one = select(facts.c.value).where(facts.c.name == CHANGES).with_for_update()
    number = int(connection.scalar(one) or 0) + 1
    connection.execute(update(facts).where(facts.c.name == CHANGES).values(value=str(number)))
    return number


def quietly_changed(connection: Connection, kept: Mapping[str, str]) -> dict[str, int]:
    """Of articles that are about to be stored (id -> data), those of which nothing changes that a reader could see:
    another form of the same words, which translations there are. (Where a link leads is seen: its change has a
    revision.) Each with the number that it keeps: it goes out with the next change, and nobody loads a feed again.
    """
    found: dict[str, int] = {}
    for some in _batches(kept):
        known = select(articles.c.id, *_HELD).where(articles.c.id.in_(some))
        for id, number, data in connection.execute(known):
            if data != kept[id] and _seen(data) == _seen(kept[id]):
                found[id] = number
    return found


def _seen(data: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(data).items() if name not in UNSEEN}


def placing(article: Article, number: int) -> dict[str, Any]:
    """The columns by which feeds are chosen."""
    when = article.ordered or article.published or article.first_seen
    certain = [event.certain for event in article.events]
    return {
        "placed": moment(when) if when else NEVER,
        "first_seen": article.first_seen,
        "event": 2 if any(certain) else int(bool(certain)),
        "title_key": _title_key(article),
        "changed": number,
    }


def _title_key(article: Article) -> str:
    return digest(f"{article.language}\n{article.title}")[:20]
