"""Where to go next: which lists and links of a site lead to items, and which are a trap. No network here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from scnfeed.crawl.revisit import NEW, Ask
from scnfeed.model import Site
from scnfeed.sites.addresses import absolute, is_item, is_watch, normal, part_of, path_of

USUAL_SITEMAPS = ("sitemap_index.xml", "wp-sitemap.xml", "sitemap.xml")
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
