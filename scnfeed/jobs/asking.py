"""asking: a person gets letters only after pressing a button behind a link that was mailed to them (double opt-in).

Who does not answer within `mail.confirm_days` is forgotten. The question is no letter and waits in no outbox: it goes
out at once, by the same transport, signed like letters.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scnfeed.config import Config
from scnfeed.digest.question import question
from scnfeed.errors import ConfigError, MailError
from scnfeed.jobs.letters import bounces_to, page_of, secret_of, sender_of, signers
from scnfeed.jobs.people import mark_of, refuse_suppressed
from scnfeed.jobs.send import transport_of
from scnfeed.language.phrases import phrases
from scnfeed.mail.signing import sign
from scnfeed.mail.smtp import SmtpTransport
from scnfeed.mail.tokens import seal, unsubscribe_token
from scnfeed.mail.transport import Transport, Unsure
from scnfeed.model import Subscriber
from scnfeed.store import Store


def ask(
    config: Config,
    store: Store,
    person: Subscriber,
    now: datetime,
    *,
    again: bool = False,
    transport: Transport | None = None,
) -> Subscriber:
    """Add a person who gets no letter yet, and mail them the question; who was asked and is silent is asked once more,
    and who left only `again`, since they asked to come back.

    Raises ConfigError where nobody would answer the link, MailError where the mail was not taken: then a person who
    was not there before is not there after. When it may have arrived or not, they stay, and can be asked again.
    """
    if not page_of(config, "c", "x"):
        raise ConfigError(
            "mail.unsubscribe and mail.secret_file are not set: nobody would answer the link", "mail.unsubscribe"
        )
    left = refuse_suppressed(config, store, person.address, again)
    known = store.subscriber_at(person.address)
    there = known if known and (left or store.asked(known.id)) else None
    message = _message(config, there or person, now)
    if there:
        store.ask_again(there.id, now)
    else:
        invite(config, store, person, now, again=again)
    try:
        _mail(config, message, (there or person).address, transport)
    except Unsure as error:
        raise MailError(f"{error}; it may have arrived: the same command asks once more", person.address) from None
    except MailError:
        if not there:
            store.remove_subscriber(person.address)
        raise
    return there or person


def invite(config: Config, store: Store, person: Subscriber, now: datetime, *, again: bool = False) -> str:
    """Add a person who gets nothing until they press the button behind the token that this returns."""
    refuse_suppressed(config, store, person.address, again)
    store.add_subscriber(replace(person, joined=None, paused=True), asked=now)
    return seal(secret_of(config), "confirm", person.id)


def confirm(config: Config, store: Store, id: str, now: datetime) -> bool:
    """The person who was asked said yes; the same again changes nothing. False where nobody has this id.

    What is kept of it: when they were asked and answered, and the words that they agreed to. A confirmation of old does
    not bring back somebody who left since.
    """
    person = store.subscriber(id)
    if person is None:
        return False
    words = agreed_words(config, person)
    consent = f"confirmed {now.isoformat(timespec='seconds')}, asked {store.asked(id)}, to the words: {words}"
    store.agree(replace(person, joined=now, paused=False), consent, mark_of(config, person.address))
    return True


def agreed_words(config: Config, person: Subscriber) -> str:
    """The question over the button."""
    return phrases("scnfeed.mail").say(person.languages[0], "confirm", brand=config.brand.name)


def forget_silent(config: Config, store: Store, now: datetime) -> int:
    """Forget who was asked and did not answer in time; how many."""
    return store.forget_asked(now - timedelta(days=config.mail.confirm_days))


def _message(config: Config, person: Subscriber, now: datetime) -> bytes:
    link = page_of(config, "c", seal(secret_of(config), "confirm", person.id))
    sender = replace(sender_of(config), token=unsubscribe_token(secret_of(config), person.id))
    days, brand = config.mail.confirm_days, config.brand_value
    asked = question(person, link, now, days, sender=sender, brand=brand, templates=config.templates)
    return sign(asked.head, asked.body, tuple(signers(config)))


def _mail(config: Config, message: bytes, address: str, transport: Transport | None) -> None:
    chosen = transport or transport_of(config)
    try:
        chosen.deliver(message, bounces_to(config, "question"), address)
    finally:
        if transport is None and isinstance(chosen, SmtpTransport):
            chosen.close()
