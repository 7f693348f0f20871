"""Saved pages and text dumps in, as if collected: our own cases, and real ones where SCNFEED_SEEDS names a folder."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path

import pytest

from scnfeed.config import Config
from scnfeed.jobs.collect import collect
from scnfeed.jobs.digest import preview
from scnfeed.jobs.ingest import ingest
from scnfeed.jobs.publish import publish
from scnfeed.model import Article, When
from scnfeed.sites import STRONG_CITIES
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback
from tests.jobs.month import events_of, files_of, parsed
from tests.jobs.small import show

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
SINCE = date(2023, 1, 1)
CASES = Path(__file__).parents[1] / "pages"
SEEDS = os.environ.get("SCNFEED_SEEDS", "")


@dataclass(frozen=True)
class Told:
    """What a saved page says: `title` None where it prints none; days of its certain event."""

    file: Path
    published: date | None
    title: str | None
    event: tuple[date, date] | None


def own() -> Iterator[Told]:
    for case in sorted(CASES.glob("dump_ar_*")):
        said = json.loads((case / "expected.json").read_text(encoding="utf-8"))["expected"]
        printed = said.get("sources", {}).get("title") != "sentence"
        days = [tuple(map(date.fromisoformat, (e["start"], e["end"]))) for e in said["events"] if e["certain"]]
        published = date.fromisoformat(said["published"]) if said["published"] else None
        event = (days[0][0], days[0][1]) if days else None
        yield Told(next(case.glob("input.*")), published, said["title"] if printed else None, event)


REAL = {
    "000": (date(2023, 10, 19), (date(2023, 9, 19), date(2023, 9, 21)), True),
    "001": (None, (date(2023, 9, 19), date(2023, 9, 21)), True),
    "002": (None, (date(2023, 8, 2), date(2023, 8, 3)), True),
    "003": (None, None, False),
    "004": (date(2023, 7, 20), (date(2023, 7, 18), date(2023, 7, 19)), True),
}


def printed_title(file: Path) -> str:
    """The first line below the icon line of a dump."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    return next(filter(None, lines))


def real() -> Iterator[Told]:
    for number, (published, event, titled) in REAL.items():
        (file,) = Path(SEEDS).glob(f"{number}_*.txt")
        yield Told(file, published, printed_title(file) if titled else None, event)


@cache
def told(source: str) -> tuple[Told, ...]:
    return tuple(own() if source == "own" else real())


@pytest.fixture(params=["own", "seeds"] if SEEDS else ["own"])
def cases(request: pytest.FixtureRequest, tmp_path: Path) -> dict[Path, Told]:
    """Copies of the saved pages, each under a name of its own."""
    found = {}
    for number, case in enumerate(told(request.param)):
        file = tmp_path / f"saved-{number}.txt"
        shutil.copy(case.file, file)
        found[file] = case
    return found


@pytest.fixture
def taken(cases: dict[Path, Told], small_store: Store) -> dict[Path, Article]:
    """The article that each saved page became."""
    done = ingest(list(cases), STRONG_CITIES, small_store, now=NOW)
    assert done.refused == {}
    by_text = {change.article.id: change.article for change in done.changes if change.article}
    assert len(by_text) == len(cases)
    return dict(zip(cases, by_text.values(), strict=True))


def day(when: When | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when


def test_each_page_says_its_title_its_day_and_its_event(cases: dict[Path, Told], taken: dict[Path, Article]) -> None:
    for file, case in cases.items():
        article = taken[file]
        events = [(day(event.start), day(event.end)) for event in article.events if event.certain]
        assert (day(article.published), events) == (case.published, [case.event] if case.event else []), case.file
        assert article.sources["title"] == ("heading" if case.title else "sentence"), case.file
        assert article.title == (case.title or article.title) != "", case.file
        assert all(event.place and event.place in article.content_text for event in article.events if event.certain)


def test_they_are_arabic_news_translated_by_a_machine_without_an_address(taken: dict[Path, Article]) -> None:
    for article in taken.values():
        assert (article.kind, article.language, article.direction) == ("news", "ar", "rtl")
        assert article.machine_translated and article.reading_minutes >= 1
        assert (article.url, article.canonical_url, article.translations) == (None, None, {})
        assert "arrow" not in article.content_text and "href" not in article.content_html


def test_none_is_merged(taken: dict[Path, Article], small_store: Store) -> None:
    assert [len(story.members) for story in small_store.stories()] == [1] * len(taken)


def test_an_undated_page_stands_where_its_event_ended_and_never_at_the_top(
    cases: dict[Path, Told], taken: dict[Path, Article], small_store: Store
) -> None:
    for file, case in cases.items():
        article = small_store.article(taken[file].id)
        assert article is not None
        if case.published is None and case.event:
            assert (day(article.ordered), article.order_source) == (case.event[1], "event")
        elif case.published is None:
            assert article.order_source == "baseline"
            assert small_store.articles()[-1].id == article.id
    newest = max(day_ for case in cases.values() for day_ in (case.published, case.event and case.event[1]) if day_)
    assert day(small_store.articles()[0].ordered) == newest


def test_they_make_a_feed_a_calendar_and_a_letter(
    cases: dict[Path, Told], taken: dict[Path, Article], config: Config, small_store: Store
) -> None:
    assert publish(config, small_store).left_out == ()
    files = files_of(config.public)
    feed = parsed(files["ar/news.rss"])
    assert not feed.bozo and {entry.id for entry in feed.entries} == {article.id for article in taken.values()}
    assert not any(entry.get("link", "").startswith("http") for entry in feed.entries)
    events = events_of(files["ar/events.ics"])
    inclusive = sorted((event["DTSTART"].dt, event["DTEND"].dt - timedelta(days=1)) for event in events)
    assert inclusive == sorted(case.event for case in cases.values() if case.event)
    ((person, issue),) = preview(config, small_store, NOW, since=SINCE)
    assert person.languages == ("ar",) and {a.id for a in issue.articles} == {a.id for a in taken.values()}


def test_the_same_files_again_add_nothing(
    cases: dict[Path, Told], taken: dict[Path, Article], small_store: Store
) -> None:
    before = small_store.articles(), small_store.stories()
    again = ingest(list(cases), STRONG_CITIES, small_store, now=NOW + timedelta(days=1))
    assert [change.article for change in again.changes] == [None] * len(taken)
    assert (small_store.articles(), small_store.stories()) == before


def page(article: Article) -> Answer:
    body = "".join(f"<p>{escape(part)}</p>" for part in article.content_text.split("\n\n"))
    head = f'<html lang="ar" dir="rtl"><head><title>{escape(article.title)}</title></head>'
    return Answer(f"<!doctype html>{head}<body><main><article><h1>{escape(article.title)}</h1>{body}</article></main>")


def test_a_crawl_that_meets_the_page_takes_over_its_id(taken: dict[Path, Article], small_store: Store) -> None:
    with Loopback({}) as server:
        show(server, {f"ar/news/{number}/": page(article) for number, article in enumerate(taken.values())})
        found = asyncio.run(collect(server.site, small_store, now=NOW + timedelta(days=1)))
        assert found is not None and found.ok
        addresses = {article.id: article.url for article in small_store.articles()}
        assert addresses == {a.id: f"{server.home}ar/news/{n}/" for n, a in enumerate(taken.values())}
        again = asyncio.run(collect(server.site, small_store, now=NOW + timedelta(days=9)))
        assert again is not None and {c.decision.relation for c in again.changes} <= {"same"}


def test_what_cannot_be_read_is_refused_with_a_sentence_and_the_rest_is_taken(
    cases: dict[Path, Told], small_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "blank.txt").write_bytes(b"  \n\n")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    (tmp_path / "folder.html").mkdir()
    bad = [tmp_path / name for name in ("empty.html", "blank.txt", "picture.html", "folder.html", "missing.txt")]
    done = ingest([*bad, *cases], STRONG_CITIES, small_store, now=NOW)
    assert done.refused.keys() == {str(file) for file in bad}
    assert all(len(reason.split()) >= 3 for reason in done.refused.values()), done.refused
    assert len(small_store.articles()) == len(cases)
    assert small_store.runs(job="ingest")[0].status == "done"


def test_an_address_from_the_list_is_the_articles_own(cases: dict[Path, Told], small_store: Store) -> None:
    first = next(iter(cases))
    address = "https://strongcitiesnetwork.org/ar/news/one/"
    ingest(list(cases), STRONG_CITIES, small_store, now=NOW, urls={first.name: address})
    found = small_store.article(address)
    assert found and [a.url for a in small_store.articles() if a.url] == [address]
