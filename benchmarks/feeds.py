"""Feeds beside plain feedgen, a publish in a small store and in a large one, a feed's newest beside its bare SQL.

All figures are CPU seconds: ``measure_cpu`` runs the sides in turn, so that a busy machine touches both.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feedgen.feed import FeedGenerator
from sqlalchemy import insert

from benchmarks import Row
from scnfeed.config import Config, FeedSettings, PublishSettings, SiteSettings, StoreSettings
from scnfeed.feeds import Chosen, Press, render_chosen
from scnfeed.jobs.publish import publish
from scnfeed.model import Article, Change, Decision, Feed, Format
from scnfeed.plain import dumps
from scnfeed.store import Store
from scnfeed.store.articles import _row
from scnfeed.store.publishing import placing
from scnfeed.store.schema import articles as table

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SENTENCE = "The harbour pilots of Bari met on the quay and agreed on a card with three lines. "
LINK = '<a href="https://example.org/resource/guide-for-mayors/">guide</a>'
BODY = (
    "<h2>What was agreed</h2>"
    + "".join(f"<p>{SENTENCE * 5}The {LINK} says more.</p>" for _ in range(4))
    + f"<ul><li>one</li><li>two</li></ul><h3>And then</h3><p>{SENTENCE * 22}</p>"
)
"""Some 3.9 kB with what bodies have: headings, links, a list."""
FORMATS: tuple[tuple[Format, bytes], ...] = (("rss", b"</item>"), ("atom", b"</entry>"))
ONE_FILE = 60
"""Items of a document in both sides: as many as fit into ours."""
TOPICS = 177
"""Each article has ten of them, so that a thousand articles fill every topic's feed with fifty."""


def measure_cpu(stage: str, sides: Sequence[tuple[str, Callable[[], object]]], rounds: int) -> list[Row]:
    taken: dict[str, list[float]] = {name: [] for name, _ in sides}
    for _ in range(rounds):
        for name, work in sides:
            started = time.process_time()
            work()
            taken[name].append((time.process_time() - started) * 1000)
    return [Row(stage, name, statistics.median(times), rounds) for name, times in taken.items()]


def made(number: int) -> Article:
    """An article an hour after the one before."""
    when = NOON + timedelta(hours=number)
    return Article(
        site="strong_cities",
        url=f"https://strongcitiesnetwork.org/news/item-{number}/",
        language="en",
        direction="ltr",
        kind="news",
        title=f"Pilots meet, part {number}",
        content_html=BODY,
        content_text=SENTENCE * 45,
        topics=tuple(f"Topic {(number + 18 * step) % TOPICS}" for step in range(10)),
        id=f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        story=f"story-{number}",
        ordered=when,
        published=when,
        first_seen=NOON,
    )


def plain_feedgen(items: Sequence[Article]) -> tuple[bytes, bytes]:
    """The feed as feedgen's own guide writes one, filled once and written in both formats."""
    feed = FeedGenerator()
    feed.id("https://feeds.example.org/")
    feed.title("All")
    feed.link(href="https://feeds.example.org/")
    feed.description("All")
    for item in items:
        entry = feed.add_entry(order="append")
        entry.id(item.id)
        entry.title(item.title)
        entry.link(href=item.url)
        entry.content(item.content_html, type="html")
        entry.published(item.ordered)
        entry.updated(item.ordered)
    return feed.rss_str(), feed.atom_str()


def building(rounds: int = 5, items: int = 10_000) -> list[Row]:
    """RSS and Atom of so many items from articles, repairs and all, in documents of one file's length."""
    articles = [made(number) for number in range(items)]
    parts = [articles[start : start + ONE_FILE] for start in range(0, items, ONE_FILE)]
    feed = Feed("en/all", "All", "https://feeds.example.org/", languages=("en",), limit=ONE_FILE)

    def ours() -> None:
        for part in parts:
            press = Press()
            for format, _ in FORMATS:
                render_chosen(feed, Chosen(tuple(part)), format, press=press)

    for format, tag in FORMATS:  # as many as feedgen writes
        assert render_chosen(feed, Chosen(tuple(parts[0])), format).count(tag) == len(parts[0])
    sides = (("scnfeed, repaired", ours), ("feedgen, plain", lambda: [plain_feedgen(part) for part in parts]))
    return measure_cpu(f"RSS and Atom of {items} items", sides, rounds)


def fill(store: Store, items: int) -> None:
    """So many older articles of a sentence, in the table that feeds are chosen from, without all that `apply` does; its
    indexes are made afterwards, which takes a million articles three minutes instead of ten.
    """
    with store._database.write() as connection:
        for index in table.indexes:
            index.drop(connection)
        for start in range(0, items, 5000):
            short = (
                replace(made(n), content_html=f"<p>{SENTENCE}</p>", content_text=SENTENCE)
                for n in range(start, min(start + 5000, items))
            )
            connection.execute(insert(table), [_row(one, dumps(one, short=True)) | placing(one, 0) for one in short])
        for index in table.indexes:
            index.create(connection)


@contextmanager
def deployment(items: int) -> Iterator[tuple[Config, Store]]:
    """Two hundred feeds of fifty items over a store of so many articles, published once."""
    with tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as folder:
        feeds = tuple(
            FeedSettings(f"topic/{n}", f"Topic {n}", languages=("en",), topics=(f"Topic {n}",)) for n in range(TOPICS)
        )
        config = Config(
            store=StoreSettings(url=f"sqlite:///{folder}/store.db"),
            publish=PublishSettings(folder=Path(folder, "public"), base_url="https://feeds.example.org/", history=100),
            sites={"strong_cities": SiteSettings()},
            feeds=feeds,
            folder=Path(folder),
        )
        with Store.open(config.store_url) as store:
            fill(store, max(items - 1000, 0))
            some = [made(number) for number in range(max(items - 1000, 0), items)]
            store.apply([Change(Decision("new", "", article=one.id), one) for one in some], run="bench", now=NOON)
            publish(config, store)
            yield config, store


def publishing(rounds: int = 3, sizes: Sequence[int] = (1_000, 20_000)) -> list[Row]:
    """The whole publish after one new article, which about a dozen of two hundred feeds show: written, flushed to
    disk, compressed twice. In stores of several sizes in turn; ``--articles 1000000`` asks for the largest.
    """
    taken: dict[str, list[float]] = {}
    with ExitStack() as opened:
        stores = [(size, *opened.enter_context(deployment(size))) for size in sizes]
        for round in range(rounds):
            for size, config, store in stores:
                milliseconds, written = _published_after(config, store, size + round)
                side = f"in a store of {size:,} ({written} written)"
                taken.setdefault(side, []).append(milliseconds)
    return [Row("publish after one article", side, statistics.median(found), rounds) for side, found in taken.items()]


def _published_after(config: Config, store: Store, number: int) -> tuple[float, int]:
    """Milliseconds of CPU that it takes to publish article `number`, and how many files were written."""
    new = replace(made(number), topics=tuple(f"Topic {(number + n) % TOPICS}" for n in range(5)))
    store.apply([Change(Decision("new", "", article=new.id), new)], run="bench", now=NOON)
    started = time.process_time()
    written = publish(config, store).files.written
    taken = (time.process_time() - started) * 1000
    return taken, len({name.rpartition(".")[0] for name in written})


def latest(rounds: int = 50, items: int = 5_000) -> list[Row]:
    """A feed's newest fifty as articles, and the same SQL on the bare driver."""
    with (
        tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as folder,
        Store.open(f"sqlite:///{folder}/s.db") as store,
    ):
        for start in range(0, items, 1000):
            some = [made(number) for number in range(start, min(start + 1000, items))]
            store.apply([Change(Decision("new", "", article=one.id), one) for one in some], run="bench", now=NOON)
        with closing(sqlite3.connect(f"{folder}/s.db")) as bare:
            asked = (
                "SELECT changed, data FROM articles WHERE withdrawn IS NULL AND language = 'en' AND kind = 'news' "
                "ORDER BY placed DESC, id LIMIT 50"
            )
            sides = (
                ("Store.newest, fifty articles", lambda: store.newest(languages=("en",), kinds=("news",), limit=50)),
                ("sqlite3, fifty rows", lambda: bare.execute(asked).fetchall()),
            )
            return measure_cpu("newest 50 of a feed", sides, rounds)


STAGES = (building, publishing, latest)
