"""Letters over SMTP on one kept connection (RFC 5321): the door to smtplib."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from scnfeed.mail.transport import Refused, Slowed, Unreachable, Unsure

LOST = OSError
"""A broken connection; smtplib's own errors are of this kind too."""
CLOSING = 421
"""The server ends the connection, whatever was asked (RFC 5321, section 3.8)."""


class SmtpTransport:
    """Delivers over one connection, opened when first needed and again after it was lost; `close` it at the end.

    `tls` is ``starttls`` (demanded, never skipped), ``ssl`` or ``none``; certificates are checked. Once the end of a
    letter was sent and no answer came, `deliver` raises Unsure; in all other trouble the letter was certainly not
    taken, and it raises Refused. A letter is never sent twice by one call.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str = "",
        password: str = "",
        tls: Literal["starttls", "ssl", "none"] = "starttls",
        timeout: float = 30,
    ) -> None:
        self.host, self.port, self.user, self.password = host, port, user, password
        self.tls, self.timeout = tls, timeout
        self._kept: smtplib.SMTP | None = None

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        connection = self._ready(sender, recipient)
        try:
            self._envelope(connection, message, sender, recipient)
            self._data(connection, message, recipient)
        except (Slowed, Unsure):
            self.close()
            raise
        except Refused:
            self._reset()
            raise

    def check(self) -> None:
        """Connect and log in, as the first letter would; raises Unreachable with what to look at."""
        self._ready("", "")

    def close(self) -> None:
        """Ends the connection; the next letter opens a new one."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()

    def __enter__(self) -> SmtpTransport:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._quit()
        self.close()

    def _ready(self, sender: str, recipient: str) -> smtplib.SMTP:
        """A connection that answers: servers drop idle ones, and that is no trouble of this letter."""
        try:
            if self._kept is not None and self._kept.noop()[0] == 250:
                return self._kept
        except LOST:
            pass
        self.close()
        return self._open()

    def _open(self) -> smtplib.SMTP:
        place = f"{self.host}:{self.port}"
        try:
            self._kept = connection = self._connect()
            if self.tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
            connection.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise Unreachable(f"{place} refuses the login: check [mail] user and password", place) from error
        except LOST as error:
            self.close()
            raise Unreachable(f"no connection to {place}: {error}; check [mail] host, port and tls", place) from error
        return connection

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _envelope(self, connection: smtplib.SMTP, message: bytes, sender: str, recipient: str) -> None:
        options = []
        if not (sender + recipient).isascii() or not _head(message).isascii():
            if not connection.has_extn("smtputf8"):
                raise Refused(f"{recipient} needs a server with SMTPUTF8 (RFC 6531)", recipient, permanent=True)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        _step(lambda: connection.mail(sender, options), 250, recipient)
        _step(lambda: connection.rcpt(recipient), 250, recipient)

    def _data(self, connection: smtplib.SMTP, message: bytes, recipient: str) -> None:
        """The letter, then its end: only after the end may a server take it (RFC 5321, section 4.1.1.4)."""
        _step(lambda: connection.docmd("DATA"), 354, recipient)
        try:
            connection.send(re.sub(rb"(?m)^\.", b"..", message))
        except LOST as error:
            raise Unreachable(f"connection lost: {error}", recipient) from error
        try:
            connection.send(b".\r\n")
            code, said = connection.getreply()
        except LOST as error:
            raise Unsure(f"no answer after the end of the letter: {error}", recipient) from error
        _judge(code, said, 250, recipient)

    def _reset(self) -> None:
        try:
            if self._kept is None or self._kept.rset()[0] != 250:
                self.close()
        except LOST:
            self.close()

    def _quit(self) -> None:
        try:
            if self._kept is not None:
                self._kept.quit()
        except LOST:
            pass


def _head(message: bytes) -> bytes:
    return message.partition(b"\r\n\r\n")[0]


def _step(command: Callable[[], tuple[int, bytes]], wanted: int, recipient: str) -> None:
    try:
        code, said = command()
    except LOST as error:
        raise Unreachable(f"connection lost: {error}", recipient) from error
    _judge(code, said, wanted, recipient)


def _judge(code: int, said: bytes, wanted: int, recipient: str) -> None:
    if code == wanted:
        return
    answer = f"{code} {said.decode('utf-8', 'replace')}"
    if code == CLOSING:
        raise Slowed(answer, recipient)
    raise Refused(answer, recipient, permanent=code >= 500)
