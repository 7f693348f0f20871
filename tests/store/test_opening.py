"""Opening a database: made, migrated whole, refused in one sentence."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, insert, inspect, select

from scnfeed.errors import StoreBusy, StoreError, StoreNewer
from scnfeed.store import Store
from scnfeed.store.engine import Database
from scnfeed.store.migrate import MIGRATIONS, VERSION_TABLE, migrate
from scnfeed.store.schema import leases, metadata

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
NEWEST = max(path.stem[1:5] for path in MIGRATIONS.glob("versions/v*.py"))
SECOND = """
from alembic import op
import sqlalchemy as sa
revision = "9999"
down_revision = "{newest}"

def upgrade():
    op.add_column("runs", sa.Column("extra", sa.Text()))
    op.create_table("more", sa.Column("n", sa.Integer()))
    op.execute("INSERT INTO more VALUES ({value})")
"""


@contextmanager
def database(url: str) -> Iterator[Database]:
    with closing(Database(url, 5)) as database:
        yield database


def columns(url: str, table: str) -> set[str]:
    with database(url) as opened, opened.read() as connection:
        found = inspect(connection)
        return {column["name"] for column in found.get_columns(table)} if found.has_table(table) else set()


def test_nobody_is_refused_where_many_make_one_new_database_at_once(tmp_path: Path) -> None:
    def used(url: str) -> None:
        with database(url) as opened, opened.write():
            pass

    for round in range(40):  # without asking again one round in twenty fails
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(used, [f"sqlite:///{tmp_path}/{round}.db"] * 8))


def test_what_was_stored_is_there_after_reopening(empty_url: str) -> None:
    for run in ("first", None):
        with Store.open(empty_url) as store:
            begun = store.begin_run("collect", "scn", "1", NOW, lambda: "first")
            assert (begun and begun.id) == run
            assert store.runs()[0].started == NOW


def test_four_programs_may_open_a_new_database_at_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Store.open(empty_url, busy_seconds=20), range(4)))
    for store in stores:
        assert store.runs() == []
        store.close()


def test_the_migrations_make_the_schema(database_url: str) -> None:
    with Store.open(database_url), database(database_url) as opened, opened.read() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        assert compare_metadata(context, metadata) == []


def test_a_migration_that_fails_half_way_leaves_nothing_and_passes_when_mended(empty_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "50% more migrations"
    shutil.copytree(MIGRATIONS, folder)
    Store.open(empty_url).close()
    before = columns(empty_url, "runs")
    second = folder / "versions" / "v9999_second.py"
    second.write_text(SECOND.format(value="nonsense", newest=NEWEST))
    with database(empty_url) as opened, pytest.raises(StoreError, match="nonsense"):
        migrate(opened, folder)
    assert (columns(empty_url, "runs"), columns(empty_url, "more")) == (before, set())
    Store.open(empty_url).close()
    second.write_text(SECOND.format(value="1 + 1", newest=NEWEST))
    with database(empty_url) as opened:
        migrate(opened, folder)
    assert (columns(empty_url, "runs"), columns(empty_url, "more")) == (before | {"extra"}, {"n"})
    with pytest.raises(StoreNewer, match=f"has version 9999, this scnfeed knows {NEWEST}"):
        Store.open(empty_url)


@contextmanager
def locked(url: str) -> Iterator[None]:
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(url) as server:
            server.execute("LOCK TABLE leases")
            yield


def test_a_busy_database_is_told_soon_and_used_when_free(database_url: str) -> None:
    with Store.open(database_url, busy_seconds=0.2) as store:
        with locked(database_url):
            began = time.monotonic()
            with pytest.raises(StoreBusy, match="in use by another process; try again"):
                store.lease("scn", "me", NOW, 60)
            assert 0.1 < time.monotonic() - began < 3
        assert store.lease("scn", "me", NOW, 60) == 1


def test_a_new_database_that_is_locked_is_busy_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    with locked(url), pytest.raises(StoreBusy):
        Store.open(url, busy_seconds=0.1)


def test_sqlite_writes_ahead_keeps_references_and_syncs_the_outbox_fully(tmp_path: Path) -> None:
    with database(f"sqlite:///{tmp_path}/x.db") as opened:
        for transaction, synchronous in ((opened.durable, 2), (opened.write, 1), (opened.read, 1)):
            with transaction() as connection:
                asked = ("journal_mode", "foreign_keys", "synchronous")
                told = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
            assert told == ["wal", 1, synchronous]


def test_a_read_that_becomes_a_write_is_not_refused_for_another_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/x.db"
    Store.open(url).close()

    def count(n: int) -> int:
        with opened.write() as connection:
            found = int(connection.scalar(select(func.count()).select_from(leases)) or 0)
            connection.execute(insert(leases).values(site=f"site-{n}", owner="me", epoch=1, expires=NOW))
            return found

    with database(url) as opened, ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(count, range(40))) == list(range(40))


def test_a_store_in_memory_is_one_for_all_threads() -> None:
    with Store.open("sqlite://") as store, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.begin_run("collect", "scn", str(n), NOW, lambda: str(n)), range(20)))
        assert len(store.runs()) == 20


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"scnfeed\[postgres\]"):
        Store.open("postgresql://127.0.0.1/x")


@pytest.mark.parametrize("url", ["", "news.db", "mysql://h/x", "postgresql+asyncpg://h/x", "sqlite+x://"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(StoreError):
        Store.open(url)


def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    with pytest.raises(StoreError, match=r"postgresql\+psycopg://me:\*\*\*@127.0.0.1:1/x cannot be used") as told:
        Store.open("postgresql://me:secret@127.0.0.1:1/x")
    assert "secret" not in str(told.value) + told.value.subject
    assert "\n" not in str(told.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=f"folder {tmp_path}/file/below cannot be made"):
        Store.open(f"sqlite:///{tmp_path}/file/below/x.db")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/new/folder/x.db").close()
    assert (tmp_path / "new" / "folder" / "x.db").exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "x.db"
    file.write_text("my shopping list, " * 100)
    with pytest.raises(StoreError, match=r"cannot be used: .*not a database"):
        Store.open(f"sqlite:///{file}")
    assert file.read_text() == "my shopping list, " * 100


def test_an_error_of_the_database_comes_out_as_ours(empty_url: str) -> None:
    with Store.open(empty_url) as store:
        with database(empty_url) as opened, opened.write() as connection:
            connection.exec_driver_sql("DROP TABLE runs")
        with pytest.raises(StoreError, match="cannot be used"):
            store.runs()
