"""E-mail addresses as SMTP takes them (RFC 5321, RFC 6531)."""

from __future__ import annotations

import re
import unicodedata
from email.utils import parseaddr
from functools import lru_cache

from scnfeed.errors import MailError
from scnfeed.sites.addresses import ascii_name

_ATOM = r"[^\s\x00-\x20\x7f<>()\[\]\\,;:\".@]+"
_LOCAL = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")


def postable(address: str, subject: str = "") -> str:
    """`address` with its domain in ASCII (IDNA 2008; what was typed is never mapped to another domain). Its local part
    stays as it is; one outside ASCII needs a server with SMTPUTF8. Raises MailError for what is no address.

    >>> postable("ines@bücher.example"), postable("ines@faß.example")
    ('ines@xn--bcher-kva.example', 'ines@xn--fa-hia.example')
    """
    local, at, domain = address.rpartition("@")
    host = ascii_domain(domain)
    if not (at and host and _LOCAL.fullmatch(local) and len(local.encode()) <= 64) or _invisible(local):
        raise MailError(f"{address!r} is no e-mail address; correct it with: scnfeed people add", subject or address)
    return f"{local}@{host}"


def needs_utf8(address: str) -> bool:
    """Whether only a server with SMTPUTF8 (RFC 6531) can take mail for `address`.

    >>> needs_utf8("قارئ@example.org"), needs_utf8("ines@bücher.example")
    (True, False)
    """
    return not address.rpartition("@")[0].isascii()


def split(mailbox: str) -> tuple[str, str]:
    """``Name <a@b>`` as its name and its postable address; raises MailError."""
    display, address = parseaddr(mailbox)
    return display, postable(address, mailbox)


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """`domain` as it stands in the DNS, in lower case; empty when there can be none.

    >>> ascii_domain("Bücher.Example")
    'xn--bcher-kva.example'
    """
    host = ascii_name(domain)
    return host if _HOST.fullmatch(host) else ""


def _invisible(text: str) -> bool:
    """Control and direction characters, by which an address would look like another."""
    return not text.isascii() and any(unicodedata.category(sign)[0] in "CZ" for sign in text)
