"""The timetable: what runs when. One tick a minute, in UTC; what is due is worked out from the store, not by the
ticker.

    python scheduler.py [--config scnfeed.toml] [--once]

Two schedulers at once do no harm: a planned slot is a row that only one of them gets. SIGTERM and Ctrl-C stop after
the work at hand, at the latest when its crawl is cut off.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler

from scnfeed.config import Config, load
from scnfeed.errors import ScnfeedError
from scnfeed.jobs.run import Ran, tick
from scnfeed.store import Store

log = logging.getLogger("scnfeed.scheduler")


def work(config: Config, now: datetime | None = None) -> Ran | None:
    """One tick: open the store, do what is due, close it. What fails is logged and tried again at its next slot."""
    pages = config.path(config.store.pages) if config.store.pages else None
    with Store.open(config.store_url, pages=pages) as store:
        ran = tick(config, store, now or datetime.now(UTC))
    for found in ran.collected if ran else ():
        log.info("%s: %s", found.run.site, found.run.status)
    for subject, reason in ran.failures if ran else ():
        log.error("%s: %s", subject, reason)
    return ran


def _tick(config: Config) -> None:
    try:
        work(config)
    except ScnfeedError as error:
        log.error("%s", error)


def main(arguments: list[str] | None = None) -> int:
    """Tick until told to stop; with ``--once`` do what is due now and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(description="Run scnfeed's jobs at their times.")
    parser.add_argument("--config", type=Path, default=None, help="settings (default: scnfeed.toml)")
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    try:
        config = load(chosen.config)
        if chosen.once:
            ran = work(config)
            return 1 if ran and ran.failures else 0
    except ScnfeedError as error:
        log.error("%s", error)
        return error.exit_code
    scheduler = BlockingScheduler(timezone=UTC)
    scheduler.add_job(
        _tick,
        "interval",
        args=[config],
        minutes=1,
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )

    def stop(number: int, frame: FrameType | None) -> None:
        log.info("stopping")
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()
    return 0


if __name__ == "__main__":
    sys.exit(main())
