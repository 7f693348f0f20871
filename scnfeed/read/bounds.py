"""How much of a page is read: hostile markup must cost neither time nor memory.

A tree of two million nested elements takes half a gigabyte and minutes. Browsers stop nesting at 512 elements
(Blink); here elements below `DEPTH` open ones lose their tags and keep their text, and what follows the first `TAGS`
tags or `LETTERS` characters is left unread. Each of these is told as a doubt.
"""

from __future__ import annotations

import re

LETTERS = 1_200_000
TAGS = 20_000
HOSTILE_TAGS = 5_000
"""As many of a page that nests beyond `DEPTH`: no author does, and each level costs anew."""
DEPTH = 100
FORMATTING_DEPTH = 24
"""Open formatting elements are opened again in each later block (HTML Standard, 13.2.4.3): they multiply."""
_FEW = 1_500
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*>")
_HEAVY = re.compile(
    r"<style\b[^<>]*>.*?</style\s*>|<script\b(?![^<>]*ld\+json)[^<>]*>.*?</script\s*>|<!--.*?-->|<svg\b.*?</svg\s*>",
    re.IGNORECASE | re.DOTALL,
)
_DATA = re.compile(r"data:[a-z]+/[^\s\"'()<>]{2000,}", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SELF_CLOSING = frozenset("p li dt dd tr td th option optgroup thead tbody tfoot html body head".split())
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())


def bounded(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` as far as it is read, and what was left out, as doubts.

    >>> bounded("<p>short</p>")
    ('<p>short</p>', ())
    >>> len(bounded("<div>" * 100_000)[0]) < 2000
    True
    """
    doubts: list[str] = []
    if len(text) > LETTERS:
        text = _DATA.sub("", _HEAVY.sub("", text))
        if len(text) > LETTERS:
            doubts.append(f"the page is {len(text):,} characters long: only the first {LETTERS:,} were read")
            text = text[:LETTERS]
    if text.count("<") > _FEW:
        text, more = _shallow(text)
        doubts += more
    return text, tuple(doubts)


def _shallow(text: str) -> tuple[str, list[str]]:
    pieces: list[str] = []
    depth = formatting = dropped = at = count = 0
    doubts: list[str] = []
    for tag in _TAG.finditer(text):
        count += 1
        most = HOSTILE_TAGS if pieces else TAGS
        if count > most:
            doubts.append(f"the page has more than {most:,} tags: what follows them was not read")
            text = text[: tag.start()]
            break
        name = tag[2].lower()
        if name in _VOID or name in _SELF_CLOSING:
            continue
        loose = name in _FORMATTING
        if not tag[1] and (depth >= DEPTH or (loose and formatting >= FORMATTING_DEPTH)):
            dropped += 1
        elif tag[1] and dropped:
            dropped -= 1
        else:
            step = -1 if tag[1] else 1
            depth, formatting = max(depth + step, 0), max(formatting + step * loose, 0)
            continue
        pieces.append(text[at : tag.start()])
        at = tag.end()
    if pieces:
        doubts.append(f"elements nested more than {DEPTH} deep, or formatting never closed, were laid flat")
    return "".join((*pieces, text[at:])) if pieces else text, doubts
