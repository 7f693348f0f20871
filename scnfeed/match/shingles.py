"""How alike two texts are: sets of three-word shingles of folded text, and small sketches of them to find candidates
by.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from scnfeed.language.scripts import words

WIDTH = 3
SKETCH = 32


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[int]:
    """Every run of three words of `text`, folded and hashed the same way on every machine."""
    found = words(text)
    if len(found) < WIDTH:
        return frozenset({_hash(" ".join(found))} if found else ())
    return frozenset(_hash(" ".join(found[at : at + WIDTH])) for at in range(len(found) - WIDTH + 1))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text: two texts that are alike share many of them (bottom-k, Broder 1997)."""
    return tuple(sorted(shingles(text))[:SKETCH])


def alike(one: str, other: str) -> float:
    """Share of shingles that both have of all that either has (Jaccard): 0 to 1."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) if a or b else 0.0


def contained(one: str, other: str) -> float:
    """Share of the shorter text's shingles that the longer one has: 0 to 1."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
