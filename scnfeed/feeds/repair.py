"""What feedgen 1.0.0 loses or cannot say, put into its tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime

from feedgen.feed import FeedGenerator
from lxml import etree

from scnfeed.feeds.items import Gone, Item, home_of, updated
from scnfeed.model import Feed

ATOM = "http://www.w3.org/2005/Atom"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
DELETED = "http://purl.org/atompub/tombstones/1.0"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PICTURES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "avif": "image/avif",
}  # fmt: skip
MIME = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def rfc822(when: datetime) -> str:
    """The date of RFC 822 with the four-digit year of RFC 2822, untouched by any locale."""
    return format_datetime(when)


def forget_build_date(generator: FeedGenerator) -> None:
    """Keep feedgen from writing ``lastBuildDate``: it would switch the locale of every thread to do so."""
    generator._FeedGenerator__rss_lastBuildDate = None


def with_namespaces(root: etree._Element) -> etree._Element:
    """The same tree with every prefix that is used declared at its root."""
    spaces = {"atom": ATOM, "dc": DC, "media": MEDIA, "at": DELETED}
    kept = ["atom", "content", "dc"]
    if root.tag == "feed":
        spaces, kept = {"media": MEDIA, "at": DELETED}, []
    etree.cleanup_namespaces(root, top_nsmap=spaces, keep_ns_prefixes=kept)
    return root


def _new(tag: str, attributes: Mapping[str, str], text: str | None = None) -> etree._Element:
    new = etree.Element(tag, dict(attributes))
    new.text = text
    return new


def _related(item: Item) -> list[dict[str, str]]:
    """Translations as ``related``: further ``alternate`` links would lead programs to the other language. Downloads of
    unknown length too: an enclosure says how long it is, or it is none.
    """
    shared = {"rel": "related"}
    translations = [
        shared | {"type": "text/html", "hreflang": code, "href": url} for code, url in item.translations.items()
    ]
    downloads = [
        shared | {"type": one.mime_type, "href": one.url} | ({"title": one.title} if one.title else {})
        for one in item.attachments
        if not one.length
    ]
    return [*translations, *downloads]


def _rss_enclosures(item: Item) -> list[dict[str, str]]:
    return [
        {"url": one.url, "type": one.mime_type, "length": str(one.length)} for one in item.attachments if one.length
    ]


def _atom_enclosures(item: Item) -> list[dict[str, str]]:
    return [
        {"rel": "enclosure", "href": one.url, "type": one.mime_type, "length": str(one.length)}
        | ({"title": one.title} if one.title else {})
        for one in item.attachments
        if one.length
    ]


def _media(item: Item) -> list[etree._Element]:
    """The pictures (rssboard.org/media-rss), each with its words for who cannot see it, the first as thumbnail too."""
    found = []
    for number, image in enumerate(item.images):
        mime = PICTURES.get(image.url.partition("?")[0].rpartition(".")[2].lower(), "")
        content = _new(f"{{{MEDIA}}}content", {"url": image.url, "medium": "image"} | ({"type": mime} if mime else {}))
        if image.alt:
            content.append(_new(f"{{{MEDIA}}}description", {"type": "plain"}, image.alt))
        if number == 0:
            content.append(_new(f"{{{MEDIA}}}thumbnail", {"url": image.url}))
        found.append(content)
    return found


def _deleted(gone: Gone) -> etree._Element:
    """A tombstone (RFC 6721): programs that know it take the entry away."""
    stone = etree.Element(f"{{{DELETED}}}deleted-entry", {"ref": gone.id, "when": gone.when.isoformat()})
    stone.append(_new(f"{{{DELETED}}}comment", {LANG: gone.language}, gone.title))
    return stone


def _rss_item(item: Item) -> list[etree._Element]:
    """Authors' names, language, date, the first enclosure (RSS has one), translations."""
    return [
        *(_new(f"{{{DC}}}creator", {}, name) for name in item.authors),
        _new(f"{{{DC}}}language", {}, item.language),
        _new("pubDate", {}, rfc822(item.published)),
        *(_new("enclosure", enclosure) for enclosure in _rss_enclosures(item)[:1]),
        *(_new(f"{{{ATOM}}}link", link) for link in _related(item)),
        *_media(item),
    ]


def rss(root: etree._Element, feed: Feed, items: Sequence[Item], gone: Sequence[Gone] = ()) -> None:
    """What feedgen leaves out of an RSS channel and its items."""
    itself = {"rel": "self", "type": MIME["rss"], "href": feed.address("rss")}
    description = next(root.iter("description"))
    description.addnext(_new(f"{{{ATOM}}}link", itself))
    description.addnext(_new("lastBuildDate", {}, rfc822(updated(items, gone))))
    if feed.hub:
        description.addnext(_new(f"{{{ATOM}}}link", {"rel": "hub", "href": feed.hub}))
    for element, item in zip(root.iter("item"), items, strict=True):
        element.extend(_rss_item(item))
    next(root.iter("channel")).extend(_deleted(one) for one in gone)


def _drop_links(element: etree._Element) -> None:
    for link in element.findall("link"):
        element.remove(link)


def _atom_entry(item: Item) -> list[etree._Element]:
    page = {"rel": "alternate", "type": "text/html", "hreflang": item.language, "href": item.url}
    links = [*([page] if item.url else []), *_atom_enclosures(item), *_related(item)]
    return [
        _new("published", {}, item.published.isoformat()),
        *(_new("link", link) for link in links),
        *_media(item),
    ]


def atom(root: etree._Element, feed: Feed, items: Sequence[Item], gone: Sequence[Gone] = ()) -> None:
    """Links with all their attributes, languages, the date of publication."""
    if feed.languages:
        root.set(LANG, feed.language)
    _drop_links(root)
    date = next(root.iter("updated"))
    date.addnext(_new("link", {"rel": "alternate", "type": "text/html", "href": home_of(feed)}))
    if feed.hub:
        date.addnext(_new("link", {"rel": "hub", "href": feed.hub}))
    date.addnext(_new("link", {"rel": "self", "type": MIME["atom"], "href": feed.address("atom")}))
    for element, item in zip(root.iter("entry"), items, strict=True):
        element.set(LANG, item.language)
        _drop_links(element)
        element.extend(_atom_entry(item))
    first = next((place for place, child in enumerate(root) if child.tag == "entry"), len(root))
    root[first:first] = [_deleted(one) for one in gone]
