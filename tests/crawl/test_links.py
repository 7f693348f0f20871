"""Which links of a letter are dead: asked politely, never at an address that is not public."""

from __future__ import annotations

import pytest

from scnfeed.crawl.links import try_links
from tests.crawl.loopback import Answer, Loopback, moved


def test_what_answers_is_alive_and_what_does_not_is_told_with_its_status() -> None:
    pages = {
        "/good": Answer("here"),
        "/gone": Answer(status=410),
        "/broken": Answer(status=500),
        "/locked": Answer(status=403),
        "/busy": Answer(status=429),
        "/moved": moved("/good"),
        "/lost": moved("/nowhere"),
        "/round": moved("/round"),
    }
    with Loopback(pages) as server:
        host = server.home.split("/")[2]
        urls = [f"http://{host}{path}" for path in (*pages, "/nowhere")]
        found = try_links(urls, [host], pause=0)
    short = {url.partition(host)[2]: status for url, status in found.dead.items()}
    assert short == {"/gone": 410, "/broken": 500, "/lost": 404, "/round": 0, "/nowhere": 404}
    assert found.unasked == ()


def test_a_private_address_is_not_asked_unless_the_site_is_ours() -> None:
    with Loopback({"/": Answer("secret"), "/away": moved("http://localhost:1/")}) as server:
        assert try_links([server.home], pause=0).dead == {server.home: 0}
        assert server.requests == []
        host = server.home.split("/")[2]
        port = host.partition(":")[2]
        named = f"http://localhost:{port}/"
        assert try_links([server.home, named], [host], pause=0).dead == {named: 0}


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "http://", "http://[::1", "http://a.example:99999/", "javascript:1"]
)
def test_what_is_no_web_address_is_dead_and_nothing_is_asked(url: str) -> None:
    assert try_links([url], pause=0).dead == {url: 0}


def test_when_the_time_is_over_the_rest_is_told_as_not_tried() -> None:
    ticks = iter([0.0, 0.0, 30.0, 61.0])
    waited: list[float] = []
    with Loopback({"/a": Answer(), "/b": Answer()}) as server:
        host = server.home.split("/")[2]
        urls = [f"{server.home}{name}" for name in "abc"]
        found = try_links(urls, [host], seconds=60, pause=0.5, clock=lambda: next(ticks), wait=waited.append)
    assert found.dead == {} and found.unasked == (urls[2],) and waited == [0.5]
