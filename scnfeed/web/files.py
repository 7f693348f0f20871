"""The published files over HTTP (RFC 9110, 9111): a small ASGI function, asked before any route.

What it answers from the folder: the file or its compressed twin, each with its own strong validator; 304 to who has it;
301 for a feed that moved, 410 for one that ended, 404 with the list of feeds for one that never was. Anything that is
no file goes on to the application behind it.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from stat import S_ISREG

from starlette.types import ASGIApp, Receive, Scope, Send

from scnfeed.publish import Manifest, read_manifest
from scnfeed.web.asked import chosen_coding, unchanged
from scnfeed.web.prepared import CODINGS, FRESH, MANIFEST_TYPE, NOTHING, TYPES, File, form_of, head, lasts

KEPT = 32_000_000
"""Bytes of files kept in memory."""

LOOKED_AT = frozenset((b"accept-encoding", b"if-none-match", b"if-modified-since"))


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
        modified, lasting = stamp[0] // 1_000_000_000, lasts(name)
        try:
            forms = {"": form_of(target.read_bytes(), "", type, modified, lasting)}
            for coding, suffix in CODINGS.items():
                twin = target.with_name(target.name + suffix)
                if (twin_stamp := _stamp(str(twin))) and twin_stamp[0] >= stamp[0]:
                    forms[coding] = form_of(twin.read_bytes(), coding, type, modified, lasting)
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
    await send(head(status, whole))
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
