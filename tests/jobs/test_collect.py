"""collect: nothing missed, nothing believed that is not true, little asked for; requests are counted at the server."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from scnfeed.config import Config
from scnfeed.crawl.indexes import read_index
from scnfeed.crawl.parent import TOGETHER
from scnfeed.errors import StoreBusy, StoreError
from scnfeed.jobs.collect import Collected, collect
from scnfeed.jobs.replay import replay
from scnfeed.jobs.taken import FORBIDDEN
from scnfeed.match.quality import garbled
from scnfeed.model import Article, Site
from scnfeed.plain import dumps
from scnfeed.read import read
from scnfeed.sample import SampleSite
from scnfeed.sites.addresses import is_item, is_watch, normal, part_of
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback, moved
from tests.crawl.test_tiers import noon, sample_site
from tests.jobs import small
from tests.jobs.conftest import deployment
from tests.jobs.small import post, posts, show

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
    """At most 1.05 x (k + i + a) + 2: k changed, new and vanished addresses, i robots.txt, sitemap, REST and feeds, a
    attachments that were not met before.
    """
    with SampleSite(day=1) as sample, Store.open("sqlite://") as store:
        site = sample_site(sample)
        before: dict[str, str] = {}
        measured: set[str] = set()
        for day in (1, 2, 8, 13, 16, 19):
            sample.set_day(day)
            now = listed(sample, site)
            sample.forget()
            done = asyncio.run(collect(site, store, now=noon(day)))
            assert done and done.ok, done and done.run.reason
            changed = {url for url in before.keys() | now.keys() if before.get(url) != now.get(url)}
            index = [path for _, path, _ in sample.requests if path.endswith((".xml", "robots.txt"))]
            sheets = [path for _, path, _ in sample.requests if part_of(sample.home.rstrip("/") + path, site)]
            heads = [path for method, path, _ in sample.requests if method == "HEAD"]
            assert not measured & {*heads}, "each attachment is measured once"
            measured |= {*heads}
            k = len(changed) + len(sheets)
            assert len(sample.requests) <= 1.05 * (k + len(index) + len(heads)) + 2, (day, changed, sample.requests)
            asked = {normal(sample.home.rstrip("/") + path, site) for _, path, _ in sample.requests}
            assert asked >= changed
            assert {article.url for article in store.articles()} == now.keys()
            before = now
        files = [file for article in store.articles() for file in article.attachments]
        assert files and all(file.length and file.length > 100 for file in files), "the lengths reach the articles"


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//town//
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260{month}12
DTEND;VALUE=DATE:20260{month}14
SUMMARY:Night ferries
LOCATION:Old harbour
END:VEVENT
END:VCALENDAR
"""
TRIBE = (
    '{"id": 7, "title": "Open day", "all_day": true, "start_date": "2026-05-03 00:00:00",'
    ' "end_date": "2026-05-03 23:59:59"}'
)


def test_the_calendar_that_a_page_of_an_event_links_to_says_its_day(memory: Store) -> None:
    """Asked for once for each page that is new or has changed, and only where the page itself says no day."""

    def linked(n: int, link: str) -> Answer:
        return Answer(page(n).replace("</article>", f'{link}<a href="{{home}}events/?ical=1">All events</a></article>'))

    with Town() as town:
        town.answers |= {
            "/news/0/": linked(0, '<a href="/news/0/?ical=1">Add to your calendar</a>'),
            "/news/1/": linked(1, '<link rel="alternate" href="{home}wp-json/tribe/events/v1/events/7/">'),
            "/news/2/": linked(2, '<a href="http://127.0.0.1:1/x.ics">Elsewhere</a>'),
            "/news/3/": linked(3, ""),
            "/news/0/?ical=1": Answer(ICS.replace("{month}", "4"), type="text/calendar"),
            "/wp-json/tribe/events/v1/events/7/": Answer(TRIBE, type="application/json"),
        }
        done = run(town, memory)
        assert done.ok and done.run.stats["calendars"] == 2
        assert not [path for path in town.requests if path.startswith("/events/")], "the site's own is nobody's"
        known = by_path(memory, town)
        [ferries], [open_day] = known["news/0/"].events, known["news/1/"].events
        assert (str(ferries.start), str(ferries.end), ferries.place) == ("2026-04-12", "2026-04-13", "Old harbour")
        assert (str(open_day.start), known["news/1/"].sources["events"]) == ("2026-05-03", "calendar")
        assert not known["news/2/"].events and not known["news/3/"].events
        town.requests.clear()
        assert run(town, memory, hours=6).ok
        assert not [path for path in town.requests if "ical" in path or "tribe" in path], "an idle run asks for none"
        town.answers["/news/0/?ical=1"] = Answer(status=500)
        town.touch("news/0/")
        assert run(town, memory, hours=12).ok
        assert by_path(memory, town)["news/0/"].events == (ferries,), "one that does not come changes nothing"
        town.answers["/news/0/?ical=1"] = Answer(ICS.replace("{month}", "5"), type="text/calendar")
        town.touch("news/0/", at="2026-03-03T13:00:00+00:00")
        assert run(town, memory, hours=48).ok
        assert str(by_path(memory, town)["news/0/"].events[0].start) == "2026-05-12"


def test_an_article_names_the_very_bytes_that_it_was_read_from(memory: Store) -> None:
    """Those the site sent, style sheets and numbered pages and all: replay and editors find the kept page by them."""
    with Town() as town:
        for n in (0, 1):
            styled = page(n).replace(
                "</head>", f"<style>p {{margin: {n}px}}</style><script>let n = {n}</script></head>"
            )
            town.answers[f"/news/{n}/"] = Answer(styled)
        second = '<a href="{home}news/0/2/">2</a></article>'
        town.answers["/news/0/"] = Answer(page(0).replace("</article>", second))
        town.answers["/news/0/2/"] = Answer(page(0).replace("were seen", "were heard"))
        assert run(town, memory).ok
        kept = {found.url: sha256(found.body).hexdigest() for found in memory.pages(town.site.name)}
        known = memory.articles()
        assert len(known) == 12 and "were heard" in by_path(memory, town)["news/0/"].content_text
        assert {one.url: one.body_hash for one in known} == {one.url: kept[one.url or ""] for one in known}


def test_pages_that_all_lead_to_other_hosts_are_held_and_told(memory: Store) -> None:
    with Town() as town:
        assert run(town, memory).ok
        before = memory.articles()
        names = [f"news/{n}/" for n in range(5)]
        for at, name in enumerate(names):
            town.answers[f"/{name}"] = moved(("http://2130706433/", "http://169.254.169.254/latest/")[at % 2])
        town.touch(*names)
        done = run(town, memory, hours=6)
        assert done.run.status == "held"
        assert "5 pages cannot be believed" in done.run.reason
        assert "its address now leads to another host, http://2130706433/" in done.run.reason
        assert memory.articles() == before
        town.answers |= {f"/{name}": Answer(page(n)) for n, name in enumerate(names)}
        assert run(town, memory, hours=12).ok, "and it is seen at once that they are well again"
        assert town.requests.count("/news/0/") == 3


def test_a_robots_txt_that_shuts_us_out_of_known_pages_is_told(memory: Store) -> None:
    with Town() as town:
        assert run(town, memory).ok
        town.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/\n", type="text/plain")
        town.touch(*(f"news/{n}/" for n in range(5)))
        done = run(town, memory, hours=30)
        assert done.run.status == "failed" and done.run.reason.startswith("robots.txt forbids all")
        town.dates |= {f"news/new-{n}/": "2026-03-03T13:00:00+00:00" for n in range(5)}
        town.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/new\n", type="text/plain")
        town.index()
        assert run(town, memory, hours=60).ok
        town.dates["news/new-9/"] = "2026-03-03T13:00:00+00:00"
        town.index()
        done = run(town, memory, hours=61)
        assert done.run.stats["pages"] == 0 and done.run.stats["forbidden"] >= 5
        assert done.ok, "pages that were never ours are no reason to complain each day"


def test_a_single_page_that_robots_txt_forbids_now_is_told_once_and_its_article_stays(
    memory: Store, tmp_path: Path
) -> None:
    with Town() as town:
        assert run(town, memory).ok
        town.answers["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/3/\n", type="text/plain")
        town.answers["/news/4/"] = Answer(page(4).replace("Story 4", "The story 4"))
        town.touch("news/3/", "news/4/")
        done = run(town, memory, hours=30)
        assert done.ok and done.run.stats["changed"] == 1 and done.run.stats["held"] == 1
        (held,) = [one.decision for one in done.changes if one.decision.relation == "held"]
        assert held.url == f"{town.home}news/3/" and held.reason == FORBIDDEN
        assert len(memory.articles()) == 12 and town.requests.count("/news/3/") == 1
        town.touch("news/5/", at="2026-03-03T19:00:00+00:00")
        again = run(town, memory, hours=31)
        assert again.ok and told(again) == [], "it was told, and has its next turn in a week as any other page"
        assert list(replay(deployment(tmp_path, town.home), memory)) == [], "and a replay says the same"


def test_a_page_that_leads_to_another_host_is_told_and_the_others_are_taken(memory: Store) -> None:
    with Town() as town:
        assert run(town, memory).ok
        town.answers["/news/0/"] = moved("https://elsewhere.example/story/")
        town.answers["/news/1/"] = Answer(page(1).replace("Story 1", "Another story 1"))
        town.touch("news/0/", "news/1/")
        done = run(town, memory, hours=6)
        assert done.ok
        assert ("held", "its address now leads to another host, https://elsewhere.example/story/: not taken") in told(
            done
        )
        known = by_path(memory, town)
        assert known["news/0/"].title.startswith("Story 0") and known["news/1/"].title.startswith("Another story 1")
        assert not known["news/0/"].withdrawn


def test_an_address_that_leads_to_another_host_is_not_asked_for_in_each_run(memory: Store) -> None:
    with Town() as town:
        town.dates["news/partner/"] = "2026-02-01T00:00:00+00:00"
        town.index()
        town.answers["/news/partner/"] = moved("https://elsewhere.example/story/")
        for hours in (0, 6, 12):
            town.touch("news/1/", at=f"2026-03-02T{12 + hours // 6}:00:00+00:00")  # so that the index is read anew
            done = run(town, memory, hours)
            assert done.ok and not [reason for relation, reason in told(done) if relation == "held"]
        assert town.requests.count("/news/partner/") == 1
        town.touch("news/partner/")
        town.answers["/news/partner/"] = Answer(page(77))
        assert run(town, memory, hours=18).ok
        assert "news/77/" in by_path(memory, town), "once its index says that it changed, it is"


def test_an_address_that_led_to_another_host_only_for_a_time_has_its_turn(memory: Store) -> None:
    with Town() as town:
        town.dates["news/new/"] = "2026-02-01T00:00:00+00:00"
        town.index()
        town.answers["/news/new/"] = moved("https://elsewhere.example/story/")
        assert run(town, memory).ok
        town.answers["/news/new/"] = Answer(page(77))
        for day in range(1, 9):
            assert run(town, memory, hours=24 * day).ok
        assert town.requests.count("/news/new/") == 2 and "news/77/" in by_path(memory, town)


def test_a_site_all_of_whose_pages_lead_to_other_hosts_has_failed(memory: Store) -> None:
    with Town() as town:
        town.answers |= {f"/{name}": moved("http://elsewhere.example/") for name in town.dates}
        done = run(town, memory)
        assert (done.run.status, done.run.reason) == (
            "failed",
            "none of the 12 wanted pages was fetched: led to another host (12)",
        )
        town.answers["/sitemap_index.xml"] = town.other = moved("http://elsewhere.example/")
        assert (
            "answers led to other hosts, which are not asked, and none named an item" in run(town, memory, 6).run.reason
        )


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
    Answer(
        '<html lang="en"><link rel="canonical" href="{home}news/5/"><h1>Xyzzy</h1>'
        "<p>Plugh quux, said grue to fie, foe, fum. Twisty passages, all alike, gleam dimly.</p></html>"
    ),
)
"""Like the answer to an impossible address; other words without any mark; nothing; a script; a form to log in; other
words with a mark.
"""
WHY = (
    "it reads like the site's answer to an address that does not exist, “Fnord”",
    "it carries none of the marks that this site's articles have (canonical url, post id, published)",
    "the page has no text",
    "the page has no text",
    "the page asks for a password",
    "it has nothing in common with what stood at its address before",
)


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
        held = {c.decision.url: c.decision.reason for c in done.changes if c.decision.relation == "held"}
        why = {n: WHY[n] for n in (0, 1, 2, 3, 5)} | {97: WHY[0], 98: WHY[1], 99: WHY[4]}
        assert held == {f"{town.home}news/{n}/": f"{reason}: not taken" for n, reason in why.items()}
        town.answers |= {f"/news/{n}/": Answer(page(n).replace(f"Story {n}", f"Mended story {n}")) for n in range(6)}
        town.answers |= {f"/news/{n}/": Answer(page(n)) for n in (97, 98, 99)}
        assert run(town, memory, 2).ok
        known = by_path(memory, town)
        assert all(known[f"news/{n}/"].title.startswith("Mended") for n in (0, 1, 2, 3, 5)), (
            "asked for again at the next run"
        )
        assert {"news/97/", "news/98/", "news/99/"} <= known.keys()


def test_a_page_that_changed_often_before_is_asked_for_again_after_a_bad_answer_all_the_same(memory: Store) -> None:
    with Town(24) as town:
        for n in range(6):
            town.answers["/news/3/"] = Answer(page(3).replace("Story 3", f"Story 3, edition {n}"))
            town.touch("news/3/", at=f"2026-03-02T1{n}:00:00+00:00")
            assert run(town, memory, n).ok
        town.answers["/news/3/"] = Answer("<html><body></body></html>")
        town.touch("news/3/", at="2026-03-02T18:00:00+00:00")
        assert [relation for relation, _ in told(run(town, memory, 7))] == ["held"]
        town.answers["/news/3/"] = Answer(page(3).replace("Story 3", "Story 3, corrected"))
        assert [relation for relation, _ in told(run(town, memory, 8))] == ["changed"]
        assert by_path(memory, town)["news/3/"].title.startswith("Story 3, corrected")


def test_unchanged_code_replays_crawls_without_a_difference_their_doubts_and_withdrawals_too(tmp_path: Path) -> None:
    with Town(24) as town, Store.open("sqlite://") as store:
        config = deployment(tmp_path, town.home)
        site = config.site("strong_cities")
        asyncio.run(collect(site, store, now=NOW))
        town.other = Answer(SOFT)
        town.answers |= {f"/news/{n}/": mask for n, mask in enumerate(MASKS)}
        town.answers |= {"/news/6/": Answer("no", 403), "/news/7/": Answer("gone", 410), "/news/97/": MASKS[0]}
        town.touch(*(f"news/{n}/" for n in (*range(24), 97)))
        done = asyncio.run(collect(site, store, now=NOW + timedelta(hours=1)))
        assert done and done.ok and {"held", "withdrawn"} <= {relation for relation, _ in told(done)}
        town.answers |= {f"/news/{n}/": MASKS[n % 2] for n in range(8, 24)}
        town.touch(*(f"news/{n}/" for n in range(8, 24)), at="2026-03-02T15:00:00+00:00")
        held = asyncio.run(collect(site, store, now=NOW + timedelta(hours=4)))
        assert held and held.run.status == "held"
        assert [f"{one.stored} -> {one.today}" for one in replay(config, store)] == []


def test_a_page_is_gone_when_it_says_so_itself_and_never_for_a_fault_of_the_site(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        town.answers |= {"/news/1/": Answer("gone", 410), "/news/2/": Answer("no", 403)}
        town.answers["/news/4/"] = Answer("broken", 500)
        for path in ("news/1/", "news/2/", "news/4/", "news/6/"):
            del town.dates[path]
        town.index()
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        gone = {path for path, article in known.items() if article.withdrawn}
        assert gone == {"news/1/", "news/2/"}, "absent from the index is not gone: 4 is broken and 6 is there"
        town.requests.clear()
        run(town, memory, 2)
        assert "/news/6/" not in town.requests and "/news/4/" in town.requests


def test_pages_that_their_index_names_are_not_gone_because_the_site_denies_them_all(memory: Store) -> None:
    with Town(60) as town:
        run(town, memory)
        changed = [f"news/{n}/" for n in range(6)]
        town.answers |= {f"/{path}": Answer("gone", 404) for path in changed}
        town.touch(*changed)
        done = run(town, memory, 1)
        assert done.run.status == "held" and "its index names it" in done.run.reason
        assert not any(article.withdrawn for article in memory.articles(withdrawn=True))
        town.answers |= {f"/news/{n}/": Answer(page(n).replace(f"Story {n}", f"Newer story {n}")) for n in range(6)}
        assert run(town, memory, 2).ok
        assert all(by_path(memory, town)[path].title.startswith("Newer") for path in changed)


def test_pages_that_a_site_refuses_by_the_dozen_are_not_gone(memory: Store) -> None:
    """One that answers 403 is; on many it is we who are kept out."""
    with Town() as town:
        run(town, memory)
        town.answers |= {f"/news/{n}/": Answer("no", 403) for n in range(5)}
        town.touch(*(f"news/{n}/" for n in range(5)))
        done = run(town, memory, 1)
        assert done.run.status == "held" and "the site refuses to show it to us" in done.run.reason
        assert not any(article.withdrawn for article in memory.articles(withdrawn=True))


def test_short_pages_of_one_text_under_titles_of_their_own_are_believed(memory: Store) -> None:
    with Town() as town:
        run(town, memory)
        for n in (20, 21, 22):
            town.answers[f"/news/{n}/"] = Answer(page(n).replace(text(n), "<p>The film is here.</p>"))
        town.touch("news/20/", "news/21/", "news/22/")
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        assert {"news/20/", "news/21/", "news/22/"} <= by_path(memory, town).keys()


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
        town.answers["/news/c/"] = Answer(page(99).encode().replace(b"council", b"co\xfcncil"))
        town.touch("ar/news/a/", "ar/news/b/", "news/c/")
        done = run(town, memory, 1)
        assert done.ok, done.run.reason
        known = by_path(memory, town)
        assert known["ar/news/a/"].title == "مدينة"
        assert not {"ar/news/b/", "news/c/"} & known.keys()
        broken = [c.decision.url for c in done.changes if "characters are broken" in c.decision.reason]
        assert sorted(broken) == [f"{town.home}ar/news/b/", f"{town.home}news/c/"]


def test_a_text_of_which_a_part_was_encoded_twice_is_told_from_one_with_many_accents() -> None:
    assert garbled("Le maire a Ã©tÃ© rÃ©Ã©lu hier.")
    assert not garbled("Où l’été à Genève a été fêté : Ã, Â et € sont des signes.")


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


def test_a_crawl_whose_database_stops_says_so_and_the_next_run_loses_nothing(
    tmp_path: Path, postgres_server: str, empty_postgres_url: str
) -> None:
    """Every connection is cut and none is let in any more; later the server is back."""
    name = make_url(empty_postgres_url).database
    kept = str(tmp_path / "pages")
    code = CHILD.replace("Store.open(sys.argv[2])", "Store.open(sys.argv[2], pages=Path(sys.argv[3]))")
    with Town(60) as town, psycopg.connect(postgres_server, autocommit=True) as server:
        town.answers |= {path: replace(a, after=0.02) for path, a in town.answers.items() if "news/" in path}
        Store.open(empty_postgres_url).close()
        command = [sys.executable, "-c", f"from pathlib import Path{code}", town.home, empty_postgres_url, kept]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as child:
            while not any("/news/3" in path for path in town.requests):
                time.sleep(0.02)
                assert child.poll() is None
            server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false".encode())
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            assert child.stderr
            said = child.stderr.read().strip().rpartition("\n")[2]
        assert child.returncode == 1 and "StoreError: The database postgresql" in said and "cannot be used" in said
        server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true".encode())
        with Store.open(empty_postgres_url, pages=Path(kept)) as store:
            done = run(town, store, 0.1)
            assert done.ok, done.run.reason
            assert len({article.id for article in store.articles()}) == 60
            assert [one.status for one in store.runs()] == ["done", "failed"]


def test_a_long_lived_process_takes_up_its_own_lease_when_its_database_is_back(
    tmp_path: Path, postgres_server: str, empty_postgres_url: str
) -> None:
    name = make_url(empty_postgres_url).database
    with Town(60) as town, psycopg.connect(postgres_server, autocommit=True) as server:

        def cut(event: dict[str, object]) -> None:
            if event.get("n") == 5:
                server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false".encode())
                server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

        with Store.open(empty_postgres_url, pages=tmp_path / "pages") as store:
            with pytest.raises(StoreError, match="cannot be used"):
                asyncio.run(collect(town.site, store, now=NOW, on_event=cut))
            server.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true".encode())
            assert run(town, store, 0.1).ok, "at once, not after a quarter of an hour"
            assert len(store.articles()) == 60


DYING = """
import os, signal
from functools import partial
from scnfeed.jobs import collect as story
steps = 0
def dying(step):
    def stepping(*args, **kwargs):
        global steps
        steps += 1
        if steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*args, **kwargs)
    return stepping
story.decided = partial(story.decided, chunk=4)
Store.apply, Store.remember = dying(Store.apply), dying(Store.remember)
"""


@pytest.mark.parametrize(("step", "stored", "looked_at"), [(2, 4, 0), (3, 4, 4), (4, 8, 4)])
def test_after_a_kill_between_two_chunks_the_rest_is_stored_and_nothing_twice(
    tmp_path: Path, step: int, stored: int, looked_at: int
) -> None:
    """Killed before what was looked at is remembered (2, 4), or before the next chunk (3). Nothing is remembered as
    looked at before it is stored, and each chunk is before the next one is stored: only the others are asked for again.
    """
    url = f"sqlite:///{tmp_path}/news.db"
    with Town() as town, Store.open(url) as store:
        head, begin = CHILD.split("site =", 1)
        code = f"{head}{DYING}site ={begin}"
        dead = subprocess.run([sys.executable, "-c", code, town.home, url, str(step)], stdout=subprocess.DEVNULL)
        assert dead.returncode == -signal.SIGKILL
        before = {article.url: article.id for article in store.articles()}
        assert len(before) == stored
        assert len(store.recall(town.site.name, [f"{town.home}{name}" for name in town.dates])) == looked_at
        town.requests.clear()
        done = run(town, store, 1)
        assert len({path for path in town.requests if path[6:-1].isdecimal()}) == 12 - looked_at
        assert done.ok, done.run.reason
        after = {article.url: article.id for article in store.articles()}
        assert len(after) == 12 and after.items() >= before.items()
        assert [len(store.versions(id)) for id in after.values()] == [1] * 12
        assert sum(decision.relation == "new" for _, decision in store.decisions()) == 12


FULL = """
import os, resource
from scnfeed.errors import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
"""


def test_a_full_disk_is_told_in_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    """A file may be so large and no larger: one page does not fit."""
    url = f"sqlite:///{tmp_path}/news.db"
    with Town() as town, Store.open(url) as store:
        assert run(town, store).ok
        before = {article.url: article for article in store.articles()}
        noise = random.Random(1).randbytes(2**21).hex()
        town.answers |= {"/news/3/": Answer(page(3).replace("</body>", f"<!-- {noise} --></body>"))}
        town.answers |= {"/news/4/": Answer(page(4).replace("Story 4", "Another story 4"))}
        town.touch("news/3/", "news/4/")
        head, begin = CHILD.split("site =", 1)
        code = f"{head}{FULL}site ={begin}".replace("2, 12,", "2, 14,")
        dead = subprocess.run([sys.executable, "-c", code, town.home, url], capture_output=True, text=True)
        assert dead.returncode == 1 and "StoreError: Pages cannot be kept in" in dead.stderr
        last = store.runs(job="collect")[0]
        assert (last.status, "cannot be kept" in last.reason) == ("failed", True)
        assert {article.url: article for article in store.articles()} == before
        assert [page.url for page in store.pages() if page.body]
        done = run(town, store, 3)
        assert done.ok, done.run.reason
        assert by_path(store, town)["news/4/"].title.startswith("Another story 4")


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
        started = time.process_time()
        done = run(town, memory, 1)
        assert done.ok and time.process_time() - started < 5
        assert [relation for relation, _ in told(done)] == ["held"]
        assert by_path(memory, town)["news/3/"].title.startswith("Story 3")


# ---- a small site whose pages a test shows as it goes ----------------------------------------------------------------

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
TELLING_CHILD = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from scnfeed.jobs.collect import collect
from scnfeed.plain import loads
from scnfeed.model import Site
from scnfeed.store import Store
with Store.open(sys.argv[1]) as store:
    site = loads(Site, Path(sys.argv[2]).read_text())
    asyncio.run(collect(site, store, now=datetime.fromisoformat(sys.argv[3]), on_event=lambda e: print(e, flush=True)))
"""


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback({}) as server:
        show(server, posts(1, 2, 3))
        yield server


def crawl(server: Loopback, store: Store, days: int = 0) -> Collected:
    found = asyncio.run(collect(server.site, store, now=small.NOW + days * DAY))
    assert found is not None
    return found


def decided(found: Collected, relation: str) -> list[str]:
    """Last parts of the addresses that were so decided."""
    return [c.decision.url.split("/")[-2] for c in found.changes if c.decision.relation == relation]


def test_a_site_is_stored_and_a_second_look_changes_nothing(server: Loopback, small_store: Store) -> None:
    first = crawl(server, small_store)
    assert first.ok and decided(first, "new") == ["post-1", "post-2", "post-3"]
    before = small_store.articles()
    second = crawl(server, small_store, 1)
    assert second.ok and small_store.articles() == before
    assert {change.decision.relation for change in second.changes} <= {"same"}, "but for a page of the sample"


@pytest.mark.parametrize(
    ("other", "pages", "status", "reason"),
    [
        (Answer("busy", 503), {}, "failed", "robots.txt answered 503"),
        (Answer("nothing here", 404), {}, "failed", "answered 404 to all"),
        (
            Answer("x", 404),
            {f"news/post-{n}/": post(9, "Back soon") for n in (1, 2, 3)},
            "held",
            "one and the same page",
        ),
        (Answer("x", 404), {f"news/post-{n}/": Answer("gone", 410) for n in (1, 2, 3)}, "held", "its index names it"),
    ],
    ids=["busy", "empty", "one-page-for-all", "all-gone"],
)
def test_a_crawl_that_cannot_be_believed_stores_nothing_and_says_why(
    server: Loopback, small_store: Store, other: Answer, pages: dict[str, Answer], status: str, reason: str
) -> None:
    crawl(server, small_store)
    before = small_store.articles(withdrawn=True), small_store.stories(), small_store.decisions()
    server.other = other
    if pages:
        show(server, pages, "2024-06-11")
    else:
        server.answers = {}
    found = crawl(server, small_store, 1)
    assert (found.run.status, found.changes, found.ok) == (status, (), False) and reason in found.run.reason
    assert (small_store.articles(withdrawn=True), small_store.stories(), small_store.decisions()) == before
    assert small_store.runs(job="collect")[0] == found.run
    assert [(n.topic, n.reason) for n in small_store.notices(small.NOW)] == [(status, found.run.reason)]


def test_a_run_killed_in_the_middle_ends_as_failed_and_the_next_one_works(
    server: Loopback, config: Config, small_store: Store, tmp_path: Path
) -> None:
    server.answers["/news/post-2/"] = Answer("late", after=30)
    site = tmp_path / "site.json"
    site.write_text(dumps(server.site), encoding="utf-8")
    command = [sys.executable, "-c", TELLING_CHILD, config.store_url, str(site), small.NOW.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline(), "the crawl began"
        os.kill(child.pid, signal.SIGKILL)
    (dead,) = small_store.runs(job="collect")
    assert dead.status == "running" and small_store.articles() == []
    show(server, posts(1, 2, 3))
    assert len(decided(crawl(server, small_store, 1), "new")) == 3
    last, first = small_store.runs(job="collect")
    assert (last.status, first.status, first.id) == ("done", "failed", dead.id) and "killed" in first.reason


def test_of_two_crawls_of_one_site_one_works_and_the_other_says_why_not(server: Loopback, small_store: Store) -> None:
    site = server.site.name
    epoch = small_store.lease(site, "another machine:7", small.NOW, 3600)
    with pytest.raises(StoreBusy, match="another machine:7") as busy:
        crawl(server, small_store)
    assert busy.value.subject == site and server.requests == []
    assert small_store.lease(site, "another machine:7", small.NOW, 3600) == epoch, "the other one still has it"
    small_store.release(site, "another machine:7")
    assert crawl(server, small_store).ok


def test_two_tasks_of_one_loop_do_not_crawl_one_site_at_once(server: Loopback, small_store: Store) -> None:
    async def both() -> list[Collected | BaseException | None]:
        jobs = (collect(server.site, small_store, now=small.NOW, slot=slot) for slot in ("one", "two"))
        return await asyncio.gather(*jobs, return_exceptions=True)

    found = asyncio.run(both())
    assert sum(isinstance(one, Collected) and one.ok for one in found) == 1
    assert sum(isinstance(one, StoreBusy) for one in found) == 1
    assert [run.status for run in small_store.runs(job="collect")] == ["done"]


def test_a_running_loop_can_collect_again_and_again(server: Loopback, small_store: Store) -> None:
    async def twice() -> list[Collected | None]:
        return [await collect(server.site, small_store, now=small.NOW + days * DAY) for days in range(2)]

    assert [found.run.status for found in asyncio.run(twice()) if found] == ["done", "done"]


def test_the_callers_loop_has_its_turn_between_the_pages_of_a_crawl(memory: Store) -> None:
    """It never stands still for half as long as the pages that are taken together need to be read."""

    async def longest_rest(home: str) -> float:
        began = time.perf_counter()
        for n in range(TOGETHER):
            read(page(n).replace("{home}", home).encode(), f"{home}news/{n}/")
        reading, rests = time.perf_counter() - began, [0.0]
        work = asyncio.create_task(collect(town.site, memory, now=NOW))
        while not work.done() and memory.memory(town.site.name) == "":
            began = time.perf_counter()
            await asyncio.sleep(0)
            rests.append(time.perf_counter() - began)
        assert (await work).ok  # type: ignore[union-attr]
        return max(rests) / reading

    with Town(3 * TOGETHER) as town:
        read(page(0).encode(), town.home)  # loads what every reading needs
        assert asyncio.run(longest_rest(town.home)) < 0.5


def test_a_planned_slot_is_crawled_once(server: Loopback, small_store: Store) -> None:
    assert asyncio.run(collect(server.site, small_store, now=small.NOW, slot="2024-06-10T09")) is not None
    asked = len(server.requests)
    assert asyncio.run(collect(server.site, small_store, now=small.NOW, slot="2024-06-10T09")) is None
    assert len(server.requests) == asked and len(small_store.runs(job="collect")) == 1


def test_numbered_pages_are_one_article(server: Loopback, small_store: Store) -> None:
    links = '<p><a href="/resource/guide/2/">2</a></p>'
    show(server, {"resource/guide/": post(4, "A guide", links=links, text="The first part speaks of quays.")})
    server.answers["/resource/guide/2/"] = post(4, "A guide", text="The second part speaks of nets.")
    found = crawl(server, small_store)
    (article,) = small_store.articles()
    assert found.ok and article.url == server.home + "resource/guide/"
    assert article.content_text.index("quays") < article.content_text.index("nets")


def test_a_new_address_of_the_same_post_is_a_move(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    (old,) = (a for a in small_store.articles() if a.title == "Post 2")
    show(server, {**posts(1, 3), "news/second/": post(2)}, "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/second/")
    found = crawl(server, small_store, 1)
    assert decided(found, "moved") == ["second"]
    for address in (server.home + "news/post-2/", server.home + "news/second/"):
        article = small_store.article(address)
        assert article and (article.id, article.url) == (old.id, server.home + "news/second/")


def test_a_redirect_to_another_post_is_a_withdrawal_and_no_move(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    ids = {a.title: a.id for a in small_store.articles()}
    show(server, posts(1, 3), "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/post-3/")
    found = crawl(server, small_store, 1)
    assert decided(found, "withdrawn") == ["post-2"] and decided(found, "moved") == []
    gone = small_store.article(ids["Post 2"])
    assert (
        gone
        and gone.withdrawn
        and {a.title: a.id for a in small_store.articles()}
        == {title: id for title, id in ids.items() if title != "Post 2"}
    )


def test_a_redirect_to_a_post_that_was_never_seen_is_no_move_either(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    show(server, posts(1, 3, 9), "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/post-9/")
    found = crawl(server, small_store, 1)
    assert decided(found, "withdrawn") == ["post-2"] and decided(found, "new") == ["post-9"]


def test_a_redirect_to_a_known_article_of_the_same_title_is_no_move(server: Loopback, small_store: Store) -> None:
    """Here no post id tells them apart: that the other one is known does."""
    pages = {f"news/post-{n}/": post(n, "Minutes of the council") for n in (1, 2, 3)}
    pages = {path: replace(one, body=str(one.body).replace("shortlink", "x")) for path, one in pages.items()}
    show(server, pages)
    crawl(server, small_store)
    del pages["news/post-2/"]
    show(server, pages, "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/post-3/")
    found = crawl(server, small_store, 1)
    assert decided(found, "withdrawn") == ["post-2"] and decided(found, "moved") == []
    assert len(small_store.articles()) == 2


def test_a_withdrawn_page_that_comes_back_has_its_id_again(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    ids = {a.title: a.id for a in small_store.articles()}
    show(server, posts(1, 3), "2024-06-11")
    assert decided(crawl(server, small_store, 1), "withdrawn") == ["post-2"]
    show(server, posts(1, 2, 3), "2024-06-12")
    assert decided(crawl(server, small_store, 2), "changed") == ["post-2"]
    assert {a.title: a.id for a in small_store.articles()} == ids
