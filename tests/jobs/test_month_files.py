"""What stands in the published folder in the thirty days, as the programs of subscribers read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.request import urlopen

import pytest

from scnfeed.jobs.demo import play
from scnfeed.model import Reading, Site
from scnfeed.read import read
from scnfeed.sample import DAYS, SampleSite, Truth
from scnfeed.sites import STRONG_CITIES
from tests.jobs.month import LANGUAGES, Month, events_of, files_of, page_of, parsed, path_of

TEXT = ("rss", "atom", "json")
KINDS = ("news", "events", "resources", "all")
FEEDS = [
    *(f"{language}/{kind}" for language in LANGUAGES for kind in KINDS),
    *(f"{language}-else-en/all" for language in LANGUAGES[1:]),
]
TREE = {
    *(f"{feed}.{suffix}" for feed in FEEDS for suffix in TEXT),
    *(f"all/{kind}.json" for kind in KINDS),
    *(f"{language}/events.ics" for language in (*LANGUAGES, "all")),
    *(f"{language}/index.html" for language in LANGUAGES),
    *("index.html", "feeds.opml", "letters.rss"),
}
FIELDS = (
    "title language kind published updated event machine_translated translations authors attachments topics".split()
)


@pytest.mark.parametrize("day", [1, DAYS])
def test_every_file_of_the_published_tree_is_there(month: Month, day: int) -> None:
    published = month.published(day)
    assert published.keys() >= TREE
    more = {path for path in published.keys() - TREE if not path.startswith("archive/all/")}
    assert all(path.startswith("letters/") and path.endswith(".html") for path in more)
    assert all(published.values())


def test_a_page_of_the_archives_never_changes_and_never_goes(month: Month) -> None:
    before: dict[str, bytes] = {}
    for day in range(1, DAYS + 1):
        pages = {path: body for path, body in month.published(day).items() if path.startswith("archive/")}
        assert before.items() <= pages.items(), day
        before = pages
    assert len(before) >= 6


def test_each_letter_to_readers_stands_in_the_archive_and_none_to_editors(month: Month) -> None:
    issues = [issue for day in month.days for issue in day.issues]
    newest = {f"letters/{language}.html" for language in LANGUAGES}
    pages = [path for path in month.published(DAYS) if path.startswith("letters/") and path not in newest]
    assert {month.published(DAYS)[path] for path in newest} <= {month.published(DAYS)[path] for path in pages}
    assert len(pages) == len([issue for issue in issues if issue.role == "reader"]) > 10
    assert len(parsed(month.published(DAYS)["letters.rss"]).entries) <= len(pages)


def distinct(month: Month, *suffixes: str) -> Iterator[tuple[str, bytes]]:
    """Every state that files of this name had in the month, once, the last ones first."""
    seen = set()
    for day in range(DAYS, 0, -1):
        for path, body in month.published(day).items():
            if path.endswith(suffixes) and body not in seen:
                seen.add(body)
                yield f"day {day}: {path}", body


@pytest.mark.parametrize("path", [path for path in sorted(TREE) if path.endswith((".rss", ".atom"))])
def test_a_feed_is_well_formed(month: Month, path: str) -> None:
    whole = path.startswith(("en/all", "ar/all"))
    states = list(distinct(month, path)) if whole else [(path, month.published(DAYS)[path])]
    for name, body in states:
        feed = parsed(body)
        assert not feed.bozo, (name, feed.bozo_exception)
        assert feed.feed.title and all(entry.id and entry.title for entry in feed.entries), name


def test_each_json_feed_of_each_day_is_read(month: Month) -> None:
    for name, body in distinct(month, ".json"):
        told = json.loads(body)
        assert told["version"] == "https://jsonfeed.org/version/1.1", name
        assert all(item["id"] and item["title"] and item["url"] for item in told["items"]), name


@pytest.mark.parametrize("language", [*LANGUAGES, "all"])
def test_a_calendar_is_read_on_each_day_and_no_event_vanishes(month: Month, language: str) -> None:
    later: set[str] = set()
    for name, body in distinct(month, f"{language}/events.ics"):
        uids = [str(event["UID"]) for event in events_of(body)]
        assert uids and len(set(uids)) == len(uids), name
        assert not later or set(uids) <= later, name
        later = set(uids)


def test_a_moved_event_has_its_new_days_a_higher_sequence_and_the_same_uid(month: Month) -> None:
    page = page_of("spring-training", "en", 8)
    before, after = (
        next(event for event in events_of(month.published(day)["en/events.ics"]) if path_of(str(event["URL"])) == page)
        for day in (7, 8)
    )
    assert (before["UID"], before["SEQUENCE"] + 1) == (after["UID"], after["SEQUENCE"])
    assert (before["DTSTART"].dt, after["DTSTART"].dt) == (date(2026, 3, 26), date(2026, 4, 9))


def test_the_same_days_played_again_give_the_same_bytes(month: Month, tmp_path: Path) -> None:
    for _ in play(tmp_path / "again", days=6, port=month.port):
        pass
    assert files_of(tmp_path / "again" / "public") == month.published(6)


# ---- after the redesign every page still says what it said ------------------------------------------------------


@pytest.fixture(scope="session")
def readings(last_day: SampleSite) -> dict[str, Reading]:
    """What the reader finds on each article page of the last day, fetched anew, by its path."""
    site = Site(**{name: getattr(STRONG_CITIES, name) for name in STRONG_CITIES.__slots__} | {"home": last_day.home})
    found = {}
    for url in last_day.addresses():
        with urlopen(url) as answer:
            found[path_of(url)] = read(answer.read(), url, site=site, headers=dict(answer.headers))
    return found


def day_of(when: object) -> object:
    return when.date() if hasattr(when, "date") else when


def said(reading: Reading, told: Truth, field: str) -> object:
    """The field of the reading as the truth tells it."""
    if field == "title":
        return reading.title if told.title is not None else None
    if field in ("published", "updated"):
        return day_of(getattr(reading, field))
    if field == "event":
        printed = told.event is not None and told.event[2] is not None
        certain = [(day_of(e.start), day_of(e.end), e.place if printed else None) for e in reading.events if e.certain]
        return certain[0] if certain else None
    if field == "attachments":
        return tuple((one.url, one.title) for one in reading.attachments)
    return getattr(reading, field)


@pytest.mark.parametrize("field", FIELDS)
def test_after_the_redesign_every_page_says_its(
    field: str, readings: dict[str, Reading], truth: dict[str, Truth]
) -> None:
    assert len(readings) == len(truth) > 40
    wrong = {
        path: (said(readings[path], told, field), getattr(told, field))
        for path, told in truth.items()
        if said(readings[path], told, field) != getattr(told, field)
    }
    assert wrong == {}


def test_after_the_redesign_every_body_is_whole_and_holds_no_furniture(
    readings: dict[str, Reading], truth: dict[str, Truth]
) -> None:
    for path, told in truth.items():
        text = readings[path].content_text
        assert [part for part in told.body_must if part not in " ".join(text.split())] == [], path
        assert [part for part in told.body_must_not if part in text] == [], path
