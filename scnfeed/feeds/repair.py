"""What feedgen 1.0.0 loses or cannot say of a feed, put into its tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from feedgen.feed import FeedGenerator
from lxml import etree

from scnfeed.feeds.archives import HISTORY, Place
from scnfeed.feeds.entries import rfc822
from scnfeed.feeds.items import home_of
from scnfeed.model import Feed, Format

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
DELETED = "http://purl.org/atompub/tombstones/1.0"
MIME: Mapping[Format, str] = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def forget_build_date(generator: FeedGenerator) -> None:
    """Keep feedgen from writing ``lastBuildDate``: it would switch the locale of every thread to do so."""
    generator._FeedGenerator__rss_lastBuildDate = None


def with_namespaces(root: etree._Element, deleted: bool, archive: bool) -> etree._Element:
    """The same tree with every prefix declared at its root that its entries use."""
    spaces = {"media": MEDIA} if root.tag == "feed" else {"atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA}
    spaces |= ({"at": DELETED} if deleted else {}) | ({"fh": HISTORY} if archive else {})
    etree.cleanup_namespaces(root, top_nsmap=spaces, keep_ns_prefixes=list(spaces))
    return root


def _new(tag: str, attributes: Mapping[str, str], text: str | None = None) -> etree._Element:
    new = etree.Element(tag, dict(attributes))
    new.text = text
    return new


def _links(feed: Feed, format: Format, place: Place) -> Iterator[dict[str, str]]:
    """Itself, its hub, and its place among the archives (RFC 5005, section 4)."""
    mime = {"type": MIME[format]}
    yield {"rel": "self"} | mime | {"href": place.address(feed, format)}
    if feed.hub and not place.document:
        yield {"rel": "hub", "href": feed.hub}
    if place.document:
        yield {"rel": "current"} | mime | {"href": feed.address(format)}
    if previous := place.previous_address(feed, format):
        yield {"rel": "prev-archive"} | mime | {"href": previous}
    if following := place.next_address(feed, format):
        yield {"rel": "next-archive"} | mime | {"href": following}


def rss(root: etree._Element, feed: Feed, changed: datetime, place: Place) -> None:
    """What feedgen leaves out of an RSS channel."""
    description = next(root.iter("description"))
    if place.document:
        description.addnext(_new(f"{{{HISTORY}}}archive", {}))
    for link in reversed(list(_links(feed, "rss", place))):
        description.addnext(_new(f"{{{ATOM}}}link", link))
    description.addnext(_new("lastBuildDate", {}, rfc822(changed)))


def atom(root: etree._Element, feed: Feed, place: Place) -> None:
    """Links with all their attributes."""
    for link in root.findall("link"):
        root.remove(link)
    date = next(root.iter("updated"))
    date.addnext(_new("link", {"rel": "alternate", "type": "text/html", "href": home_of(feed)}))
    for link in reversed(list(_links(feed, "atom", place))):
        date.addnext(_new("link", link))
    if place.document:
        date.addnext(_new(f"{{{HISTORY}}}archive", {}))
