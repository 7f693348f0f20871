"""Kept pages: bodies as compressed files named by their hash, one per distinct body; where they came from as rows.

Bodies are written before their rows; a row is written in the same transaction that makes sure of its body, and a body
is deleted in the one that has seen that no row needs it: a crash leaves a file too many, never one too few.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict

import zstandard
from sqlalchemy import ColumnElement, Connection, Row, delete, func, or_, select, true

from scnfeed.errors import StoreError
from scnfeed.model import Page
from scnfeed.store.engine import Room, digest, make_folder, upsert, words
from scnfeed.store.schema import addresses, articles, bodies, pages, runs

_LEVEL = 2
"""Of zstandard: on news pages a quarter of the time of level 6, and 5 % more bytes."""
_BATCH = 200


class Kept(TypedDict):
    """How many pages are kept, the bytes of their bodies on disk, and when the oldest was fetched."""

    count: int
    bytes: int
    oldest: datetime | None


class KeptPages(Room):
    def keep(self, site: str, page: Page, *, run: str, key: str | None = None, lastmod: str = "") -> str:
        """Keep `page` and return the hash of its body; `key` is its normal address, by default its own.

        The same page of the same run kept again adds nothing.
        """
        return self.keep_all(site, [(page, key or page.url, lastmod)], run=run)[0]

    def keep_all(self, site: str, found: Iterable[tuple[Page, str, str]], *, run: str) -> list[str]:
        """Keep many pages, each with its normal address and its lastmod; returns the hashes of their bodies.

        Hundreds go into one transaction, which is several times as quick as one for each, and their bodies are never
        in memory all at once.
        """
        packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        hashes: list[str] = []
        rest = iter(found)
        while batch := list(islice(rest, _BATCH)):
            rows = [self._written(site, page, key, lastmod, run, packer) for page, key, lastmod in batch]
            with self._database.write() as connection:
                held = {row["body_hash"]: row.pop("size") for row in rows}
                upsert(connection, bodies, [{"hash": name, "size": size} for name, size in held.items()], ["hash"])
                for row, (page, _, _) in zip(rows, batch, strict=True):
                    if not self._path(row["body_hash"]).exists():  # dropped since it was written
                        _write(self._path(row["body_hash"]), packer.compress(page.body))
                upsert(connection, pages, rows, ["site", "run", "url_hash", "fetched_at"])
            hashes += [row["body_hash"] for row in rows]
        return hashes

    def _written(
        self, site: str, page: Page, key: str, lastmod: str, run: str, packer: zstandard.ZstdCompressor
    ) -> dict[str, Any]:
        """The row of a page whose body is on disk, with the size of that file."""
        row = _row(site, page, key)  # refuses what cannot be stored before anything is written
        body_hash = hashlib.sha256(page.body).hexdigest()
        path = self._path(body_hash)
        try:
            size = path.stat().st_size
        except OSError:
            packed = packer.compress(page.body)
            _write(path, packed)
            size = len(packed)
        return {**row, "body_hash": body_hash, "lastmod": lastmod, "run": run, "size": size}

    def pages(self, site: str | None = None, *, run: str | None = None) -> Iterator[Page]:
        """The kept pages of `site` and of `run`, of all where not given, by address and then by time."""
        wanted: list[ColumnElement[bool]] = [true()]
        if site is not None:
            wanted.append(pages.c.site == site)
        if run is not None:
            wanted.append(pages.c.run == run)
        with self._database.read() as connection:
            rows = connection.execute(select(pages).where(*wanted)).all()
        for row in sorted(rows, key=lambda row: (row.url, row.fetched_at, row.seq)):
            yield self._page(row)

    def page(self, key: str, *, site: str | None = None) -> Page | None:
        """The newest kept page of an address, be it the normal one or the one it was fetched by."""
        found = or_(pages.c.key_hash == digest(key), pages.c.url_hash == digest(key))
        newest = (
            select(pages)
            .where(found, true() if site is None else pages.c.site == site)
            .order_by(pages.c.fetched_at.desc(), pages.c.seq.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(newest).first()
        return self._page(row) if row else None

    def times_kept(self, site: str, key: str, until: datetime | None = None) -> int:
        """How many answers of one normal address are kept; with `until` those fetched by then."""
        wanted = select(func.count()).where(pages.c.site == site, pages.c.key_hash == digest(key))
        if until is not None:
            wanted = wanted.where(pages.c.fetched_at <= until)
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def kept(self) -> Kept:
        """How much is kept, for ``status`` and for the choice of a retention."""
        with self._database.read() as connection:
            count, oldest = connection.execute(select(func.count(), func.min(pages.c.fetched_at))).one()
            size = connection.scalar(select(func.coalesce(func.sum(bodies.c.size), 0)))
        return {"count": count, "bytes": int(size or 0), "oldest": oldest}

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
        needless = delete(bodies).where(bodies.c.hash.not_in(select(pages.c.body_hash)))
        with self._database.write() as connection:
            for body_hash in connection.scalars(needless.returning(bodies.c.hash)).all():
                self._path(body_hash).unlink(missing_ok=True)
        return gone

    def _path(self, body_hash: str) -> Path:
        if self._folder is None:
            raise StoreError(
                "With PostgreSQL the folder of kept pages must be named: Store.open(url, pages=...).", "pages"
            )
        return self._folder / body_hash[:2] / f"{body_hash}.zst"

    def _page(self, row: Row[tuple[object, ...]]) -> Page:
        try:
            body = zstandard.ZstdDecompressor().decompress(self._path(row.body_hash).read_bytes())
        except (OSError, zstandard.ZstdError) as error:
            raise StoreError(f"The kept body of {row.url} is lost ({error}); collect it again.", row.url) from error
        headers = tuple((name, value) for name, value in json.loads(row.headers))
        return Page(row.url, row.final_url, row.status, headers, body, row.fetched_at)


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


def _slices(numbers: Sequence[int], size: int = 500) -> Iterator[Sequence[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _row(site: str, page: Page, key: str) -> dict[str, object]:
    return {
        "site": site,
        "key": key,
        "key_hash": digest(key),
        "url": page.url,
        "url_hash": digest(page.url),
        "final_url": page.final_url,
        "status": page.status,
        "headers": json.dumps([(words(name), words(value)) for name, value in page.headers], ensure_ascii=False),
        "fetched_at": page.fetched_at,
    }


def _write(path: Path, data: bytes) -> None:
    make_folder(path.parent)
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
    except OSError as error:
        raise StoreError(f"The page cannot be kept in {path.parent}: {error.strerror}.", str(path.parent)) from error
