"""Thirty days of the sample site, played, and what there was to see on each of them."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import icalendar

from scnfeed.jobs.demo import NOON, Day, play
from scnfeed.sample import DAYS, day_of, script
from scnfeed.sample.script import world

LANGUAGES = ("en", "ar", "fr", "es")
CLOSED = (9, 14)
REDESIGN = 24
QUIET = [number for number in range(2, DAYS + 1) if not script(number) or number == REDESIGN]
"""Days on which the site has nothing to tell: the redesign changes every page and no word."""


@dataclass(frozen=True)
class Month:
    """What the main job did on each day, and what stood in the published folder and among the letters at its end."""

    folder: Path
    port: int
    days: tuple[Day, ...]

    def day(self, number: int) -> Day:
        return self.days[number - 1]

    def published(self, number: int) -> dict[str, bytes]:
        """Path below the published folder -> bytes, as they stood at the end of that day."""
        return kept_files(self.folder / "days" / str(number))

    def touched(self, number: int) -> set[str]:
        """Paths whose bytes that day made, changed or took away."""
        before, after = self.published(number - 1), self.published(number)
        return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}

    def letters(self, number: int) -> list[EmailMessage]:
        """The letters that were sent on that day."""
        before = {path.name for path in (self.folder / "mail" / str(number - 1)).glob("*.eml")}
        mail = (self.folder / "mail" / str(number)).glob("*.eml")
        return [letter_of(path) for path in sorted(mail) if path.name not in before]

    def items(self, number: int, feed: str) -> dict[str, dict[str, Any]]:
        """The items of a JSON feed on that day, in their order, by the path of their page."""
        told = json.loads(self.published(number)[f"{feed}.json"])["items"]
        return {path_of(item["url"]): item for item in told}

    def entries(self, number: int, feed: str, suffix: str) -> dict[str, Any]:
        """The entries of an RSS or Atom feed on that day by their id."""
        return {entry.id: entry for entry in parsed(self.published(number)[f"{feed}.{suffix}"]).entries}


BESIDE = (".gz", ".br", "manifest.json", "icon.png")
"""What stands beside the feeds and pages and says nothing of its own to subscribers."""


def files_of(folder: Path) -> dict[str, bytes]:
    """Path below the folder -> bytes, of what subscribers read."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(BESIDE))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


kept_files = cache(files_of)


@cache
def letter_of(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


@cache
def parsed(body: bytes) -> Any:
    """A feed as a reader's library understands it, its bodies left as they are."""
    return feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)


def events_of(body: bytes) -> list[Any]:
    """The events of a calendar in their order."""
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def played(folder: Path, port: int, days: int) -> Month:
    """Play the script into ``demo``; beside it a copy of each day's published folder and letters.

    Published files are replaced, never written over, so a hard link keeps what stood there.
    """
    found = []
    demo = folder / "demo"
    for day in play(demo, days=days, port=port):
        shutil.copytree(demo / "public", folder / "days" / str(day.number), copy_function=os.link)
        shutil.copytree(demo / "letters", folder / "mail" / str(day.number), copy_function=os.link)
        found.append(day)
    return Month(folder, port, tuple(found))


def path_of(url: str) -> str:
    """The decoded path of an address: the month was played at another port than the site it is compared with."""
    return "/" + unquote(url.split("/", 3)[3])


def page_of(story: str, language: str, day: int) -> str:
    """The decoded path at which a story of the sample site stands on a day."""
    return world(day).stories[story].path(language)


def noon(day: int) -> datetime:
    """The moment of a day at which its job runs."""
    return datetime.combine(day_of(day), NOON)
