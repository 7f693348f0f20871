"""A crawl keeps its site while its database is away, and stops when another machine has taken the site over."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from scnfeed.errors import StoreBusy
from scnfeed.jobs import leases
from scnfeed.jobs.collect import collect
from scnfeed.jobs.leases import LEASE, lease
from scnfeed.sites import STRONG_CITIES
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=LEASE + 1)
OTHER = "another-machine:7"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "HEARTBEAT", 0.1)


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Nobody can write into a database meanwhile."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def stopped(url: str, server: str) -> Iterator[None]:
    """Every connection is cut and none is let in meanwhile."""
    name = make_url(url).database
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false".encode())
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true".encode())


def test_a_lease_is_renewed_again_once_the_database_is_back(
    empty_url: str, postgres_server: str, tmp_path: Path
) -> None:
    async def story(store: Store) -> None:
        async with lease(STRONG_CITIES, store, NOW) as held:
            with locked(empty_url) if empty_url.startswith("sqlite") else stopped(empty_url, postgres_server):
                await asyncio.sleep(1)
            await asyncio.sleep(0.5)
            assert not held.lost
            with pytest.raises(StoreBusy, match="is being written by"):
                store.lease(STRONG_CITIES.name, OTHER, LATER, 60)
        assert store.lease(STRONG_CITIES.name, OTHER, NOW, 60) == held.epoch + 1, "it is given back"

    with Store.open(empty_url, busy_seconds=0.05, pages=tmp_path) as store:
        asyncio.run(story(store))


@pytest.mark.parametrize("done", [False, True], ids=["at work", "done"])
def test_a_crawl_whose_site_went_to_another_machine_stops_and_says_so(done: bool) -> None:
    """Its lease ran out unrenewed, as after a computer slept: two would ask one site, and its pages be refused."""
    with Store.open("sqlite://") as store, Loopback({"/robots.txt": Answer(status=404)}) as server:
        name = server.site.name
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", ""), ("news/b/", "")])
        server.answers |= {"/news/a/": Answer("<p>a</p>"), "/news/b/": Answer("<p>b</p>", after=20)}

        def take(event: dict[str, object]) -> None:
            if event["event"] == "plan":
                store.lease(name, OTHER, LATER + timedelta(hours=1), LEASE)
                if done:
                    store.release(name, OTHER)

        began = time.monotonic()
        with pytest.raises(StoreBusy, match=r"went to another.* meanwhile, as if this crawl had died"):
            asyncio.run(collect(server.site, store, now=NOW, on_event=take))
        assert time.monotonic() - began < 10
        [run] = store.runs(job="collect")
        assert run.status == "failed" and "meanwhile" in run.reason
        assert store.owner(name) == ("" if done else OTHER), "the other one keeps it"
        assert store.articles() == []
