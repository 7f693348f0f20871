"""The published tree as a whole: each file, its compressed twins beside it, and the manifest, written last.

The manifest says what stands in the folder and what every file was made of, so that the next publish makes anew only
what an article or a setting changed, and a copy to an object store can tell what to upload. Files that are no longer
published are taken away; after the manifest nobody needs to look into the folder to know what is there.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import brotli

from scnfeed.errors import PublishError
from scnfeed.publish.files import Published, target_of, write
from scnfeed.publish.manifest import HIDDEN, MANIFEST, Chain, Manifest, read_manifest, told_of

TEXTS = frozenset((".rss", ".atom", ".json", ".ics", ".opml", ".html", ".css", ".svg", ".txt"))
"""Suffixes worth compressing."""
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": lambda body: gzip.compress(body, 6, mtime=0),
    ".br": lambda body: brotli.compress(body, quality=5, mode=brotli.MODE_TEXT),
}
"""Suffix of a compressed twin -> how it is made; the same bytes each time, so without an hour inside."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of the tree: `key` names all it is made of, `make` makes it. An empty key: made anew each time."""

    make: Callable[[], bytes]
    key: str = ""
    sound: Callable[[], bool] = lambda: True
    """Asked after `make`: whether the key may be remembered. What left something out is made, and told, each time."""


def _twins(target: Path) -> list[Path]:
    if target.suffix not in TEXTS or target.name == MANIFEST or target.name.startswith("."):
        return []
    return [target.with_name(target.name + suffix) for suffix in PACKERS]


def fresh(twin: Path, target: Path) -> bool:
    """Whether `twin` stands there and was made after its file: one left by a crash is older."""
    try:
        return twin.stat().st_mtime_ns >= target.stat().st_mtime_ns
    except OSError:
        return False


def _put(target: Path, content: bytes) -> bool:
    """Whether the file or one of its twins was written. Old twins go at once: none may outlive its file."""
    same = target.is_file() and target.read_bytes() == content
    if same and all(fresh(twin, target) for twin in _twins(target)):
        return False
    if not same:
        write(target, content)
        for twin in _twins(target):
            twin.unlink(missing_ok=True)
    for twin in _twins(target):
        write(twin, PACKERS[twin.suffix](content))
    return True


def _remove(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        target = target_of(folder, name)
        for path in (*_twins(target), target):
            path.unlink(missing_ok=True)
        with suppress(OSError):  # something else stands in it
            for parent in target.relative_to(folder).parents[:-1]:
                (folder / parent).rmdir()


def _hidden(folder: Path, archives: Iterable[Chain]) -> Iterator[str]:
    """What is private and stands there, the pages of these archives apart."""
    kept = tuple(f"{chain.head.rpartition('/')[0]}/" for chain in archives if chain.head)
    for path in (folder / HIDDEN).rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix not in PACKERS and not name.startswith(kept):
            yield name


def _whole(folder: Path, name: str, row: Mapping[str, str | int] | None) -> bool:
    """Whether the file stands there in the size the manifest knows, its twins beside it."""
    target = target_of(folder, name)
    try:
        return (
            bool(row)
            and target.stat().st_size == (row or {})["size"]
            and all(fresh(twin, target) for twin in _twins(target))
        )
    except (OSError, KeyError):
        return False


def publish_tree(
    folder: Path, files: Mapping[str, Made], after: Manifest | None = None, *, hidden: Path | None = None
) -> Published:
    """Make and write what changed, take away what is published no more, then write the manifest: `after`, and what
    stands there. What is private is told in `hidden` instead, outside of the folder.

    A file whose key is that of the manifest is not even made. Raises PublishError when something cannot be written:
    every file that was published before still stands whole then, and the manifest tells of the last whole tree.
    """
    before, after = read_manifest(folder, hidden), after or Manifest()
    written: list[str] = []
    unchanged: list[str] = []
    rows: dict[str, Mapping[str, str | int]] = {}
    for name, made in files.items():
        target, row = target_of(folder, name), before.files.get(name)
        if made.key and before.made_of(name) == made.key and _whole(folder, name, row):
            rows[name] = row or {}
            unchanged.append(name)
            continue
        content = made.make()
        key = made.key if made.sound() else ""
        rows[name] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "key": key}
        with told(target):
            (written if _put(target, content) else unchanged).append(name)
    with told(folder):
        gone = sorted((before.files.keys() | set(_hidden(folder, after.archives.values()))) - files.keys())
        _remove(folder, gone)
        _write_manifest(folder, replace(after, files=rows), hidden)
    return Published(tuple(written), tuple(unchanged), tuple(gone))


def write_pages(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Pages of archives, each written once: what stands there already stays."""
    for name, content in pages.items():
        target = target_of(folder, name)
        with told(target):
            if not target.is_file() or not all(fresh(twin, target) for twin in _twins(target)):
                _put(target, content)


def keep_pages(folder: Path, archive: str, kept: Collection[str]) -> None:
    """Take away the pages in this folder of archives but those to be `kept`."""
    for path in sorted(target_of(folder, archive).glob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name.removesuffix(path.suffix if path.suffix in PACKERS else "") not in kept:
            path.unlink(missing_ok=True)
    with suppress(OSError):
        target_of(folder, archive).rmdir()


def _write_manifest(folder: Path, manifest: Manifest, hidden: Path | None) -> None:
    public, private = told_of(manifest)
    if hidden and (private or hidden.exists()):
        _put(hidden, private)
        hidden.chmod(0o600)
    _put(folder / MANIFEST, public)


class told:  # noqa: N801  reads as a sentence: with told(target)
    """What the system refuses becomes a sentence that names the file."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, OSError):
            raise PublishError(
                f"{self._target}: cannot be written: {error.strerror or error}; what was published before still stands",
                str(self._target),
            ) from error
