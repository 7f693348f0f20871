"""What happens on the sample site in its thirty days, as a table, and the site as it stands on one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from scnfeed.sample.changes import CHANGES, DAYS, DESIGNS, START, WEATHER, Change
from scnfeed.sample.stories import Story, Text, stories

Weather = Literal["fair", "outage", "maintenance"]
SKIES = {
    "outage": "Every address answers 503.",
    "maintenance": "Every address answers 200 with a maintenance page.",
}
LANGUAGE_NAMES = {"en": "English", "ar": "Arabic", "fr": "French", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class World:
    """The site on one day: its live stories (only texts that are there), old paths and their new ones."""

    day: int
    design: str
    weather: Weather
    stories: Mapping[str, Story]
    moved: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return day_of(self.day)


def day_of(n: int) -> date:
    """The date of day `n`; day 1 is START. Refuses days outside the script.

    >>> day_of(30)
    datetime.date(2026, 3, 31)
    """
    if not 1 <= n <= DAYS:
        raise ValueError(f"the script has days 1 to {DAYS}, not {n}")
    return START + timedelta(n - 1)


def changed_text(text: Text, change: Change) -> Text:
    body = text.later if change.rewritten else text.body
    for old, new in change.replaced.get(text.language, ()):
        if old not in body:
            raise ValueError(f"{change.key} [{text.language}] does not hold {old!r}")
        body = body.replace(old, new)
    return replace(
        text,
        body=body,
        title=change.titles.get(text.language, text.title),
        slug=change.slugs.get(text.language, text.slug),
        place=change.places.get(text.language, text.place),
        modified=day_of(change.day),
    )


def changed(story: Story, change: Change) -> Story:
    touched = set(story.texts) if change.rewritten else change.languages
    return replace(
        story,
        texts={lang: changed_text(t, change) if lang in touched else t for lang, t in story.texts.items()},
        event=change.event or story.event,
        updated=change.updated or story.updated,
    )


def appeared(story: Story, day: int) -> Story:
    texts = {
        lang: replace(text, modified=max(text.modified, day_of(text.appears))) if text.appears > 1 else text
        for lang, text in story.texts.items()
        if text.appears <= day
    }
    return replace(story, texts=texts)


@cache
def world(day: int) -> World:
    """The site as it stands on `day`: every change up to it done, nothing of later days there yet."""
    day_of(day)
    now = {key: appeared(story, day) for key, story in stories().items()}
    moved: dict[str, str] = {}
    for change in (c for c in CHANGES if c.day <= day):
        before = now[change.key]
        if change.gone:
            del now[change.key]
            continue
        now[change.key] = after = changed(before, change)
        moved |= {before.path(lang): after.path(lang) for lang in change.slugs if lang in before.texts}
    return World(day, design_of(day), WEATHER.get(day, "fair"), {k: s for k, s in now.items() if s.texts}, moved)


def design_of(day: int) -> str:
    return next(name for since, name in reversed(DESIGNS) if since <= day)


def new_texts(day: int) -> list[str]:
    said = []
    for story in stories().values():
        new = [LANGUAGE_NAMES[lang] for lang, text in story.texts.items() if text.appears == day]
        if new:
            title = next(iter(story.texts.values())).title
            said.append(f"The {story.kind} “{title}” appears in {', '.join(new)}.")
    return said


def script(n: int) -> tuple[str, ...]:
    """What the site does on day `n`, a sentence each; an empty tuple on a quiet day, and on day 1, where all begins.

    >>> script(14)
    ('Every address answers 200 with a maintenance page.',)
    """
    day_of(n)
    said = [SKIES[WEATHER[n]]] if n in WEATHER else []
    said += new_texts(n) if n > 1 else []
    said += [change.says for change in CHANGES if change.day == n]
    said += [f"The {name} design is switched on; no lastmod changes." for since, name in DESIGNS if since == n > 1]
    return tuple(said)
