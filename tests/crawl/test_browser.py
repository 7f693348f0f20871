"""Pages that JavaScript draws: with a browser they are read, without one that is said; and the guard holds in it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scnfeed.crawl import Plan, browser, crawl
from scnfeed.errors import CrawlError
from scnfeed.model import Site
from tests.crawl.loopback import Answer, Loopback

SHELL = '<!doctype html><html lang="en"><body><div id="app"></div><script>{script}</script></body></html>'
LIST = """fetch("/items.json").then(r => r.json()).then(all => {
  document.getElementById("app").innerHTML = all.map(n => `<h2><a href="/news/${n}/">Story ${n}</a></h2>`).join("")
})"""
ITEM = """document.getElementById("app").innerHTML = "<h1>Drawn</h1><p>This was drawn by a script.</p>";
for (const away of %r) { fetch(away).catch(() => 0); try { new WebSocket(away.replace("http", "ws")) } catch (e) {} }
document.body.insertAdjacentHTML("beforeend", %r.map(a => `<img src="${a}"><iframe src="${a}"></iframe>`).join(""))"""


@pytest.fixture
def needs_browser() -> None:
    """Where no Chromium is, the tests that draw are skipped, and the run's last lines say so (tests/conftest.py)."""
    if wrong := browser.missing():
        pytest.skip(f"no page was drawn: {wrong}")


def test_a_browser_draws_the_lists_and_items_of_a_site_and_reaches_nothing_else(needs_browser: None) -> None:
    with Loopback({}, Answer("a secret")) as other, Loopback({"/robots.txt": Answer(status=404)}) as server:
        port = other.home.split(":")[2].strip("/")
        away = [other.home, f"http://localhost:{port}/", f"http://[::1]:{port}/", f"http://2130706433:{port}/"]
        server.answers |= {
            "/": Answer(SHELL.replace("{script}", LIST)),
            "/items.json": Answer("[1, 2]", type="application/json"),
            "/news/1/": Answer(SHELL.replace("{script}", ITEM % (away, away))),
            "/news/2/": Answer(status=302, headers={"Location": other.home}),
        }
        site = Site("x", "X", server.home, items=(("news/[^/]+/", "news"),), private=True, browser=True, delay=0)
        plan = Plan(site=site, now=datetime(2026, 3, 2, tzinfo=UTC), tiers=("listings",))
        found = asyncio.run(crawl(plan))
        bodies = {page.key.removeprefix(server.home): page.page.body for page in found.pages}
        assert b"This was drawn by a script." in bodies["news/1/"], found
        assert other.requests == []
        assert all(b"secret" not in body for body in bodies.values())
        assert all("scnfeed/" in agent for agent in server.agents), server.agents


def test_without_the_extra_a_site_that_needs_it_says_so_and_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_spec", lambda name: None)
    with Loopback({}) as server:
        site = replace(server.site, browser=True)
        with pytest.raises(CrawlError, match=r"need the extra `browser`: pip install 'scnfeed\[browser\]'"):
            asyncio.run(crawl(Plan(site=site, now=datetime(2026, 3, 2, tzinfo=UTC))))
        assert server.requests == []


def test_without_a_chromium_the_way_to_one_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    assert "apt-get install chromium" in browser.missing()


@pytest.mark.parametrize(
    ("numbers", "private", "rules"),
    [
        (["93.184.216.34"], False, ["MAP city.example:443 93.184.216.34:443", "MAP city.example:80 93.184.216.34:80"]),
        (["127.0.0.1", "93.184.216.34"], False, ["MAP city.example:443 93.184.216.34:443"]),
        (["127.0.0.1"], False, []),
        (["::ffff:10.0.0.1"], False, []),
        (["10.0.0.1"], True, ["MAP city.example:443 10.0.0.1:443"]),
        (["2606:2800:220:1::1"], False, ["MAP city.example:443 [2606:2800:220:1::1]:443"]),
        ([], False, []),
    ],
)
def test_for_the_browser_only_checked_numbers_of_the_site_exist(
    numbers: list[str], private: bool, rules: list[str]
) -> None:
    site = Site("x", "X", "https://city.example/", private=private)
    [told] = browser.drawn(site, lambda host: numbers)["PLAYWRIGHT_LAUNCH_OPTIONS"]["args"]
    said = told.removeprefix("--host-resolver-rules=").split(", ")
    assert said[: len(rules)] == rules and said[-1] == "MAP * ~NOTFOUND"
    assert (len(said) == 1) is (not rules)
