"""The timetable: one tick with --once, a minute's tick otherwise, and a clean stop."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from scheduler import main, work
from scnfeed.config import load
from scnfeed.sample import SampleSite
from scnfeed.store import Store

ROOT = Path(__file__).parent.parent
SETTINGS = """
[publish]
base_url = "https://feeds.example.org/"
[sites.strong_cities]
home = "{home}"
private = true
delay = 0.0
"""


def settings(folder: Path, home: str) -> Path:
    file = folder / "scnfeed.toml"
    file.write_text(SETTINGS.format(home=home))
    return file


def runs(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "scnfeed.db")) as database:
        return database.execute("SELECT status, reason FROM runs ORDER BY seq").fetchall()


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and never answers: a crawl of it lasts."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []

    def take() -> None:
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:
                return

    thread = Thread(target=take, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for one in taken:
        one.close()


@contextmanager
def running(*arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(ROOT / "scheduler.py"), *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_a_run(folder: Path, process: subprocess.Popen[str]) -> None:
    until = datetime.now(UTC) + timedelta(seconds=30)
    while datetime.now(UTC) < until and process.poll() is None:
        try:
            if runs(folder):
                return
        except sqlite3.OperationalError:
            continue
    raise AssertionError("no run was begun")


def test_one_tick_does_the_whole_job_and_ends_with_0(tmp_path: Path) -> None:
    with SampleSite() as site:
        file = settings(tmp_path, site.home)
        assert main(["--once", "--config", str(file)]) == 0
        assert [status for status, _ in runs(tmp_path)] == ["done"]
        assert (tmp_path / "public" / "ar" / "news.rss").is_file()
        site.forget()
        assert main(["--once", "--config", str(file)]) == 0
        assert site.requests == []
    assert len(runs(tmp_path)) == 1


def test_a_slot_is_served_once_however_many_tick(tmp_path: Path) -> None:
    with SampleSite() as site:
        config = load(settings(tmp_path, site.home), {})
        at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        first, again = work(config, at), work(config, at + timedelta(minutes=59))
        later = work(config, at + timedelta(minutes=60))
    assert first and len(first.collected) == 1
    assert again is None
    assert later and len(later.collected) == 1


def test_a_site_that_is_down_ends_the_tick_with_1_and_is_tried_at_its_next_slot(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        home = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    file = settings(tmp_path, home)
    assert main(["--once", "--config", str(file)]) == 1
    [(status, reason)] = runs(tmp_path)
    assert status == "failed" and "connection refused" in reason
    with Store.open(load(file, {}).store_url) as store:
        assert store.runs()[0].slot.endswith(":00:00+00:00")


def test_wrong_settings_end_with_2(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "scnfeed.toml").write_text("[web]\nport = 70000\n")
    assert main(["--once", "--config", str(tmp_path / "scnfeed.toml")]) == 2
    assert main(["--config", str(tmp_path / "nowhere.toml")]) == 2
    assert "web.port = 70000" in caplog.text and "there is no such file" in caplog.text


def test_with_nothing_to_do_it_waits_and_stops_at_once(tmp_path: Path) -> None:
    (tmp_path / "scnfeed.toml").write_text("")
    with running("--config", tmp_path / "scnfeed.toml") as process:
        until = datetime.now(UTC) + timedelta(seconds=30)
        while not (tmp_path / "scnfeed.db").is_file() and datetime.now(UTC) < until:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
        assert process.stderr
        said = process.stderr.read()
    assert "stopped" in said and "Traceback" not in said


@pytest.mark.parametrize("once", [False, True])
def test_sigterm_cuts_a_crawl_off_and_says_so_in_its_run(tmp_path: Path, silent: str, once: bool) -> None:
    file = settings(tmp_path, silent)
    with running("--config", file, *(["--once"] if once else [])) as process:
        wait_for_a_run(tmp_path, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == (1 if once else 0)
        assert process.stderr
        assert "Traceback" not in process.stderr.read()
    [(status, reason)] = runs(tmp_path)
    assert status == "failed" and reason.startswith("broken off")
    with closing(sqlite3.connect(tmp_path / "scnfeed.db")) as database:
        assert database.execute("SELECT owner FROM leases").fetchall() == [("",)]


def test_a_scheduler_that_a_shell_put_into_the_background_stops_as_well(tmp_path: Path, silent: str) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        test_sigterm_cuts_a_crawl_off_and_says_so_in_its_run(tmp_path, silent, False)
    finally:
        signal.signal(signal.SIGINT, before)


def test_two_schedulers_at_once_do_the_work_once(tmp_path: Path) -> None:
    with SampleSite() as site:
        file = settings(tmp_path, site.home)
        command = [sys.executable, str(ROOT / "scheduler.py"), "--once", "--config", str(file)]
        both = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
        said = [process.communicate(timeout=60)[1] for process in both]
        asked = [target for _, target, _ in site.requests]
    done = [reason for status, reason in runs(tmp_path) if status == "done"]
    assert len(done) == 1, json.dumps(said)
    assert asked.count("/robots.txt") == 1
    assert all("Traceback" not in one for one in said)
