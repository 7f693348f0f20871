"""The published folder over HTTP: types, validators, and nothing but the folder."""

from __future__ import annotations

import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from scnfeed.errors import ConfigError, PublishError
from scnfeed.web import application, serve

FEED = b"<rss>" + b"words " * 1000 + b"</rss>"
FILES = {
    "index.html": b"<p>home</p>",
    "ar/index.html": b"<p>arabic</p>",
    "ar/news.rss": FEED,
    "ar/news.atom": b"<feed/>",
    "ar/news.json": b"{}",
    "ar/events.ics": b"BEGIN:VCALENDAR",
    "feeds.opml": b"<opml/>",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("served") / "public"
    for name, body in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    (folder.parent / "secret.txt").write_text("not for you")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(folder), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join()
    listener.close()


class Answer:
    def __init__(self, port: int, path: str, method: str = "GET", **headers: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        self.status, self.headers, self.body = answer.status, answer.headers, answer.read()
        connection.close()


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/ar/", "text/html; charset=utf-8"),
        ("/ar/news.rss", "application/rss+xml; charset=utf-8"),
        ("/ar/news.atom", "application/atom+xml; charset=utf-8"),
        ("/ar/news.json", "application/feed+json; charset=utf-8"),
        ("/ar/events.ics", "text/calendar; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
    ],
)
def test_each_file_comes_with_its_type(port: int, path: str, type: str) -> None:
    answer = Answer(port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, type)
    assert answer.body == FILES[path.strip("/") if "." in path else f"{path.strip('/')}/index.html".strip("/")]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("given", "asked"), [("ETag", "If_None_Match"), ("Last-Modified", "If_Modified_Since")])
def test_who_has_it_already_gets_304_and_no_body(port: int, given: str, asked: str) -> None:
    first = Answer(port, "/ar/news.rss")
    again = Answer(port, "/ar/news.rss", **{asked: first.headers[given]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "max-age" in again.headers["Cache-Control"]


def test_who_has_an_older_one_gets_the_new_one(port: int) -> None:
    answer = Answer(port, "/ar/news.rss", If_None_Match='"another"')
    assert (answer.status, answer.body) == (200, FEED)


def test_head_gives_the_same_headers_and_no_body(port: int) -> None:
    head, whole = Answer(port, "/ar/news.rss", "HEAD"), Answer(port, "/ar/news.rss")
    assert (head.status, head.body) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag", "Last-Modified"):
        assert head.headers[name] == whole.headers[name]


def test_a_long_file_is_sent_compressed_to_who_takes_that(port: int) -> None:
    answer = Answer(port, "/ar/news.rss", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]
    assert gzip.decompress(answer.body) == FEED
    assert Answer(port, "/ar/news.rss").headers["Content-Encoding"] is None


def test_a_folder_leads_to_its_index(port: int) -> None:
    answer = Answer(port, "/ar")
    assert answer.status in (301, 302, 307, 308) and answer.headers["Location"].endswith("/ar/")


@pytest.mark.parametrize("path", ["/nothing", "/ar/nothing.rss", "/%00", "/" + "x" * 5000])
def test_what_is_not_there_is_404(port: int, path: str) -> None:
    assert Answer(port, path).status == 404


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/ar/..%2f..%2fsecret.txt", "//etc/passwd"])
def test_nothing_outside_the_folder_is_served(port: int, path: str) -> None:
    answer = Answer(port, path)
    assert answer.status == 404 and b"not for you" not in answer.body


def test_nobody_writes(port: int) -> None:
    assert Answer(port, "/index.html", "POST").status == 405


def test_an_empty_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="nothing is published there yet: run `scnfeed publish` first"):
        application(tmp_path)


def test_an_address_in_use_is_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("home")
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ConfigError, match="nobody can listen there"):
        serve(tmp_path, "127.0.0.1", taken.getsockname()[1])
