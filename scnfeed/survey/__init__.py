"""Looking at a site that nobody has described, and proposing a Site for it; and what of a Site no longer fits.

Stands above the edges, since it knows what a crawl would find, and below the jobs, since it fetches and writes nothing:
whoever fetches is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from scnfeed.model import Page, Site
from scnfeed.sites.addresses import is_item
from scnfeed.survey.evidence import Evidence, Visits
from scnfeed.survey.explore import explore
from scnfeed.survey.fields import fitted
from scnfeed.survey.items import newest
from scnfeed.survey.propose import propose
from scnfeed.survey.write import name_for

FIRST = 8


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A proposed Site, the first pages that it would publish with their normal addresses, and remarks for a person."""

    site: Site
    first: tuple[tuple[str, Page], ...]
    remarks: tuple[str, ...]


def provisional(start: str, *, private: bool = False, delay: float = 2.0, browser: bool = False) -> Site:
    """What can be known of a site from an address alone: its host, with and without ``www.``.

    >>> provisional("http://www.example.org/news/").home, provisional("http://www.example.org/news/").aliases
    ('http://www.example.org/', ('example.org',))
    """
    parts = urlsplit(start)
    host = parts.netloc
    twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    named = not host.partition(":")[0].replace(".", "").isdecimal() and "." in host
    aliases = (twin,) if named else ()
    return Site("", "", f"{parts.scheme}://{host}/", aliases, private=private, delay=delay, browser=browser)


async def survey(
    start: str, site: Site, visits: Visits, name: str = "", tell: Callable[[str], None] = lambda url: None
) -> Surveyed:
    """Look at the site from `start` and propose what is known of it. CrawlError where nothing looks like news."""
    evidence = await explore(start, site, visits, "dmy", tell)
    orders = Counter(order for sheet in evidence.sheets.values() for order in sheet.orders)
    if orders["mdy"] > orders["dmy"]:  # every page is known by now: nothing is asked for again
        site = replace(site, date_order="mdy")
        evidence = await explore(start, site, visits, "mdy", tell)
    proposal = await propose(evidence, visits, name)
    found = fitted(proposal.site, proposal.samples)
    if not name:
        found = replace(found, name=name_for(found))
    first = await _first(found, evidence, visits, [one.key for one in proposal.samples], tell)
    return Surveyed(found, first, tuple(proposal.remarks))


async def _first(
    site: Site, evidence: Evidence, visits: Visits, tried: list[str], tell: Callable[[str], None]
) -> tuple[tuple[str, Page], ...]:
    keys = [key for key in newest([*dict.fromkeys((*evidence.named, *tried))], evidence) if is_item(key, site)]
    pages = []
    for key in keys[:FIRST]:
        tell(key)
        page = await visits.page(evidence.printed(key))
        if page is not None and page.status == 200:
            pages.append((key, page))
    return tuple(pages)
