"""send: the outbox's letters, each built, signed and handed over once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parseaddr
from functools import partial

from scnfeed.config import Config
from scnfeed.digest.letter import Sender, render_letter
from scnfeed.errors import ConfigError
from scnfeed.mail.sending import Sent
from scnfeed.mail.sending import send as hand_over
from scnfeed.mail.signing import sign
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.tokens import unsubscribe_token
from scnfeed.mail.transport import FolderTransport, Transport
from scnfeed.model import Issue, Subscriber
from scnfeed.store import Store


def transport_of(config: Config) -> Transport:
    """The transport that the settings name: a folder of ``.eml`` files, or SMTP."""
    mail = config.mail
    if mail.transport == "folder":
        return FolderTransport(config.path(mail.folder))
    return SmtpTransport(mail.host, mail.port, mail.user, mail.password, mail.tls)


def deliver(config: Config, store: Store, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Sent:
    """Send what waits by the transport that the settings name, and close its connection."""
    transport = transport_of(config)
    try:
        return send(store, transport, config, now=now)
    finally:
        if isinstance(transport, SmtpTransport):
            transport.close()


def send(
    store: Store,
    transport: Transport,
    config: Config | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sent:
    """Hand every waiting letter to `transport`; what a crash left in doubt is marked unsure and not sent again."""
    config = config or Config()
    owner = f"{socket.gethostname()}:{os.getpid()}"
    store.recover(now(), owner)
    return hand_over(
        store,
        transport,
        letter_builder(config),
        now,
        owner=owner,
        envelope=lambda person, issue: parseaddr(config.mail.sender)[1],
    )


def letter_builder(config: Config) -> Callable[[Issue, Subscriber], bytes]:
    """Issue and subscriber -> the signed message, as the settings say."""
    mail = config.mail
    key = b""
    if mail.dkim_key_file is not None:
        try:
            key = config.path(mail.dkim_key_file).read_bytes()
        except OSError as error:
            raise ConfigError(
                f"mail.dkim_key_file = {str(mail.dkim_key_file)!r}: cannot be read: {error.strerror}",
                "mail.dkim_key_file",
            ) from None
    return partial(_letter, config, key)


def _letter(config: Config, key: bytes, issue: Issue, person: Subscriber) -> bytes:
    mail = config.mail
    address = parseaddr(mail.sender)[1]
    domain = address.rpartition("@")[2]
    sender = Sender(
        address=mail.sender,
        reply_to=mail.reply_to,
        domain=domain,
        mailto=address,
        token=unsubscribe_token(mail.secret.encode() or domain.encode(), person.id),
    )
    message = render_letter(issue, person, sender=sender)
    if key and mail.dkim_selector:
        return sign(message, domain=domain, selector=mail.dkim_selector, private_key=key)
    return message
