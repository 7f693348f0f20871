"""Header fields and two bodies -> the bytes of a message (RFC 5322, MIME), the same bytes for the same content.

The standard library's own message class picks a random boundary, encodes long lists of addresses until no reader knows
them, and raises on a line break in a title; a letter needs few enough fields to be written plainly.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import quote
from itertools import accumulate, groupby
from operator import itemgetter

LINE = 76
"""Octets in a line of an encoded body (RFC 2045, section 6.7) and of an encoded word's line (RFC 2047, section 2)."""
LONGEST = 900
"""Octets of an address in a field: a line that may not be folded must stay below 998 (RFC 5322, section 2.1.1)."""


def words(name: str, text: str) -> str:
    """`text` as the value of field `name`: folded, and in encoded words of at most 75 octets where it is not ASCII."""
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=LINE, header_name=name).encode(linesep="\r\n")


def mailbox(name: str, display: str, address: str) -> str:
    """One mailbox (RFC 5322, section 3.4): ``"Editors, all" <desk@example.org>``."""
    if not display:
        return address
    phrase = f'"{quote(display)}"' if display.isascii() else words(name, display)
    return f"{phrase}\r\n <{address}>" if len(phrase) + len(address) > LINE - len(name) - 5 else f"{phrase} <{address}>"


def uris(*addresses: str) -> str:
    """A list of addresses, folded between them only (RFC 2369): folded inside, or encoded, no reader knows them."""
    return ",\r\n ".join(f"<{address}>" for address in addresses if 0 < len(address) <= LONGEST)


@dataclass(frozen=True, slots=True)
class Message:
    """A message in two: its header lines, and its body in pieces of whole lines. Of letters that one `Mould` made, the
    long pieces are the very same objects, so that what was worked out for one (a hash, say) is good for the others."""

    head: bytes
    body: tuple[bytes, ...]

    def __bytes__(self) -> bytes:
        return b"\r\n".join((self.head, b"".join(self.body)))


def lines(fields: Iterable[tuple[str, str]]) -> bytes:
    """Header lines, in UTF-8 (RFC 6532), which is ASCII but for an address that needs it."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields if value).encode()


class Mould:
    """`text` and `html` as alternatives, the richer one last (RFC 2046, section 5.1.4), encoded once for all readers.

    Where `stand_in` stands, each reader has a word of their own, of the same length, in letters, digits, ``-`` and
    ``_``: only the lines around it are encoded again. `boundary` must not be chosen by chance, or a letter built again
    has other bytes.
    """

    def __init__(self, text: str, html: str, boundary: str, stand_in: str = "") -> None:
        self.content_type = f'multipart/alternative;\r\n boundary="{boundary}"'
        self._stand_in = stand_in.encode()
        self._pieces: list[bytes | _Open] = []
        for kind, body in (("plain", text), ("html", html)):
            self._pieces.append(f"--{boundary}\r\n".encode())
            self._pieces += _part(kind, body, self._stand_in)
            self._pieces.append(b"\r\n")
        self._pieces.append(f"--{boundary}--\r\n".encode())

    def body(self, word: str = "") -> tuple[bytes, ...]:
        """The body with `word` in place of the stand-in."""
        own = word.encode()
        return tuple(
            piece if isinstance(piece, bytes) else piece.encode(piece.octets.replace(self._stand_in, own))
            for piece in self._pieces
        )


@dataclass(frozen=True, slots=True)
class _Open:
    """Octets that differ from reader to reader, and how they are encoded."""

    octets: bytes
    encode: Callable[[bytes], bytes]


def _part(kind: str, body: str, stand_in: bytes) -> Iterator[bytes | _Open]:
    """One body in the shorter of the two encodings that every relay leaves alone."""
    octets = body.rstrip("\n").replace("\n", "\r\n").encode() + b"\r\n"
    quoted = len(b2a_qp(octets)) <= len(octets) * 78 // 57
    name, encode = ("quoted-printable", b2a_qp) if quoted else ("base64", _base64)
    units = octets.splitlines(keepends=True) if quoted else [octets[n : n + 57] for n in range(0, len(octets), 57)]
    yield f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n\r\n".encode()
    for opened, run in groupby(_opened(units, stand_in), key=itemgetter(0)):
        joined = b"".join(unit for _, unit in run)
        yield _Open(joined, encode) if opened else encode(joined)


def _base64(octets: bytes) -> bytes:
    return encodebytes(octets).replace(b"\n", b"\r\n")


def _opened(units: list[bytes], stand_in: bytes) -> Iterator[tuple[bool, bytes]]:
    """Each unit (a line, or what becomes a line), and whether a stand-in reaches into it."""
    octets, at, ends = b"".join(units), 0, list(accumulate(map(len, units)))
    touched: set[int] = set()
    while stand_in and (at := octets.find(stand_in, at)) >= 0:
        touched.update(range(bisect_right(ends, at), bisect_left(ends, at + len(stand_in)) + 1))
        at += len(stand_in)
    yield from ((number in touched, unit) for number, unit in enumerate(units))
