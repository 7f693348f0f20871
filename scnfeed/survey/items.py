"""Which shapes of address are items of a site, told by a few pages of each: items have a title, a text, a day."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scnfeed.errors import ReadError
from scnfeed.language.scripts import fold
from scnfeed.model import Kind, Page, Reading, moment
from scnfeed.read import read
from scnfeed.sites.addresses import normal
from scnfeed.survey.evidence import NEWSY, Evidence, Told, Visits
from scnfeed.survey.shapes import MONTH, YEAR, Shape, grouped
from scnfeed.survey.sheet import Sheet, is_web_page, sheet_of

MOST_SHAPES = 6
LEAST_TEXT = 100
EVENTS = re.compile(
    r"event|agenda|calend|termin|veranstalt|évén|even|programm|konzert|whats-on|فعالي|مناسب|мероприят|etkinlik",
    re.IGNORECASE,
)
RESOURCES = re.compile(r"resourc|ressourc|publication|publicacion|report|librar|research|toolkit|guide", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sample:
    """One page that looks like an item, and what is said of it elsewhere."""

    key: str
    page: Page
    sheet: Sheet
    reading: Reading
    """As read without knowing its site."""
    told: Told

    @property
    def day(self) -> date | None:
        """The day that a list or feed prints for it, else the one that the page itself says."""
        return self.told.day or (moment(self.reading.published).date() if self.reading.published else None)


def shapes(evidence: Evidence, paths: Mapping[str, str]) -> list[tuple[Shape, list[str]]]:
    """Shapes of what feeds, REST and lists name, most named first; of what sitemaps name where nothing else does."""
    named = [key for key in evidence.named if key not in evidence.others and paths[key]]
    if not named:
        named = [
            key for keys in evidence.sitemaps.values() for key in keys if key not in evidence.others and paths[key]
        ]
    by_path: dict[str, list[str]] = {}
    for key in named:
        by_path.setdefault(paths[key], []).append(key)
    found = [(shape, [key for path in group for key in by_path[path]]) for shape, group in grouped(by_path).items()]
    strong = {shape for shape, keys in found if any(_declared(evidence.named.get(key, Told())) for key in keys)}
    found = [(shape, keys) for shape, keys in found if len(keys) > 1 or shape in strong]
    return sorted(found, key=lambda pair: (pair[0] not in strong, -len(pair[1])))[:MOST_SHAPES]


def _declared(told: Told) -> bool:
    return any(source.startswith(("feed:", "rest:")) for source in told.sources)


def newest(keys: Sequence[str], evidence: Evidence) -> list[str]:
    """Those with a day first, the newest of them at the head, in the order of lists else."""
    days = {key: evidence.named[key].day for key in keys if key in evidence.named and evidence.named[key].day}
    dated = sorted(days, key=lambda key: days[key] or date.min, reverse=True)
    return [*dated, *(key for key in keys if key not in days)]


async def sample(key: str, evidence: Evidence, visits: Visits) -> Sample | None:
    page = await visits.page(evidence.printed(key))
    if page is None or page.status != 200 or not is_web_page(page):
        return None
    final = normal(page.final_url, evidence.site)
    if not final or final in evidence.others:
        return None
    try:
        reading = read(page.body, page.final_url, headers=dict(page.headers))
    except ReadError:
        return None
    return Sample(final, page, sheet_of(page), reading, evidence.named.get(key, Told()))


def is_article(one: Sample) -> bool:
    """A page of its own text, not one that consists of links to others."""
    text, lists = one.reading.content_text, [group for group in one.sheet.groups if group.good]
    if not one.reading.title or len(text) < LEAST_TEXT:
        return False
    linked = [link.text for group in lists for link in group.links]
    within = sum(title in text for title in linked) * 2 > len(linked)
    around = max((group.letters for group in lists), default=0)
    return not one.sheet.is_list or (not within and len(text) > around)


def believed(shape: Shape, keys: Collection[str], samples: Sequence[Sample], evidence: Evidence, alone: bool) -> bool:
    """Feeds and REST name items; what lists alone name is one when it has days, or is called news."""
    if any(_declared(evidence.named.get(key, Told())) for key in keys):
        return True
    if any(one.day is not None or _is_event(one) for one in samples) or YEAR in shape:
        return True
    return alone or bool(NEWSY & {word for part in shape[:-1] for word in re.split(r"[\W_]+", fold(part))})


def _is_event(one: Sample) -> bool:
    return any(kind.endswith("Event") for kind in one.sheet.types) or "tribe_events" in one.sheet.marks


def kind_of(shape: Shape, samples: Sequence[Sample]) -> Kind:
    fixed = " ".join(part for part in shape[:-1] if part not in (YEAR, MONTH))
    if EVENTS.search(fixed) or sum(map(_is_event, samples)) * 2 > len(samples):
        return "event"
    return "resource" if RESOURCES.search(fixed) else "news"
