"""Bytes -> files: written whole, untouched when unchanged. The only room that writes what subscribers read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scnfeed.publish.files import Published, target_of, write
from scnfeed.publish.manifest import Chain, Manifest, read_manifest
from scnfeed.publish.tree import Made, keep_pages, publish_tree, told, write_pages

__all__ = [
    "Chain",
    "Made",
    "Manifest",
    "Published",
    "keep_pages",
    "publish_files",
    "publish_tree",
    "read_manifest",
    "write_pages",
]


def publish_files(folder: Path, files: Mapping[str, bytes]) -> Published:
    """Write each of `files` (path below `folder` -> bytes) if its content differs.

    An unchanged file keeps its bytes and its time of change. Raises PublishError; files that were published before
    still stand then.
    """
    written, unchanged = [], []
    for name, content in files.items():
        target = target_of(folder, name)
        with told(target):
            if target.is_file() and target.read_bytes() == content:
                unchanged.append(name)
                continue
            write(target, content)
        written.append(name)
    return Published(tuple(written), tuple(unchanged))
