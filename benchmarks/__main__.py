"""``python -m benchmarks [--rounds N]``: a table of medians."""

from __future__ import annotations

import argparse
import platform
import sys

from benchmarks import table
from benchmarks.stages import STAGES


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Each stage beside its limit or its peer.")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each side (default: 7)")
    chosen = parser.parse_args(arguments)
    sys.stdout.write(f"Python {platform.python_version()} on {platform.machine()}\n")
    rows = []
    for stage in STAGES:
        rows += stage(rounds=chosen.rounds)
    sys.stdout.write("\n".join(table(rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
