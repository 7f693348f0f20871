"""The brand's colour, made readable on light and on dark paper."""

from __future__ import annotations

import re

from scnfeed.model import Brand

Rgb = tuple[float, float, float]

LIGHT, DARK = "#fcfcfa", "#15191b"
"""The paper of the pages by day and by night."""
CONTRAST = 5.0
"""Contrast of text to its ground; WCAG 2.2, success criterion 1.4.3 asks for 4.5."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _rgb(colour: str) -> Rgb:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _luminance(colour: Rgb) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, ground: str) -> str:
    """`colour` moved towards black or white until text in it can be read on `ground`.

    What is no ``#rrggbb`` gives the default brand's colour: nothing else of it reaches a style sheet.

    >>> readable("#0b5c6b", LIGHT)
    '#0b5c6b'
    """
    start = _rgb(colour if _HEX.fullmatch(colour) else Brand().colour)
    goal = 0.0 if _luminance(_rgb(ground)) > 0.5 else 1.0
    for step in range(21):
        mixed = "#" + "".join(f"{round(255 * (c + (goal - c) * step / 20)):02x}" for c in start)
        if contrast(mixed, ground) >= CONTRAST:
            break
    return mixed
