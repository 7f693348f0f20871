"""SQLite and PostgreSQL behind one face: connections, transactions, and errors told in one sentence.

A write on SQLite begins with BEGIN IMMEDIATE, since a transaction that reads first and writes later is refused at once
when somebody wrote in between (https://www.sqlite.org/isolation.html). What must survive a power cut (the outbox) is
written with ``synchronous = FULL``; the rest with NORMAL, which in WAL mode can lose the last commits, never the file.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from scnfeed.errors import StoreBusy, StoreError
from scnfeed.store.statements import driven

T = TypeVar("T")
_SQLITE_BUSY = {5, 6}  # SQLITE_BUSY and SQLITE_LOCKED, https://www.sqlite.org/rescode.html
_POSTGRES_BUSY = {"55P03", "40P01", "40001"}  # lock not available, deadlock, serialisation failure


class Database:
    """One database and its transactions: `read`, `write`, and `durable`, a write that no power cut undoes."""

    def __init__(self, url: str, busy_seconds: float) -> None:
        parsed = _parsed(url)
        self.name = parsed.render_as_string(hide_password=True)
        self.file = Path(parsed.database) if _is_file(parsed) and parsed.database else None
        self.in_memory = _is_sqlite(parsed) and not self.file
        self._engine = _sqlite(parsed, busy_seconds) if _is_sqlite(parsed) else _postgres(parsed, busy_seconds)
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._durable = self._engine.execution_options(begin="BEGIN IMMEDIATE", synchronous="FULL")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        with self._told(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def durable(self) -> Iterator[Connection]:
        with self._told(), self._durable.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise self._error(error) from error

    def _error(self, error: SQLAlchemyError) -> StoreError:
        cause = error.orig if isinstance(error, StatementError) else None
        if isinstance(cause, StoreError):
            return cause
        if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and _is_busy(error)):
            return StoreBusy(f"The database {self.name} is in use by another process; try again shortly.", self.name)
        said = str(cause or error).strip().partition("\n")[0]
        return StoreError(f"The database {self.name} cannot be used: {said}.", self.name)


class Room:
    """What the parts of the store share: the database, and the folder of kept pages if there is one."""

    def __init__(self, database: Database, folder: Path | None) -> None:
        self._database = database
        self._folder = folder


def _is_busy(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return code & 0xFF in _SQLITE_BUSY or getattr(error.orig, "sqlstate", None) in _POSTGRES_BUSY


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = make_url("unreadable://")
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StoreError("[store] url must start with sqlite:/// or postgresql://, and it does not.", "store.url")
    return parsed


def _is_sqlite(url: URL) -> bool:
    return url.drivername == "sqlite"


def _is_file(url: URL) -> bool:
    return _is_sqlite(url) and url.database not in {None, "", ":memory:"}


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    # A database in memory lives in its one connection; threads wait for it in turn.
    pool = {} if _is_file(url) else {"pool_size": 1, "max_overflow": 0}
    if url.database and _is_file(url):
        make_folder(Path(url.database).parent)
    given = {"check_same_thread": False, "timeout": busy_seconds}
    engine = create_engine(url, poolclass=QueuePool, connect_args=given, **pool)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        _write_ahead(connection, busy_seconds)
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        wanted = options.get("synchronous", "NORMAL")
        if connection.info.get("synchronous") != wanted:
            driven(connection, f"PRAGMA synchronous = {wanted}")
            connection.info["synchronous"] = wanted
        driven(connection, str(options.get("begin", "BEGIN")))

    return engine


def _write_ahead(connection: Any, busy_seconds: float) -> None:
    """Write-ahead log. Of two who turn a new database to it SQLite refuses one at once, whatever its timeout is: that
    one asks again.
    """
    until = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be made: {error.strerror}.", str(folder)) from error


def _postgres(url: URL, busy_seconds: float) -> Engine:
    options = f"-c timezone=UTC -c lock_timeout={int(busy_seconds * 1000)}"
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10, "options": options})
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError("PostgreSQL needs its driver: pip install 'scnfeed[postgres]'.", "store.url") from error
