"""One fetched page -> its article, whatever the page is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from scnfeed.errors import ReadError
from scnfeed.match.normalise import normalise
from scnfeed.match.quality import garbled
from scnfeed.model import Article, Event, Page, Site
from scnfeed.read import join, read


def article_of(
    page: Page, address: str | None, site: Site | None, parts: Sequence[Page] = (), *, digest: str = ""
) -> Article:
    """The article on a fetched page; a page that cannot be read becomes a hollow one, which match holds. `digest` is
    the sha256 of its body, where it is known already.
    """
    headers: Mapping[str, str] = dict(page.headers)
    digest = digest or sha256(page.body).hexdigest()
    try:
        reading = read(page.body, address, site=site, headers=headers)
        if garbled(reading.content_text):  # a wrong charset in the header: what the page itself names may be right
            plain = {name: value for name, value in headers.items() if name.lower() != "content-type"}
            again = read(page.body, address, site=site, headers=plain)
            reading = reading if garbled(again.content_text) else again
        rest = tuple(read(part.body, part.final_url, site=site, headers=dict(part.headers)) for part in parts)
    except ReadError:
        return Article(site.name if site else "", address, "und", "ltr", "error", "", "", "", body_hash=digest)
    return normalise(join(reading, rest), site, body_hash=digest)


def event_of(page: Page, site: Site) -> Event | None:
    """The event of a calendar that tells a single one; None where it tells none, or many."""
    try:
        events = read(page.body, page.url, site=site, headers=dict(page.headers)).events
    except ReadError:
        return None
    return events[0] if len(events) == 1 and events[0].certain else None
