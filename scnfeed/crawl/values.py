"""What goes into a crawl and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from scnfeed.crawl.judge import Account
from scnfeed.model import TIERS as TIERS
from scnfeed.model import Look as Look
from scnfeed.model import Page, Site

Event = dict[str, object]


@dataclass(frozen=True, slots=True)
class IndexFile:
    """A sitemap or feed as it was last read."""

    etag: str = ""
    modified: str = ""
    lastmod: str = ""
    """As the sitemap index printed it for this file."""
    read_at: datetime | None = None
    entries: str = ""
    """A hash of all that a sitemap names, and when: the same hash, and nothing of it needs to be looked up."""
    dated: bool = False
    """Whether most of what it names has a lastmod."""


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What is remembered of a whole site between two crawls."""

    robots: str = ""
    """The last good robots.txt; it serves for a day (RFC 9309, 2.4)."""
    robots_at: datetime | None = None
    tier: str = ""
    """The tier that named the site's items."""
    tiers_at: datetime | None = None
    """When all tiers were last tried."""
    files: Mapping[str, IndexFile] = field(default_factory=dict)
    rest: Mapping[str, int] = field(default_factory=dict)
    """REST collections that hold items, and how many posts each had."""
    rest_at: datetime | None = None
    not_before: datetime | None = None
    """The site asked to be left alone until then (Retry-After)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to crawl: a site, what is remembered of it, and the moment that counts as now."""

    site: Site
    now: datetime
    contact: str = ""
    """Address or e-mail that the user agent names, for the people who run the site."""
    memory: SiteMemory = SiteMemory()
    tiers: tuple[str, ...] = TIERS
    only: tuple[str, ...] = ()
    """Fetch just these addresses and discover nothing."""
    probed: bool = False
    """Whether the site's answer to an impossible address is known well enough for a run without news."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer that says something of an address: a document, or that there is none any more (404, 410)."""

    page: Page
    key: str
    """Normal form of the address that was asked for."""
    lastmod: str
    """As the sitemap printed it, "" if it did not."""
    item: bool
    watch: bool
    final_key: str
    """Normal form of the address that answered: another one after a redirect."""
    part_of: str = ""
    """Of a numbered page: the normal address of page 1 (its `final_key`). Only those that are there are kept."""
    named_by: str = ""
    quiet: bool = False
    """Whether it was only its turn to be looked at: nothing says that it changed."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the child says last."""

    account: Account
    memory: SiteMemory = SiteMemory()


@dataclass(frozen=True, slots=True)
class Crawl:
    """The outcome. Not `ok`: `reason` is a sentence for an editor, and the pages should not be trusted."""

    ok: bool
    reason: str
    complete: bool
    """Whether the site's index was read whole."""
    pages: tuple[Fetched, ...] = ()
    """Sorted by key; empty where a `sink` took them as they came."""
    absent: tuple[str, ...] = ()
    """Known live addresses that a complete index does not name; they were asked for, too."""
    unchanged: int = 0
    """How many known live addresses were left alone because nothing says they changed."""
    stats: dict[str, float] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    """Known addresses that answered 304: looked at, and not changed."""
    shut_out: Mapping[str, str] = field(default_factory=dict)
    """Known live addresses that robots.txt forbids now, each with the lastmod that its index prints."""
    memory: SiteMemory = SiteMemory()
    """To be remembered, where the crawl is `ok`; where not, `robots` and `not_before` of it."""
    impossible: Page | None = None
    """How the site answers to an address that cannot exist; None where it was not asked."""
    tier: str = ""


def impossible_word(site: Site, now: datetime) -> str:
    """The end of the address that cannot exist, which a crawl of that moment asks for."""
    return sha256(f"{site.name} {now.astimezone(UTC).isoformat()}".encode()).hexdigest()[:20]
