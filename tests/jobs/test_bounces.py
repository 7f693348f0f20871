"""What came back is done: who is gone or complains gets no more letters, nobody else is silenced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.config import Config, MailSettings
from scnfeed.errors import MailError, StoreError
from scnfeed.jobs.bounces import read_maildir, returned, take
from scnfeed.jobs.letters import letterbox
from scnfeed.jobs.people import about, erase, import_people
from scnfeed.jobs.send import send
from scnfeed.mail.tokens import unsubscribe_token
from scnfeed.mail.transport import Refused
from scnfeed.model import Delivery, Issue, Notice, Section, Subscriber
from scnfeed.store import Store

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
CONFIG = Config(mail=MailSettings(sender="Harbour <digest@harbour.example>", secret="a secret of many letters"))
SECRET = CONFIG.mail.secret.encode()
INES = Subscriber("ines", "ines@town.example")
NOTE = Section("look", notices=(Notice(NOW, "held", "x", "y"),))


@pytest.fixture
def sent() -> Iterator[Store]:
    """A store in which Ines and Omar got four issues."""
    with Store.open("sqlite://") as store:
        people = [INES, replace(INES, id="omar", address="omar@town.example")]
        for person in people:
            store.add_subscriber(person)
        for n in range(4):
            store.freeze(Issue(f"urn:uuid:{n}", NOW, "en", "editor", (NOTE,), hash="h"), people, NOW)

        class Taking:
            def deliver(self, message: bytes, sender: str, recipient: str) -> None: ...

        send(store, Taking(), CONFIG, now=lambda: NOW)
        yield store


def letter(store: Store, issue: int = 0, person: str = "ines") -> Delivery:
    return next(row for row in store.deliveries(f"urn:uuid:{issue}") if row.subscriber == person)


def bounce(to: str, status: str, action: str = "failed", said: str = "550 no") -> bytes:
    return (
        f"To: <{to}>\r\nSubject: Undelivered\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n--b--\r\n"
    ).encode()


def back(store: Store, status: str, issue: int = 0, person: str = "ines", now: datetime = NOW, **how: str) -> None:
    to = letterbox(CONFIG).envelope(letter(store, issue, person))
    assert take(CONFIG, store, bounce(to, status, **how), now) is not None


def paused(store: Store) -> set[str]:
    return {person.id for person in store.subscribers(paused=True) if person.paused}


def test_who_is_gone_for_good_gets_no_more_letters_and_no_import_brings_them_back(sent: Store) -> None:
    back(sent, "5.1.1")
    assert paused(sent) == {"ines"}
    sent.remove_subscriber(INES.address)
    done = import_people(CONFIG, sent, ["address,consent\n", "Ines@town.example,2024-05-31\n"], lambda: "x", NOW)
    assert not done.added and "hard bounce" in done.refused[0][1]


@pytest.mark.parametrize(
    ("status", "action"), [("5.7.1", "failed"), ("5.7.26", "failed"), ("4.4.1", "delayed"), ("5.6.0", "failed")]
)
def test_our_own_fault_and_a_delay_silence_nobody(sent: Store, status: str, action: str) -> None:
    for issue in range(4):
        back(sent, status, issue, action=action, said="550 user unknown")
    assert not paused(sent) and len(sent.bounces(subscriber="ines")) == 4


def test_a_full_mailbox_is_given_up_after_three_letters_and_one_letter_counts_once(sent: Store) -> None:
    for hour, issue in enumerate((0, 0, 1)):
        back(sent, "4.2.2", issue, now=NOW + timedelta(hours=hour), said=f"452 full, try {hour}")
    assert not paused(sent)
    back(sent, "5.2.2", 2, now=NOW + timedelta(hours=3))
    assert paused(sent) == {"ines"}


def test_after_a_letter_that_arrived_the_count_begins_anew(sent: Store) -> None:
    later = NOW + timedelta(days=4)  # the letter of issue 3 did not come back by then
    for issue in range(3):
        back(sent, "4.2.2", issue, now=NOW)
    assert paused(sent) == {"ines"}
    sent.pause_subscriber(INES.address, False)
    back(sent, "4.2.2", 0, person="omar", now=NOW)
    back(sent, "4.2.2", 1, person="omar", now=later)
    back(sent, "4.2.2", 2, person="omar", now=later)
    assert paused(sent) == set()


def test_a_complaint_ends_the_letters(sent: Store) -> None:
    to = letterbox(CONFIG).envelope(letter(sent, 1, "omar"))
    arf = (
        "To: abuse@harbour.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n"
        f"Original-Mail-From: <{to}>\r\n\r\n--b--\r\n"
    )
    found = take(CONFIG, sent, arf.encode(), NOW)
    assert found and (found.kind, found.subscriber, found.issue) == ("complaint", "omar", "urn:uuid:1")
    assert paused(sent) == {"omar"}


def test_a_mail_that_asks_to_leave_is_heard(sent: Store) -> None:
    asked = f"To: bounce+leave@harbour.example\r\nSubject: unsubscribe {unsubscribe_token(SECRET, 'omar')}\r\n\r\n"
    assert take(CONFIG, sent, asked.encode(), NOW) is not None
    assert paused(sent) == {"omar"}
    forged = asked.replace("unsubscribe ", "unsubscribe AAAA")
    found = take(CONFIG, sent, forged.encode(), NOW)
    assert found and found.kind == "unknown" and paused(sent) == {"omar"}


def test_the_letters_offer_the_mailbox_that_is_read(sent: Store) -> None:
    message = letterbox(CONFIG).message(Issue("urn:uuid:0", NOW, "en", "editor", (NOTE,), hash="h"), INES)
    token = unsubscribe_token(SECRET, "ines")
    assert f"<mailto:bounce+leave@harbour.example?subject=unsubscribe%20{token}>".encode() in message


@pytest.mark.parametrize("token", ["1-00000000000000000000", "ffff-00000000000000000000", "none"])
def test_a_forged_bounce_silences_nobody_and_is_kept(sent: Store, token: str) -> None:
    forged = bounce(f"bounce+{token}@harbour.example", "5.1.1")
    found = take(CONFIG, sent, forged, NOW)
    assert found and found.kind == "unknown" and "Status: 5.1.1" in found.source and not paused(sent)


def test_the_same_mail_counts_once(sent: Store) -> None:
    mail = bounce(letterbox(CONFIG).envelope(letter(sent)), "5.2.2")
    assert take(CONFIG, sent, mail, NOW) and take(CONFIG, sent, mail, NOW) is None
    assert len(sent.bounces()) == 1


def test_a_refusal_while_sending_is_a_bounce_too(sent: Store) -> None:
    for answer in ("550 5.7.1 policy", "550 5.1.1 unknown"):
        returned(CONFIG, sent, letter(sent), Refused(answer, permanent=True), NOW)
    returned(CONFIG, sent, letter(sent, 0, "omar"), Refused("omar needs SMTPUTF8", permanent=True), NOW)
    assert [(one.kind, one.status) for one in sent.bounces()] == [("ours", "5.7.1"), ("hard", "5.1.1")]
    assert paused(sent) == {"ines"}


def test_an_address_refused_while_sending_gets_nothing_of_the_next_issue() -> None:
    class Refusing:
        def deliver(self, message: bytes, sender: str, recipient: str) -> None:
            raise Refused("550 5.1.1 no such user", permanent=True)

    with Store.open("sqlite://") as store:
        store.add_subscriber(INES)
        for n in range(2):
            store.freeze(Issue(f"urn:uuid:{n}", NOW, "en", "editor", (NOTE,), hash="h"), [INES], NOW)
        ended = send(store, Refusing(), CONFIG, now=lambda: NOW)
        assert (ended.failed, ended.left + ended.suppressed) == (1, 1)
        assert [row.state for row in store.deliveries()] == ["failed", "suppressed"]


def test_a_maildir_is_read_once_and_what_nobody_understands_waits(sent: Store, tmp_path: Path) -> None:
    with pytest.raises(MailError, match="no Maildir"):
        read_maildir(CONFIG, sent, tmp_path, NOW)
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(bounce(letterbox(CONFIG).envelope(letter(sent)), "5.1.1"))
    (tmp_path / "new" / "2.b").write_bytes(b"Subject: hello\r\n\r\nWhen is the meeting?\r\n")
    assert read_maildir(CONFIG, sent, tmp_path, NOW) == {"hard": 1, "unknown": 1}
    assert read_maildir(CONFIG, sent, tmp_path, NOW) == {}
    assert sorted(file.name for file in (tmp_path / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    [waiting] = sent.bounces(kind="unknown")
    assert "When is the meeting?" in waiting.source
    sent.drop_bounce(waiting.number)
    with pytest.raises(StoreError, match="no bounce"):
        sent.drop_bounce(waiting.number)


def test_what_came_back_is_exported_and_erased_with_the_person(sent: Store) -> None:
    back(sent, "5.2.2")
    assert [one["status"] for one in about(CONFIG, sent, INES.address)["bounces"]] == ["5.2.2"]
    to = letterbox(CONFIG).envelope(letter(sent))
    erase(CONFIG, sent, INES.address, NOW)
    late = take(CONFIG, sent, bounce(to, "5.1.1", said=f"550 {INES.address} unknown"), NOW)
    assert late and (late.kind, late.said, late.source) == ("hard", "", "")
    sent.drop_bounce(sent.bounces()[-1].number)
    assert sent.bounces(subscriber="ines") == [] and sent.fact("consent:ines") == ""
