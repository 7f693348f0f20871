"""Sites nobody has described: the door to trafilatura (extra ``anysite``), asked as witnesses.

trafilatura has seen more page structures than anybody; it says which text is the article. Its words are not taken
blindly: the piece of markup is ours (headings, pictures, links stay), and prose that stands right beside the prose it
kept is put back. htmldate is asked nothing: on some ninety public pages whose day was cut out it named another day on
seven, and where the day was left it added two. Without the extra all this is silent.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from types import ModuleType
from typing import Any

from scnfeed.read.blocks import Block
from scnfeed.read.headings import squeezed

_SHORT = 24
_LONG = 160
_EDGE = 70
_COVERED = 0.5
_TRUSTED = 140
_ENOUGH = 800
_PROSE = re.compile(r"""^.{80,}[.!?؟。…:»"”']\s*$""", re.DOTALL)
_MOST_TAGS = 15_000
"""A page of more tags is not shown to the libraries, whose time grows faster than the page."""


@cache
def _library() -> ModuleType | None:
    try:
        import trafilatura
    except ImportError:
        return None
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return trafilatura


@dataclass(frozen=True, slots=True)
class Witness:
    """What trafilatura takes for the article: `lines` of it, and its markup for where our own piece is another."""

    lines: frozenset[str]
    whole: str
    html: str

    def has(self, line: str) -> bool:
        """Whether the article, as trafilatura sees it, prints this line."""
        own = squeezed(line)
        if len(own) < _SHORT:
            return own in self.lines
        if len(own) <= _LONG:
            return own in self.whole
        return own[:_EDGE] in self.whole or own[-_EDGE:] in self.whole

    def chosen(self, blocks: Sequence[Block], described: Sequence[str] = ()) -> list[Block]:
        """What the witness names or the page is `described` with, and prose that stands among it; a heading stays with
        what follows it. Descriptions are squeezed beginnings.
        """
        known = [self.has(block.text) or _is_described(block, described) for block in blocks]
        homes = {_home(block) for block, yes in zip(blocks, known, strict=True) if yes}
        first = known.index(True) if True in known else len(blocks)
        found: list[Block] = []
        follows = False
        for at in reversed(range(len(blocks))):
            block = blocks[at]
            among = _home(block) in homes
            listed = block.held_by("ul", "ol", "dl")
            prose = among and bool(_PROSE.match(block.text)) and block.linked * 2 <= len(block.text)
            item = among and listed and follows and at > first and not block.linked
            heading = (block.rank < 9 or block.tag == "dt") and follows and among
            if known[at] or prose or item or heading:
                found.append(block)
                follows = True
            elif not block.text:
                found.append(block)
            else:
                follows = False
        return found[::-1]

    def misses(self, blocks: Sequence[Block]) -> bool:
        """Whether it saw no more than the smaller part of a piece that is prose: it stopped at a box between two parts
        of the article, or took a menu for it.
        """
        prose = [block for block in blocks if _PROSE.match(block.text) and block.linked * 2 <= len(block.text)]
        unseen = sum(len(squeezed(block.text)) for block in prose if not self.has(block.text))
        return unseen > max(len(self.whole), _ENOUGH)

    def heaped(self, titles: Collection[str]) -> bool:
        """Whether it found no article and heaped the whole page into one line, that begins with one of its titles."""
        return len(self.lines) == 1 and any(title and title in self.whole[: len(title) + _EDGE] for title in titles)

    def covered_by(self, text: str) -> bool:
        """Whether most of it stands in `text` too; what it tells in one line is all that the page prints."""
        own = squeezed(text)
        if len(self.lines) == 1 and len(own) > _TRUSTED:
            return True
        found = sum(len(line) for line in self.lines if line[:_EDGE] in own)
        return found >= _COVERED * sum(map(len, self.lines))


def _is_described(block: Block, described: Sequence[str]) -> bool:
    own = squeezed(block.text) if described and block.text else ""
    return bool(own) and any(own.startswith(begin) for begin in described)


def _home(block: Block) -> int:
    """The element in which a block, or the outermost list around it, stands."""
    lists = [holder.key for holder in block.within if holder.tag in ("ul", "ol", "dl")]
    at = block.path.index(lists[0]) if lists and lists[0] in block.path else len(block.path) - 1
    return block.path[at - 1] if at > 0 else 0


def witness(text: str, url: str | None) -> Witness | None:
    """trafilatura's article; None where it is not installed, finds nothing worth the name, or breaks."""
    library = _library()
    if library is None or text.count("<") > _MOST_TAGS:
        return None
    try:
        found = library.bare_extraction(
            text,
            url=url,
            include_comments=False,
            include_formatting=True,
            include_links=True,
            with_metadata=False,
            fast=True,
        )
    except Exception:  # what a foreign library raises on hostile markup is not in its contract
        return None
    if found is None or len(found.text or "") < _TRUSTED:
        return None
    blocks = [node for node in found.body.iter(*_BLOCKS) if node.find(".//p") is None]
    lines = [squeezed("".join(node.itertext())) for node in blocks]
    return Witness(frozenset(filter(None, lines)), "".join(lines), _markup(found.body))


_BLOCKS = ("p", "head", "item", "quote", "cell", "code")
_NAMES = {"head": "h2", "list": "ul", "item": "li", "quote": "blockquote", "row": "tr", "cell": "td", "lb": "br",
          "ref": "a", "hi": "em", "del": "s", "graphic": "img", "code": "code", "p": "p", "table": "table"}  # fmt: skip


def _markup(node: Any) -> str:
    """trafilatura's own tree (TEI names) as HTML; its depth is bounded, as the page's is."""
    name = _NAMES.get(str(node.tag), "div")
    address = f' href="{escape(node.get("target") or "")}"' if name == "a" else ""
    address = (
        f' src="{escape(node.get("src") or "")}" alt="{escape(node.get("alt") or "")}"' if name == "img" else address
    )
    inner = "".join(
        _markup(child) + escape(child.tail or "", quote=False) for child in node if isinstance(child.tag, str)
    )
    closing = "" if name in ("br", "img") else f"</{name}>"
    return f"<{name}{address}>{escape(node.text or '', quote=False)}{inner}{closing}"
