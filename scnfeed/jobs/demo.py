"""demo: the main job on the sample site, day by day, with the clock of its script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from scnfeed.config import Config, load
from scnfeed.errors import ConfigError
from scnfeed.jobs import seeded_mint
from scnfeed.jobs.collect import Collected
from scnfeed.jobs.keys import write_keys
from scnfeed.jobs.run import Ran, run
from scnfeed.mail.sending import Sent
from scnfeed.model import Change, Issue, Subscriber
from scnfeed.publish import publish_files
from scnfeed.sample import DAYS, SampleSite, day_of
from scnfeed.store import Store
from scnfeed.templates import render

PORT = 8765
SEED = 2026
MARK = ".made-by-scnfeed-demo"
NOON = time(12, tzinfo=UTC)
PEOPLE = (
    Subscriber("urn:uuid:00000000-0000-4000-8000-000000000001", "reader-en@example.org", languages=("en",)),
    Subscriber("urn:uuid:00000000-0000-4000-8000-000000000002", "reader-ar@example.org", languages=("ar", "en")),
    Subscriber(
        "urn:uuid:00000000-0000-4000-8000-000000000003", "reader-fr@example.org", languages=("fr",), rhythm="weekly"
    ),
    Subscriber(
        "urn:uuid:00000000-0000-4000-8000-000000000004", "reader-es@example.org", languages=("es",), rhythm="weekly"
    ),
    Subscriber("urn:uuid:00000000-0000-4000-8000-000000000005", "editor-en@example.org", "editor", ("en",)),
    Subscriber("urn:uuid:00000000-0000-4000-8000-000000000006", "editor-ar@example.org", "editor", ("ar",)),
)


@dataclass(frozen=True, slots=True)
class Day:
    """What one day of the script came to."""

    number: int
    date: date
    collected: Collected | None
    written: tuple[str, ...]
    issues: tuple[Issue, ...]
    sent: Sent | None
    failures: tuple[tuple[str, str], ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.collected.changes if self.collected else ()


def prepare(folder: Path, port: int = PORT) -> None:
    """Make `folder` anew. Refuses a folder that this command did not make."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).is_file():
            raise ConfigError(
                f"{folder}: holds something else than a demo: name another folder with --into", str(folder)
            )
        shutil.rmtree(folder)
    settings = render("scnfeed.jobs", "demo.toml.txt", home=f"http://127.0.0.1:{port}/")
    publish_files(folder, {MARK: b"", "scnfeed.toml": settings.encode()})
    write_keys(folder, "scnfeed.example", "demo")


def play(
    folder: Path,
    *,
    days: int = DAYS,
    port: int = PORT,
    on_event: Callable[[dict[str, object]], None] | None = None,
) -> Iterator[Day]:
    """Run the main job on each day of the sample site's script; yields what came of it.

    The same script gives the same ids, and so the same bytes in every feed.
    """
    mint = seeded_mint(SEED)
    with SampleSite(port=port) as site:
        prepare(folder, int(site.home.rstrip("/").rpartition(":")[2]))
        config = load(folder / "scnfeed.toml", {})
        with Store.open(config.store_url) as store:
            joined = datetime.combine(day_of(1), time(0, tzinfo=UTC))
            for person in PEOPLE:
                store.add_subscriber(_joined(person, joined))
            for number in range(1, days + 1):
                site.set_day(number)
                now = datetime.combine(day_of(number), NOON)
                yield _day(number, run(config, store, now=now, mint=mint, on_event=on_event))


def _joined(person: Subscriber, at: datetime) -> Subscriber:
    return replace(person, joined=at, hour=NOON.hour)


def _day(number: int, ran: Ran) -> Day:
    return Day(
        number,
        day_of(number),
        ran.collected[0] if ran.collected else None,
        ran.tree.files.written if ran.tree else (),
        ran.issues,
        ran.sent,
        ran.failures,
    )


def configured(folder: Path) -> Config:
    return load(folder / "scnfeed.toml", {})
