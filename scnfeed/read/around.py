"""What stands around an article: its pictures, its files, its topics, its translations."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from scnfeed.language.bylines import split_names
from scnfeed.language.scripts import clean
from scnfeed.model import Attachment, Image
from scnfeed.read.body import Place
from scnfeed.read.dating import Notes
from scnfeed.read.document import attribute, text_of
from scnfeed.read.elements import picture_address
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine, names_of
from scnfeed.read.tidy import Body
from scnfeed.read.times import in_teaser
from scnfeed.sites import addresses

_FILES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
_SMALL = 100
_ICON = re.compile(r"logo|icon|avatar|sprite|pixel|gravatar|emoji|badge", re.IGNORECASE)
"""Pixels, and words of an address, of pictures that show nothing of the story."""
_FILE = re.compile(rf"\.(?:{'|'.join(_FILES)})(?:[?#]|$)", re.IGNORECASE)


def images(machine: Machine, body: Body, place: Place | None, base: str, text: str, notes: Notes) -> tuple[Image, ...]:
    """The pictures of the body, else the one that is shared, else those beside the prose in the article's piece. `text`
    is the page's markup.
    """
    printed = machine.first("og:image")
    shared = addresses.absolute(base, printed) if printed else ""
    told: list[Image] = []
    if not body.images:
        told = [Image(shared, machine.first("og:image:alt"))] if shared else list(_beside(place, base))
    found = tuple(dict.fromkeys((*body.images, *told)))
    if found:
        notes.say("images", _as_printed(found[0].url, text), "og" if shared and not body.images else "markup")
    return found


def _beside(place: Place | None, base: str) -> Iterator[Image]:
    """Pictures in the article's piece that are no link to another page, no icon and no logo."""
    if place is None or not place.blocks:
        return
    for node in place.scope.css("img, amp-img"):
        sizes = [attribute(node, name).removesuffix("px") for name in ("width", "height")]
        address = picture_address(node, base)
        small = any(size.isdigit() and int(size) < _SMALL for size in sizes) or _ICON.search(address)
        if address and not small and not in_teaser(node, place):
            yield Image(address, clean(attribute(node, "alt")))


def _as_printed(address: str, text: str) -> str:
    """An address as the page prints it: whole, without its host, or in parts not encoded."""
    parts = urlsplit(address)
    path = address.partition(parts.netloc)[2] or address
    forms = (address, unquote(address), path, unquote(path))
    last = path.rpartition("/")[2]
    return next((form for form in (*forms, last, unquote(last)) if html.escape(form) in text or form in text), address)


def attachments(place: Place | None, base: str, notes: Notes) -> tuple[Attachment, ...]:
    """Files linked from the article's piece, each once, with the words of its link or its file name as title."""
    found = tuple(_files(place, base))
    if found:
        notes.say("attachments", found[0].title, "markup")
    return found


def is_file(address: str) -> bool:
    """Whether an address is a document's, not a page's: by the letters after its last dot."""
    return _FILE.search(address) is not None


def _files(place: Place | None, base: str) -> Iterator[Attachment]:
    seen: set[str] = set()
    for node in place.scope.css("a[href]") if place else ():
        printed = attribute(node, "href")
        if not is_file(printed):
            continue
        address = addresses.absolute(base, printed)
        name = unquote(urlsplit(address).path.rpartition("/")[2])
        mime = _FILES.get(name.rpartition(".")[2].lower())
        if not mime or address in seen:
            continue
        seen.add(address)
        yield Attachment(address, text_of(node) or name.rpartition(".")[0], mime)


def topics(labels: Mapping[str, Labelled], machine: Machine, place: Place | None, notes: Notes) -> tuple[str, ...]:
    if "tags" in labels:
        notes.say("topics", labels["tags"].text, "label")
        return split_names([labels["tags"].text])
    linked = [text_of(node) for node in place.scope.css("a[rel~=tag]")] if place else []
    keywords = [name for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES) for name in names_of(node.get("keywords"))]
    for printed, source in (
        (linked, "markup"),
        (keywords, "json-ld"),
        (list(machine.meta.get("article:tag", ())), "og"),
    ):
        if printed:
            notes.say("topics", ", ".join(printed), source)  # type: ignore[arg-type]
            return split_names(printed)
    return ()


def translations(machine: Machine, base: str, language: str | None, notes: Notes) -> dict[str, str]:
    found = {
        code.partition("-")[0]: addresses.absolute(base, link)
        for code, link in machine.translations.items()
        if code != "x-default"
    }
    found = {code: link for code, link in found.items() if link and code != language}
    if found:
        notes.say("translations", ", ".join(machine.translations[code] for code in machine.translations), "markup")
    return found
