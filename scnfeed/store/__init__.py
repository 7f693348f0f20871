"""The memory of scnfeed: kept pages, runs, articles, people, issues and their outbox, in SQLite or PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from types import TracebackType
from typing import Self

from scnfeed.store.bounces import Bounces
from scnfeed.store.engine import Database
from scnfeed.store.known import trace_all
from scnfeed.store.looks import Visits
from scnfeed.store.migrate import migrate
from scnfeed.store.notices import Notices
from scnfeed.store.outbox import Outbox
from scnfeed.store.pages import Kept, KeptPages
from scnfeed.store.people import People
from scnfeed.store.publishing import Held, Publishing
from scnfeed.store.retention import Retention
from scnfeed.store.runs import Runs

__all__ = ["Held", "Kept", "Store"]


class Store(KeptPages, Retention, Visits, Runs, Notices, Publishing, People, Bounces, Outbox):
    """Everything that is remembered. Safe to share between threads; many processes may open the same database.

    >>> with Store.open("sqlite://") as store:
    ...     store.articles()
    []
    """

    @classmethod
    def open(cls, url: str, *, pages: Path | None = None, busy_seconds: float = 5.0) -> Self:
        """Open the database at `url`, make it if needed, and bring it to this program's schema.

        ``sqlite:///news.db`` is a file, ``sqlite://`` lives in memory and is gone when closed, ``postgresql://...``
        needs the extra ``scnfeed[postgres]``. `pages` is the folder of kept pages: by default ``news.db.pages`` beside
        a file, a temporary one for memory. Who waits longer than `busy_seconds` for another process gets StoreBusy.
        Raises StoreNewer for a database of a newer program, StoreError in one sentence for what cannot be opened.
        """
        database = Database(url, busy_seconds)
        try:
            migrate(database)
            trace_all(database)
        except BaseException:
            database.close()
            raise
        return cls(database, pages or _folder(database))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _folder(database: Database) -> Path | None:
    if database.file:
        return database.file.with_name(f"{database.file.name}.pages")
    if not database.in_memory:
        return None
    folder = tempfile.mkdtemp(prefix="scnfeed-")
    weakref.finalize(database, shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
