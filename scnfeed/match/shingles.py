"""How alike two texts are: sets of three-word runs of folded text, and small sketches of them. The door to rensa."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rensa import RMinHash

from scnfeed.match.folded import folded

ALGORITHM = f"rensa {RMinHash.ALGORITHM_VERSION}"
"""Sketches of another one cannot be compared with ours."""
SKETCH = 64
_SEED = 2026


@lru_cache(maxsize=64)
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of three words of `text`, folded; the whole of a shorter text."""
    found = folded(text)
    return frozenset(zip(found, found[1:], found[2:], strict=False)) or frozenset([tuple(found)] if found else ())


def minima(found: Sequence[str], count: int) -> list[int]:
    """`count` min-wise hashes (32 bits) of the runs of three words: each agrees between two texts with the chance that
    a run is common to both (Broder 1997). The same on every machine.
    """
    sketcher = RMinHash(num_perm=count, seed=_SEED)
    runs = list(map(" ".join, zip(found, found[1:], found[2:], strict=False)))
    sketcher.update(runs or [" ".join(found)])
    return list(sketcher.digest())


def alike(one: str, other: str) -> float:
    """Share of shingles that both have of all that either has (Jaccard): 0 to 1."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / len(a | b) if a or b else 0.0


def contained(one: str, other: str) -> float:
    """Share of the shorter text's shingles that the longer one has: 0 to 1."""
    a, b = shingles(one), shingles(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
