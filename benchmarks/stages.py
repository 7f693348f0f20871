"""Stages that are measured: reading, the store, start-up."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import lxml.html
from bs4 import BeautifulSoup

from benchmarks import Row, measure
from scnfeed.model import Article, Change, Decision
from scnfeed.plain import dumps
from scnfeed.read import read
from scnfeed.sample import SampleSite
from scnfeed.store import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "The harbour pilots of Bari met on the quay and agreed on a card with three lines. "


def reading(rounds: int = 7, pages: int = 20) -> list[Row]:
    """Whole pages of the sample site: our reading, a bare parse, and a whole tree of BeautifulSoup."""
    with SampleSite() as site:
        addresses = site.addresses()[:pages]
        bodies = [(url, site.serve("GET", urlsplit(url).path).body) for url in addresses]
    return measure(
        f"read {len(bodies)} pages, {sum(len(body) for _, body in bodies) // 1024} KB",
        (
            ("scnfeed.read", lambda: [read(body, url) for url, body in bodies]),
            ("lxml.html, bare parse", lambda: [lxml.html.fromstring(body) for _, body in bodies]),
            ("BeautifulSoup(lxml), whole page", lambda: [BeautifulSoup(body, "lxml") for _, body in bodies]),
        ),
        rounds,
    )


def storing(rounds: int = 7, rows: int = 1000) -> list[Row]:
    """New articles into a fresh SQLite file: all that `apply` keeps, and one bare table filled by executemany."""
    items = articles(rows)
    changes = [Change(Decision("new", "first seen", article=item.id), item) for item in items]
    with tempfile.TemporaryDirectory(prefix="scnfeed-bench-") as folder:
        names = iter(range(10**9))

        def ours() -> None:
            with Store.open(f"sqlite:///{folder}/{next(names)}.db") as store:
                store.apply(changes, run="bench", now=NOW)

        def opened() -> None:
            Store.open(f"sqlite:///{folder}/{next(names)}.db").close()

        def raw() -> None:
            with closing(sqlite3.connect(f"{folder}/{next(names)}.db")) as database, database:
                database.execute("CREATE TABLE articles (id TEXT PRIMARY KEY, data TEXT)")
                database.executemany("INSERT INTO articles VALUES (?, ?)", [(a.id, dumps(a)) for a in items])

        sides = (("Store.open and apply", ours), ("Store.open alone", opened), ("sqlite3, JSON and executemany", raw))
        return measure(f"store {rows} articles", sides, rounds)


def starting(rounds: int = 7) -> list[Row]:
    """A fresh interpreter that imports the library, and one that imports nothing."""
    return measure(
        "start-up",
        (
            ("import scnfeed", lambda: subprocess.run([sys.executable, "-c", "import scnfeed"], check=True)),
            ("python -c pass", lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)),
        ),
        rounds,
    )


def articles(count: int, sentences: int = 30) -> list[Article]:
    """Articles a day apart, of so many sentences of some 80 letters."""
    return [
        Article(
            site="strong_cities",
            url=f"https://example.org/news/{n}/",
            language="en",
            direction="ltr",
            kind="news",
            title=f"Pilots meet, part {n}",
            content_html=f"<p>{TEXT * sentences}</p>",
            content_text=TEXT * sentences,
            id=f"urn:uuid:00000000-0000-4000-8000-{n:012d}",
            story=f"story-{n}",
            ordered=NOW - timedelta(days=n),
            first_seen=NOW,
        )
        for n in range(count)
    ]


STAGES = (reading, storing, starting)
