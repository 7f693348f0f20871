"""Bytes -> files: written whole, untouched when unchanged. The only room that writes what subscribers read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scnfeed.errors import PublishError


@dataclass(frozen=True, slots=True)
class Published:
    """Paths below the folder: what was written now, what already stood there byte for byte."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]


def publish_files(folder: Path, files: Mapping[str, bytes]) -> Published:
    """Write each of `files` (path below `folder` -> bytes) if its content differs.

    A file is written beside its place, flushed to disk and renamed over it (POSIX rename is atomic), so a reader gets
    the old one or the new one, never a part. An unchanged file keeps its bytes and its time of change. Raises
    PublishError; files that were published before still stand then.
    """
    written, unchanged = [], []
    for name, content in files.items():
        target = _target(folder, name)
        try:
            if target.is_file() and target.read_bytes() == content:
                unchanged.append(name)
                continue
            _write(target, content)
        except OSError as error:
            raise PublishError(
                f"{target}: cannot be written: {error.strerror or error}; what was published before still stands",
                str(target),
            ) from error
        written.append(name)
    return Published(tuple(written), tuple(unchanged))


def _target(folder: Path, name: str) -> Path:
    target = folder / name
    if not name or name.startswith("/") or ".." in Path(name).parts:
        raise PublishError(f"{name!r} is no path below the published folder", name)
    return target


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
