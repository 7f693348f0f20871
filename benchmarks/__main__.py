"""``python -m benchmarks [--rounds N]``: a table of medians."""

from __future__ import annotations

import argparse
import platform
import sys
from functools import partial

from benchmarks import table
from benchmarks.crawl import STAGES as CRAWLS
from benchmarks.feeds import building, latest, publishing
from benchmarks.letters import main as letters
from benchmarks.month import main as month
from benchmarks.reading import main as reading
from benchmarks.serving import serving
from benchmarks.stages import STAGES


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Each stage beside its limit or its peer.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each side (default: 7)")
    parser.add_argument("--articles", type=int, default=20_000, help="articles of the large store (default: 20000)")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(f"Python {platform.python_version()} on {platform.machine()}\n")
    month([])
    reading(chosen.rounds)
    rows = []
    large = partial(publishing, sizes=(1_000, chosen.articles))
    for stage in (*STAGES, building, large, latest, serving, *CRAWLS):
        rows += stage(rounds=chosen.rounds)
    sys.stdout.write("\n".join(table(rows)) + "\n")
    return letters(["build", "send", "--letters", "1000"])  # whole: python -m benchmarks.letters


if __name__ == "__main__":
    sys.exit(main())
