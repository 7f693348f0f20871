"""A story comes once to a subscriber: when its Arabic text comes later, and when a machine translated it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from scnfeed.feeds import render_feed
from scnfeed.feeds.select import select
from scnfeed.model import Article, Feed, Format, MachineTranslated

FIRST = datetime(2026, 2, 1, 9, tzinfo=UTC)
CHAIN = Feed("ar-else-en/all", "Chain", "https://feeds.scnfeed.example/", languages=("ar", "en"), once=True)


def member(language: str, **values: object) -> Article:
    text = "Twelve crews met by the quay." if language == "en" else "اجتمع اثنا عشر طاقما عند الرصيف."
    one = Article(
        "x",
        f"https://x.example/{language}/quay/",
        language,
        "rtl" if language == "ar" else "ltr",
        "news",
        f"Quay {language}",
        f"<p>{text}</p>",
        text,
        id=f"urn:uuid:{language}",
        story="s",
        first_seen=FIRST,
        ordered=FIRST,
        published=FIRST,
    )
    return replace(one, **values)  # type: ignore[arg-type]


ENGLISH = member("en")
LATE = member("ar", first_seen=FIRST + timedelta(days=9), relation="translation", translations={"en": ENGLISH.url})


class Reader:
    """A reader's program: it knows items by their ids, and shows those it never saw as unread."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def polls(self, feed: Feed, articles: list[Article], format: Format) -> list[str]:
        entries = feedparser.parse(render_feed(feed, articles, format)).entries
        unread = [entry.id for entry in entries if entry.id not in self.seen]
        self.seen |= {entry.id: entry.title for entry in entries}
        return unread


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_a_late_arabic_text_is_the_same_item_with_a_new_text(format: Format) -> None:
    reader = Reader()
    assert reader.polls(CHAIN, [ENGLISH], format) == [ENGLISH.id]
    assert reader.polls(CHAIN, [ENGLISH, LATE], format) == []
    assert reader.seen == {ENGLISH.id: LATE.title}
    gone = replace(ENGLISH, withdrawn=FIRST + timedelta(days=12))
    assert reader.polls(CHAIN, [gone, LATE], format) == []
    assert ENGLISH.id.encode() not in _tombstones(render_feed(CHAIN, [gone, LATE], "atom"))
    assert reader.polls(CHAIN, [ENGLISH, replace(LATE, withdrawn=FIRST)], format) == []
    assert reader.seen == {ENGLISH.id: ENGLISH.title}


def _tombstones(atom: bytes) -> bytes:
    return b"".join(part.partition(b">")[0] for part in atom.split(b"deleted-entry")[1::2])


def test_texts_that_came_together_keep_the_id_of_the_one_that_is_shown() -> None:
    arabic = replace(LATE, first_seen=FIRST)
    assert [one.id for one in select(CHAIN, [ENGLISH, arabic])] == [arabic.id]


def test_other_feeds_keep_each_text_under_its_own_id() -> None:
    both = Feed("all/all", "All", CHAIN.base_url)
    assert {one.id for one in select(both, [ENGLISH, LATE])} == {ENGLISH.id, LATE.id}
    arabic = replace(both, languages=("ar",))
    assert [one.id for one in select(arabic, [ENGLISH, LATE])] == [LATE.id]


@pytest.mark.parametrize(
    ("how", "ids", "chain"),
    [("mark", ["ar"], ["ar"]), ("skip", [], ["en"]), ("original", ["en"], ["en"])],
)
def test_what_a_machine_translated_is_marked_left_out_or_given_in_the_original(
    how: MachineTranslated, ids: list[str], chain: list[str]
) -> None:
    told = [ENGLISH, replace(LATE, machine_translated=True)]
    arabic = Feed("ar/all", "Arabic", CHAIN.base_url, languages=("ar",), machine_translated=how)
    assert [one.language for one in select(arabic, told)] == ids
    assert [one.language for one in select(replace(CHAIN, machine_translated=how), told)] == chain
    everything = replace(CHAIN, languages=(), once=False, machine_translated=how)
    assert [one.language for one in select(everything, told)].count("en") == 1


def test_a_machines_text_without_an_original_is_left_out_where_originals_are_wanted() -> None:
    alone = [replace(LATE, machine_translated=True), replace(ENGLISH, withdrawn=FIRST)]
    arabic = Feed("ar/all", "Arabic", CHAIN.base_url, languages=("ar",), machine_translated="original")
    assert select(arabic, alone) == []
