"""Words folded by code page are the words folded letter by letter, and traces are the same on every machine."""

from __future__ import annotations

import random

from scnfeed.match import folded as room
from scnfeed.match.folded import folded
from scnfeed.match.traces import of_text
from tests.match.planted import texts

PAGES = {
    page: [letter for byte in range(256) if (letter := bytes([byte]).decode(page, "ignore"))]
    for page in ("cp1252", "cp1256")
}
BEYOND = list("١٢éىةŞßﬁ²µ\u200d\u0301字ж")


def long_way(text: str) -> list[str]:
    return room._WORD.findall(room._letters(text))


def test_both_ways_give_the_same_words() -> None:
    chance = random.Random(5)
    found = [text.body for text in texts()]
    for letters in PAGES.values():
        found += ["".join(chance.choices(letters, k=40)) for _ in range(1500)]
        found += ["".join(chance.choices([*letters, *BEYOND], k=25)) for _ in range(1500)]
    assert [text for text in found if folded(text) != long_way(text)] == []


def test_a_text_has_the_same_traces_on_every_machine_and_with_every_release() -> None:
    """Where this fails, `traces.VERSION` must be another one: stores make their traces anew then."""
    text = of_text("Twelve mayors met by the harbour to talk about lamps.")
    assert (text.exact, text.whole[:2]) == PINNED
    assert of_text("TWELVE mayors met, by the harbour: to talk about lamps") == text


PINNED = (306697212882403889, (360287971537673918, 360287977970238647))
