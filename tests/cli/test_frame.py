"""What holds for every command: help, the settings' place, exit codes, and which stream says what."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from scnfeed.cli.app import PANELS, Seen
from tests.cli.conftest import Command

COMMANDS = [
    *chain.from_iterable(PANELS.values()),
    *"store/pages people/add people/list people/pause people/remove letters/list letters/doubt bounces/read".split(),
]
SHELL = [sys.executable, "-m", "scnfeed"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(scnfeed: Command, here: Path, command: str) -> None:
    said = scnfeed(*command.split("/"), "--help")
    assert (said.code, said.err) == (0, "")
    assert "Usage: scnfeed" in said.out and command.split("/")[-1] in said.out
    assert not list(here.iterdir())


def test_the_help_names_every_command_in_the_order_a_newcomer_meets_them(scnfeed: Command) -> None:
    said = scnfeed("-h")
    assert said.code == 0
    rows = said.out.partition("─ To begin")[2]
    named = re.findall(r"^│ (\w+) ", rows, re.MULTILINE)
    assert named == [command for command in COMMANDS if "/" not in command]
    assert [name for name in PANELS if name in said.out] == list(PANELS)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["run", "--nonsense"], ["read"], ["explain"], ["digest", "--since", "yesterday"]]
)
def test_a_wrong_call_ends_with_2_and_a_usage_line(scnfeed: Command, here: Path, arguments: list[str]) -> None:
    said = scnfeed(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("Usage: scnfeed")


def test_the_settings_may_be_named_before_and_after_the_command(scnfeed: Command, here: Path) -> None:
    for name in ("one", "two"):
        (here / f"{name}.toml").write_text(f'[store]\nurl = "sqlite:///{name}.db"\n')
    assert scnfeed("--config", "one.toml", "people", "add", "one@example.org").code == 0
    assert scnfeed("people", "add", "two@example.org", "--config", "two.toml").code == 0
    assert json.loads(scnfeed("people", "list", "--json", "--config", "one.toml").out)["address"] == "one@example.org"
    assert json.loads(scnfeed("--config", "two.toml", "people", "list", "--json").out)["address"] == "two@example.org"


def test_one_call_does_not_remember_the_settings_of_the_one_before(scnfeed: Command, here: Path) -> None:
    (here / "one.toml").write_text('[store]\nurl = "sqlite:///one.db"\n')
    scnfeed("people", "add", "one@example.org", "--config", "one.toml")
    assert scnfeed("people", "list", "--json").out == ""


def test_the_version_is_a_result(scnfeed: Command) -> None:
    assert scnfeed("--version").out.startswith("scnfeed 0.")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_completion(shell: str) -> None:
    done = subprocess.run([*SHELL, "--show-completion", shell], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "scnfeed" in done.stdout.lower() or "_COMPLETE" in done.stdout
    assert "--install-completion" in subprocess.run([*SHELL, "-h"], capture_output=True, text=True, check=True).stdout


def test_results_can_be_piped_in_a_terminal_that_lacks_the_letters(deployment: Path) -> None:
    poor = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [*SHELL, "articles", "--language", "ar", "--json"], capture_output=True, env=poor, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    titles = [json.loads(line)["title"] for line in done.stdout.splitlines()]
    assert any("\u0600" <= sign <= "\u06ff" for title in titles for sign in title)
    shown = subprocess.run([*SHELL, "articles"], capture_output=True, env=poor, timeout=60, check=False)
    assert (shown.returncode, shown.stderr) == (0, b"")


def test_a_reader_that_goes_away_is_no_fault() -> None:
    command = f"{sys.executable} -m scnfeed --help | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""


def test_the_bar_of_a_crawl_counts_pages_new_unchanged_and_held() -> None:
    seen = Seen()
    seen.hear({"event": "plan", "wanted": 2, "unchanged": 5})
    for event in ({"event": "page", "new": True}, {"event": "same"}, {"event": "page", "new": False}):
        seen.hear(event)
    seen.hear({"event": "decided", "new": 1, "held": 1})
    assert (seen.done, seen.wanted) == (3, 3)
    assert seen.told() == "3 pages · 1 new · 6 unchanged · 1 held"
