"""The subscriber's month: the sample site's thirty days as a feed reader shows them: ``python -m benchmarks.month``.

Three ways to follow one site in four languages: the feeds that it has itself, as WordPress makes them; an afternoon's
script of Scrapy and plain feedgen (`benchmarks.afternoon`); scnfeed. Each day the site changes as its script says, each
side does its work once and is polled once. All three are served as well as could be, with a validator of the bytes, so
that the same bytes are not sent again. What is counted, and how, is said in `benchmarks.subscriber`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from benchmarks.subscriber import Month, Reader, addresses, polled, truth
from scnfeed.config import load
from scnfeed.jobs import seeded_mint
from scnfeed.jobs.demo import NOON, SEED, prepare
from scnfeed.jobs.run import run
from scnfeed.sample import DAYS, SampleSite, day_of
from scnfeed.store import Store

LANGUAGES = ("en", "ar", "fr", "es")
ROOT = Path(__file__).parents[1]

Work = Callable[[], Mapping[str, bytes]]
"""A day's work: language and name of each feed -> its bytes now, empty where there was an error."""


def _answer(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        error.close()
        return b""


@contextmanager
def wordpress(site: SampleSite, folder: Path) -> Iterator[Work]:
    """The site's own feeds, which each subscriber asks the site itself for."""
    paths = {
        f"{language}/{kind}": f"{'' if language == 'en' else language + '/'}{kind}/feed/"
        for language in LANGUAGES
        for kind in ("news", "resource")
    }
    yield lambda: {name: _answer(site.home + path) for name, path in paths.items()}


def _read(folder: Path, name: str) -> dict[str, bytes]:
    return {f"{language}/": (folder / name.format(language)).read_bytes() for language in LANGUAGES}


@contextmanager
def afternoon(site: SampleSite, folder: Path) -> Iterator[Work]:
    """The script, run anew each day."""

    def work() -> Mapping[str, bytes]:
        command = [sys.executable, "-m", "benchmarks.afternoon", site.home, str(folder)]
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
        return _read(folder, "{}.rss")

    yield work


@contextmanager
def scnfeed(site: SampleSite, folder: Path) -> Iterator[Work]:
    """The main job, as the demo runs it."""
    prepare(folder / "scnfeed", site.port)
    config, mint = load(folder / "scnfeed" / "scnfeed.toml", {}), seeded_mint(SEED)
    with Store.open(config.store_url) as store:

        def work() -> Mapping[str, bytes]:
            run(config, store, now=datetime.combine(day_of(site.day), NOON), mint=mint)
            return _read(config.public, "{}/all.rss")

        yield work


SIDES = {"the site's own feeds": wordpress, "an afternoon's script": afternoon, "scnfeed": scnfeed}


def followed(side: str, days: int = DAYS) -> Month:
    """What a subscriber to one side had of so many days."""
    reader, facts = Reader(addresses(days)), []
    last: dict[str, bytes] = {}
    with SampleSite() as site, tempfile.TemporaryDirectory(prefix="scnfeed-month-") as folder:
        with SIDES[side](site, Path(folder)) as work:
            site.forget()
            for day in range(1, days + 1):
                site.set_day(day)
                facts.append(truth(site))
                for name, body in work().items():
                    reader.see(polled(day, name, body, last.get(name, b"")), facts[-1])
                    last[name] = body or last.get(name, b"")
        return reader.month(facts, len(site.requests))


def table(months: Mapping[str, Month]) -> list[str]:
    """In Markdown, a side each column."""
    rows = [f"| in {DAYS} days, one poll a day | {' | '.join(months)} |", "|---|" + "---:|" * len(months)]
    for field in fields(Month):
        figures = [f"{getattr(month, field.name):,}" for month in months.values()]
        rows.append(f"| {field.metadata['said']} | {' | '.join(figures)} |")
    return rows


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.month", description="A subscriber's month, three ways.")
    parser.add_argument("--days", type=int, default=DAYS)
    days = parser.parse_args(arguments).days
    sys.stdout.write("\n".join(table({side: followed(side, days) for side in SIDES})) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
