"""A correction as readers may see it: what stood on the page before, and what stands there now.

`scnfeed.match.changes` writes a change as pieces ``old → new``, both sides isolated. An arrow points the wrong way in
right-to-left text, and of a text written anew only fragments are left: here stands what is worth telling, without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECE = re.compile("\u2068([^\u2069]*)\u2069 → \u2068([^\u2069]*)\u2069")


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words that were replaced; `old` is empty where some were added, `new` where some were taken out."""

    old: str
    new: str

    def within(self, other: Replaced) -> bool:
        return self != other and self.old in other.old and self.new in other.new

    @property
    def cut(self) -> bool:
        """Too long to stand here whole: a sign of a text written anew."""
        return self.old.endswith("…") or self.new.endswith("…")

    @property
    def of_figures(self) -> bool:
        return all(any(letter.isdigit() for letter in side) for side in (self.old, self.new))


@dataclass(frozen=True, slots=True)
class Correction:
    pieces: tuple[Replaced, ...]
    rewritten: bool
    """The text was written anew: `pieces` are only the figures and dates that changed."""


def correction(change: str) -> Correction:
    """`Article.change` in its pieces; what a longer piece tells already is left out.

    >>> correction("\u20681–2 May\u2069 → \u20683–4 May\u2069; \u20681\u2069 → \u20683\u2069").pieces
    (Replaced(old='1–2 May', new='3–4 May'),)
    """
    found = [Replaced(old.strip(), new.strip()) for old, new in _PIECE.findall(change)]
    rewritten = any(piece.cut for piece in found)
    whole = [piece for piece in found if not rewritten or (piece.of_figures and not piece.cut)]
    return Correction(tuple(p for p in whole if not any(p.within(other) for other in whole)), rewritten)
