"""A published file as the messages of its answers, prepared once and sent many times (RFC 9110, 8.8; RFC 9111, 5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

TYPES: Mapping[str, str] = {
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".png": "image/png",
}
MANIFEST_TYPE = "application/json; charset=utf-8"
CODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""Content coding -> suffix of the twin, the one we like most first."""
FRESH = "public, max-age=900"
STABLE = "public, max-age=86400"
PRIVATE = "private, max-age=900"

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]
NOTHING: Message = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True)
class Form:
    """One representation of a file, as the messages of its answers."""

    etag: str
    tag: bytes
    whole: Message
    body: Message
    same: Message
    """The head of a 304."""

    @property
    def size(self) -> int:
        return len(self.body["body"])


@dataclass(frozen=True, slots=True)
class File:
    stamp: tuple[int, ...]
    modified: int
    forms: Mapping[str, Form]
    """By content coding; the empty one is the file as it is."""
    chosen: dict[bytes, Form] = field(default_factory=dict)
    """By what programs said that they accept; they say few different things."""

    @property
    def size(self) -> int:
        return sum(form.size for form in self.forms.values())


def _encoded(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]


def form_of(body: bytes, coding: str, type: str, modified: int, fresh: str) -> Form:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}{"-" + coding if coding else ""}"'
    short = {
        "ETag": etag,
        "Last-Modified": formatdate(modified, usegmt=True),
        "Cache-Control": fresh,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    } | ({"X-Robots-Tag": "noindex"} if fresh == PRIVATE else {})
    full = short | {"Content-Type": type, "Content-Length": str(len(body)), "Accept-Ranges": "none"}
    full |= {"Content-Encoding": coding} if coding else {}
    return Form(etag, etag.encode(), head(200, full), {"type": "http.response.body", "body": body}, head(304, short))


def head(status: int, headers: Mapping[str, str]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": _encoded(headers)}


def lasts(name: str) -> str:
    """How long an answer may be kept: an archive's page never changes, what is private is kept by its reader only."""
    if name.startswith("private/"):
        return PRIVATE
    return STABLE if name.startswith("archive/") else FRESH
