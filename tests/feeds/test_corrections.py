"""A correction tells what stood there and what stands there now, in any direction of writing."""

from __future__ import annotations

import pytest

from scnfeed.feeds.body import body
from scnfeed.feeds.corrections import Replaced, correction
from scnfeed.match.changes import edit_between
from tests.feeds.factory import NOON, article


def change(*pairs: tuple[str, str]) -> str:
    return "; ".join(f"\u2068{old}\u2069 → \u2068{new}\u2069" for old, new in pairs)


def told(language: str, *pairs: tuple[str, str]) -> str:
    one = article(1, language, change=change(*pairs), revised=NOON)
    return body(one, (), (), short=False)


def test_it_reads_what_match_writes() -> None:
    old, new = article(1, title="Old; title", content_text="In 26 → 9 days"), article(1, title="New", content_text="x")
    assert correction(edit_between(old, new).words).pieces[0] == Replaced("Old; title", "New")


def test_what_a_longer_piece_tells_already_is_left_out() -> None:
    dates = ("26–27 March 2026", "9–10 April 2026")
    found = correction(change(dates, ("26", "9"), ("27 March", "10 April"), ("60", "85")))
    assert found.pieces == (Replaced(*dates), Replaced("60", "85"))


def test_of_a_text_written_anew_only_figures_are_told() -> None:
    found = correction(change(("17 March", "18 March"), ("Two days,", "Delegations of 94"), ("more than…", "the end")))
    assert (found.pieces, found.rewritten) == ((Replaced("17 March", "18 March"),), True)
    assert "Corrected on 19 October 2023: the text was rewritten.</p></div>" in told("en", ("a long…", "b"))


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("19", "20"), "<p>سابقًا: <bdi>19</bdi><br>الآن: <bdi>20</bdi></p>"),
        (("", "20"), "<p>أُضيف: <bdi>20</bdi></p>"),
        (("19", ""), "<p>حُذف: <bdi>19</bdi></p>"),
    ],
)
def test_right_to_left_readers_get_words_and_no_arrow(pair: tuple[str, str], said: str) -> None:
    assert said in told("ar", pair)
    assert "→" not in told("ar", pair)


def test_words_of_another_hand_stand_as_they_are() -> None:
    one = article(1, change="Date: 7 October 2000, now 2024", revised=NOON)
    assert "2023: <bdi>Date: 7 October 2000, now 2024</bdi></p>" in body(one, (), (), short=False)
