"""Brings a database to the schema of this program, whole or not at all.

Migrations are numbered files; the newest number is the version of this program. A database with a higher one was
written by a newer program and is not touched.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, func, inspect, select

from scnfeed.errors import StoreNewer
from scnfeed.store.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "scnfeed_version"


def migrate(database: Database, folder: Path = MIGRATIONS) -> None:
    """Run the migrations in `folder` that `database` lacks, in one transaction; raises StoreNewer."""
    newest = max(path.stem.removeprefix("v").partition("_")[0] for path in folder.glob("versions/v*.py"))
    with database.read() as connection:
        current = _current(connection)
    if current > newest:
        raise StoreNewer(
            f"The database {database.name} has version {current}, this scnfeed knows {newest}; use the newer scnfeed.",
            database.name,
        )
    if current < newest:
        with database.write() as connection:
            _upgrade(connection, folder)


def _current(connection: Connection) -> str:
    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    table = Table(VERSION_TABLE, MetaData(), autoload_with=connection)
    return connection.scalar(select(func.max(table.c.version_num))) or ""


def _upgrade(connection: Connection, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":  # two programs started at once: the second waits, then finds all done
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(VERSION_TABLE))))
    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    command.upgrade(config, "head")
