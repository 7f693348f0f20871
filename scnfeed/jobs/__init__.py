"""The whole story, one file a chapter: collect, ingest, publish, digest, send, and run, which is all of them in a row.

The only room that ties edges together: it asks the crawl for pages, the reader for readings, match for decisions, and
hands them to the store; it asks the store for articles and hands them to feeds and letters.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable

Mint = Callable[[], str]


def mint_id() -> str:
    """A new id, never seen before: ``urn:uuid:`` and a random UUID (RFC 9562)."""
    return uuid.uuid4().urn


def seeded_mint(seed: int) -> Mint:
    """Ids that come out the same in each run: for the demo and for tests."""
    chance = random.Random(seed)
    return lambda: uuid.UUID(int=chance.getrandbits(128), version=4).urn
