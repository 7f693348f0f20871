"""What stands where a site's own table points: fields that its ``selectors`` name, read from just there."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.dates import dates_in
from scnfeed.model import Event, Site
from scnfeed.read.dating import Notes
from scnfeed.read.document import attribute, text_of
from scnfeed.read.moments import iso


def selected(tree: LexborHTMLParser, site: Site | None) -> dict[str, str]:
    """The text, or the machine-readable value, of each element that the site's table points at."""
    found = {}
    for name, selector in (site.selectors if site else {}).items():
        node = tree.css_first(selector)
        if node is not None:
            found[name] = attribute(node, "datetime") or attribute(node, "content") or text_of(node)
    return {name: text for name, text in found.items() if text}


def chosen_title(chosen: Mapping[str, str], notes: Notes) -> str:
    """The title that the table points at, "" without one."""
    if "title" in chosen:
        notes.say("title", chosen["title"], "markup")
    return chosen.get("title", "")


def chosen_events(chosen: Mapping[str, str], language: str, site: Site | None, notes: Notes) -> tuple[Event, ...]:
    """The event whose time the table points at (``when``, and its place at ``where``): certain, since nobody had to
    understand a sentence.
    """
    text, order = chosen.get("when", ""), site.date_order if site else "dmy"
    day = iso(text)
    found = [(day, day)] if day else []
    for one in dict.fromkeys((language, "en")) if text and not found else ():
        spans = [span for span in dates_in(text, one, order=order) if span.certain]
        found = found or [(span.start, max(span.end for span in spans)) for span in spans[:1]]
    if found:
        notes.say("events", text, "markup")
    return tuple(Event(start, end, chosen.get("where"), True, text) for start, end in found)
