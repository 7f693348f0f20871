"""What takes place according to one page, from each place that can say it, in order of trust.

A `Where & When` label or labels of start, end and place; schema.org Event in JSON-LD, then in microdata; a link that
adds the event to somebody's calendar, or a calendar the page links to; on a page that theme or address call an event's,
a day beside the title; last the sentences of the text. The first place that tells any event wins, later ones that name
other days are doubts; one that names the same days may say where it was when the first does not, or says less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from scnfeed.language.dates import dates_in
from scnfeed.language.events import events_in
from scnfeed.language.labels import label_of
from scnfeed.language.scripts import clean, fold
from scnfeed.model import Event, Site, Source, When
from scnfeed.read.dating import Notes
from scnfeed.read.document import Node, attribute, text_of
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import ARTICLE_TYPES, Machine, is_of_event
from scnfeed.read.moments import told_to_machines
from scnfeed.sites.addresses import kind_of

Told = tuple[Event, str]
"""An event and the printed text that says when."""
_SPAN = re.compile(r"(\d{8}(?:T\d{6}Z?)?)/(\d{8}(?:T\d{6}Z?)?)")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_MOST = 50
"""Events taken from one page; a calendar of years is no article."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of one page is asked about events."""

    url: str | None
    site: Site | None
    language: str
    title: str
    labels: Mapping[str, Labelled]
    machine: Machine
    scope: Node | None
    paragraphs: Sequence[str]
    published: When | None
    calendars: Sequence[str]
    """Calendars (RFC 5545) that the page links to and that were fetched with it."""
    below_title: Sequence[str] = ()
    """The lines between title and prose."""

    @property
    def of_event(self) -> bool:
        """Whether theme or address say that the page is an event's."""
        if self.site is not None and self.url is not None:
            return kind_of(self.url, self.site) == "event"
        return is_of_event(self.machine, self.url)


def events_of(page: Asked, notes: Notes) -> tuple[Event, ...]:
    """The events of the page; where they stand is noted."""
    chosen: list[Told] = []
    for source, find in PLACES:
        if chosen and source not in ("json-ld", "calendar") and not _may_be_placed(chosen, notes):
            continue
        found = [told for told in find(page) if _sane(told[0], page.site)][:_MOST]
        if found and not chosen:
            chosen = found
            notes.say("events", found[0][1], source)
        elif found and _same_days(chosen[0][0], found[0][0]):
            chosen[0] = _placed(chosen[0][0], found[0][0].place), chosen[0][1]
        elif found and source in ("json-ld", "calendar"):
            said = notes.said["events"]
            notes.doubts.append(f"events: {said.source} says {said.text}, {source} says {found[0][1]}")
    return tuple(event for event, _ in chosen)


def _may_be_placed(chosen: Sequence[Told], notes: Notes) -> bool:
    """Whether people are told when, and not where: machines that tell no place mean none."""
    return chosen[0][0].place is None and notes.said["events"].source in ("label", "heading", "calendar")


def _placed(event: Event, place: str | None) -> Event:
    """The event with a place told elsewhere, if its own is none or a part of it."""
    more = place is not None and (event.place is None or fold(event.place) in fold(place))
    return replace(event, place=place) if more else event


def _by_label(page: Asked) -> Iterator[Told]:
    labels = page.labels
    if "where_when" in labels:
        text = labels["where_when"].text
        for event in events_in((), page.language, _day(page.published), where_when=text):
            yield event, text
    day, place = _day(page.published), labels.get("place")
    known = ("start", "when") if place is not None or page.of_event else ("start",)
    told = ((labels[name].text, dates_in(labels[name].text, page.language, day)) for name in known if name in labels)
    text, spans = next(((text, spans) for text, spans in told if spans), ("", []))
    last = dates_in(labels["end"].text, page.language, day) if "end" in labels else []
    if spans:
        end = last[0].end if last and last[0].end >= spans[0].start else spans[0].end
        where = clean(place.text) if place else None
        yield Event(spans[0].start, end, where, spans[0].certain, clean(text)), text


def _json_ld(page: Asked) -> Iterator[Told]:
    nodes = page.machine.events()
    own = [node for node in nodes if _is_own(node, page)]
    if not own and (page.machine.typed(ARTICLE_TYPES) or len(nodes) == 1):
        own = [node for node in nodes if not _elsewhere(node, page)]
    for node in own or ([] if page.machine.typed(ARTICLE_TYPES) else nodes):
        start, end = (told_to_machines(str(node.get(key) or ""), page.language) for key in ("startDate", "endDate"))
        if start and "cancelled" not in str(node.get("eventStatus", "")).lower():
            name = clean(str(node.get("name") or "")) or str(node["startDate"])
            yield (
                Event(*_both(start, end), _place(node.get("location")), True, name),
                str(node["startDate"]),
            )


def _is_own(node: Mapping[str, Any], page: Asked) -> bool:
    name = fold(str(node.get("name") or ""))
    return bool(name and name == fold(page.title)) or bool(page.url and page.machine.names(node, page.url))


def _elsewhere(node: Mapping[str, Any], page: Asked) -> bool:
    """Whether a node names another page as its own."""
    told = node.get("url")
    return (
        isinstance(told, str) and bool(urlsplit(told).path.strip("/")) and not page.machine.names(node, page.url or "")
    )


def _place(told: Any) -> str | None:
    """A place as printed: its name, town and country; None for a place on the net alone."""
    if isinstance(told, list):
        return next(filter(None, map(_place, told)), None)
    if isinstance(told, str):
        return clean(told) or None
    if not isinstance(told, dict) or "virtual" in str(told.get("@type", "")).lower():
        return None
    address = told.get("address")
    parts = [told.get("name")]
    if isinstance(address, dict):
        parts += [address.get("addressLocality"), address.get("addressCountry")]
    elif isinstance(address, str) and not told.get("name"):
        parts = [address]
    names = [clean(str(part.get("name", "") if isinstance(part, dict) else part)) for part in parts if part]
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _microdata(page: Asked) -> Iterator[Told]:
    if page.scope is None:
        return
    for node in page.scope.css("[itemtype*='schema.org/'][itemtype$='Event']"):
        printed = _property(node, "startDate")
        start, end = (told_to_machines(_property(node, key), page.language) for key in ("startDate", "endDate"))
        if start:
            name = _property(node, "name") or printed
            yield Event(*_both(start, end), _marked_place(node), True, name), printed


def _property(node: Node, name: str) -> str:
    found = node.css_first(f"[itemprop~={name}]")
    return "" if found is None else attribute(found, "content") or attribute(found, "datetime") or text_of(found)


def _marked_place(node: Node) -> str | None:
    place = node.css_first("[itemprop~=location]")
    if place is None:
        return None
    parts = [_property(place, name) for name in ("name", "addressLocality", "addressCountry")]
    return ", ".join(dict.fromkeys(filter(None, parts))) or text_of(place) or None


def _calendar(page: Asked) -> Iterator[Told]:
    yield from _in_links(page)
    from scnfeed.ical import told_in

    for text in (*page.calendars, *_data_links(page)):
        for told in told_in(text):
            yield Event(told.start, told.end, told.place or None, True, told.summary or told.printed), told.printed


def _data_links(page: Asked) -> list[str]:
    links = page.scope.css("a[href^='data:text/calendar']") if page.scope is not None else []
    return [unquote(attribute(node, "href").partition(",")[2]) for node in links]


def _in_links(page: Asked) -> Iterator[Told]:
    """``...?text=Fair&dates=20240503/20240505&location=Oslo``: calendars on the net agree on these parameters."""
    for node in page.scope.css("a[href*='dates=']") if page.scope is not None else ():
        asked = parse_qs(urlsplit(attribute(node, "href")).query)
        span = _SPAN.fullmatch(asked.get("dates", [""])[0])
        start, end = (_stamp(part) for part in span.groups()) if span else (None, None)
        if span and start and end:
            if type(start) is date and type(end) is date and end > start:
                end = date.fromordinal(end.toordinal() - 1)
            place = clean(asked.get("location", [""])[0]) or None
            name = clean(asked.get("text", [""])[0]) or span[1]
            yield Event(*_both(start, end), place, True, name), span[1]


def _stamp(text: str) -> When | None:
    found = _STAMP.fullmatch(text)
    if found is None:
        return None
    day = f"{found[1]}-{found[2]}-{found[3]}"
    try:
        if found[7]:
            return datetime.fromisoformat(f"{day}T{found[4]}:{found[5]}:{found[6]}+00:00")
        return date.fromisoformat(day)
    except ValueError:
        return None


def _by_heading(page: Asked) -> Iterator[Told]:
    """The first day beside the title of a page that is an event's, unless it is that of publication."""
    published = _day(page.published)
    for text in page.below_title if page.of_event else ():
        spans = [] if label_of(text) else [span for span in dates_in(text, page.language, published) if span.certain]
        if spans and spans[0].start != published:
            where = page.labels.get("place")
            yield Event(spans[0].start, spans[-1].end, clean(where.text) if where else None, True, text), text
            return


def _sentences(page: Asked) -> Iterator[Told]:
    since = page.site.since if page.site else None
    for event in events_in(page.paragraphs, page.language, _day(page.published), since=since):
        yield event, event.sentence


PLACES: tuple[tuple[Source, Any], ...] = (
    ("label", _by_label),
    ("json-ld", _json_ld),
    ("markup", _microdata),
    ("calendar", _calendar),
    ("heading", _by_heading),
    ("sentence", _sentences),
)


def _day(when: When | None) -> date | None:
    return when.date() if isinstance(when, datetime) else when


def _both(start: When, end: When | None) -> tuple[When, When]:
    """Start and end of one kind, days where either is a day; the start twice where no end can be."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        return start, max(start, end)
    if end is None:
        return start, start
    first, last = _day(start) or start, _day(end) or end
    return first, max(first, last)


def _same_days(one: Event, other: Event) -> bool:
    return (_day(one.start), _day(one.end)) == (_day(other.start), _day(other.end))


def _sane(event: Event, site: Site | None) -> bool:
    day = _day(event.start)
    return day is not None and (site is None or day >= site.since) and day.year < 2100
