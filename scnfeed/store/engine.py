"""SQLite and PostgreSQL behind one face: transactions, types, upserts and errors told in one sentence.

A write on SQLite begins with BEGIN IMMEDIATE, since a transaction that reads first and writes later is refused at once
when somebody wrote in between (https://www.sqlite.org/isolation.html). What must survive a power cut (the outbox) is
written with ``synchronous = FULL``; the rest with NORMAL, which in WAL mode can lose the last commits, never the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Engine,
    Select,
    Table,
    Text,
    UpdateBase,
    create_engine,
    event,
    literal_column,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlalchemy.types import TypeDecorator

from scnfeed.errors import StoreBusy, StoreError

T = TypeVar("T")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SQLITE_BUSY = {5, 6}  # SQLITE_BUSY and SQLITE_LOCKED, https://www.sqlite.org/rescode.html
_POSTGRES_BUSY = {"55P03", "40P01", "40001"}  # lock not available, deadlock, serialisation failure
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def words(text: str) -> str:
    """`text` without NUL, which PostgreSQL refuses, and without lone surrogates, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATES.sub("", text)
    return text.replace("\x00", "")


def aware(moment: datetime) -> datetime:
    """`moment` in UTC; one without a time zone is refused, since nobody can say when it is."""
    if moment.utcoffset() is None:
        raise StoreError(f"The date-time {moment.isoformat()} has no time zone; pass an aware one.", moment.isoformat())
    return moment.astimezone(UTC)


def cleaned(value: T) -> T:
    """A value of the model as it can be stored: every text through `words`, a naive date-time refused at any depth."""
    result: Any = value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        result = words(value)
    elif isinstance(value, datetime):
        aware(value)
    elif isinstance(value, tuple):
        result = tuple(map(cleaned, value)) if value else value
    elif isinstance(value, Mapping):
        result = {cleaned(key): cleaned(item) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        found = [(name, getattr(value, name)) for name in _names(type(value))]
        changed = {name: new for name, old in found if (new := cleaned(old)) is not old and new != old}
        result = replace(value, **changed) if changed else value
    return result  # type: ignore[no-any-return]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def digest(text: str) -> str:
    """sha256 of `text`: addresses are indexed by it, since PostgreSQL refuses long texts in an index."""
    return hashlib.sha256(words(text).encode()).hexdigest()


class Words(TypeDecorator[str]):
    """Text of any length that both databases take."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else words(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite alone would drop the offset without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def insert(connection: Connection, table: Table) -> Any:
    """The dialect's own INSERT, the one that knows ON CONFLICT."""
    return _INSERT[connection.dialect.name](table)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any], key: Sequence[str]) -> bool:
    """Insert `row`; False, and nothing written, where its `key` exists."""
    statement = insert(connection, table).values(**row).on_conflict_do_nothing(index_elements=key)
    return connection.execute(statement.returning(literal_column("1"))).first() is not None


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: Sequence[str],
    where: ColumnElement[bool] | None = None,
) -> None:
    """Insert `rows`, each over the one that has its `key`, if that one is as `where` says."""
    statement = insert(connection, table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=rest, where=where), rows)


class Prepared:
    """A statement that is run often: put into the database's words once, then handed to the driver as it is,
    at a fifth of what `Connection.execute` costs. It must hold no IN with a list. Rows come as the driver gives them.
    """

    def __init__(self, statement: UpdateBase | Select[Any]) -> None:
        self._statement = statement
        self._known: dict[str, _Compiled] = {}

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Run it with `values`; the first row that it returns."""
        found: tuple[Any, ...] | None = self._run(connection, values).fetchone()
        return found

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it with `values`; every row that it returns."""
        found: list[tuple[Any, ...]] = self._run(connection, values).fetchall()
        return found

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        known = self._known.get(connection.dialect.name) or self._compile(connection.dialect)
        bound = {name: values.get(name, fixed) for name, fixed, _ in known.binds}
        bound |= {name: bind(bound[name]) for name, _, bind in known.binds if bind}
        sent = tuple(map(bound.__getitem__, known.order)) if known.order else bound
        return _driven(connection, known.sql, sent)

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)
        used = {compiled.bind_names[bind]: bind for bind in compiled.binds.values()}
        binds = [
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in used.items()
        ]
        self._known[dialect.name] = known = _Compiled(str(compiled), tuple(compiled.positiontup or ()), binds)
        return known


def as_moment(raw: datetime | str) -> datetime:
    """A moment as the driver gives it: SQLite keeps it as text, in UTC."""
    found = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _driven(connection: Connection, sql: str, values: Any = ()) -> Any:
    """A cursor of the driver's own; its errors are those of everything else."""
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(sql, values)
    except Exception as error:
        raise OperationalError(sql, None, error) from error


class _Compiled(NamedTuple):
    sql: str
    order: tuple[str, ...]
    """Names of the values, in their order, where the driver knows them by it."""
    binds: list[tuple[str, Any, Callable[[Any], Any] | None]]
    """Name of each value, what it is if it is always the same, and what the driver wants made of it."""


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
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        wanted = options.get("synchronous", "NORMAL")
        if connection.info.get("synchronous") != wanted:
            _driven(connection, f"PRAGMA synchronous = {wanted}")
            connection.info["synchronous"] = wanted
        _driven(connection, str(options.get("begin", "BEGIN")))

    return engine


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
