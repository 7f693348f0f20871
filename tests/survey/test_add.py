"""``scnfeed add``: what it writes publishes unedited, with the right titles and days, and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import feedparser
import pytest

from scnfeed.config import Config, load
from scnfeed.errors import ScnfeedError
from scnfeed.jobs.add import Added, add, shown_day
from scnfeed.jobs.check import check
from scnfeed.jobs.collect import collect
from scnfeed.jobs.publish import publish
from scnfeed.model import Article, Site
from scnfeed.sample import SampleSite
from scnfeed.sites.addresses import is_item, normal
from scnfeed.store import Store
from scnfeed.survey.shapes import pattern_of
from tests.crawl.loopback import Answer, Loopback
from tests.survey.held_out import HELD_OUT
from tests.survey.sites import SITES, Place, wordpress
from tests.survey.strangers import STRANGERS

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
SETTINGS = '[publish]\nbase_url = "https://feeds.example.org/"\n'


def added(home: str, folder: Path, name: str = "") -> tuple[Added, Config]:
    """The site at `home` looked at and entered in the deployment in `folder`."""
    folder.mkdir(exist_ok=True)
    settings = folder / "scnfeed.toml"
    if not settings.exists():
        settings.write_text(SETTINGS)
    found = asyncio.run(add(home, load(settings, {}), settings, name=name, private=True, delay=0))
    return found, load(settings, {})


def published(config: Config, site: Site) -> list[Article]:
    """Collect and publish with what was written, unedited."""
    with Store.open(config.store_url) as store:
        run = asyncio.run(collect(site, store, now=NOW))
        assert run is not None and run.ok, run and run.run.reason
        assert not publish(config, store).left_out
        return store.articles()


ALL = SITES | HELD_OUT | STRANGERS


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_what_is_written_publishes_all_items_and_nothing_else(make: Callable[[], Place], tmp_path: Path) -> None:
    place = make()
    with place.serve() as server:
        found, config = added(server.home, tmp_path)
        site = config.site(found.site.name)
        assert found.entered and site == found.site
        truth = {normal(server.home + item.path, site): item for item in place.items}
        articles = {article.url: article for article in published(config, site)}
    assert articles.keys() == truth.keys()
    for url, article in articles.items():
        item = truth[url or ""]
        told = (article.title, shown_day(article)[0], article.language, article.kind)
        assert told == (item.title, item.day, item.language, item.kind)
    assert {article.url for article in found.items} <= truth.keys() and len(found.items) >= 3
    feed = feedparser.parse((tmp_path / "public" / place.items[0].language / "all.rss").read_bytes())
    assert feed.entries and all(len(entry.summary) < 700 for entry in feed.entries), "excerpts"


@pytest.mark.parametrize("off", [set(), {"sitemap", "rest", "feeds", "hreflang", "json-ld"}], ids=["whole", "bare"])
def test_the_sample_site_is_found_out_with_and_without_its_machine_side(off: set[str], tmp_path: Path) -> None:
    with SampleSite(day=8, off=off) as sample:
        found, config = added(sample.home, tmp_path)
        truth = sample.truth()
        articles = {article.url: article for article in published(config, config.site(found.site.name))}
    assert articles.keys() == truth.keys()
    assert set(found.site.languages) == {"en", "ar", "fr", "es"}
    for url, article in articles.items():
        true = truth[url or ""]
        assert (article.language, article.kind) == (true.language, true.kind)
        day = shown_day(article)[0]
        assert day in (true.published, None) or article.sources["published"] == "twin", url
        assert article.title == true.title or article.sources["title"] == "sentence", url
    dated = sum(article.published is not None for article in articles.values())
    assert dated >= 0.9 * sum(true.published is not None for true in truth.values())


def test_a_look_that_begins_at_a_list_in_another_language_finds_the_same_site(tmp_path: Path) -> None:
    with SampleSite(day=8, off={"sitemap", "rest", "feeds", "hreflang", "json-ld"}) as website:
        found, _ = added(f"{website.home}ar/news/", tmp_path)
        usual, _ = added(website.home, tmp_path / "other")
    assert dict(found.site.languages) == dict(usual.site.languages)
    assert found.site.home == usual.site.home and {*found.site.items} == {*usual.site.items}


def test_a_deployment_of_init_takes_a_site_and_runs_it(tmp_path: Path) -> None:
    from scnfeed.jobs.deploy import write_deployment

    write_deployment(tmp_path / "feeds")
    with SITES["handmade"]().serve() as server:
        found, config = added(server.home, tmp_path / "feeds", name="club")
    assert found.file == tmp_path / "feeds" / "spiders" / "club.py"
    written = found.file.read_text()
    assert "class Club(SiteSpider):" in written and written.splitlines()[0].endswith('it is yours now."""')
    assert [site.name for site in config.enabled_sites()] == ["example", "club"]


def refused(server: Loopback, folder: Path, **more: object) -> str:
    folder.mkdir(exist_ok=True)
    settings = folder / "scnfeed.toml"
    settings.write_text(SETTINGS)
    options: dict[str, object] = {"private": True, "delay": 0} | more
    with pytest.raises(ScnfeedError) as told:
        asyncio.run(add(server.home, load(settings, {}), settings, **options))  # type: ignore[arg-type]
    assert settings.read_text() == SETTINGS and not list(folder.glob("spiders/*"))
    return str(told.value)


@pytest.mark.parametrize(
    ("robots", "front", "words"),
    [
        (Answer("User-agent: *\nDisallow: /\n", type="text/plain"), Answer("<p>x</p>"), "robots.txt forbids it"),
        (Answer("broken", 500), Answer("<p>x</p>"), "robots.txt answered 500"),
        (Answer(status=404), Answer("%PDF-", type="application/pdf"), "is application/pdf, not a web page"),
        (Answer(status=404), Answer("gone", 410), "answers 410"),
        (Answer(status=404), Answer('<div id="root"></div><script src="/app.js"></script>'), "drawn by JavaScript"),
        (Answer(status=404), Answer("<h1>Hello</h1><p>We have no news at all here.</p>"), "nothing there looks like"),
        (
            Answer(status=404),
            Answer(status=302, headers={"Location": "https://elsewhere.example/"}),
            "another site, https://elsewhere",
        ),
    ],
)
def test_what_cannot_be_added_is_told_in_a_sentence_and_nothing_is_written(
    robots: Answer, front: Answer, words: str, tmp_path: Path
) -> None:
    with Loopback({"/robots.txt": robots, "/": front}) as server:
        assert words in refused(server, tmp_path)


def test_mistakes_that_need_no_look(tmp_path: Path) -> None:
    with Loopback({}) as server:
        assert "is used already" in refused(server, tmp_path, name="strong_cities")
        assert "expected a name of letters" in refused(server, tmp_path, name="a-b")
        assert server.requests == []
    server.home = "ftp://example.org/"
    assert "expected the address of a site" in refused(server, tmp_path)
    server.home = "http://127.0.0.1:9/"
    assert refused(server, tmp_path) == "http://127.0.0.1:9/: connection refused"
    for server.home in ("http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://10.0.0.1/"):
        assert "add --private if it is meant" in refused(server, tmp_path, private=False)


def test_a_page_that_asks_for_a_password_is_not_among_those_that_would_be_published(tmp_path: Path) -> None:
    place = next(iter(SITES.values()))()
    locked = max((item for item in place.items if item.day), key=lambda item: str(item.day))
    form = '<form method="post"><label>Password: <input type="password" name="key"></label></form>'
    place.answers[locked.path] = Answer(
        f"<html><body><main><h1>Protected: {locked.title}</h1>{form}</main></body></html>"
    )
    with place.serve() as server:
        found, _ = added(server.home, tmp_path)
    assert found.items and not [item.title for item in found.items if locked.title in item.title]


def test_locked_and_empty_pages_among_the_newest_do_not_hide_all_others(tmp_path: Path) -> None:
    place = wordpress()
    form = '<form method="post"><input type="password" name="key"></form>'
    for item, text in zip(place.items, (form, "<p>More soon.</p>"), strict=False):
        place.answers[item.path] = Answer(f"<html><body><main><h1>{item.title}</h1>{text}</main></body></html>")
    with place.serve() as server:
        found, _ = added(server.home, tmp_path)
        addresses = [server.home + item.path for item in place.items]
    assert all(is_item(normal(address, found.site), found.site) for address in addresses)


def test_a_month_of_a_calendar_beside_events_says_that_no_month_is_one() -> None:
    events = [f"events/{name}/" for name in ("quay-concert", "2025-in-songs", "open-day")]
    pattern = pattern_of(("events", "/"), events, ["events/2025-12/", "events/list/"])
    assert all(re.fullmatch(pattern, path) for path in (*events, "events/choir/"))
    assert not [name for name in ("2026-01", "2027-03-09", "list", "7") if re.fullmatch(pattern, f"events/{name}/")]


def test_a_check_says_what_no_longer_fits(tmp_path: Path) -> None:
    place = SITES["handmade"]()
    with place.serve() as server:
        found, config = added(server.home, tmp_path, name="club")
        site = replace(config.site("club"), selectors={"published": "h2 + i"})
        assert asyncio.run(check(site, config)) == []
        for path in list(server.answers):
            text = str(server.answers[path].body).replace("<i>", "<u>").replace("</i>", "</u>")
            server.answers[path] = Answer(text.replace("news.html", "latest.html"), server.answers[path].status)
        server.answers["/latest.html"] = server.answers.pop("/news.html")
        wrong = asyncio.run(check(site, config))
        assert "the list news.html is gone (404)" in wrong
        assert "the selector h2 + i (published) finds nothing on 5 pages of items" in wrong
        broken = asyncio.run(
            check(
                site.__class__("club", "x", site.home, items=(("reports/.+", "news"),), private=True, delay=0), config
            )
        )
        assert "no address fits the pattern reports/.+ (news)" in broken
        assert any(line.endswith(f"{server.home}news41.html") for line in broken)
    assert found.site.since == date(1995, 1, 1)
