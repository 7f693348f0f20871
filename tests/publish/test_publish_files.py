"""What subscribers read: whole files, untouched when unchanged, whatever happens while they are written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from scnfeed.errors import PublishError
from scnfeed.publish import publish_files

SIZE = 200_000
FOREVER = """
import sys
from itertools import count
from pathlib import Path
from scnfeed.publish import publish_files
for n in count():
    publish_files(Path(sys.argv[1]), {f"{name}/feed.rss": bytes([65 + n % 26]) * 200_000 for name in ("ar", "en")})
    print(n, flush=True)
"""


def test_files_are_written_below_the_folder(tmp_path: Path) -> None:
    done = publish_files(tmp_path / "public", {"index.html": b"home", "ar/news.rss": b"feed"})
    assert (done.written, done.unchanged) == (("index.html", "ar/news.rss"), ())
    assert (tmp_path / "public" / "ar" / "news.rss").read_bytes() == b"feed"
    assert (tmp_path / "public" / "index.html").stat().st_mode & 0o777 == 0o644


def test_an_unchanged_file_keeps_its_bytes_and_its_time(tmp_path: Path) -> None:
    publish_files(tmp_path, {"a": b"one", "b": b"two"})
    for name in "ab":
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    inode = (tmp_path / "a").stat().st_ino
    done = publish_files(tmp_path, {"a": b"one", "b": b"new"})
    assert (done.written, done.unchanged) == (("b",), ("a",))
    assert (tmp_path / "a").stat().st_mtime == 1_000_000_000
    assert (tmp_path / "a").stat().st_ino == inode
    assert (tmp_path / "b").stat().st_mtime > 1_000_000_000


def test_a_reader_never_sees_a_part(tmp_path: Path) -> None:
    file = tmp_path / "feed.rss"
    publish_files(tmp_path, {"feed.rss": b"A" * SIZE})
    seen: set[bytes] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(file.read_bytes())

    reader = threading.Thread(target=watch)
    reader.start()
    for number in range(60):
        publish_files(tmp_path, {"feed.rss": bytes([65 + number % 26]) * SIZE})
    done.set()
    reader.join()
    assert len(seen) > 3
    assert all(len(body) == SIZE and len(set(body)) == 1 for body in seen)


def test_after_kill_9_every_file_is_whole(tmp_path: Path) -> None:
    for rounds in (2, 3, 5):
        process = subprocess.Popen([sys.executable, "-c", FOREVER, tmp_path], stdout=subprocess.PIPE)
        assert process.stdout
        for _ in range(rounds):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.communicate()
        published = [path for path in tmp_path.rglob("feed.rss") if path.is_file()]
        assert len(published) == 2
        for path in published:
            body = path.read_bytes()
            assert len(body) == SIZE and len(set(body)) == 1
    publish_files(tmp_path, {"ar/feed.rss": b"again"})
    assert (tmp_path / "ar" / "feed.rss").read_bytes() == b"again"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside", "", ".."])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError, match="is no path below the published folder"):
        publish_files(tmp_path / "public", {name: b"x"})
    assert not list(tmp_path.rglob("outside"))


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(PublishError, match=r"cannot be written: .*; what was published before still stands") as told:
        publish_files(tmp_path, {"good": b"1", "taken/feed.rss": b"2"})
    assert told.value.subject == str(tmp_path / "taken" / "feed.rss")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "taken"]


def test_a_folder_in_a_files_place_is_told_and_no_half_file_stays(tmp_path: Path) -> None:
    (tmp_path / "feed.rss" / "below").mkdir(parents=True)
    with pytest.raises(PublishError, match=r"feed\.rss: cannot be written"):
        publish_files(tmp_path, {"feed.rss": b"x"})
    assert [path.name for path in tmp_path.iterdir()] == ["feed.rss"]
