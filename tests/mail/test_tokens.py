"""Tokens of unsubscribe links: opaque, lasting, not to be made by others."""

from __future__ import annotations

import re

import pytest

from scnfeed.mail.tokens import read_token, unsubscribe_token

SECRET, PERSON = b"a secret of the house", "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8"
TOKEN = unsubscribe_token(SECRET, PERSON)


@pytest.mark.parametrize("person", [PERSON, "1", "قارئ", "x" * 200])
def test_a_token_leads_back_to_its_person(person: str) -> None:
    token = unsubscribe_token(SECRET, person)
    assert read_token(SECRET, token) == person and re.fullmatch(r"[A-Za-z0-9_-]{20,}", token)


def test_a_token_is_the_same_in_every_letter() -> None:
    assert unsubscribe_token(SECRET, PERSON) == TOKEN


def test_a_token_of_another_secret_is_none_of_ours() -> None:
    assert read_token(b"another", TOKEN) is None


@pytest.mark.parametrize("at", range(len(TOKEN)))
def test_a_token_with_one_letter_changed_is_forged(at: int) -> None:
    other = "A" if TOKEN[at] != "A" else "B"
    assert read_token(SECRET, TOKEN[:at] + other + TOKEN[at + 1 :]) is None


@pytest.mark.parametrize(
    "token", ["", "A", "AAA", TOKEN + "=", TOKEN + "\n", TOKEN[:-1], "م" * 30, "%00", TOKEN + TOKEN]
)
def test_what_is_no_token_is_refused(token: str) -> None:
    assert read_token(SECRET, token) is None
