"""Statements that are one on both databases: inserts that know what is there already, and those that are run often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Table, UpdateBase, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import OperationalError

INSERT: dict[str, Callable[[Table], Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert(connection: Connection, table: Table) -> Any:
    """The dialect's own INSERT, the one that knows ON CONFLICT."""
    return INSERT[connection.dialect.name](table)


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

    def each(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each of `rows`, none of which is kept; it returns nothing."""
        known = self._ready(connection.dialect)
        driven(connection, known.sql, map(known.sent, rows), many=True)

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        known = self._ready(connection.dialect)
        return driven(connection, known.sql, known.sent(values))

    def _ready(self, dialect: Dialect) -> _Compiled:
        return self._known.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> _Compiled:
        compiled: Any = self._statement.compile(dialect=dialect)
        used = {compiled.bind_names[bind]: bind for bind in compiled.binds.values()}
        binds = [
            (name, bind.value, bind.type.dialect_impl(dialect).bind_processor(dialect)) for name, bind in used.items()
        ]
        self._known[dialect.name] = known = _Compiled(str(compiled), tuple(compiled.positiontup or ()), binds)
        return known


def driven(connection: Connection, sql: str, values: Any = (), *, many: bool = False) -> Any:
    """A cursor of the driver's own; its errors are those of everything else. With `many`, `values` are those of many
    rows, one after another.
    """
    driver: Any = connection.connection.driver_connection
    try:
        return driver.cursor().executemany(sql, values) if many else driver.execute(sql, values)
    except Exception as error:
        raise OperationalError(sql, None, error) from error


class _Compiled(NamedTuple):
    sql: str
    order: tuple[str, ...]
    """Names of the values, in their order, where the driver knows them by it."""
    binds: list[tuple[str, Any, Callable[[Any], Any] | None]]
    """Name of each value, what it is if it is always the same, and what the driver wants made of it."""

    def sent(self, values: Mapping[str, Any]) -> Any:
        """`values` as the driver takes them."""
        bound = {name: values.get(name, fixed) for name, fixed, _ in self.binds}
        bound |= {name: bind(bound[name]) for name, _, bind in self.binds if bind}
        return tuple(map(bound.__getitem__, self.order)) if self.order else bound
