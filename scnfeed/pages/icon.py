"""A picture for who has no logo: three arcs on the brand's colour, as a PNG (W3C, PNG third edition)."""

from __future__ import annotations

import struct
import zlib

SIDE = 128
"""Pixels; RSS allows a picture at most 144 of them across."""
RINGS = ((0, 18), (38, 56), (76, 94))
"""Inner and outer radius of each arc, from the lower left corner."""
CORNER = 16


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _lit(x: int, y: int) -> bool:
    across, up = x - CORNER, SIDE - CORNER - y
    distance = across * across + up * up
    return across >= 0 and up >= 0 and any(inner**2 <= distance <= outer**2 for inner, outer in RINGS)


def icon(colour: str) -> bytes:
    """The picture in ``#rrggbb``; ValueError for what is no such colour.

    >>> icon("#0b5c6b")[1:4]
    b'PNG'
    """
    ground = bytes.fromhex(colour.removeprefix("#"))
    if len(ground) != 3:
        raise ValueError(f"{colour!r} is no colour such as #0b5c6b")
    rows = (b"\0" + bytes(_lit(x, y) for x in range(SIDE)) for y in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 3, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", ground + b"\xff\xff\xff"),
            _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )
