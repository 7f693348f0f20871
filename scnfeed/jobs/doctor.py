"""doctor: what keeps letters from going out or from being believed, and what to do about each."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from scnfeed.config import Config
from scnfeed.digest.address import needs_utf8, postable
from scnfeed.errors import MailError, ScnfeedError
from scnfeed.jobs.letters import bounces_to, domain_of, signers
from scnfeed.jobs.send import transport_of
from scnfeed.jobs.vouch import trouble
from scnfeed.mail.imap import check
from scnfeed.mail.records import asker, missing
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.store import Store

TOLD = 5
"""Addresses of one kind that are named; of more their number is told."""


def findings(config: Config, store: Store) -> Iterator[str]:
    """A sentence for each thing that is wrong or missing, with its remedy; nothing when all is well."""
    if said := trouble(store, config):
        yield said
    if paused := store.fact("paused"):
        yield f"sending is paused: the server said: {paused}; when that is mended: `scnfeed letters go`"
    yield from _settings(config, store)
    yield from _keys(config)
    if waiting := len(store.bounces(kind="unknown")):
        yield f"{waiting} mails that came back wait for a person: `scnfeed bounces list`"
    yield from _mailbox(config)
    utf8 = yield from _server(config)
    yield from _undeliverable(store, utf8)


def _settings(config: Config, store: Store) -> Iterator[str]:
    if not config.brand.postal_address:
        yield "brand.postal_address is not set: many countries ask for it in each letter"
    if len(config.mail.secret) < 16:
        yield "mail.secret_file is not set, or its secret is shorter than 16 characters: others could make links"
    if config.digest.approval != "auto" and not any(p.role != "reader" for p in store.subscribers()):
        yield "digest.approval is set, and nobody has the role editor: `scnfeed people add ADDRESS --role editor`"
    if not config.mail.unsubscribe:
        yield "mail.unsubscribe is not set: letters offer no one-click to leave, which large receivers ask for"


def _keys(config: Config) -> Iterator[str]:
    """Whether letters can be signed and, when they leave by SMTP, whether the DNS says what receivers look for."""
    if not config.mail.dkim_key_file or not config.mail.dkim_selector:
        yield "mail.dkim_key_file and dkim_selector are not set: letters go unsigned"
    mail = config.mail
    try:
        keys = [(signer.selector, signer.record) for signer in signers(config)]
        if mail.transport == "smtp" or mail.resolver:
            envelope = bounces_to(config, "x").rpartition("@")[2]
            hosts = mail.outgoing or (mail.host,)
            yield from missing(domain_of(config), keys, envelope, hosts, asker(mail.resolver))
    except ScnfeedError as error:
        yield str(error)


def _server(config: Config) -> Generator[str, None, bool]:
    """Connects and logs in; returns whether addresses in any script can be written to."""
    transport = transport_of(config)
    if not isinstance(transport, SmtpTransport):
        return True
    try:
        with transport:
            return "smtputf8" in transport.check()
    except ScnfeedError as error:
        yield str(error)
    return True


def _mailbox(config: Config) -> Iterator[str]:
    """Whether mail that came back can be read."""
    if config.mail.bounce_box.startswith(("imap:", "imaps:")):
        try:
            check(config.mail.bounce_box, config.mail.bounce_password)
        except ScnfeedError as error:
            yield str(error)


def _undeliverable(store: Store, utf8: bool) -> Iterator[str]:
    """People who cannot be written to from here: listed, and left as they are."""
    wrong, foreign = [], []
    for person in store.subscribers():
        try:
            if needs_utf8(postable(person.address)) and not utf8:
                foreign.append(person.address)
        except MailError:
            wrong.append(person.address)
    if wrong:
        yield f"no letter can be sent to {_some(wrong)}: no e-mail address; `scnfeed people remove` and `add`"
    if foreign:
        yield f"no letter can be sent to {_some(foreign)}: that needs a server with SMTPUTF8, and [mail] host has none"


def _some(addresses: list[str]) -> str:
    more = f" and {len(addresses) - TOLD} more" if len(addresses) > TOLD else ""
    return ", ".join(addresses[:TOLD]) + more
