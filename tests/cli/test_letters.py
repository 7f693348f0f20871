"""``scnfeed letters`` and ``scnfeed doctor``; people who are asked, imported, exported, erased."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from scnfeed.config import load
from scnfeed.mail.signing import new_key
from scnfeed.store import Store
from tests.cli.conftest import Command


def listed(scnfeed: Command) -> list[dict[str, object]]:
    return [json.loads(line) for line in scnfeed("letters", "list", "--json").out.splitlines()]


def held(folder: Path) -> None:
    file = folder / "scnfeed.toml"
    file.write_text(file.read_text() + '\n[digest]\napproval = "hold"\n')


def test_a_held_issue_is_listed_and_goes_when_approved_with_its_hash(scnfeed: Command, deployment: Path) -> None:
    held(deployment)
    assert scnfeed("digest").out == "1 issues frozen, 1 of them wait: `scnfeed letters list`\n"
    assert scnfeed("send").out.startswith("0 sent")
    [issue] = listed(scnfeed)
    assert issue["word"] == "held" and issue["letters"] == {"new": 1}
    wrong = scnfeed("letters", "approve", str(issue["id"]), "--hash", "another")
    assert wrong.code == 1 and "look again" in wrong.err
    assert scnfeed("letters", "approve", str(issue["id"]), "--hash", str(issue["hash"])).code == 0
    assert scnfeed("send").out.startswith("1 sent")
    assert listed(scnfeed)[0]["letters"] == {"sent": 1}
    assert "approved" in scnfeed("letters", "list").out


def test_a_template_of_ones_own_that_is_broken_is_said_with_file_and_line(scnfeed: Command, deployment: Path) -> None:
    (deployment / "looks").mkdir()
    (deployment / "looks" / "letter.html").write_text("<p>\n{{ v.nothing }}</p>")
    file = deployment / "scnfeed.toml"
    file.write_text(file.read_text() + '\n[digest]\ntemplates = "looks"\n')
    said = scnfeed("digest")
    assert said.code == 1 and "1 of them wait" in said.out and "letter.html:2" in said.err
    assert scnfeed("send").out.startswith("0 sent") and listed(scnfeed)[0]["word"] == "held"


def test_an_issue_that_waits_is_read_and_an_item_dropped(scnfeed: Command, deployment: Path) -> None:
    held(deployment)
    scnfeed("digest")
    [issue] = listed(scnfeed)
    shown = scnfeed("letters", "show", str(issue["id"]))
    assert shown.code == 0 and "held; waits for approval" in shown.err and str(issue["hash"]) in shown.err
    articles = json.loads(scnfeed("letters", "show", str(issue["id"]), "--json").out)["sections"][0]["articles"]
    assert articles[0]["title"] in shown.out
    assert scnfeed("letters", "drop", str(issue["id"]), "nothing").code == 1
    said = scnfeed("letters", "drop", str(issue["id"]), articles[0]["id"])
    assert said.code == 0
    words = {row["id"]: row["word"] for row in listed(scnfeed)}
    assert words[issue["id"]] == "stopped"
    assert said.out.startswith("nothing is left") or "held" in words.values()


@pytest.mark.parametrize("style", ["html", "md", "json"])
def test_what_is_new_is_exported_for_another_mailer(scnfeed: Command, deployment: Path, style: str) -> None:
    said = scnfeed("digest", "--export", style, "--since", "2001-01-01")
    assert said.code == 0 and said.out
    for line in said.out.splitlines():
        text = Path(line).read_text(encoding="utf-8")
        assert text and "nsubscribe" not in text and "@export.invalid" not in text
        assert style != "json" or json.loads(text)["sections"]
    assert listed(scnfeed) == []
    none = scnfeed("digest", "--export", style, "--since", "2001-01-01", "--language", "xx")
    assert none.code == 0 and "nothing to export" in none.err
    assert scnfeed("digest", "--export", "pdf").code == 2


def test_a_letter_in_doubt_is_settled_by_a_person(scnfeed: Command, deployment: Path) -> None:
    assert scnfeed("digest").code == 0
    with Store.open(load(deployment / "scnfeed.toml", {}).store_url) as store:
        [person] = store.subscribers()
    assert "1 that waited are in doubt" in scnfeed("doctor", "--adopt").out
    [issue] = listed(scnfeed)
    assert issue["letters"] == {"unsure": 1} and scnfeed("send").out.startswith("0 sent")
    said = scnfeed("letters", "doubt").out
    assert person.address in said and "unsure" in said and str(issue["id"])[9:17] in said
    assert json.loads(scnfeed("letters", "doubt", "--json").out)["address"] == person.address
    assert scnfeed("letters", "taken", str(issue["id"]), "nobody@example.org").code == 1
    short = str(issue["id"]).removeprefix("urn:uuid:")[:8]
    assert scnfeed("letters", "again", short).out == f"wait again: {person.address}\n"
    assert "in doubt" in scnfeed("letters", "again", short).err
    assert scnfeed("send").out.startswith("1 sent")
    assert scnfeed("letters", "again", str(issue["id"]), person.address).code == 1  # it was sent


@pytest.mark.parametrize("word", ["approve", "hold", "stop"])
def test_an_issue_nobody_knows_is_said(scnfeed: Command, deployment: Path, word: str) -> None:
    said = scnfeed("letters", word, "urn:uuid:x")
    assert said.code == 1 and "no issue urn:uuid:x" in said.err


def test_an_issue_is_named_by_how_its_id_begins(scnfeed: Command, deployment: Path) -> None:
    held(deployment)
    scnfeed("digest")
    [issue] = listed(scnfeed)
    short = scnfeed("letters", "list").out.split("│")[1].strip()
    assert len(short) == 8 and str(issue["id"]).startswith(f"urn:uuid:{short}")
    assert scnfeed("letters", "show", short).code == 0
    assert scnfeed("letters", "stop", short[:4]).out == f"stopped {issue['id']}\n"
    for wrong in ("", "urn:uuid:", "zz"):
        assert scnfeed("letters", "show", wrong).code == 1


def test_the_doctor_names_what_is_missing_and_is_content_when_it_is_there(scnfeed: Command, deployment: Path) -> None:
    said = scnfeed("doctor")
    assert said.code == 1
    for key in ("brand.postal_address", "mail.secret_file", "mail.unsubscribe", "mail.dkim_key_file"):
        assert key in said.err
    (deployment / "key.txt").write_text("0123456789abcdef")
    file = deployment / "scnfeed.toml"
    file.write_text(
        file.read_text()
        + '\n[brand]\npostal_address = "1 Quay, Harbour"\n[mail]\nunsubscribe = "https://example.org/u/{token}"\n'
        + 'secret_file = "key.txt"\ndkim_selector = "s"\ndkim_key_file = "nowhere.pem"\n'
    )
    said = scnfeed("doctor")
    assert said.code == 1 and "nowhere.pem" in said.err and "postal" not in said.err
    (deployment / "nowhere.pem").write_text("no key")
    assert "check the private key" in scnfeed("doctor").err
    (deployment / "nowhere.pem").write_bytes(new_key()[0])
    assert scnfeed("doctor").out == "nothing keeps letters from going out\n"


def test_a_pause_is_told_and_ended_by_a_person(scnfeed: Command, deployment: Path) -> None:
    scnfeed("digest")
    with Store.open(load(deployment / "scnfeed.toml", {}).store_url) as store:
        store.note_fact("paused", "550 5.7.26 not authenticated")
    for command in ("send", "doctor"):
        said = scnfeed(command)
        assert said.code == 1 and "5.7.26" in said.err and "letters go" in said.err
    assert scnfeed("letters", "go").code == 0
    assert scnfeed("send").out.startswith("1 sent")


def test_people_are_imported_exported_and_erased(scnfeed: Command, here: Path) -> None:
    (here / "people.csv").write_text("address,consent,languages\nines@example.org,2024-05-01,ar en\nodd,2024-05-01,\n")
    said = scnfeed("people", "import", "people.csv")
    assert (said.code, said.out) == (1, "1 added, 1 refused\n") and "line 3" in said.err
    told = json.loads(scnfeed("people", "export", "INES@example.org").out)
    assert told["person"]["languages"] == ["ar", "en"] and "2024-05-01" in told["consent"]
    assert scnfeed("people", "erase", "ines@example.org").code == 0
    assert scnfeed("people", "export", "ines@example.org").code == 1
    again = scnfeed("people", "add", "ines@example.org")
    assert again.code == 1 and "--again" in again.err
    assert scnfeed("people", "add", "ines@example.org", "--again").code == 0
    assert scnfeed("people", "import", "nowhere.csv").code == 2


def test_a_person_who_is_asked_gets_nothing_yet(scnfeed: Command, here: Path) -> None:
    refused = scnfeed("people", "add", "ines@example.org", "--ask")
    assert refused.code == 2 and "mail.unsubscribe" in refused.err
    (here / "key.txt").write_text("0123456789abcdef")
    (here / "scnfeed.toml").write_text(
        '[mail]\nunsubscribe = "https://example.org/u/{token}"\nsecret_file = "key.txt"\n'
    )
    said = scnfeed("people", "add", "ines@example.org", "--ask")
    assert said.code == 0 and "no letters before a yes" in said.out
    [question] = (here / "letters").rglob("*.eml")
    message = message_from_bytes(question.read_bytes(), policy=default)
    body = message.get_body(("plain",))
    assert message["To"] == "ines@example.org" and body and "https://example.org/c/" in body.get_content()
    [ines] = [json.loads(line) for line in scnfeed("people", "list", "--json").out.splitlines()]
    assert ines["paused"] and ines["joined"] is None
