"""Do two texts in two languages run alike? Their sentences are aligned by nothing but their lengths.

A translation has as many sentences, each about as long in the same proportion (Gale and Church 1993, "A program for
aligning sentences in bilingual corpora", Computational Linguistics 19:1, whose variance of 6.8 is used here). Two
reports of one event share days, places and numbers, but not this.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from scnfeed.language.scripts import sentences

VARIANCE = 6.8
MOST = 80
WORST = 12.0
TWO_FOR_ONE, ALONE = 2.3, 4.6
"""What it costs that two sentences answer one, and that one is answered by none."""
BAND = 4
"""Sentences by which an alignment may leave the straight line, beside the difference in their number."""
_NEVER = float("inf")
_STOPS = "!?؟…۔।"


@lru_cache(maxsize=2048)
def lengths(text: str) -> tuple[int, ...]:
    """Characters of each of the first sentences."""
    return tuple(len(part) for part in sentences(text[:50_000])[:MOST])


@lru_cache(maxsize=2048)
def rough_lengths(text: str) -> tuple[int, ...]:
    """Nearly the same at a fiftieth of the cost: an abbreviation ends a sentence, too, and its stop is not counted."""
    text = text[:50_000].replace("\n", ". ")
    for stop in _STOPS:
        text = text.replace(stop, ".")
    return tuple(len(part) for part in text.split(". ") if part and not part.isspace())[:MOST]


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
    single = [0.0, *(end - start for start, end in pairwise(theirs))]
    double = [0.0, 0.0, *(end - start for start, end in zip(theirs, theirs[2:], strict=False))]
    too_much, more = most * max(len(one), len(other)), abs(len(one) - len(other))
    aside = (too_much / TWO_FOR_ONE - more) / 2  # whoever leaves the straight line has to come back, at that price
    slope, band = len(other) / len(one), more + min(BAND, max(0, int(aside)))
    second: list[float] = []  # costs of the row two above, of that above, and of this one
    above: list[float] = []
    for i, reached in enumerate(ours):
        row = [_NEVER] * len(theirs)
        if i == 0:
            row[0] = 0.0
        middle = round(i * slope)
        one_of_ours = reached - ours[i - 1]
        two_of_ours = reached - ours[i - 2] if i > 1 else 0.0
        spread, spread_of_two = (2 * VARIANCE * max(length, 1.0) for length in (one_of_ours, two_of_ours))
        for j in range(max(0, middle - band), min(len(other), middle + band) + 1):
            least = row[j]
            if j and (cost := row[j - 1] + ALONE) < least:
                least = cost
            if i:
                if (cost := above[j] + ALONE) < least:
                    least = cost
                if j and (cost := above[j - 1]) < least:
                    off = single[j] - one_of_ours
                    least = min(least, cost + min(off * off / spread, WORST))
                if j > 1 and (cost := above[j - 2] + TWO_FOR_ONE) < least:
                    off = double[j] - one_of_ours
                    least = min(least, cost + min(off * off / spread, WORST))
                if i > 1 and j and (cost := second[j - 1] + TWO_FOR_ONE) < least:
                    off = single[j] - two_of_ours
                    least = min(least, cost + min(off * off / spread_of_two, WORST))
            row[j] = least
        if i and min(row) > too_much and min(above) > too_much:  # no step is longer than two rows
            return WORST
        second, above = above, row
    return min(above[-1] / max(len(one), len(other)), WORST)
