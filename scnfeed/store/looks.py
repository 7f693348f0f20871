"""What a crawl remembers of each address and of the whole site, and the questions that the next one asks.

No question reads all that is known of a site: each has an index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from scnfeed.model import Look
from scnfeed.store.columns import digest
from scnfeed.store.engine import Room
from scnfeed.store.runs import hold
from scnfeed.store.schema import addresses, articles, looks, site_memory
from scnfeed.store.statements import upsert

_MANY = 1000


class Visits(Room):
    """Pages of a crawl that failed or was killed do not count: what they said was never taken in."""

    def recall(self, site: str, keys: Collection[str]) -> list[Look]:
        """Those of some normal addresses of `site` that were looked at, sorted."""
        hashes = sorted(digest(key) for key in keys)
        found: list[Look] = []
        with self._database.read() as connection:
            for some in _slices(hashes):
                found += map(_look, connection.execute(_asked(site).where(looks.c.key_hash.in_(some))))
        return sorted(found, key=lambda look: look.key)

    def unnamed(self, site: str, named: Collection[str]) -> list[Look]:
        """Live addresses of `site` that some index named, but none of these; sorted."""
        wanted = _asked(site, live=True).where(looks.c.named_by != "", looks.c.named_by.not_in(sorted(named)))
        with self._database.read() as connection:
            return [_look(row) for row in connection.execute(wanted.order_by(looks.c.key))]

    def due(self, site: str, now: datetime, most: int) -> list[Look]:
        """At most so many addresses of `site` whose turn has come, the longest due first."""
        wanted = _asked(site).where(looks.c.due <= now).order_by(looks.c.due, looks.c.key).limit(most)
        with self._database.read() as connection:
            return [_look(row) for row in connection.execute(wanted)]

    def count_live(self, site: str) -> int:
        """How many live articles of `site` have an address."""
        wanted = select(func.count()).where(
            articles.c.site == site, articles.c.withdrawn.is_(None), articles.c.url.is_not(None)
        )
        with self._database.read() as connection:
            return connection.scalar(wanted) or 0

    def remember(
        self, site: str, taken: Sequence[Look] = (), *, memory: str | None = None, epoch: int | None = None
    ) -> None:
        """Store what was looked at, and `memory`, a text that a crawl wrote for the next one.

        Refused with StoreBusy when `epoch` is no longer that of the lease of `site`.
        """
        with self._database.write() as connection:
            if epoch is not None:
                hold(connection, site, epoch)
            if taken:
                upsert(connection, looks, [_row(site, look) for look in taken], ["site", "key_hash"])
            if memory is not None:
                upsert(connection, site_memory, [{"site": site, "data": memory}], ["site"])

    def memory(self, site: str) -> str:
        """The text that the last crawl of `site` left for the next one, "" if none did."""
        with self._database.read() as connection:
            return connection.scalar(select(site_memory.c.data).where(site_memory.c.site == site)) or ""


_LOOKED = ("key", "looked_at", "lastmod", "etag", "modified", "fresh_until", "named_by", "due")


def _asked(site: str, *, live: bool = False) -> Select[Any]:
    """The looks of a site, with the id of the live article that stands at the address; only such where `live`."""
    there = and_(addresses.c.site == looks.c.site, addresses.c.hash == looks.c.key_hash)
    behind = and_(articles.c.id == addresses.c.article, articles.c.withdrawn.is_(None), articles.c.url == looks.c.key)
    joined = looks.join(addresses, there, isouter=not live).join(articles, behind, isouter=not live)
    return select(looks, articles.c.id.label("article")).select_from(joined).where(looks.c.site == site)


def _slices(hashes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (hashes[at : at + _MANY] for at in range(0, len(hashes), _MANY))


def _row(site: str, look: Look) -> dict[str, Any]:
    return {"site": site, "key_hash": digest(look.key), **{name: getattr(look, name) for name in _LOOKED}}


def _look(row: Any) -> Look:
    return Look(live=row.article is not None, **{name: getattr(row, name) for name in _LOOKED})
