"""collect: nothing missed, nothing believed that is not true, little asked for; requests are counted at the server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.crawl.discover import read_index
from scnfeed.errors import StoreBusy
from scnfeed.jobs.collect import Collected, collect
from scnfeed.model import Article, Site
from scnfeed.sample import SampleSite
from scnfeed.sites.addresses import is_item, is_watch, normal, part_of
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback, moved
from tests.crawl.test_tiers import noon, sample_site

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WORDS = ("harbour", "council", "bridge", "library", "market", "school", "ferry", "garden", "tower", "winter", "river")


def text(n: int) -> str:
    """Prose of its own for each number."""
    said = [f"{WORDS[(n * 7 + k * 3) % 11]} {WORDS[(n + k * k) % 11]} {n * 31 + k}" for k in range(40)]
    return "".join(f"<p>In {n} the {' and the '.join(said[k : k + 8])} were seen by all.</p>" for k in range(0, 40, 8))


def page(n: int, post: int | None = None) -> str:
    return (
        f'<html lang="en"><head><title>Story {n} of the {WORDS[n % 11]}</title>'
        f'<link rel="shortlink" href="{{home}}?p={post or n + 1000}"><link rel="canonical" href="{{home}}news/{n}/">'
        f"</head><body><article><h1>Story {n} of the {WORDS[n % 11]}</h1><p>Publication Date: 0{n % 8 + 1}/02/2026</p>"
        f"{text(n)}</article></body></html>"
    )


class Town(Loopback):
    """A small news site with a dated sitemap."""

    def __init__(self, stories: int = 12) -> None:
        super().__init__({"/robots.txt": Answer(status=404)}, Answer("<h1>Nothing here</h1>", 404))
        self.dates = {f"news/{n}/": "2026-02-01T00:00:00+00:00" for n in range(stories)}
        self.answers |= {f"/news/{n}/": Answer(page(n)) for n in range(stories)}
        self.index()

    def index(self) -> None:
        self.answers["/sitemap_index.xml"] = self.sitemap(self.dates.items())

    def touch(self, *names: str, at: str = "2026-03-02T13:00:00+00:00") -> None:
        self.dates |= dict.fromkeys(names, at)
        self.index()


@pytest.fixture
def memory() -> Iterator[Store]:
    with Store.open("sqlite://") as store:
        yield store


def run(server: Loopback, store: Store, hours: float = 0) -> Collected:
    done = asyncio.run(collect(server.site, store, now=NOW + timedelta(hours=hours)))
    assert done is not None
    return done


def by_path(store: Store, server: Loopback) -> dict[str, Article]:
    return {(article.url or "").removeprefix(server.home): article for article in store.articles(withdrawn=True)}


def told(done: Collected) -> list[tuple[str, str]]:
    return [(c.decision.relation, c.decision.reason) for c in done.changes if c.decision.relation != "same"]


def listed(sample: SampleSite, site: Site) -> dict[str, str]:
    """Every item and watch page that the site's sitemaps name, and its lastmod."""
    maps = [sample.serve("GET", f"/{name}-sitemap.xml").body for name in ("news", "resource", "hubs", "page")]
    entries = dict(entry for body in maps for entry in read_index(body).entries)
    return {normal(url, site): day for url, day in entries.items() if is_item(url, site) or is_watch(url, site)}


def test_requests_stay_within_the_bound_and_no_change_is_missed() -> None:
    """At most 1.05 x (k + i) + 2: k changed, new and vanished addresses, i robots.txt, sitemap, REST and feeds."""
    with SampleSite(day=1) as sample, Store.open("sqlite://") as store:
        site = sample_site(sample)
        before: dict[str, str] = {}
        for day in (1, 2, 8, 13, 16, 19):
            sample.set_day(day)
            now = listed(sample, site)
            sample.forget()
            done = asyncio.run(collect(site, store, now=noon(day)))
            assert done and done.ok, done and done.run.reason
            changed = {url for url in before.keys() | now.keys() if before.get(url) != now.get(url)}
            index = [path for _, path, _ in sample.requests if path.endswith((".xml", "robots.txt"))]
            sheets = [path for _, path, _ in sample.requests if part_of(sample.home.rstrip("/") + path, site)]
            k = len(changed) + len(sheets)
            assert len(sample.requests) <= 1.05 * (k + len(index)) + 2, (day, changed, sample.requests)
            asked = {normal(sample.home.rstrip("/") + path, site) for _, path, _ in sample.requests}
            assert asked >= changed
            assert {article.url for article in store.articles()} == now.keys()
            before = now


def test_what_a_failed_crawl_saw_is_asked_for_again(memory: Store) -> None:
    with Town() as town:
        assert run(town, memory).ok
        town.touch(*(f"news/{n}/" for n in range(6)))
        town.answers |= {f"/news/{n}/": Answer("busy", 500) for n in range(1, 6)}
        town.answers["/news/0/"] = Answer(page(0).replace("Story 0", "Another story 0"))
        assert not run(town, memory, 1).ok
        assert by_path(memory, town)["news/0/"].title.startswith("Story 0")
        town.answers |= {f"/news/{n}/": Answer(page(n)) for n in range(1, 6)}
        done = run(town, memory, 2)
        assert done.ok and by_path(memory, town)["news/0/"].title.startswith("Another story 0")


SOFT = "<html><body><h1>Fnord</h1><p>{}</p></body></html>".format("Zwixel brolt umpa nerrik dosh. " * 12)
MASKS = (
    Answer(SOFT),
    Answer("<h1>Klaatu</h1>" + "<p>Barada nikto verata nokturn ahem.</p>" * 9),
    Answer("<html><body></body></html>"),
    Answer("<html><head><script>go()</script></head><body><noscript>x</noscript></body></html>"),
    Answer('<h1>Members</h1><p>Who are you, stranger?</p><form><input type="password"></form>'),
)
"""Like the answer to an impossible address; other words without any mark; nothing; a script; a form to log in."""


def test_a_page_that_is_not_what_it_claims_never_becomes_an_article(memory: Store) -> None:
    with Town(24) as town:
        assert run(town, memory).ok
        town.other = Answer(SOFT)  # the site answers 200 to what does not exist
        town.answers |= {f"/news/{n}/": mask for n, mask in enumerate(MASKS)}
        town.answers |= {"/news/97/": MASKS[0], "/news/98/": MASKS[1], "/news/99/": MASKS[4]}
        town.touch(*(f"news/{n}/" for n in (*range(24), 97, 98, 99)))
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        assert all(known[f"news/{n}/"].title.startswith(f"Story {n}") for n in range(24))
        assert not {"news/97/", "news/98/", "news/99/"} & known.keys()
        assert {path for path, article in known.items() if article.withdrawn} == {"news/4/"}, "it asks for a password"
        assert [relation for relation, _ in told(done)].count("held") == 7
        town.answers |= {f"/news/{n}/": Answer(page(n).replace(f"Story {n}", f"Mended story {n}")) for n in range(5)}
        town.answers |= {f"/news/{n}/": Answer(page(n)) for n in (97, 98, 99)}
        assert run(town, memory, 2).ok
        known = by_path(memory, town)
        assert all(known[f"news/{n}/"].title.startswith("Mended") for n in range(4)), "asked for again at the next run"
        assert {"news/97/", "news/98/", "news/99/"} <= known.keys()


def test_a_page_is_gone_when_it_says_so_itself_and_never_for_a_fault_of_the_site(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        town.answers |= {"/news/1/": Answer("gone", 410), "/news/2/": Answer("no", 403)}
        town.answers["/news/4/"] = Answer("broken", 500)
        for path in ("news/1/", "news/2/", "news/4/", "news/5/"):
            del town.dates[path]
        town.index()
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        gone = {path for path, article in known.items() if article.withdrawn}
        assert gone == {"news/1/", "news/2/"}, "absent from the index is not gone: 4 is broken and 5 is there"
        town.requests.clear()
        run(town, memory, 2)
        assert "/news/5/" not in town.requests and "/news/4/" in town.requests


def test_mass_disappearance_is_held(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        town.answers |= {f"/news/{n}/": Answer("gone", 404) for n in range(5)}
        town.dates = {path: day for path, day in town.dates.items() if path not in {f"news/{n}/" for n in range(5)}}
        town.index()
        done = run(town, memory, 1)
        assert done.run.status == "held" and "5 of 12 known pages are gone at once" in done.run.reason
        assert not any(article.withdrawn for article in memory.articles(withdrawn=True))


def test_a_move_keeps_the_id_and_a_redirect_to_another_post_is_no_move(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        ids = {path: article.id for path, article in by_path(memory, town).items()}
        renamed = page(1).replace("news/1/", "news/one/")
        town.answers |= {"/news/1/": moved("/news/one/"), "/news/one/": Answer(renamed), "/news/2/": moved("/news/3/")}
        del town.dates["news/1/"], town.dates["news/2/"]
        town.touch("news/one/")
        town.requests.clear()
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        assert known["news/one/"].id == ids["news/1/"] and "news/1/" not in known
        assert known["news/2/"].withdrawn and known["news/3/"].withdrawn is None
        assert town.requests.count("/news/one/") == 1, "two requests that end at one page share its answer"


def test_a_wrong_charset_is_repaired_where_the_page_names_the_right_one_and_held_where_nobody_does(
    memory: Store,
) -> None:
    arabic = "تعمل المدن معًا على حماية الناس من العنف والكراهية في كل يوم. " * 6
    head = '<meta charset="windows-1256"><link rel="shortlink" href="/?p=7">'
    html = f'<html lang="ar"><head>{head}</head><body><h1>مدينة</h1><p>{arabic}</p></body></html>'
    with Town() as town:
        run(town, memory)
        wrong = "text/html; charset=iso-8859-1"
        body = html.replace("ً", "").encode("cp1256")
        town.answers["/ar/news/a/"] = Answer(body, type=wrong)
        town.answers["/ar/news/b/"] = Answer(
            body.replace(b"windows-1256", b"iso-8859-1").replace(b"p=7", b"p=8"), type=wrong
        )
        town.touch("ar/news/a/", "ar/news/b/")
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        assert known["ar/news/a/"].title == "مدينة"
        assert "ar/news/b/" not in known
        assert any("characters are broken" in reason for relation, reason in told(done) if relation == "held")


def test_one_of_two_crawls_at_once_works_and_the_other_says_why_not(memory: Store) -> None:
    async def both(town: Town) -> list[Collected | BaseException | None]:
        jobs = [collect(town.site, memory, now=NOW, slot=str(n)) for n in range(2)]
        first = await asyncio.gather(*jobs, return_exceptions=True)
        again = await collect(town.site, memory, now=NOW + timedelta(hours=1))
        return [*first, again]

    with Town() as town:
        done = asyncio.run(both(town))
        assert isinstance(done[0], Collected) and done[0].ok
        assert isinstance(done[1], StoreBusy) and "is being written by" in str(done[1])
        assert isinstance(done[2], Collected) and done[2].ok


CHILD = """
import asyncio, sys
from dataclasses import replace
from datetime import datetime, UTC
from scnfeed.jobs.collect import collect
from scnfeed.sites import STRONG_CITIES
from scnfeed.store import Store
site = replace(STRONG_CITIES, home=sys.argv[1], private=True, delay=0.0, aliases=())
with Store.open(sys.argv[2]) as store:
    print("begun", flush=True)
    asyncio.run(collect(site, store, now=datetime(2026, 3, 2, 12, tzinfo=UTC)))
"""


def test_after_a_kill_in_mid_crawl_the_next_run_takes_over_and_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/news.db"
    Store.open(url).close()
    with Town() as town:
        town.answers |= {path: replace(a, after=0.15) for path, a in town.answers.items() if "news/" in path}
        command = [sys.executable, "-c", CHILD, town.home, url]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            while not any("/news/3" in path for path in town.requests):
                time.sleep(0.02)
                assert child.poll() is None
            os.kill(child.pid, signal.SIGKILL)
        with Store.open(url) as store:
            done = run(town, store, 0.1)
            assert done.ok, done.run.reason
            assert len(store.articles()) == 12
            assert [one.status for one in store.runs()] == ["done", "failed"]
            assert len({article.id for article in store.articles()}) == 12


def test_the_budget_is_a_days(memory: Store) -> None:
    with Town() as town:
        site = replace(town.site, budget=20)
        first = asyncio.run(collect(site, memory, now=NOW))
        town.touch(*(f"news/{n}/" for n in range(12)))
        town.requests.clear()
        asyncio.run(collect(site, memory, now=NOW + timedelta(hours=1)))
        assert first and len(town.requests) + first.run.stats["requests"] <= 20
        town.requests.clear()
        asyncio.run(collect(site, memory, now=NOW + timedelta(days=1)))
        assert sum("/news/" in path for path in town.requests) >= 10


def test_markup_without_end_costs_no_time_and_is_held(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        town.answers["/news/3/"] = Answer("<html><body>" + "<div><b>" * 40_000 + "never closed")
        town.touch("news/3/")
        started = time.monotonic()
        done = run(town, memory, 1)
        assert done.ok and time.monotonic() - started < 15
        assert by_path(memory, town)["news/3/"].title.startswith("Story 3")
