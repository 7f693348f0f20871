"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from scnfeed.feeds.items import Gone, Item, home_of
from scnfeed.feeds.syndication import about, logo_of, title_of
from scnfeed.feeds.text import line
from scnfeed.model import Attachment, Event, Feed

Object = dict[str, Any]


def _told(values: Object) -> Object:
    """Without the keys that have nothing to tell; false is something."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


def _attachment(one: Attachment) -> Object:
    return _told({"url": one.url, "mime_type": one.mime_type, "title": one.title, "size_in_bytes": one.length})


def _event(event: Event, language: str) -> Object:
    start, end = event.start.isoformat(), event.end.isoformat()
    return _told({"start": start, "end": end, "place": line(event.place or "", language)})


def _item(item: Item) -> Object:
    extension = {
        "language": item.language,
        "machine_translated": item.machine_translated,
        "translations": dict(item.translations),
        "date_source": item.date_source,
        "corrected": item.corrected.isoformat() if item.corrected else "",
        "images": [_told({"url": one.url, "alt": one.alt}) for one in item.images],
        "events": [_event(event, item.language) for event in item.events],
    }
    return _told(
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "language": item.language,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "content_html": item.body,
            "summary": item.excerpt,
            "image": item.images[0].url if item.images else "",
            "authors": [{"name": name} for name in item.authors],
            "tags": list(item.topics),
            "attachments": [_attachment(one) for one in item.attachments],
            "_scnfeed": _told(extension),
        }
    )


def _withdrawn(gone: Gone) -> Object:
    return _told({"id": gone.id, "url": gone.url, "title": gone.title, "withdrawn": gone.when.isoformat()})


def json_feed(feed: Feed, items: Sequence[Item], gone: Sequence[Gone] = ()) -> bytes:
    """The feed as JSON; ``_scnfeed`` tells an item's language, machine translation, translations, events, date source,
    correction and pictures, and at the top what was withdrawn, for the format itself has no word for that.
    """
    whole = _told(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title_of(feed),
            "home_page_url": home_of(feed),
            "feed_url": feed.address("json"),
            "description": about(feed),
            "icon": logo_of(feed),
            "language": feed.language,
            "authors": [{"name": feed.brand.name}],
            "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else [],
            "_scnfeed": _told({"withdrawn": [_withdrawn(one) for one in gone]}),
        }
    )
    whole["items"] = [_item(item) for item in items]
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
