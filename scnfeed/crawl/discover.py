"""Where to go next: what sitemaps, feeds and links say, and which of it is a trap. No network here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from scrapy.selector import Selector
from scrapy.utils.sitemap import Sitemap as XmlSitemap

from scnfeed.crawl.revisit import Ask
from scnfeed.model import Site
from scnfeed.sites.addresses import absolute, is_item, is_watch, normal, part_of, path_of

USUAL_SITEMAPS = ("sitemap_index.xml", "wp-sitemap.xml", "sitemap.xml")
MOST_SITEMAP_BYTES = 52_428_800
"""sitemaps.org: a sitemap has at most 50 MB, unpacked."""
LONGEST_ADDRESS = 2_000

_TRAP_PATH = re.compile(
    r"(^|/)(amp|calendar|cart|cgi-bin|checkout|embed|feed|ical|login|rss|search|trackback|wp-(admin|json|content)"
    r"|wp-login\.php|xmlrpc\.php)(/|$)|;j?sess(ion)?id=",
    re.IGNORECASE,
)
_TRAP_QUERY = re.compile(
    r"_.*|s|q|search|(order|sort)(_?by)?|order|filter.*|share|print|replytocom|cpage|p|page_id|attachment_id|preview.*"
    r"|(php|j)?sess(ion)?_?id|sid|tribe.*|eventdisplay|.*ical|year|month|day|date|add-to-cart|action|format|feed",
    re.IGNORECASE,
)
_LITERAL = re.compile(r"(?:[\w-]+/)+")


@dataclass(frozen=True, slots=True)
class Index:
    """One sitemap file. `kind` is ``urlset``, ``sitemapindex``, or "" when it is not a sitemap at all."""

    kind: str = ""
    entries: tuple[tuple[str, str], ...] = ()
    """Address and lastmod as printed; declared translations (``xhtml:link``) follow, each once, without one."""
    whole: bool = False
    """Whether its last tag is there: a generator that dies leaves half a file."""


def read_index(body: bytes) -> Index:
    """A sitemap, plain or gzipped (https://www.sitemaps.org/protocol.html); entities are not expanded.

    >>> read_index(b"<urlset><url><loc> https://a.org/x/ </loc><lastmod>2024-05-01</lastmod></url></urlset>").entries
    (('https://a.org/x/', '2024-05-01'),)
    """
    try:
        text = zlib.decompressobj(31).decompress(body, MOST_SITEMAP_BYTES) if body.startswith(b"\x1f\x8b") else body
        xml = XmlSitemap(text)
        listed = [(str(e["loc"]), str(e.get("lastmod", "")), list(e.get("alternate", ()))) for e in xml]
    except (SyntaxError, StopIteration, zlib.error):
        return Index()
    if xml.type not in ("urlset", "sitemapindex"):
        return Index()
    entries = dict.fromkeys((loc, lastmod) for loc, lastmod, _ in listed)
    named = {loc for loc, _, _ in listed}
    entries |= dict.fromkeys((str(url), "") for _, _, twins in listed for url in twins if url not in named)
    return Index(xml.type, tuple(entries), bool(re.search(rb"</(?:[\w.-]+:)?%s\s*>" % xml.type.encode(), text)))


def read_feed(body: bytes) -> Index:
    """An RSS or Atom feed: the address of each item, and when it was updated where it says so (Atom).

    Entities of a document type are not expanded: such a feed is no feed.

    >>> read_feed(b"<rss><channel><item><link>https://a.org/x/</link></item></channel></rss>").entries
    (('https://a.org/x/', ''),)
    """
    if not body.strip() or b"<!DOCTYPE" in body[:2000] or b"<!ENTITY" in body[:2000]:
        return Index()
    try:
        feed = Selector(text=body.decode("utf-8", "replace"), type="xml")
    except ValueError:
        return Index()
    feed.remove_namespaces()
    if feed.root is None or feed.root.tag not in ("rss", "feed", "RDF"):
        return Index()
    entries = {}
    for item in feed.xpath("//item | //entry"):
        link = item.xpath("link[not(@rel) or @rel='alternate']/@href").get() or item.xpath("link/text()").get()
        if link and link.strip():
            entries[link.strip()] = (item.xpath("updated/text()").get() or "").strip()
    return Index("feed", tuple(entries.items()), body.rstrip().endswith(b">"))


def feeds(site: Site) -> tuple[str, ...]:
    """Where WordPress and its like put their feeds: that of the site and of each base, in each language."""
    prefixes = [f"{prefix}/" if prefix else "" for prefix in site.languages.values()]
    return tuple(f"{urljoin(site.home, prefix + base)}feed/" for base in ("", *bases(site)) for prefix in prefixes)


def trap(url: str, site: Site) -> bool:
    """Whether an address leads into an endless or useless corner: facets, calendars, sessions, feeds, wp-admin.

    >>> site = Site("x", "X", "https://a.org/")
    >>> trap("https://a.org/resources/?_type=guides", site), trap("https://a.org/news/a/?utm_source=b", site)
    (True, False)
    """
    parts = urlsplit(url)
    asked = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)} - set(site.query_allow)
    return (
        len(url) > LONGEST_ADDRESS
        or any(_TRAP_QUERY.fullmatch(key) for key in asked)
        or bool(_TRAP_PATH.search(parts.path))
    )


def links(base: str, hrefs: Iterable[str], site: Site) -> Iterator[str]:
    """The distinct links of a page that stay on its site, as printed but absolute and without fragment."""
    seen = set()
    for href in hrefs:
        url = absolute(base, href).partition("#")[0]
        if url and url not in seen and normal(url, site):
            seen.add(url)
            yield url


def bases(site: Site) -> tuple[str, ...]:
    """The fixed beginnings of a site's item addresses: ``news/``, ``resource/``."""
    found = (_LITERAL.match(pattern) for pattern, _ in site.items)
    return tuple(dict.fromkeys(match[0] for match in found if match))


def fronts(site: Site) -> tuple[str, ...]:
    """Where a site without a sitemap names its items: the front page and the lists, in each language."""
    prefixes = [f"{prefix}/" if prefix else "" for prefix in site.languages.values()]
    return tuple(urljoin(site.home, prefix + base) for base in ("", *bases(site)) for prefix in prefixes)


def is_listing(url: str, site: Site) -> bool:
    """Whether an address is a list of items or a further page of one: ``/ar/news/page/2/``, ``/resources/``."""
    below = path_of(normal(url, site), site)[1]
    firsts = "|".join(re.escape(base.partition("/")[0]) for base in bases(site))
    return bool(firsts) and bool(re.fullmatch(rf"(?:(?:{firsts})[^/]*/)?(?:page/\d+/)?", below))


def printed(url: str, site: Site) -> str:
    """The address to ask for: on the site's own host, with or without the final slash as the site prints it."""
    key = normal(url, site)
    path = urlsplit(key).path
    bare = path.endswith("/") and path != "/" and not urlsplit(url).path.endswith("/")
    return urlsplit(key)._replace(path=path.rstrip("/")).geturl() if bare else key


def collected(entries: Iterable[tuple[str, str]], site: Site, named_by: str = "") -> dict[str, Ask]:
    """The item and watch addresses among the entries of an index, by normal form, with their latest lastmod."""
    found: dict[str, Ask] = {}
    for url, lastmod in entries:
        key = normal(url, site)
        if (is_item(key, site) or is_watch(key, site)) and lastmod >= (found[key].lastmod if key in found else ""):
            found[key] = Ask(key, printed(url, site), lastmod, named_by=named_by)
    return found


def parts(base: str, hrefs: Iterable[str], first: str, site: Site) -> Iterator[str]:
    """The numbered pages of the item `first` that a page links to."""
    return (url for url in links(base, hrefs, site) if part_of(url, site) == first)
