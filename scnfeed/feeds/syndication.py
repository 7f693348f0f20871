"""RSS 2.0 and Atom 1.0 (RFC 4287): the door to feedgen.

feedgen makes the feed with every value set, for its defaults are clocks; `repair` puts in what it loses or cannot say,
and the entries, made once for all feeds that show them, are laid into it. Links and RSS dates never pass through it: it
drops their attributes, and it writes dates by switching the locale of the whole process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from feedgen.feed import FeedGenerator
from lxml import etree

from scnfeed.feeds import repair
from scnfeed.feeds.archives import Place
from scnfeed.feeds.chosen import changed
from scnfeed.feeds.entries import Entry, tombstone
from scnfeed.feeds.items import Gone, base_of, home_of
from scnfeed.feeds.text import line, say
from scnfeed.model import Feed
from scnfeed.sites.addresses import absolute

FEED = Place()
_TITLE = re.compile(rb"<title>[^<]*</title>")


def logo_of(feed: Feed) -> str:
    return absolute(base_of(feed) + "/", feed.brand.logo) if feed.brand.logo else ""


def title_of(feed: Feed) -> str:
    return line(feed.title, feed.language) or feed.name


def about(feed: Feed) -> str:
    return say(feed.language, "about", title=title_of(feed))


def _generator(feed: Feed, when: datetime) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(f"{base_of(feed)}/{feed.name}")
    generator.title(title_of(feed))
    generator.description(about(feed))
    generator.updated(when)
    generator.author(name=feed.brand.name)
    generator.generator("scnfeed")
    generator.docs("https://www.rssboard.org/rss-specification")
    generator.ttl(60)
    if feed.languages:
        generator.language(feed.language)
    if logo := logo_of(feed):
        generator.icon(logo)
        generator.logo(logo)
        generator.image(url=logo, title=title_of(feed), link=home_of(feed))
    generator.link(href=home_of(feed), rel="alternate")
    return generator


def _laid_in(
    root: etree._Element, closing: bytes, entries: Iterable[bytes], gone: Sequence[Gone], place: Place
) -> bytes:
    """The feed's own text with the entries before its end."""
    repair.with_namespaces(root, bool(gone), bool(place.document))
    head = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
    if root.tag == "rss":
        head = _TITLE.sub(lambda found: found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), head)
    start = head.rindex(closing)
    return b"".join((head[:start], *entries, head[start:]))


def rss(feed: Feed, entries: Sequence[Entry], gone: Sequence[Gone] = (), place: Place = FEED) -> bytes:
    """The feed as RSS 2.0 in the shape of the RSS Advisory Board's profile."""
    when = changed(entries, gone)
    generator = _generator(feed, when)
    repair.forget_build_date(generator)
    root, _ = generator._create_rss()
    repair.rss(root, feed, when, place)
    told = [*chain.from_iterable(entry.rss for entry in entries), *(tombstone(one, "    ") for one in gone)]
    return _laid_in(root, b"  </channel>", told, gone, place)


def atom(feed: Feed, entries: Sequence[Entry], gone: Sequence[Gone] = (), place: Place = FEED) -> bytes:
    """The feed as Atom 1.0; tombstones stand before the entries."""
    root, _ = _generator(feed, changed(entries, gone))._create_atom()
    repair.atom(root, feed, place)
    told = [*(tombstone(one, "  ") for one in gone), *chain.from_iterable(entry.atom for entry in entries)]
    return _laid_in(root, b"</feed>", told, gone, place)
