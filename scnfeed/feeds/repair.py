"""What feedgen 1.0.0 loses or cannot say, put into its tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from feedgen.feed import FeedGenerator
from lxml import etree

from scnfeed.feeds.items import Item, home_of, updated
from scnfeed.model import Feed

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MIME = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def rfc822(when: datetime) -> str:
    """The date of RFC 822 with the four-digit year of RFC 2822, untouched by any locale."""
    return format_datetime(when)


def forget_build_date(generator: FeedGenerator) -> None:
    """Keep feedgen from writing ``lastBuildDate``: it would switch the locale of every thread to do so."""
    generator._FeedGenerator__rss_lastBuildDate = None


def with_namespaces(root: etree._Element) -> etree._Element:
    """The same tree with every prefix declared at its root."""
    etree.cleanup_namespaces(root, top_nsmap={"atom": ATOM, "dc": DC}, keep_ns_prefixes=["atom", "content", "dc"])
    return root


def _new(tag: str, attributes: Mapping[str, str], text: str | None = None) -> etree._Element:
    new = etree.Element(tag, dict(attributes))
    new.text = text
    return new


def _related(item: Item) -> list[dict[str, str]]:
    """Translations as ``related``: further ``alternate`` links would lead programs to the other language."""
    shared = {"rel": "related", "type": "text/html"}
    return [shared | {"hreflang": code, "href": url} for code, url in item.translations.items()]


def _rss_enclosures(item: Item) -> list[dict[str, str]]:
    """RSS wants a length; 0 stands for an unknown one, as the RSS Advisory Board's profile says."""
    return [{"url": one.url, "type": one.mime_type, "length": str(one.length or 0)} for one in item.attachments]


def _atom_enclosures(item: Item) -> list[dict[str, str]]:
    """In Atom an unknown length is left out (RFC 4287, 4.2.7.6)."""
    shared = {"rel": "enclosure"}
    return [
        shared | {"href": one.url, "type": one.mime_type} | ({"length": str(one.length)} if one.length else {})
        for one in item.attachments
    ]


def _rss_item(item: Item) -> list[etree._Element]:
    """Authors' names, language, date, the first enclosure (RSS has one), translations."""
    return [
        *(_new(f"{{{DC}}}creator", {}, name) for name in item.authors),
        _new(f"{{{DC}}}language", {}, item.language),
        _new("pubDate", {}, rfc822(item.published)),
        *(_new("enclosure", enclosure) for enclosure in _rss_enclosures(item)[:1]),
        *(_new(f"{{{ATOM}}}link", link) for link in _related(item)),
    ]


def rss(root: etree._Element, feed: Feed, items: Sequence[Item]) -> None:
    """What feedgen leaves out of an RSS channel and its items."""
    itself = {"rel": "self", "type": MIME["rss"], "href": feed.address("rss")}
    description = next(root.iter("description"))
    description.addnext(_new(f"{{{ATOM}}}link", itself))
    description.addnext(_new("lastBuildDate", {}, rfc822(updated(items))))
    for element, item in zip(root.iter("item"), items, strict=True):
        element.extend(_rss_item(item))


def _drop_links(element: etree._Element) -> None:
    for link in element.findall("link"):
        element.remove(link)


def _atom_entry(item: Item) -> list[etree._Element]:
    page = {"rel": "alternate", "type": "text/html", "hreflang": item.language, "href": item.url}
    links = [*([page] if item.url else []), *_atom_enclosures(item), *_related(item)]
    return [_new("published", {}, item.published.isoformat()), *(_new("link", link) for link in links)]


def atom(root: etree._Element, feed: Feed, items: Sequence[Item]) -> None:
    """Links with all their attributes, languages, the date of publication."""
    if feed.languages:
        root.set(LANG, feed.language)
    _drop_links(root)
    date = next(root.iter("updated"))
    date.addnext(_new("link", {"rel": "alternate", "type": "text/html", "href": home_of(feed)}))
    date.addnext(_new("link", {"rel": "self", "type": MIME["atom"], "href": feed.address("atom")}))
    for element, item in zip(root.iter("entry"), items, strict=True):
        element.set(LANG, item.language)
        _drop_links(element)
        element.extend(_atom_entry(item))
