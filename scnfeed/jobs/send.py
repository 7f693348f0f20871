"""send: the outbox's letters, each built, signed and handed over once."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import get_ident

from scnfeed.config import Config
from scnfeed.digest.rhythm import awake
from scnfeed.errors import MailError
from scnfeed.jobs.approval import check_waiting
from scnfeed.jobs.bounces import returned
from scnfeed.jobs.letters import letterbox
from scnfeed.jobs.vouch import vouch
from scnfeed.mail.rules import Rules
from scnfeed.mail.sending import Sent
from scnfeed.mail.sending import send as hand_over
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.transport import FolderTransport, Transport
from scnfeed.store import Store


def transport_of(config: Config) -> Transport:
    """The transport that the settings name: a folder of ``.eml`` files, or SMTP."""
    mail = config.mail
    if mail.transport == "folder":
        return FolderTransport(config.path(mail.folder))
    return SmtpTransport(mail.host, mail.port, mail.user, mail.password, mail.tls)


def deliver(config: Config, store: Store, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Sent:
    """Send what waits by the transports that the settings name, several at once, and close their connections.

    Raises MailError when this store may not send from here, and when sending is or was paused: nobody is suppressed for
    what is our own fault, and everything waits for a person.
    """
    store.release_due(now())
    if not store.waits(now()):
        return Sent()
    vouch(store, config)
    held = check_waiting(config, store, now())
    transports = [transport_of(config) for _ in range(config.mail.senders)]
    try:
        with ThreadPoolExecutor(len(transports)) as pool:
            runs = list(pool.map(lambda transport: send(store, transport, config, now=now), transports))
    finally:
        for transport in transports:
            if isinstance(transport, SmtpTransport):
                transport.close()
    sent = sum(runs, Sent())
    if sent.paused:
        raise MailError(
            f"sending is paused after {sent.sent} letters: the server says: {sent.paused}; mend that (`scnfeed doctor` "
            "looks at the login), then `scnfeed letters go`",
            "mail",
        )
    if held:
        raise MailError("\n".join(held), "mail")
    if sent.late:
        raise MailError(
            f"{sent.late} issues are late and wait for a word: `scnfeed letters list`, then approve or stop", "mail"
        )
    return sent


def send(
    store: Store,
    transport: Transport,
    config: Config | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sent:
    """Hand every waiting letter to `transport`; what a crash left in doubt is marked unsure and not sent again, unless
    the settings say so. Without settings an issue goes however old it is: who calls this has chosen it.
    """
    rules = Rules(late=None) if config is None else rules_of(config)
    config = config or Config()
    box = letterbox(config)
    return hand_over(
        store,
        transport,
        box.message,
        now,
        owner=f"{socket.gethostname()}:{os.getpid()}:{get_ident()}",
        envelope=box.envelope,
        returned=lambda delivery, error: returned(config, store, delivery, error, now()),
        rules=rules,
        awake=awake,
    )


def rules_of(config: Config) -> Rules:
    """What the settings say of refusals and doubts."""
    mail = config.mail
    return Rules(
        doubt=mail.doubt,
        header=mail.idempotency_header,
        patience=timedelta(minutes=mail.patience_minutes),
        deadline=timedelta(hours=mail.deadline_hours),
        late=timedelta(hours=mail.late_hours),
        per_domain=mail.per_domain,
        per_minute=mail.per_minute,
    )
