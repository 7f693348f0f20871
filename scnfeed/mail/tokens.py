"""Tokens in unsubscribe links: they name a subscriber's id, show no address, and cannot be made by others.

They do not expire: the link in an old letter must still work.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

SEAL = 16
"""Octets of the seal in front of the id."""


def unsubscribe_token(secret: bytes, subscriber_id: str) -> str:
    """The token for `subscriber_id`, the same every time: letters, digits, ``-`` and ``_``.

    >>> read_token(b"a secret", unsubscribe_token(b"a secret", "urn:uuid:1"))
    'urn:uuid:1'
    """
    named = subscriber_id.encode()
    seal = hmac.digest(secret, b"unsubscribe\0" + named, "sha256")[:SEAL]
    return urlsafe_b64encode(seal + named).decode().rstrip("=")


def read_token(secret: bytes, token: str) -> str | None:
    """The subscriber's id in `token`, None when it was not made with `secret`."""
    try:
        plain = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        subscriber_id = plain[SEAL:].decode()
    except ValueError:
        return None
    return subscriber_id if hmac.compare_digest(unsubscribe_token(secret, subscriber_id), token) else None
