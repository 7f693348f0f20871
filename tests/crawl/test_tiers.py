"""Where items are looked for: each tier alone finds the site, and idle runs ask for little."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urljoin

import pytest

from scnfeed.crawl import TIERS, Crawl, Look, Looks, Plan, SiteMemory, crawl
from scnfeed.crawl.revisit import due_at
from scnfeed.crawl.traces import looked_at
from scnfeed.model import Site
from scnfeed.sample import SampleSite, day_of
from scnfeed.sites import STRONG_CITIES
from tests.crawl.loopback import Answer, Loopback, xml

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Visitor:
    """Crawls again and again, remembering what a store would."""

    def __init__(self, site: Site, tiers: tuple[str, ...] = TIERS) -> None:
        self.site, self.tiers = site, tiers
        self.memory = SiteMemory()
        self.looks: dict[str, Look] = {}

    def crawl(self, now: datetime) -> Crawl:
        plan = Plan(site=self.site, now=now, memory=self.memory, tiers=self.tiers, probed=bool(self.looks))
        found = asyncio.run(crawl(plan, known=Looks(self.looks.values())))
        self.memory = found.memory
        for one in found.pages if found.ok else ():
            look = looked_at(one, now)
            live = one.page.status == 200
            self.looks[one.key] = replace(look, live=live, due=due_at(look, self.site, None) if live else None)
        return found


def sample_site(sample: SampleSite) -> Site:
    return replace(STRONG_CITIES, home=sample.home, private=True, delay=0.0, aliases=())


def noon(day: int) -> datetime:
    return datetime.combine(day_of(day), datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.mark.parametrize("tier", TIERS)
def test_each_tier_alone_finds_the_whole_sample_site(tier: str) -> None:
    with SampleSite(day=1) as sample:
        found = Visitor(sample_site(sample), (tier,)).crawl(noon(1))
        assert found.ok, found.reason
        assert found.tier == tier
        assert {page.key for page in found.pages if page.page.status == 200} >= set(sample.addresses())


@pytest.mark.parametrize(("tier", "most"), [("sitemap", 8), ("rest", 8)])
def test_an_idle_run_asks_for_the_index_and_a_removal_or_edit_is_found_at_the_next(tier: str, most: int) -> None:
    with SampleSite(day=1) as sample:
        visitor = Visitor(sample_site(sample), (tier,))
        sample.set_day(15)
        visitor.crawl(noon(15))
        before = set(sample.addresses())
        sample.forget()
        idle = visitor.crawl(noon(15) + timedelta(hours=1))
        assert idle.ok, idle.reason
        assert len(sample.requests) <= most, sample.requests
        sample.set_day(19)
        later = visitor.crawl(noon(19))
        gone = {page.key for page in later.pages if page.page.status == 404}
        assert gone == before - set(sample.addresses()) != set()
        assert {page.key for page in later.pages} >= set(sample.addresses()) - before


def test_a_sitemap_without_dates_asks_rest_what_changed() -> None:
    posts = (
        '[{"id": 1, "link": "{home}news/a/", "modified_gmt": "2026-03-01T08:00:00"},'
        ' {"id": 2, "link": "{home}news/b/", "modified_gmt": "%s"}]'
    )
    types = '{"news": {"rest_base": "news", "rest_namespace": "wp/v2"}, "m": {"rest_base": "media"}}'
    with Loopback({}, Answer("none", 404)) as server:

        def says(modified: str) -> None:
            rest = Answer(posts % modified, type="application/json", headers={"X-WP-Total": "2"})
            server.prefixes = {"/wp-json/wp/v2/news?": rest}

        server.answers |= {
            "/robots.txt": Answer(status=404),
            "/wp-sitemap.xml": server.sitemap([("news/a/", ""), ("news/b/", "")]),
            "/wp-json/wp/v2/types": Answer(types, type="application/json"),
            "/news/a/": Answer("<p>a</p>"),
            "/news/b/": Answer("<p>b</p>"),
        }
        says("2026-03-01T08:00:00")
        visitor = Visitor(server.site)
        first = visitor.crawl(NOW)
        assert first.ok and len(first.pages) == 2
        second = visitor.crawl(NOW + timedelta(days=1))
        assert second.ok, second.reason
        visitor.crawl(NOW + timedelta(days=1, hours=1))
        server.requests.clear()
        says("2026-03-03T15:00:00")
        third = visitor.crawl(NOW + timedelta(days=1, hours=4))
        assert [page.key for page in third.pages] == [server.home + "news/b/"]
        assert "/wp-json/wp/v2/media" not in " ".join(server.requests)
        assert "/sitemap_index.xml" in server.requests


def test_only_so_many_unchanged_sitemaps_are_read_again_and_each_has_its_turn() -> None:
    with Loopback({}, Answer("<p>page</p>")) as server:
        maps = [f"{n:02}.xml" for n in range(20)]
        rows = "".join(f"<sitemap><loc>{server.home}{m}</loc><lastmod>2026-03-01</lastmod></sitemap>" for m in maps)
        server.answers |= {f"/{m}": server.sitemap([(f"news/{m[:2]}/", "2026-02-01")]) for m in maps}
        server.answers |= {
            "/robots.txt": Answer(status=404),
            "/sitemap_index.xml": xml(f"<sitemapindex>{rows}</sitemapindex>"),
        }
        visitor = Visitor(server.site)
        assert len(visitor.crawl(NOW).pages) == 20
        asked: set[str] = set()
        for hour in (1, 2, 3):
            server.requests.clear()
            found = visitor.crawl(NOW + timedelta(hours=hour))
            assert found.ok, found.reason
            assert len(server.requests) <= 2 + 8 + 2
            asked |= set(server.requests)
        assert asked >= {f"/{m}" for m in maps}


def test_a_collection_of_any_public_type_is_read_to_its_end_and_a_closed_one_is_no_harm() -> None:
    types = {
        "post": {"rest_base": "posts", "rest_namespace": "wp/v2"},
        "report": {"rest_base": "reports", "rest_namespace": "city/v1"},
        "secret": {"rest_base": "secrets", "rest_namespace": "wp/v2"},
        "odd": {"rest_base": "../../wp-admin", "rest_namespace": "wp/v2"},
    }

    def rows(*paths: str) -> str:
        return json.dumps([{"link": f"{{home}}{path}", "modified_gmt": "2026-03-01T08:00:00"} for path in paths])

    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        total = {"X-WP-Total": "3", "X-WP-TotalPages": "2"}
        full = "per_page=100&orderby=id&order=asc&_fields=id%2Clink%2Cmodified_gmt"
        server.answers |= {
            "/wp-json/wp/v2/types": Answer(json.dumps(types), type="application/json"),
            f"/wp-json/wp/v2/posts?{full}&page=1": Answer(rows("news/a/", "news/b/"), headers=total),
            f"/wp-json/wp/v2/posts?{full}&page=2": Answer(rows("news/c/"), headers=total),
            f"/wp-json/city/v1/reports?{full}&page=1": Answer(rows("resource/r/"), headers={"X-WP-Total": "1"}),
            **{f"/{path}/": Answer("<p>x</p>") for path in ("news/a", "news/b", "news/c", "resource/r")},
        }
        server.prefixes = {"/wp-json/wp/v2/secrets": Answer("{}", 401)}
        visitor = Visitor(server.site, ("rest",))
        found = visitor.crawl(NOW)
        assert [p.key.removeprefix(server.home) for p in found.pages] == [
            "news/a/",
            "news/b/",
            "news/c/",
            "resource/r/",
        ]
        assert found.complete and dict(visitor.memory.rest) == {"posts": 3, "city/v1/reports": 1}
        assert not any("admin" in path for path in server.requests)


@pytest.mark.parametrize(
    ("first", "more"),
    [
        ("news/", "/news/page/{n}/"),
        ("news/", "/news/?page={n}"),
        ("news/", "?_page={n}"),
        ("archive.html", "archive-{n}.html"),
        ("archive.html", "archive{n}.html"),
        ("list/", "/list/{n}/"),
        ("list/", "/list/p{n}"),
        ("", "/page{n}/"),
        ("list/", "/list/صفحة/{n}/"),
    ],
)
def test_a_list_is_turned_to_its_end_however_its_pages_are_called(first: str, more: str) -> None:
    """Twelve pages, of which each names the next alone."""
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        addresses = [urljoin(server.home + first, more.format(n=n)) for n in range(2, 13)]
        for n, address in enumerate([server.home + first, *addresses]):
            onward = f'<a href="{addresses[n]}">{n + 2}</a>' if n < len(addresses) else ""
            path = quote(f"/{address.removeprefix(server.home)}", safe="/?=%")
            server.answers[path] = Answer(f'<a href="/news/{n}/">{n}</a>{onward}')
        server.answers = {"/": Answer("<p>Hello</p>"), "/resource/": Answer(status=404)} | server.answers
        site = replace(server.site, lists=(first,), languages={"en": ""})
        found = Visitor(site, ("listings",)).crawl(NOW)
        assert {p.key for p in found.pages} == {f"{server.home}news/{n}/" for n in range(12)}, server.requests


def test_a_list_without_end_is_left_when_it_brings_nothing_new() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        server.prefixes["/news/?page="] = Answer(
            '<a href="/news/a/">a</a> <a rel="next" href="/news/?page=99">more</a>'
        )
        for n in range(2, 99):
            server.answers[f"/news/?page={n}"] = Answer(f'<a href="/news/a/">a</a> <a href="?page={n + 1}">more</a>')
        server.answers["/news/"] = Answer('<a href="/news/a/">a</a> <a href="?page=2">more</a>')
        found = Visitor(server.site, ("listings",)).crawl(NOW)
        assert found.ok, found.reason
        assert [path for path in server.requests if "page=" in path] == [f"/news/?page={n}" for n in (2, 3, 4)]


def test_a_list_that_brings_nothing_new_costs_one_request_however_many_pages_it_names() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        pager = "".join(f'<a href="?page={n}">{n}</a>' for n in range(1, 13))
        for n in range(1, 13):
            server.answers[f"/news?page={n}"] = Answer(f'<a href="/news/{n}/">{n}</a> {pager}')
        server.answers |= {"/news": server.answers["/news?page=1"], "/": Answer('<a href="/news">News</a>' + pager)}
        site = replace(server.site, lists=("news",), items=((r"news/[^/]+/", "news"),), languages={"en": ""})
        visitor = Visitor(site, ("listings",))
        assert {p.key for p in visitor.crawl(NOW).pages} == {f"{server.home}news/{n}/" for n in range(1, 13)}
        server.requests.clear()
        assert visitor.crawl(NOW + timedelta(hours=1)).ok
        assert server.requests == ["/robots.txt", "/", "/news"]


def test_a_site_without_feeds_is_asked_for_each_of_its_lists_once() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>none</p>", 404)) as server:
        server.answers |= {"/": Answer("<p>Hello</p>"), "/news/": Answer('<a href="/news/a/">a</a>')}
        server.answers["/news/a/"] = Answer("<p>page</p>")
        site = replace(server.site, items=((r"news/[^/]+/", "news"),), languages={"en": ""})
        assert len(Visitor(site).crawl(NOW).pages) == 1
        assert (server.requests.count("/"), server.requests.count("/news/")) == (1, 1)


def test_links_are_relative_to_what_a_page_says_they_are_relative_to() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        base = '<html><head><!--[if IE]><base href="/ie/"><![endif]--><base href="{home}"></head>'
        guide = f'{base}<a href="resource/guide/2/">2</a><a href="resource/guide/">1</a></html>'
        server.answers |= {
            "/": Answer("<p>Hello</p>"),
            "/news/": Answer(
                f'{base}<body><a href="news/a/">a</a><a href="resource/guide/">b</a><a href="news/page/2/">2</a>'
            ),
            "/news/page/2/": Answer(f'{base}<body><a href="news/b/">b</a>'),
            "/news/a/": Answer(
                base.replace("</head>", '<link rel="alternate" hreflang="fr" href="fr/news/a/"></head>')
            ),
            "/resource/guide/": Answer(guide),
            "/resource/guide/2/": Answer(guide),
        }
        found = Visitor(server.site, ("listings",)).crawl(NOW)
        expected = ("fr/news/a/", "news/a/", "news/b/", "resource/guide/", "resource/guide/2/")
        assert [p.key.removeprefix(server.home) for p in found.pages] == list(expected)


def test_a_calendar_that_is_named_as_a_list_is_turned_until_months_are_empty() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        for n in range(240):
            events = f'<a href="/event/{n}/">e</a>' if 118 <= n <= 124 else "Nothing."
            near = [f"/calendar/{2016 + m // 12}-{m % 12 + 1:02d}" for m in (n - 1, n, n + 1)]
            server.answers[near[1]] = Answer(f'{events}<a href="{near[0]}">before</a> <a href="{near[2]}">after</a>')
        server.answers |= {"/": Answer("<p>Hello</p>"), "/calendar": server.answers["/calendar/2026-02"]}
        site = replace(server.site, lists=("calendar",), items=((r"event/\d+/", "event"),), languages={"en": ""})
        found = Visitor(site, ("listings",)).crawl(NOW)
        assert {p.key for p in found.pages} == {f"{server.home}event/{n}/" for n in range(118, 125)}
        assert sum("/calendar/" in path for path in server.requests) <= 7 + 2 * 3


def test_facets_calendars_and_sessions_are_counted_and_not_followed() -> None:
    traps = (
        "/news/?_topic=peace&_paged=2",
        "/news/?tribe-bar-date=2020-01-01&eventDisplay=past",
        "/calendar/2031-05/",
        "/news/a/;jsessionid=09AF?x=1",
        "/news/?PHPSESSID=09af",
        "/news/a/?replytocom=12",
    )
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        anchors = "".join(f'<a href="{path}" rel="next">x</a>' for path in (*traps, "/news/b/"))
        server.answers |= {"/": Answer(anchors), "/news/": Answer(anchors), "/news/b/": Answer(f"<p>b</p>{anchors}")}
        found = Visitor(server.site, ("listings", "links")).crawl(NOW)
        assert found.ok, found.reason
        assert found.stats["traps"] == 2 * len(traps)
        assert not set(traps) & set(server.requests)
        assert [page.key for page in found.pages] == [server.home + "news/b/"]


def test_the_endless_corners_of_the_sample_site_are_left_alone() -> None:
    with SampleSite(day=1) as sample:
        found = Visitor(sample_site(sample), ("listings", "links")).crawl(noon(1))
        assert found.ok and found.stats["traps"] > 0
        assert not [path for _, path, _ in sample.requests if "calendar" in path or "?_" in path or "sess" in path]


def test_translations_that_only_the_sitemap_declares_are_fetched() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/sitemap_index.xml": xml(
                '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:x="http://www.w3.org/1999/xhtml">'
                "<url><loc>{home}news/one/</loc><lastmod>2026-02-01</lastmod>"
                '<x:link rel="alternate" hreflang="fr" href="{home}fr/news/un/"/></url></urlset>'
            ),
            "/news/one/": Answer("<p>one</p>"),
            "/fr/news/un/": Answer("<p>un</p>"),
        }
        found = Visitor(server.site, ("sitemap",)).crawl(NOW)
        assert [p.key.removeprefix(server.home) for p in found.pages] == ["fr/news/un/", "news/one/"]


def test_a_site_says_where_its_feeds_and_sitemaps_are() -> None:
    rss = "<rss><channel><item><link>{home}news/a/</link></item></channel></rss>"
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/en/rss.xml": xml(rss),
            "/maps/news.xml": server.sitemap([("news/b/", "2026-02-01")]),
            "/news/a/": Answer("<p>a</p>"),
            "/news/b/": Answer("<p>b</p>"),
        }
        site = replace(server.site, feeds=("en/rss.xml",), sitemaps=("maps/news.xml",))
        for tier, index, item in (("feeds", "/en/rss.xml", "news/a/"), ("sitemap", "/maps/news.xml", "news/b/")):
            server.requests.clear()
            found = Visitor(site, (tier,)).crawl(NOW)
            assert [p.key for p in found.pages] == [server.home + item]
            assert {path.partition("?")[0] for path in server.requests[1:-2]} == {index}, "no usual place is tried"


def test_a_language_in_the_query_has_its_own_lists_and_items() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/news/": Answer('<a href="/news/a/">a</a>'),
            "/news/?lang=fr": Answer('<a href="/news/a/?lang=fr&amp;utm_source=x">a</a>'),
            "/news/a/": Answer("<p>a</p>"),
            "/news/a/?lang=fr": Answer("<p>à</p>"),
        }
        site = replace(server.site, languages={"en": "", "fr": "?lang=fr"})
        found = Visitor(site, ("listings",)).crawl(NOW)
        assert [p.key.removeprefix(server.home) for p in found.pages] == ["news/a/", "news/a/?lang=fr"]


def test_declared_translations_are_followed_where_the_index_forgets_them() -> None:
    twin = '<link rel="alternate" hreflang="fr" href="/fr/news/un/"><p>one</p>'
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/sitemap_index.xml": server.sitemap([("news/one/", "2026-02-01")]),
            "/news/one/": Answer(twin),
            "/fr/news/un/": Answer("<p>un</p>"),
        }
        visitor = Visitor(server.site)
        assert [p.key.removeprefix(server.home) for p in visitor.crawl(NOW).pages] == ["fr/news/un/", "news/one/"]
        server.requests.clear()
        visitor.crawl(NOW + timedelta(hours=1))
        assert "/fr/news/un/" not in server.requests


def test_pages_and_sitemaps_are_asked_for_conditionally_and_304_is_no_change() -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/sitemap_index.xml": replace(server.sitemap([("news/a/", "")]), headers={"ETag": '"map"'}),
            "/news/a/": Answer("<p>a</p>", headers={"ETag": '"1"', "Cache-Control": "max-age=604800"}),
        }
        visitor = Visitor(server.site, ("sitemap",))
        visitor.crawl(NOW)
        server.requests.clear()
        visitor.crawl(NOW + timedelta(hours=1))
        assert server.conditions["/sitemap_index.xml"] == '"map"'
        visitor.crawl(NOW + timedelta(days=6, hours=23))
        assert "/news/a/" not in server.requests, (
            "it would have had its turn by now, but Cache-Control says it is fresh"
        )
        later = visitor.crawl(NOW + timedelta(days=8))
        assert server.conditions["/news/a/"] == '"1"'
        assert later.ok, later.reason
        assert (later.same, len(later.pages)) == ((server.home + "news/a/",), 0)


def test_damaged_compression_is_asked_for_again() -> None:
    packed = gzip.compress(b"<p>the whole page</p>" * 200)
    bad = Answer(packed[:40], headers={"Content-Encoding": "gzip"})
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", ""), ("news/b/", "")])
        server.turns["/news/a/"] = [bad, Answer(packed, headers={"Content-Encoding": "gzip"})]
        server.answers["/news/b/"] = Answer("<p>b</p>")
        found = Visitor(server.site).crawl(NOW)
        assert [page.page.body[:21] for page in found.pages] == [b"<p>the whole page</p>", b"<p>b</p>"]
        assert found.stats["retries"] == 1


def test_a_short_retry_after_is_waited_for_and_a_long_one_ends_the_crawl() -> None:
    busy = Answer("busy", 429, headers={"Retry-After": "1"})
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([(f"news/{n}/", "") for n in range(6)])
        server.turns["/news/0/"] = [busy, Answer("<p>0</p>")]
        visitor = Visitor(server.site)
        first = visitor.crawl(NOW)
        assert first.ok and len(first.pages) == 6 and server.waits("/news/0/") > [0.99]
        visitor = Visitor(server.site)
        server.turns["/news/0/"] = [replace(busy, headers={"Retry-After": "7200"})]
        second = visitor.crawl(NOW)
        assert not second.ok and "until 2026-03-02T14:00" in second.reason
        server.requests.clear()
        assert "left alone until" in visitor.crawl(NOW + timedelta(hours=1)).reason
        assert server.requests == []
        assert visitor.crawl(NOW + timedelta(hours=3)).ok


def test_the_last_good_robots_txt_serves_for_a_day_and_no_longer() -> None:
    with Loopback({}, Answer("<p>page</p>")) as server:
        server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/secret/\n", type="text/plain")
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", "2026-02-01")])
        visitor = Visitor(server.site)
        assert visitor.crawl(NOW).ok
        server.answers["/robots.txt"] = Answer("broken", 500)
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/b/", "2026-02-01"), ("news/secret/", "")])
        server.requests.clear()
        found = visitor.crawl(NOW + timedelta(hours=20))
        assert found.ok, found.reason
        assert "/news/b/" in server.requests and "/news/secret/" not in server.requests
        assert "robots.txt answered 500" in visitor.crawl(NOW + timedelta(hours=26)).reason
