"""Whole crawls of a small loopback site, each in its own child process: few crawls, many promises."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from scnfeed.crawl import TIERS, Crawl, Event, Fetched, Look, Looks, Plan, Sink, SiteMemory, crawl
from scnfeed.crawl.traces import looked_at
from scnfeed.model import Page
from scnfeed.plain import dumps
from scnfeed.sample import SampleSite
from scnfeed.sites import STRONG_CITIES
from scnfeed.sites.addresses import is_item
from tests.crawl.loopback import Answer, Loopback, moved, xml
from trials.width import children

ROOT = Path(__file__).parents[2]
NOW = datetime(2024, 6, 10, 9, tzinfo=UTC)
ARABIC = "ar/news/%D8%A7%D8%AC%D8%AA%D9%85%D8%A7%D8%B9/"


def seen(server: Loopback, path: str, lastmod: str = "", *, live: bool = True, due: float = 3) -> Look:
    at = NOW - timedelta(days=1)
    return Look(server.home + path, at, lastmod, named_by="a sitemap", live=live, due=NOW + timedelta(days=due))


def run(
    server: Loopback,
    known: tuple[Look, ...] = (),
    events: list[Event] | None = None,
    memory: SiteMemory = SiteMemory(),
    tiers: tuple[str, ...] = TIERS,
    now: datetime = NOW,
) -> Crawl:
    plan = Plan(
        site=server.site,
        now=now,
        contact="desk@example.org",
        memory=memory,
        tiers=tiers,
    )
    return asyncio.run(crawl(plan, None if events is None else events.append, known=Looks(known)))


def keys(server: Loopback, result: Crawl) -> list[str]:
    return [page.key.removeprefix(server.home) for page in result.pages]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the child is found by /proc")
def test_a_child_that_is_stopped_and_goes_on_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """However Python buffers its own output: as containers often have it, what a signal cuts off is not written."""
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    over = threading.Event()

    def stop_and_go() -> None:
        while not over.wait(0.001):
            for child in children(os.getpid()):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGSTOP)
                    time.sleep(0.001)
                    os.kill(child, signal.SIGCONT)

    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<h1>Nothing here</h1>", 404)) as server:
        names = [f"news/{n}/" for n in range(60)]
        server.answers["/sitemap_index.xml"] = server.sitemap([(name, "2024-06-01") for name in names])
        for n, name in enumerate(names):
            server.answers[f"/{name}"] = Answer(f"<h1>Story {n}</h1><p>" + f"{n} lamps are lit. " * 60_000)
        threading.Thread(target=stop_and_go, daemon=True).start()
        try:
            result = run(server, tiers=("sitemap",))
        finally:
            over.set()
        assert result.ok and keys(server, result) == sorted(names)
        assert all(len(page.page.body) > 900_000 for page in result.pages)


def test_of_a_child_that_dies_in_the_middle_of_a_page_the_whole_pages_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The child here is another one, which says one page and a half and is gone."""
    page = Fetched(Page("https://a.org/", "https://a.org/", 200, (), b"whole", NOW), "k", "", True, False, "k")
    code = (
        "import sys; sys.stdin.readline()\nfrom scnfeed.crawl.talk import Fetched, Parent, loads\n"
        "p = Parent(sys.stdin.buffer, sys.stdout.buffer); one = loads(Fetched, sys.argv[1]); p.hand_on([one])\n"
        "p.tell({'event': 'kept', 'more': 0, 'size': 10**6}, b'half'); raise SystemExit('killed by somebody')"
    )
    monkeypatch.setattr("scnfeed.crawl.parent.CHILD", ("-c", code, dumps(page)))
    bodies: list[bytes] = []

    async def take(came: Sequence[Sequence[Fetched]]) -> None:
        bodies.extend(one.page.body for pages in came for one in pages)

    found = asyncio.run(crawl(Plan(site=STRONG_CITIES, now=NOW), sink=Sink(take)))
    assert not found.ok and "left no account: killed by somebody" in found.reason and bodies == [b"whole"]


def test_of_large_pages_fewer_are_taken_together() -> None:
    """Fifty pages of the largest size that is fetched would be a gigabyte in memory."""
    taken: list[int] = []

    async def take(came: Sequence[Sequence[Fetched]]) -> None:
        taken.append(sum(len(one.page.body) for pages in came for one in pages))

    with Loopback({"/robots.txt": Answer(status=404)}, Answer("x" * 2**20)) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([(f"news/{n}/", "") for n in range(12)])
        found = asyncio.run(crawl(Plan(site=server.site, now=NOW), sink=Sink(take)))
    assert found.ok and sum(taken) == 12 * 2**20 and max(taken) <= 5 * 2**20


def test_a_first_crawl_keeps_every_item_and_watch_page_of_the_sitemap_raw() -> None:
    events: list[Event] = []
    with Loopback({}) as server:
        server.answers |= {
            "/news/a/": Answer(b"<p>caf\xe9</p>", type="text/html; charset=iso-8859-1", headers={"ETag": '"1"'}),
            "/robots.txt": Answer("User-agent: *\nDisallow: /news/secret/\nSitemap: /maps.xml\n", type="text/plain"),
            "/maps.xml": xml("<sitemapindex><sitemap><loc>{home}one.xml</loc></sitemap></sitemapindex>"),
            "/one.xml": server.sitemap(
                [
                    ("news/a/", "2024-06-01T10:00:00+00:00"),
                    (ARABIC.lower(), ""),
                    ("news/secret/", ""),
                    ("news/old/", ""),
                    ("news/older/", ""),
                    ("news/gone/", ""),
                    ("news/metadata/", ""),
                    ("news/elsewhere/", ""),
                    ("news/feed/", ""),
                    ("resource/guide", ""),
                    ("resource/report/?_type=pdf", ""),
                    ("fifthglobalsummit/", ""),
                    ("about-us/", ""),
                ]
            ),
            f"/{ARABIC}": Answer("<p>اجتماع</p>"),
            "/news/old/": moved("/news/new/"),
            "/news/older/": moved("/news/new/"),
            "/news/new/": Answer("<p>new</p>"),
            "/news/gone/": Answer("gone", 410),
            "/news/metadata/": moved("http://2130706433/latest/meta-data/"),
            "/news/elsewhere/": moved("http://localhost:1/"),
            "/resource/guide": Answer(
                '<p>1</p><a href="guide/2/">2</a><a href="/resource/guide/3/">3</a><a href="/about-us/">x</a>'
            ),
            "/resource/guide/2/": Answer('<p>2</p><a href="/resource/guide/">1</a><a href="/resource/guide/3/">3</a>'),
            "/resource/guide/3/": Answer("<p>3</p>"),
            "/fifthglobalsummit/": Answer("<p>summit</p>"),
        }
        result = run(server, events=events)
        pages = {page.key.removeprefix(server.home): page for page in result.pages}

        assert (result.ok, result.reason, result.complete) == (True, "", True)
        assert (
            list(pages)
            == sorted(pages)
            == [
                ARABIC,
                "fifthglobalsummit/",
                "news/a/",
                "news/elsewhere/",
                "news/gone/",
                "news/metadata/",
                "news/old/",
                "news/older/",
                "resource/guide/",
                "resource/guide/2/",
                "resource/guide/3/",
            ]
        )
        first = pages["news/a/"]
        assert first.page.body == b"<p>caf\xe9</p>"
        assert dict(first.page.headers) == {"content-type": "text/html; charset=iso-8859-1", "etag": '"1"'}
        assert (first.page.status, first.page.fetched_at, first.lastmod) == (200, NOW, "2024-06-01T10:00:00+00:00")
        assert first.item and not first.watch
        assert pages["fifthglobalsummit/"].watch and not pages["fifthglobalsummit/"].item
        assert pages["news/gone/"].page.status == 410
        away = pages["news/metadata/"].page
        assert (away.status, away.final_url, away.body) == (301, "http://2130706433/latest/meta-data/", b"")
        assert {pages["news/old/"].final_key, pages["news/older/"].final_key} == {server.home + "news/new/"}
        assert pages["resource/guide/"].page.url == server.home + "resource/guide"
        assert {pages[f"resource/guide/{n}/"].part_of for n in (2, 3)} == {server.home + "resource/guide/"}
        assert result.stats["traps"] == 2
        assert result.stats["led_away"] == 2
        assert result.stats["forbidden"] == 1
        assert result.stats["requests"] == len(server.requests)
        assert len(server.requests) == len(set(server.requests)) + 1, (
            "only the shared end of two redirects is asked twice"
        )
        assert not {"/news/secret/", "/about-us/", "/news/feed/", "/resource/report/"} & set(server.requests)
        assert server.agents == {f"scnfeed/{version('scnfeed')} (+desk@example.org)"}
        assert sum(event["event"] == "page" for event in events) == len(pages)


def test_a_later_crawl_asks_only_for_what_may_have_changed() -> None:
    with Loopback({}, other=Answer("<p>page</p>")) as server:
        server.answers |= {
            "/robots.txt": Answer(status=404),
            "/sitemap_index.xml": Answer(status=404),
            "/wp-sitemap.xml": server.sitemap(
                [
                    ("news/same/", "2024-05-01"),
                    ("news/newer/", "2024-06-09T10:00:00+00:00"),
                    ("news/silent/", ""),
                    ("news/unknown/", "2024-05-01"),
                ]
            ),
            "/news/withdrawn/": Answer(status=404),
        }
        known = (
            seen(server, "news/same/", "2024-05-01"),
            seen(server, "news/newer/", "2024-05-01T10:00:00+00:00"),
            seen(server, "news/silent/", due=-0.1),
            seen(server, "news/withdrawn/", "2024-05-01"),
            seen(server, "news/dead/", "2024-05-01", live=False),
        )
        result = run(server, known)

        assert result.ok and result.complete
        assert keys(server, result) == [f"news/{slug}/" for slug in ("newer", "silent", "unknown", "withdrawn")]
        assert result.absent == (server.home + "news/withdrawn/",)
        assert result.unchanged == 1
        assert "/sitemap.xml" not in server.requests


def test_without_a_sitemap_items_are_found_through_the_lists() -> None:
    lists = (
        '<a href="/news/a/">a</a><a href="/news/page/2/">2</a><a href="/news/?_type=x">f</a><a href="/wp-admin/">w</a>'
    )
    with Loopback(
        {
            "/": Answer('<a href="/ar/">ar</a><a href="/about-us/">about</a><a href="/news/feed/">rss</a>'),
            "/news/": Answer(lists),
            "/news/page/2/": Answer('<a href="/news/b/#top">b</a><a href="/news/page/3/">3</a>'),
            "/news/page/3/": Answer('<a href="/news/b/">b</a><a href="/news/page/4/">4</a>'),
            "/news/a/": Answer("<p>a</p>"),
            "/news/b/": Answer("<p>b</p>"),
            "/wp-sitemap.xml": xml("<urlset></urlset>"),
            "/sitemap.xml": xml("<urlset><url><loc>{home}about-us/</loc></url></urlset>"),
        }
    ) as server:
        known = (seen(server, "news/known/"),)
        result = run(server, known, memory=SiteMemory(tiers_at=NOW))

        assert (result.ok, result.complete, result.absent) == (True, False, ())
        assert keys(server, result) == ["news/a/", "news/b/"]
        assert result.stats["traps"] >= 3
        assert not {"/about-us/", "/news/page/4/", "/news/known/"} & set(server.requests)


@pytest.mark.parametrize(
    ("answers", "other", "reason"),
    [
        ({"/robots.txt": Answer(status=404)}, Answer("busy", 503), "the site answered 503 to all 10 requests"),
        (
            {"/robots.txt": Answer(status=500)},
            Answer("<p>x</p>"),
            "robots.txt answered 500, so the site was",
        ),
        ({}, Answer("<html>Back soon</html>"), "robots.txt answered with a web page, so the site was left alone"),
        (
            {"/robots.txt": Answer(status=404)},
            Answer("<html>Back soon</html>"),
            "sitemap_index.xml answered with a web page and the front page links to no item, though 1 known before",
        ),
        ({"/robots.txt": Answer("User-agent: *\nDisallow: /\n")}, Answer("<p>x</p>"), "robots.txt forbids all "),
    ],
    ids=["503", "robots-500", "robots-html", "html-for-everything", "robots-disallow"],
)
def test_a_crawl_that_learned_nothing_says_why(answers: dict[str, Answer], other: Answer, reason: str) -> None:
    with Loopback(answers, other) as server:
        result = run(server, (seen(server, "news/a/"),))
        assert not result.ok
        assert reason in result.reason
        assert len(result.pages) == 0
        assert not result.complete and result.absent == ()


def test_a_half_broken_site_is_doubtful_and_a_half_fetched_guide_is_left_out() -> None:
    with Loopback({}, other=Answer("busy", 503)) as server:
        server.answers |= {
            "/robots.txt": Answer(status=404),
            "/sitemap_index.xml": server.sitemap([(f"news/{n}/", "") for n in range(3)] + [("resource/guide/", "")]),
            "/news/1/": Answer("<p>1</p>"),
            "/news/2/": Answer("%PDF-1.7", type="application/pdf"),
            "/resource/guide/": Answer('<a href="2/">2</a><a href="3/">3</a>'),
            "/resource/guide/3/": Answer("<p>3</p>"),
        }
        result = run(server)
        assert not result.ok
        assert result.reason == "2 of 4 pages failed: status 503 (2)"
        assert keys(server, result) == ["news/1/"]
        assert result.stats["not_html"] == 1
        assert server.requests.count("/news/0/") == 3, "a busy page is asked for twice more"


def test_a_crawl_can_be_cancelled_at_once_and_started_again_in_the_same_loop() -> None:
    async def story(server: Loopback) -> Crawl:
        plan = Plan(site=server.site, now=NOW)
        planned = asyncio.Event()
        first = asyncio.create_task(crawl(plan, lambda event: planned.set()))
        await asyncio.wait_for(planned.wait(), 20)
        first.cancel()
        started = time.monotonic()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert time.monotonic() - started < 2
        server.other = Answer("<p>page</p>")
        return await crawl(plan)

    with Loopback({"/robots.txt": Answer(status=404)}, Answer(after=4)) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap((f"news/{n}/", "") for n in range(5))
        result = asyncio.run(story(server))
        assert result.ok and len(result.pages) == 5


def test_a_child_that_dies_is_a_reason_not_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    result = asyncio.run(crawl(Plan(site=STRONG_CITIES, now=NOW)))
    assert not result.ok
    assert result.reason == "the crawler ended with code 1 and left no account: it said nothing"


def test_the_budget_and_the_crawl_delay_of_the_site_are_kept() -> None:
    with Loopback({}, Answer("<p>page</p>")) as server:
        server.answers["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.3\n", type="text/plain")
        server.answers["/sitemap_index.xml"] = server.sitemap((f"news/{n}/", "") for n in range(9))
        plan = Plan(site=replace(server.site, budget=6), now=NOW)
        result = asyncio.run(crawl(plan))
        assert len(server.requests) == 6
        assert (len(result.pages), result.stats["left"]) == (3, 6), "robots, sitemap and impossible address count, too"
        assert min(server.waits("/")) > 0.2, "after robots.txt, too"


def test_a_crawl_ends_when_its_parent_is_gone() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap((f"news/{n}/", "") for n in range(40))
        plan = Plan(site=server.site, now=NOW)
        command = [sys.executable, "-m", "scnfeed.crawl"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdin and child.stdout
            child.stdout.close()
            child.stdin.write(dumps(plan).encode() + b"\n")
            child.stdin.close()
            assert child.wait(20) == 1
        assert len(server.requests) < 10


def test_the_sample_site_is_fetched_whole_once_and_then_only_where_it_changed() -> None:
    with SampleSite(port=0, day=1) as sample:
        site = replace(STRONG_CITIES, home=sample.home, private=True, delay=0.0, aliases=())
        first = asyncio.run(crawl(Plan(site=site, now=NOW)))
        assert (first.ok, first.complete) == (True, True), first.reason
        assert {page.key for page in first.pages} >= {url for url in sample.addresses() if is_item(url, site)}
        known = tuple(replace(looked_at(page, NOW), live=page.item and page.page.status == 200) for page in first.pages)
        sample.set_day(3)
        second = asyncio.run(crawl(Plan(site=site, now=NOW + timedelta(days=2)), known=Looks(known)))
        assert (second.ok, second.complete) == (True, True), second.reason
        fresh = set(sample.addresses()) - {page.key for page in first.pages}
        assert {page.key for page in second.pages} == fresh != set()
        assert second.unchanged == len(set(sample.addresses()) - fresh)


def test_a_spider_of_a_deployment_runs_under_plain_scrapy(tmp_path: Path) -> None:
    with Loopback({"/robots.txt": Answer(status=404), "/news/a/": Answer("<p>a</p>")}) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", "")])
        (tmp_path / "mine.py").write_text(
            "from dataclasses import replace\n"
            "from scnfeed.crawl.spider import SiteSpider\n"
            "from scnfeed.sites import STRONG_CITIES\n"
            "class Mine(SiteSpider):\n"
            "    name = 'mine'\n"
            f"    site = replace(STRONG_CITIES, home={server.home!r}, private=True, delay=0.0)\n",
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "scrapy", "runspider", str(tmp_path / "mine.py")]
        options = ["-O", str(tmp_path / "out.json"), "-s", "SCNFEED_PRIVATE=1"]
        subprocess.run([*command, *options], cwd=ROOT, check=True, capture_output=True)
        url = server.home + "news/a/"
        assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == [
            {"url": url, "status": 200, "final_url": url, "item": True}
        ]
