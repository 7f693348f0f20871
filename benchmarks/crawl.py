"""Crawling beside a bare Scrapy spider, and what a quiet day costs: CPU seconds of all processes of each side.

``python -m benchmarks.crawl SIDE HOME COUNT`` is one side, run as a process of its own, so that the kernel counts what
it and its children used. What the same side uses for a site of one page is its start-up, and is subtracted. A side
imports what it needs and no more, since `trials.width` measures its memory, too.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import Row
from scnfeed.crawl import Fetched, Look, Plan, Sink, crawl
from scnfeed.jobs.collect import collect
from scnfeed.model import Article, Change, Decision, Site
from scnfeed.sites import STRONG_CITIES
from scnfeed.store import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAGES = 2_000


def speed(rounds: int = 3, pages: int = PAGES) -> list[Row]:
    """CPU milliseconds a page: ours with guard, robots.txt and raw pages kept; a bare spider that throws pages away;
    ours with reading and matching.
    """
    from benchmarks.wide import wide

    sides = (
        ("scnfeed, raw pages kept", "kept"),
        ("bare Scrapy, pages thrown away", "bare"),
        ("scnfeed collect", "all"),
    )
    with wide(pages) as site, wide(1) as one:
        used: dict[str, list[float]] = {name: [] for name, _ in sides}
        for _ in range(rounds):
            for name, side in sides:
                spent = cpu(side, site.home, pages) - cpu(side, one.home, 1)
                used[name].append(spent / (pages - 1) * 1000)
    return [
        Row(f"crawl, CPU ms a page of {pages}", name, statistics.median(taken), rounds) for name, taken in used.items()
    ]


def quiet(rounds: int = 3, sizes: Sequence[int] = (1_000, 100_000)) -> list[Row]:
    """CPU milliseconds of a run on which nothing changed, by the number of known addresses in a flat sitemap; what
    parsing the sitemap's files costs is subtracted.
    """
    from benchmarks.wide import wide

    found = []
    for size in sizes:
        with ExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="scnfeed-bench-"))
            site = replace(stack.enter_context(wide(size)), tiers=("sitemap",))
            url = f"sqlite:///{folder}/known.db"
            fill(url, site, size)
            asyncio.run(_quiet_day(site, url, 1))  # reads the sitemap for the first time
            taken = [cpu("quiet", site.home, day, url) * 1000 for day in range(2, 2 + rounds)]
            parsing = [
                cpu("parsing", site.home, size) * 1000 - cpu("parsing", site.home, 0) * 1000 for _ in range(rounds)
            ]
        rest = statistics.median(taken) - statistics.median(parsing)
        found.append(Row("a quiet day beyond parsing, CPU ms", f"{size} known addresses", rest, rounds))
    return found


def cpu(side: str, *arguments: object) -> float:
    """CPU seconds of one side and of all its children."""
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.crawl", side, *map(str, arguments)])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"the side {side} failed with code {child.returncode}")
    return usage.ru_utime + usage.ru_stime


# ---- the sides ------------------------------------------------------------------------------------------------------


def site_at(home: str) -> Site:
    return replace(STRONG_CITIES, home=home, aliases=(), private=True, delay=0.0, budget=10**9, tiers=("sitemap",))


def bare(home: str, count: int) -> None:
    """The spider of Scrapy's first page of documentation, without an item."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        start_urls = [f"{home}news/{n}/" for n in range(count)]  # noqa: RUF012 - as its documentation has it

        def parse(self, response: object) -> None: ...

    process = AsyncCrawlerProcess({"LOG_LEVEL": "WARNING", "TELNETCONSOLE_ENABLED": False})
    process.crawl(Bare)
    process.start()


def kept(home: str, count: int) -> None:
    """Our crawl, its pages kept and not read."""
    site = site_at(home)
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/a.db") as store:

        async def take(came: Sequence[Sequence[Fetched]]) -> None:
            kept = [(one.page, one.key, one.lastmod) for pages in came for one in pages]
            store.keep_all(site.name, kept, run="bench")

        found = asyncio.run(crawl(Plan(site=site, now=NOW, tiers=site.tiers), sink=Sink(take)))
        assert found.ok and found.stats["pages"] == count, found.reason


def whole(home: str, count: int) -> None:
    """The whole of collect: read, matched, stored."""
    with tempfile.TemporaryDirectory() as folder, Store.open(f"sqlite:///{folder}/a.db") as store:
        done = asyncio.run(collect(site_at(home), store, now=NOW))
        assert done and done.ok and done.run.stats["pages"] == count, done and done.run.reason


def parsing(home: str, count: int) -> None:
    """What any reader of that sitemap must do."""
    from benchmarks.wide import Wide
    from scnfeed.crawl.indexes import read_index

    server = Wide(count, True, home)
    for number in range(-(-count // 50_000)):
        read_index(server.sitemap(number))


async def _quiet_day(site: Site, url: str, day: int) -> None:
    with Store.open(url) as store:
        done = await collect(site, store, now=NOW + timedelta(days=day))
        assert done and done.ok and done.run.stats["requests"] < 10, done and done.run


def fill(url: str, site: Site, count: int) -> None:
    """A store that knows so many pages, as if they had been collected."""
    with Store.open(url) as store:
        for at in range(0, count, 500):
            keys = [f"{site.home}news/{n}/" for n in range(at, min(at + 500, count))]
            found = [Change(Decision("new", "", article=f"urn:{key}"), _article(site, key)) for key in keys]
            store.apply(found, run="bench", now=NOW)
            lastmod, map_url = "2026-01-01T00:00:00+00:00", f"{site.home}s{at // 50_000}.xml"
            looks = [Look(key, NOW, lastmod, named_by=map_url, due=NOW + timedelta(days=90)) for key in keys]
            store.remember(site.name, looks)


def _article(site: Site, key: str) -> Article:
    number = key.rstrip("/").rpartition("/")[2]
    text = f"Known text number {number}."
    return Article(
        site.name,
        key,
        "en",
        "ltr",
        "news",
        f"Known {number}",
        f"<p>{text}</p>",
        text,
        id=f"urn:{key}",
        story=f"s:{key}",
    )


def main(side: str, home: str, *rest: str) -> None:
    if side == "quiet":
        asyncio.run(_quiet_day(site_at(home), rest[1], int(rest[0])))
    else:
        {"bare": bare, "kept": kept, "all": whole, "parsing": parsing}[side](home, int(rest[0]))


STAGES = (speed, quiet)

if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    main(*sys.argv[1:])
