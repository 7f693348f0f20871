"""The manifest of the published tree: what stands in the folder, and what every file was made of.

Two files hold it: one in the folder, for everybody, and one outside of it for what is private.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
HIDDEN = "private/"
"""What stands below is known to those who were told the address, and so to no manifest."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The archives of one feed."""

    selection: str
    """Names what the feed takes: another selection begins another chain."""
    head: str = ""
    """Path of the newest page, without its suffix."""
    pages: int = 0
    upto: int = 0
    """The write of the store up to which everything stands in a page."""
    led: str = ""
    """The newest page with an item that was never corrected, so perhaps never seen: the feed leads there at once."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in the folder: path -> sha256 of the bytes, their number, and the key they were made of."""

    files: Mapping[str, Mapping[str, str | int]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    """Former path -> path at which the feed stands now: answered with 301."""
    ended: Sequence[str] = ()
    """Paths of feeds that are published no more: answered with 410."""
    archives: Mapping[str, Chain] = field(default_factory=dict)
    """By feed. Pages are never changed, and stand in no other list."""
    mark: int = 0
    """The write of the store that was published last."""

    def made_of(self, name: str) -> str:
        return str(self.files.get(name, {}).get("key", ""))


def read_manifest(folder: Path, hidden: Path | None = None) -> Manifest:
    """The manifest in `folder`, and in `hidden` that of what is private; an empty one where there is none or none that
    can be read.
    """
    told, secret = _read(folder / MANIFEST), _read(hidden) if hidden else {}
    try:
        files = {str(name): dict(row) for one in (told, secret) for name, row in one.get("files", {}).items()}
        chains = {str(n): Chain(**row) for one in (told, secret) for n, row in one.get("archives", {}).items()}
        return Manifest(
            files, dict(told.get("moved", {})), tuple(told.get("ended", ())), chains, int(told.get("mark", 0))
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def told_of(manifest: Manifest) -> tuple[bytes, bytes]:
    """Its text for everybody, and that of what is private; the second is empty where there is nothing."""
    parts: tuple[dict[str, Any], dict[str, Any]] = ({"files": {}, "archives": {}}, {"files": {}, "archives": {}})
    for name, row in sorted(manifest.files.items()):
        parts[name.startswith(HIDDEN)]["files"][name] = row
    for name, chain in sorted(manifest.archives.items()):
        parts[name.startswith(HIDDEN)]["archives"][name] = asdict(chain)
    public = parts[0] | {
        "moved": dict(sorted(manifest.moved.items())),
        "ended": sorted(manifest.ended),
        "mark": manifest.mark,
    }
    return _json(public), _json(parts[1]) if parts[1]["files"] else b""


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, ensure_ascii=False) + "\n").encode()
