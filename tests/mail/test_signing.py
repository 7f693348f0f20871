"""DKIM: what we sign verifies, and nothing of it can be changed or added."""

from __future__ import annotations

import re

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from scnfeed.errors import MailError
from scnfeed.mail.signing import Signer, new_key, sign

KEY, RECORD = new_key()
LETTER = (
    b"From: Desk <desk@example.org>\r\nTo: ines@example.org\r\nSubject: =?utf-8?b?2YU=?=\r\n"
    b"Date: Mon, 02 Mar 2026 07:00:00 +0000\r\nMessage-ID: <1@example.org>\r\n"
    b"List-Unsubscribe: <https://example.org/u/0123456789>,\r\n <mailto:leave@example.org>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n.Text\r\nmore text\r\n"
)


HEAD, _, BODY = LETTER.partition(b"\r\n\r\n")
HEAD += b"\r\n"
SECOND, SECOND_RECORD = new_key("ed25519")
RSA, ED25519 = Signer("example.org", "s1", KEY), Signer("example.org", "s2", SECOND)
ZONE = {b"s1._domainkey.example.org.": RECORD, b"s2._domainkey.example.org.": SECOND_RECORD}


@pytest.fixture(scope="module", params=["rsa", "ed25519"])
def signed(request: pytest.FixtureRequest) -> bytes:
    return sign(HEAD, (BODY,), [{"rsa": RSA, "ed25519": ED25519}[request.param]])


def verifies(message: bytes, number: int = 0) -> bool:
    try:
        return bool(dkim.DKIM(message).verify(number, dnsfunc=lambda name, timeout=5: ZONE[name].encode()))
    except dkim.ValidationError:
        return False


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
    assert (tags["a"], tags["c"], tags["d"]) == (tags["a"], "relaxed/relaxed", "example.org")
    assert (tags["s"], tags["a"]) in {("s1", "rsa-sha256"), ("s2", "ed25519-sha256")}
    covered = tags["h"].split(":")
    assert covered.count("from") == 2 and {"list-unsubscribe", "list-unsubscribe-post"} <= set(covered)
    assert "l" not in tags


def test_a_letter_may_bear_a_signature_of_each_kind() -> None:
    both = sign(HEAD, (BODY,), [RSA, ED25519])
    assert verifies(both, 0) and verifies(both, 1) and both.count(b"DKIM-Signature:") == 2
    assert not verifies(both.replace(b"more text", b"more texts"), 1)


def test_the_same_letter_has_the_same_signature() -> None:
    assert sign(HEAD, (BODY,), [RSA, ED25519]) == sign(HEAD, (BODY[:9], BODY[9:]), [RSA, ED25519])


BODIES = st.lists(st.sampled_from([b"a", b"  ", b"\t", b" \t x", b"\r\n", b"\r\n\r\n", b".", b"=20"])).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(BODIES, st.sampled_from([b"", b"long " * 900]), st.text("ab \t\u0645:;=", max_size=30))
def test_any_body_and_field_verifies_for_a_library_of_others(body: bytes, long: bytes, subject: str) -> None:
    lines = (long + body + b"\r\n").splitlines(keepends=True)
    head = f"From: a@example.org\r\nSubject:{subject}\r\n\t {subject}x\r\nX-Other: 1\r\n".encode()
    message = sign(head, lines, [ED25519])
    assert verifies(message) and message.endswith(head + b"\r\n" + b"".join(lines))


def test_lines_of_a_signature_are_short(signed: bytes) -> None:
    assert max(map(len, signed.partition(b"\r\nFrom:")[0].split(b"\r\n"))) <= 78


SMALL = rsa.generate_private_key(public_exponent=65537, key_size=1024)
CURVE = ec.generate_private_key(ec.SECP256R1())
PEMS = [
    key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"geheim") if key is SMALL else NoEncryption()
    )
    for key in (SMALL, CURVE)
]


@pytest.mark.parametrize("pem", [b"no key", b"", *PEMS], ids=["none", "empty", "locked", "curve"])
def test_a_key_of_no_use_is_refused_with_its_domain(pem: bytes) -> None:
    with pytest.raises(MailError, match="private key") as caught:
        Signer("example.org", "s1", pem)
    assert caught.value.subject == "example.org" and "geheim" not in str(caught.value)


def test_two_keys_are_never_the_same() -> None:
    other, record = new_key()
    assert other != KEY and record != RECORD and record.startswith("v=DKIM1; k=rsa; p=MII")
    assert SECOND_RECORD.startswith("v=DKIM1; k=ed25519; p=") and len(SECOND_RECORD) < 80
    assert (RSA.record, ED25519.record) == (RECORD, SECOND_RECORD)
