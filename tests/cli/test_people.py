"""``scnfeed people``: who gets which letters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


def people(scnfeed: Command) -> list[dict[str, object]]:
    return [json.loads(line) for line in scnfeed("people", "list", "--json").out.splitlines()]


def test_a_person_is_added_paused_resumed_and_removed(scnfeed: Command, here: Path) -> None:
    wanted = ["--role", "editor", "--language", "ar", "--language", "en", "--rhythm", "weekly"]
    wanted += ["--time-zone", "Africa/Cairo", "--hour", "9", "--site", "strong_cities", "--kind", "event"]
    assert scnfeed("people", "add", "ines@example.org", *wanted).out == "added ines@example.org\n"
    [ines] = people(scnfeed)
    told = {key: ines[key] for key in ("role", "languages", "rhythm", "time_zone", "hour", "sites", "kinds", "paused")}
    assert list(told.values()) == [
        "editor",
        ["ar", "en"],
        "weekly",
        "Africa/Cairo",
        9,
        ["strong_cities"],
        ["event"],
        False,
    ]
    assert scnfeed("people", "pause", "INES@example.org").code == 0
    assert people(scnfeed)[0]["paused"] is True
    assert "paused" in scnfeed("people", "list").out
    assert scnfeed("people", "pause", "ines@example.org", "--resume").out == "resumed ines@example.org\n"
    assert people(scnfeed)[0]["paused"] is False
    assert scnfeed("people", "remove", "ines@example.org").code == 0
    assert people(scnfeed) == []


def test_nobody_is_added_twice(scnfeed: Command, here: Path) -> None:
    scnfeed("people", "add", "ines@example.org")
    said = scnfeed("people", "add", "Ines@Example.org")
    assert said.code == 1 and "is a subscriber already" in said.err
    assert len(people(scnfeed)) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nobody"], "'nobody': expected an e-mail address"),
        (["a b@example.org"], "expected an e-mail address"),
        (["a@example.org", "--role", "king"], "--role 'king': expected 'reader', 'editor' or 'operator'"),
        (["a@example.org", "--rhythm", "hourly"], "--rhythm 'hourly': expected 'daily', 'weekdays'"),
        (["a@example.org", "--kind", "tale"], "--kind 'tale': expected 'news', 'event'"),
        (["a@example.org", "--time-zone", "Mars/Base"], "--time-zone 'Mars/Base': expected a name such as"),
        (["a@example.org", "--hour", "24"], "--hour"),
    ],
)
def test_a_wrong_word_is_told_with_what_was_expected(
    scnfeed: Command, here: Path, arguments: list[str], told: str
) -> None:
    said = scnfeed("people", "add", *arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize("command", ["pause", "remove"])
def test_a_stranger_cannot_be_paused_or_removed(scnfeed: Command, here: Path, command: str) -> None:
    said = scnfeed("people", command, "nobody@example.org")
    assert said.code == 1 and "nobody@example.org is no subscriber" in said.err
