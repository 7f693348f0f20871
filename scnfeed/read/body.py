"""Where the article stands in the tree: found by the weight of its prose, never by class names, so that a redesign
changes nothing.

Each block of prose gives its length to its parent and half of it to the parent above, one of a list half as much; the
heaviest element is the core. The core grows to siblings that are prose too, and upwards as long as that adds prose,
but never past the element that holds the title.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from scnfeed.read.document import Node, ancestors, attribute, inside, letters, linked_headings, linked_letters
from scnfeed.read.headings import split, squeezed, title_node
from scnfeed.read.siblings import ENOUGH, LINKY, PROSE, grown

_SHORT = 25
_CARD = 600


@dataclass(frozen=True, slots=True)
class Place:
    """The article's own piece: `scope` holds title, labels and prose; `blocks` are the elements that hold the prose. A
    `stub` has but a few words, or none, and longer boxes stand around it.
    """

    scope: Node
    blocks: tuple[Node, ...]
    title: Node | None
    stub: bool = False


def article_place(
    tree: LexborHTMLParser,
    selector: str | None = None,
    hints: Sequence[str] = (),
    home: str = "",
    descriptions: Sequence[str] = (),
) -> Place | None:
    """Find the article in a page whose furniture is gone; None where there is no prose at all.

    `hints` are titles that the page tells machines: of several headings the one like them names the page. `home` is
    the page's address, which tells the site's own name from it. `descriptions` are what the page tells machines about
    itself: prose that begins so is the article even where comments or teasers weigh more.
    """
    root = tree.body or tree.root
    if root is None:
        return None
    _drop_cards(tree, home)
    title = title_node(tree, hints, home)
    chosen = tree.css_first(selector) if selector else None
    heaviest = chosen or _core(root)
    core = chosen or _described(root, heaviest, descriptions)
    if not chosen and core and title and (main := _lost(title, core)):
        words = _core(main, shortest=1)
        return Place(main, (words,) if words else (), title, stub=True)
    if core is None:
        return Place(title, (), title) if title else None
    whole = core is not heaviest or (title is not None and inside(title, core))
    blocks = (core,) if whole else grown(core, title)
    return Place(_scope(blocks[0], title, root), blocks, title)


def _prose(node: Node, shortest: int = _SHORT) -> int:
    text = letters(node)
    if text < shortest:
        return 0
    linked = linked_letters(node)
    return 0 if linked > text * LINKY else text - linked


def _lost(title: Node, core: Node) -> Node | None:
    """The ``main`` of the title, or its ``article`` with a few words, where the core is a mere box outside of it."""
    home = next((up for tag in ("main", "article") for up in ancestors(title) if up.tag == tag), None)
    if home is None or inside(core, home) or letters(core) > _ARTICLE:
        return None
    return home if home.tag == "main" or _core(home, shortest=1) else None


def _core(root: Node, shortest: int = _SHORT) -> Node | None:
    weights: dict[int, float] = defaultdict(float)
    nodes: dict[int, Node] = {}
    for node in root.css(", ".join(PROSE)):
        weight = _prose(node, shortest) if node.tag == "p" or not _holds_blocks(node) else 0
        if not weight:
            continue
        shares = (0.5, 0.25, 0.125) if node.tag in ("li", "dd") else (1.0, 0.5, 0.25)
        for share, up in zip(shares, ancestors(node), strict=False):
            weights[up.mem_id] += weight * share
            nodes[up.mem_id] = up
    if not weights:
        return _bare(root)
    best = max(weights, key=lambda key: (weights[key], -_depth(nodes[key])))
    core = nodes[best]
    while core.tag in ("ul", "ol", "dl", "blockquote") and core.parent is not None:
        core = core.parent
    return core


def _described(root: Node, core: Node | None, descriptions: Sequence[str]) -> Node | None:
    """The core, or what lies apart from it and begins as the page describes itself, where that is an article long; both
    where they stand in one ``article``.
    """
    told = beginnings(descriptions)
    if core is None or not told:
        return core
    held = squeezed(core.text())
    if any(begin in held for begin in told):
        return core
    whole = squeezed(root.text())
    told = [begin for begin in told if begin in whole]
    for node in root.css("p, div, section, article, td") if told else ():
        if letters(node) <= _ARTICLE or inside(core, node) or linked_letters(node) > letters(node) * LINKY:
            continue
        if any(begin in squeezed(node.text())[:_EARLY] for begin in told):
            both = next(up for up in ancestors(node) if inside(core, up))
            whole_article = any(up.tag == "article" for up in (both, *ancestors(both)))
            return both if whole_article else _least(node, told)
    return core


def _least(node: Node, told: Sequence[str]) -> Node:
    """The smallest element within `node` that is still an article long and begins so."""
    for child in node.iter():
        if letters(child) > _ARTICLE and any(begin in squeezed(child.text())[:_EARLY] for begin in told):
            return _least(child, told)
    return node


def _holds_blocks(node: Node) -> bool:
    """Whether prose stands in blocks within, which are weighed for themselves."""
    return any(child.css_first("p, li, dd, blockquote, pre") is not None for child in node.iter())


def _bare(root: Node) -> Node | None:
    """Pages whose prose stands in bare ``div`` elements, broken by ``br``."""
    found = [(len(node.text(deep=False)), node) for node in root.css("div, td, section, article, main")]
    heaviest = max(found, key=lambda pair: pair[0], default=None)
    return heaviest[1] if heaviest and heaviest[0] >= ENOUGH else None


def _depth(node: Node) -> int:
    return sum(1 for _ in ancestors(node))


_LEAD, _LONGEST_LEAD, _SURE = 50, 900, 40
_ARTICLE, _EARLY = 800, 400
"""Letters of a short article; how soon what describes it stands there."""


def beginnings(descriptions: Sequence[str]) -> list[str]:
    """How each description begins, squeezed; one too short to be sure of is left out."""
    return [begin for text in descriptions if len(begin := squeezed(text)[:_SURE]) == _SURE]


def standfirst(place: Place, descriptions: Sequence[str]) -> Node | None:
    """The sentences between title and prose that say what the story is about, where they stand outside the prose: what
    the page tells machines about itself, printed."""
    held = squeezed("".join(block.text() for block in place.blocks))
    told = [begin for begin in beginnings(descriptions) if begin not in held]
    for node in place.scope.css("p, h2, h3, h4, div, span, li") if told else ():
        own = _lead_of(node, place.title)
        if own and own not in held and any(own.startswith(begin) for begin in told):
            return node
    return None


def _lead_of(node: Node, title: Node | None) -> str:
    """The letters of an element that may be a standfirst: some sentences in one block, not links, not the title."""
    text = node.text()
    if not _LEAD <= len(text.strip()) <= _LONGEST_LEAD or (
        node.tag == "div" and node.css_first("p, ul, h1, h2, div p")
    ):
        return ""
    linked = linked_letters(node) * 2 > len(text)
    return "" if linked or (title is not None and inside(title, node)) else squeezed(text)


def _scope(block: Node, title: Node | None, root: Node) -> Node:
    """The smallest element that holds both title and prose, widened to its ``article`` or ``main``."""
    chain = [block, *ancestors(block)]
    least = next((up for up in chain if title is not None and inside(title, up)), None)
    if least is not None and least.tag not in ("body", "html"):
        return next((up for up in (least, *ancestors(least)) if up.tag in ("article", "main")), least)
    return next((up for up in chain if up.tag in ("article", "main")), least or root)


def _drop_cards(tree: LexborHTMLParser, home: str) -> None:
    """Teasers of other pages: a short ``article`` or list item whose heading is a link to elsewhere, standing among
    others of its kind.
    """
    alike: dict[int, Counter[str]] = {}
    path = split(home).path.strip("/")
    for heading, link in [*linked_headings(tree)]:
        if path and split(attribute(link, "href")).path.strip("/") == path:
            continue
        card: Node | None = None
        for up in ancestors(heading):
            if up.tag in ("body", "main"):
                break
            if up.tag not in ("article", "li", "div"):
                continue
            if letters(up) > _CARD or len(up.css("h1, h2, h3, h4")) > 1:
                break
            if _alike_beside(up, alike) and sum(letters(node) > ENOUGH for node in up.css("p")) < 2:
                card = up
        if card is not None:
            card.decompose()


def _alike_beside(node: Node, alike: dict[int, Counter[str]]) -> bool:
    parent = node.parent
    if parent is None:
        return False
    if parent.mem_id not in alike:
        alike[parent.mem_id] = Counter(str(other.tag) for other in parent.iter())
    return alike[parent.mem_id][str(node.tag)] > 1
