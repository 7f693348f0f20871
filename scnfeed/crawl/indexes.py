"""What sitemaps and feeds name, read from their bytes. No network here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from scrapy.selector import Selector
from scrapy.utils.sitemap import Sitemap as XmlSitemap

MOST_SITEMAP_BYTES = 52_428_800
"""sitemaps.org: a sitemap has at most 50 MB, unpacked."""


@dataclass(frozen=True, slots=True)
class Index:
    """One sitemap file. `kind` is ``urlset``, ``sitemapindex``, or "" when it is not a sitemap at all."""

    kind: str = ""
    named: Mapping[str, str] = field(default_factory=dict)
    """Address and lastmod as printed, each address once; declared translations (``xhtml:link``) follow, without one."""
    whole: bool = False
    """Whether its last tag is there: a generator that dies leaves half a file."""

    @property
    def entries(self) -> Collection[tuple[str, str]]:
        return self.named.items()

    @property
    def said(self) -> str:
        """All that it names, and when that changed, as one short text."""
        said = sha256()
        for entry in self.entries:
            said.update(f"{' '.join(entry)}\n".encode("utf-8", "replace"))
        return said.hexdigest()


def read_index(body: bytes) -> Index:
    """A sitemap, plain or gzipped, XML or an address a line (https://www.sitemaps.org/protocol.html); entities are not
    expanded.

    >>> read_index(b"<urlset><url><loc> https://a.org/x/ </loc><lastmod>2024-05-01</lastmod></url></urlset>").named
    {'https://a.org/x/': '2024-05-01'}
    """
    try:
        text = zlib.decompressobj(31).decompress(body, MOST_SITEMAP_BYTES) if body.startswith(b"\x1f\x8b") else body
        xml = XmlSitemap(text)
        named: dict[str, str] = {}
        twins: dict[str, None] = {}
        days: dict[str, str] = {}  # one text, not many thousands of the same
        for entry in xml:
            url, lastmod = str(entry["loc"]), str(entry.get("lastmod", ""))
            named[url] = max(days.setdefault(lastmod, lastmod), named.get(url, ""))
            twins |= dict.fromkeys(map(str, entry.get("alternate", ())))
    except zlib.error:
        return Index()
    except (SyntaxError, StopIteration):
        return _of_lines(text)
    if xml.type not in ("urlset", "sitemapindex"):
        return Index()
    for url in twins:
        named.setdefault(url, "")
    return Index(xml.type, named, bool(re.search(rb"</(?:[\w.-]+:)?%s\s*>" % xml.type.encode(), text)))


def _of_lines(text: bytes) -> Index:
    """A sitemap that is nothing but addresses, each on a line; complete where its last line ends."""
    lines = text.decode("utf-8", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return Index()
    return Index("urlset", dict.fromkeys(lines, ""), text.endswith(b"\n"))


def read_feed(body: bytes) -> Index:
    """An RSS or Atom feed: the address of each item, and when it was updated where it says so (Atom).

    Entities of a document type are not expanded: such a feed is no feed.

    >>> read_feed(b"<rss><channel><item><link>https://a.org/x/</link></item></channel></rss>").named
    {'https://a.org/x/': ''}
    """
    items = _feed_items(body)
    if items is None:
        return Index()
    named = {link: (item.xpath("updated/text()").get() or "").strip() for link, item in items}
    return Index("feed", named, body.rstrip().endswith(b">"))


def feed_items(body: bytes) -> list[tuple[str, str, date | None]]:
    """Address, title and day of each item of a feed; none where it is no feed."""
    found = []
    for link, item in _feed_items(body) or ():
        printed = (item.xpath("pubDate/text() | published/text() | date/text() | updated/text()").get() or "").strip()
        found.append((link, " ".join(item.xpath("string(title)").get("").split()), _feed_day(printed)))
    return found


def _feed_items(body: bytes) -> list[tuple[str, Selector]] | None:
    if not body.strip() or b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body[:2000]:
        return None
    try:
        feed = Selector(text=body.decode("utf-8", "replace"), type="xml")
    except ValueError:
        return None
    feed.remove_namespaces()
    if feed.root is None or feed.root.tag not in ("rss", "feed", "RDF"):
        return None
    found = []
    for item in feed.xpath("//item | //entry"):
        link = item.xpath("link[not(@rel) or @rel='alternate']/@href").get() or item.xpath("link/text()").get() or ""
        guid = (item.xpath("guid[not(@isPermaLink='false')]/text()").get() or "").strip()
        if link := link.strip() or (guid if guid.startswith(("http://", "https://")) else ""):
            found.append((link, item))
    return found


def _feed_day(printed: str) -> date | None:
    try:
        return (
            datetime.fromisoformat(printed).date() if printed[:4].isdecimal() else parsedate_to_datetime(printed).date()
        )
    except ValueError:
        return None
