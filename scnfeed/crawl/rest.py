"""The REST tier: what WordPress says of its posts (REST API handbook, "Pagination" and "Posts").

Each public type is a collection. A first crawl pages through it to its end. A later one asks for what was modified
since, and for the total: only when that does not add up, a post was taken down, and the collection is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from scrapy.http import Response

from scnfeed.crawl.discover import collected, trap
from scnfeed.crawl.revisit import Ask
from scnfeed.crawl.values import SiteMemory
from scnfeed.model import Page, Site

Get = Callable[[str], Awaitable[Response | None]]
Unknown = Callable[[Collection[str]], set[str]]
"""Those of some addresses that were never looked at."""

NOT_CONTENT = frozenset(
    "media menu-items blocks templates template-parts global-styles navigation font-families comments users".split()
)
"""Collections of every WordPress that hold no pages."""
OWN = "wp/v2"
PRIVATE = (400, 401, 403, 404)
"""Answers of a collection that is not for everybody: nothing is missed there."""
CLOSED = -2
PER_PAGE = 100
MOST_PAGES = 1000
OVERLAP = timedelta(hours=26)
"""``modified_after`` is compared with the site's local time, so changes are asked for from a day earlier."""
_FIELDS = "id,link,modified_gmt"


@dataclass(slots=True)
class Posts:
    """What the collections said: addresses, the totals to remember, and collections that were not read whole."""

    asks: dict[str, Ask] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    whole: bool = True


def name_of(base: str) -> str:
    return f"rest:{base}"


async def posts(site: Site, unknown: Unknown, memory: SiteMemory, now: datetime, get: Get) -> Posts | None:
    """The site's posts, or only those modified since `memory`; None when the interface is closed or says nothing."""
    found = Posts()
    fresh = not memory.rest or memory.rest_at is None
    for base in await _types(site, get) if fresh else memory.rest:
        total = -1
        if not fresh and memory.rest_at:
            total = await _since(site, base, memory.rest_at - OVERLAP, memory.rest[base], unknown, found, get)
        if total < 0:
            total = await _all(site, base, found, get)
        if total == CLOSED and fresh:
            continue
        if total < 0:
            found.whole = False
        elif any(ask.named_by == name_of(base) for ask in found.asks.values()) or not fresh:
            found.totals[base] = total
    return found if found.totals else None


async def _types(site: Site, get: Get) -> list[str]:
    """The collection of each public type, below ``wp-json/``: of WordPress's own space by its name alone."""
    data = json_of(await get(urljoin(site.home, "wp-json/wp/v2/types")))
    kinds = data.values() if isinstance(data, dict) else ()
    named = [kind for kind in kinds if isinstance(kind, dict) and kind.get("rest_base")]
    bases = [(str(kind.get("rest_namespace") or OWN), str(kind["rest_base"])) for kind in named]
    return [base if space == OWN else f"{space}/{base}" for space, base in bases if _holds_pages(base)]


def _holds_pages(base: str) -> bool:
    return base not in NOT_CONTENT and re.fullmatch(r"[\w-]+", base) is not None


async def _all(site: Site, base: str, found: Posts, get: Get) -> int:
    """Page through a collection to its end; returns its total, -1 when it could not be read whole."""
    found.unread.discard(name_of(base))
    query = {"per_page": PER_PAGE, "orderby": "id", "order": "asc", "_fields": _FIELDS}
    return await _pages(site, base, query, found, get)


async def _since(site: Site, base: str, since: datetime, before: int, unknown: Unknown, found: Posts, get: Get) -> int:
    """What was modified; returns the total now, -1 when that does not follow from the total before."""
    earlier = set(found.asks)
    query = {"per_page": PER_PAGE, "orderby": "modified", "order": "asc", "_fields": _FIELDS}
    query |= {"modified_after": since.strftime("%Y-%m-%dT%H:%M:%S")}
    if await _pages(site, base, query, found, get) < 0:
        return -1  # then the whole collection is asked
    total = _total(await get(_address(site, base, {"per_page": 1, "_fields": "id"})))
    if total != before + len(unknown(found.asks.keys() - earlier)):
        return -1
    found.unread.add(name_of(base))
    return total


async def _pages(site: Site, base: str, query: Mapping[str, object], found: Posts, get: Get) -> int:
    total, last = -1, 1
    page = 1
    while page <= min(last, MOST_PAGES):
        response = await get(_address(site, base, {**query, "page": page}))
        rows = json_of(response)
        if response is not None and response.status in PRIVATE and page == 1:
            return CLOSED
        if response is None or not isinstance(rows, list):
            return -1
        total = _total(response)
        last = int(_header(response, "X-WP-TotalPages") or 1)
        entries = [(row["link"], _lastmod(row)) for row in rows if isinstance(row, dict) and _is_text(row.get("link"))]
        kept = [(url, lastmod) for url, lastmod in entries if not trap(url, site)]
        found.asks |= collected(kept, site, name_of(base))
        page += 1
    return total if last <= MOST_PAGES else -1


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _lastmod(row: Mapping[str, Any]) -> str:
    printed = row.get("modified_gmt")
    return f"{printed}Z" if isinstance(printed, str) and printed and not printed.startswith("0000") else ""


def _address(site: Site, base: str, query: Mapping[str, object]) -> str:
    return urljoin(site.home, f"wp-json/{base if '/' in base else f'{OWN}/{base}'}?{urlencode(query)}")


def _header(response: Response, name: str) -> str:
    value = (response.headers.get(name) or b"").decode("latin-1").strip()
    return value if value.isdecimal() else ""


def _total(response: Response | None) -> int:
    if response is None or response.status != 200:
        return -1
    return int(_header(response, "X-WP-Total") or -1)


def json_of(response: Response | Page | None) -> Any:
    """What an answer says as JSON; None where it is no good answer, or none."""
    if response is None or response.status != 200:
        return None
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None
