"""The brand's colour, made readable on what lies behind it (WCAG 2.2, success criterion 1.4.3)."""

from __future__ import annotations

import re

from scnfeed.model import Brand

ENOUGH = 4.6
"""Contrast of text to its background; the criterion asks for 4.5."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``: 1 for the same, 21 for black on white.

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def brand_colour(brand: Brand) -> str:
    """The brand's colour as ``#rrggbb``; our own where it is not written so."""
    return brand.colour if re.fullmatch(r"#[0-9a-fA-F]{6}", brand.colour) else Brand().colour


def readable(colour: str, behind: str) -> str:
    """`colour`, mixed with white or black in tenths until text in it can be read on `behind`."""
    towards = max("#ffffff", "#000000", key=lambda end: contrast(end, behind))
    steps = (_mix(colour, towards, tenth / 10) for tenth in range(11))
    return next((step for step in steps if contrast(step, behind) >= ENOUGH), towards)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    shares = (channel / 255 for channel in _channels(colour))
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
