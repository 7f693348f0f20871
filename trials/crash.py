"""The main job, killed with kill -9 at moments of chance and started again, beside one that nobody disturbs."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from email import message_from_bytes
from pathlib import Path
from xml.etree import ElementTree

from scnfeed.config import load
from scnfeed.jobs.demo import PEOPLE
from scnfeed.model import Article, Issue
from scnfeed.plain import plain
from scnfeed.sample import SampleSite, day_of
from scnfeed.store import Store
from trials import Ledger

AGAIN = timedelta(hours=4)
"""When a killed job is started again: its lease on the site has run out by then."""
MOST = 2
"""Kills in one day: the last start is still on it."""
SETTINGS = """
[publish]
base_url = "https://feeds.scnfeed.example/"
[sites.strong_cities]
home = "{home}"
title = "Harbour Cities"
private = true
delay = 0.0
[mail]
sender = "Harbour Cities digest <digest@scnfeed.example>"
"""
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T[\d:.]+(?:Z|\+00:00)|(\w{3}, \d\d \w{3} \d{4}) [\d:]{8} \+0000|(:\d{8})T\d{6}Z")


def storm(folder: Path, ledger: Ledger, days: Sequence[int], kills: int, seed: int) -> None:
    """Play `days` of the sample site twice, once with `kills` kills, and compare what came of it."""
    chance = random.Random(seed)
    planned = Counter(chance.sample([day for day in days for _ in range(MOST)], min(kills, MOST * len(days))))
    with SampleSite() as site:
        calm, stormy = (_deployment(folder / name, site.home) for name in ("calm", "stormy"))
        for day in days:
            site.set_day(day)
            noon = datetime.combine(day_of(day), clock(12, tzinfo=UTC))
            usual = _job(calm, noon)
            for _ in range(planned[day]):
                _job(stormy, noon, kill_after=chance.uniform(0.2, 1.1) * usual)
                ledger.hold("after a kill every published file is whole", *_parts(stormy / "public"))
                noon += AGAIN
            _job(stormy, noon)
        for one in (calm, stormy):
            _job(one, datetime.combine(day_of(days[-1]) + timedelta(days=1), clock(12, tzinfo=UTC)))
    _compare(ledger, calm, stormy)
    _letters(ledger, calm, stormy)


def _deployment(folder: Path, home: str) -> Path:
    folder.mkdir()
    (folder / "scnfeed.toml").write_text(SETTINGS.format(home=home))
    with _store(folder) as store:
        for person in PEOPLE:
            store.add_subscriber(replace(person, joined=datetime.combine(day_of(1), clock(0, tzinfo=UTC)), hour=12))
    return folder


def _store(folder: Path) -> Store:
    return Store.open(load(folder / "scnfeed.toml", {}).store_url)


def _job(folder: Path, now: datetime, kill_after: float | None = None) -> float:
    """Run the main job in a process of its own; killed after so many seconds, or to its end. How long it took."""
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "trials.child", folder, now.isoformat()])
    try:
        code = process.wait(kill_after)
        if code:
            raise RuntimeError(f"the job of {now:%d %b} ended with {code}")
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - started


def _parts(public: Path) -> list[str]:
    """Published files that are not whole."""
    checks: dict[str, Callable[[str], object]] = {
        ".rss": ElementTree.fromstring,
        ".atom": ElementTree.fromstring,
        ".opml": ElementTree.fromstring,
        ".json": json.loads,
    }
    found = []
    for path in sorted(_texts(public)):
        text = path.read_text(encoding="utf-8")
        try:
            checks.get(path.suffix, str)(text)
        except (ElementTree.ParseError, ValueError) as error:
            found.append(f"{path.name}: {error}")
        end = {".html": "</html>", ".ics": "END:VCALENDAR"}.get(path.suffix, "")
        if not text.rstrip().endswith(end):
            found.append(f"{path.name}: has no end")
    return found


def _texts(public: Path) -> list[Path]:
    """What subscribers read, without the compressed twins, pictures and half-written files."""
    return [path for path in public.rglob("[!.]*.*") if path.suffix not in (".gz", ".br", ".png")]


def _compare(ledger: Ledger, calm: Path, stormy: Path) -> None:
    """What must not depend on crashes: articles but for the hour they were met, and every feed but for hours."""
    with _store(calm) as first, _store(stormy) as second:
        wanted, found = (
            {article.id: _told(article) for article in store.articles(withdrawn=True)} for store in (first, second)
        )
        twice = [url for url, count in Counter(a.url for a in second.articles()).items() if count > 1]
    ledger.hold("one article an address", *map(str, twice))
    breaches = [
        f"{id}: {sorted(set(wanted.get(id, {}).items()) ^ set(found.get(id, {}).items()))[:4]}"
        for id in sorted(wanted.keys() | found.keys())
        if wanted.get(id) != found.get(id)
    ]
    ledger.hold("the store knows the same articles as without crashes", *breaches)
    files, others = (_files(one / "public") for one in (calm, stormy))
    breaches = [name for name in sorted(files.keys() | others.keys()) if files.get(name) != others.get(name)]
    ledger.hold("the feeds are those of an undisturbed run", *breaches)


def _told(article: Article) -> dict[str, str]:
    values = {name: json.dumps(value, sort_keys=True) for name, value in plain(article).items() if name != "first_seen"}
    return {name: MOMENT.sub(r"\1", value) for name, value in values.items()}


def _files(public: Path) -> dict[str, list[str]]:
    """Each feed, calendar and page as its pieces in a fixed order, moments cut to days; letters are told apart."""
    paths = [
        path
        for path in _texts(public)
        if path.name != "manifest.json" and not path.relative_to(public).parts[0].startswith("letters")
    ]
    return {str(path.relative_to(public)): _pieces(path) for path in paths}


def _pieces(path: Path) -> list[str]:
    text = MOMENT.sub(r"\1\2\3", path.read_text(encoding="utf-8"))
    if path.suffix == ".json":
        whole = json.loads(text)
        return [*sorted(json.dumps(item, sort_keys=True) for item in whole.pop("items")), json.dumps(whole)]
    return sorted(re.split(r"(?=<item>|<entry>|BEGIN:VEVENT|<li|</channel>|</feed>|</ul>|END:VCALENDAR)", text))


def _letters(ledger: Ledger, calm: Path, stormy: Path) -> None:
    with _store(calm) as first, _store(stormy) as second:
        wanted, found = _stories(first), _stories(second)
        states = Counter(delivery.state for delivery in second.deliveries())
        taken = states["sent"] + states["unsure"]
    open_ends = {state: count for state, count in states.items() if state in ("new", "claimed", "sending")}
    ledger.hold("sent + failed + unsure + suppressed = recipients", *map(str, open_ends.items()))
    breaches = [f"{who}: {story}" for (who, story), count in found.items() if count > 1]
    ledger.hold("no story is new to one person twice", *breaches)
    daily = {person.id for person in PEOPLE if person.rhythm == "daily"}
    lost = [f"{who}: {story}" for who, story in sorted(wanted.keys() ^ found.keys()) if who in daily]
    ledger.hold("each daily reader is told the same stories as without crashes", *lost)
    names = Counter(str(message_from_bytes(p.read_bytes())["Message-ID"]) for p in (stormy / "letters").glob("*.eml"))
    breaches = [name for name, count in names.items() if count > 1]
    ledger.hold("no letter is handed over twice", *breaches)
    many = [f"{sum(names.values())} letters, {taken} sent or unsure"] if sum(names.values()) > taken else []
    ledger.hold("a letter that was handed over is known as sent or unsure", *many)


def _stories(store: Store) -> Counter[tuple[str, str]]:
    """How often each person was told of each story as new."""
    issues: dict[str, Issue] = {issue.id: issue for issue in store.issues(limit=10_000)}
    return Counter(
        (delivery.subscriber, story)
        for delivery in store.deliveries()
        for section in issues[delivery.issue].sections
        if section.name == "new"
        for story in {article.story for article in section.articles}
    )
