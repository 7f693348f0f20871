"""Bounces: mails in the shapes of a dozen systems, of our own writing, each with what it says."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scnfeed.mail.bounces import read_bounce
from scnfeed.mail.softness import given_up
from scnfeed.mail.tokens import bounce_number, bounce_token
from scnfeed.mail.verdicts import verdict

FOLDER = Path(__file__).parent / "bounces"
ROWS = [line.split("\t") for line in (FOLDER / "expected.tsv").read_text().splitlines()[1:]]
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(("name", "kind", "status", "token", "leaver"), ROWS, ids=[row[0] for row in ROWS])
def test_a_mail_is_understood(name: str, kind: str, status: str, token: str, leaver: str) -> None:
    found = read_bounce((FOLDER / f"{name}.eml").read_bytes())
    assert (found.kind, found.status or "-", found.token or "-") == (kind, status, token), found.said
    assert ("yes" if found.leaver else "-") == leaver


def test_every_file_is_in_the_table_and_every_kind_is_there() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.eml")) == sorted(row[0] for row in ROWS)
    assert len(ROWS) >= 40 and len(Counter(row[1] for row in ROWS)) == 8
    assert len({row[0].partition("_")[0] for row in ROWS}) >= 10


def test_policy_is_never_a_readers_fault() -> None:
    for words in ("user unknown", "no such user", "mailbox full", ""):
        for detail in (0, 1, 25, 26, 29, 515):
            assert verdict(f"5.7.{detail}", f"550 {words}") == "ours"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ROWS), st.integers(0, 4000), st.integers(0, 4000), st.binary(max_size=30))
def test_a_mail_that_was_damaged_is_read_without_harm(row: list[str], at: int, to: int, dirt: bytes) -> None:
    raw = (FOLDER / f"{row[0]}.eml").read_bytes()
    found = read_bounce(raw[:at] + dirt + raw[to:])
    assert len(found.said) <= 500 and found.key and "\n" not in found.said


def test_a_charset_that_is_none_leaves_the_line_as_it_is() -> None:
    """Found by damaging mails: an encoded word (RFC 2047) whose charset is no ASCII."""
    assert read_bounce(b"Subject: =?\x80utf-8?q?Away?=\r\n\r\nx").key


def test_a_mail_within_mails_without_end_is_read_in_time() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 2000
    assert read_bounce(nested + b"x").kind == "unknown"
    assert read_bounce(b"Subject: unsubscribe " + b"a" * 900_000).kind in ("unknown", "leave")


def test_a_token_is_the_letters_own_and_short_enough_for_a_local_part() -> None:
    token = bounce_token(b"secret", 10**9, "urn:uuid:i", "urn:uuid:p")
    assert len(f"bounce+{token}") <= 64 and token == token.lower()
    assert bounce_number(token.upper()) == 10**9
    assert bounce_token(b"secret", 10**9, "urn:uuid:i", "urn:uuid:q") != token
    assert bounce_token(b"other", 10**9, "urn:uuid:i", "urn:uuid:p") != token
    assert [bounce_number(wrong) for wrong in ("", "1", "x-" + "0" * 20, "1-" + "0" * 19, "-" + "0" * 20)] == [None] * 5


def days(*ago: float) -> dict[str, datetime]:
    return {f"i{n}": NOW - timedelta(days=day) for n, day in enumerate(ago)}


@pytest.mark.parametrize(
    ("bounced", "taken", "expected"),
    [
        (days(0, 1), {}, False),
        (days(0, 1, 2), {}, True),
        (days(0, 7, 14), {}, True),
        (days(0, 30, 60), {}, False),
        (days(0, 30, 60, 90), {}, True),
        (days(200, 201, 202), {}, False),
        (days(0, 1, 9), {"arrived": NOW - timedelta(days=5)}, False),
        (days(0, 1, 2), {"arrived": NOW - timedelta(days=5)}, True),
        (days(0, 1, 4), {"too fresh": NOW - timedelta(days=2)}, True),
        (days(0, 1, 2), days(0, 1, 2), True),
    ],
)
def test_letters_that_come_back_add_up_fade_and_begin_anew_after_one_that_arrived(
    bounced: dict[str, datetime], taken: dict[str, datetime], expected: bool
) -> None:
    assert given_up(bounced, taken, NOW, 3) is expected
