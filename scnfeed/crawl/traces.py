"""What a crawl remembers of addresses, between the crawl's own values and plain columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from scnfeed.crawl.values import Crawl, Fetched, Look, SiteMemory
from scnfeed.plain import NotPlain, dumps, loads

LONGEST_FRESH = timedelta(days=7)
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NEVER = re.compile(r"(?:^|[,\s])no-(?:store|cache)(?:$|[,\s=])", re.IGNORECASE)


def fresh_until(cache_control: str, now: datetime) -> datetime | None:
    """Until when a page need not be looked at (RFC 9111, 5.2.2), at most a week; None when it does not say."""
    age = _MAX_AGE.search(cache_control)
    if age is None or int(age[1]) == 0 or _NEVER.search(cache_control):
        return None
    return now + min(timedelta(seconds=int(age[1])), LONGEST_FRESH)


def looked_at(one: Fetched, now: datetime) -> Look:
    """A page as it was looked at: its validators, and what named it."""
    headers: Mapping[str, str] = dict(one.page.headers)
    direct = one.final_key == one.key and one.page.status == 200
    return Look(
        key=one.key,
        looked_at=now,
        lastmod=one.lastmod,
        etag=headers.get("etag", "") if direct else "",
        modified=headers.get("last-modified", "") if direct else "",
        fresh_until=fresh_until(headers.get("cache-control", ""), now),
        named_by=one.named_by,
    )


def memory_of(text: str) -> SiteMemory:
    """The memory that an earlier crawl left; a new one where there is none, or where it cannot be read any more."""
    try:
        return loads(SiteMemory, text) if text else SiteMemory()
    except NotPlain:
        return SiteMemory()


def memory_after(found: Crawl, before: SiteMemory, *, trusted: bool, whole: bool = True) -> str:
    """What to remember of a site. Of a crawl that was not taken in: only robots.txt and the wish to be left alone.

    Where a page is to be asked for again (not `whole`), no index may be skipped for being unchanged.
    """
    if trusted:
        return dumps(found.memory if whole else replace(found.memory, files={}, rest={}, rest_at=None))
    kept = found.memory
    return dumps(replace(before, robots=kept.robots, robots_at=kept.robots_at, not_before=kept.not_before))
