"""A hub is told what changed, asked again when it stumbles, and never keeps anything waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from scnfeed.publish.websub import announce

TOPICS = ["https://feeds.example.org/en/news.rss", "https://feeds.example.org/ar/أخبار.atom"]


class Hub(ThreadingHTTPServer):
    """A small hub: answers what it was told to, in turn, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answers: list[int] = []
        self.asked: list[dict[str, list[str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hub"


class Asked(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        self.server.asked.append(parse_qs(body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_hub_hears_of_each_changed_feed_in_one_request(hub: Hub) -> None:
    assert announce(hub.address, TOPICS) == []
    (form,) = hub.asked
    assert form["hub.mode"] == ["publish"] and form["hub.url"] == TOPICS


def test_nothing_changed_nothing_asked(hub: Hub) -> None:
    assert announce(hub.address, []) == [] and hub.asked == []


@pytest.mark.parametrize("answer", [500, 503, 429])
def test_a_hub_that_stumbles_is_asked_again(hub: Hub, answer: int) -> None:
    hub.answers = [answer, answer]
    assert announce(hub.address, TOPICS, pause=0.01) == []
    assert len(hub.asked) == 3


def test_a_hub_that_keeps_failing_is_told_with_its_reason(hub: Hub) -> None:
    hub.answers = [500] * 9
    assert announce(hub.address, TOPICS, pause=0.01) == [(topic, "the hub answered 500") for topic in TOPICS]
    assert len(hub.asked) == 3


def test_a_refusal_is_final(hub: Hub) -> None:
    hub.answers = [403]
    assert [reason for _, reason in announce(hub.address, TOPICS)] == ["the hub answered 403"] * 2
    assert len(hub.asked) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "nonsense", "http://[::", "file:///etc/passwd"])
def test_a_hub_that_is_not_there_is_told_and_raises_nothing(address: str) -> None:
    (topic, reason) = announce(address, TOPICS[:1], pause=0.01)[0]
    assert topic == TOPICS[0] and reason.startswith("the hub cannot be reached")


def test_many_feeds_are_told_in_parts(hub: Hub) -> None:
    assert announce(hub.address, [f"https://x.example/{n}.rss" for n in range(120)]) == []
    assert [len(form["hub.url"]) for form in hub.asked] == [50, 50, 20]
