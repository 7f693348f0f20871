"""Every page of the sample site says each field rightly, in both of its designs, whatever source is switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from urllib.parse import urlsplit

import pytest

from scnfeed.language.scripts import clean
from scnfeed.model import Reading
from scnfeed.read import read
from scnfeed.sample import DAYS, SampleSite, Truth
from scnfeed.sites.strong_cities import STRONG_CITIES

DESIGNS = ("classic", "redesign")
OFF = ("", "json-ld", "og", "hreflang", "shortlink", "json-ld og", "json-ld og hreflang shortlink")
MACHINES = {"json-ld": {"json-ld"}, "og": {"og"}}
"""Which names of sources a switch takes away."""

Pages = list[tuple[Truth, Reading]]


@cache
def pages(design: str, off: str) -> Pages:
    """Each article page of the last day as it is and as it was read."""
    with SampleSite(day=DAYS, design=design, off=frozenset(off.split())) as sample:
        site = replace(STRONG_CITIES, home=sample.home)
        served = [(told, sample.serve("GET", urlsplit(url).path)) for url, told in sample.truth().items()]
    return [(told, read(answer.body, told.url, site=site)) for told, answer in served]


def day(when: date | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when


def event(reading: Reading, told: Truth) -> object:
    named = told.event is not None and told.event[2] is not None
    found = [(day(one.start), day(one.end), one.place if named else None) for one in reading.events if one.certain]
    return found[0] if found else None


def changed(reading: Reading, told: Truth) -> date | None:
    """The truth takes broken JSON-LD for silence; its day still stands there to be read: what the tag said too."""
    if told.updated is None and "the page's JSON-LD is broken" in reading.doubts:
        return next(one.updated for one, _ in pages("classic", "") if path(one.url) == path(told.url))
    return told.updated


def path(url: str) -> str:
    return urlsplit(url).path


def missing(reading: Reading, told: Truth) -> list[str]:
    return [text for text in told.body_must if clean(text) not in clean(reading.content_text)]


FIELDS: dict[str, Callable[[Reading, Truth], tuple[object, object]]] = {
    "title": lambda reading, told: (told.title and reading.title, told.title),
    "language": lambda reading, told: (reading.language, told.language),
    "kind": lambda reading, told: (reading.kind, told.kind),
    "published": lambda reading, told: (day(reading.published), told.published),
    "updated": lambda reading, told: (day(reading.updated), changed(reading, told)),
    "event": lambda reading, told: (event(reading, told), told.event),
    "machine translated": lambda reading, told: (reading.machine_translated, told.machine_translated),
    "authors": lambda reading, told: (reading.authors, told.authors),
    "attachments": lambda reading, told: (tuple((one.url, one.title) for one in reading.attachments), told.attachments),
    "topics": lambda reading, told: (reading.topics, told.topics),
    "body": lambda reading, told: (missing(reading, told), []),
    "furniture": lambda reading, told: ([text for text in told.body_must_not if text in reading.content_text], []),
}  # fmt: skip


@pytest.mark.parametrize("off", OFF)
@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("field", FIELDS)
def test_every_page_says_this_field_rightly(field: str, design: str, off: str) -> None:
    read_pages = pages(design, off)
    assert len(read_pages) > 40
    both = {told.url: FIELDS[field](reading, told) for told, reading in read_pages}
    assert {url: pair for url, pair in both.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("off", OFF)
@pytest.mark.parametrize("design", DESIGNS)
def test_translations_are_named_where_the_page_names_them(design: str, off: str) -> None:
    for told, reading in pages(design, off):
        by_switcher = design == "classic"  # the other design prints none
        named = told.translations if by_switcher or "hreflang" not in off else {}
        assert dict(reading.translations) == dict(named), told.url


@pytest.mark.parametrize("switch", MACHINES)
@pytest.mark.parametrize("design", DESIGNS)
def test_what_is_switched_off_is_no_source(design: str, switch: str) -> None:
    def sources(off: str) -> set[str]:
        return {source for _, reading in pages(design, off) for source in reading.sources.values()}

    others = " ".join(OFF[-2].replace(switch, "").split())
    assert sources(others) >= MACHINES[switch]
    assert sources(switch).isdisjoint(MACHINES[switch])
