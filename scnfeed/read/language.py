"""Which language a page is in: what it says of itself, its address, its text; where they disagree, a doubt."""

from __future__ import annotations

from collections.abc import Sequence

from scnfeed.language.detect import Heard, akin, heard, speaks
from scnfeed.language.months import base
from scnfeed.model import Site, Source
from scnfeed.read.dating import Notes
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine
from scnfeed.sites import addresses

_ENOUGH = 2000
_KNOWN = 600
"""Letters of text that are heard on a site nobody described, and on one whose own word is trusted."""
_PROSE = 60
_OLD = {"iw": "he", "in": "id", "ji": "yi", "cn": "zh", "jp": "ja", "gr": "el", "se": "sv"}
"""Withdrawn and mistaken codes (ISO 639-1, BCP 47) to the ones in use."""


def page_language(
    machine: Machine, url: str | None, site: Site | None, paragraphs: Sequence[str], notes: Notes
) -> str | None:
    """The page's own word, then the address, then other marks, then the text. On a site nobody described a text that
    is surely in another language overrules them, for templates are often copied with their ``lang``.
    """
    path = addresses.language_of(url, site) if url and site else ""
    tags = [node.get("inLanguage") for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES)]
    ld = next((tag for tag in tags if isinstance(tag, str)), "")
    text = _text(paragraphs)[: _ENOUGH if site is None else _KNOWN] or machine.first(
        "og:description", "description", "twitter:description"
    )
    choices: tuple[tuple[str, Source], ...] = (
        (_code(machine.language), "markup"),
        (path, "url"),
        (_code(machine.first("og:locale")), "og"),
        (_code(machine.first("content-language", "language", "dc.language", "inlanguage")), "meta"),
        (_code(ld), "json-ld"),
    )
    chosen, source = next(((value, place) for value, place in choices if value), ("", "sentence"))
    told = Heard(chosen) if speaks(text[:_KNOWN], chosen) else heard(text)
    chosen = chosen or told.language or ""
    if path and chosen and path != chosen:
        notes.doubts.append(f"the page says language {chosen}, its address says {path}")
    if told.sure and told.language and chosen and not akin(told.language, chosen):
        notes.doubts.append(f"the page says language {chosen}, its text reads as {told.language}")
        if site is None:
            chosen, source = told.language, "sentence"
    if chosen:
        notes.say("language", {"markup": machine.language, "sentence": text[:80]}.get(source, chosen), source)
    return chosen or None


def _text(paragraphs: Sequence[str]) -> str:
    """Some of the page's prose, else its short lines."""
    prose = " ".join([line for line in paragraphs if len(line) >= _PROSE][:12])
    return prose if len(prose) > 200 else " ".join(paragraphs[:60])


def _code(printed: str) -> str:
    """The language of a printed tag: ``de`` of ``de_AT``; none for what is no tag."""
    name = base(printed.strip().split(",")[0])
    return _OLD.get(name, name) if 2 <= len(name) <= 3 and name.isalpha() and name.isascii() else ""
