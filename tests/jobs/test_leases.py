"""A crawl keeps its site while its database is away, and stops when another machine has taken the site over."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

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
def away(file: Path) -> Iterator[None]:
    """Nobody can write into a database meanwhile."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def test_a_lease_is_renewed_again_once_the_database_is_back(tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        async with lease(STRONG_CITIES, store, NOW) as held:
            with away(tmp_path / "x.db"):
                await asyncio.sleep(1)
            await asyncio.sleep(0.5)
            assert not held.lost
            with pytest.raises(StoreBusy, match="is being written by"):
                store.lease(STRONG_CITIES.name, OTHER, LATER, 60)
        assert store.lease(STRONG_CITIES.name, OTHER, NOW, 60) == held.epoch + 1, "it is given back"

    with Store.open(f"sqlite:///{tmp_path}/x.db", busy_seconds=0.05) as store:
        asyncio.run(story(store))


def test_who_still_waits_while_the_database_is_away_is_not_cut_off(tmp_path: Path) -> None:
    async def story(store: Store) -> bool:
        async with lease(STRONG_CITIES, store, NOW):
            with away(tmp_path / "x.db"):
                await asyncio.sleep(0.5)
                return True

    with Store.open(f"sqlite:///{tmp_path}/x.db", busy_seconds=0.05) as store:
        assert asyncio.run(story(store))


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
