"""Where items are looked for: each tier alone finds the site, and idle runs ask for little."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.crawl import TIERS, Crawl, Plan, SiteMemory, Trace, crawl
from scnfeed.crawl.traces import looked_at
from scnfeed.model import Seen, Site
from scnfeed.sample import SampleSite, day_of
from scnfeed.sites import STRONG_CITIES
from tests.crawl.loopback import Answer, Loopback, xml

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Visitor:
    """Crawls again and again, remembering what a store would."""

    def __init__(self, site: Site, spool: Path, tiers: tuple[str, ...] = TIERS) -> None:
        self.site, self.spool, self.tiers = site, spool, tiers
        self.memory = SiteMemory()
        self.seen: dict[str, Seen] = {}
        self.traces: dict[str, Trace] = {}
        self.runs = 0

    def crawl(self, now: datetime) -> Crawl:
        self.runs += 1
        spool = self.spool / str(self.runs)
        spool.mkdir(parents=True)
        seen = tuple(self.seen.values())
        found = asyncio.run(
            crawl(
                Plan(
                    site=self.site,
                    seen=seen,
                    now=now,
                    spool=spool,
                    traces=self.traces,
                    memory=self.memory,
                    tiers=self.tiers,
                )
            )
        )
        self.memory = found.memory
        if found.ok:
            status = {page.key: page.page.status for page in found.pages}
            for row in looked_at(found.pages, now):
                key = row["key"]
                self.seen[key] = Seen(key, now, lastmod=row["lastmod"], live=status[key] == 200)
                self.traces[key] = Trace(row["etag"], row["modified"], row["fresh_until"], row["named_by"])
        return found


def sample_site(sample: SampleSite) -> Site:
    return replace(STRONG_CITIES, home=sample.home, private=True, delay=0.0, aliases=())


def noon(day: int) -> datetime:
    return datetime.combine(day_of(day), datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.mark.parametrize("tier", TIERS)
def test_each_tier_alone_finds_the_whole_sample_site(tier: str, tmp_path: Path) -> None:
    with SampleSite(day=1) as sample:
        tiers = (tier, "links") if tier == "feeds" else (tier,)
        found = Visitor(sample_site(sample), tmp_path, tiers).crawl(noon(1))
        assert found.ok, found.reason
        assert found.tier == tier
        assert {page.key for page in found.pages if page.page.status == 200} >= set(sample.addresses())


@pytest.mark.parametrize(("tier", "most"), [("sitemap", 8), ("rest", 8)])
def test_an_idle_run_asks_for_the_index_and_a_removal_or_edit_is_found_at_the_next(
    tier: str, most: int, tmp_path: Path
) -> None:
    with SampleSite(day=1) as sample:
        visitor = Visitor(sample_site(sample), tmp_path, (tier,))
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


def test_a_sitemap_without_dates_asks_rest_what_changed(tmp_path: Path) -> None:
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
        visitor = Visitor(server.site, tmp_path)
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


def test_only_so_many_unchanged_sitemaps_are_read_again_and_each_has_its_turn(tmp_path: Path) -> None:
    with Loopback({}, Answer("<p>page</p>")) as server:
        maps = [f"{n:02}.xml" for n in range(20)]
        rows = "".join(f"<sitemap><loc>{server.home}{m}</loc><lastmod>2026-03-01</lastmod></sitemap>" for m in maps)
        server.answers |= {f"/{m}": server.sitemap([(f"news/{m[:2]}/", "2026-02-01")]) for m in maps}
        server.answers |= {
            "/robots.txt": Answer(status=404),
            "/sitemap_index.xml": xml(f"<sitemapindex>{rows}</sitemapindex>"),
        }
        visitor = Visitor(server.site, tmp_path)
        assert len(visitor.crawl(NOW).pages) == 20
        asked: set[str] = set()
        for hour in (1, 2, 3):
            server.requests.clear()
            found = visitor.crawl(NOW + timedelta(hours=hour))
            assert found.ok, found.reason
            assert len(server.requests) <= 2 + 8 + 2
            asked |= set(server.requests)
        assert asked >= {f"/{m}" for m in maps}


def test_declared_translations_are_followed_where_the_index_forgets_them(tmp_path: Path) -> None:
    twin = '<link rel="alternate" hreflang="fr" href="/fr/news/un/"><p>one</p>'
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/sitemap_index.xml": server.sitemap([("news/one/", "2026-02-01")]),
            "/news/one/": Answer(twin),
            "/fr/news/un/": Answer("<p>un</p>"),
        }
        visitor = Visitor(server.site, tmp_path)
        assert [p.key.removeprefix(server.home) for p in visitor.crawl(NOW).pages] == ["fr/news/un/", "news/one/"]
        server.requests.clear()
        visitor.crawl(NOW + timedelta(hours=1))
        assert "/fr/news/un/" not in server.requests


def test_pages_and_sitemaps_are_asked_for_conditionally_and_304_is_no_change(tmp_path: Path) -> None:
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers |= {
            "/sitemap_index.xml": replace(server.sitemap([("news/a/", "")]), headers={"ETag": '"map"'}),
            "/news/a/": Answer("<p>a</p>", headers={"ETag": '"1"', "Cache-Control": "max-age=7200"}),
        }
        visitor = Visitor(server.site, tmp_path, ("sitemap",))
        visitor.crawl(NOW)
        server.requests.clear()
        visitor.crawl(NOW + timedelta(hours=1))
        assert server.conditions["/sitemap_index.xml"] == '"map"'
        assert "/news/a/" not in server.requests, "Cache-Control says that it is fresh"
        later = visitor.crawl(NOW + timedelta(days=8))
        assert server.conditions["/news/a/"] == '"1"'
        assert later.ok, later.reason
        assert (later.same, len(later.pages)) == ((server.home + "news/a/",), 0)


def test_damaged_compression_is_asked_for_again(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>the whole page</p>" * 200)
    bad = Answer(packed[:40], headers={"Content-Encoding": "gzip"})
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("none", 404)) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", ""), ("news/b/", "")])
        server.turns["/news/a/"] = [bad, Answer(packed, headers={"Content-Encoding": "gzip"})]
        server.answers["/news/b/"] = Answer("<p>b</p>")
        found = Visitor(server.site, tmp_path).crawl(NOW)
        assert [page.page.body[:21] for page in found.pages] == [b"<p>the whole page</p>", b"<p>b</p>"]
        assert found.stats["retries"] == 1


def test_a_short_retry_after_is_waited_for_and_a_long_one_ends_the_crawl(tmp_path: Path) -> None:
    busy = Answer("busy", 429, headers={"Retry-After": "1"})
    with Loopback({"/robots.txt": Answer(status=404)}, Answer("<p>page</p>")) as server:
        server.answers["/sitemap_index.xml"] = server.sitemap([(f"news/{n}/", "") for n in range(6)])
        server.turns["/news/0/"] = [busy, Answer("<p>0</p>")]
        visitor = Visitor(server.site, tmp_path)
        first = visitor.crawl(NOW)
        assert first.ok and len(first.pages) == 6 and first.stats["seconds"] >= 1
        visitor = Visitor(server.site, tmp_path / "other")
        server.turns["/news/0/"] = [replace(busy, headers={"Retry-After": "7200"})]
        second = visitor.crawl(NOW)
        assert not second.ok and "until 2026-03-02T14:00" in second.reason
        server.requests.clear()
        assert "left alone until" in visitor.crawl(NOW + timedelta(hours=1)).reason
        assert server.requests == []
        assert visitor.crawl(NOW + timedelta(hours=3)).ok


def test_the_last_good_robots_txt_serves_for_a_day_and_no_longer(tmp_path: Path) -> None:
    with Loopback({}, Answer("<p>page</p>")) as server:
        server.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/secret/\n", type="text/plain")
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/a/", "2026-02-01")])
        visitor = Visitor(server.site, tmp_path)
        assert visitor.crawl(NOW).ok
        server.answers["/robots.txt"] = Answer("broken", 500)
        server.answers["/sitemap_index.xml"] = server.sitemap([("news/b/", "2026-02-01"), ("news/secret/", "")])
        server.requests.clear()
        found = visitor.crawl(NOW + timedelta(hours=20))
        assert found.ok, found.reason
        assert "/news/b/" in server.requests and "/news/secret/" not in server.requests
        assert "robots.txt answered 500" in visitor.crawl(NOW + timedelta(hours=26)).reason
