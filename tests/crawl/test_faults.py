"""What broken and hostile servers send: nothing of it is believed, nothing hurts, and the rest of the site is fetched.

Most faults stand side by side on one small site, so that one crawl meets them all.
"""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from scnfeed.crawl import Crawl, Look, Looks, Plan, crawl
from scnfeed.crawl.find import Finder
from scnfeed.crawl.indexes import read_feed, read_index
from scnfeed.crawl.judge import Account
from scnfeed.crawl.manners import seconds_of
from scnfeed.crawl.sitemaps import MOST_SITEMAPS
from scnfeed.crawl.values import IndexFile
from scnfeed.sites import STRONG_CITIES
from tests.crawl.loopback import Answer, Loopback, moved

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZEROS = b"\0" * 30_000_000
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PACKED = gzip.compress(b"<p>a page</p>" * 500)


def run(server: Loopback, plan: Plan | None = None, known: tuple[Look, ...] = ()) -> Crawl:
    return asyncio.run(crawl(plan or Plan(site=replace(server.site, timeout=1.5), now=NOW), known=Looks(known)))


def serving(server: Loopback, pages: dict[str, Answer], good: int = 6) -> None:
    """These pages among good ones, all in a sitemap."""
    pages = pages | {f"news/good-{n}/": Answer("<p>good</p>") for n in range(good)}
    server.answers |= {f"/{path}": answer for path, answer in pages.items()}
    server.answers |= {"/robots.txt": Answer(status=404), "/sitemap_index.xml": server.sitemap((p, "") for p in pages)}


def fetched(server: Loopback, result: Crawl) -> set[str]:
    return {page.key.removeprefix(server.home) for page in result.pages} - {f"news/good-{n}/" for n in range(20)}


BROKEN = {
    "news/hangs/": (Answer(after=6), 3),
    "news/drips/": (Answer("<p>slowly now</p>" * 9, drip=0.2), 3),
    "news/truncated/": (Answer(raw=HEAD + b"Content-Length: 5000\r\n\r\n<p>half of"), 3),
    "news/chunk-lost/": (Answer(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>ha\r\n"), 3),
    "news/no-gzip/": (Answer("<p>plain</p>" * 9, headers={"Content-Encoding": "gzip"}), 3),
    "news/cut-gzip/": (Answer(PACKED[:-20], headers={"Content-Encoding": "gzip"}), 3),
    "news/drops/": (Answer(raw=b""), 3),
    "news/nonsense/": (Answer(raw=b"\xff\xfe no protocol at all\r\n\r\n"), 3),
    "news/busy/": (Answer("busy", 503), 3),
    "news/loops/": (moved("/news/loops/"), 11),
    "news/long-header/": (Answer(raw=HEAD + b"X-Long: " + b"x" * 2_000_000 + b"\r\n\r\n<p>x</p>"), 3),
    "news/many-headers/": (Answer(raw=HEAD + b"X-Short: x\r\n" * 30_000 + b"\r\n<p>x</p>"), 3),
}
"""Each with the most requests that it may cost."""


def test_a_page_that_cannot_be_had_is_asked_for_again_told_and_left_out() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {path: answer for path, (answer, _) in BROKEN.items()}, good=18)
        site = replace(server.site, budget=200)
        result = run(server, Plan(site=replace(site, timeout=1.5), now=NOW))
        assert fetched(server, result) == set()
        assert result.stats["errors"] == len(BROKEN)
        for path, (_, most) in BROKEN.items():
            asked = server.requests.count(f"/{path}")
            assert 1 <= asked <= most, (path, asked)
            assert asked > 1, f"{path} is retried"
        assert not result.ok and "pages failed" in result.reason and "compression is damaged (2)" in result.reason
        assert len(result.pages) == 18, "the good ones came all the same"


def test_a_fault_that_passes_costs_a_second_request_and_no_page() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        broken = [path for path in BROKEN if path not in ("news/loops/", "news/hangs/", "news/drips/")]
        serving(server, {path: Answer("<p>well again</p>") for path in broken})
        server.turns = {f"/{path}": [BROKEN[path][0]] for path in broken}
        result = run(server)
        assert result.ok, result.reason
        assert fetched(server, result) == set(broken)
        assert {path: server.requests.count(f"/{path}") for path in broken} == dict.fromkeys(broken, 2)


def test_bombs_and_endless_pages_are_cut_off_and_hurt_nobody() -> None:
    bomb = Answer(gzip.compress(ZEROS), headers={"Content-Encoding": "gzip"})
    huge = Answer(raw=HEAD + b"Content-Length: 30000000\r\n\r\n" + ZEROS)
    endless = Answer(raw=HEAD + b"\r\n" + ZEROS)
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {"news/bomb/": bomb, "news/huge/": huge, "news/endless/": endless}, good=9)
        result = run(server, Plan(site=replace(server.site, timeout=20), now=NOW))
        assert result.ok, result.reason
        assert fetched(server, result) == set() and result.stats["errors"] == 3
        assert len(result.pages) == 9


ELSEWHERE = (
    "http://2130706433/latest/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.1:1/",
    "http://localhost/",
    "http://user@evil.example/",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "data:text/html,<p>x</p>",
    "gopher://127.0.0.1:70/",
    "//evil.example/",
)


def test_no_redirect_leads_anywhere_else_at_the_first_hop_or_a_later_one() -> None:
    with Loopback({}, Answer("none", 404)) as server, Loopback({}, Answer("<p>a secret</p>")) as other:
        ends = [*ELSEWHERE, other.home]
        pages = {f"news/first-{n}/": moved(end) for n, end in enumerate(ends)}
        pages |= {f"news/second-{n}/": moved(f"/hop-{n}/") for n in range(len(ends))}
        serving(server, pages)
        server.answers |= {f"/hop-{n}/": moved(end) for n, end in enumerate(ends)}
        result = run(server)
        answers = [one.page for one in result.pages if "/good-" not in one.key]
        assert not [page for page in answers if page.status == 200 or page.body]
        assert other.requests == []
        assert sum(result.stats.get(name, 0) for name in ("led_away", "refused", "errors", "traps")) == 2 * len(ends)


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap_index.xml", "/wp-json/wp/v2/types", "/feed/", "/news/"])
def test_no_redirect_of_what_is_asked_beside_pages_leads_to_another_host(path: str) -> None:
    with Loopback({}, Answer("none", 404)) as server, Loopback({}, Answer("<p>a secret</p>")) as other:
        server.answers |= {"/robots.txt": Answer(status=404), "/": Answer("<p>Hello</p>"), path: moved(other.home)}
        result = run(server)
        assert not result.ok and path in server.requests
        assert other.requests == []


def test_two_addresses_that_end_at_one_page_are_both_accounted_for() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {"news/a/": moved("/news/end/"), "news/b/": moved("/news/end/")}, good=0)
        server.answers["/news/end/"] = Answer("<p>the end</p>")
        result = run(server)
        assert {(page.key[-7:], page.final_key[-9:]) for page in result.pages} == {
            ("news/a/", "news/end/"),
            ("news/b/", "news/end/"),
        }


def test_addresses_that_left_the_index_for_one_that_is_new_share_its_answer() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {"news/new/": Answer("<p>the end</p>")}, good=0)
        server.answers |= {"/news/a/": moved("/news/new/"), "/news/b/": moved("/news/new/")}
        known = tuple(Look(f"{server.home}news/{n}/", NOW, named_by="x", live=True) for n in "ab")
        result = run(server, known=known)
        assert {(page.key[-7:], page.final_key[-9:]) for page in result.pages} == {
            ("news/a/", "news/new/"),
            ("news/b/", "news/new/"),
            ("ws/new/", "news/new/"),
        }
        assert server.requests.count("/news/new/") == 1


# ---- robots.txt (RFC 9309) ------------------------------------------------------------------------------------------

LONG = "# comment\n" * 60_000
RULES = {
    "absent": (Answer(status=404), {"a", "b", "secret/x"}),
    "forbidden-to-us": (Answer("no", 403), {"a", "b", "secret/x"}),
    "gone": (Answer("gone", 410), {"a", "b", "secret/x"}),
    "plain": (Answer("User-agent: *\nDisallow: /news/secret/\n"), {"a", "b"}),
    "mark-at-the-start": (Answer(b"\xef\xbb\xbfUser-agent: *\nDisallow: /news/secret/\n"), {"a", "b"}),
    "old-line-ends": (Answer("User-agent: *\rDisallow: /news/secret/\r"), {"a", "b"}),
    "our-own-group": (
        Answer("User-agent: *\nAllow: /\n\nUser-agent: SCNFEED\nDisallow: /news/a/\n"),
        {"b", "secret/x"},
    ),
    "longest-match": (Answer("User-agent: *\nAllow: /news/a/\nDisallow: /news/\nAllow: /\n"), {"a"}),
    "allow-wins-a-tie": (Answer("User-agent: *\nDisallow: /news/a/\nAllow: /news/a/\n"), {"a", "b", "secret/x"}),
    "wildcards": (Answer("User-agent: *\nDisallow: /*/sec*t/\nDisallow: /news/b/$\n"), {"a"}),
    "encoded": (Answer("User-agent: *\nDisallow: /news/%73ecret/\n"), {"a", "b"}),
    "redirected": (moved("/rules/one"), {"a", "b"}),
    "very-long": (Answer("User-agent: *\nDisallow: /news/secret/\n" + LONG + "Disallow: /news/a/\n"), {"a", "b"}),
    "broken": (Answer("oops", 500), set()),
    "busy": (Answer("oops", 503), set()),
    "asks-us-to-slow-down": (Answer("oops", 429), set()),
    "silent": (Answer(raw=b""), set()),
    "loops": (moved("/robots.txt"), set()),
    "a-web-page": (Answer("<!doctype html><p>Back soon</p>"), set()),
    "elsewhere": (moved("http://169.254.169.254/robots.txt"), set()),
}


@pytest.mark.parametrize("name", RULES)
def test_robots_txt_is_obeyed_as_its_rfc_says(name: str) -> None:
    answer, allowed = RULES[name]
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {f"news/{path}/": Answer("<p>x</p>") for path in ("a", "b", "secret/x")}, good=0)
        server.answers |= {"/robots.txt": replace(answer, type="text/plain")}
        server.answers |= {f"/rules/{n}": moved(f"/rules/{m}") for n, m in (("one", "two"), ("two", "three"))}
        server.answers["/rules/three"] = Answer("User-agent: *\nDisallow: /news/secret/\n", type="text/plain")
        site = replace(server.site, items=(("news/.+", "news"),))
        result = run(server, Plan(site=replace(site, timeout=1.5), now=NOW))
        asked = {path.removeprefix("/news/").rstrip("/") for path in server.requests if path.startswith("/news/")}
        assert {path for path in asked if len(path) < 20} == allowed
        assert result.ok is bool(allowed)
        if not allowed:
            assert not [path for path in server.requests if "robots" not in path], "nothing else is asked for"


def test_a_site_that_forbids_everything_from_one_day_to_the_next_loses_no_article() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {})
        server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", type="text/plain")
        known = tuple(Look(f"{server.home}news/good-{n}/", NOW, named_by="x", live=True) for n in range(6))
        result = run(server, known=known)
        assert not result.ok and "robots.txt forbids" in result.reason and result.absent == ()


# ---- Retry-After, delays ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180.0),
        ("Monday, 02-Mar-26 12:05:00 GMT", 300.0),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0.0),
        ("99999999999999", 7 * 86_400.0),
        ("-5", 0.0),
        ("1.5", 0.0),
        ("tomorrow", 0.0),
        ("Mon, 99 Mar 2026 12:00:00 GMT", 0.0),
        ("Mon, 02 Mar 99999 12:00:00 GMT", 0.0),
        ("", 0.0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nonsense_is_nothing(said: str, seconds: float) -> None:
    assert seconds_of(said, NOW) == seconds


def test_a_slow_server_is_asked_more_slowly_and_tells_by_whom_it_is_asked() -> None:
    with Loopback({}, Answer("none", 404)) as server:
        serving(server, {}, good=4)
        server.answers |= {f"/news/good-{n}/": Answer("<p>slow</p>", after=0.4) for n in range(4)}
        result = run(server, Plan(site=server.site, now=NOW, contact="mailto:desk@example.org"))
        assert result.ok and min(server.waits("/news/good-")) > 0.75, "it is busy with us for half of the time"
        (agent,) = server.agents
        assert agent.startswith("scnfeed/") and agent.endswith("(+mailto:desk@example.org)")


# ---- hostile XML ----------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/passwd">{LAUGHS}'


def test_entities_of_sitemaps_and_feeds_are_not_expanded_and_nothing_is_fetched_for_them() -> None:
    with Loopback({}, Answer("<!ENTITY a 'b'>")) as other:
        doctype = f'{DOCTYPE}<!ENTITY n SYSTEM "{other.home}x.dtd"><!ENTITY % p SYSTEM "{other.home}p.dtd"> %p;]>'
        for entity in ("&l9;", "&f;", "&n;"):
            sitemap = f"{doctype}<urlset><url><loc>https://a.org/{entity}/</loc></url></urlset>".encode()
            named = "".join(url for url, _ in read_index(sitemap).entries)
            assert "ha" not in named and "root:" not in named and len(named) < 100
            feed = f"{doctype}<rss><channel><item><link>https://a.org/{entity}/</link></item></channel></rss>"
            assert read_feed(feed.encode()).named == {}
        assert other.requests == []


def test_a_packed_sitemap_without_end_is_cut_and_nested_ones_are_counted() -> None:
    """What stands behind so much nothing is not reached; of sitemaps that name ever more the first 500 are read."""
    row, much = b"<url><loc>https://a.org/x/</loc></url>", b" " * 1_000_000 + b"<x/>"
    packed = [gzip.compress(b"<urlset>" + much * megabytes + row + b"</urlset>") for megabytes in (1, 80)]
    assert [len(read_index(one).entries) for one in packed] == [1, 0]
    asked: list[str] = []

    async def get(url: str, before: IndexFile | None) -> Response:
        asked.append(url)
        named = "".join(f"<sitemap><loc>{url}{end}</loc></sitemap>" for end in ("", "0.xml", "1.xml"))
        return Response(url, body=f"<sitemapindex>{named}</sitemapindex>".encode())

    account = Account()
    site = replace(STRONG_CITIES, sitemaps=("maps.xml",))
    found = asyncio.run(Finder(Plan(site=site, now=NOW, tiers=("sitemap",)), account, get, Looks()).find(()))
    assert found.asks == {} and not account.complete
    assert len([url for url in asked if "/maps.xml" in url]) == MOST_SITEMAPS == len(set(asked)) / 4 == len(asked) / 4
