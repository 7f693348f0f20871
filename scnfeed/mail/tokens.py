"""Tokens in links: they name an id, show no address, and cannot be made by others.

Each is good for one purpose only. They do not expire: the link in an old letter must still work.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

SEAL = 16
"""Octets of the seal in front of the id."""


def seal(secret: bytes, purpose: str, named: str) -> str:
    """The token for `named`, the same every time: letters, digits, ``-`` and ``_``.

    >>> unseal(b"a secret", "confirm", seal(b"a secret", "confirm", "urn:uuid:1"))
    'urn:uuid:1'
    """
    plain = named.encode()
    digits = hmac.digest(secret, purpose.encode() + b"\0" + plain, "sha256")[:SEAL]
    return urlsafe_b64encode(digits + plain).decode().rstrip("=")


def unseal(secret: bytes, purpose: str, token: str) -> str | None:
    """What `token` names, None when it was not made with `secret` for this purpose."""
    try:
        plain = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        named = plain[SEAL:].decode()
    except ValueError:
        return None
    return named if hmac.compare_digest(seal(secret, purpose, named), token) else None


def unsubscribe_token(secret: bytes, subscriber_id: str) -> str:
    """The token by which a subscriber leaves.

    >>> read_token(b"a secret", unsubscribe_token(b"a secret", "urn:uuid:1"))
    'urn:uuid:1'
    """
    return seal(secret, "unsubscribe", subscriber_id)


def read_token(secret: bytes, token: str) -> str | None:
    """The subscriber's id in `token`, None when it was not made with `secret`."""
    return unseal(secret, "unsubscribe", token)


def bounce_token(secret: bytes, number: int, issue: str, subscriber: str) -> str:
    """The word in an envelope's address by which a bounce finds its letter: short enough for a local part, the same in
    capitals, and of no use to who would have somebody else's letters stopped.
    """
    named = f"bounce\0{number}\0{issue}\0{subscriber}".encode()
    return f"{number:x}-{hmac.digest(secret, named, 'sha256')[:10].hex()}"


def bounce_number(token: str) -> int | None:
    """The number of the letter that `token` claims to be about; whether it is, `bounce_token` of that letter says."""
    number, dash, digits = token.casefold().partition("-")
    try:
        return int(number, 16) if dash and len(digits) == 20 else None
    except ValueError:
        return None


def suppression_mark(secret: bytes, address: str) -> str:
    """A keyed hash by which an address is known again after the address itself was erased.

    >>> suppression_mark(b"s", "Ines@example.org ") == suppression_mark(b"s", "ines@example.org")
    True
    """
    return hmac.digest(secret, b"suppression\0" + address.strip().casefold().encode(), "sha256").hex()
