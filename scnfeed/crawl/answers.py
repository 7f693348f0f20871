"""What one answer is: the page that is kept of it, the conditions of the next request, the links that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from scrapy.http import Response, TextResponse

from scnfeed.crawl.discover import links, parts
from scnfeed.crawl.guard import leads_away
from scnfeed.crawl.hrefs import base_in, hrefs_in
from scnfeed.crawl.revisit import CHANGED, Ask
from scnfeed.crawl.values import Fetched, IndexFile, Look
from scnfeed.model import Page, Site
from scnfeed.read.bounds import lean
from scnfeed.sites.addresses import is_item, is_watch, normal

GONE = (404, 410)
CLOSED = (401, 403)
"""The page is there, but no more for everybody. Whether it counts as gone is not judged here."""
HEADERS = ("cache-control", "content-type", "content-language", "etag", "last-modified", "link", "x-robots-tag")
_DOCUMENT = re.compile(r"text/|application/(xhtml|xml|octet-stream)|$")
_LINK = re.compile(rb"<link\b([^>]{0,4000})>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*))", re.IGNORECASE)


def fetched(response: Response, ask: Ask, site: Site, now: datetime) -> Fetched:
    """The answer to `ask` as it is handed on, its body raw."""
    headers = ((name, b", ".join(response.headers.getlist(name))) for name in HEADERS)
    page = Page(
        url=ask.url,
        final_url=leads_away(response, site) or response.url,
        status=response.status,
        headers=tuple((name, value.decode("latin-1")) for name, value in headers if value),
        body=response.body,
        fetched_at=now,
    )
    item = is_item(ask.key, site)
    final = ask.key if page.final_url == ask.url else normal(page.final_url, site)
    watch, quiet = not item and is_watch(ask.key, site), ask.before is not None and ask.urgency < CHANGED
    return Fetched(page, ask.key, ask.lastmod, item, watch, final, ask.part_of, ask.named_by, quiet)


def conditions(before: Look | IndexFile | None) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110, 13.1): an ETag is the better one, so it goes alone.

    >>> conditions(IndexFile(etag='"a"', modified="Mon, 10 Jun 2024 09:00:00 GMT")), conditions(None)
    ({'If-None-Match': '"a"'}, {})
    """
    if before is None or not (before.etag or before.modified):
        return {}
    return {"If-None-Match": before.etag} if before.etag else {"If-Modified-Since": before.modified}


def validators(response: Response) -> tuple[str, str]:
    """ETag and Last-Modified of an answer, as printed."""
    found = [(response.headers.get(name) or b"").decode("latin-1") for name in ("ETag", "Last-Modified")]
    return found[0], found[1]


def hrefs(response: Response) -> list[str]:
    """The links of a page as written, none when it is not text."""
    return response.css("a::attr(href)").getall() if isinstance(response, TextResponse) else []


def further(response: Response) -> list[str]:
    """What a page itself calls the next one, wherever that stands."""
    if not isinstance(response, TextResponse):
        return []
    return response.css("a[rel~=next]::attr(href), link[rel~=next]::attr(href)").getall()


def root(response: Response) -> str:
    """What the links of a page are relative to."""
    return base_in(response.body, response.url)


def fine(status: int) -> bool:
    """Whether a server that answers so is well, and says something of the page."""
    return 200 <= status < 300 or status in (*GONE, 304)


def is_document(response: Response) -> bool:
    """Whether a body can be a page at all: no picture, no PDF."""
    kind = (response.headers.get("content-type") or b"").decode("latin-1").strip().lower()
    return isinstance(response, TextResponse) and bool(_DOCUMENT.match(kind))


def numbered(response: Response, first: str, site: Site) -> list[str]:
    """The numbered pages of the item `first` that a page links to. No tree is built: nearly no page has any.

    Their links end in a number, and are relative or have the name of the item in them.
    """
    slug = first.rstrip("/").rpartition("/")[2].encode()
    plain = slug.replace(b"-", b"").isalnum()
    found = {
        href.decode("utf-8", "replace")
        for href in hrefs_in(lean(response.body, scripts=False))
        if href.rstrip(b"/")[-1:].isdigit() and (not plain or slug in href or b"/" not in href.strip(b"./"))
    }
    return list(parts(root(response), map(unescape, sorted(found)), first, site)) if found else []


def declared(response: Response, site: Site) -> Iterator[str]:
    """The translations on this site that a page declares (``link rel=alternate hreflang``)."""
    head = lean(response.body.partition(b"</head>")[0], scripts=False)
    tags = [tag for tag in _LINK.findall(head) if b"hreflang" in tag.lower()] if b"hreflang" in head.lower() else []
    found = (match for match in map(_HREF.search, tags) if match)
    hrefs = (next(filter(None, match.groups()), b"").decode("utf-8", "replace") for match in found)
    return links(base_in(head, response.url), map(unescape, hrefs), site)
