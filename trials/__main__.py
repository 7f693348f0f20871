"""``python -m trials [--rounds N] [--seed S]``: a ledger of promises, and exit code 1 if one was broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from trials import Ledger
from trials.crash import storm
from trials.fuzz import fuzz
from trials.width import widths
from trials.year import lived, year


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="trials", description="The long tests whole, with a ledger.")
    parser.add_argument("--rounds", type=int, default=12, help="how often the main job is killed (default: 12)")
    parser.add_argument("--days", type=int, default=10, help="days of the sample site's script (default: 10)")
    parser.add_argument("--pages", type=int, default=50_000, help="pages of the widest site (default: 50,000)")
    parser.add_argument("--seed", type=int, default=1, help="where the kills fall (default: 1)")
    parser.add_argument("--mutated", type=int, default=3000, help="mutated pages that are read (default: 3000)")
    chosen = parser.parse_args(arguments)
    ledger = Ledger()
    sys.stdout.write(f"seed {chosen.seed}: {chosen.rounds} kills in {chosen.days} days, then a simulated year\n")
    with tempfile.TemporaryDirectory(prefix="scnfeed-trial-") as folder:
        storm(Path(folder), ledger, range(1, chosen.days + 1), chosen.rounds, chosen.seed)
    year(ledger, chosen.seed)
    widths(ledger, (1_000, chosen.pages))
    lived(ledger, chosen.seed)
    fuzz(ledger, chosen.mutated, chosen.seed)
    sys.stdout.write("\n".join(ledger.lines()) + "\n")
    return 0 if ledger.kept else 1


if __name__ == "__main__":
    sys.exit(main())
