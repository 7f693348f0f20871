"""Frozen letters on their way: into a folder, and to a real SMTP server on loopback."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

import dkim
import pytest

from scnfeed.config import Config
from scnfeed.errors import ConfigError
from scnfeed.jobs.digest import digest
from scnfeed.jobs.keys import write_keys
from scnfeed.jobs.send import send, transport_of
from scnfeed.mail.rules import PATIENCE
from scnfeed.mail.sending import Sent
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.model import Subscriber
from scnfeed.store import Store
from tests.jobs.conftest import SMTP, deployment
from tests.jobs.small import HOUR, NOW, article, remember
from tests.mail.servers import free_port, taking

SLOT = NOW.replace(hour=12)
INES = Subscriber("ines", "ines@example.org", hour=12, joined=NOW - HOUR)
OMAR = replace(INES, id="omar", address="omar@example.org", languages=("ar",))


def freeze(config: Config, store: Store) -> None:
    """A letter in English to Ines and one in Arabic to Omar, frozen and not sent."""
    for person in (INES, OMAR):
        store.add_subscriber(person)
    remember(store, article("a"), article("b", language="ar"))
    assert len(digest(config, store, SLOT)) == 2


def hand_over(config: Config, store: Store, now: datetime = SLOT) -> Sent:
    transport = transport_of(config)
    with transport if isinstance(transport, SmtpTransport) else nullcontext():
        return send(store, transport, config, now=lambda: now)


def states(store: Store) -> dict[str, str]:
    return {row.subscriber: row.state for row in store.deliveries()}


def test_each_letter_becomes_one_file_for_one_person(config: Config, small_store: Store, tmp_path: Path) -> None:
    freeze(config, small_store)
    assert hand_over(config, small_store) == Sent(sent=2)
    letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in tmp_path.glob("letters/*.eml")]
    assert sorted(str(letter["To"]) for letter in letters) == ["ines@example.org", "omar@example.org"]
    for letter in letters:
        text = letter.get_body(("plain",))
        name = "a" if letter["To"] == "ines@example.org" else "b"
        assert text is not None and f"Title {name}" in text.get_content()
        assert "digest@scnfeed.example" in letter["From"] and "mailto:" in letter["List-Unsubscribe"]


def test_a_letter_that_was_sent_is_not_sent_again(config: Config, small_store: Store, tmp_path: Path) -> None:
    freeze(config, small_store)
    hand_over(config, small_store)
    for file in tmp_path.glob("letters/*.eml"):
        file.unlink()
    assert hand_over(config, small_store, SLOT + 24 * HOUR) == Sent()
    assert list(tmp_path.glob("letters/*.eml")) == []


def test_a_folder_that_cannot_be_written_keeps_the_letters_waiting(
    config: Config, small_store: Store, tmp_path: Path
) -> None:
    freeze(config, small_store)
    (tmp_path / "letters").write_text("a file")
    assert hand_over(config, small_store).left == 1
    assert set(states(small_store).values()) == {"new"}
    (tmp_path / "letters").unlink()
    assert hand_over(config, small_store, SLOT + PATIENCE) == Sent(sent=2)


def test_letters_arrive_by_smtp_as_they_were_built(small_store: Store, tmp_path: Path) -> None:
    with taking() as server:
        config = deployment(tmp_path, "http://127.0.0.1:1/", SMTP.format(port=server.port))
        freeze(config, small_store)
        assert hand_over(config, small_store) == Sent(sent=2)
        assert hand_over(config, small_store, SLOT + HOUR) == Sent()
    arrived = {recipient: (sender, message) for sender, recipient, message in server.letters}
    assert arrived.keys() == {"ines@example.org", "omar@example.org"} and len(server.letters) == 2
    for recipient, (sender, message) in arrived.items():
        letter = message_from_bytes(message, policy=policy.default)
        assert re.fullmatch(r"bounce\+[0-9a-f]+-[0-9a-f]{20}@scnfeed\.example", sender) and letter["To"] == recipient


def test_a_server_that_asks_for_patience_gets_the_letter_later(small_store: Store, tmp_path: Path) -> None:
    with taking() as server:
        config = deployment(tmp_path, "http://127.0.0.1:1/", SMTP.format(port=server.port))
        freeze(config, small_store)
        server.answers = {"ines@example.org": "451 come back", "omar@example.org": "550 nobody of that name"}
        assert hand_over(config, small_store) == Sent(left=1, failed=1)
        assert states(small_store) == {"ines": "new", "omar": "failed"}
        server.answers = {}
        assert hand_over(config, small_store, SLOT + PATIENCE) == Sent(sent=1)
    assert states(small_store) == {"ines": "sent", "omar": "failed"}
    assert [recipient for _, recipient, _ in server.letters] == ["ines@example.org"]


def test_without_a_server_every_letter_waits(small_store: Store, tmp_path: Path) -> None:
    config = deployment(tmp_path, "http://127.0.0.1:1/", SMTP.format(port=free_port()))
    freeze(config, small_store)
    assert hand_over(config, small_store).sent == 0
    assert set(states(small_store).values()) == {"new"}


def test_who_pauses_before_the_letter_goes_gets_none(config: Config, small_store: Store, tmp_path: Path) -> None:
    freeze(config, small_store)
    small_store.pause_subscriber("omar@example.org", True)
    assert hand_over(config, small_store) == Sent(sent=1, suppressed=1)
    assert [file.name[:15] for file in tmp_path.glob("letters/*.eml")] == ["2024-06-10-ines"]


def test_when_the_clock_goes_back_nothing_is_composed_or_sent_twice(small_store: Store, tmp_path: Path) -> None:
    with taking() as server:
        config = deployment(tmp_path, "http://127.0.0.1:1/", SMTP.format(port=server.port))
        freeze(config, small_store)
        server.answers = {"omar@example.org": "451 come back"}
        assert hand_over(config, small_store) == Sent(sent=1, left=1)
        server.answers = {}
        for hours in range(-72, 26):
            digest(config, small_store, SLOT + hours * HOUR)
            hand_over(config, small_store, SLOT + hours * HOUR)
    assert sorted(recipient for _, recipient, _ in server.letters) == ["ines@example.org", "omar@example.org"]
    assert len(small_store.issues()) == 2


def test_a_signed_letter_is_the_plain_one_with_a_signature(small_store: Store, tmp_path: Path) -> None:
    write_keys(tmp_path, "scnfeed.example", "demo")
    config = deployment(tmp_path, "http://x.test/", 'dkim_selector = "demo"\ndkim_key_file = "dkim.pem"')
    freeze(config, small_store)
    hand_over(config, small_store)
    zone = json.loads((tmp_path / "letters" / "zone.json").read_text())
    for file in tmp_path.glob("letters/*.eml"):
        assert dkim.verify(file.read_bytes(), dnsfunc=lambda name, timeout=5: zone[name.decode().rstrip(".")].encode())


def test_a_key_that_cannot_be_read_is_named_and_nothing_is_sent(small_store: Store, tmp_path: Path) -> None:
    config = deployment(tmp_path, "http://x.test/", 'dkim_selector = "demo"\ndkim_key_file = "nowhere.pem"')
    freeze(config, small_store)
    with pytest.raises(ConfigError, match=r"mail\.dkim_key_file.*nowhere\.pem"):
        hand_over(config, small_store)
    assert set(states(small_store).values()) == {"new"}
