"""The published tree as a whole: made when needed, compressed beside, told of in a manifest, old files taken away."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import brotli
import pytest

from scnfeed.errors import PublishError
from scnfeed.publish import Made, publish_tree, read_manifest

FEED = b"<rss>" + b"words " * 1000 + b"</rss>"


def made(**files: bytes) -> dict[str, Made]:
    return {name.replace("_", "."): Made(partial(bytes, body), body[:40].hex()) for name, body in files.items()}


def stamps(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_each_file_has_its_compressed_twins_and_its_row_in_the_manifest(tmp_path: Path) -> None:
    publish_tree(tmp_path, made(news_rss=FEED, icon_png=b"png"))
    packed = (tmp_path / "news.rss.gz").read_bytes()
    assert gzip.decompress(packed) == FEED
    assert packed[4:8] == bytes(4), "no hour inside (RFC 1952, MTIME): the same bytes each time"
    assert brotli.decompress((tmp_path / "news.rss.br").read_bytes()) == FEED
    assert not (tmp_path / "icon.png.gz").exists()
    told = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    assert told["news.rss"]["size"] == len(FEED) and set(told) == {"news.rss", "icon.png"}


def test_the_same_tree_again_touches_nothing_and_makes_nothing(tmp_path: Path) -> None:
    publish_tree(tmp_path, made(news_rss=FEED))
    before = stamps(tmp_path)
    asked: list[str] = []

    def make() -> bytes:
        asked.append("made")
        return FEED

    again = {"news.rss": Made(make, FEED[:40].hex())}
    assert publish_tree(tmp_path, again).unchanged == ("news.rss",)
    assert (stamps(tmp_path), asked) == (before, [])


def test_another_key_makes_the_file_and_the_same_bytes_leave_it_alone(tmp_path: Path) -> None:
    publish_tree(tmp_path, {"a.rss": Made(lambda: FEED, "one")})
    before = stamps(tmp_path)["a.rss"]
    assert publish_tree(tmp_path, {"a.rss": Made(lambda: FEED, "two")}).written == ()
    assert stamps(tmp_path)["a.rss"] == before and read_manifest(tmp_path).made_of("a.rss") == "two"


@pytest.mark.parametrize("lost", ["news.rss", "news.rss.gz", "news.rss.br"])
def test_what_somebody_deleted_comes_back(tmp_path: Path, lost: str) -> None:
    publish_tree(tmp_path, made(news_rss=FEED))
    before = (tmp_path / lost).read_bytes()
    (tmp_path / lost).unlink()
    publish_tree(tmp_path, made(news_rss=FEED))
    assert (tmp_path / lost).read_bytes() == before


def test_a_twin_that_a_crash_left_behind_is_made_anew(tmp_path: Path) -> None:
    publish_tree(tmp_path, {"a.rss": Made(lambda: b"<rss>old</rss>")})
    (tmp_path / "new").write_bytes(FEED)
    (tmp_path / "new").replace(tmp_path / "a.rss")
    publish_tree(tmp_path, {"a.rss": Made(lambda: FEED)})
    assert gzip.decompress((tmp_path / "a.rss.gz").read_bytes()) == FEED


def test_what_is_published_no_more_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    publish_tree(tmp_path, {"a/x.rss": Made(lambda: FEED), "y.rss": Made(lambda: FEED)})
    (tmp_path / "favicon.ico").write_bytes(b"theirs")
    publish_tree(tmp_path, {"y.rss": Made(lambda: FEED)})
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "favicon.ico",
        "manifest.json",
        "y.rss",
        "y.rss.br",
        "y.rss.gz",
    ]


def test_a_revoked_private_feed_is_gone_at_the_next_publish(tmp_path: Path) -> None:
    home = {"index.html": Made(lambda: b"home")}
    publish_tree(tmp_path, home | {"private/abc/en/floods.rss": Made(lambda: FEED)})
    assert "private" not in (tmp_path / "manifest.json").read_text()
    assert publish_tree(tmp_path, home).removed == ("private/abc/en/floods.rss",)
    assert not (tmp_path / "private").exists()


def test_a_garbled_manifest_is_no_obstacle(tmp_path: Path) -> None:
    publish_tree(tmp_path, made(news_rss=FEED))
    for text in ("{", "[]", '{"files": []}', '{"files": {"../x": 1}}'):
        (tmp_path / "manifest.json").write_text(text)
        assert publish_tree(tmp_path, made(news_rss=FEED)).unchanged == ("news.rss",)


FULL = """
import resource, signal, sys
from pathlib import Path
from scnfeed.errors import PublishError
from scnfeed.publish import Made, publish_tree
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    publish_tree(Path(sys.argv[1]), {"news.rss": Made(lambda: b"new" * 5000)})
except PublishError as error:
    print(error)
"""


def test_where_no_more_can_be_written_the_old_file_and_manifest_stay_whole(tmp_path: Path) -> None:
    publish_tree(tmp_path, {"news.rss": Made(lambda: b"old")})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    said = subprocess.run([sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large; what was published before still stands" in said.stdout
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 256 kB, where this process may mount one: the test before this needs none."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system may be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize(
    ("change", "said"), [("size=64k", "No space left on device"), ("ro,size=256k", "Read-only file system")]
)
def test_on_a_full_or_unwritable_disk_every_old_file_stays_whole_and_the_error_is_told(
    small_disk: Path, change: str, said: str
) -> None:
    before = {"news.rss": Made(lambda: b"old" * 3000), "index.html": Made(lambda: b"home")}
    publish_tree(small_disk, before)
    known = {path.name: path.read_bytes() for path in small_disk.iterdir()}
    subprocess.run(["mount", "-o", f"remount,{change}", small_disk], check=True)
    news = random.Random(1).randbytes(200_000)
    with pytest.raises(PublishError, match=f"cannot be written: {said}; what was published before still stands"):
        publish_tree(small_disk, {"index.html": Made(lambda: b"home"), "news.rss": Made(lambda: news)})
    assert {path.name: path.read_bytes() for path in small_disk.iterdir()} == known


def test_a_name_in_the_manifest_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish_tree(folder, made(news_rss=FEED))
    (tmp_path / "theirs").write_text("stays")
    (folder / "manifest.json").write_text('{"files": {"../theirs": {"size": 5}}}')
    with pytest.raises(PublishError, match="is no path below the published folder"):
        publish_tree(folder, made(news_rss=FEED))
    assert (tmp_path / "theirs").read_text() == "stays"
