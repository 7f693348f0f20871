"""Which siblings of the heaviest prose belong to the article: prose, and what stands between two that are."""

from __future__ import annotations

from collections.abc import Sequence, Set

from scnfeed.language.labels import label_of
from scnfeed.read.document import Node, attribute, inside, letters, lines, linked_letters, text_of

PROSE = ("p", "blockquote", "pre", "li", "dd")
LINKY, ENOUGH = 0.35, 80
"""Which share of prose may be linked; how many letters make a sibling prose of its own."""
_MOSTLY = 0.8
_HEADINGS = "h2, h3, h4"
_LABELS = frozenset({"published", "updated", "type", "share", "authors", "tags"})
_ENDING = frozenset({"downloads", "event_report", "share", "related", "newsletter", "tags", "comments"})


def grown(core: Node, title: Node | None) -> tuple[Node, ...]:
    """The core with its sibling blocks of prose, climbing while the parent holds no title."""
    blocks: tuple[Node, ...] = (core,)
    at = core
    while (parent := at.parent) is not None and parent.tag not in ("body", "html", "-undef"):
        around = _joined([*parent.iter()], at, title)
        holds_title = title is not None and inside(title, parent)
        if len(around) > 1:
            blocks = tuple(around) if at.mem_id == core.mem_id or len(blocks) == 1 else (parent,)
        if holds_title or parent.tag in ("main", "article"):
            break
        if len(around) > 1 and not holds_title:
            blocks = (parent,)
        at = parent
    return blocks


def is_label(line: str) -> bool:
    """Whether a line belongs to the label block: it is site, not story."""
    found = label_of(line)
    return found is not None and found[0] in _LABELS


def ends_article(line: str) -> bool:
    """Whether a line heads what is no story any more, such as files or related pages."""
    found = label_of(line)
    return found is not None and found[0] in _ENDING


def _joined(beside: Sequence[Node], core: Node, title: Node | None) -> list[Node]:
    """The core and its siblings that are prose, or stand between two that are."""
    more = [node.mem_id == core.mem_id or _is_more(node, title) for node in beside]
    first, last = more.index(True), len(more) - 1 - more[::-1].index(True)
    made = {_made(node) for node, yes in zip(beside, more, strict=True) if yes}
    return [
        node
        for at, node in enumerate(beside)
        if more[at] or (first < at < last and _is_between(node, made) and not _is_apart(node, title))
    ]


def _is_more(node: Node, title: Node | None) -> bool:
    """Whether a sibling belongs to the article by itself: prose, not furniture."""
    if _is_apart(node, title):
        return False
    if node.tag in ("h2", "h3", "h4", "figure", "table", "details"):
        return True
    text = letters(node)
    if text < ENOUGH or linked_letters(node) > text * LINKY:
        return False
    return node.tag in PROSE or node.css_first(", ".join(PROSE)) is not None


def _is_between(node: Node, made: Set[tuple[str, str]]) -> bool:
    """Whether a sibling is short, or much linked, prose made like its neighbours, or nothing but a heading."""
    text = letters(node)
    if not text or linked_letters(node) > text * _MOSTLY:
        return False
    heading = node.css_first(_HEADINGS)
    return _made(node) in made if heading is None else letters(heading) == text


def _made(node: Node) -> tuple[str, str]:
    return node.tag or "", attribute(node, "class")


def _is_apart(node: Node, title: Node | None) -> bool:
    """Whether a sibling is a section of furniture, or holds the title."""
    if title is not None and inside(title, node):
        return True
    heading = node if node.tag in ("h2", "h3", "h4") else node.css_first(_HEADINGS)
    if heading is not None and ends_article(text_of(heading)):
        return True
    return any(is_label(line.text) for line in lines(node))
