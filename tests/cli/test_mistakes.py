"""Ordinary mistakes: a clear sentence, the right exit code, nothing lost, and what was published stays."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import SETTINGS, Command


def published(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (folder / "public").rglob("*") if path.is_file()}


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("command", ["run", "collect", "publish", "digest", "send", "serve", "articles", "status"])
def test_a_wrong_setting_is_told_with_key_value_and_expectation(scnfeed: Command, here: Path, command: str) -> None:
    (here / "scnfeed.toml").write_text("[web]\nport = 70000\n")
    said = scnfeed(command)
    assert (said.code, said.out) == (2, "")
    assert said.err == "scnfeed.toml: web.port = 70000: expected a number from 0 to 65535\n"


def test_a_settings_file_that_is_not_there_is_told(scnfeed: Command, here: Path) -> None:
    said = scnfeed("run", "--config", "nowhere.toml")
    assert (said.code, said.err) == (2, "nowhere.toml: there is no such file; write one with `scnfeed init`\n")


def test_without_a_site_or_an_address_the_settings_are_asked_for(scnfeed: Command, here: Path) -> None:
    said = scnfeed("run")
    assert said.code == 2 and "no site is switched on" in said.err
    said = scnfeed("publish")
    assert said.code == 2 and "publish.base_url is not set" in said.err


def test_an_unknown_site_is_told_with_those_that_are_known(scnfeed: Command, here: Path) -> None:
    said = scnfeed("collect", "atlantis")
    assert (said.code, said.out) == (2, "")
    assert "sites.atlantis: no such site; known are strong_cities" in said.err


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (None, "page.html: cannot be read: No such file or directory"),
        (b"", "page.html: the page is empty"),
        (b"\x00\x01\x02\xff\xfe\x00" * 40, "page.html: the page is binary data"),
    ],
)
def test_an_unreadable_page_is_told_with_its_name(scnfeed: Command, here: Path, body: bytes | None, told: str) -> None:
    if body is not None:
        (here / "page.html").write_bytes(body)
    said = scnfeed("read", "page.html", "--json")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(told)


def test_an_unknown_encoding_is_a_doubt_and_no_fault(scnfeed: Command, here: Path) -> None:
    words = "The harbour pilots of Bari met on the quay. " * 8
    page = f'<html><head><meta charset="klingon"><title>Pilots</title></head><body><h1>Pilots</h1><p>{words}caf'
    (here / "page.html").write_bytes(page.encode() + b"\xe9</p></body></html>")
    said = scnfeed("read", "page.html", "--json")
    assert said.code == 0 and "could not be decoded" in said.out
    assert scnfeed("ingest", "page.html", "--site", "strong_cities").code in (0, 1)


def test_a_dead_site_fails_with_its_reason_and_changes_nothing(scnfeed: Command, deployment: Path) -> None:
    settings = SETTINGS.format(home=f"http://127.0.0.1:{closed_port()}/")
    (deployment / "scnfeed.toml").write_text(settings)
    before, articles = published(deployment), scnfeed("articles", "--json").out
    said = scnfeed("collect")
    assert said.code == 1
    assert "strong_cities: failed" in said.err and "connection refused" in said.err
    assert scnfeed("articles", "--json").out == articles
    assert published(deployment) == before
    assert scnfeed("status").code == 1


def test_a_database_in_use_is_told_and_left_alone(scnfeed: Command, deployment: Path) -> None:
    before = published(deployment)
    with sqlite3.connect(deployment / "scnfeed.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = scnfeed("people", "add", "new@example.org")
        other.execute("ROLLBACK")
    other.close()
    assert (said.code, said.out) == (1, "")
    assert "is in use by another process; try again" in said.err
    assert "new@example.org" not in scnfeed("people", "list").out
    assert published(deployment) == before


def test_a_file_that_is_no_database_is_told(scnfeed: Command, here: Path) -> None:
    (here / "scnfeed.db").write_text("a shopping list, and quite a long one, that nobody should write over" * 20)
    said = scnfeed("articles")
    assert said.code == 1 and "scnfeed.db cannot be used" in said.err
    assert (here / "scnfeed.db").read_text().startswith("a shopping list")


def test_a_folder_that_cannot_be_written_is_told_and_what_was_published_stays(
    scnfeed: Command, deployment: Path
) -> None:
    (deployment / "public" / "ar" / "news.rss").unlink()
    for path in (deployment / "public" / "ar").iterdir():
        path.unlink()
    (deployment / "public" / "ar").rmdir()
    (deployment / "public" / "ar").write_text("a file where a folder should be")
    before = published(deployment)
    said = scnfeed("publish")
    assert (said.code, said.out) == (1, "")
    assert "public/ar/" in said.err and "what was published before still stands" in said.err
    assert published(deployment) == before


def test_serve_and_preview_say_what_is_missing(scnfeed: Command, here: Path) -> None:
    said = scnfeed("serve")
    assert said.code == 1 and said.err.startswith("public: nothing is published there yet")
    said = scnfeed("digest", "--since", "2023-01-01")
    assert said.code == 2 and said.err.startswith("--since goes with --preview")


def test_an_address_that_nobody_can_listen_at_is_told(scnfeed: Command, deployment: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = scnfeed("serve", "--port", str(port))
    assert said.code == 2
    assert said.err.startswith(f"127.0.0.1:{port}: nobody can listen there")


def test_ingest_names_a_table_of_addresses_that_is_none(scnfeed: Command, here: Path) -> None:
    (here / "page.txt").write_text("words")
    (here / "urls.tsv").write_text("page.txt no tab here\n")
    said = scnfeed("ingest", "page.txt", "--site", "strong_cities", "--urls", "urls.tsv")
    assert said.code == 2 and "urls.tsv" in said.err
    (here / "empty").mkdir()
    said = scnfeed("ingest", "empty", "--site", "strong_cities")
    assert said.code == 1 and said.err == "empty: holds no *.html and no *.txt\n"
