"""How long pages are kept: what goes by age and by size, and what re-reading needs, which stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, delete, func, select, true

from scnfeed.store import packs
from scnfeed.store.engine import Room
from scnfeed.store.packs import Place
from scnfeed.store.pages import placed
from scnfeed.store.schema import addresses, articles, bodies, pages, runs
from scnfeed.store.statements import upsert

T = TypeVar("T")
_TOGETHER = 20
"""So many files are packed anew in one transaction."""


class Retention(Room):
    def drop_pages(self, before: datetime | None = None, *, most_bytes: int | None = None) -> int:
        """Forget pages fetched before `before`, then the oldest ones until the bodies take at most `most_bytes`;
        returns how many. The newest good page of each address stays whatever its age, unless its article was withdrawn.
        """
        with self._database.write() as connection:
            spare = delete(pages).where(pages.c.seq.not_in(_needed()))
            gone = 0
            if before is not None:
                old = spare.where(pages.c.fetched_at < before).returning(pages.c.seq)
                gone += len(connection.execute(old).all())
            if most_bytes is not None:
                for some in _slices(_too_many(connection, most_bytes)):
                    connection.execute(delete(pages).where(pages.c.seq.in_(some)))
                    gone += len(some)
        self._let_go()
        return gone

    def _let_go(self) -> None:
        """Bodies that no page has, and the room that they took."""
        needless = delete(bodies).where(bodies.c.hash.not_in(select(pages.c.body_hash)))
        sizes = select(bodies.c.file, func.sum(bodies.c.size)).group_by(bodies.c.file)
        with self._database.write() as connection:
            emptied = set(connection.scalars(needless.returning(bodies.c.file)))
            named = {row[0]: row[1] for row in connection.execute(sizes)}
        if self._folder is None or not self._folder.is_dir():
            return
        for file in emptied - named.keys():
            packs.remove(self._folder, file)
        for some in _slices(list(packs.wasteful(self._folder, named)), _TOGETHER):
            self._packed_anew(self._folder, some)

    def _packed_anew(self, folder: Path, files: Sequence[str]) -> None:
        """What is still needed of some files goes into a new one."""
        with self._database.write() as connection:
            rows = connection.execute(select(bodies).where(bodies.c.file.in_(files)).with_for_update()).all()
            pieces = {row.hash: packs.piece(folder, Place(row.file, row.start, row.size)) for row in rows}
            if pieces:
                upsert(connection, bodies, placed(packs.write(folder, pieces)), ["hash"])
        for file in files:
            packs.remove(folder, file)


def _taken_in() -> ColumnElement[bool]:
    """Pages whose run ended well, or that belong to no known run."""
    return pages.c.run.not_in(select(runs.c.id).where(runs.c.status != "done"))


def _newest(among: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    place = func.row_number().over(
        partition_by=(pages.c.site, pages.c.key_hash), order_by=(pages.c.fetched_at.desc(), pages.c.seq.desc())
    )
    ranked = select(pages.c.seq, place.label("place")).where(true() if among is None else among).subquery()
    return select(ranked.c.seq).where(ranked.c.place == 1)  # type: ignore[return-value]


def _needed() -> ColumnElement[int]:
    """The newest good page of each address, save where its article was withdrawn: all that re-reading needs."""
    withdrawn = (
        select(addresses.c.hash)
        .join(articles, articles.c.id == addresses.c.article)
        .where(articles.c.withdrawn.is_not(None))
    )
    return _newest(_taken_in() & (pages.c.status == 200) & pages.c.key_hash.not_in(withdrawn))


def _too_many(connection: Connection, most_bytes: int) -> list[int]:
    """The oldest pages that nothing needs, so many that the other bodies fit."""
    sizes = {row.hash: row.size for row in connection.execute(select(bodies.c.hash, bodies.c.size))}
    users = Counter(connection.scalars(select(pages.c.body_hash)))
    total = sum(sizes[name] for name in users)
    oldest = select(pages.c.seq, pages.c.body_hash).where(pages.c.seq.not_in(_needed()))
    dropped = []
    for row in connection.execute(oldest.order_by(pages.c.fetched_at, pages.c.seq)):
        if total <= most_bytes:
            break
        dropped.append(row.seq)
        users[row.body_hash] -= 1
        total -= 0 if users[row.body_hash] else sizes[row.body_hash]
    return dropped


def _slices(things: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    return (things[at : at + size] for at in range(0, len(things), size))
