"""The site at one address on one day: what all its pages and its answers for machines are made from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from urllib.parse import quote

from scnfeed.sample.script import World
from scnfeed.sample.stories import Story, Text


@cache
def words(language: str) -> Mapping[str, str]:
    """What the site itself says in `language`, beside its stories."""
    source = resources.files("scnfeed.sample").joinpath("words.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(source)[language]
    return found


def day_month_year(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The site at one address on one day, with what is switched off."""

    home: str
    world: World
    off: frozenset[str] = frozenset()

    def at(self, path: str) -> str:
        """Absolute address of a decoded path, percent escapes in upper case."""
        return self.home.rstrip("/") + quote(path)

    def live(self, *kinds: str) -> Iterator[tuple[Story, Text]]:
        """Every live text of these kinds, newest story first."""
        stories = [s for s in self.world.stories.values() if s.kind in kinds]
        for story in sorted(stories, key=lambda s: (s.published or date.min, s.id), reverse=True):
            for text in story.texts.values():
                yield story, text


def prefix(language: str) -> str:
    return "/" if language == "en" else f"/{language}/"
