"""The main job and its timetable: each slot once, and what fails in one step keeps no other from its work."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scnfeed.config import Config
from scnfeed.jobs.run import Ran, due_slot, run, tick
from scnfeed.mail.sending import Sent
from scnfeed.model import Subscriber
from scnfeed.store import Store
from tests.crawl.loopback import Loopback
from tests.jobs.conftest import SMTP, deployment
from tests.jobs.month import files_of
from tests.jobs.small import HOUR, NOW, article, posts, remember, show
from tests.mail.servers import taking

MINUTE = timedelta(minutes=1)
EDITOR = Subscriber("ines", "ines@example.org", "editor", hour=9, joined=NOW - HOUR)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback({}) as server:
        show(server, posts(1, 2, 3))
        yield server


@pytest.fixture
def live(server: Loopback, tmp_path: Path) -> Config:
    """A deployment for the site that `server` serves."""
    return deployment(tmp_path, server.home)


def standing(config: Config) -> dict[str, tuple[int, bytes]]:
    folder = config.public
    return {path: ((folder / path).stat().st_mtime_ns, body) for path, body in files_of(folder).items()}


def test_a_slot_is_done_once(server: Loopback, live: Config, small_store: Store) -> None:
    first = tick(live, small_store, NOW + MINUTE)
    assert first is not None and first.failures == () and len(first.collected[0].changes) == 3
    asked = len(server.requests)
    assert [tick(live, small_store, NOW + n * MINUTE) for n in (1, 2, 59)] == [None] * 3
    assert len(server.requests) == asked and len(small_store.runs(job="collect")) == 1
    assert tick(live, small_store, NOW + HOUR) is not None
    assert [row.slot for row in small_store.runs(job="collect")] == [
        due_slot(live, server.site, NOW + HOUR),
        due_slot(live, server.site, NOW),
    ]


def test_a_second_timetable_finds_the_slot_taken(server: Loopback, live: Config, small_store: Store) -> None:
    small_store.begin_run("collect", server.site.name, due_slot(live, server.site, NOW), NOW, lambda: "the other")
    assert tick(live, small_store, NOW + MINUTE) is None
    assert server.requests == []


def test_a_letter_that_is_due_goes_out_without_a_crawl(server: Loopback, live: Config, small_store: Store) -> None:
    tick(live, small_store, NOW - 30 * MINUTE)
    small_store.add_subscriber(EDITOR)
    remember(small_store, article("a", NOW - 20 * MINUTE), at=NOW - 20 * MINUTE)
    small_store.begin_run("collect", server.site.name, due_slot(live, server.site, NOW), NOW, lambda: "the other")
    ran = tick(live, small_store, NOW)
    assert ran is not None and ran.collected == () and ran.sent == Sent(sent=1)
    assert tick(live, small_store, NOW + MINUTE) is None


def test_the_slot_of_a_site_is_the_start_of_its_interval(config: Config) -> None:
    site = config.site("strong_cities")
    assert {due_slot(config, site, NOW + n * MINUTE) for n in range(60)} == {NOW.isoformat()}
    assert due_slot(config, site, NOW - MINUTE) == (NOW - HOUR).isoformat()


def failures(ran: Ran) -> dict[str, str]:
    return dict(ran.failures)


def test_a_folder_that_cannot_be_written_is_told_and_the_old_files_stand(
    server: Loopback, live: Config, small_store: Store
) -> None:
    assert run(live, small_store, now=NOW).failures == ()
    before = standing(live)
    blocked = live.public / "en" / "news.rss"
    blocked.unlink()
    blocked.mkdir()
    show(server, posts(1, 2, 3, 4), "2024-06-11")
    ran = run(live, small_store, now=NOW + HOUR)
    assert ran.tree is None and str(blocked) in failures(ran)["publish"]
    assert ran.collected[0].ok and len(small_store.articles()) == 4, "the crawl is kept"
    after = standing(live)
    assert after.keys() == before.keys() - {"en/news.rss"}, "no file is missing, none is half written"
    blocked.rmdir()
    healed = run(live, small_store, now=NOW + 2 * HOUR)
    assert healed.failures == () and b"Post 4" in blocked.read_bytes()


def test_a_file_in_the_place_of_the_folder_is_told_and_left_alone(live: Config, small_store: Store) -> None:
    live.public.write_text("mine")
    ran = run(live, small_store, now=NOW)
    assert list(failures(ran)) == ["publish"] and "public" in failures(ran)["publish"]
    assert live.public.read_text() == "mine" and len(small_store.articles()) == 3


def test_letters_go_out_by_smtp_and_the_connection_is_closed(
    server: Loopback, small_store: Store, tmp_path: Path
) -> None:
    small_store.add_subscriber(EDITOR)
    remember(small_store, article("a", NOW - 20 * MINUTE))
    with taking() as mail, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        config = deployment(tmp_path, server.home, SMTP.format(port=mail.port))
        ran = run(config, small_store, now=NOW)
        gc.collect()
    assert ran.failures == () and ran.sent == Sent(sent=1) and len(mail.letters) == 1
    assert [str(one.message) for one in caught if issubclass(one.category, ResourceWarning)] == []


def test_a_closed_site_is_told_and_the_rest_is_done(server: Loopback, live: Config, small_store: Store) -> None:
    run(live, small_store, now=NOW - 2 * HOUR)
    before = standing(live)
    small_store.add_subscriber(EDITOR)
    server.answers = {}
    ran = run(live, small_store, now=NOW - MINUTE)
    assert failures(ran)["strong_cities"].startswith("failed: ") and ran.tree is not None
    assert ran.issues == () and standing(live) == before
    later = tick(live, small_store, NOW)
    assert later is not None and later.sent == Sent(sent=1)


def test_a_site_in_use_by_another_is_told_and_the_rest_is_done(live: Config, small_store: Store) -> None:
    small_store.lease("strong_cities", "another machine:7", NOW, 3600)
    ran = run(live, small_store, now=NOW)
    assert "another machine:7" in failures(ran)["strong_cities"] and ran.collected == () and ran.tree is not None


def test_a_setting_that_is_missing_is_told_with_its_key(live: Config, small_store: Store) -> None:
    ran = run(replace(live, publish=replace(live.publish, base_url="")), small_store, now=NOW)
    assert "publish.base_url" in failures(ran)["publish"] and len(small_store.articles()) == 3
