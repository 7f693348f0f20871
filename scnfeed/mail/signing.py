"""DKIM (RFC 6376): a key, and a signature over a letter as it stands. The door to dkim and cryptography."""

from __future__ import annotations

from base64 import b64encode

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from scnfeed.errors import MailError

SIGNED = (
    "from", "from",  # once more than it stands there: a second From breaks the signature (RFC 6376, section 5.4.2)
    "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-help", "list-owner", "list-archive", "list-post",
    "archived-at", "auto-submitted", "feedback-id",
)  # fmt: skip
"""Fields a signature covers, present or not: none of them can be changed or added on the way."""


def sign(message: bytes, *, domain: str, selector: str, private_key: bytes) -> bytes:
    """`message` with a DKIM-Signature on top: rsa-sha256, relaxed/relaxed, over the whole body.

    `private_key` is PEM. Send the bytes as returned: a changed letter no longer verifies. Raises MailError for a key
    that cannot be used.
    """
    fields = [name.encode() for name in SIGNED]
    try:
        head: bytes = dkim.sign(
            message,
            selector.encode(),
            domain.encode(),
            private_key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=fields,
        )
    except (dkim.DKIMException, ValueError) as error:
        raise MailError(f"cannot sign for {domain}: {error}; check the private key", domain) from error
    return head + message


def new_key() -> tuple[bytes, str]:
    """A new RSA-2048 key: its private half as PEM, and the text of the record ``<selector>._domainkey.<domain>``."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"
