"""Feeds for one person: the address holds a token that nobody can guess and that can be taken back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import replace

from scnfeed.model import Feed

FOLDER = "private"


def token(secret: bytes, feed: str, holder: str) -> str:
    """32 hexadecimal digits for this holder of this feed; another secret or another name gives others.

    >>> token(b"key", "en/floods", "amal") == token(b"key", "en/floods", "amal 2")
    False
    """
    if not secret:
        raise ValueError("a private feed needs a secret")
    return hmac.new(secret, f"{feed}\n{holder}".encode(), hashlib.sha256).hexdigest()[:32]


def private_feeds(feed: Feed, holders: Sequence[str], secret: bytes) -> dict[str, Feed]:
    """Holder -> their own copy of `feed`. Who is no longer among `holders` has no file any more."""
    return {who: replace(feed, name=f"{FOLDER}/{token(secret, feed.name, who)}/{feed.name}") for who in holders}
