"""Nobody gets letters before they said yes to a mail, and who says nothing is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from scnfeed.config import Config
from scnfeed.errors import ConfigError, MailError, StoreError
from scnfeed.jobs.asking import ask, confirm, forget_silent
from scnfeed.jobs.bounces import take
from scnfeed.jobs.digest import digest
from scnfeed.jobs.people import about, erase, import_people, leave, resume
from scnfeed.jobs.run import run
from scnfeed.mail.transport import FolderTransport
from scnfeed.model import Subscriber
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, remember
from tests.mail.servers import breaking, taking

OMAR_ID = "urn:uuid:00000000-0000-4000-8000-000000000001"
OMAR = Subscriber(OMAR_ID, "omar@example.org", languages=("ar", "en"), hour=12)
DAY = timedelta(days=1)
SLOT = NOW.replace(hour=12)


@pytest.fixture
def linked(config: Config) -> Config:
    """Links that somebody answers."""
    mail = replace(config.mail, unsubscribe="https://news.example.org/u/{token}", secret="a secret, long enough")
    return replace(config, mail=mail)


def smtp(config: Config, port: int) -> Config:
    mail = replace(config.mail, transport="smtp", host="127.0.0.1", port=port, tls="none")
    return replace(config, mail=mail)


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def link_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    [link] = [line for line in body.get_content().splitlines() if "/c/" in line]
    return str(link.strip())


def test_the_question_is_mailed_in_the_persons_language_and_nothing_else_goes_before_a_yes(
    linked: Config, small_store: Store
) -> None:
    remember(small_store, article("a"))
    with taking() as server:
        ask(smtp(linked, server.port), small_store, OMAR, NOW - HOUR)
        [(envelope, recipient, raw)] = server.letters
    message = parsed(raw)
    assert recipient == message["To"] == OMAR.address and envelope.startswith("bounce+question@")
    assert message["Content-Language"] == "ar" and message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    page = message.get_body(("html",))
    assert page is not None and link_in(message) in page.get_content() and 'dir="rtl"' in page.get_content()
    assert digest(linked, small_store, SLOT) == [] and small_store.subscribers() == []
    assert confirm(linked, small_store, OMAR_ID, NOW)
    [omar] = small_store.subscribers()
    assert (omar.joined, omar.paused) == (NOW, False)
    consent = about(linked, small_store, OMAR.address)["consent"]
    assert "confirmed 2024-06-10" in consent and "asked 2024-06-10" in consent and "؟" in consent


def test_who_is_silent_is_forgotten_after_the_days_that_were_set_and_not_before(
    linked: Config, small_store: Store, tmp_path: Path
) -> None:
    config = replace(linked, mail=replace(linked.mail, confirm_days=3))
    ask(config, small_store, OMAR, NOW, transport=FolderTransport(tmp_path))
    ask(
        config,
        small_store,
        replace(OMAR, id="ines", address="ines@example.org"),
        NOW,
        transport=FolderTransport(tmp_path),
    )
    confirm(config, small_store, "ines", NOW)
    assert forget_silent(config, small_store, NOW + 3 * DAY) == 0
    assert run(config, small_store, now=NOW + 3 * DAY + HOUR, sites=[]).failures == ()
    assert small_store.subscriber_at(OMAR.address) is None and small_store.asked(OMAR_ID) == ""
    assert [person.id for person in small_store.subscribers()] == ["ines"]
    assert not confirm(config, small_store, OMAR_ID, NOW + 4 * DAY)


def test_asked_again_who_is_silent_has_the_days_anew_and_the_same_link(
    linked: Config, small_store: Store, tmp_path: Path
) -> None:
    with taking() as server:
        config = smtp(linked, server.port)
        ask(config, small_store, OMAR, NOW)
        ask(config, small_store, replace(OMAR, id="other"), NOW + 10 * DAY)
        first, second = (parsed(raw) for _, _, raw in server.letters)
    assert link_in(first) == link_in(second) and first["Message-ID"] != second["Message-ID"]
    assert forget_silent(config, small_store, NOW + 20 * DAY) == 0
    assert forget_silent(config, small_store, NOW + 25 * DAY) == 1


def test_where_the_mail_is_refused_nobody_is_added(linked: Config, small_store: Store) -> None:
    with taking() as server:
        server.answers[OMAR.address] = "550 5.1.1 no such user"
        with pytest.raises(MailError, match=r"550 5\.1\.1"):
            ask(smtp(linked, server.port), small_store, OMAR, NOW)
    with pytest.raises(MailError, match="no connection"):
        ask(smtp(linked, 1), small_store, OMAR, NOW)
    assert small_store.subscribers(paused=True) == [] and small_store.asked(OMAR_ID) == ""


def test_where_nobody_knows_whether_it_arrived_the_person_stays_and_may_answer(
    linked: Config, small_store: Store
) -> None:
    with breaking("end") as server, pytest.raises(MailError, match="may have arrived: the same command asks once more"):
        ask(smtp(linked, server.port), small_store, OMAR, NOW)
    assert confirm(linked, small_store, OMAR_ID, NOW) and len(small_store.subscribers()) == 1


def test_without_pages_that_answer_nobody_is_asked(config: Config, small_store: Store) -> None:
    with pytest.raises(ConfigError, match=r"mail\.unsubscribe"):
        ask(config, small_store, OMAR, NOW)
    assert small_store.subscribers(paused=True) == []


def test_who_is_a_reader_is_not_asked(linked: Config, small_store: Store, tmp_path: Path) -> None:
    small_store.add_subscriber(replace(OMAR, joined=NOW))
    with pytest.raises(StoreError, match="is a subscriber already"):
        ask(linked, small_store, replace(OMAR, id="x"), NOW, transport=FolderTransport(tmp_path))
    assert list(tmp_path.glob("*.eml")) == []


def test_who_left_is_asked_only_again_and_stays_left_until_a_yes(
    linked: Config, small_store: Store, tmp_path: Path
) -> None:
    folder = FolderTransport(tmp_path)
    small_store.add_subscriber(replace(OMAR, joined=NOW))
    leave(linked, small_store, OMAR_ID, NOW)
    with pytest.raises(MailError, match="no letters since"):
        ask(linked, small_store, OMAR, NOW, transport=folder)
    with pytest.raises(MailError, match="no letters since"):
        resume(linked, small_store, OMAR.address)
    ask(linked, small_store, OMAR, NOW, again=True, transport=folder)
    with pytest.raises(MailError, match="did not say yes yet"):
        resume(linked, small_store, OMAR.address)
    row = ["address,consent\n", f"{OMAR.address},2024-05-01\n"]
    assert import_people(linked, small_store, row, lambda: "new", NOW).added == ()
    assert confirm(linked, small_store, OMAR_ID, NOW + DAY)
    assert [person.id for person in small_store.subscribers()] == [OMAR_ID]
    assert about(linked, small_store, OMAR.address)["left"] is None


def test_a_question_that_comes_back_ends_it(linked: Config, small_store: Store) -> None:
    with taking() as server:
        ask(smtp(linked, server.port), small_store, OMAR, NOW)
        [(_, _, raw)] = server.letters
    bounce = (
        b"From: MAILER-DAEMON@relay.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.example\r\n\r\n"
        b"Final-Recipient: rfc822; omar@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + raw + b"\r\n--b--\r\n"
    )
    found = take(linked, small_store, bounce, NOW)
    assert found is not None and (found.kind, found.subscriber) == ("hard", OMAR_ID)
    confirm(linked, small_store, OMAR_ID, NOW)
    assert small_store.subscribers() == []


def test_erased_nothing_is_left_of_the_question(linked: Config, small_store: Store, tmp_path: Path) -> None:
    ask(linked, small_store, OMAR, NOW, transport=FolderTransport(tmp_path))
    erase(linked, small_store, OMAR.address, NOW)
    assert small_store.asked(OMAR_ID) == "" and forget_silent(linked, small_store, NOW + 99 * DAY) == 0
