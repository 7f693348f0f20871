"""Addresses: one normal form for each page of a site, and what its path says.

The same Arabic page is met with upper-case and lower-case percent escapes, with and without the final slash, over
http and https, under a host alias, with tracking parameters. All of these are one address here. Nothing is stripped
that carries meaning: combining marks in slugs stay, and so do suffixes such as ``-2``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit

from scnfeed.model import Kind, Site

_SEGMENT = "-._~!$&'()*+,;=:@"
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_NUMBERED = re.compile(r"(.+/)([2-9]|[1-9]\d+)/")
_PORTS = {"http": 80, "https": 443}


def _segment(raw: str) -> str:
    octets = unquote_to_bytes(raw)
    try:
        return quote(unicodedata.normalize("NFC", octets.decode("utf-8")), safe=_SEGMENT)
    except UnicodeDecodeError:
        return quote(octets, safe=_SEGMENT)


def _path(raw: str) -> str:
    """The path with one way of escaping, without doubled slashes, with a final slash unless it names a file."""
    kept: list[str] = []
    for part in raw.split("/"):
        if part == "..":
            kept = kept[:-1]
        elif part not in ("", "."):
            kept.append(_segment(part))
    joined = "/" + "/".join(kept)
    return joined if not kept or _FILE.search(kept[-1]) else joined + "/"


@cache
def _host(netloc: str, scheme: str) -> str:
    name, _, port = netloc.rpartition("@")[2].lower().partition(":")
    name = name.rstrip(".")
    try:
        name = name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return name if not port or port == str(_PORTS.get(scheme)) else f"{name}:{port}"


def normal(url: str, site: Site) -> str:
    """The normal form of an address of `site`, or "" when it is not one of this site's.

    >>> site = Site("x", "X", "https://example.org/", aliases=("www.example.org",))
    >>> normal("http://www.example.org//news/%d9%85?utm_source=a#top", site)
    'https://example.org/news/%D9%85/'
    >>> normal("https://elsewhere.example/news/a/", site)
    ''
    """
    try:
        parts, home = urlsplit(url.strip()), urlsplit(site.home)
        host = _host(parts.netloc, parts.scheme)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or host not in {_host(home.netloc, home.scheme), *site.aliases}:
        return ""
    query = [(key, value) for key, value in parse_qsl(parts.query) if key in site.query_allow]
    tail = f"?{urlencode(sorted(query))}" if query else ""
    return f"{home.scheme}://{_host(home.netloc, home.scheme)}{_path(parts.path)}{tail}"


def absolute(base: str, link: str) -> str:
    """`link` as it is meant on the page `base`, percent-encoded; "" for anything but http, https and mailto."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        if parts.scheme == "mailto":
            return parts.geturl()
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return ""
        _ = parts.port
    except ValueError:
        return ""
    path = "/".join(_segment(part) for part in parts.path.split("/"))
    query = quote(parts.query, safe=_SEGMENT + "/?%[]")
    fragment = quote(parts.fragment, safe=_SEGMENT + "/?%")
    return parts._replace(netloc=_ascii(parts.netloc), path=path, query=query, fragment=fragment).geturl()


def _ascii(netloc: str) -> str:
    return netloc if netloc.isascii() else netloc.encode("idna").decode("ascii")


def path_of(url: str, site: Site) -> tuple[str, str]:
    """Language and decoded path below its prefix of a normal address: ``("ar", "news/slug/")``."""
    below = urlsplit(site.home).path
    octets = unquote_to_bytes(urlsplit(url).path.removeprefix(below if below.endswith("/") else below + "/"))
    path = octets.decode("utf-8", "replace").lstrip("/")
    for language, prefix in site.languages.items():
        if prefix and (path == f"{prefix}/" or path.startswith(f"{prefix}/")):
            return language, path[len(prefix) + 1 :]
    return next(
        (language for language, prefix in site.languages.items() if not prefix), next(iter(site.languages))
    ), path


def language_of(url: str, site: Site) -> str:
    """The language that the address says."""
    return path_of(normal(url, site) or url, site)[0]


def kind_of(url: str, site: Site) -> Kind | None:
    """The kind of item behind an address, None when the site calls it no item."""
    address = normal(url, site)
    if not address:
        return None
    path = path_of(address, site)[1]
    return next((kind for pattern, kind in site.items if re.fullmatch(pattern, path)), None)


def is_item(url: str, site: Site) -> bool:
    return kind_of(url, site) is not None


def is_watch(url: str, site: Site) -> bool:
    """Whether the page behind an address is tracked although it is no item."""
    address = normal(url, site)
    return bool(address) and any(re.fullmatch(pattern, path_of(address, site)[1]) for pattern in site.watch)


def part_of(url: str, site: Site) -> str | None:
    """The address of page 1 when `url` is a numbered page of an item (``/resource/guide/3/``)."""
    numbered = _NUMBERED.fullmatch(normal(url, site))
    return numbered[1] if numbered and is_item(numbered[1], site) else None
