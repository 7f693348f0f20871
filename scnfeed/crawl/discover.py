"""Where to go next: what sitemaps, feeds and links say, and which of it is a trap. No network here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from scrapy.selector import Selector
from scrapy.utils.sitemap import Sitemap as XmlSitemap

from scnfeed.crawl.revisit import NEW, Ask
from scnfeed.model import Site
from scnfeed.sites.addresses import absolute, is_item, is_watch, normal, part_of, path_of

USUAL_SITEMAPS = ("sitemap_index.xml", "wp-sitemap.xml", "sitemap.xml")
MOST_SITEMAP_BYTES = 52_428_800
"""sitemaps.org: a sitemap has at most 50 MB, unpacked."""
LONGEST_ADDRESS = 2_000

_TRAP_PATH = re.compile(
    r"(^|/)(amp|cart|cgi-bin|checkout|embed|feed|ical|login|rss|search|trackback|wp-(admin|json|content)"
    r"|wp-login\.php|xmlrpc\.php)(/|$)|;j?sess(ion)?id=",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"(^|/)calendar/(\d{4}([-/]\d{1,2})*|month|week|day|today|list|action~[^/]*)(/|$)", re.IGNORECASE
)
"""Days, weeks and months of a calendar: they have no end, unless the Site names that calendar as a list."""
_TRAP_QUERY = re.compile(
    r"_.*|s|q|search|(order|sort)(_?by)?|order|filter.*|share|print|replytocom|cpage|p|page_id|attachment_id|preview.*"
    r"|(php|j)?sess(ion)?_?id|sid|tribe.*|eventdisplay|.*ical|year|month|day|date|add-to-cart|action|format|feed",
    re.IGNORECASE,
)
_PAGER = re.compile(
    r"(?:.*\[)?(?:_?(?:current_?)?page|paged|_paged|pg|page_?(?:num|no|nr|number)|seite|pagina|start|offset|skip)\]?",
    re.IGNORECASE,
)
"""Query parameters by which lists are turned: ``page``, ``tx_news[currentPage]``."""
_PAGE = "page|pg|p|seite|pagina|página|strona|sayfa|stranica|stránka|oldal|sida|side|sivu|страница|صفحة|الصفحة"
"""What stands before the number of a list's page, in its path."""
_LITERAL = re.compile(r"(?:[\w-]+/)+")


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


def placed(site: Site, language: str, path: str) -> str:
    """The address of a path below the site's prefix of a language."""
    prefix = site.languages[language]
    if prefix.startswith("?"):
        return urljoin(site.home, path) + (prefix if "?" not in path else f"&{prefix[1:]}")
    return urljoin(site.home, f"{prefix}/{path}" if prefix else path)


def feeds(site: Site) -> tuple[str, ...]:
    """The site's feeds as its table names them; else where WordPress and its like put them: that of the site and of
    each base, in each language.
    """
    if site.feeds:
        return tuple(urljoin(site.home, path) for path in site.feeds)
    named = ((base, language) for base in ("", *bases(site)) for language in site.languages)
    return tuple(placed(site, language, f"{base}feed/") for base, language in named)


def trap(url: str, site: Site) -> bool:
    """Whether an address leads into an endless or useless corner: facets, calendars, sessions, feeds, wp-admin.

    >>> site = Site("x", "X", "https://a.org/")
    >>> trap("https://a.org/resources/?_type=guides", site), trap("https://a.org/news/a/?utm_source=b", site)
    (True, False)
    """
    parts = urlsplit(url)
    tongues = {prefix[1:].partition("=")[0] for prefix in site.languages.values() if prefix.startswith("?")}
    asked = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)} - {*site.query_allow, *tongues}
    return (
        len(url) > LONGEST_ADDRESS
        or any(_TRAP_QUERY.fullmatch(key) and not _PAGER.fullmatch(key) for key in asked)
        or bool(_TRAP_PATH.search(parts.path))
        or bool(_CALENDAR.search(parts.path) and not any(map(parts.path.startswith, _list_paths(site))))
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
    usual = [placed(site, language, base) for base in ("", *bases(site)) for language in site.languages]
    named = [urljoin(site.home, path) for path in site.lists]
    spelled = {normal(url, site): url for url in named}
    return tuple(dict.fromkeys((*(spelled.get(normal(url, site), url) for url in usual), *named)))


def list_page(url: str, site: Site) -> str:
    """The address to ask for where `url` is a list of items or a further page of one: ``/ar/news/page/2/``,
    ``/resources/``, ``/archive?page=3``; "" where it is neither.
    """
    key = normal(url, site)
    if not key or is_item(key, site):
        return ""
    below = path_of(key, site)[1].partition("?")[0]
    firsts = "|".join(re.escape(base.partition("/")[0]) for base in bases(site))
    places = [rf"(?:{firsts})[^/]*/"] if firsts else []
    if any(pattern.startswith(r"\d{4}/") for pattern, _ in site.items):
        places.append(r"\d{4}/(?:\d\d?/){0,2}")  # where addresses begin with the day, its beginnings are archives
    usual = rf"(?:{'|'.join(places)})?(?:(?:{_PAGE})/\d+/)?"
    path, asked = unquote(urlsplit(key).path), {*parse_qsl(urlsplit(key).query)}
    onward = [(name, value) for name, value in parse_qsl(urlsplit(url).query) if _PAGER.fullmatch(name)]
    if any(not value.isdecimal() for _, value in onward):
        return ""
    tongues = {tuple(prefix[1:].split("=", 1)) for prefix in site.languages.values() if prefix.startswith("?")}
    plain = re.fullmatch(usual, below) and (onward or asked <= tongues)
    named = (normal(one, site) for one in (*(urljoin(site.home, one) for one in site.lists), *_homes(site)))
    if not plain and not any(_is_of(path, asked, one, bool(onward)) for one in named):
        return ""
    address = printed(url, site)
    return f"{address}{'&' if '?' in address else '?'}{urlencode(onward)}" if onward else address


def _homes(site: Site) -> Iterator[str]:
    return (placed(site, language, "") for language in site.languages)


def _is_of(path: str, asked: set[tuple[str, str]], first: str, onward: bool) -> bool:
    """Whether an address, in path and query, is the list `first`, or a further page of it, which may ask for more."""
    parts = urlsplit(first)
    same = {*parse_qsl(parts.query)}
    return (same <= asked if onward else same == asked) and _further(path, unquote(parts.path))


def turned(url: str) -> bool:
    """Whether a list is a further page of one, an archive, a month: something in it has a number."""
    parts = urlsplit(url)
    return any(map(str.isdecimal, unquote(f"{parts.path}?{parts.query}")))


def _list_paths(site: Site) -> Iterator[str]:
    return (urlsplit(normal(urljoin(site.home, path), site)).path for path in site.lists)


def _further(path: str, first: str) -> bool:
    """Whether a path is a list or one of its numbered pages: ``news-2.html`` of ``news.html``, ``news/2/``, or of its
    months: ``calendar/2025-11/``.
    """
    stem, dot, ending = first.rpartition(".") if not first.endswith("/") else (first.rstrip("/"), "", "")
    rest = path.removeprefix(stem) if path.startswith(stem) else "?"
    return path == first or bool(
        re.fullmatch(rf"[/_-]?(?:{_PAGE})?[/_-]?(?:\d{{1,4}}|\d{{4}}[-/]\d\d?)(?:{re.escape(dot + ending)}|/)", rest)
    )


def printed(url: str, site: Site, key: str = "") -> str:
    """The address to ask for: on the site's own host, with or without the final slash as the site prints it; `key` is
    its normal form where that is known.
    """
    key = key or normal(url, site)
    path = urlsplit(key).path
    bare = path.endswith("/") and path != "/" and not urlsplit(url).path.endswith("/")
    return urlsplit(key)._replace(path=path.rstrip("/")).geturl() if bare else key


def collected(entries: Iterable[tuple[str, str]], site: Site, named_by: str = "") -> dict[str, Ask]:
    """The item and watch addresses among the entries of an index, by normal form, with their latest lastmod."""
    found: dict[str, Ask] = {}
    for url, lastmod in entries:
        key = normal(url, site)
        key = url if key == url else key  # one text, not two, for each of many thousands
        if (is_item(key, site) or is_watch(key, site)) and lastmod >= (found[key].lastmod if key in found else ""):
            found[key] = Ask(key, printed(url, site, key), lastmod, NEW, named_by=named_by)
    return found


def parts(base: str, hrefs: Iterable[str], first: str, site: Site) -> Iterator[str]:
    """The numbered pages of the item `first` that a page links to."""
    return (url for url in links(base, hrefs, site) if part_of(url, site) == first)
