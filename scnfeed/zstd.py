"""Bytes made small and whole again: the door to zstandard."""

from __future__ import annotations

from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError

__all__ = ["Packer", "ZstdError"]
_LEVEL = 2
"""On news pages a quarter of the time of level 6, and 5 % more bytes."""


class Packer:
    """Makes bodies small, each a zstd frame (RFC 8878) with a checksum, as a file of its own could hold it; not for two
    threads at once.

    >>> packer = Packer()
    >>> packer.whole(packer.small(b"news")) == b"news"
    True
    """

    __slots__ = ("_compressor", "_decompressor")

    def __init__(self) -> None:
        self._compressor = ZstdCompressor(level=_LEVEL, write_checksum=True)
        self._decompressor = ZstdDecompressor()

    def small(self, body: bytes) -> bytes:
        return self._compressor.compress(body)

    def whole(self, frame: bytes) -> bytes:
        """What `small` was given. Raises ZstdError where the frame is damaged."""
        return self._decompressor.decompress(frame)
