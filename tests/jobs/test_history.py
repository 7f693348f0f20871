"""A reader that follows the archives (RFC 5005) has everything: nothing lost, nothing stale, no page changed."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from scnfeed.config import Config, FeedSettings
from scnfeed.jobs.publish import publish
from scnfeed.model import Article
from scnfeed.publish import read_manifest
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, corrected, remember

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}archive"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
BASE = "https://feeds.scnfeed.example/"


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Power cuts are for other tests."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def many(count: int, first: int = 0, **changes: Any) -> list[Article]:
    return [replace(article(f"{n:05}", NOW + n * HOUR), **changes) for n in range(first, first + count)]


def documents(config: Config, name: str, newest: bool = False) -> Iterator[etree._Element]:
    """The feed and its archives in Atom, from the newest on, as a reader follows their links; with `newest` from the
    page that the manifest calls the newest.
    """
    seen = set()
    while name:
        assert name not in seen, "the chain leads back"
        seen.add(name)
        root = etree.fromstring((config.public / name).read_bytes())
        yield root
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert links["self"] == BASE + name
        name = links.get("prev-archive", "").removeprefix(BASE)
        if newest and len(seen) == 1:
            head = read_manifest(config.public).archives[next(iter(seen)).removesuffix(".atom")].head
            name = f"{head}.atom" if head else ""


def read(config: Config, name: str = "en/all.atom", newest: bool = False) -> dict[str, str]:
    """Id -> title of what a reader knows in the end: of two entries of one id the later one counts (RFC 5005, 4.1)."""
    known: dict[str, tuple[str, str]] = {}
    gone: dict[str, str] = {}
    for root in documents(config, name, newest):
        for stone in root.iter(DELETED):
            gone.setdefault(stone.get("ref", ""), stone.get("when", ""))
        for entry in root.iter(f"{ATOM}entry"):
            id, when = entry.findtext(f"{ATOM}id") or "", entry.findtext(f"{ATOM}updated") or ""
            title = entry.findtext(f"{ATOM}title") or ""
            if id not in known or known[id][0] < when:
                known[id] = (when, title)
    return {id: title for id, (when, title) in known.items() if gone.get(id, "") < when}


def pages(config: Config) -> dict[str, bytes]:
    folder = config.public / "archive"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_after_a_batch_of_two_hundred_feed_and_archives_hold_all(config: Config, small_store: Store) -> None:
    remember(small_store, *many(30))
    publish(config, small_store)
    assert not list((config.public / "archive").rglob("en/all/*")), "thirty items stand in the feed itself"
    remember(small_store, *many(200, first=30))
    publish(config, small_store)
    roots = list(documents(config, "en/all.atom"))
    assert len(list(roots[0].iter(f"{ATOM}entry"))) == 50 and len(roots) > 2
    assert set(read(config)) == {one.id for one in many(230)}


def test_older_items_that_come_late_and_all_at_once_are_led_to_at_once(config: Config, small_store: Store) -> None:
    remember(small_store, *many(60, first=200))
    publish(config, small_store)
    seen = read(config).keys()
    remember(small_store, *many(200))
    publish(config, small_store)
    assert read(config).keys() - seen == {one.id for one in many(200)}, "none of them ever stood in the feed itself"
    assert publish(config, small_store).files.written == ()


def test_each_archive_says_that_it_is_one_and_where_the_feed_is(config: Config, small_store: Store) -> None:
    remember(small_store, *many(120))
    publish(config, small_store)
    feed, *archives = documents(config, "en/all.atom")
    assert feed.find(HISTORY) is None and archives
    for root in archives:
        assert root.find(HISTORY) is not None
        links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
        assert links["current"] == f"{BASE}en/all.atom"
        assert len(list(root.iter(f"{ATOM}entry"))) <= 100
    assert archives[-1].find(f"{ATOM}link[@rel='prev-archive']") is None


def test_rss_and_json_lead_to_the_same_items(config: Config, small_store: Store) -> None:
    remember(small_store, *many(230))
    publish(config, small_store)
    found: dict[str, set[str]] = {"rss": set(), "json": set()}
    name = "en/all.rss"
    while name:
        root = etree.fromstring((config.public / name).read_bytes())
        found["rss"] |= {guid.text or "" for guid in root.iter("guid")}
        previous = root.find(f"channel/{ATOM}link[@rel='prev-archive']")
        name = "" if previous is None else (previous.get("href") or "").removeprefix(BASE)
    name = "en/all.json"
    while name:
        told = json.loads((config.public / name).read_bytes())
        found["json"] |= {one["id"] for one in told["items"]}
        name = told.get("next_url", "").removeprefix(BASE)
    assert found["rss"] == found["json"] == set(read(config)) == {one.id for one in many(230)}


def test_a_page_never_changes_and_what_changed_later_is_told_later(config: Config, small_store: Store) -> None:
    known = many(230)
    remember(small_store, *known)
    publish(config, small_store)
    before = pages(config)
    old, older = known[3], known[5]
    remember(small_store, replace(corrected(old, NOW + 500 * HOUR), title="Corrected title"))
    remember(small_store, replace(older, withdrawn=NOW + 501 * HOUR))
    publish(config, small_store)
    after = pages(config)
    assert before.items() <= after.items() and len(after) > len(before)
    told = read(config)
    assert told[old.id] == "Corrected title" and older.id not in told and len(told) == 229


def test_quiet_days_write_no_page_and_daily_items_fill_pages(config: Config, small_store: Store) -> None:
    remember(small_store, *many(60))
    publish(config, small_store)
    for number in range(60, 130):
        remember(small_store, *many(1, first=number))
        publish(config, small_store)
        assert publish(config, small_store).files.written == ()
    atom = sorted(name for name in pages(config) if name.startswith("en/all/") and name.endswith(".atom"))
    assert len(atom) == 3, "where they begin, and a page for each fifty items"
    assert set(read(config)) == {one.id for one in many(130)}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_nothing_is_lost_and_nothing_stale(seed: int, config: Config, small_store: Store) -> None:
    chance, known = random.Random(seed), dict[str, Article]()
    config = replace(config, feeds=(FeedSettings("few", "Few", languages=("en",), limit=5),))
    for step in range(14):
        now = NOW + timedelta(days=step)
        new = many(chance.choice([0, 1, 2, 30]), first=len(known))
        old = [
            chance.choice(
                [
                    replace(corrected(one, now), title=f"Title {step} of {one.id}"),
                    replace(one, withdrawn=None if one.withdrawn else now, revised=now),
                ]
            )
            for one in chance.sample(list(known.values()), min(len(known), 2))
        ]
        remember(small_store, *new, *old)
        known |= {one.id: one for one in (*new, *old)}
        before = pages(config) if step else {}
        publish(config, small_store)
        assert before.items() <= pages(config).items(), step
        live = {one.id: one.title for one in known.values() if not one.withdrawn}
        assert read(config, "few.atom", newest=True) == live, step
        assert read(config, newest=True) == live, step
        for name in ("few.atom", "en/all.atom"):
            assert live.keys() <= read(config, name).keys(), "whoever follows links alone lost something"
    known |= {one.id: one for one in many(1, first=len(known))}
    remember(small_store, *known.values())
    publish(config, small_store)
    assert (
        read(config, "few.atom") == read(config) == {one.id: one.title for one in known.values() if not one.withdrawn}
    )


def test_a_correction_of_what_left_the_feed_long_ago_has_nobody_load_the_feed_again(
    config: Config, small_store: Store
) -> None:
    remember(small_store, *many(120))
    publish(config, small_store)
    before = (config.public / "en/all.rss").read_bytes()
    old = many(1)[0]
    remember(small_store, replace(corrected(old, NOW + 500 * HOUR), title="Corrected title"))
    publish(config, small_store)
    assert (config.public / "en/all.rss").read_bytes() == before
    assert read(config, newest=True)[old.id] == "Corrected title"
    remember(small_store, *many(1, first=120))
    publish(config, small_store)
    assert read(config)[old.id] == "Corrected title"


def test_a_page_that_was_only_saved_again_is_written_nowhere(config: Config, small_store: Store) -> None:
    remember(small_store, *many(120))
    publish(config, small_store)
    before = pages(config)
    saved = [replace(one, updated=NOW + 500 * HOUR, body_hash="0" * 64) for one in (*many(1), *many(1, first=119))]
    remember(small_store, *saved)
    assert publish(config, small_store).files.written == () and pages(config) == before
    assert small_store.article(saved[0].id) == saved[0]


def test_the_archives_begin_with_a_document_without_items_that_leads_on(config: Config, small_store: Store) -> None:
    remember(small_store, *many(120))
    publish(config, small_store)
    *_, first, origin = documents(config, "en/all.atom")
    links = {link.get("rel"): link.get("href") for link in origin.findall(f"{ATOM}link")}
    assert origin.find(HISTORY) is not None and not list(origin.iter(f"{ATOM}entry"))
    assert links["next-archive"] == first.find(f"{ATOM}link[@rel='self']").get("href") and "prev-archive" not in links


def test_a_folder_that_was_lost_gets_its_archives_anew(config: Config, small_store: Store) -> None:
    remember(small_store, *many(230))
    publish(config, small_store)
    for path in sorted((config.public / "archive").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    publish(config, small_store)
    assert len(read(config)) == 230


def test_without_archives_and_with_another_selection_no_page_of_old_stays(config: Config, small_store: Store) -> None:
    remember(small_store, *many(120), *many(1, first=200, title="A flood came"))
    words = replace(config, feeds=(FeedSettings("few", "Few", languages=("en",), limit=5),))
    publish(words, small_store)
    assert any(name.startswith("few/") for name in pages(words))
    publish(replace(words, feeds=(replace(words.feeds[0], words=("flood",)),)), small_store)
    assert not any(name.startswith("few/") for name in pages(words))
    publish(replace(config, publish=replace(config.publish, history=0)), small_store)
    assert not pages(config)


def test_a_private_feed_has_archives_of_its_own_that_go_with_it(config: Config, small_store: Store) -> None:
    remember(small_store, *many(120))
    feed = FeedSettings("few", "Few", languages=("en",), limit=5, private=("Amal",))
    private = replace(config, feeds=(feed,), web=replace(config.web, secret="a secret"))
    publish(private, small_store)
    assert publish(private, small_store).files.written == ()
    own = next((config.public / "private").rglob("few.atom")).relative_to(config.public).as_posix()
    assert len(read(config, own)) == 120
    assert b"private" not in (config.public / "manifest.json").read_bytes()
    publish(replace(private, feeds=()), small_store)
    assert not [path for path in (config.public / "private").rglob("*") if path.is_file()]
