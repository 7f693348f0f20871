"""The published files over HTTP (RFC 9110, 9111): a small ASGI function, asked before any route.

What it answers from the folder: the file or its compressed twin, each with its own strong validator; 304 to who has it;
301 for a feed that moved, 410 for one that ended, 404 with the list of feeds for one that never was. Anything that is
no file goes on to the application behind it.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from stat import S_ISREG
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from scnfeed.publish import Manifest, read_manifest
from scnfeed.web.asked import chosen_coding, unchanged

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
KEPT = 32_000_000
"""Bytes of files kept in memory."""

Headers = list[tuple[bytes, bytes]]
Message = dict[str, Any]
NOTHING: Message = {"type": "http.response.body", "body": b""}
LOOKED_AT = frozenset((b"accept-encoding", b"if-none-match", b"if-modified-since"))


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


def _form(body: bytes, coding: str, type: str, modified: int, fresh: str) -> Form:
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
    return Form(etag, etag.encode(), _head(200, full), {"type": "http.response.body", "body": body}, _head(304, short))


def _head(status: int, headers: Mapping[str, str]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": _encoded(headers)}


def _fresh(name: str) -> str:
    """How long an answer may be kept: an archive's page never changes, what is private is kept by its reader only."""
    if name.startswith("private/"):
        return PRIVATE
    return STABLE if name.startswith("archive/") else FRESH


class PublishedFiles:
    """An ASGI application that answers for `folder` and passes on to `behind` what is no file there."""

    def __init__(self, folder: Path, behind: ASGIApp) -> None:
        self._folder, self._root, self._behind = folder, str(folder.resolve()), behind
        self._kept: OrderedDict[str, File] = OrderedDict()
        self._manifest = Manifest()
        self._manifest_stamp: tuple[int, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._behind(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        found = self._kept.get(path)
        if found is None or _stamp(f"{self._root}/{path}") != found.stamp:
            found = self._file(path)
        if found is not None and scope["method"] == "GET":
            await _answer(found, scope, send)
            return
        if found is None and not self._known(path):
            await self._behind(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await _say(scope, send, 405, "Only GET and HEAD are answered here.\n", {"Allow": "GET, HEAD"})
        elif found is None:
            await self._elsewhere(path, scope, send)
        else:
            await _answer(found, scope, send)

    def _known(self, path: str) -> bool:
        """Whether it is for this folder to say what became of `path`."""
        manifest = self._read_manifest()
        return path in manifest.moved or path in manifest.ended or self._is_folder(path) or _is_feed(path)

    def _is_folder(self, path: str) -> bool:
        return not path.endswith("/") and self._file(f"{path}/") is not None

    async def _elsewhere(self, path: str, scope: Scope, send: Send) -> None:
        manifest = self._read_manifest()
        root = scope.get("root_path", "")
        if path in manifest.moved:
            await _say(scope, send, 301, "Moved.\n", {"Location": f"{root}/{manifest.moved[path]}"})
        elif path in manifest.ended:
            await _say(scope, send, 410, "This feed has ended.\n")
        elif self._is_folder(path):
            await _say(scope, send, 301, "Moved.\n", {"Location": f"{root}/{path}/"})
        else:
            feeds = "".join(f"{root}/{name}\n" for name in sorted(manifest.files) if _is_feed(name))
            await _say(scope, send, 404, f"There is no such feed. These are published:\n{feeds}")

    def _read_manifest(self) -> Manifest:
        stamp = _stamp(f"{self._root}/manifest.json") or ()
        if stamp != self._manifest_stamp:
            self._manifest, self._manifest_stamp = read_manifest(self._folder), stamp
        return self._manifest

    def _file(self, path: str) -> File | None:
        """The file at `path` below the folder, the index of a folder whose path ends in a slash; None without one.

        Nothing outside the folder, nothing hidden, no compressed twin by its own name.
        """
        parts = path.split("/")
        if "\0" in path or len(path) > 1000 or any(part in (".", "..") or part[:1] == "." for part in parts):
            return None
        if path.endswith((".gz", ".br", "//")) or "" in parts[:-1]:
            return None
        name = path + "index.html" if path == "" or path.endswith("/") else path
        stamp = _stamp(f"{self._root}/{name}")
        if stamp is None:
            self._kept.pop(name, None)
            return None
        kept = self._kept.get(name)
        if kept is None or kept.stamp != stamp:
            kept = self._load(name, stamp)
        if kept is not None:
            self._kept[name] = kept
            self._kept.move_to_end(name)
        return kept

    def _load(self, name: str, stamp: tuple[int, ...]) -> File | None:
        target = Path(self._root, name)
        if not target.resolve().is_relative_to(self._root):
            return None
        type = MANIFEST_TYPE if name == "manifest.json" else TYPES.get(target.suffix, "application/octet-stream")
        modified, fresh = stamp[0] // 1_000_000_000, _fresh(name)
        try:
            forms = {"": _form(target.read_bytes(), "", type, modified, fresh)}
            for coding, suffix in CODINGS.items():
                twin = target.with_name(target.name + suffix)
                if (twin_stamp := _stamp(str(twin))) and twin_stamp[0] >= stamp[0]:
                    forms[coding] = _form(twin.read_bytes(), coding, type, modified, fresh)
        except OSError:
            return None
        whole = File(stamp if len(forms) > 1 else (*stamp, -1), modified, forms)
        while self._kept and whole.size + sum(file.size for file in self._kept.values()) > KEPT:
            self._kept.popitem(last=False)
        return whole


def _stamp(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116  asked at every request
    except (OSError, ValueError):
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if S_ISREG(found.st_mode) else None


def _is_feed(path: str) -> bool:
    return path.endswith((".rss", ".atom", ".json", ".ics")) and path != "manifest.json"


async def _answer(file: File, scope: Scope, send: Send) -> None:
    asked: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in LOOKED_AT:
            asked[name] = asked[name] + b", " + value if name in asked else value
    accepted = asked.get(b"accept-encoding", b"")
    form = file.chosen.get(accepted)
    if form is None:
        form = file.forms[chosen_coding(accepted, file.forms)]
        if len(file.chosen) < 100:
            file.chosen[accepted] = form
    if asked.get(b"if-none-match") == form.tag or unchanged(
        asked, [f.etag for f in file.forms.values()], file.modified
    ):
        await send(form.same)
        await send(NOTHING)
    else:
        await send(form.whole)
        await send(NOTHING if scope["method"] == "HEAD" else form.body)


async def _say(scope: Scope, send: Send, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
    body = text.encode()
    whole = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(body)),
        "Cache-Control": FRESH,
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Allow-Origin": "*",
    } | dict(headers or {})
    await send(_head(status, whole))
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
