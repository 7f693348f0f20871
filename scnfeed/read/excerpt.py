"""The plain beginning of an article: for summaries, and for a title where the page prints none."""

from __future__ import annotations

from collections.abc import Sequence

from scnfeed.language.scripts import fold, sentences

SUMMARY = 320
TITLE = 110
_BEYOND = 40
"""Letters beyond the limit that are looked at: more than tell whether a full stop ends its sentence."""
_ENDINGS = '.!?؟…»”"'


def shorten(text: str, limit: int) -> str:
    """`text` cut at a word, with an ellipsis, when it is longer than `limit` characters.

    >>> shorten("one two three", 9)
    'one two…'
    """
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:،؛-–—(«“") + "…"


def excerpt(paragraphs: Sequence[str], title: str | None, limit: int = SUMMARY) -> str:
    """The first prose, cut at a sentence where one ends in time, else at a word; a repeated title is passed over."""
    name, longest = fold(title or ""), 2 * len(title or "")
    own = [line for line in paragraphs if len(line) > 60 and (len(line) > longest or fold(line) != name)]
    prose = [line for line in own if line[-1] in _ENDINGS] or own
    taken = ""
    for sentence in sentences(" ".join(prose[:3])[: limit + _BEYOND]):
        if len(taken) + len(sentence) + 1 > limit:
            break
        taken = f"{taken} {sentence}".strip()
    return taken or shorten(prose[0] if prose else " ".join(paragraphs[:2]), limit)


def title_from(paragraphs: Sequence[str]) -> str:
    """A title out of the first sentence, for a page that prints none; "" when there is no text."""
    first = next((line for line in paragraphs if any(map(str.isalnum, line))), "")
    found = sentences(first)
    return shorten(found[0].rstrip("."), TITLE) if found else ""
