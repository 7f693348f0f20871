"""Where letters are handed over: the protocol, its refusals, and a folder that keeps them."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol

from scnfeed.errors import MailError


class Refused(MailError):
    """The letter was not taken; it certainly did not arrive. `permanent`: asking again will not help."""

    def __init__(self, message: str, subject: str = "", *, permanent: bool) -> None:
        super().__init__(message, subject)
        self.permanent = permanent

    @property
    def status(self) -> str:
        """The enhanced status code that the server gave, such as ``5.7.26`` (RFC 3463); empty without one."""
        found = re.match(r"\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b", str(self))
        return found[1] if found else ""


class Slowed(Refused):
    """The server asks for fewer letters and closed the connection (421, RFC 5321 section 3.8): this domain waits."""

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message, subject, permanent=False)


class Unreachable(Refused):
    """Nobody there to take letters at all: the others can wait too."""

    def __init__(self, message: str, subject: str = "") -> None:
        super().__init__(message, subject, permanent=False)


class Unsure(MailError):
    """The connection was lost after the letter's last byte: it may have arrived or not, and a person decides."""


class Transport(Protocol):
    """Hands one letter to one recipient, as the bytes stand.

    Returns when it was taken. Raises Refused when it was not, Unsure when nobody can know.
    """

    def deliver(self, message: bytes, sender: str, recipient: str) -> None: ...


class FolderTransport:
    """Writes each letter as one ``.eml`` file into `folder`, whole or not at all; the same letter is the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: bytes, sender: str, recipient: str) -> None:
        """Raises Unreachable when the folder cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._write(self.folder / file_name(message, recipient), message)
        except OSError as error:
            raise Unreachable(f"cannot write into {self.folder}: {error.strerror}", str(self.folder)) from error

    def _write(self, path: Path, message: bytes) -> None:
        handle, part = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)  # noqa: PTH105 - part is a name of the system's making
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise


def file_name(message: bytes, recipient: str) -> str:
    """A name that says when it is from and who it is for, and is one file for one letter:
    ``2026-03-02-ines-example.org-1a2b3c4d5e6f7a8b.eml``, so that a folder lists letters in their order.
    """
    head = BytesHeaderParser().parsebytes(message)
    identity = head["Message-ID"] or hashlib.sha256(message).hexdigest()
    digits = hashlib.sha256(f"{identity}\0{recipient}".encode()).hexdigest()[:16]
    slug = re.sub(r"[^A-Za-z0-9.]+", "-", recipient).strip("-.")[:60]
    return "-".join(part for part in (_day(head["Date"]), slug, digits) if part) + ".eml"


def _day(date: str | None) -> str:
    try:
        return f"{parsedate_to_datetime(date or ''):%Y-%m-%d}"
    except ValueError:
        return ""
