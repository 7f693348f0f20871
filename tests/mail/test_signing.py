"""DKIM: what we sign verifies, and nothing of it can be changed or added."""

from __future__ import annotations

import re

import dkim
import pytest

from scnfeed.errors import MailError
from scnfeed.mail.signing import new_key, sign

KEY, RECORD = new_key()
LETTER = (
    b"From: Desk <desk@example.org>\r\nTo: ines@example.org\r\nSubject: =?utf-8?b?2YU=?=\r\n"
    b"Date: Mon, 02 Mar 2026 07:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
    b"List-Unsubscribe: <https://example.org/u/0123456789>,\r\n <mailto:leave@example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n.Text\r\nmore text\r\n"
)


@pytest.fixture(scope="module")
def signed() -> bytes:
    return sign(LETTER, domain="example.org", selector="s1", private_key=KEY)


def verifies(message: bytes) -> bool:
    def record(name: bytes, timeout: int = 5) -> bytes | None:
        return RECORD.encode() if name.rstrip(b".") == b"s1._domainkey.example.org" else None

    result: bool = dkim.verify(message, dnsfunc=record)
    return result


def test_a_signed_letter_verifies_and_is_otherwise_unchanged(signed: bytes) -> None:
    assert verifies(signed) and signed.endswith(LETTER)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"more text", b"more texts"),
        (b"/u/0123456789", b"/u/9999999999"),
        (b"One-Click", b"Two-Click"),
        (b"Message-ID: <1@", b"Message-ID: <2@"),
        (b"From: Desk", b"From: evil@example.net\r\nFrom: Desk"),
        (b"MIME-Version", b"Reply-To: evil@example.net\r\nMIME-Version"),
        (b"more text\r\n", b"more text\r\nand a tail\r\n"),
    ],
)
def test_a_letter_changed_on_its_way_does_not_verify(signed: bytes, old: bytes, new: bytes) -> None:
    assert old in signed and not verifies(signed.replace(old, new))


def test_a_relay_may_fold_and_space_headers_anew(signed: bytes) -> None:
    assert verifies(signed.replace(b"From: Desk <", b"From:  Desk\r\n <"))


def test_the_signature_is_as_receivers_ask(signed: bytes) -> None:
    tags = dict(re.findall(r"(\w+)=([^;]*)", re.sub(r"\s", "", signed.partition(b"\r\nFrom:")[0].decode())))
    assert (tags["a"], tags["c"], tags["d"], tags["s"]) == ("rsa-sha256", "relaxed/relaxed", "example.org", "s1")
    covered = tags["h"].split(":")
    assert covered.count("from") == 2 and {"list-unsubscribe", "list-unsubscribe-post"} <= set(covered)
    assert "l" not in tags


def test_a_key_that_is_none_is_refused_with_its_domain() -> None:
    with pytest.raises(MailError, match="private key") as caught:
        sign(LETTER, domain="example.org", selector="s1", private_key=b"no key")
    assert caught.value.subject == "example.org"


def test_two_keys_are_never_the_same() -> None:
    other, record = new_key()
    assert other != KEY and record != RECORD and record.startswith("v=DKIM1; k=rsa; p=MII")
