"""The timetable: what runs when. One tick a minute, in UTC; what is due is worked out from the store, not by the
ticker.

    python scheduler.py [--config scnfeed.toml] [--once]

Two schedulers at once do no harm: a planned slot is a row that only one of them gets. SIGTERM stops within seconds:
a crawl is cut off, everything else is brought to its end.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Queue
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

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


class Stop:
    """What SIGTERM does. A crawl at work is cut off, which is told in its run; a letter that is being handed
    over, or a file that is being written, is brought to its end.
    """

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGINT, signal.default_int_handler)  # by it a crawl is cut off; a shell's "&" ignores it
        for number in (signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # asyncio.run is at work: a crawl
            signal.raise_signal(signal.SIGINT)
        signal.setitimer(signal.ITIMER_REAL, 2)  # heard again: the next site's crawl may begin meanwhile


def _run_for_ever(config: Config, stop: Stop) -> None:
    """A tick a minute, worked off by the main thread, since signals are heard there."""
    ticks: Queue[None] = Queue(maxsize=1)
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        lambda: None if ticks.full() else ticks.put(None),
        "interval",
        minutes=1,
        next_run_time=datetime.now(UTC),
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        while not stop.asked:
            with suppress(Empty):
                ticks.get(timeout=0.5)
                _tick(config)
    finally:
        scheduler.shutdown()


def main(arguments: list[str] | None = None) -> int:
    """Tick until told to stop; with ``--once`` do what is due now and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(description="Run scnfeed's jobs at their times.")
    parser.add_argument("--config", type=Path, default=None, help="settings (default: scnfeed.toml)")
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")
    chosen = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    stop = Stop()
    try:
        config = load(chosen.config)
        if chosen.once:
            ran = work(config)
            return 1 if ran and ran.failures else 0
        _run_for_ever(config, stop)
    except ScnfeedError as error:
        log.error("%s", error)
        return error.exit_code
    except KeyboardInterrupt:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    log.info("stopped")
    return 1 if chosen.once else 0


if __name__ == "__main__":
    sys.exit(main())
