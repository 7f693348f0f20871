"""Letters over SMTP on one kept connection (RFC 5321): the door to smtplib."""

from __future__ import annotations

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
        if self._kept is not None:
            try:
                return self._hand_over(self._kept, message, sender, recipient)
            except _Idle:
                self.close()  # servers drop connections that lay idle; nothing of this letter was sent
        return self._hand_over(self._open(), message, sender, recipient, fresh=True)

    def _hand_over(
        self, connection: smtplib.SMTP, message: bytes, sender: str, recipient: str, fresh: bool = False
    ) -> None:
        try:
            self._envelope(connection, message, sender, recipient, fresh)
            self._data(connection, message, recipient)
        except (Slowed, Unreachable, Unsure):
            self.close()
            raise
        except Refused:
            self._reset()
            raise

    def check(self) -> frozenset[str]:
        """Connect and log in, as the first letter would; returns the names of the server's extensions, in lower case.
        Raises Unreachable with what to look at."""
        self.close()
        return frozenset(self._open().esmtp_features)

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

    def _open(self) -> smtplib.SMTP:
        place = f"{self.host}:{self.port}"
        try:
            self._kept = connection = self._connect()
            if self.tls == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
            connection.ehlo_or_helo_if_needed()
            connection.command_encoding = "utf-8"
        except LOST as error:
            self.close()
            raise Unreachable(f"{place}: {_reason(error)}", place) from error
        return connection

    def _connect(self) -> smtplib.SMTP:
        if self.tls == "ssl":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _envelope(self, connection: smtplib.SMTP, message: bytes, sender: str, recipient: str, fresh: bool) -> None:
        options = ""
        if not (sender + recipient).isascii() or not _head(message).isascii():
            if not connection.has_extn("smtputf8"):
                raise Refused(f"{recipient} needs a server with SMTPUTF8 (RFC 6531)", recipient, permanent=True)
            options = " BODY=8BITMIME SMTPUTF8"
        try:
            code, said = connection.docmd("MAIL", f"FROM:<{sender}>{options}")
        except LOST as error:
            if not fresh:
                raise _Idle from error
            raise Unreachable(f"connection lost: {error}", recipient) from error
        if code == CLOSING and not fresh:
            raise _Idle
        _judge(code, said, 250, recipient)
        _step(lambda: connection.docmd("RCPT", f"TO:<{recipient}>"), 250, recipient)

    def _data(self, connection: smtplib.SMTP, message: bytes, recipient: str) -> None:
        """The letter and its end: only after the end may a server take it (RFC 5321, section 4.1.1.4). Where sending
        breaks off, the end was not sent."""
        _step(lambda: connection.docmd("DATA"), 354, recipient)
        try:
            connection.send(_dotted(message))
        except LOST as error:
            raise Unreachable(f"connection lost: {error}", recipient) from error
        try:
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


class _Idle(Exception):
    """A connection kept from an earlier letter is no more, and nothing of this one was sent."""


def _reason(error: OSError) -> str:
    """Why there is no connection that letters can go over, and which setting to look at."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its certificate cannot be trusted: {error.verify_message}; have it renewed, or name the right [mail] host"
        )
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"refuses the login: {_said(error.smtp_error)}; check [mail] user and password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"does not offer what is asked for: {error}; check [mail] port, tls and user"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"answers {error.smtp_code} {_said(error.smtp_error)}"
    return f"no connection: {error}; check [mail] host, port and tls"


def _said(text: bytes | str) -> str:
    return text if isinstance(text, str) else text.decode("utf-8", "replace")


def _dotted(message: bytes) -> bytes:
    """The letter as it stands on the wire, with its end (RFC 5321, section 4.5.2)."""
    dotted = message.replace(b"\n.", b"\n..")
    return b"".join(
        (b"." if dotted[:1] == b"." else b"", dotted, b"" if dotted.endswith(b"\r\n") else b"\r\n", b".\r\n")
    )


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
    answer = f"{code} {_said(said)}"
    if code == CLOSING:
        raise Slowed(answer, recipient)
    raise Refused(answer, recipient, permanent=code >= 500)
