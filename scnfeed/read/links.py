"""Links to other stories in the midst of an article, by their shape: asked on sites that nobody described, where no
word tells them from the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from scnfeed.read.around import is_file
from scnfeed.read.blocks import Block
from scnfeed.read.headings import split

_MOST, _SOME, _WHOLE, _USUAL = 0.55, 0.4, 0.95, 0.8
"""Which share of a list's letters is linked, of one of its lines, of a line that is a link; how many lines are so."""
_LABEL = 24
_HREF = re.compile(r'href="([^"]*)"')
_ENDS = ".…。।"


def without_links(blocks: Sequence[Block], page: str) -> list[Block]:
    """The blocks without lists of links, with the headings above them, and without paragraphs that are nothing but a
    link to another page of `page`'s site, after a label or none. Files stay; so does everything where the links are
    the larger part of the text: then they are what the page has to say.
    """
    lists: dict[int, list[Block]] = {}
    for block in blocks:
        if block.text and (key := _list(block)) is not None:
            lists.setdefault(key, []).append(block)
    gone = {key for key, lines in lists.items() if _are_links(lines)}
    found: list[Block] = []
    for block in blocks:
        if _list(block) in gone:
            while found and found[-1].rank < 9:
                found.pop()
        elif not _is_link(block, page):
            found.append(block)
    return found if _length(found) * 2 > _length(blocks) else list(blocks)


def _length(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _list(block: Block) -> int | None:
    """The outermost list that holds a block."""
    return next((holder.key for holder in block.within if holder.tag in ("ul", "ol")), None)


def _are_links(lines: Sequence[Block]) -> bool:
    linked = [line for line in lines if line.linked > _SOME * len(line.text)]
    if len(lines) < 2 or len(linked) < _USUAL * len(lines) or any(map(is_file, _addresses(lines))):
        return False
    return sum(line.linked for line in lines) > _MOST * _length(lines)


def _is_link(block: Block, page: str) -> bool:
    """Whether a paragraph is a link to another page of the site and no sentence, or is one after a short label."""
    if not block.linked or block.within or block.rank < 9:
        return False
    label, sign, rest = block.text.partition(":")
    whole = block.linked >= _WHOLE * len(block.text) and block.text[-1] not in _ENDS
    if not whole and not (sign and rest and len(label) <= _LABEL and block.linked >= _WHOLE * len(rest.strip())):
        return False
    home = _host(page)
    return all(_host(address) == home and not is_file(address) for address in _addresses((block,)))


def _addresses(blocks: Sequence[Block]) -> list[str]:
    return [unescape(address) for block in blocks for address in _HREF.findall(block.html)]


def _host(address: str) -> str:
    return split(address).netloc.lower().removeprefix("www.")
