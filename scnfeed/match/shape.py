"""Do two texts in two languages run alike? Their sentences are aligned by nothing but their lengths.

A translation has as many sentences, each about as long in the same proportion (Gale and Church 1993, "A program for
aligning sentences in bilingual corpora", Computational Linguistics 19:1, whose variance of 6.8 is used here). Two
reports of one event share days, places and numbers, but not this.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from scnfeed.language.scripts import sentences

VARIANCE = 6.8
MOST = 80
WORST = 12.0
STEPS = ((1, 1, 0.0), (1, 2, 2.3), (2, 1, 2.3), (1, 0, 4.6), (0, 1, 4.6))
"""Pieces of one and of the other text that answer each other, and what it costs that they are not one and one."""
BAND = 4
"""Sentences by which an alignment may leave the straight line, beside the difference in their number."""
_NEVER = float("inf")
_STOP = re.compile(r"(?<=[.!?؟…۔।])\s+|\n+")


@lru_cache(maxsize=2048)
def lengths(text: str) -> tuple[int, ...]:
    """Characters of each of the first sentences."""
    return tuple(len(part) for part in sentences(text[:50_000])[:MOST])


@lru_cache(maxsize=2048)
def rough_lengths(text: str) -> tuple[int, ...]:
    """Nearly the same at a tenth of the cost: an abbreviation ends a sentence, too."""
    return tuple(len(part) for part in _STOP.split(text[:50_000]) if part and not part.isspace())[:MOST]


def distance(one: Sequence[int], other: Sequence[int], most: float = WORST) -> float:
    """Mean cost of the best alignment: about 0.5 for a translation, several for other texts. Where it is more than
    `most` it need not be known: WORST is said as soon as that is sure.

    >>> distance((120, 300, 80, 200), (130, 330, 90, 210)) < 1 < distance((120, 300, 80, 200), (400, 90, 60, 180))
    True
    """
    if not one or not other or max(len(one), len(other)) > 2 * min(len(one), len(other)) + BAND:
        return WORST
    ratio = sum(other) / sum(one)
    ours = [0.0, *accumulate(length * ratio for length in one)]
    theirs = [0.0, *accumulate(other)]
    slope, band = len(other) / len(one), BAND + abs(len(one) - len(other))
    best = [[_NEVER] * (len(other) + 1) for _ in ours]
    best[0][0] = 0.0
    too_much, least_before = most * max(len(one), len(other)), 0.0
    for i in range(len(ours)):
        middle = round(i * slope)
        for j in range(max(0, middle - band), min(len(other), middle + band) + 1):
            least = best[i][j]
            for a, b, extra in STEPS:
                if i >= a and j >= b and (cost := best[i - a][j - b] + extra) < least:
                    if a and b:
                        expected = ours[i] - ours[i - a]
                        off = theirs[j] - theirs[j - b] - expected
                        cost += min(off * off / (2 * VARIANCE * max(expected, 1.0)), WORST)
                    least = min(least, cost)
            best[i][j] = least
        here = min(best[i])
        if min(here, least_before) > too_much:  # no step is longer than two rows
            return WORST
        least_before = here
    return min(best[-1][-1] / max(len(one), len(other)), WORST)
