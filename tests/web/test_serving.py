"""The published folder over HTTP: types, validators, and nothing but the folder."""

from __future__ import annotations

import asyncio
import gzip
import http.client
import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import brotli
import pytest
import uvicorn
from starlette.types import ASGIApp, Message

from scnfeed.errors import ConfigError, PublishError
from scnfeed.publish import Made, Manifest, publish_tree
from scnfeed.web import application, serve

FEED = b"<rss>" + b"words " * 1000 + b"</rss>"
FILES: dict[str, bytes] = {
    "index.html": b"<p>home</p>",
    "ar/index.html": b"<p>arabic</p>",
    "ar/news.rss": FEED,
    "ar/news.atom": b"<feed/>",
    "ar/news.json": b"{}",
    "ar/events.ics": b"BEGIN:VCALENDAR",
    "feeds.opml": b"<opml/>",
    "private/0123456789abcdef/en/floods.rss": b"<rss>mine</rss>",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("served") / "public"
    made = {name: Made(partial(bytes, body)) for name, body in FILES.items()}
    publish_tree(folder, made, Manifest(moved={"old/news.rss": "ar/news.rss"}, ended=("over.rss",)))
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


FORMS = {
    "": None,
    "gzip": "gzip",
    "br": "br",
    "gzip, br": "br",
    "br;q=0.2, gzip": "gzip",
    "gzip;q=0": None,
    "*;q=0": None,
}


@pytest.mark.parametrize(("accepted", "coding"), FORMS.items())
def test_the_coding_is_one_the_reader_takes(port: int, accepted: str, coding: str | None) -> None:
    answer = Answer(port, "/ar/news.rss", Accept_Encoding=accepted)
    unpack = {None: bytes, "gzip": gzip.decompress, "br": brotli.decompress}[coding]
    assert answer.headers["Content-Encoding"] == coding and unpack(answer.body) == FEED
    assert answer.headers["Vary"] == "Accept-Encoding"


def test_each_coding_has_a_strong_tag_of_its_own(port: int) -> None:
    tags = {Answer(port, "/ar/news.rss", Accept_Encoding=one).headers["ETag"] for one in ("identity", "gzip", "br")}
    assert len(tags) == 3 and all(tag.startswith('"') for tag in tags)


@pytest.mark.parametrize("asked", ["*", '"a", {}', "W/{}", '"x" , W/{},"y"'])
def test_lists_weak_tags_and_the_star_are_understood(port: int, asked: str) -> None:
    tag = Answer(port, "/ar/news.rss").headers["ETag"]
    again = Answer(port, "/ar/news.rss", If_None_Match=asked.format(tag))
    assert (again.status, again.body, again.headers["Vary"]) == (304, b"", "Accept-Encoding")
    assert again.headers["Last-Modified"] and again.headers["Content-Type"] is None


def test_a_tag_decides_before_a_date(port: int) -> None:
    since = Answer(port, "/ar/news.rss").headers["Last-Modified"]
    assert Answer(port, "/ar/news.rss", If_None_Match='"other"', If_Modified_Since=since).status == 200


@pytest.mark.parametrize("date", ["yesterday", "", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo 9999 00:00:00 GMT"])
def test_a_date_nobody_can_read_or_an_old_one_gets_the_file(port: int, date: str) -> None:
    assert Answer(port, "/ar/news.rss", If_Modified_Since=date).status == 200


def test_a_feed_that_moved_says_where_to_and_one_that_ended_that_it_did(port: int) -> None:
    moved = Answer(port, "/old/news.rss")
    assert (moved.status, moved.headers["Location"]) == (301, "/ar/news.rss")
    assert Answer(port, "/over.rss").status == 410


def test_an_unknown_feed_is_answered_with_the_list_of_feeds(port: int) -> None:
    answer = Answer(port, "/ar/nothing.rss")
    assert answer.status == 404 and b"/ar/news.rss\n" in answer.body and b"private" not in answer.body


def test_a_private_feed_is_kept_by_no_cache_of_others_and_found_by_no_robot(port: int) -> None:
    answer = Answer(port, "/private/0123456789abcdef/en/floods.rss")
    assert answer.body == b"<rss>mine</rss>"
    assert answer.headers["Cache-Control"].startswith("private") and answer.headers["X-Robots-Tag"] == "noindex"
    assert b"floods" not in Answer(port, "/manifest.json").body
    assert Answer(port, "/private/0123456789abcdee/en/floods.rss").status == 404


def test_a_question_mark_and_what_follows_changes_nothing(port: int) -> None:
    assert Answer(port, "/ar/news.rss?utm_source=x").headers["ETag"] == Answer(port, "/ar/news.rss").headers["ETag"]


def test_no_answer_sets_a_cookie(port: int) -> None:
    assert all(Answer(port, path).headers["Set-Cookie"] is None for path in ("/", "/ar/news.rss", "/nothing"))


@pytest.mark.parametrize("path", ["/ar/news.rss.gz", "/ar/.news.rss", "/ar//news.rss"])
def test_what_stands_beside_the_files_has_no_address(port: int, path: str) -> None:
    assert Answer(port, path).status == 404


def test_a_changed_file_is_served_at_the_next_request(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    seen = []
    publish_tree(folder, {"index.html": Made(lambda: b"home"), "a.rss": Made(lambda: b"<rss>1</rss>")})
    app = application(folder)
    for body in (b"<rss>1</rss>", b"<rss>2</rss>"):
        publish_tree(folder, {"index.html": Made(lambda: b"home"), "a.rss": Made(partial(bytes, body))})
        seen.append(asyncio.run(ask(app, "/a.rss")))
    assert seen == [b"<rss>1</rss>", b"<rss>2</rss>"]


async def ask(app: ASGIApp, path: str) -> bytes:
    """The body of an answer, without a socket."""
    parts: list[bytes] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    await app({"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}, receive, send)
    return b"".join(parts)


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
