"""Header fields and two bodies -> the bytes of a message (RFC 5322, MIME), the same bytes for the same content.

The standard library's own message class picks a random boundary, encodes long lists of addresses until no reader knows
them, and raises on a line break in a title; a letter needs few enough fields to be written plainly.
"""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_qp
from email.header import Header
from email.utils import parseaddr, quote

from scnfeed.errors import MailError

LINE = 76
"""Octets in a line of an encoded body (RFC 2045, section 6.7) and of an encoded word's line (RFC 2047, section 2)."""


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
    return ",\r\n ".join(f"<{address}>" for address in addresses if address)


def postable(address: str, subject: str = "") -> str:
    """`address` as SMTP takes it: its domain in ASCII (IDNA). Its local part stays as it is; outside ASCII it needs a
    server with SMTPUTF8 (RFC 6531). Raises MailError for what is no address.

    >>> postable("ines@bücher.example")
    'ines@xn--bcher-kva.example'
    """
    local, at, domain = address.rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except ValueError:
        host = ""
    if not at or not re.fullmatch(r"[^\s\x00-\x20\x7f<>()\[\]\\,;:\"@]{1,64}", local) or not _host(host):
        raise MailError(f"{address!r} is no e-mail address; correct it with: scnfeed people add", subject or address)
    return f"{local}@{host}"


def split(mailbox: str) -> tuple[str, str]:
    """``Name <a@b>`` as its name and its postable address; raises MailError."""
    display, address = parseaddr(mailbox)
    return display, postable(address, mailbox)


def build(fields: list[tuple[str, str]], text: str, html: str, boundary: str) -> bytes:
    """The whole message: `fields` as they stand, then `text` and `html` as alternatives, the richer one last
    (RFC 2046, section 5.1.4). `boundary` must not be chosen by chance, or a letter built again has other bytes."""
    head = [*fields, ("MIME-Version", "1.0"), ("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"')]
    parts = "".join(f"--{boundary}\r\n{_part(kind, body)}" for kind, body in (("plain", text), ("html", html)))
    lines = "".join(f"{name}: {value}\r\n" for name, value in head)
    return f"{lines}\r\n{parts}--{boundary}--\r\n".encode()


def _part(kind: str, body: str) -> str:
    """One body in the shorter of the two encodings that every relay leaves alone."""
    octets = body.replace("\n", "\r\n").encode()
    quoted, based = b2a_qp(octets), encodebytes(octets).replace(b"\n", b"\r\n")
    name, encoded = ("quoted-printable", quoted) if len(quoted) <= len(based) else ("base64", based)
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {name}\r\n\r\n"
    return f"{head}{encoded.decode()}\r\n"


_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _host(host: str) -> bool:
    return len(host) <= 253 and bool(re.fullmatch(rf"{_LABEL}(\.{_LABEL})*", host))
