"""Issues and their outbox."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from scnfeed.errors import StoreError
from scnfeed.model import Article, Delivery, DeliveryState, Issue, Notice, Section, Subscriber
from scnfeed.store import Store
from scnfeed.store.claims import MOVES
from scnfeed.store.waiting import NEVER

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


def article(id: str, story: str = "", revision: int = 0) -> Article:
    url = f"https://scn.org/{id}/"
    return Article("scn", url, "ar", "rtl", "news", "مدن", "", "", id=id, story=story, revision=revision)


def issue(id: str, *articles: Article, dated: datetime = NOW) -> Issue:
    look = Section("look", notices=(Notice(NOW, "failed", "scn", "no answer"),))
    return Issue(id, dated, "ar", "editor", (Section("new", articles), look), base_url="https://scn.org/", hash="h")


@pytest.fixture
def people(store: Store) -> list[Subscriber]:
    people = [Subscriber(f"p{n:02}", f"p{n:02}@scn.org", "editor") for n in range(20)]
    for person in people:
        store.add_subscriber(person)
    return people


def states(store: Store, id: str = "i") -> list[DeliveryState]:
    return [delivery.state for delivery in store.deliveries(id)]


def test_an_issue_comes_back_as_it_was_frozen_newest_first(store: Store, people: list[Subscriber]) -> None:
    first, second = issue("i", article("a")), issue("j", dated=NOW + HOUR)
    for frozen in (second, first):
        assert store.freeze(frozen, people[:1], NOW)
    assert store.issue("i") == first
    assert store.issue("unknown") is None
    assert store.issues() == [second, first]
    assert store.issues(limit=1) == [second]


def test_an_issue_is_frozen_once_with_its_recipients(store: Store, people: list[Subscriber]) -> None:
    assert store.freeze(issue("i", article("a")), people[:3], NOW)
    assert not store.freeze(issue("i", article("b")), people, NOW)
    assert store.deliveries() == [Delivery("i", person.id, "new", "", NOW) for person in people[:3]]
    assert store.sent_to("p00") == {"a": 0}
    assert store.sent_to("p05") == {}


def test_of_four_who_freeze_one_issue_at_once_one_does(store: Store, people: list[Subscriber]) -> None:
    with ThreadPoolExecutor(4) as pool:
        frozen = list(pool.map(lambda _: store.freeze(issue("i"), people, NOW), range(4)))
    assert sorted(frozen) == [False, False, False, True]
    assert len(store.deliveries()) == 20


def test_a_recipient_named_twice_gets_one_letter(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), [people[0], people[0]], NOW)
    assert len(store.deliveries()) == 1


def test_an_issue_to_a_stranger_is_not_frozen(store: Store, people: list[Subscriber]) -> None:
    with pytest.raises(StoreError, match="No subscriber has the id x"):
        store.freeze(issue("i"), [people[0], Subscriber("x", "x@scn.org")], NOW)
    assert (store.issue("i"), store.deliveries()) == (None, [])


def test_what_a_person_got_is_remembered_by_story_with_its_highest_revision(
    store: Store, people: list[Subscriber]
) -> None:
    store.freeze(issue("i", article("a", "s"), article("b", "s", 2), article("c")), people[:2], NOW)
    store.freeze(issue("j", article("a", "s", 1), article("c", revision=3)), people[:1], NOW)
    assert store.sent_to("p00") == {"s": 2, "c": 3}
    assert store.sent_to("p01") == {"s": 2, "c": 0}
    assert store.known_to("p00") == {"b": 2, "a": 1, "c": 3}
    assert store.known_to("p01") == {"b": 2, "c": 0}


def test_the_last_issue_of_a_person_is_the_latest_dated(store: Store, people: list[Subscriber]) -> None:
    assert store.last_issue("p00") is None
    store.freeze(issue("j", dated=NOW + HOUR), people[:1], NOW)
    store.freeze(issue("i"), people[:2], NOW)
    assert store.last_issue("p00") == NOW + HOUR
    assert store.last_issue("p01") == NOW
    assert store.last_issues(NOW) == {"p00": NOW + HOUR, "p01": NOW}
    assert store.last_issues(NOW + HOUR) == {"p00": NOW + HOUR}


def test_a_claim_hands_out_letter_person_and_issue_and_nobody_else_gets_them(
    store: Store, people: list[Subscriber]
) -> None:
    frozen = issue("i", article("a"))
    store.freeze(frozen, people[:3], NOW)
    claimed = store.claim("one", NOW, limit=2)
    assert claimed == [(Delivery("i", person.id, "claimed", "", NOW), person, frozen) for person in people[:2]]
    assert [person.id for _, person, _ in store.claim("two", NOW)] == ["p02"]
    assert store.claim("three", NOW) == []


def test_a_claim_whose_lease_ran_out_can_be_taken_by_another(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), people[:1], NOW)
    store.claim("one", NOW, lease_seconds=60)
    assert store.claim("two", NOW + timedelta(seconds=59)) == []
    assert len(store.claim("two", NOW + timedelta(seconds=60))) == 1


def test_four_who_claim_at_once_get_each_letter_once(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), people, NOW)

    def drain(owner: int) -> list[str]:
        mine: list[str] = []
        while claimed := store.claim(f"owner-{owner}", NOW, limit=1):
            mine += [person.id for _, person, _ in claimed]
        return mine

    with ThreadPoolExecutor(4) as pool:
        got = [one for mine in pool.map(drain, range(4)) for one in mine]
    assert sorted(got) == [person.id for person in people]


def bring(store: Store, person: Subscriber, *path: DeliveryState) -> Delivery:
    store.freeze(issue(person.id), [person], NOW)
    delivery = store.deliveries(person.id)[0]
    for state in path:
        if state == "claimed":
            store.claim("me", NOW)
        else:
            store.mark(delivery, state, NOW, f"became {state}")
    return delivery


PATHS: dict[DeliveryState, tuple[DeliveryState, ...]] = {
    "new": (),
    "claimed": ("claimed",),
    "sending": ("claimed", "sending"),
    "sent": ("claimed", "sending", "sent"),
    "failed": ("claimed", "sending", "failed"),
    "unsure": ("claimed", "sending", "unsure"),
    "suppressed": ("suppressed",),
}


def test_a_letter_moves_only_along_the_table(store: Store, people: list[Subscriber]) -> None:
    """Every pair of states is tried, so that a new state cannot slip in unnoticed."""
    assert set(MOVES) == set(PATHS)
    assert MOVES["sent"] == MOVES["suppressed"] == ()
    assert {old for old, allowed in MOVES.items() if "sent" in allowed} == {"sending", "unsure"}
    assert {old for old, allowed in MOVES.items() if "sending" in allowed} == {"claimed"}
    for person, (old, path) in zip(people, PATHS.items(), strict=False):
        delivery = bring(store, person, *path)
        for new in set(MOVES) - set(MOVES[old]):
            with pytest.raises(StoreError, match=f"is {old}; it cannot become {new}"):
                store.mark(delivery, new, NOW)
        assert states(store, person.id) == [old]


def test_each_step_on_the_way_is_kept_with_its_detail(store: Store, people: list[Subscriber]) -> None:
    bring(store, people[0], "claimed", "sending", "sent")
    assert store.deliveries() == [Delivery("p00", "p00", "sent", "became sent", NOW)]
    assert [len(store.deliveries(state=state)) for state in MOVES] == [0, 0, 0, 0, 0, 1, 0]


def test_a_letter_nobody_knows_cannot_be_marked(store: Store) -> None:
    with pytest.raises(StoreError, match="is unknown"):
        store.mark(Delivery("x", "y"), "suppressed", NOW)


def test_a_letter_put_back_waits_until_its_time(store: Store, people: list[Subscriber]) -> None:
    delivery = bring(store, people[0], "claimed", "sending")
    store.mark(delivery, "new", NOW + HOUR, "451 try later")
    assert store.claim("me", NOW + HOUR - timedelta(seconds=1)) == []
    assert [d.detail for d, _, _ in store.claim("me", NOW + HOUR)] == ["451 try later"]


def test_a_stalled_sender_cannot_send_what_another_is_sending(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), people[:1], NOW)
    [(stalled, _, _)] = store.claim("one", NOW)
    [(taken, _, _)] = store.claim("two", NOW + HOUR)
    store.mark(taken, "sending", NOW + HOUR)
    with pytest.raises(StoreError, match="is sending; it cannot become sending"):
        store.mark(stalled, "sending", NOW + HOUR)


def test_after_a_crash_what_was_being_sent_is_unsure_and_waits_for_a_person(
    store: Store, people: list[Subscriber]
) -> None:
    store.freeze(issue("i"), people[:4], NOW)
    claimed = [delivery for delivery, _, _ in store.claim("one", NOW, lease_seconds=60)]
    for delivery in claimed[:2]:
        store.mark(delivery, "sending", NOW)
    store.mark(claimed[0], "sent", NOW)
    assert store.recover(NOW + timedelta(seconds=59), "two") == []
    [unsure] = store.recover(NOW + HOUR, "two")
    assert (unsure.subscriber, unsure.state, "two" in unsure.detail) == ("p01", "unsure", True)
    assert store.recover(NOW + HOUR, "two") == []
    assert [person.id for _, person, _ in store.claim("two", NOW + HOUR)] == ["p02", "p03"]
    assert states(store) == ["sent", "unsure", "claimed", "claimed"]
    store.mark(unsure, "new", NOW + HOUR, "resend, says Amal")
    assert [person.id for _, person, _ in store.claim("two", NOW + HOUR)] == ["p01"]


def test_counts_add_up_to_the_recipients(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), people, NOW)
    ends: list[DeliveryState] = ["sent", "failed", "unsure"]
    for n, (delivery, _, _) in enumerate(store.claim("one", NOW)):
        store.mark(delivery, "sending", NOW)
        store.mark(delivery, ends[n % 3], NOW)
    assert [states(store).count(state) for state in ends] == [7, 7, 6]
    order = [delivery.subscriber for delivery in store.deliveries("i")]
    assert all(a < b for a, b in pairwise(order))


def test_a_naive_date_is_refused(store: Store, people: list[Subscriber]) -> None:
    with pytest.raises(StoreError, match="has no time zone"):
        store.freeze(issue("i", dated=NOW.replace(tzinfo=None)), people, NOW)
    with pytest.raises(StoreError, match="has no time zone"):
        store.claim("me", NOW.replace(tzinfo=None))
    assert store.issues() == []


def test_with_again_a_letter_left_by_a_dead_sender_waits_and_goes_again(store: Store, people: list[Subscriber]) -> None:
    bring(store, people[0], "claimed", "sending")
    [lost] = store.recover(NOW + HOUR, "two", NOW + 2 * HOUR)
    assert (lost.state, lost.at) == ("new", NOW + 2 * HOUR)
    assert store.claim("two", NOW + HOUR) == [] and len(store.claim("two", NOW + 2 * HOUR)) == 1


def test_what_a_person_holds_is_not_handed_out_until_they_say_so(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("held"), people[:2], NOW, word="held")
    store.freeze(issue("timed"), people[:1], NOW, word="held", release=NOW + HOUR)
    assert not store.waits(NOW) and store.claim("me", NOW) == []
    assert [d.issue for d, _, _ in store.claim("me", NOW + HOUR)] == ["timed"]
    with pytest.raises(StoreError, match="look again"):
        store.decide("held", "approved", NOW, "another hash")
    store.decide("held", "approved", NOW, "h")
    assert store.waits(NOW) and len(store.claim("me", NOW, limit=1)) == 1
    store.decide("held", "stopped", NOW)
    assert states(store, "held") == ["suppressed", "suppressed"] and store.claim("me", NOW + 9 * HOUR) != []
    with pytest.raises(StoreError, match="was stopped"):
        store.decide("held", "approved", NOW)
    with pytest.raises(StoreError, match="no issue x"):
        store.decide("x", "held", NOW)


def test_of_four_who_ask_for_a_turn_at_once_each_gets_another(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(lambda _: store.take_turn("x.org", NOW, timedelta(seconds=2)), range(8)))
    assert sorted(turns) == [NOW + timedelta(seconds=2 * n) for n in range(8)]
    assert [store.count_fact("n"), store.count_fact("n"), store.fact("n")] == [1, 2, "2"]
    assert store.settle_fact("name", "a") == store.settle_fact("name", "b") == "a"


def test_an_issue_that_is_held_after_its_letters_were_handed_out_stays(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("i"), people[:2], NOW)
    first, second = [delivery for delivery, _, _ in store.claim("me", NOW)]
    assert store.begin(first, "me", NOW).word == "go"
    store.decide("i", "held", NOW)
    assert store.begin(second, "me", NOW).word == "busy"
    assert states(store) == ["sending", "new"] and store.claim("me", NOW + 99 * HOUR) == []
    store.decide("i", "approved", NOW + HOUR)
    assert [d.subscriber for d, _, _ in store.claim("me", NOW + HOUR)] == ["p01"]


def test_a_domain_that_asked_us_to_wait_gets_nothing_that_was_handed_out_before(
    store: Store, people: list[Subscriber]
) -> None:
    store.freeze(issue("i"), people[:1], NOW)
    [(delivery, _, _)] = store.claim("me", NOW)
    store.slow("scn.org", NOW + HOUR)
    assert store.begin(delivery, "me", NOW).word == "busy" and store.claim("me", NOW) == []
    assert len(store.claim("me", NOW + HOUR)) == 1


def test_the_end_of_a_letter_is_committed_with_the_beginning_of_the_next(
    store: Store, people: list[Subscriber]
) -> None:
    store.freeze(issue("i"), people[:3], NOW)
    first, second, third = [delivery for delivery, _, _ in store.claim("me", NOW)]
    assert store.begin(first, "me", NOW).first == NOW
    begun = store.begin(second, "me", NOW + HOUR, ended=(first, "sent", "250 taken"))
    assert (begun.word, begun.tries, begun.ended) == ("go", 1, True)
    assert states(store) == ["sent", "sending", "claimed"] and store.deliveries()[0].detail == "250 taken"
    store.mark(second, "failed", NOW)
    assert store.begin(third, "me", NOW, ended=(second, "sent", "")).ended is False
    assert states(store) == ["sent", "failed", "sending"]


def test_rows_that_may_not_go_are_met_once_and_not_by_every_claim(store: Store, people: list[Subscriber]) -> None:
    store.freeze(issue("held"), people, NOW, word="held")
    store.freeze(issue("timed"), people[:3], NOW, word="held", release=NOW + HOUR)
    store.freeze(issue("free"), people[:2], NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=1)
    assert [d.issue for d, _, _ in store.claim("me", later, limit=2)] == ["free", "free"]
    assert {row.at for row in store.deliveries("held")} == {NEVER}
    assert {row.at for row in store.deliveries("timed")} == {NOW + HOUR}
    store.decide("timed", "approved", later)
    assert [d.issue for d, _, _ in store.claim("me", later)] == ["timed"] * 3


def test_only_an_issue_of_which_nothing_was_handed_out_is_late(store: Store, people: list[Subscriber]) -> None:
    for id in ("begun", "old"):
        store.freeze(issue(id), people[:2], NOW)
    store.claim("me", NOW, limit=1)
    store.freeze(issue("nobody"), [], NOW)
    assert store.hold_late(NOW + HOUR) == ["old"] and store.hold_late(NOW + HOUR) == []
    assert store.hold_late(NOW) == []


def test_letters_are_counted_found_by_their_number_and_by_whom_they_are_to(
    store: Store, people: list[Subscriber]
) -> None:
    store.freeze(issue("i"), people[:3], NOW)
    store.freeze(issue("j"), people[:1], NOW)
    [(first, _, _)] = store.claim("me", NOW, limit=1)
    assert store.tally("i") == {"claimed": 1, "new": 2} and store.tally("x") == {}
    assert store.delivery(first.number) == first and store.delivery(99) is None
    assert [row.issue for row in store.deliveries(subscriber="p00")] == ["i", "j"]
