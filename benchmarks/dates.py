"""How many printed dates are read wholly right: ``python -m benchmarks.dates``.

Expressions of our own with their true first and last day, in seventeen languages: one half to work on (``--work`` lists
its misses), one to report. An expression is right when exactly one span is found, with these very days; where the
truth is "no date", when none is. dateparser's search reads the same texts beside us where it is installed.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from scnfeed.language.dates import dates_in

FILE = Path(__file__).with_name("date_expressions.tsv")
Days = list[tuple[str, str]]
Reader = Callable[["Expression"], Days]


@dataclass(frozen=True, slots=True)
class Expression:
    """One printed date; `start` and `end` are empty where it is none."""

    half: str
    language: str
    kind: str
    text: str
    reference: str
    start: str
    end: str

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.reference) if self.reference else None

    @property
    def truth(self) -> Days:
        return [(self.start, self.end)] if self.start else []


def expressions(half: str, file: Path = FILE) -> Iterator[Expression]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        yield from (Expression(**row) for row in rows if row["half"] == half)


def ours(asked: Expression) -> Days:
    return [(str(span.start), str(span.end)) for span in dates_in(asked.text, asked.language, asked.day)]


def peer() -> Reader | None:
    try:
        search_dates: Any = import_module("dateparser.search").search_dates
    except ImportError:
        return None

    def theirs(asked: Expression) -> Days:
        base = datetime.combine(asked.day or date(2000, 1, 1), datetime.min.time())
        settings = {"RELATIVE_BASE": base, "DATE_ORDER": "DMY"}
        try:
            found = search_dates(asked.text, languages=[asked.language], settings=settings) or []
        except Exception:  # what a foreign library raises on odd text is not in its contract
            return []
        days = sorted({str(when.date()) for _, when in found})
        return [(days[0], days[-1])] if days else []

    return theirs


def right(reader: Reader, asked: Expression) -> bool:
    return reader(asked) == asked.truth


def told(reader: Reader, rows: Sequence[Expression]) -> str:
    """The share of each language and kind, and of all."""
    asked: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    at = time.process_time()
    for row in rows:
        good = right(reader, row)
        for name in (row.language, row.kind, "all"):
            asked[name] += 1
            hits[name] += good
    taken = 1e6 * (time.process_time() - at) / len(rows)
    shares = " ".join(
        f"{name} {hits[name]}/{asked[name]}" for name in sorted(asked, key=lambda name: (len(name), name))
    )
    return f"{100 * hits['all'] / asked['all']:.1f} % ({shares}), {taken:.0f} microseconds each"


def main() -> None:
    if "--work" in sys.argv:
        for row in expressions("work"):
            if not right(ours, row):
                print(f"{row.language} {row.kind}: {row.text}  is {row.truth}, read {ours(row)}")  # noqa: T201
    for half in ("work", "report"):
        rows = list(expressions(half))
        print(f"{half}, scnfeed: {told(ours, rows)}")  # noqa: T201
        if half == "report":
            theirs = peer()
            print(f"{half}, dateparser: {told(theirs, rows) if theirs else 'not installed, not run'}")  # noqa: T201


if __name__ == "__main__":
    main()
