"""People join, leave, come back and are forgotten; a store that may not send says so."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from scnfeed.config import Config, DigestSettings
from scnfeed.crawl.links import Tried
from scnfeed.errors import ConfigError, MailError
from scnfeed.jobs import seeded_mint
from scnfeed.jobs.approval import release_of
from scnfeed.jobs.digest import digest
from scnfeed.jobs.people import about, erase, import_people, join, leave
from scnfeed.jobs.send import deliver
from scnfeed.jobs.vouch import FILE, adopt
from scnfeed.mail.sending import Sent
from scnfeed.model import Subscriber
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, remember

SLOT = NOW.replace(hour=12)
INES = Subscriber("ines", "ines@example.org", hour=12, joined=NOW - HOUR)
EDITOR = replace(INES, id="ed", address="ed@example.org", role="editor")
CSV = """address,consent,role,languages,hour
omar@example.org,2024-05-01,editor,ar en,9
nobody,2024-05-01,,,
late@example.org,2031-01-01,,,
odd@example.org,2024-05-01,king,,
odd@example.org,May,,,
ines@example.org,2024-05-01,,,
left@example.org,2024-05-01,,,
"""


def letters(store: Store, *people: Subscriber) -> None:
    for person in people:
        store.add_subscriber(person)
    remember(store, article("a"))


def test_an_import_adds_who_agreed_and_tells_every_row_it_refused(config: Config, small_store: Store) -> None:
    store = small_store
    for person in (INES, replace(INES, id="left", address="Left@example.org")):
        store.add_subscriber(person)
    leave(config, store, "left", NOW)
    erase(config, store, "left@example.org", NOW)
    done = import_people(config, store, CSV.splitlines(keepends=True), seeded_mint(1), NOW)
    assert done.added == ("omar@example.org",)
    said = ["expected an e-mail address", "in the future", "role 'king'", "2024-05-31", "already", "no letters since"]
    assert [part in reason for part, (_, reason) in zip(said, done.refused, strict=True)] == [True] * 6
    omar = about(config, store, "omar@example.org")
    assert omar["person"]["languages"] == ["ar", "en"] and omar["consent"] == "imported, agreed on 2024-05-01"
    assert omar["person"]["hour"] == 9 and omar["left"] is None


@pytest.mark.parametrize("first", ["", "address,role\n", "address,consent,shoe size\n"])
def test_an_import_without_consent_or_with_unknown_columns_is_refused(
    config: Config, small_store: Store, first: str
) -> None:
    with pytest.raises(ConfigError, match="first line"):
        import_people(config, small_store, [first, "a@b.org,1,2\n"], seeded_mint(1), NOW)


def test_after_erasure_nothing_shows_the_address_and_no_import_brings_it_back(
    config: Config, small_store: Store, tmp_path: Path
) -> None:
    letters(small_store, INES)
    digest(config, small_store, SLOT)
    erase(config, small_store, "INES@example.org", NOW)
    assert [d.state for d in small_store.deliveries()] == ["suppressed"] and small_store.sent_to("ines") == {}
    with pytest.raises(MailError, match="no letters since 2024-06-10"):
        join(config, small_store, INES, "said so")
    join(config, small_store, INES, "said so", again=True)
    assert [p.id for p in small_store.subscribers()] == ["ines"]


def test_readers_issues_wait_for_approval_and_editors_do_not(config: Config, small_store: Store) -> None:
    config = replace(config, digest=DigestSettings(approval="hold"))
    letters(small_store, INES, EDITOR)
    issues = {issue.role: issue for issue in digest(config, small_store, SLOT, tried=lambda *asked: Tried({}))}
    assert deliver(config, small_store, now=lambda: SLOT) == Sent(sent=2)  # the editor's own, and the look at Ines's
    assert {d.subscriber: d.state for d in small_store.deliveries()} == {"ines": "new", "ed": "sent"}
    assert deliver(config, small_store, now=lambda: SLOT + 99 * HOUR) == Sent()
    small_store.decide(issues["reader"].id, "approved", SLOT, issues["reader"].hash)
    assert deliver(config, small_store, now=lambda: SLOT + HOUR) == Sent(sent=1)


def test_an_issue_goes_at_its_hour_unless_somebody_held_it(config: Config, small_store: Store) -> None:
    config = replace(config, digest=DigestSettings(approval="unless_held", release_at="17:00", time_zone="Asia/Aden"))
    letters(small_store, INES)
    [issue] = digest(config, small_store, SLOT)
    assert release_of(config, issue.dated) == SLOT + 2 * HOUR  # 17:00 in Aden is 14:00 in UTC
    assert deliver(config, small_store, now=lambda: SLOT + HOUR) == Sent()
    small_store.decide(issue.id, "held", SLOT)
    assert deliver(config, small_store, now=lambda: SLOT + 3 * HOUR) == Sent()
    small_store.decide(issue.id, "approved", SLOT)
    assert deliver(config, small_store, now=lambda: SLOT + 3 * HOUR) == Sent(sent=1)


def test_nobody_held_it_so_it_goes(config: Config, small_store: Store) -> None:
    config = replace(config, digest=DigestSettings(approval="unless_held", release_at="14:00"))
    letters(small_store, INES)
    digest(config, small_store, SLOT)
    assert deliver(config, small_store, now=lambda: SLOT + HOUR) == Sent()
    assert deliver(config, small_store, now=lambda: SLOT + 2 * HOUR) == Sent(sent=1)


def test_a_database_put_back_from_a_backup_sends_nothing_until_adopted(config: Config, tmp_path: Path) -> None:
    file = Path(config.store_url.removeprefix("sqlite:///"))
    with Store.open(config.store_url) as store:
        letters(store, INES, EDITOR)
        digest(config, store, SLOT)
        assert deliver(config, store, now=lambda: SLOT) == Sent(sent=2)
        remember(store, article("b", SLOT + HOUR))
        digest(config, store, SLOT + 24 * HOUR)
    shutil.copy(file, tmp_path / "backup.db")
    with Store.open(config.store_url) as store:
        assert deliver(config, store, now=lambda: SLOT + 24 * HOUR) == Sent(sent=2)
    shutil.copy(tmp_path / "backup.db", file)
    for rest in file.parent.glob(f"{file.name}-*"):
        rest.unlink()
    with Store.open(config.store_url) as store:
        with pytest.raises(MailError, match=r"1 of 2 runs.*doctor --adopt"):
            deliver(config, store, now=lambda: SLOT + 24 * HOUR)
        assert adopt(store, config, SLOT + 24 * HOUR) == 2
        assert deliver(config, store, now=lambda: SLOT + 24 * HOUR) == Sent()
        assert sorted(d.state for d in store.deliveries()) == ["sent", "sent", "unsure", "unsure"]


@pytest.mark.parametrize("change", ["copied", "without its file", "another database"])
def test_a_copy_sends_nothing(config: Config, small_store: Store, tmp_path: Path, change: str) -> None:
    letters(small_store, INES)
    digest(config, small_store, SLOT)
    assert deliver(config, small_store, now=lambda: SLOT).sent == 1
    remember(small_store, article("b", SLOT + HOUR))
    digest(config, small_store, SLOT + 24 * HOUR)
    noted = (tmp_path / FILE).read_text()
    if change == "copied":
        (tmp_path / FILE).write_text(noted.replace('"machine": "', '"machine": "x'))
    elif change == "without its file":
        (tmp_path / FILE).unlink()
    else:
        small_store.note_fact("sender", "urn:uuid:another")
    with pytest.raises(MailError, match="nothing was sent"):
        deliver(config, small_store, now=lambda: SLOT + 24 * HOUR)
    assert len(small_store.deliveries(state="new")) == 1


def test_two_connections_at_once_send_each_letter_once(config: Config, small_store: Store, tmp_path: Path) -> None:
    config = replace(config, mail=replace(config.mail, senders=3))
    people = [replace(INES, id=f"p{n}", address=f"p{n}@example.org") for n in range(30)]
    letters(small_store, *people)
    digest(config, small_store, SLOT)
    assert deliver(config, small_store, now=lambda: SLOT) == Sent(sent=30)
    assert len(list(tmp_path.glob("letters/*.eml"))) == 30
