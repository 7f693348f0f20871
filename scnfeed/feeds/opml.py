"""A list of feeds to import at once: OPML 2.0 (opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml import etree

from scnfeed.feeds.items import base_of, home_of
from scnfeed.feeds.syndication import about, title_of
from scnfeed.feeds.text import line
from scnfeed.language.formats import language_name
from scnfeed.language.scripts import clean
from scnfeed.model import Feed, Format

READ: tuple[Format, ...] = ("rss", "atom")
"""The formats every reader program takes, the most common first: a feed is listed in one, not subscribed to twice."""


def _outline(parent: etree._Element, feed: Feed, format: Format) -> None:
    base_of(feed)
    title = title_of(feed)
    attributes = {
        "type": "rss",
        "text": title,
        "title": title,
        "description": about(feed),
        "xmlUrl": feed.address(format),
        "htmlUrl": home_of(feed),
        "language": feed.language,
    }
    etree.SubElement(parent, "outline", attributes)


def _group(feed: Feed) -> str:
    return clean(language_name(feed.language, feed.language)) if feed.languages else ""


def opml(title: str, feeds: Sequence[Feed]) -> bytes:
    """The feeds in a folder for each language, each once in its most common format; calendars are no feeds.

    Without a date in its head: the same feeds give the same bytes.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = line(title, "en")
    body = etree.SubElement(root, "body")
    for name, group in groupby((f for f in feeds if set(READ) & set(f.formats)), key=_group):
        folder = etree.SubElement(body, "outline", text=name) if name else body
        for feed in group:
            _outline(folder, feed, next(one for one in READ if one in feed.formats))
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
