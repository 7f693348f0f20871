"""kill -9 before every statement and every commit: what is found afterwards is whole."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from scnfeed.model import Article, Change, Decision, Issue, Page, Section, Subscriber
from scnfeed.store import Store

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
PEOPLE = [Subscriber(f"p{n}", f"p{n}@scn.org") for n in range(6)]


def article(id: str) -> Article:
    return Article("scn", f"https://scn.org/{id}/", "en", "ltr", "news", id, "", "", id=id, aliases=(f"/{id}",))


def survives(url: str, pages: Path, kill_before: int, work: Callable[[Store], object]) -> bool:
    """Do `work` in a child that kills itself before its n-th step; whether it came to its end."""
    child = os.fork()
    if not child:
        try:
            _die_at(Store.open(url, pages=pages, busy_seconds=20), kill_before, work)
        finally:
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL)
    return status == 0


def _die_at(store: Store, kill_before: int, work: Callable[[Store], object]) -> None:
    steps = count(1)

    def step(*_: object) -> None:
        if next(steps) == kill_before:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)
    work(store)
    os._exit(0)


def test_a_change_is_stored_whole_or_not_at_all(store: Store, database_url: str, tmp_path: Path) -> None:
    def put(store: Store) -> None:
        store.apply([Change(Decision("new", "", article=f"a{n}"), article(f"a{n}"))], run="r", now=NOW)

    for n in count(1):
        name = f"a{n}"
        done = survives(database_url, tmp_path / "pages", n, put)
        found = (store.article(name), store.article(f"/{name}"), store.versions(name), store.decisions(article=name))
        assert [bool(part) for part in found] == [done] * 4
        if done:
            break
    assert n > 5


def test_an_issue_is_frozen_whole_or_not_at_all(store: Store, database_url: str, tmp_path: Path) -> None:
    for person in PEOPLE:
        store.add_subscriber(person)

    def freeze(store: Store) -> bool:
        return store.freeze(Issue(f"i{n}", NOW, "en", "reader", (Section("new", (article(f"a{n}"),)),)), PEOPLE, NOW)

    for n in count(1):
        done = survives(database_url, tmp_path / "pages", n, freeze)
        found = (store.issue(f"i{n}"), store.deliveries(f"i{n}"), store.sent_to("p5").get(f"a{n}") == 0)
        assert [bool(part) for part in found] == [done] * 3
        if done:
            break
    assert n > 5


def test_nobody_gets_a_letter_twice_and_nobody_is_lost(store: Store, database_url: str, tmp_path: Path) -> None:
    for person in PEOPLE:
        store.add_subscriber(person)
    store.freeze(Issue("i", NOW, "en", "reader", ()), PEOPLE, NOW)
    postbox = tmp_path / "postbox"
    postbox.touch()

    def send(store: Store) -> None:
        now = NOW + n * timedelta(hours=1)
        store.recover(now, f"sender-{n}")
        while claimed := store.claim(f"sender-{n}", now, limit=2):
            for delivery, person, _ in claimed:
                store.mark(delivery, "sending", now)
                with postbox.open("a") as box:
                    box.write(f"{person.id}\n")
                store.mark(delivery, "sent", now)

    for n in count(1):
        if survives(database_url, tmp_path / "pages", 2 * n, send):
            break
    got = Counter(postbox.read_text().split())
    told = {state: {d.subscriber for d in store.deliveries("i") if d.state == state} for state in ("sent", "unsure")}
    assert set(got.values()) == {1}
    assert told["sent"] <= set(got) <= told["sent"] | told["unsure"]
    assert len(told["sent"]) + len(told["unsure"]) == len(PEOPLE)
    assert told["sent"] and told["unsure"]


def test_a_kept_page_has_its_body(store: Store, database_url: str, tmp_path: Path) -> None:
    def keep_and_drop(store: Store) -> None:
        at = NOW + timedelta(days=n)
        first, other = (Page(f"https://scn.org/{path}", "", 200, (), b"", at) for path in ("", "other/"))
        both = (replace(first, body=f"{n}".encode()), replace(other, body=b"the same each day"))
        store.keep_all("scn", [(one, one.url, "") for one in both], run="r")
        store.drop_pages(NOW + timedelta(days=99))  # the file of the day before has one body too many now

    for n in count(1):
        done = survives(database_url, tmp_path / "pages", n, keep_and_drop)
        kept = list(store.pages())
        if done:
            break
    assert n > 5
    assert [page.body for page in kept] == [f"{n}".encode(), b"the same each day"]
