"""Addresses: one normal form for each page of a site, and what its path says.

The same Arabic page is met with upper-case and lower-case percent escapes, with and without the final slash, over
http and https, under a host alias, with tracking parameters. All of these are one address here. Nothing is stripped
that carries meaning: combining marks in slugs stay, and so do suffixes such as ``-2``, and the query parameters that
the site's table allows. The rules are those of RFC 3986, 6.2.2 and 6.2.3, NFC of RFC 3987, 5.3.2.2, and names as
browsers read them (UTS 46).

This is asked for every link of every page, and most links stand on many pages: answers are remembered.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

from scnfeed.model import Kind, Site

LONGEST = 8_000
"""Characters: a longer address has no normal form. Servers refuse such ones (RFC 9110, 4.1)."""
_REMEMBERED = 2_000
_SEGMENT = "-._~!$&'()*+,;=:@"
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_NUMBERED = re.compile(r"(.+/)(?<!/page/)([2-9]|[1-9]\d+)/")
_HOST = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d*)?(?=[/?#]|$)", re.IGNORECASE)
_STRAY = re.compile(r"[][]|%(?![0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"/(?:[A-Za-z0-9_~-]+/)*")
"""Paths that are in normal form already."""
_SESSION = re.compile(r";j?sess(?:ion)?id=[^/;]*", re.IGNORECASE)
_FIRST_PAGE = re.compile(r"/(?:page/1|comment-page-\d+)/$")
"""Page 1 of a list is the list; a page of comments is the page that they are on."""
_PORTS = {"http": "80", "https": "443"}


@dataclass(frozen=True, slots=True, eq=False)
class _Scope:
    """What of a Site concerns addresses, made ready once; one and the same object for equal sites."""

    origin: str
    below: str
    hosts: frozenset[str]
    allowed: frozenset[str]
    prefixes: tuple[tuple[str, str], ...]
    """Language and path prefix, of those that have one."""
    asked: tuple[tuple[str, str, str], ...]
    """Language, parameter and value, of those that the query names: ``?lang=fr``."""
    default: str
    items: tuple[tuple[re.Pattern[str], Kind], ...]
    watch: tuple[re.Pattern[str], ...]


_last: tuple[Site, _Scope] | None = None
"""The Site that was asked about last: a crawl asks about one Site thousands of times."""


def _scope(site: Site) -> _Scope:
    global _last
    last = _last
    if last is not None and last[0] is site:
        return last[1]
    named = tuple(site.languages.items())
    found = _scope_of(site.home, site.aliases, named, site.items, site.watch, site.query_allow)
    _last = (site, found)
    return found


@lru_cache(256)
def _scope_of(
    home: str,
    aliases: tuple[str, ...],
    languages: tuple[tuple[str, str], ...],
    items: tuple[tuple[str, Kind], ...],
    watch: tuple[str, ...],
    query_allow: tuple[str, ...],
) -> _Scope:
    parts = urlsplit(home)
    host = _host(parts.netloc, parts.scheme)
    asked = tuple((name, *prefix[1:].split("=", 1)) for name, prefix in languages if prefix.startswith("?"))
    return _Scope(
        origin=f"{parts.scheme}://{host}",
        below=_path(parts.path).rpartition("/")[0] + "/",
        hosts=frozenset((host, *(_host(alias, parts.scheme) for alias in aliases))),
        allowed=frozenset(query_allow),
        prefixes=tuple((name, prefix) for name, prefix in languages if prefix and not prefix.startswith("?")),
        asked=tuple(one for one in asked if len(one) == 3),
        default=next((name for name, prefix in languages if not prefix), languages[0][0] if languages else ""),
        items=tuple((re.compile(pattern), kind) for pattern, kind in items),
        watch=tuple(map(re.compile, watch)),
    )


@lru_cache(4_096)
def _segment(raw: str) -> str:
    """One piece of a path; that of the page itself stands in several links of its head."""
    octets = unquote_to_bytes(raw)
    try:
        return quote(unicodedata.normalize("NFC", octets.decode("utf-8")), safe=_SEGMENT)
    except UnicodeDecodeError:
        return quote(octets, safe=_SEGMENT)


def _path(raw: str) -> str:
    """The path with one way of escaping, without doubled slashes, with a final slash unless it names a file."""
    if _PLAIN.fullmatch(raw):
        return _FIRST_PAGE.sub("/", raw)
    kept: list[str] = []
    for part in _SESSION.sub("", raw).split("/"):
        plain = part.replace("%2e", ".").replace("%2E", ".") if "%2" in part else part
        if plain == "..":
            kept = kept[:-1]
        elif plain not in ("", "."):
            kept.append(_segment(part))
    joined = "/" + "/".join(kept)
    return joined if not kept or _FILE.search(kept[-1]) else _FIRST_PAGE.sub("/", joined + "/")


@lru_cache(4_096)
def _host(netloc: str, scheme: str) -> str:
    name, _, port = netloc.rpartition("@")[2].lower().partition(":")
    name = ascii_name(name.removesuffix("."))
    return name if not port or port == _PORTS.get(scheme) else f"{name}:{port}" if name else ""


def ascii_name(name: str) -> str:
    """A host's name as the network knows it; "" when it is no name.

    >>> ascii_name("bücher.example"), ascii_name("Straße.example")
    ('xn--bcher-kva.example', 'xn--strae-oqa.example')
    """
    if name.isascii():
        return name.lower()
    import idna  # its tables take longer to load than the rest of this file

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return ""


def normal(url: str, site: Site) -> str:
    """The normal form of an address of `site`, or "" when it is not one of this site's.

    >>> site = Site("x", "X", "https://example.org/", aliases=("www.example.org",))
    >>> normal("http://www.example.org//news/%d9%85?utm_source=a#top", site)
    'https://example.org/news/%D9%85/'
    >>> normal("https://elsewhere.example/news/a/", site)
    ''
    """
    return _normal(url, _scope(site))


@lru_cache(_REMEMBERED)
def _normal(url: str, scope: _Scope) -> str:
    try:
        parts = urlsplit(url.strip()) if len(url) <= LONGEST else urlsplit("")
    except ValueError:
        return ""
    scheme = parts.scheme
    if scheme not in ("http", "https") or _host(parts.netloc, scheme) not in scope.hosts or not parts.netloc:
        return ""
    if "\\" in parts.netloc:  # browsers end the host there
        return ""
    query = _query(parts.query, scope) if parts.query and (scope.allowed or scope.asked) else ""
    return f"{scope.origin}{_path(parts.path)}{query}"


def _query(raw: str, scope: _Scope) -> str:
    """What of a query belongs to the address. A language that the site has no other address for is its default one."""
    tongues = {(parameter, value) for _, parameter, value in scope.asked}
    pairs = [(key.removeprefix("amp;"), value) for key, value in parse_qsl(raw)]  # escaped twice
    found = [
        (key, unicodedata.normalize("NFC", value))
        for key, value in pairs
        if key in scope.allowed or (key, value) in tongues
    ]
    return f"?{urlencode(sorted(found))}" if found else ""


def on_site(url: str, site: Site) -> bool:
    """Whether `url` is http(s) on a host and port of `site`, spelled plainly.

    >>> site = Site("x", "X", "https://example.org/")
    >>> on_site("http://example.org/news/", site), on_site("https://example.org@2130706433/", site)
    (True, False)
    """
    return bool(normal(url, site)) and "@" not in urlsplit(url).netloc and "\\" not in url


def absolute(base: str, link: str) -> str:
    """`link` as it is meant on the page `base`, percent-encoded; "" for anything but http, https and mailto."""
    try:
        link = link.strip()
        whole = link.startswith(("https://", "http://")) and "/." not in link
        parts = urlsplit(link if whole else urljoin(base, link))
        if parts.scheme == "mailto":
            return parts.geturl()
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return ""
        _ = parts.port
    except ValueError:
        return ""
    path = "/".join(map(_segment, parts.path.split("/"))) if not _PLAIN.fullmatch(parts.path) else parts.path
    query = f"?{quote(parts.query, safe=_SEGMENT + '/?%[]')}" if parts.query else ""
    fragment = f"#{quote(parts.fragment, safe=_SEGMENT + '/?%')}" if parts.fragment else ""
    netloc = parts.netloc if parts.netloc.isascii() else ascii_name(parts.netloc)
    return f"{parts.scheme}://{netloc}{path}{query}{fragment}" if netloc else ""


def printable(url: str) -> str:
    """`url` as RFC 3986 writes it, for others' programs; "" for what is no web address.

    >>> printable("https://example.org/a b?q=[x]"), printable("https://[::1/"), printable("javascript:alert(1)")
    ('https://example.org/a%20b?q=%5Bx%5D', '', '')
    """
    whole = absolute("", url)
    host = _HOST.match(whole)
    return host[0] + _STRAY.sub(lambda stray: quote(stray[0]), whole[host.end() :]) if host else ""


def path_of(url: str, site: Site) -> tuple[str, str]:
    """Language of a normal address, and what stands below its prefix, decoded: ``("ar", "news/slug/")``.

    Query parameters that the site's table allows are part of it, ``("en", "news.php?id=12")``, but for the one that
    names the language. What does not stand below the site's home keeps its first slash: ``/news/slug/``.
    """
    return _path_of(url, _scope(site))


@lru_cache(_REMEMBERED)
def _path_of(url: str, scope: _Scope) -> tuple[str, str]:
    parts = urlsplit(url)
    within = parts.path.startswith(scope.below)
    path = unquote_to_bytes(parts.path.removeprefix(scope.below)).decode("utf-8", "replace")
    path = path.lstrip("/") if within else path
    asked = parse_qsl(parts.query) if parts.query else []
    tongue = {(parameter, value): language for language, parameter, value in scope.asked}
    rest = [pair for pair in asked if pair[0] in scope.allowed and pair[0] not in {key for key, _ in tongue}]
    tail = "?" + "&".join(f"{key}={value}" for key, value in rest) if rest else ""
    language = next((tongue[pair] for pair in asked if pair in tongue), "")
    if language:
        return language, path + tail
    for language, prefix in scope.prefixes:
        if path == f"{prefix}/" or path.startswith(f"{prefix}/"):
            return language, path[len(prefix) + 1 :] + tail
    return scope.default, path + tail


def language_of(url: str, site: Site) -> str:
    """The language that the address says."""
    return path_of(normal(url, site) or url, site)[0]


def kind_of(url: str, site: Site) -> Kind | None:
    """The kind of item behind an address, None when the site calls it no item."""
    return _kind_of(url, _scope(site))


@lru_cache(_REMEMBERED)
def _kind_of(url: str, scope: _Scope) -> Kind | None:
    address = _normal(url, scope)
    if not address:
        return None
    path = _path_of(address, scope)[1]
    return next((kind for pattern, kind in scope.items if pattern.fullmatch(path)), None)


def is_item(url: str, site: Site) -> bool:
    return kind_of(url, site) is not None


def is_watch(url: str, site: Site) -> bool:
    """Whether the page behind an address is tracked although it is no item."""
    scope = _scope(site)
    address = _normal(url, scope) if scope.watch else ""
    return bool(address) and any(pattern.fullmatch(_path_of(address, scope)[1]) for pattern in scope.watch)


def part_of(url: str, site: Site) -> str | None:
    """The address of page 1 when `url` is a numbered page of an item (``/resource/guide/3/``)."""
    numbered = _NUMBERED.fullmatch(normal(url, site))
    return numbered[1] if numbered and is_item(numbered[1], site) else None
