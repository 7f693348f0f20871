"""One file, written whole: beside its place, flushed to disk, renamed over it (POSIX rename is atomic)."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scnfeed.errors import PublishError


@dataclass(frozen=True, slots=True)
class Published:
    """Paths below the folder: written now, already there byte for byte, taken away as published no more."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...] = ()


def target_of(folder: Path, name: str) -> Path:
    """Where `name` stands; PublishError for a name that leads out of `folder`."""
    target = folder / name
    if not name or name.startswith("/") or ".." in Path(name).parts:
        raise PublishError(f"{name!r} is no path below the published folder", name)
    return target


def write(target: Path, content: bytes) -> None:
    """Put `content` in the place of `target`, so that a reader gets the old file or the new one, never a part."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
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
