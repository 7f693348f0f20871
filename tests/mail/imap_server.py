"""``python -m tests.mail.imap_server STATE [CERT KEY [starttls]]``: Twisted's IMAP server on loopback over a
folder of mails.

STATE holds ``*.eml``; a mail that a client marks as seen gets a file ``<name>.seen`` beside it. The one user is
``desk`` with the password ``quay wäll``. Prints its port. A process of its own:
a reactor cannot be started twice.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from twisted.cred import checkers, portal
from twisted.internet import protocol, reactor, ssl
from twisted.mail import imap4
from zope.interface import implementer  # type: ignore[import-untyped]

wild: Any = imap4  # its classes have no types

HERE = "127.0.0.1"
USER, PASSWORD = b"desk", "quay wäll".encode()


@implementer(imap4.IMessage)
class Mail:
    def __init__(self, number: int, file: Path) -> None:
        self.number, self.file = number, file
        self.seen = file.with_suffix(".seen")

    def getUID(self) -> int:
        return self.number

    def getFlags(self) -> list[str]:
        return ["\\Seen"] if self.seen.exists() else []

    def getInternalDate(self) -> str:
        return "Mon, 02 Mar 2026 07:00:00 +0000"

    def getHeaders(self, negate: bool, *names: bytes) -> dict[str, str]:
        return {}

    def getBodyFile(self) -> BytesIO:
        return BytesIO(self.file.read_bytes())

    def getSize(self) -> int:
        return self.file.stat().st_size

    def isMultipart(self) -> bool:
        return False


@implementer(imap4.IMessageFile)
class Whole(Mail):
    def open(self) -> BytesIO:
        return self.getBodyFile()


@implementer(imap4.IMailbox)
class Box:
    def __init__(self, folder: Path) -> None:
        self.mails = [Whole(n + 10, file) for n, file in enumerate(sorted(folder.glob("*.eml")))]

    def getFlags(self) -> list[str]:
        return ["\\Seen"]

    def getHierarchicalDelimiter(self) -> str:
        return "/"

    def getUIDValidity(self) -> int:
        return 7

    def getUIDNext(self) -> int:
        return 10 + len(self.mails)

    def getUID(self, message: int) -> int:
        return self.mails[message - 1].number

    def getMessageCount(self) -> int:
        return len(self.mails)

    def getRecentCount(self) -> int:
        return 0

    def getUnseenCount(self) -> int:
        return sum(not mail.seen.exists() for mail in self.mails)

    def isWriteable(self) -> bool:
        return True

    def addListener(self, listener: Any) -> None:
        pass

    def removeListener(self, listener: Any) -> None:
        pass

    def fetch(self, messages: Any, uid: bool) -> Any:
        messages.last = self.getUIDNext() - 1 if uid else len(self.mails)
        numbered = enumerate(self.mails, 1)
        return [(place, mail) for place, mail in numbered if (mail.number if uid else place) in messages]

    def store(self, messages: Any, flags: Any, mode: int, uid: bool) -> dict[int, list[str]]:
        done = {}
        for place, mail in self.fetch(messages, uid):
            if mode == 1 and "\\Seen" in [flag.decode() if isinstance(flag, bytes) else flag for flag in flags]:
                mail.seen.touch()
            done[place] = mail.getFlags()
        return done


class Account(imap4.MemoryAccount):
    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)  # type: ignore[no-untyped-call]
        self.folder = folder

    def select(self, name: str, readwrite: int = 1) -> Box | None:
        return Box(self.folder) if name.upper() == "INBOX" else None


@implementer(portal.IRealm)
class Realm:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def requestAvatar(self, avatar: bytes, mind: object, *interfaces: Any) -> Any:
        return imap4.IAccount, Account(avatar.decode(), self.folder), lambda: None


class Factory(protocol.Factory):
    def __init__(self, folder: Path, starttls: Any = None) -> None:
        self.starttls = starttls
        known: Any = checkers.InMemoryUsernamePasswordDatabaseDontUse()
        realm: Any = Realm(folder)
        known.addUser(USER, PASSWORD)
        self.portal = portal.Portal(realm, [known])

    def buildProtocol(self, address: object) -> Any:
        server = wild.IMAP4Server(chal={b"PLAIN": imap4.PLAINCredentials}, contextFactory=self.starttls)
        server.portal, server.factory = self.portal, self
        return server


def main(folder: Path, pem: list[str]) -> None:
    listen: Any = reactor
    secure: Any = ssl
    context = secure.DefaultOpenSSLContextFactory(pem[1], pem[0]) if pem else None
    if len(pem) == 2:
        port = listen.listenSSL(0, Factory(folder), context, interface=HERE)
    else:
        port = listen.listenTCP(0, Factory(folder, context), interface=HERE)
    sys.stdout.write(f"{port.getHost().port}\n")
    sys.stdout.flush()
    listen.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
