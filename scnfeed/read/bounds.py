"""How much of a page is read: hostile markup must cost neither time nor memory.

A tree of two million nested elements takes half a gigabyte and minutes: a parser's time grows with the square of the
depth. Browsers stop nesting at 512 elements (Blink); here, on a page that nests beyond twice `DEPTH`, elements below
`DEPTH` open ones lose their tags and keep their text, and what follows the first `TAGS` tags or `LETTERS` characters is
left unread. Each of these is told as a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LETTERS = 1_200_000
TAGS = 20_000
HOSTILE_TAGS = 5_000
"""As many of a page that nests beyond `DEPTH`: no author does, and each level costs anew."""
DEPTH = 100
FORMATTING_DEPTH = 24
"""Open formatting elements are opened again in each later block (HTML Standard, 13.2.4.3): they multiply."""
FEW = 1_500
_TAG = re.compile(r"""<(?:(!--)|(/?)([a-zA-Z][a-zA-Z0-9:-]*)(?:[^<>"']++|"[^"]{0,4000}"|'[^']{0,4000}')*+>)""")
_CLOSING = {
    "!--": re.compile("-->"),
    **{name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "svg", "textarea", "title")},
}
"""What ends the things that hold no elements of the page, whatever stands in them."""
_AFTER_NAME = b" \t\r\n/>"
_HEAVY = ("script", "style", "svg", "!--")
_DATA = re.compile(r"data:[a-z]+/[^\s\"'()<>]{2000,}", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_SELF_CLOSING = frozenset("p li dt dd tr td th option optgroup thead tbody tfoot html body head".split())
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_LOOSE = re.compile(rf"<(/?)(?:{'|'.join(sorted(_FORMATTING))})[\s>]", re.IGNORECASE)
TOO_DEEP = " > ".join("*" * 2 * DEPTH)
"""Selects what is nested too deep, at the speed of the parser."""


class Bounded(NamedTuple):
    """A page as far as it is read, what was left out, and how many tags it had."""

    text: str
    doubts: tuple[str, ...]
    tags: int


def bounded(text: str) -> Bounded:
    """`text` as far as it is read, and what was left out, as doubts.

    >>> bounded("<p>short</p>")
    Bounded(text='<p>short</p>', doubts=(), tags=2)
    >>> len(bounded("<div>" * 100_000).text) < 2000
    True
    """
    doubts: list[str] = []
    if len(text) > LETTERS:
        text = _DATA.sub("", _without_heavy(text))
        if len(text) > LETTERS:
            doubts.append(f"the page is {len(text):,} characters long: only the first {LETTERS:,} were read")
            text = text[:LETTERS]
    tags = text.count("<")
    if tags > TAGS or (tags > FEW and _loose(text) > FORMATTING_DEPTH):
        text, more = shallow(text)
        doubts += more
    return Bounded(text, tuple(doubts), tags)


def _loose(text: str) -> int:
    """How many more formatting elements are opened than closed."""
    ends = _LOOSE.findall(text)
    return len(ends) - 2 * sum(map(bool, ends))


def _tags(text: str) -> Iterator[tuple[re.Match[str], str, int]]:
    """Each tag with its name, and where its content ends if that is no markup; one walk over whatever there is."""
    at = 0
    closed = set(_CLOSING)
    while tag := _TAG.search(text, at):
        at = tag.end()
        name = (tag[1] or tag[3]).lower()
        if name in closed and not tag[2]:
            end = _CLOSING[name].search(text, at)
            if end is None:
                closed.discard(name)
            else:
                at = end.end() if name == "!--" else end.start()
        yield tag, name, at


def _without_heavy(text: str) -> str:
    """The page without scripts, styles, icons and comments; data for machines stays."""
    pieces: list[str] = []
    start = kept = 0
    for tag, name, end in _tags(text):
        if kept + tag.start() - start > LETTERS:
            break
        if name in _HEAVY and not tag[2] and end > tag.end() and "ld+json" not in tag[0]:
            pieces.append(text[start : tag.start()])
            kept += len(pieces[-1])
            start = end
    return "".join((*pieces, text[start:]))


def lean(body: bytes, *, scripts: bool) -> bytes:
    """`body` without its style sheets, and without its scripts too unless `scripts`: nine tenths of many pages, which
    would be decoded, searched and parsed for nothing. Data (JSON-LD) stays, and so does what is not plainly a whole
    element, such as the inside of a comment.

    >>> lean(b"<style>p {}</style><p>one<script>let x = 2 < 3</script> two", scripts=False)
    b'<p>one two'
    """
    body = _without(body, b"style")
    return body if scripts else _without(body, b"script")


def _without(body: bytes, name: bytes) -> bytes:
    """`body` without the whole elements of this name."""
    opening, closing = b"<" + name, b"</" + name + b">"
    pieces: list[bytes] = []
    kept = at = 0
    while (start := body.find(opening, at)) >= 0:
        inside = body.find(b">", start) + 1
        end = body.find(b"<" if name == b"style" else closing, inside)
        if not inside or end < 0:
            break
        whole = body[start + len(opening)] in _AFTER_NAME and body.startswith(closing, end)
        at = end + len(closing) if whole else inside
        if whole and (name == b"style" or _is_code(body, start, end)):
            pieces.append(body[kept:start])
            kept = at
    return b"".join((*pieces, body[kept:])) if pieces else body


def _is_code(body: bytes, start: int, end: int) -> bool:
    return body.find(b"ld+json", start, end) < 0 and body.find(b"-->", start, end) < 0


def shallow(text: str) -> tuple[str, list[str]]:
    """`text` without the tags of what is nested too deep, and the doubts about it."""
    pieces: list[str] = []
    depth = formatting = dropped = at = count = 0
    doubts: list[str] = []
    for tag, name, _ in _tags(text):
        count += 1
        most = HOSTILE_TAGS if pieces else TAGS
        if count > most:
            doubts.append(f"the page has more than {most:,} tags: what follows them was not read")
            text = text[: tag.start()]
            break
        if name in _VOID or name in _SELF_CLOSING or tag[1]:
            continue
        loose = name in _FORMATTING
        if not tag[2] and (depth >= DEPTH or (loose and formatting >= FORMATTING_DEPTH)):
            dropped += 1
        elif tag[2] and dropped:
            dropped -= 1
        else:
            step = -1 if tag[2] else 1
            depth, formatting = max(depth + step, 0), max(formatting + step * loose, 0)
            continue
        pieces.append(text[at : tag.start()])
        at = tag.end()
    if pieces:
        doubts.append(f"elements nested more than {DEPTH} deep, or formatting never closed, were laid flat")
    return "".join((*pieces, text[at:])) if pieces else text, doubts
