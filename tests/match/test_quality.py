"""A batch that cannot be believed is held whole, with a reason that names what is wrong."""

from __future__ import annotations

from scnfeed.match.quality import Batch, why_hold
from tests.match.factory import FERRY, SCHOOL, article


def batch(*texts: str, gone: int = 0, live: int = 0) -> Batch:
    return Batch([article(f"n{number}", content_text=text) for number, text in enumerate(texts)], gone, live)


def test_ordinary_pages_pass() -> None:
    assert why_hold(batch(*(f"{FERRY} {n}" for n in range(10)))) == ""
    assert why_hold(batch()) == ""


def test_one_hollow_page_among_many_does_not_stop_the_rest() -> None:
    assert why_hold(batch("", *(f"{FERRY} {n}" for n in range(10)))) == ""


def test_many_hollow_pages_hold_the_batch() -> None:
    assert "no text or no title" in why_hold(batch("", "", "", FERRY, SCHOOL))


def test_one_page_at_many_addresses_holds_the_batch() -> None:
    told = why_hold(batch("We will be back soon.", "We will be back soon.", "We will be back soon.", FERRY))
    assert "3 of 4 addresses" in told and "We will be back soon." in told


def test_mass_disappearance_holds_the_batch() -> None:
    assert "30 of 100" in why_hold(batch(FERRY, gone=30, live=100))
    assert why_hold(batch(FERRY, gone=2, live=4)) == ""
