"""Kept pages."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.errors import StoreError
from scnfeed.model import Article, Change, Decision, Page
from scnfeed.store import Store
from scnfeed.store.packs import Place

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def page(path: str, body: bytes = b"<p>body</p>", at: datetime = NOW) -> Page:
    url = f"https://scn.org/{path}"
    return Page(url, f"{url}?final", 200, (("Content-Type", "text/html"), ("X-Name", "مدن")), body, at)


def bodies(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "pages").rglob("*.zst"))


def test_a_kept_page_comes_back_as_it_came(store: Store) -> None:
    store.keep("scn", page("a/", bytes(range(256))), run="r")
    assert list(store.pages("scn")) == [page("a/", bytes(range(256)))]
    assert store.page("https://scn.org/a/") == page("a/", bytes(range(256)))
    assert store.page("https://scn.org/b/") is None


def test_a_body_of_nine_megabytes_is_kept_whole(store: Store) -> None:
    big = page("big/", os.urandom(1 << 20) * 9)
    store.keep("scn", big, run="r")
    assert store.page(big.url) == big


def test_a_body_is_kept_once_and_what_is_kept_together_is_one_file(store: Store, tmp_path: Path) -> None:
    for n, path in enumerate(["a/", "b/", "a/"]):
        store.keep("scn", page(path, at=NOW + n * DAY), run="r")
    assert len(bodies(tmp_path)) == 1
    assert store.kept() == {"count": 3, "bytes": bodies(tmp_path)[0].stat().st_size, "oldest": NOW}
    store.keep_all("scn", [(page(f"{n}/", b"%d" % n), f"{n}", "") for n in range(100)], run="r")
    assert len(bodies(tmp_path)) == 2
    assert store.kept()["bytes"] == sum(file.stat().st_size for file in bodies(tmp_path))


def test_the_same_page_kept_twice_adds_nothing(store: Store) -> None:
    for _ in range(2):
        store.keep("scn", page("a/"), run="r")
    assert len(list(store.pages())) == 1


def test_pages_come_by_address_then_by_time_and_of_the_run_asked_for(store: Store) -> None:
    for path, day, run in [("b/", 0, "1"), ("a/", 1, "2"), ("a/", 0, "1"), ("ä/", 0, "1"), ("Z/", 0, "1")]:
        store.keep("scn", page(path, at=NOW + day * DAY), run=run)
    store.keep("other", page("c/"), run="1")
    order = [(page.url.removeprefix("https://scn.org/"), page.fetched_at) for page in store.pages("scn")]
    assert order == [("Z/", NOW), ("a/", NOW), ("a/", NOW + DAY), ("b/", NOW), ("ä/", NOW)]
    assert [page.fetched_at for page in store.pages(run="2")] == [NOW + DAY]
    assert len(list(store.pages())) == 6


def test_an_address_is_found_by_its_normal_form_and_as_fetched_newest_first(store: Store) -> None:
    store.keep("scn", page("a/?utm=1", b"old"), run="1", key="https://scn.org/a/")
    store.keep("scn", page("a/?utm=2", b"new", NOW + DAY), run="2", key="https://scn.org/a/")
    found = [store.page(url) for url in ("https://scn.org/a/", "https://scn.org/a/?utm=1")]
    assert [page and page.body for page in found] == [b"new", b"old"]


def test_retention_drops_old_pages_and_their_bodies_but_never_the_newest_of_an_address(
    store: Store, tmp_path: Path
) -> None:
    store.keep("scn", page("a/", b"first"), run="1")
    store.keep("scn", page("a/", b"second", NOW + DAY), run="2")
    store.keep("scn", page("b/", b"first"), run="1")
    store.keep("scn", page("c/", b"only"), run="1")
    assert store.drop_pages(NOW + 9 * DAY) == 1
    assert [page.body for page in store.pages()] == [b"second", b"first", b"only"]
    assert len(bodies(tmp_path)) == 3
    store.keep("scn", page("b/", b"third", NOW + DAY), run="2")
    assert store.drop_pages(NOW + DAY) == 1
    assert [page.body for page in store.pages()] == [b"second", b"third", b"only"]
    assert len(bodies(tmp_path)) == 3
    store.keep("scn", page("d/", b"first"), run="3")
    assert store.page("https://scn.org/d/") == page("d/", b"first")


def test_a_file_that_lost_a_body_is_packed_anew_with_the_others(store: Store, tmp_path: Path) -> None:
    body = random.Random(7).randbytes
    together = [page(f"{n}/", body(2_000)) for n in range(10)]
    store.keep_all("scn", [(one, one.url, "") for one in together], run="1")
    before, later = bodies(tmp_path), NOW + DAY
    store.keep_all("scn", [(page(f"{n}/", body(2_000), later), f"https://scn.org/{n}/", "") for n in range(9)], run="2")
    assert store.drop_pages(later) == 9
    assert not set(before) & set(bodies(tmp_path))
    assert store.kept()["bytes"] == sum(file.stat().st_size for file in bodies(tmp_path))
    assert store.page("https://scn.org/9/") == together[9]
    assert len(list(store.pages())) == 10


class Pruned(Store):
    """A store that another process prunes just when a body is about to be read."""

    def _place(self, name: str) -> Place:
        place = super()._place(name)
        self.drop_pages(NOW + DAY)
        return place


def test_a_body_that_is_packed_anew_while_it_is_read_is_found(tmp_path: Path) -> None:
    body = random.Random(7).randbytes
    with Pruned.open("sqlite://", pages=tmp_path) as store:
        store.keep_all("scn", [(page(f"{n}/", body(2_000)), f"https://scn.org/{n}/", "") for n in range(3)], run="1")
        store.keep("scn", page("2/", body(2_000), NOW + DAY), run="2")
        found = store.page("https://scn.org/0/")
        assert found and found.url == "https://scn.org/0/"
        with pytest.raises(StoreError, match=r"lost \(retention dropped it\)"):
            store._body("no such body", "https://scn.org/2/")


def test_what_a_crash_left_behind_goes_when_nobody_can_be_at_work_on_it(store: Store, tmp_path: Path) -> None:
    store.keep("scn", page("a/"), run="1")
    kept = bodies(tmp_path)
    left, fresh = tmp_path / "pages" / "left.zst", tmp_path / "pages" / "fresh.zst"
    left.write_bytes(b"half a bo")
    fresh.write_bytes(b"half a bo")
    os.utime(left, (0, 0))
    store.drop_pages()
    assert bodies(tmp_path) == sorted([*kept, fresh])


def test_pages_kept_before_bodies_shared_files_are_read_and_go_as_ever(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/news.db"
    with Store.open(url) as store:
        store.keep("scn", page("a/", b"old"), run="1")
        store.keep("scn", page("a/", b"new", NOW + DAY), run="2")
    folder = tmp_path / "news.db.pages"
    with closing(sqlite3.connect(tmp_path / "news.db")) as file, file:
        for name, pack in file.execute("SELECT hash, file FROM bodies").fetchall():
            (folder / name[:2]).mkdir()
            (folder / pack).rename(folder / name[:2] / f"{name}.zst")
        file.executescript(
            "DROP INDEX ix_bodies_file; ALTER TABLE bodies DROP COLUMN file; ALTER TABLE bodies DROP COLUMN start;"
            "UPDATE scnfeed_version SET version_num = '0036'"
        )
    with Store.open(url) as store:
        assert [one.body for one in store.pages()] == [b"old", b"new"]
        store.keep("scn", page("b/", b"new"), run="2")
        assert store.drop_pages(NOW + DAY) == 1
        assert [one.body for one in store.pages()] == [b"new", b"new"]
        assert len(list(folder.rglob("*.zst"))) == 1


def test_a_lost_body_is_told_with_its_address(store: Store, tmp_path: Path) -> None:
    store.keep("scn", page("a/"), run="1")
    bodies(tmp_path)[0].write_bytes(b"damaged")
    with pytest.raises(StoreError, match=r"kept body of https://scn.org/a/ is lost"):
        list(store.pages())
    bodies(tmp_path)[0].unlink()
    with pytest.raises(StoreError, match=r"kept body of https://scn.org/a/ is lost"):
        store.page("https://scn.org/a/")
    store.keep("scn", page("a/", at=NOW + DAY), run="2")
    assert len(list(store.pages())) == 2


def test_header_text_that_no_database_takes_is_stripped(store: Store) -> None:
    odd = Page("https://scn.org/a/\0", "f", 200, (("X\0", "a\ud800b"),), b"", NOW)
    store.keep("sc\0n", odd, run="r")
    assert list(store.pages("scn")) == [Page("https://scn.org/a/", "f", 200, (("X", "ab"),), b"", NOW)]


def test_a_page_with_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="has no time zone"):
        store.keep("scn", page("a/", at=NOW.replace(tzinfo=None)), run="r")
    assert list(store.pages()) == []


def test_pages_stand_beside_an_sqlite_file_unless_told_otherwise(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/news.db") as store:
        store.keep("scn", page("a/"), run="r")
    assert len(list((tmp_path / "news.db.pages").glob("*.zst"))) == 1


def test_a_store_in_memory_keeps_pages_while_it_lives() -> None:
    with Store.open("sqlite://") as store:
        store.keep("scn", page("a/"), run="r")
        assert list(store.pages()) == [page("a/")]


def test_postgresql_needs_a_folder_to_keep_pages(postgres_url: str) -> None:
    with Store.open(postgres_url) as store, pytest.raises(StoreError, match="folder of kept pages"):
        store.keep("scn", page("a/"), run="r")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Store.open("sqlite://", pages=tmp_path / "file") as store, pytest.raises(StoreError, match="cannot be made"):
        store.keep("scn", page("a/"), run="r")


def test_many_pages_are_kept_as_one_by_one(store: Store, tmp_path: Path) -> None:
    many = [page(f"{n}/", b"%d" % (n % 300)) for n in range(450)]
    hashes = store.keep_all("scn", ((one, one.url, "2026-03-01") for one in many), run="r")
    assert hashes == store.keep_all("scn", ((one, one.url, "2026-03-01") for one in many), run="r")
    assert sorted(store.pages("scn"), key=lambda one: one.url) == sorted(many, key=lambda one: one.url)
    assert (len(set(hashes)), len(bodies(tmp_path)), store.kept()["count"]) == (300, 2, 450)


def test_a_bound_on_bytes_drops_the_oldest_first_and_never_what_re_reading_needs(store: Store, tmp_path: Path) -> None:
    body = random.Random(7).randbytes
    for day in range(6):
        store.keep("scn", page("a/", body(9_000), NOW + day * DAY), run="1")
    store.keep("scn", page("b/", body(9_000)), run="1")
    store.keep("scn", page("gone/", body(9_000), NOW + DAY), run="1")
    gone = Article("scn", "https://scn.org/gone/", "en", "ltr", "news", "t", "", "", id="2", withdrawn=NOW)
    store.apply([Change(Decision("new", ""), gone)], run="1", now=NOW)
    assert store.drop_pages(most_bytes=60_000) == 2
    told = [(one.url.removeprefix("https://scn.org/"), (one.fetched_at - NOW).days) for one in store.pages()]
    assert told == [("a/", 2), ("a/", 3), ("a/", 4), ("a/", 5), ("b/", 0), ("gone/", 1)]
    assert store.drop_pages(most_bytes=0) == 4
    assert [one.url.removeprefix("https://scn.org/") for one in store.pages()] == ["a/", "b/"]
    assert len(bodies(tmp_path)) == 2


def test_the_page_an_article_was_read_from_stays_although_a_held_crawl_fetched_a_newer_one(store: Store) -> None:
    for name, status, body in (("first", "done", b"the story"), ("second", "held", b"closed for repairs")):
        run = store.begin_run("collect", "scn", name, NOW, lambda name=name: name)  # type: ignore[misc]
        assert run
        store.keep("scn", page("a/", body, NOW + DAY * (name == "second")), run=run.id)
        store.finish_run(run, "done" if status == "done" else "held", NOW)
    store.drop_pages(NOW + 9 * DAY)
    assert [one.body for one in store.pages()] == [b"the story"]


def test_a_bound_that_holds_drops_nothing(store: Store) -> None:
    store.keep("scn", page("a/", b"1"), run="1")
    store.keep("scn", page("a/", b"2", NOW + DAY), run="1")
    assert store.drop_pages(NOW, most_bytes=1_000_000) == 0
    assert store.kept()["count"] == 2
