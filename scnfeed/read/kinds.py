"""What kind of page it is: by the Site's patterns, else by what machines are told, its address and its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from scnfeed.language.labels import is_reading_time
from scnfeed.model import Event, Kind, Site, Source, When, moment
from scnfeed.read.dating import Notes
from scnfeed.read.document import Line
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import ARTICLE_TYPES, EVENT_CLASS, EVENT_PATH, Machine, path_of
from scnfeed.sites import addresses

Told = tuple[Kind, str, Source]
"""A kind, what of the page says so, and where that stands."""
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "Blog"})
_RESOURCES = frozenset("Report Book DigitalDocument Dataset Guide Course Manuscript Thesis".split())
_LIST_CLASS = re.compile(r"\b(?:archive|category|tag|blog|search|search-results|post-type-archive|taxonomy|home)\b")
_ARTICLE_CLASS = re.compile(r"\b(?:single|single-post|postid-\d+|node--?type-(?:article|news|blog)\S*)\b")
_ERROR_CLASS = re.compile(r"\berror-?404\b|\bpage-?404\b")
_RESOURCE_PATH = re.compile(
    r"/(?:resources?|publications?|reports?|guides?|toolkits?|library|documents?|recursos?|ressources?|publicaciones"
    r"|publikationen)/[^/]+"
)
_LIST_PATH = re.compile(r"/(?:category|categories|tag|tags|topics?|archives?|search|page/\d+)(?:/|$)|[?&](?:page|s|q)=")
_STATUS = re.compile(r"(?<![\w-])(?<!\d[.,'’ \u00a0\u202f])(?:403|404|410|500|502|503)(?![\w-]|[.,]\d)")
"""A number by itself, not the end of "12,500"."""
_MANY, _FEW_WORDS, _ERROR_WORDS = 5, 1500, 600


@dataclass(frozen=True, slots=True)
class Shape:
    """What of one page is asked about its kind."""

    url: str | None
    site: Site | None
    machine: Machine
    labels: Mapping[str, Labelled]
    visible: Sequence[Line]
    text: str
    title: str
    dated: bool
    is_event: bool
    """Whether the page itself, not its prose, tells one event of its own."""


def is_report(event: Event, published: When | None, notes: Notes) -> bool:
    """Whether a page with an event's labels was published once it had begun, and so tells how it went: that is news."""
    return (
        notes.said["events"].source == "label"
        and published is not None
        and moment(published).date() >= moment(event.start).date()
    )


def page_kind(page: Shape, notes: Notes) -> Kind:
    """The kind, and what says it noted; a site's own patterns are believed without looking further."""
    kind, told, source = _kind(page, notes)
    if told:
        notes.say("kind", told, source)
    return kind


def _kind(page: Shape, notes: Notes) -> Told:
    if _is_error(page):
        return "error", "", "markup"
    if page.url and page.site and page.text:
        return addresses.kind_of(page.url, page.site) or "page", urlsplit(page.url).path, "url"
    if page.is_event and not page.machine.typed(ARTICLE_TYPES):
        return "event", notes.said["events"].text, notes.said["events"].source
    if _is_listing(page):
        return "listing", page.machine.classes, "markup"
    if not page.text:
        return "page", "", "markup"
    return _article_kind(page, notes)


def _is_error(page: Shape) -> bool:
    """No text at all; or the theme, or a number in the title of a page of few words, says so."""
    if not page.text and not page.visible and not page.machine.teasers:
        return True
    told = _ERROR_CLASS.search(page.machine.classes) or _STATUS.search(f"{page.title} {page.machine.html_title}")
    return bool(told) and len(page.text) < _ERROR_WORDS and not page.dated


def _is_listing(page: Shape) -> bool:
    """Many teasers and little prose of its own, or the page calls itself one."""
    machine = page.machine
    if machine.typed(ARTICLE_TYPES) or machine.first("og:type") == "article" or _ARTICLE_CLASS.search(machine.classes):
        return False
    path = path_of(page.url)
    called = machine.typed(_LISTS) or _LIST_CLASS.search(machine.classes) or _LIST_PATH.search(path)
    front = bool(page.url) and path.strip("/") == ""
    few = len(page.text) < _FEW_WORDS and not ("published" in page.labels or "updated" in page.labels)
    return machine.teasers >= _MANY and few and (bool(called) or front or not page.dated)


def _article_kind(page: Shape, notes: Notes) -> Told:
    """What is read as one text: the first place that says what it is."""
    return next(_sayings(page, notes), ("page", "", "markup"))


def _sayings(page: Shape, notes: Notes) -> Iterator[Told]:
    path, machine, labels = path_of(page.url), page.machine, page.labels
    if resource := _type(machine, _RESOURCES):
        yield "resource", resource, "json-ld"
    if place := _RESOURCE_PATH.search(path):
        yield "resource", place[0], "url"
    if "updated" in labels and not page.url:
        yield "resource", labels["updated"].text, "label"
    if page.is_event:
        yield "event", notes.said["events"].text, notes.said["events"].source
    if named := EVENT_CLASS.search(machine.classes):
        yield "event", named[0], "markup"
    if not page.dated and (place := EVENT_PATH.search(path)):
        yield "event", place[0], "url"
    if line := next((line.text for line in page.visible if is_reading_time(line.text)), ""):
        yield "news", line, "label"
    if "published" in labels:
        yield "news", labels["published"].text, "label"
    if article := _type(machine, ARTICLE_TYPES):
        yield "news", article, "json-ld"
    if machine.first("og:type") == "article":
        yield "news", "article", "og"
    if named := _ARTICLE_CLASS.search(machine.classes):
        yield "news", named[0], "markup"
    if page.dated:
        yield "news", notes.said["published"].text, notes.said["published"].source
    if "updated" in labels:
        yield "resource", labels["updated"].text, "label"


def _type(machine: Machine, types: frozenset[str]) -> str:
    """The first of these types that a node of the page's JSON-LD has."""
    return next((kind for own in machine.kinds for kind in sorted(own & types)), "")
