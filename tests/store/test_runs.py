"""Runs, leases and notices."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from scnfeed.errors import StoreBusy, StoreError
from scnfeed.model import Article, Change, Decision, Notice, Run
from scnfeed.store import Store

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ids() -> Iterator[str]:
    return (f"run-{n}" for n in count())


def begin(store: Store, ids: Iterator[str], slot: str, job: str = "collect", site: str = "scn") -> Run:
    run = store.begin_run(job, site, slot, NOW, ids.__next__)
    assert run
    return run


def test_a_planned_slot_makes_one_run_even_for_eight_schedulers_at_once(store: Store, ids: Iterator[str]) -> None:
    minted = [next(ids) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda mine: store.begin_run("collect", "scn", "2026-03-01", NOW, lambda: mine), minted))
    assert [run for run in runs if run] == store.runs()
    assert len(store.runs()) == 1


def test_another_site_job_or_slot_is_another_run(store: Store, ids: Iterator[str]) -> None:
    for job, site, slot in [("collect", "a", "1"), ("publish", "a", "1"), ("collect", "b", "1"), ("collect", "a", "2")]:
        begin(store, ids, slot, job, site)
    assert [run.id for run in store.runs()] == ["run-3", "run-2", "run-1", "run-0"]
    assert [run.id for run in store.runs(job="collect", site="a")] == ["run-3", "run-0"]
    assert [run.id for run in store.runs(limit=2)] == ["run-3", "run-2"]


def test_a_finished_run_is_kept_as_evidence(store: Store, ids: Iterator[str]) -> None:
    run = begin(store, ids, "1")
    done = store.finish_run(run, "held", NOW + MINUTE, reason="29 of 135 pages vanished", stats={"pages": 106})
    assert store.runs() == [done]
    assert (done.status, done.finished, done.stats) == ("held", NOW + MINUTE, {"pages": 106})


def test_a_run_nobody_began_cannot_be_finished(store: Store) -> None:
    with pytest.raises(StoreError, match="no run ghost"):
        store.finish_run(Run("ghost", "collect", "scn", "1", NOW), "done", NOW)


def test_the_baseline_is_there_once_a_collect_run_of_the_site_is_done(store: Store, ids: Iterator[str]) -> None:
    store.finish_run(begin(store, ids, "1"), "failed", NOW)
    store.finish_run(begin(store, ids, "1", job="publish"), "done", NOW)
    store.finish_run(begin(store, ids, "1", site="other"), "done", NOW)
    assert not store.has_baseline("scn")
    store.finish_run(begin(store, ids, "2"), "done", NOW)
    assert store.has_baseline("scn")


def test_a_living_lease_is_refused_to_others_and_names_its_owner(store: Store) -> None:
    store.lease("scn", "first", NOW, 60)
    with pytest.raises(StoreBusy, match="first until 2026-03-01T06:01:00"):
        store.lease("scn", "second", NOW + MINUTE / 2, 60)
    assert store.lease("other", "second", NOW, 60) == 1


def test_renewing_keeps_the_epoch_and_lengthens_the_lease(store: Store) -> None:
    assert store.lease("scn", "first", NOW, 60) == store.lease("scn", "first", NOW + MINUTE / 2, 60) == 1
    with pytest.raises(StoreBusy):
        store.lease("scn", "second", NOW + MINUTE, 60)


def test_a_lease_that_ran_out_or_was_released_goes_to_the_next_with_a_higher_epoch(store: Store) -> None:
    assert store.lease("scn", "first", NOW, 60) == 1
    assert store.lease("scn", "second", NOW + MINUTE, 60) == 2
    store.release("scn", "first")
    with pytest.raises(StoreBusy):
        store.lease("scn", "first", NOW + MINUTE, 60)
    store.release("scn", "second")
    assert store.lease("scn", "first", NOW + MINUTE, 60) == 3


def test_one_of_eight_who_want_a_lease_at_once_gets_it(store: Store) -> None:
    def take(owner: int) -> int:
        try:
            return store.lease("scn", f"owner-{owner}", NOW, 60)
        except StoreBusy:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(take, range(8))) == [0] * 7 + [1]


def article(id: str, site: str = "scn") -> Article:
    return Article(site, f"https://{site}.org/{id}/", "ar", "rtl", "news", f"عنوان {id}", "<p>x</p>", "x", id=id)


def withdraw(store: Store, id: str, site: str, now: datetime) -> None:
    store.apply([Change(Decision("withdrawn", "410 twice", article=id), article(id, site))], run="r", now=now)


def test_notices_tell_of_failed_and_held_runs_and_withdrawn_articles_by_time(store: Store, ids: Iterator[str]) -> None:
    store.finish_run(begin(store, ids, "1"), "held", NOW + 3 * MINUTE, reason="doubtful")
    store.finish_run(begin(store, ids, "2"), "failed", NOW + MINUTE, reason="no answer")
    store.finish_run(begin(store, ids, "3"), "done", NOW + MINUTE)
    withdraw(store, "a", "scn", NOW + 2 * MINUTE)
    assert store.notices(NOW) == [
        Notice(NOW + MINUTE, "failed", "scn", "no answer"),
        Notice(NOW + 2 * MINUTE, "withdrawn", "عنوان a", "410 twice", "https://scn.org/a/", "ar"),
        Notice(NOW + 3 * MINUTE, "held", "scn", "doubtful"),
    ]


def test_notices_leave_out_what_an_earlier_letter_told_and_other_sites(store: Store, ids: Iterator[str]) -> None:
    withdraw(store, "a", "scn", NOW)
    withdraw(store, "b", "other", NOW + MINUTE)
    store.finish_run(begin(store, ids, "1", site="other"), "failed", NOW + MINUTE)
    assert store.notices(NOW, sites=["scn"]) == []
    assert [notice.topic for notice in store.notices(NOW, sites=["other"])] == ["failed", "withdrawn"]


def test_a_failed_run_of_no_site_concerns_everybody(store: Store, ids: Iterator[str]) -> None:
    store.finish_run(begin(store, ids, "1", job="publish", site=""), "failed", NOW + MINUTE, reason="disk full")
    assert store.notices(NOW, sites=["scn"]) == [Notice(NOW + MINUTE, "failed", "publish", "disk full")]
