"""Bodies of pages in files: those kept together in one file, each compressed by itself, one behind the other.

To make a file costs some file systems more than all else that keeping a page takes. A file is whole on disk before
anything names it, and is never written to again; what nothing names is left over from a crash.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from scnfeed.errors import StoreError
from scnfeed.store.engine import make_folder
from scnfeed.zstd import Packer

SURELY_LEFT = 3600.0
"""Seconds after which a file that nothing names belongs to nobody who is still at work."""


class Place(NamedTuple):
    """Where a body stands: a file of the folder, and which of its bytes."""

    file: str
    start: int
    size: int


def packed(bodies: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each body compressed, as a file of its own could hold it."""
    packer = Packer()
    return {name: packer.small(body) for name, body in bodies.items()}


def write(folder: Path, pieces: Mapping[str, bytes]) -> dict[str, Place]:
    """Put compressed bodies into a new file, which is on the disk when this returns; where each of them stands."""
    if not pieces:
        return {}
    make_folder(folder)
    path = folder / f"{uuid4().hex}.zst"
    places, start = {}, 0
    for name, piece in pieces.items():
        places[name] = Place(path.name, start, len(piece))
        start += len(piece)
    try:
        with path.open("xb") as file:
            file.writelines(pieces.values())
            file.flush()
            os.fsync(file.fileno())
        _sync(folder)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StoreError(f"Pages cannot be kept in {folder}: {error.strerror}.", str(folder)) from error
    return places


def piece(folder: Path, place: Place) -> bytes:
    """The compressed body that stands at `place`. Raises OSError, EOFError."""
    with (folder / place.file).open("rb") as file:
        file.seek(place.start)
        found = file.read(place.size)
    if len(found) < place.size:
        raise EOFError("its file is too short")
    return found


def read(folder: Path, place: Place) -> bytes:
    """The body that stands at `place`. Raises OSError, EOFError, ZstdError."""
    return Packer().whole(piece(folder, place))


def remove(folder: Path, file: str) -> None:
    (folder / file).unlink(missing_ok=True)


def wasteful(folder: Path, named: Mapping[str, int]) -> Iterator[str]:
    """The files that hold more than `named`, so many bytes of each; one that nothing names after an hour."""
    for path in folder.rglob("*.zst"):
        found, file = path.stat(), path.relative_to(folder).as_posix()
        if (file in named and found.st_size > named[file]) or (
            file not in named and time.time() - found.st_mtime > SURELY_LEFT
        ):
            yield file


def _sync(folder: Path) -> None:
    """Make sure that the folder itself names its new file after a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
