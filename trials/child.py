"""``python -m trials.child FOLDER NOW``: the main job once, at the moment NOW; made to be killed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from scnfeed.config import load
from scnfeed.jobs import Mint, mint_id, seeded_mint
from scnfeed.jobs.run import run
from scnfeed.store import Store


def daily_mint(now: datetime) -> Mint:
    """Ids of articles that depend on the day alone, so that two deployments can be compared; a run's is its own."""
    seeded = seeded_mint(now.toordinal())
    ids = iter([mint_id()])
    return lambda: next(ids, "") or seeded()


def main() -> None:
    folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
    config = load(folder / "scnfeed.toml", {})
    with Store.open(config.store_url) as store:
        run(config, store, now=now, mint=daily_mint(now))


if __name__ == "__main__":
    main()
