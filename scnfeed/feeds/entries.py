"""One item in each format, ready to stand in any feed: made once, however many feeds and formats show it.

feedgen makes the feed around them (`syndication`), and used to make the items: it loses the attributes of links,
writes a clock's dates and reads back what it was told. What an item says is fixed here, element by element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any

from scnfeed.feeds.items import Gone, Item
from scnfeed.feeds.markup import escaped, octets, quoted
from scnfeed.feeds.text import line
from scnfeed.model import Attachment, Event

PICTURES = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp",
    "svg": "image/svg+xml", "avif": "image/avif",
}  # fmt: skip
Object = dict[str, Any]
TAGS = 500
"""Bytes by which the markup around one item may be longer in another format than in RSS."""


DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def rfc822(when: datetime) -> str:
    """A moment in UTC as RFC 822 has it, with the four-digit year of RFC 2822, untouched by any locale."""
    day = f"{DAYS[when.weekday()]}, {when.day:02} {MONTHS[when.month - 1]} {when.year:04}"
    return f"{day} {when.hour:02}:{when.minute:02}:{when.second:02} +0000"


def numbered(text: str) -> str:
    """Plain text as the RSS profile wants it: numbered entities, which no reader takes for markup."""
    return text.replace("&", "&#x26;").replace("<", "&#x3C;").replace(">", "&gt;")


@lru_cache(maxsize=4096)
def category(topic: str) -> tuple[str, str]:
    """As RSS and as Atom have it. Topics are few, and come again with many items."""
    return f"<category>{numbered(topic)}</category>", f'<category term="{quoted(topic)}"/>'


def told(values: Object) -> Object:
    """Without the keys that have nothing to tell; false is something."""
    return {key: value for key, value in values.items() if value not in ("", None, [], {})}


Parts = tuple[bytes, bytes, bytes]
"""What stands before the body, the body, what stands after it: a long body is copied once, into its file."""


class Entry:
    """An item and what it looks like in each format; each is made when it is first asked for."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self._body = octets(item.body)

    @cached_property
    def rss(self) -> Parts:
        """Description is HTML to readers of RSS: the excerpt is escaped once more than in Atom."""
        item = self.item
        plain = escaped(escaped(item.excerpt or item.title))
        link = f"      <link>{escaped(item.url)}</link>\n" if item.url else ""
        head = (
            f"    <item>\n      <title>{numbered(item.title)}</title>\n{link}"
            f"      <description>{plain}</description>\n      <content:encoded>"
        )
        rest = (
            f'<guid isPermaLink="false">{escaped(item.id)}</guid>',
            *[category(topic)[0] for topic in item.topics],
            *[f"<dc:creator>{numbered(name)}</dc:creator>" for name in item.authors],
            f"<dc:language>{escaped(item.language)}</dc:language>",
            f"<pubDate>{rfc822(item.published)}</pubDate>",
            *([f"<atom:updated>{item.updated.isoformat()}</atom:updated>"] if item.changed else ()),
            *([_rss_enclosure(one) for one in item.attachments if one.length][:1] if item.attachments else ()),
            *_extras(item, "atom:link"),
        )
        tail = "</content:encoded>\n      " + "\n      ".join(rest) + "\n    </item>\n"
        return head.encode(), self._body, tail.encode()

    @cached_property
    def atom(self) -> Parts:
        item = self.item
        authors = "".join(f"    <author><name>{escaped(name)}</name></author>\n" for name in item.authors)
        head = (
            f'  <entry xml:lang="{quoted(item.language)}">\n    <id>{escaped(item.id)}</id>\n'
            f"    <title>{escaped(item.title)}</title>\n    <updated>{item.updated.isoformat()}</updated>\n{authors}"
            '    <content type="html">'
        )
        rest = (
            f"<summary>{escaped(item.excerpt or item.title)}</summary>",
            *[category(topic)[1] for topic in item.topics],
            f"<published>{item.published.isoformat()}</published>",
            *([_alternate(item)] if item.url else ()),
            *([_atom_enclosure(one) for one in item.attachments if one.length] if item.attachments else ()),
            *_extras(item, "link"),
        )
        tail = "</content>\n    " + "\n    ".join(rest) + "\n  </entry>\n"
        return head.encode(), self._body, tail.encode()

    @cached_property
    def json(self) -> str:
        return json.dumps(_object(self.item), ensure_ascii=False, indent=1).replace("\n", "\n  ")

    @cached_property
    def weight(self) -> int:
        """An upper bound, near enough, of its bytes in any format: JSON writes quotes and line breaks with two."""
        body, item = self._body, self.item
        doubled = len(body) - len(body.replace(b'"', b"").replace(b"\n", b"").replace(b"\\", b""))
        extras = len(item.attachments) + len(item.images) + len(item.translations) + len(item.events)
        return sum(map(len, self.rss)) + doubled + 200 * extras + TAGS


def _extras(item: Item, link: str) -> Iterator[str]:
    if item.translations or item.attachments:
        yield from _related(item, link)
    if item.images:
        yield from _media(item)


def _empty(tag: str, **attributes: str) -> str:
    return f"<{tag}" + "".join([f' {name}="{quoted(value)}"' for name, value in attributes.items() if value]) + "/>"


def _alternate(item: Item) -> str:
    spoken = f' hreflang="{quoted(item.language)}"' if item.language else ""
    return f'<link rel="alternate" type="text/html"{spoken} href="{quoted(item.url)}"/>'


def _related(item: Item, tag: str) -> Iterator[str]:
    """Translations as ``related``: further ``alternate`` links would lead programs to the other language. Downloads of
    unknown length too: an enclosure says how long it is, or it is none.
    """
    for code, url in item.translations.items():
        yield _empty(tag, rel="related", type="text/html", hreflang=code, href=url)
    for one in item.attachments:
        if not one.length:
            yield _empty(tag, rel="related", type=one.mime_type, href=one.url, title=one.title)


def _rss_enclosure(one: Attachment) -> str:
    return _empty("enclosure", url=one.url, type=one.mime_type, length=str(one.length))


def _atom_enclosure(one: Attachment) -> str:
    shared = {"type": one.mime_type, "length": str(one.length), "title": one.title}
    return _empty("link", rel="enclosure", href=one.url, **shared)


def _media(item: Item) -> Iterator[str]:
    """The pictures (rssboard.org/media-rss), each with its words for who cannot see it, the first as thumbnail too."""
    for number, image in enumerate(item.images):
        mime = PICTURES.get(image.url.partition("?")[0].rpartition(".")[2].lower(), "")
        words = f'<media:description type="plain">{numbered(image.alt)}</media:description>' if image.alt else ""
        small = _empty("media:thumbnail", url=image.url) if number == 0 else ""
        whole = _empty("media:content", url=image.url, medium="image", type=mime)
        yield f"{whole[:-2]}>{words}{small}</media:content>" if words or small else whole


def tombstone(gone: Gone, margin: str) -> bytes:
    """RFC 6721: programs that know it take the entry away."""
    comment = f'<at:comment xml:lang="{quoted(gone.language)}">{numbered(gone.title)}</at:comment>'
    opened = f'<at:deleted-entry ref="{quoted(gone.id)}" when="{gone.when.isoformat()}">'
    return f"{margin}{opened}{comment}</at:deleted-entry>\n".encode()


# ---- JSON Feed ------------------------------------------------------------------------------------------------------


def _attachment(one: Attachment) -> Object:
    return told({"url": one.url, "mime_type": one.mime_type, "title": one.title, "size_in_bytes": one.length})


def _event(event: Event, language: str) -> Object:
    start, end = event.start.isoformat(), event.end.isoformat()
    return told({"start": start, "end": end, "place": line(event.place or "", language)})


def _object(item: Item) -> Object:
    extension = {
        "language": item.language,
        "machine_translated": item.machine_translated,
        "translations": dict(item.translations),
        "date_source": item.date_source,
        "corrected": item.corrected.isoformat() if item.corrected else "",
        "withdrawn": item.withdrawn.isoformat() if item.withdrawn else "",
        "images": [told({"url": one.url, "alt": one.alt}) for one in item.images],
        "events": [_event(event, item.language) for event in item.events],
    }
    return told(
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
            "_scnfeed": told(extension),
        }
    )
