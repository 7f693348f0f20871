"""SMTP: who refused, for how long, and when nobody can know whether a letter arrived."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.transport import Refused, Slowed, Unreachable, Unsure
from tests.mail.servers import Taking, breaking, free_port, taking

LETTER = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\n.a dot begins this line\r\n..and this\r\nend\r\n"
)
BOUNCE, READER = "bounce+1@example.org", "b@example.org"


@pytest.fixture
def server() -> Iterator[Taking]:
    with taking() as server:
        yield server


def plain(port: int) -> SmtpTransport:
    return SmtpTransport("127.0.0.1", port, tls="none", timeout=5)


def test_a_letter_arrives_as_its_bytes_stand(server: Taking) -> None:
    with plain(server.port) as transport:
        transport.deliver(LETTER, BOUNCE, READER)
    assert server.letters == [(BOUNCE, READER, LETTER)]


def test_one_connection_carries_many_letters(server: Taking) -> None:
    server.answers["no@example.org"] = "550 5.1.1 unknown"
    with plain(server.port) as transport:
        for n in range(3):
            transport.deliver(LETTER, BOUNCE, f"reader{n}@example.org")
            with pytest.raises(Refused):
                transport.deliver(LETTER, BOUNCE, "no@example.org")
    assert len(server.letters) == 3 and server.connections == 1


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("550 5.1.1 no such user", True),
        ("451 4.7.1 greylisted", False),
        ("250 then 554 5.7.1 spam", True),
        ("250 then 452 4.3.1 full", False),
    ],
)
def test_a_refusal_says_whether_asking_again_helps(server: Taking, answer: str, permanent: bool) -> None:
    server.answers[READER] = answer
    with plain(server.port) as transport, pytest.raises(Refused, match=answer[-8:]) as caught:
        transport.deliver(LETTER, BOUNCE, READER)
    assert (caught.value.permanent, caught.value.subject) == (permanent, READER)
    assert not isinstance(caught.value, Unreachable) and not server.letters


def test_a_server_that_closes_asks_for_patience_and_the_next_letter_has_a_new_connection(server: Taking) -> None:
    server.answers[READER] = "421 4.3.2 closing"
    with plain(server.port) as transport:
        with pytest.raises(Slowed) as caught:
            transport.deliver(LETTER, BOUNCE, READER)
        assert (caught.value.permanent, caught.value.status) == (False, "4.3.2")
        transport.deliver(LETTER, BOUNCE, "c@example.org")
    assert server.connections == 2 and [recipient for _, recipient, _ in server.letters] == ["c@example.org"]


@pytest.mark.parametrize("at", ["EHLO", "MAIL", "RCPT", "DATA", "body"])
def test_a_connection_lost_before_the_end_is_no_doubt(at: str) -> None:
    with breaking(at) as server, plain(server.port) as transport:
        with pytest.raises((Unreachable, Unsure)) as caught:
            transport.deliver(LETTER, BOUNCE, READER)
        assert not server.whole
    if at != "body":
        assert isinstance(caught.value, Unreachable)


def test_a_connection_lost_after_the_end_is_doubt() -> None:
    with breaking("end") as server, plain(server.port) as transport:
        with pytest.raises(Unsure):
            transport.deliver(LETTER, BOUNCE, READER)
        assert len(server.whole) == 1


def test_a_kept_connection_that_died_meanwhile_is_opened_again() -> None:
    with breaking("idle") as server, plain(server.port) as transport:
        transport.deliver(LETTER, BOUNCE, READER)
        transport.deliver(LETTER, BOUNCE, READER)
        assert len(server.whole) == 2


def test_after_doubt_the_next_letter_has_a_connection_of_its_own() -> None:
    with breaking("end") as server, plain(server.port) as transport:
        for n in (1, 2):
            with pytest.raises(Unsure):
                transport.deliver(LETTER, BOUNCE, READER)
            assert len(server.whole) == n


def test_nobody_there_is_said_with_the_setting_to_check() -> None:
    with pytest.raises(Unreachable, match=r"\[mail\] host"):
        plain(free_port()).deliver(LETTER, BOUNCE, READER)


def test_a_server_that_closes_a_kept_connection_with_421_gets_the_letter_over_a_new_one() -> None:
    with breaking("closing") as server, plain(server.port) as transport:
        for body in (b"one", b"two", b"three"):
            transport.deliver(b"Subject: x\r\n\r\n" + body + b"\r\n", BOUNCE, READER)
        assert [letter.rpartition(b"\r\n\r\n")[2] for letter in server.whole] == [b"one\r\n", b"two\r\n", b"three\r\n"]


def test_tls_that_is_asked_for_is_never_skipped(server: Taking) -> None:
    with pytest.raises(Unreachable):
        SmtpTransport("127.0.0.1", server.port, tls="starttls", timeout=5).deliver(LETTER, BOUNCE, READER)
    with pytest.raises(Unreachable):
        SmtpTransport("127.0.0.1", server.port, tls="ssl", timeout=5).deliver(LETTER, BOUNCE, READER)
    assert not server.letters


def test_a_login_the_server_does_not_take_is_said(server: Taking) -> None:
    with pytest.raises(Unreachable):
        SmtpTransport("127.0.0.1", server.port, "user", "word", tls="none", timeout=5).deliver(LETTER, BOUNCE, READER)


def test_an_address_in_another_script_needs_a_server_that_takes_it(server: Taking) -> None:
    with plain(server.port) as transport:
        transport.deliver(LETTER, BOUNCE, "قارئ@example.org")
    assert server.letters[0][1] == "قارئ@example.org"
    with (
        taking(smtputf8=False) as old,
        plain(old.port) as transport,
        pytest.raises(Refused, match="SMTPUTF8") as caught,
    ):
        transport.deliver(LETTER, BOUNCE, "قارئ@example.org")
    assert caught.value.permanent
