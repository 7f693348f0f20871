"""How fast match decides, beside exact hashing with the same folding, and what it costs as the past grows.

    python -m benchmarks.match_speed [--articles N] [--filled N [--beside N]] [--database URL] [--batch N]

Reading is excluded: articles are made (see `benchmarks.match_corpus`) and decided about, each with all that
`Judge.decide` does: identity, copies, translations, order. In memory without --database, else in that store, where
traces and articles are timed apart. With --filled so many articles are there before, each a story of its own that was
not decided about. Printed as JSON, times in CPU microseconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, islice
from statistics import median, quantiles

from sqlalchemy import insert

from benchmarks.match_corpus import Corpus, Made
from scnfeed.language.scripts import fold
from scnfeed.match.decide import Judge
from scnfeed.match.folded import folded
from scnfeed.match.known import Known, Memory
from scnfeed.model import Change, Site
from scnfeed.plain import dumps
from scnfeed.store import Store
from scnfeed.store import schema as tables
from scnfeed.store.articles import _row
from scnfeed.store.known import StoredKnown, trace

NOW = datetime(2026, 1, 1, tzinfo=UTC)
QUERIES = 1000


class Clock:
    """CPU seconds by what they were spent on."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], object]) -> object:
        began = time.process_time()
        result = work()
        self.spent[name] = self.spent.get(name, 0.0) + time.process_time() - began
        return result


class Untraced(StoredKnown):
    """Says of every trace that it need not be kept."""

    def crowded(self) -> Container[int]:
        return All()


class All:
    def __contains__(self, trace: object) -> bool:
        return True


def decided(known: Known, batch: Sequence[Made], mint: Callable[[], str]) -> list[Change]:
    known.expect([made.article for made in batch])
    changes = []
    for made in batch:
        site = Site(made.article.site, "", f"https://{made.article.site}.example/")
        changes.append(Judge(site, known, NOW, mint).decide(made.article))
    return [change for found in changes for change in found]


def batches(articles: Iterator[Made], size: int) -> Iterator[list[Made]]:
    while batch := list(islice(articles, size)):
        yield batch


def fill(articles: Iterator[Made], store: Store | None, memory: Memory, size: int) -> list[Made]:
    """A past that nobody decided about: every article with its traces, in a story of its own; the oldest come back."""
    first: list[Made] = []
    for batch in batches(articles, size):
        past = [replace(m.article, id=f"past {m.article.url}", story=f"past {m.article.url}") for m in batch]
        first = first or batch
        if store is None:
            for one in past:
                memory.add(one)
            continue
        with store._database.write() as connection:
            connection.execute(insert(tables.articles), [_row(one, dumps(one)) for one in past])
            trace(connection, past)
    return first


def run(
    number: int, filled: int, url: str, size: int, clock: Clock, report: Callable[[dict[str, object]], None]
) -> None:
    ids = count(1)
    memory = Memory()
    store = Store.open(url) if url else None
    corpus = Corpus().articles(filled + number, sites=max(20, (filled + number) // 5000))
    oldest = fill(islice(corpus, filled), store, memory, size)
    hits = {"copies": [0, 0], "translations": [0, 0], "false": [0, 0]}
    marks: list[tuple[int, float]] = []
    first: list[Made] = []
    done = 0
    for batch in batches(corpus, size):
        clock("exact, fold", lambda: [hash(fold(made.article.content_text)) for made in batch])  # noqa: B023
        clock("exact, folded", lambda: [hash(" ".join(folded(made.article.content_text))) for made in batch])  # noqa: B023
        known = store.known() if store else memory
        before = clock.spent.get("decide", 0.0)
        changes = clock("decide", lambda: decided(known, batch, lambda: f"id-{next(ids)}"))  # noqa: B023
        assert isinstance(changes, list)
        if store:
            _apply(store, known, changes, clock)
        count_hits(batch, changes, hits)
        done += len(batch)
        marks.append((done, (clock.spent["decide"] - before) / len(batch) * 1e6))
        first = first or batch
    tenth = max(len(marks) // 10, 1)
    report(
        {
            "articles": number,
            "there before": filled,
            "database": url.partition(":")[0] or "memory",
            "found": {name: f"{found} of {total}" for name, (found, total) in hits.items()},
            "microseconds": {name: round(spent / number * 1e6, 1) for name, spent in clock.spent.items()},
            "of exact hashing": round(clock.spent["exact, fold"] / clock.spent["decide"], 3),
            "of exact hashing, folded alike": round(clock.spent["exact, folded"] / clock.spent["decide"], 3),
            "a new article, median of batches": round(median(spent for _, spent in marks), 1),
            "a new article, first and last tenth": [_mean(marks[:tenth]), _mean(marks[-tenth:])],
            "query": queries(store, memory, oldest or first),
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    )


class Past:
    """A store or a memory with so many articles in it, and those that come next."""

    def __init__(self, filled: int, coming: int, url: str, size: int) -> None:
        self._memory = Memory()
        self._store = Store.open(url) if url else None
        self._ids = (f"id-{number}" for number in count(1))
        whole = filled + coming
        self._coming = Corpus().articles(whole, sites=max(20, whole // 5000))
        self._size = size
        fill(islice(self._coming, filled), self._store, self._memory, size)

    def decide(self) -> float:
        """CPU microseconds of each article of the next batch."""
        batch = list(islice(self._coming, self._size))
        known = self._store.known() if self._store else self._memory
        began = time.process_time()
        changes = decided(known, batch, lambda: next(self._ids))
        spent = time.process_time() - began
        if self._store:
            _apply(self._store, known, changes, Clock())
        return spent / len(batch) * 1e6


def grown(number: int, filled: int, beside: int, url: str, size: int) -> dict[str, object]:
    """What an article costs among `filled` and among `beside`, batch by batch in turn, the first ones not counted."""
    pasts = [Past(there, number, f"{url}.{there}" if url else "", size) for there in (filled, beside)]
    rounds = [[past.decide() for past in pasts] for _ in range(max(number // size, 2))][1:]
    among, among_few = (median(side) for side in zip(*rounds, strict=True))
    return {
        "database": url.partition(":")[0] or "memory",
        "microseconds": {f"among {filled}": round(among, 1), f"among {beside}": round(among_few, 1)},
        "times": round(median(one / other for one, other in rounds), 2),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _apply(store: Store, known: Known, changes: list[Change], clock: Clock) -> None:
    """As a run does, but with the traces written apart, to be timed apart."""
    newest = {change.article.id: change.article for change in changes if change.article}
    once = [Change(c.decision, newest.pop(c.article.id, None) if c.article else None) for c in changes]
    written = [change.article for change in once if change.article]
    clock("articles written", lambda: store.apply(once, run="bench", now=NOW, known=Untraced(store._database)))

    def traced() -> None:
        with store._database.write() as connection:
            trace(connection, written, known.crowded())  # type: ignore[attr-defined]

    clock("traces written", traced)


def count_hits(batch: Sequence[Made], changes: Sequence[Change], hits: dict[str, list[int]]) -> None:
    relation = {change.decision.url: change.decision.relation for change in reversed(changes)}
    for made in batch:
        found = relation.get(made.article.url or "", "")
        for name, there, wanted in (
            ("copies", made.copy_of, "duplicate"),
            ("translations", made.twin_of, "translation"),
        ):
            hits[name][0] += bool(there) and found == wanted
            hits[name][1] += bool(there)
        hits["false"][0] += not made.copy_of and not made.twin_of and found in ("duplicate", "translation")
        hits["false"][1] += not made.copy_of and not made.twin_of


def queries(store: Store | None, memory: Memory, oldest: Sequence[Made]) -> dict[str, float]:
    """What it costs to ask what an article is a copy of: half of them are copies of the oldest, half are new."""
    spent = []
    for made in (*oldest[: QUERIES // 2], *Corpus(seed=11).articles(QUERIES // 2)):
        known: Known = store.known() if store else memory
        asked = replace(made.article, url=f"{made.article.url}again/", post_id=None)
        began = time.process_time_ns()
        known.candidates(asked)
        spent.append((time.process_time_ns() - began) / 1000)
    return {"median": round(median(spent)), "p99": round(quantiles(spent, n=100)[98])}


def _mean(marks: Sequence[tuple[int, float]]) -> float:
    return round(sum(spent for _, spent in marks) / max(len(marks), 1), 1)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.match_speed", description="How fast match decides.")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--filled", type=int, default=0)
    parser.add_argument("--beside", type=int, default=0)
    parser.add_argument("--database", default="", help="sqlite:///FILE or postgresql://...; empty: memory")
    parser.add_argument("--batch", type=int, default=500)
    chosen = parser.parse_args(arguments)

    def report(found: dict[str, object]) -> None:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")

    if chosen.beside:
        report(grown(chosen.articles, chosen.filled, chosen.beside, chosen.database, chosen.batch))
        return 0
    run(chosen.articles, chosen.filled, chosen.database, chosen.batch, Clock(), report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
