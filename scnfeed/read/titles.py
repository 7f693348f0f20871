"""What the page is called: its heading, where machines are told the same; else what they are told; else nothing it
prints.

A heading that resembles neither headline, ``og:title`` nor ``<title>`` is the site's or a section's, not the page's.
The site's own name is cut off either end, and is no title.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scnfeed.language.scripts import clean, fold
from scnfeed.model import Site, Source
from scnfeed.read.body import Place
from scnfeed.read.dating import Notes
from scnfeed.read.document import Node, text_of
from scnfeed.read.excerpt import title_from
from scnfeed.read.headings import alike, parts_of, squeezed
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine, names_of
from scnfeed.read.tidy import Body

_TAIL = re.compile(r"\s+[-–—|·•»«:]+\s+|\s*[｜ㅣ丨：]\s*")
"""What stands between a title and the site's name; the signs of East Asian pages have no spaces beside them."""
_SIGNS = " -–—|·•»«:｜ㅣ丨："
_DANGLING = re.compile(r"\s*[|·•｜]\s*$")
_BAR = re.compile(r"\s[|»«·•]\s")
_HEADING, _WEIGHT, _TITLE, _ECHO = 3.5, 2, 1.5, 0.75
"""What a heading, the two headlines for machines, the ``<title>`` and the one for Twitter count where they disagree: a
heading is outvoted by two headlines that say the same, or by one with the title and its echo."""
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def site_names(machine: Machine, site: Site | None, url: str | None) -> frozenset[str]:
    """What the site calls itself, folded; its host's name too, so that a bare ``<title>`` loses its tail."""
    told = [n for node in machine.typed(frozenset({"WebSite", "Organization"})) for n in names_of(node.get("name"))]
    names = {fold(n) for n in (*told, machine.first("og:site_name"), site.title if site else "") if n}
    host = (urlsplit(url or "").hostname or "").replace("-", "")
    first, *others = _TAIL.split(machine.html_title)
    names |= {fold(piece) for piece in others if len(own := squeezed(piece)) > 2 and own in host.replace(".", "")}
    if others and squeezed(first) in (host.removeprefix("www.").replace(".", ""), *host.split(".")[:-1]):
        names.add(fold(first))
    return frozenset(names)


@dataclass(frozen=True, slots=True)
class Told:
    """One place that says what the page is called."""

    printed: str
    text: str
    """Without the site's name."""
    source: Source
    weight: float
    letters: str


def told_to_machines(machine: Machine, names: frozenset[str]) -> list[Told]:
    """What machines are told, in order of trust."""
    places: list[tuple[str, Source, float]] = [(text, "json-ld", 0) for text in _headlines(machine)]
    if places:
        places[0] = (places[0][0], "json-ld", _WEIGHT)
    places.append((machine.first("og:title"), "og", _WEIGHT))
    places.append((machine.first("twitter:title"), "meta", _ECHO))
    places.append((machine.html_title, "meta", _TITLE))
    found = [(printed, without_name(_plain(printed), names), source, weight) for printed, source, weight in places]
    return [Told(printed, text, source, weight, squeezed(text)) for printed, text, source, weight in found if text]


def title(told: Sequence[Told], place: Place | None, body: Body, names: frozenset[str], notes: Notes) -> str:
    """The title as printed, "" for a page without any text; the first sentence, with a doubt, where none is printed."""
    heading = _heading(place, names)
    chosen = _chosen(heading, told, place.title if place else None)
    if chosen is None:
        found = title_from(body.paragraphs)
        if found:
            notes.say("title", found, "sentence")
            notes.doubts.append("the page prints no title: the first sentence stands for it")
        return found
    notes.say("title", chosen.printed, chosen.source)
    if heading and heading.letters != chosen.letters:
        notes.doubts.append(f"title: {chosen.source} says {chosen.text}, the heading says {heading.text}")
    return chosen.text


def _heading(place: Place | None, names: frozenset[str]) -> Told | None:
    printed = _plain(text_of(place.title)) if place and place.title else ""
    text = without_name(printed, names)
    return Told(printed, text, "heading", _HEADING, squeezed(text)) if text else None


def _chosen(heading: Told | None, told: Sequence[Told], node: Node | None) -> Told | None:
    """The heading, unless it is put together, like nothing that machines are told, or outvoted by what they are told
    alike."""
    if heading is None:
        return _bare(_most(told), told) if told else None
    if not told:
        return heading
    same = any(one.letters == heading.letters for one in told)
    if same or any(alike(heading.text, one.text) for one in told):
        if node is not None and (better := _unjoined(heading, told, node)):
            return better
        others = [one for one in told if not one.letters.startswith(heading.letters)]
        rival = _most(others) if others else None
        return rival if rival and _votes(rival, others) > _votes(heading, told) + heading.weight else heading
    only_title = sum(one.weight for one in told) <= _TITLE
    return heading if only_title else _most(told)


def _votes(one: Told, told: Sequence[Told]) -> float:
    """How much of what is told says the same, or the same with a tail."""
    return sum(other.weight for other in told if other.letters.startswith(one.letters))


def _most(told: Sequence[Told]) -> Told:
    return max(told, key=lambda one: _votes(one, told))


def _bare(chosen: Told, told: Sequence[Told]) -> Told:
    """A ``<title>`` that nothing else confirms, as its longest part: what else stands between bars is the site's."""
    if len(told) > 1 or not _BAR.search(chosen.text):
        return chosen
    part = max(parts_of(chosen.text), key=len)
    return replace(chosen, text=part, letters=squeezed(part))


def _unjoined(heading: Told, told: Sequence[Told], node: Node) -> Told | None:
    """What machines are told, where a heading is put together from pieces (a kicker and a title, without a sign between
    them): the title alone, or the same letters better printed."""
    if len([text for text in node.text(separator="\n").split("\n") if text.strip()]) < 2:
        return None
    shared = [one for one in told if one.source != "json-ld"] + [one for one in told if one.source == "json-ld"]
    alone = [
        one
        for one in shared
        if one.weight >= 1 and heading.letters.endswith(one.letters) and one.letters != heading.letters
    ]
    same = [one for one in shared if one.letters == heading.letters]
    parts = [part for part in parts_of(told[-1].text) if heading.letters.endswith(squeezed(part))]
    last = [replace(told[-1], text=part, letters=squeezed(part)) for part in parts if squeezed(part)]
    return next(iter((*alone, *same, *last)), None)


def _headlines(machine: Machine) -> list[str]:
    articles = [name for node in machine.typed(ARTICLE_TYPES) for name in names_of(node.get("headline"))]
    pages = [
        name
        for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES)
        for name in names_of(node.get("headline")) or names_of(node.get("name"))
    ]
    return [*articles, *pages]


def _plain(text: str) -> str:
    """The title without entities and stray markup that its site printed as text."""
    return clean(_MARKUP.sub("", html.unescape(text)))


def without_name(text: str, names: frozenset[str]) -> str:
    """The title without the site's name at its end or beginning; "" when it is nothing else.

    >>> without_name("Bridges | City News", frozenset({"city news"}))
    'Bridges'
    >>> without_name("橋が開通：港新聞", frozenset({"港新聞"})), without_name("- City News", frozenset({"city news"}))
    ('橋が開通', '')
    """
    if fold(text.strip(_SIGNS)) in names:
        return ""
    pieces = _TAIL.split(text)
    if len(pieces) > 1 and fold(pieces[-1]) in names:
        return text[: text.rfind(pieces[-1])].rstrip(_SIGNS)
    if len(pieces) > 1 and fold(pieces[0]) in names:
        return text[len(pieces[0]) :].lstrip(_SIGNS)
    head, colon, rest = text.partition(": ")
    if colon and fold(head) in names:
        return rest.strip()
    return _DANGLING.sub("", text)
