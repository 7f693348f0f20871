"""Which heading names the page: found by what the page tells machines, never by its rank alone.

The first heading of many sites is the site's own name; other pages print theirs as an ``h2``, or as no heading at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.scripts import fold, words
from scnfeed.read.document import Node, ancestors, attribute, text_of

_PARTS = re.compile(r"\s+[-–—|·•»«:/]+\s+|\s*[|»«]\s*")
_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMED = "h1, h2, h3, h4, [class*=title], [class*=headline], [itemprop=headline]"
_MOST, _LONGEST, _SHORTEST = 120, 400, 4


def title_node(tree: LexborHTMLParser, hints: Sequence[str], page: str) -> Node | None:
    """The heading that names the page: the h1 that is a hint letter by letter, the first of them; else the longest
    heading that is a part of one; else the first h1 like a hint; else the first. Those of ``main`` and ``article`` come
    first; one that is a link to the front page of `page`'s site never counts."""
    first: dict[int, Node] = {}
    for selector in ("main h1, article h1, [role=main] h1", "h1"):
        first |= {node.mem_id: node for node in tree.css(selector) if node.mem_id not in first}
    told = [(node, text) for node in first.values() if (text := text_of(node)) and not leads_home(node, page)]
    wholes = [squeezed(hint) for hint in hints]
    found = [(wholes.index(own), node) for node, text in told if (own := squeezed(text)) in wholes]
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    best = _named(tree, hints, page) if hints else None
    like = next(((node, text) for node, text in told if any(alike(text, hint) for hint in hints)), None)
    if best is not None and (like is None or len(best[1]) > len(like[1])):
        return best[0]
    return like[0] if like else told[0][0] if told else None


def _named(tree: LexborHTMLParser, hints: Sequence[str], page: str) -> tuple[Node, str] | None:
    """The longest heading, or element called a title, whose text is a hint or a part of one."""
    wanted = {squeezed(part) for hint in hints for part in (hint, *parts_of(hint))}
    found: list[tuple[Node, str]] = []
    for node in tree.css(_NAMED)[:_MOST]:
        plain = node.text()
        if _SHORTEST <= len(plain) <= _LONGEST and squeezed(plain) in wanted and not leads_home(node, page):
            found.append((node, text_of(node)))
    return max(found, key=lambda pair: len(pair[1]), default=None)


def squeezed(text: str) -> str:
    """Letters and digits alone, so that spaces, quotes and dashes do not divide what is the same."""
    return _NOT_LETTERS.sub("", fold(text))


def split(address: str) -> SplitResult:
    """The parts of an address; all empty for what is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def leads_home(node: Node, page: str) -> bool:
    """Whether a heading is nothing but a link to the site's front page: it names the site, not the page."""
    link = node.css_first("a[href]") or next((up for up in ancestors(node) if up.tag == "a"), None)
    if link is None or len(link.text().strip()) < len(node.text().strip()):
        return False
    there, here = split(attribute(link, "href")), split(page)
    if there.netloc.removeprefix("www.") not in ("", here.netloc.removeprefix("www.")) or there.query:
        return False
    path, own = there.path.strip("/."), here.path.strip("/")
    above = "/" not in path and own.startswith(f"{path}/")
    return path in ("", "home") or path.startswith("index.") or above


def parts_of(title: str) -> tuple[str, ...]:
    """What stands between the dashes and bars of a ``<title>``, singly and as the rest after the first or before the
    last: one of them may be the page's own.

    >>> parts_of("Bridges - open again | City News")
    ('open again | City News', 'Bridges - open again', 'Bridges', 'open again', 'City News')
    """
    found = [at.span() for at in _PARTS.finditer(title)]
    if not found:
        return ()
    rests = (title[found[0][1] :], title[: found[-1][0]]) if len(found) > 1 else ()
    return tuple(part.strip() for part in (*rests, *_PARTS.split(title)) if part.strip())


def alike(one: str, other: str) -> bool:
    """Whether two printed titles are one: equal, one within the other, or mostly the same words.

    >>> alike("Bridges", "Bridges | City News"), alike("City News", "Bridges open again")
    (True, False)
    """
    mine, theirs = words(one), words(other)
    if not mine or not theirs:
        return False
    short, long = sorted((" ".join(mine), " ".join(theirs)), key=len)
    return f" {short} " in f" {long} " or 2 * len({*mine} & {*theirs}) >= len({*mine} | {*theirs})
