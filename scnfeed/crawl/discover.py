"""Where to go next: sitemaps, links, traps, and which addresses of an index are worth a request. No network here."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urljoin, urlsplit
from zoneinfo import ZoneInfo

from scrapy.utils.sitemap import Sitemap as XmlSitemap

from scnfeed.crawl import Plan
from scnfeed.model import Seen, Site
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
    """Address and lastmod as printed."""
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
        entries = tuple((str(entry["loc"]), str(entry.get("lastmod", ""))) for entry in xml)
    except (SyntaxError, StopIteration, zlib.error):
        return Index()
    if xml.type not in ("urlset", "sitemapindex"):
        return Index()
    return Index(xml.type, entries, bool(re.search(rb"</(?:[\w.-]+:)?%s\s*>" % xml.type.encode(), text)))


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


@dataclass(frozen=True, slots=True)
class Ask:
    """An address to fetch: its normal form, the form the site prints, and how urgent it is."""

    key: str
    url: str
    lastmod: str = ""
    urgency: int = 0
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    asks: tuple[Ask, ...]
    absent: tuple[str, ...]
    unchanged: tuple[str, ...]


def printed(url: str, site: Site) -> str:
    """The address to ask for: on the site's own host, with or without the final slash as the site prints it."""
    key = normal(url, site)
    path = urlsplit(key).path
    bare = path.endswith("/") and path != "/" and not urlsplit(url).path.endswith("/")
    return urlsplit(key)._replace(path=path.rstrip("/")).geturl() if bare else key


def collected(entries: Iterable[tuple[str, str]], site: Site) -> dict[str, Ask]:
    """The item and watch addresses among the entries of an index, by normal form, with their latest lastmod."""
    found: dict[str, Ask] = {}
    for url, lastmod in entries:
        key = normal(url, site)
        if (is_item(key, site) or is_watch(key, site)) and lastmod >= (found[key].lastmod if key in found else ""):
            found[key] = Ask(key, printed(url, site), lastmod)
    return found


def choose(plan: Plan, found: Mapping[str, Ask], complete: bool) -> Choice:
    """Which addresses to ask for, the most urgent first; which known ones a complete index no longer names."""
    known = {seen.url: seen for seen in plan.seen}
    overdue = plan.now - timedelta(days=plan.site.revisit_days)
    ranked = [replace(ask, urgency=_urgency(ask, known, overdue, plan.site)) for ask in found.values()]
    missing = sorted(key for key, seen in known.items() if seen.live and key not in found and is_item(key, plan.site))
    again = missing if complete else [key for key in missing if known[key].fetched_at <= overdue]
    asks = [ask for ask in ranked if ask.urgency >= 0] + [Ask(key, key, known[key].lastmod) for key in again]
    return Choice(
        asks=tuple(sorted(asks, key=lambda ask: (-ask.urgency, ask.key))),
        absent=tuple(missing) if complete else (),
        unchanged=tuple(sorted(ask.key for ask in ranked if ask.urgency < 0)),
    )


def _urgency(ask: Ask, known: Mapping[str, Seen], overdue: datetime, site: Site) -> int:
    """3 unknown, 2 changed, 1 perhaps changed, 0 overdue, -1 not worth a request."""
    seen = known.get(ask.key)
    if seen is None:
        return 3
    if not ask.lastmod:
        return 1
    if newer(ask.lastmod, seen, ZoneInfo(site.time_zone)):
        return 2
    return 0 if seen.fetched_at <= overdue else -1


def newer(lastmod: str, seen: Seen, zone: ZoneInfo) -> bool:
    """Whether a sitemap's `lastmod` says that the page changed after it was fetched.

    A bare day is not over when the page is fetched on it, so it is asked for again until the day has passed.
    """
    if len(lastmod) == 10 and lastmod >= seen.fetched_at.astimezone(zone).date().isoformat():
        return True
    then, now = _instant(seen.lastmod, zone), _instant(lastmod, zone)
    return now > then if then and now else lastmod != seen.lastmod


def _instant(text: str, zone: ZoneInfo) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def parts(base: str, hrefs: Iterable[str], first: str, site: Site) -> Iterator[str]:
    """The numbered pages of the item `first` that a page links to."""
    return (url for url in links(base, hrefs, site) if part_of(url, site) == first)
