"""Composed texts: five sentences out of a pool of parts, so chosen that no two texts look alike.

A text is a line of the affine plane of order 5: its 25 points number the parts of each pool, two lines share at most
one point. Each pool shifts the line by another multiple of its slope, so shared parts never meet in one sentence.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

ORDER = 5
LINES = ORDER * ORDER
SHAPES = {"en": "{}, {} {} {}, {}.", "ar": "{}، {} {} {}، {}."}


@cache
def pools(language: str) -> tuple[tuple[str, ...], ...]:
    """The parts of a sentence in their order: when, who does, what, what for, besides; 25 each."""
    source = resources.files("scnfeed.sample").joinpath("pool.toml").read_text(encoding="utf-8")
    return tuple(tuple(pool) for pool in tomllib.loads(source)[language].values())


def point(line: int, pool: int, sentence: int) -> int:
    slope, height = divmod(line, ORDER)
    x = (sentence + pool) % ORDER
    y = (slope * x + height + 2 * pool * slope) % ORDER
    return ORDER * x + y


def compose(line: int, language: str) -> str:
    """Two paragraphs of five sentences for the story with number `line` (0 to 24); English and Arabic only.

    >>> compose(3, "en") == compose(3, "en")
    True
    """
    if not 0 <= line < LINES:
        raise ValueError(f"there are texts 0 to {LINES - 1}, not {line}")
    sentences = [
        SHAPES[language].format(*(pool[point(line, n, sentence)] for n, pool in enumerate(pools(language))))
        for sentence in range(ORDER)
    ]
    return " ".join(sentences[:2]) + "\n\n" + " ".join(sentences[2:])
