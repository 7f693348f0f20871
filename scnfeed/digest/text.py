"""Words in two directions, in a given width: isolates where a run turns round, clipping and wrapping between words."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from html import unescape
from urllib.parse import quote, urlsplit, urlunsplit

from scnfeed.language.scripts import clean, isolate
from scnfeed.model import Direction

_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00c0-\u024f"
_CLOSERS = '()\\[\\]{}<>«»“”"\u2066-\u2069'
_PLAIN = rf"[{_LATIN}](?:[^{_RTL}{_CLOSERS}]*[{_LATIN}0-9])?"
_FOREIGN: dict[Direction, re.Pattern[str]] = {
    "rtl": re.compile(
        rf"{_PLAIN}(?:\s?\([^{_RTL}{_CLOSERS}]*\)(?:\s?{_PLAIN})?)*(?:[+%#]+(?!\w))?|\d+(?:\s*[-–—/]\s*\d+)+",
    ),
    "ltr": re.compile(rf"[{_RTL}](?:[^{_LATIN}{_CLOSERS}]*[{_RTL}])?"),
}
"""Runs that turn the order of what touches them, in text of the other direction: ``Cities (a network)`` is one run."""

_TAG = re.compile(
    r"</?(?:a|b|br|code|div|em|font|h[1-6]|i|iframe|img|li|ol|p|script|small|span|strong|style|sub|sup|svg|table|t[dhr]"
    r"|u|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
UNBROKEN = 20
"""Characters of a word that fit into the narrowest window, 320 pixels wide, in the largest letters."""
_ENDLESS = re.compile(rf"\S{{{UNBROKEN + 1},}}")
WIDTH = 72
LONGEST_LINK = 2000


def mixed(text: str, direction: Direction) -> str:
    """`text` for a block of `direction`, each run of the other direction isolated (Unicode Annex 9, section 2.4)."""
    return _FOREIGN[direction].sub(_isolated, text)


def _isolated(run: re.Match[str]) -> str:
    """Letters say their direction; a range of numbers keeps the order it has in Arabic text."""
    return isolate(run[0]) if run[0][0].isalpha() else f"\u2067{run[0]}\u2069"


def line(text: str, direction: Direction) -> str:
    """`text` as a line of its own in a list of others, such as a subject: where words of the other direction stand in
    it, the whole keeps its direction, however the program that shows it runs.

    >>> line("New: \u0645\u062f\u0646", "ltr") == "\u2066New: \u2068\u0645\u062f\u0646\u2069\u2069"
    True
    """
    shown = mixed(text, direction)
    return f"\u2066{shown}\u2069" if direction == "ltr" and shown != text else shown


def legible(text: str) -> str:
    """`text` as one printable line, without tags or entities that leaked into it.

    >>> legible("Ports &amp; <b>quays</b>"), legible("a < b, <moves>")
    ('Ports & quays', 'a < b, <moves>')
    """
    return clean(_TAG.sub(" ", unescape(clean(text))))


def breakable(text: str) -> str:
    """`text` with places to break in words too long for a narrow window (U+200B).

    >>> breakable("a" * 50).count("\u200b"), breakable("a short one")
    (2, 'a short one')
    """
    return _ENDLESS.sub(lambda word: "\u200b".join(re.findall(f".{{1,{UNBROKEN}}}", word[0])), text)


def joined(pieces: Iterable[str], direction: Direction) -> str:
    """Dates and names in one line, each a unit of its own, whatever stands beside it."""
    foreign = _FOREIGN[direction]
    return " · ".join(isolate(p) if direction == "rtl" or foreign.search(p) else p for p in pieces)


def lean(text: str, otherwise: Direction) -> Direction:
    """The direction most letters of `text` have; `otherwise` where it has none."""
    right, left = len(re.findall(f"[{_RTL}]", text)), len(re.findall(f"[{_LATIN}]", text))
    return otherwise if right == left else "rtl" if right > left else "ltr"


def clip(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut between words where there are some, the cut shown."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    words = head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head
    return words.rstrip(" ,;:.–—-،؛") + "…"


def wrapped(text: str, direction: Direction, indent: str = "") -> str:
    """`text` in lines of plain text, every line with its own isolates: a line is a paragraph to a mail reader."""
    lines = textwrap.wrap(text, WIDTH - len(indent), break_on_hyphens=False)
    return "\n".join(indent + mixed(line, direction) for line in lines)


def link(address: str | None) -> str:
    """`address` in ASCII, as mail wants it (RFC 3986; hosts by IDNA); empty when it is no web address.

    >>> link("https://bücher.example/أخبار/")
    'https://xn--bcher-kva.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/'
    >>> link("javascript:alert(1)")
    ''
    """
    try:
        parts = urlsplit(address or "")
        host = parts.netloc.encode("idna").decode()
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    path, query, fragment = (quote(part, safe="/%:@!$&()*+,;=~?") for part in parts[2:])
    sent = urlunsplit((parts.scheme, quote(host, safe=":@[]"), path, query, fragment))
    return sent if len(sent) <= LONGEST_LINK else ""
