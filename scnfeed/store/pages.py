"""Kept pages: one body for all pages that have it, and rows that say where they came from.

Bodies are on the disk before their rows are committed, and a file is removed when no row names it any more: a crash
leaves a file too many, never one too few.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from scnfeed.errors import StoreError
from scnfeed.model import Page
from scnfeed.store import packs
from scnfeed.store.columns import digest, words
from scnfeed.store.engine import Room
from scnfeed.store.packs import Place
from scnfeed.store.schema import bodies, pages
from scnfeed.store.statements import upsert
from scnfeed.zstd import ZstdError

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

        Hundreds go into one transaction and one file, which is several times as quick as one for each, and their bodies
        are never in memory all at once.
        """
        hashes: list[str] = []
        rest = iter(found)
        while batch := list(islice(rest, _BATCH)):
            rows = [{**_row(site, page, key), "lastmod": lastmod, "run": run} for page, key, lastmod in batch]
            with self._database.write() as connection:
                self._keep_bodies(
                    connection, {row["body_hash"]: page.body for row, (page, _, _) in zip(rows, batch, strict=True)}
                )
                upsert(connection, pages, rows, ["site", "run", "url_hash", "fetched_at"])
            hashes += [row["body_hash"] for row in rows]
        return hashes

    def _keep_bodies(self, connection: Connection, found: Mapping[str, bytes]) -> None:
        """Those that are not kept yet, or whose file is lost."""
        rows = connection.execute(
            select(bodies.c.hash, bodies.c.file).where(bodies.c.hash.in_(found)).with_for_update()
        ).all()
        there = {file for file in {row.file for row in rows} if (self._kept_in / file).exists()}
        held = {row.hash for row in rows if row.file in there}
        new = packs.packed({name: body for name, body in found.items() if name not in held})
        if new:
            upsert(connection, bodies, placed(packs.write(self._kept_in, new)), ["hash"])

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

    def times_kept(self, site: str, key: str, until: datetime | None = None, *, since: datetime | None = None) -> int:
        """How many answers of one normal address are kept; with `until` those fetched by then, with `since` those
        fetched later than that.
        """
        wanted = select(func.count()).where(pages.c.site == site, pages.c.key_hash == digest(key))
        if until is not None:
            wanted = wanted.where(pages.c.fetched_at <= until)
        if since is not None:
            wanted = wanted.where(pages.c.fetched_at > since)
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def kept(self) -> Kept:
        """How much is kept, for ``status`` and for the choice of a retention."""
        with self._database.read() as connection:
            count, oldest = connection.execute(select(func.count(), func.min(pages.c.fetched_at))).one()
            size = connection.scalar(select(func.coalesce(func.sum(bodies.c.size), 0)))
        return {"count": count, "bytes": int(size or 0), "oldest": oldest}

    @property
    def _kept_in(self) -> Path:
        if self._folder is None:
            raise StoreError(
                "With PostgreSQL the folder of kept pages must be named: Store.open(url, pages=...).", "pages"
            )
        return self._folder

    def _page(self, row: Row[tuple[object, ...]]) -> Page:
        headers = tuple((name, value) for name, value in json.loads(row.headers))
        return Page(row.url, row.final_url, row.status, headers, self._body(row.body_hash, row.url), row.fetched_at)

    def _body(self, name: str, url: str) -> bytes:
        try:
            try:
                return packs.read(self._kept_in, self._place(name))
            except FileNotFoundError:  # it was moved since its place was asked for
                return packs.read(self._kept_in, self._place(name))
        except (OSError, EOFError, ZstdError) as error:
            raise StoreError(f"The kept body of {url} is lost ({error}); collect it again.", url) from error

    def _place(self, name: str) -> Place:
        with self._database.read() as connection:
            row = connection.execute(select(bodies).where(bodies.c.hash == name)).first()
        if row is None:
            raise FileNotFoundError("retention dropped it")
        return Place(row.file, row.start, row.size)


def placed(places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """Rows of bodies."""
    return [{"hash": name, **place._asdict()} for name, place in places.items()]


def _row(site: str, page: Page, key: str) -> dict[str, Any]:
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
        "body_hash": hashlib.sha256(page.body).hexdigest(),
    }
