"""What one answer is: the page that is kept of it, the conditions of the next request, the links that belong to it."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urljoin

from scrapy.http import Response, TextResponse

from scnfeed.crawl import Fetched, Trace
from scnfeed.crawl.revisit import Ask
from scnfeed.model import Page, Site
from scnfeed.sites.addresses import is_item, is_watch, normal

GONE = (404, 410)
CLOSED = (401, 403)
"""The page is there, but no more for everybody. Whether it counts as gone is not judged here."""
MOVED = (301, 302, 303, 307, 308)
HEADERS = ("cache-control", "content-type", "content-language", "etag", "last-modified", "link", "x-robots-tag")
_DOCUMENT = re.compile(r"text/|application/(xhtml|xml|octet-stream)|$")


def fetched(response: Response, ask: Ask, site: Site, now: datetime) -> Fetched:
    """The answer to `ask` as it is handed on, its body raw."""
    headers = ((name, response.headers.get(name)) for name in HEADERS)
    page = Page(
        url=ask.url,
        final_url=response.url,
        status=response.status,
        headers=tuple((name, value.decode("latin-1")) for name, value in headers if value),
        body=response.body,
        fetched_at=now,
    )
    item, watch = is_item(ask.key, site), is_watch(ask.key, site)
    return Fetched(page, ask.key, ask.lastmod, item, watch, normal(response.url, site), ask.part_of, ask.named_by)


def conditions(before: Trace | None) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110, 13.1): an ETag is the better one, so it goes alone.

    >>> conditions(Trace(etag='"a"', modified="Mon, 10 Jun 2024 09:00:00 GMT")), conditions(None)
    ({'If-None-Match': '"a"'}, {})
    """
    if before is None or not (before.etag or before.modified):
        return {}
    return {"If-None-Match": before.etag} if before.etag else {"If-Modified-Since": before.modified}


def fine(status: int) -> bool:
    """Whether a server that answers so is well, and says something of the page."""
    return 200 <= status < 300 or status in (*GONE, 304)


def is_document(response: Response) -> bool:
    """Whether a body can be a page at all: no picture, no PDF."""
    kind = (response.headers.get("content-type") or b"").decode("latin-1").strip().lower()
    return isinstance(response, TextResponse) and bool(_DOCUMENT.match(kind))


def target(response: Response) -> str:
    """Where a redirect leads."""
    return urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
