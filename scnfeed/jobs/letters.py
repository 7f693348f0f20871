"""Issue and person -> the signed message and the address it comes back to, as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from pathlib import Path

from scnfeed.config import Config
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import Letters
from scnfeed.errors import ConfigError
from scnfeed.mail.signing import Signer, sign
from scnfeed.mail.tokens import bounce_token, seal, unsubscribe_token
from scnfeed.model import Delivery, Issue, Subscriber

KEPT = 8
"""Issues that are ready at once: letters go out issue by issue."""


@dataclass(slots=True)
class Letterbox:
    """Builds letters; what those of one issue share is made once."""

    config: Config
    signers: tuple[Signer, ...]
    secret: bytes
    _ready: dict[tuple[str, str], Letters] = field(default_factory=dict)

    def message(self, issue: Issue, person: Subscriber) -> bytes:
        """The message as it goes out, the same bytes each time."""
        letter = self._letters(issue).to(person, unsubscribe_token(self.secret, person.id))
        return sign(letter.head, letter.body, self.signers)

    def envelope(self, delivery: Delivery) -> str:
        """The address that a letter comes back to when it cannot be delivered: one for each letter."""
        token = bounce_token(self.secret, delivery.number, delivery.issue, delivery.subscriber)
        return bounces_to(self.config, token)

    def _letters(self, issue: Issue) -> Letters:
        key = (issue.id, issue.hash)
        if key not in self._ready:
            while len(self._ready) >= KEPT:
                del self._ready[next(iter(self._ready))]
            sender = replace(
                sender_of(self.config), view=page_of(self.config, "v", seal(self.secret, "view", issue.id))
            )
            self._ready[key] = Letters(issue, sender, self.config.templates)
        return self._ready[key]


def letterbox(config: Config) -> Letterbox:
    """Raises ConfigError or MailError for a key of no use."""
    return Letterbox(config, tuple(signers(config)), secret_of(config))


def secret_of(config: Config) -> bytes:
    """The key of tokens and of suppressed addresses: the secret, else something that the deployment has."""
    return config.mail.secret.encode() or domain_of(config).encode()


def domain_of(config: Config) -> str:
    """The domain that letters come from."""
    return parseaddr(config.mail.sender)[1].rpartition("@")[2]


def page_of(config: Config, page: str, token: str) -> str:
    """The address of one of our pages: ``/u/`` leave, ``/p/`` prefer, ``/i/`` approve, ``/v/`` view; empty where the
    settings do not say at which address they are answered, or nobody could have made their tokens.
    """
    before, found, after = config.mail.unsubscribe.partition("/u/{token}")
    return f"{before}/{page}/{token}{after}" if found and config.mail.secret else ""


def bounces_to(config: Config, token: str) -> str:
    return config.mail.bounces.replace("{token}", token).replace("{domain}", domain_of(config))


def sender_of(config: Config) -> Sender:
    """Who sends; mails that ask to leave come back to where bounces do, and are read with them."""
    mail = config.mail
    return Sender(
        address=mail.sender,
        reply_to=mail.reply_to,
        domain=domain_of(config),
        mailto=bounces_to(config, "leave"),
        unsubscribe=mail.unsubscribe,
        preferences=page_of(config, "p", "{token}"),
    )


def signers(config: Config) -> Iterator[Signer]:
    """Who signs: nobody, one, or two with different keys."""
    mail, domain = config.mail, domain_of(config)
    for key, selector, file in (
        ("dkim_key_file", mail.dkim_selector, mail.dkim_key_file),
        ("dkim_second_key_file", mail.dkim_second_selector, mail.dkim_second_key_file),
    ):
        if file is not None and (pem := _read(config, f"mail.{key}", file)) and selector:
            yield Signer(domain, selector, pem)


def _read(config: Config, key: str, file: Path) -> bytes:
    try:
        return config.path(file).read_bytes()
    except OSError as error:
        raise ConfigError(f"{key} = {str(file)!r}: cannot be read: {error.strerror}", key) from None
