"""DKIM (RFC 6376, RFC 8463): keys, and signatures over a letter as it stands. The door to cryptography.

Letters of one issue share most of their body. It is brought into the form that is hashed once, by piece.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from scnfeed.errors import MailError

SIGNED = (
    "from", "from",  # once more than it stands there: a second From breaks the signature (RFC 6376, section 5.4.2)
    "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-help", "list-owner", "list-archive", "list-post",
    "archived-at", "auto-submitted", "feedback-id",
)  # fmt: skip
"""Fields a signature covers, present or not: none of them can be changed or added on the way."""
LONG = 2048
"""Octets from which a piece of a body is likely to come again."""
SHORTEST = 1024
"""Bits of an RSA key that receivers still take (RFC 8301); 2048 is what a new one has."""


class Key(Protocol):
    """What signs a hash; its name in ``a=`` and its record."""

    algorithm: str
    record: str

    def over(self, canonical: bytes) -> bytes: ...


class Signer:
    """Signs for `domain` with the key whose record stands at ``<selector>._domainkey.<domain>``.

    The private key is PEM: RSA (rsa-sha256) or Ed25519 (ed25519-sha256). Raises MailError for one of no use.
    """

    def __init__(self, domain: str, selector: str, private_key: bytes) -> None:
        self.domain, self.selector = domain, selector
        self._key = _key(private_key, domain)
        self._tags = (
            f"v=1; a={self._key.algorithm}; c=relaxed/relaxed; d={domain}; s={selector};\r\n"
            f" h={_folded(':'.join(SIGNED), ':')};\r\n bh="
        )

    @property
    def record(self) -> str:
        """The text of the record that receivers look up."""
        return self._key.record

    def field(self, head: bytes, body_hash: str) -> bytes:
        """The DKIM-Signature field, relaxed/relaxed, over header lines and the hash of a body."""
        fields = _fields(head)
        tags = f"{self._tags}{body_hash};\r\n b="
        covered = [fields[name].pop() for name in SIGNED if fields.get(name)]
        canonical = b"\r\n".join([*covered, relaxed_field(f"DKIM-Signature: {tags}".encode())])
        signature = b64encode(self._key.over(canonical)).decode()
        return f"DKIM-Signature: {tags}{_folded(signature)}\r\n".encode()


def sign(head: bytes, body: Iterable[bytes], signers: Iterable[Signer]) -> bytes:
    """The whole message with a signature of each signer on top, over the whole body.

    `head` are header lines; `body` comes in pieces of whole lines. Send the bytes as returned: a changed letter no
    longer verifies. The same letter has the same signatures (nothing in them tells the hour).
    """
    pieces = tuple(body)
    body_hash = hash_of(pieces)
    return b"".join((*(signer.field(head, body_hash) for signer in signers), head, b"\r\n", *pieces))


def hash_of(pieces: Iterable[bytes]) -> str:
    """The hash of a body in relaxed form, without the empty lines at its end (RFC 6376, section 3.4.4)."""
    canonical = b"".join(_relaxed_once(piece) if len(piece) >= LONG else relaxed(piece) for piece in pieces)
    lines = canonical.rstrip(b"\r\n")
    return b64encode(hashlib.sha256(lines + b"\r\n" if lines else b"").digest()).decode()


def relaxed(lines: bytes) -> bytes:
    """Whole lines of a body with each run of blanks as one, and none at the end of a line."""
    return re.sub(rb"[ \t]+(?=\r\n)", b"", re.sub(rb"[ \t]{2,}|\t", b" ", lines))


_relaxed_once = lru_cache(maxsize=64)(relaxed)


@lru_cache(maxsize=512)
def relaxed_field(field: bytes) -> bytes:
    """A header field in relaxed form (RFC 6376, section 3.4.2), without the end of its line."""
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" ")


def _fields(head: bytes) -> dict[str, list[bytes]]:
    """Name -> its fields in relaxed form, from the top: the last one is signed first (section 5.4.2)."""
    found: dict[str, list[bytes]] = {}
    for field in re.split(rb"\r\n(?![ \t])", head):
        if field:
            found.setdefault(field.partition(b":")[0].strip().lower().decode("ascii", "replace"), []).append(
                relaxed_field(field)
            )
    return found


def _folded(text: str, after: str = "") -> str:
    """`text` in lines of at most 72 characters, cut anywhere or after a sign: blanks between do not count."""
    pattern = rf"(?:[^{after}]+(?:{after}|\Z)){{1,5}}" if after else ".{1,72}"
    return "\r\n ".join(re.findall(pattern, text))


class _Rsa:
    algorithm = "rsa-sha256"

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.record = f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"

    def over(self, canonical: bytes) -> bytes:
        return self._key.sign(canonical, padding.PKCS1v15(), SHA256())


class _Ed25519:
    algorithm = "ed25519-sha256"

    def __init__(self, key: ed25519.Ed25519PrivateKey) -> None:
        self._key = key
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.record = f"v=DKIM1; k=ed25519; p={b64encode(public).decode()}"

    def over(self, canonical: bytes) -> bytes:
        """Of the hash, not of the fields themselves (RFC 8463, section 3)."""
        return self._key.sign(hashlib.sha256(canonical).digest())


def _key(pem: bytes, domain: str) -> Key:
    try:
        key = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        said = str(error).partition(".")[0].partition("(")[0].strip()
        raise MailError(f"cannot sign for {domain}: {said}; check the private key", domain) from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SHORTEST:
        return _Rsa(key)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return _Ed25519(key)
    raise MailError(f"cannot sign for {domain}: the private key is neither RSA of 1024 bits nor Ed25519", domain)


def new_key(kind: str = "rsa") -> tuple[bytes, str]:
    """A new key, ``rsa`` (2048 bits) or ``ed25519``: its private half as PEM, and the text of the record
    ``<selector>._domainkey.<domain>``."""
    key = (
        ed25519.Ed25519PrivateKey.generate()
        if kind == "ed25519"
        else rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, _key(private, "").record
