"""RSS 2.0 and Atom 1.0 (RFC 4287): the door to feedgen.

feedgen builds the tree with every value set, for its defaults are clocks; `repair` then puts in what it loses or cannot
say. Links, enclosures and RSS dates never pass through it: it drops their attributes, and it writes dates by switching
the locale of the whole process.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from feedgen.entry import FeedEntry
from feedgen.feed import FeedGenerator
from lxml import etree

from scnfeed.feeds import repair
from scnfeed.feeds.items import Gone, Item, base_of, home_of, updated
from scnfeed.feeds.text import line, say
from scnfeed.model import Feed
from scnfeed.sites.addresses import absolute

_TITLE = re.compile(rb"<title>[^<]*</title>")


def logo_of(feed: Feed) -> str:
    return absolute(base_of(feed) + "/", feed.brand.logo) if feed.brand.logo else ""


def title_of(feed: Feed) -> str:
    return line(feed.title, feed.language) or feed.name


def about(feed: Feed) -> str:
    return say(feed.language, "about", title=title_of(feed))


def _entry(item: Item) -> FeedEntry:
    """The description is HTML to readers of RSS, the summary plain text to those of Atom."""
    entry = FeedEntry()
    entry.id(item.id)
    entry.title(item.title)
    entry.updated(item.updated)
    plain = item.excerpt or item.title
    entry.description(html.escape(plain, quote=False))
    entry.summary(plain)
    entry.content(item.body, type="html")
    if item.url:
        entry.link(href=item.url, rel="alternate")
    if item.authors:
        entry.author([{"name": name} for name in item.authors])
    if item.topics:
        entry.category([{"term": topic} for topic in item.topics])
    return entry


def _generator(feed: Feed, items: Sequence[Item], gone: Sequence[Gone]) -> FeedGenerator:
    generator = FeedGenerator()
    generator.id(f"{base_of(feed)}/{feed.name}")
    generator.title(title_of(feed))
    generator.description(about(feed))
    generator.updated(updated(items, gone))
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
    for item in items:
        generator.add_entry(_entry(item), order="append")
    return generator


def _bytes(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))


def rss(feed: Feed, items: Sequence[Item], gone: Sequence[Gone] = ()) -> bytes:
    """The feed as RSS 2.0 in the shape of the RSS Advisory Board's profile."""
    generator = _generator(feed, items, gone)
    repair.forget_build_date(generator)
    root, _ = generator._create_rss()
    repair.rss(root, feed, items, gone)
    text = _bytes(repair.with_namespaces(root))
    return _TITLE.sub(lambda found: found[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;"), text)


def atom(feed: Feed, items: Sequence[Item], gone: Sequence[Gone] = ()) -> bytes:
    """The feed as Atom 1.0."""
    root, _ = _generator(feed, items, gone)._create_atom()
    repair.atom(root, feed, items, gone)
    return _bytes(repair.with_namespaces(root))
