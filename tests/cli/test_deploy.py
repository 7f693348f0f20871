"""``init`` writes a deployment that works; ``serve`` serves one until it is told to stop."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scnfeed.config import load
from tests.cli.conftest import Command

ROOT = Path(__file__).parent.parent.parent


def test_init_writes_a_deployment_that_works(scnfeed: Command, here: Path) -> None:
    said = scnfeed("init", "feeds")
    assert said.code == 0
    written = {str(Path(line).relative_to("feeds")) for line in said.out.splitlines()}
    assert written == {str(path.relative_to(here / "feeds")) for path in (here / "feeds").rglob("*") if path.is_file()}
    assert [site.name for site in load(here / "feeds" / "scnfeed.toml", {}).enabled_sites()] == ["example"]
    assert scnfeed("publish", "--config", "feeds/scnfeed.toml").code == 0
    assert (here / "feeds" / "public" / "en" / "news.rss").is_file()


def test_what_init_wrote_is_a_scrapy_project(scnfeed: Command, here: Path) -> None:
    scnfeed("init", "feeds")
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=here / "feeds",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (listed.returncode, listed.stdout) == (0, "example\n")


def test_the_timetable_that_init_writes_is_ours() -> None:
    template = ROOT / "scnfeed" / "jobs" / "templates" / "scheduler.py.txt"
    assert template.read_text() == (ROOT / "scheduler.py").read_text()


def test_init_never_writes_over_what_is_there(scnfeed: Command, here: Path) -> None:
    (here / "notes.txt").write_text("mine")
    said = scnfeed("init", ".")
    assert (said.code, said.err) == (2, ".: is not empty: name a new folder\n")
    said = scnfeed("init", "notes.txt")
    assert said.code == 2 and said.err.startswith("notes.txt: is not")
    said = scnfeed("init", "notes.txt/below")
    assert said.code == 1 and "cannot be written" in said.err
    assert [(path.name, path.read_text()) for path in here.iterdir()] == [("notes.txt", "mine")]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "scnfeed", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert found, said
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_until_it_is_told_to_stop(deployment: Path, number: signal.Signals) -> None:
    with serving(deployment) as (process, home):
        with urllib.request.urlopen(home, timeout=10) as answer:
            assert answer.read() == (deployment / "public" / "index.html").read_bytes()
        process.send_signal(number)
        code = process.wait(timeout=10)
        assert process.stderr
        assert code in (0, -number) and "Traceback" not in process.stderr.read()
