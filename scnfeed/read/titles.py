"""What the page is called: its heading, where machines are told the same; else what they are told; else nothing it
prints.

A heading that resembles neither headline, ``og:title`` nor ``<title>`` is the site's or a section's, not the page's.
The site's own name is cut off either end, and is no title.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
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

_TAIL = re.compile(r"\s+[-–—|·•»«:]+\s+")
_BAR = re.compile(r"\s[|»«·•]\s")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def site_names(machine: Machine, site: Site | None, url: str | None) -> frozenset[str]:
    """What the site calls itself, folded; its host's name too, so that a bare ``<title>`` loses its tail."""
    told = [n for node in machine.typed(frozenset({"WebSite", "Organization"})) for n in names_of(node.get("name"))]
    names = {fold(n) for n in (*told, machine.first("og:site_name"), site.title if site else "") if n}
    host = urlsplit(url or "").hostname or ""
    for piece in _TAIL.split(machine.html_title)[1:]:
        letters = squeezed(piece)
        if len(letters) > 2 and letters in host.replace("-", "").replace(".", ""):
            names.add(fold(piece))
    return frozenset(names)


def hints(machine: Machine, names: frozenset[str]) -> tuple[str, ...]:
    """The titles told to machines, without the site's name."""
    told = (*_headlines(machine), machine.first("og:title"), machine.first("twitter:title"), machine.html_title)
    return tuple(dict.fromkeys(filter(None, (without_name(_plain(text), names) for text in told))))


def title(machine: Machine, place: Place | None, body: Body, names: frozenset[str], notes: Notes) -> str:
    """The title as printed, "" for a page without any text; the first sentence, with a doubt, where none is printed."""
    told = hints(machine, names)
    heading = _plain(text_of(place.title)) if place and place.title else ""
    choices: list[tuple[str, Source]] = [(text, "json-ld") for text in _headlines(machine)]
    choices += [(machine.first("og:title"), "og"), (machine.first("twitter:title"), "meta")]
    choices.append((machine.html_title, "meta"))
    better = _better(heading, place.title if place else None, choices, names)
    if better:
        choices.insert(0, better)
    elif heading and (not told or any(alike(heading, text) for text in told)):
        choices.insert(0, (heading, "heading"))
    elif heading:
        choices.append((heading, "heading"))
    for printed, source in choices:
        found = without_name(_plain(printed), names)
        if source == "meta" and not heading and _BAR.search(found):
            found = max(parts_of(found), key=len)
        if found:
            notes.say("title", printed, source)
            if heading and source != "heading" and squeezed(without_name(heading, names)) != squeezed(found):
                notes.doubts.append(f"title: {source} says {found}, the heading says {heading}")
            return found
    found = title_from(body.paragraphs)
    if found:
        notes.say("title", found, "sentence")
        notes.doubts.append("the page prints no title: the first sentence stands for it")
    return found


def _better(
    heading: str, node: Node | None, told: Sequence[tuple[str, Source]], names: frozenset[str]
) -> tuple[str, Source] | None:
    """What machines are told, where a heading is put together from pieces (a kicker and a title, without a sign between
    them): the same letters, or one of its pieces, better printed."""
    if not heading or node is None or len([text for text in node.text(separator="\n").split("\n") if text.strip()]) < 2:
        return None
    own = squeezed(heading)
    plain = [(printed, source, squeezed(without_name(_plain(printed), names))) for printed, source in told]
    same = next(((printed, source) for printed, source, letters in plain if letters == own), None)
    within = next(((printed, source) for printed, source, letters in plain if letters and own.endswith(letters)), None)
    return same or within


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
    """
    if fold(text) in names:
        return ""
    pieces = _TAIL.split(text)
    if len(pieces) > 1 and fold(pieces[-1]) in names:
        return text[: text.rfind(pieces[-1])].rstrip(" -–—|·•»«:")
    if len(pieces) > 1 and fold(pieces[0]) in names:
        return text[len(pieces[0]) :].lstrip(" -–—|·•»«:")
    return text
