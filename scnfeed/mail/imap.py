"""A mailbox on an IMAP server (RFC 9051): the mails that nobody has seen, each marked as seen after it was taken in.
The door to imaplib.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from scnfeed.errors import MailError

LARGEST = 400_000
"""Octets of a mail that are fetched: a bounce that quotes a whole letter has fewer."""
HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a password may go without TLS: this very machine."""


def unseen(address: str, password: str, timeout: float = 30) -> Iterator[bytes]:
    """Every unseen mail of the mailbox at `address`, such as ``imaps://user@mail.example.org/INBOX``.

    A mail counts as seen once the next one is asked for: who breaks off before gets it again. ``imap:`` demands
    STARTTLS unless the server is this machine; certificates are checked. Raises MailError with what to look at.
    """
    parts = urlsplit(address)
    with _told(parts), _opened(parts, timeout) as server:
        _log_in(server, unquote(parts.username or ""), password)
        folder = unquote(parts.path[1:]) or "INBOX"
        if server.select(f'"{folder}"')[0] != "OK":
            raise imaplib.IMAP4.error(f"has no folder {folder}")
        numbers: bytes = _answer(server.uid("SEARCH", "UNSEEN"))[0] or b""  # servers that found nothing may say nothing
        for number in numbers.decode("ascii").split():
            [found, *_] = _answer(server.uid("FETCH", number, f"(BODY.PEEK[]<0.{LARGEST}>)"))
            if isinstance(found, tuple):  # else it was deleted meanwhile
                yield found[1]
                _answer(server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))


def check(address: str, password: str, timeout: float = 30) -> None:
    """Connect and log in, as reading would; raises MailError with what to look at."""
    parts = urlsplit(address)
    with _told(parts), _opened(parts, timeout) as server:
        _log_in(server, unquote(parts.username or ""), password)


@contextmanager
def _opened(parts: SplitResult, timeout: float) -> Iterator[imaplib.IMAP4]:
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "imaps":
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=timeout)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout)
    try:
        if parts.scheme == "imap" and (host not in HERE or "STARTTLS" in server.capabilities):
            server.starttls(context)
        yield server
    except BaseException:
        with suppress(OSError):  # a handshake that failed has closed it
            server.shutdown()
        raise
    with suppress(imaplib.IMAP4.error, OSError):
        server.logout()


def _log_in(server: imaplib.IMAP4, user: str, password: str) -> None:
    """In UTF-8 where the server takes it so; LOGIN knows ASCII only."""
    if "AUTH=PLAIN" in server.capabilities:
        server.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        server.login(user, password)


def _answer(said: tuple[str, list[Any]]) -> list[Any]:
    kind, data = said
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data[0]))
    return data


@contextmanager
def _told(parts: SplitResult) -> Iterator[None]:
    place = f"{parts.hostname}:{parts.port or (993 if parts.scheme == 'imaps' else 143)}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise MailError(f"{place}: its certificate cannot be trusted: {error.verify_message}", place) from error
    except (imaplib.IMAP4.error, OSError, UnicodeError) as error:
        said = error.args[0] if error.args and isinstance(error.args[0], bytes) else str(error)
        shown = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        raise MailError(f"{place}: {shown}; check [mail] bounce_box and bounce_password_file", place) from error
