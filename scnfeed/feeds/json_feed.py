"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from scnfeed.feeds.archives import Place
from scnfeed.feeds.entries import Entry, Object, told
from scnfeed.feeds.items import Gone, home_of
from scnfeed.feeds.syndication import FEED, about, logo_of, title_of
from scnfeed.model import Feed


def _withdrawn(gone: Gone) -> Object:
    return told({"id": gone.id, "url": gone.url, "title": gone.title, "withdrawn": gone.when.isoformat()})


def json_feed(feed: Feed, entries: Sequence[Entry], gone: Sequence[Gone] = (), place: Place = FEED) -> bytes:
    """The feed as JSON; ``_scnfeed`` tells an item's language, machine translation, translations, events, date source,
    correction and pictures, and at the top what was withdrawn, for the format itself has no word for that.
    ``next_url`` leads to what came before.
    """
    head = told(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title_of(feed),
            "home_page_url": home_of(feed),
            "feed_url": place.address(feed, "json"),
            "next_url": place.previous_address(feed, "json"),
            "description": about(feed),
            "icon": logo_of(feed),
            "language": feed.language,
            "authors": [{"name": feed.brand.name}],
            "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub and not place.document else [],
            "_scnfeed": told({"withdrawn": [_withdrawn(one) for one in gone]}),
        }
    )
    opened = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    items = ",\n  ".join(entry.json for entry in entries)
    shown = f"[\n  {items}\n ]" if items else "[]"
    return f'{opened},\n "items": {shown}\n}}\n'.encode()
