"""Bytes to text: which encoding a page really is in, and what was lost.

Order of trust (HTML Standard, 13.2.3.1, with one change): byte order mark; UTF-8 when the bytes are valid UTF-8 and
not plain ASCII; the HTTP header; the page's own ``meta``; windows-1252. The change, UTF-8 first, is for servers that
send a wrong header: text in another encoding is almost never valid UTF-8 by chance.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,30})""", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""What no text may hold, and what some decoders let pass."""
_SPECIAL = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_OCTETS = {ord(sign): chr(code) for code, sign in _SPECIAL.items() if sign}
_TWICE = re.compile(f"[\xc2-\xf4][\x80-\xbf{''.join(_SPECIAL.values())}]+(?:[\x80-\xff{''.join(_SPECIAL.values())}])*")
"""What UTF-8 looks like when each of its octets is taken for a character."""
_MARKED = ("Ã", "Ø§", "Ð¾", "à¦", "à¤", "â€")
_MANY = 8
"""Characters that are more than a slip of the pen, or a page that speaks of such slips."""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    doubts: tuple[str, ...] = ()


def decode(body: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """`body` as text; a doubt where bytes fit no encoding that the page or its server names.

    >>> decode("عمدة".encode()).encoding
    'utf-8'
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], encoding)
    try:
        return Decoded(body.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    for name in _named(body, headers or {}):
        try:
            return Decoded(_SURROGATE.sub("", body.decode(name)), name)
        except (UnicodeDecodeError, LookupError):
            continue
    cut = body.decode("utf-8", "replace")
    if cut.count("\ufffd") * 50 < len(cut):
        return _lenient(body, "utf-8")
    return Decoded(body.decode("cp1252", "replace"), "cp1252", ("no encoding is named and the bytes are not UTF-8",))


def once(text: str) -> str:
    """`text` as it was before somebody took its UTF-8 for windows-1252 and encoded it a second time; itself where that
    did not happen.

    >>> once("Le maire a Ã©tÃ© rÃ©Ã©lu Ã\xa0 Ã‰vry â€” lâ€™Ã©tÃ© est fini")
    'Le maire a été réélu à Évry — l’été est fini'
    """
    if text.isascii() or not any(mark in text for mark in _MARKED):
        return text
    mended = _TWICE.sub(_decoded_again, text)
    return mended if len(text) - len(mended) >= _MANY else text


def _decoded_again(run: re.Match[str]) -> str:
    try:
        return run[0].translate(_OCTETS).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return run[0]


def _named(body: bytes, headers: Mapping[str, str]) -> list[str]:
    sent = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    found = [match[1] for match in (_HEADER.search(sent),) if match]
    found += [match[1].decode("ascii") for match in (_META.search(body[:4096]),) if match]
    return [name for name in found if name.lower().replace("-", "") != "utf8"]


def _lenient(body: bytes, encoding: str) -> Decoded:
    text = body.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return Decoded(text, encoding, (f"{lost} characters could not be decoded as {encoding}",) if lost else ())
