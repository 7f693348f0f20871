"""Alike reports take one place; what is merely of one kind does not."""

from __future__ import annotations

from datetime import date

from scnfeed.digest.alike import batches
from tests.digest.samples import article, event

TOWNS = ("Nairobi", "Mombasa", "Kisumu", "Nakuru", "Eldoret")


def test_four_with_half_of_their_words_in_common_are_a_batch_at_the_place_of_the_first() -> None:
    alike = [article(f"s{n}", title=f"Training for mayors in {town}") for n, town in enumerate(TOWNS)]
    other = article("x", title="Night ferries")
    assert batches([other, *alike]) == [(other,), tuple(alike)]
    assert batches([alike[0], other, *alike[1:]]) == [tuple(alike), (other,)]
    assert batches(alike[:3]) == [(one,) for one in alike[:3]]


def test_numbers_are_no_words() -> None:
    alike = [article(f"s{n}", title=f"{n} Quays") for n in range(5)]
    assert batches(alike) == [tuple(alike)]


def test_reports_of_one_event_are_a_batch_whatever_they_are_called() -> None:
    held = event(date(2026, 2, 1))
    titles = ("Ferries", "Boats at night", "What mayors said", "A speech")
    alike = [article(f"s{n}", title=title, events=(held,)) for n, title in enumerate(titles)]
    assert batches(alike) == [tuple(alike)]
    vague = [
        article(f"s{n}", title=title, events=(event(date(2026, 2, 1), certain=False),))
        for n, title in enumerate(titles)
    ]
    assert len(batches(vague)) == 4


def test_other_sites_languages_and_kinds_stay_apart() -> None:
    mixed = [
        article(f"s{n}", title="Training for mayors", **how)
        for n, how in enumerate(({}, {"site": "b"}, {"kind": "event"}, {"language": "fr"}))
    ]
    assert len(batches(mixed)) == 4


def test_a_chain_of_likenesses_does_not_drift() -> None:
    titles = ("a b c d", "a b c x", "a b x y", "a x y z", "x y z w")
    assert len(batches([article(f"s{n}", title=t) for n, t in enumerate(titles)])) == 5
