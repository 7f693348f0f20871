"""Subscribers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scnfeed.errors import StoreError
from scnfeed.model import Issue, Subscriber
from scnfeed.store import Store

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
EDITOR = Subscriber("1", "Ed@scn.org", "editor", ("ar", "en"), "weekly", "Africa/Cairo", 8, ("scn",), ("news",), NOW)
READER = Subscriber("2", "amal@scn.org")


def test_a_subscriber_comes_back_as_added_by_address(store: Store) -> None:
    store.add_subscriber(EDITOR)
    store.add_subscriber(READER)
    assert store.subscribers() == [READER, EDITOR]


def test_an_address_is_added_once_in_whatever_case(store: Store) -> None:
    store.add_subscriber(EDITOR)
    with pytest.raises(StoreError, match=r"ed@SCN.org is a subscriber already"):
        store.add_subscriber(Subscriber("3", "ed@SCN.org"))
    assert store.subscribers() == [EDITOR]


def test_an_id_is_given_to_one_person_only(store: Store) -> None:
    store.add_subscriber(EDITOR)
    with pytest.raises(StoreError):
        store.add_subscriber(Subscriber(EDITOR.id, "other@scn.org"))
    assert store.subscribers() == [EDITOR]


def test_a_paused_subscriber_is_left_out_until_resumed(store: Store) -> None:
    store.add_subscriber(READER)
    store.pause_subscriber("AMAL@scn.org", True)
    assert store.subscribers() == []
    assert [s.paused for s in store.subscribers(paused=True)] == [True]
    store.pause_subscriber("amal@scn.org", False)
    assert store.subscribers() == [READER]


@pytest.mark.parametrize("act", [Store.remove_subscriber, lambda store, address: store.pause_subscriber(address, True)])
def test_an_unknown_address_is_refused(store: Store, act: Callable[[Store, str], None]) -> None:
    with pytest.raises(StoreError, match=r"nobody@scn.org is no subscriber"):
        act(store, "nobody@scn.org")


def test_a_removed_subscriber_gets_nothing_more_but_stays_counted(store: Store) -> None:
    for person in (EDITOR, READER):
        store.add_subscriber(person)
    store.freeze(Issue("i", NOW, "en", "reader", ()), [EDITOR, READER], NOW)
    [(mine, _, _)] = store.claim("me", NOW, limit=1)
    store.remove_subscriber(EDITOR.address)
    with pytest.raises(StoreError, match="is suppressed; it cannot become sending"):
        store.mark(mine, "sending", NOW)
    assert [person.id for _, person, _ in store.claim("me", NOW)] == [READER.id]
    assert [d.state for d in store.deliveries("i")] == ["suppressed", "claimed"]
    assert store.subscribers() == [READER]
