"""The whole page as a tree: the door to selectolax. Finds places and lines; knows nothing of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scnfeed.language.scripts import clean

Node = LexborNode

BLOCKS = frozenset(
    "address article aside blockquote body br button caption dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody td"
    " tfoot th thead tr ul".split()
)
SILENT = frozenset("script style noscript template svg head title meta link select datalist canvas object".split())
_ROOTS = ("html", "body")
"""What is never furniture, whatever it is called."""
_FURNITURE_TAGS = "nav, footer, aside, form, dialog, menu"
_COMMENTS = "#comments, #respond, #disqus_thread, [itemprop=comment], [itemtype$='schema.org/Comment']"
"""Where readers' words stand: names that links lead to, so that redesigns keep them, and microdata."""
_TELLING, _MOST = 60, 30
"""Letters of a paragraph that stands twice by no chance; as many elements of one kind are looked at in a page."""
_FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo complementary search dialog alertdialog menu menubar".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of visible text and the block it stands in."""

    text: str
    node: Node


def parse(text: str) -> LexborHTMLParser:
    """The page as a tree; anything at all is accepted, as a browser would."""
    return LexborHTMLParser(text)


def attribute(node: Node | None, name: str) -> str:
    """The attribute's text, "" when it is missing or has no value."""
    return "" if node is None else (node.attributes.get(name) or "").strip()


def text_of(node: Node | None) -> str:
    """The element's visible text as one line."""
    if node is None:
        return ""
    only = node.first_child
    if only is not None and only.is_text_node and only.next is None and node.tag not in SILENT:
        return clean(only.text_content or "")
    return clean(" ".join(line.text for line in lines(node)))


def lines(node: Node) -> Iterator[Line]:
    """Visible text in the order of the page, a line for each block, without scripts, icons and the like.

    From child to sibling by hand: a list of each element's children takes twice the time.
    """
    buffer: list[str] = []
    above: list[tuple[Node, str]] = []
    home, at = node, None if node.tag in SILENT else node
    while at is not None or above:
        if at is None:  # all within the innermost element was seen
            left, tag = above.pop()
            inner, at = (above[-1][0], left.next) if above else (left, None)
        elif at.is_text_node:
            buffer.append(at.text_content or "")
            at = at.next
            continue
        else:
            tag = at.tag or ""
            if tag in SILENT or not at.is_element_node:
                at = at.next
                continue
            above.append((at, tag))
            inner, at = at, at.first_child
        if tag in BLOCKS:
            if buffer and (text := clean("".join(buffer))):
                yield Line(text, home)
            buffer.clear()
            home = inner
        elif tag == "span":  # inline neighbours without white space between them are two words
            buffer.append(" ")
    if buffer and (text := clean("".join(buffer))):
        yield Line(text, home)


def letters(node: Node) -> int:
    """How long the text of an element is, white space counted once; quick, and blind to what is hidden."""
    return len(" ".join(node.text().split()))


def linked_letters(node: Node) -> int:
    """How many letters of its text are within links."""
    return sum(letters(link) for link in node.css("a")) if next(node.iter(), None) is not None else 0


def linked_headings(tree: LexborHTMLParser) -> Iterator[tuple[Node, Node]]:
    """Headings below the first that are links, each with its link: around it or right in it."""
    for heading in tree.css("h2, h3, h4"):
        above = heading.parent
        link = above if above is not None and above.tag == "a" else None
        link = link or next((child for child in heading.iter() if child.tag == "a"), None)
        if link is not None:
            yield heading, link


def drop_silent(tree: LexborHTMLParser) -> None:
    """Take out of the tree what is no text: scripts, styles, sprites. ``noscript`` stays where it holds a picture."""
    for node in tree.css("svg, template, style, script, noscript"):
        if node.tag != "noscript" or node.css_first("img") is None:
            node.decompose()


def boxes_of_facts(tree: LexborHTMLParser) -> list[Node]:
    """Boxes beside the article without a heading that leads to another page: labels in one of them are the page's."""
    found = [
        node
        for node in tree.css("aside, footer, [role=complementary]")
        if node.tag != "footer" or any(up.tag in ("article", "main") for up in ancestors(node))
    ]
    return [
        node for node in found[:_MOST] if node.css_first("h1, h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5") is None
    ]


def drop_copies(tree: LexborHTMLParser) -> None:
    """Take out of the tree what is hidden and stands there once more for all to see: a version to print."""
    times: Counter[str] | None = None
    copies: list[Node] = []
    for node in tree.css("[hidden], [aria-hidden=true]")[:_MOST]:
        own = [clean(part.text()) for part in node.css("p")]
        first = next((text for text in own if len(text) >= _TELLING), "")
        if not first:
            continue
        times = times or Counter(clean(part.text()) for part in tree.css("p"))
        if times[first] > own.count(first):
            times.subtract(own)
            copies.append(node)
    for node in reversed(copies):  # inner ones first
        node.decompose()


def drop_furniture(tree: LexborHTMLParser) -> None:
    """Take out of the tree what no article stands in: navigation, footers, banners, dialogs, comments."""
    for node in tree.css(_FURNITURE_TAGS):
        if not _holds_the_page(node, tree):
            node.decompose()
    for node in tree.css(_COMMENTS):
        if node.tag not in _ROOTS and node.css_first("h1, main") is None:
            node.decompose()
    for node in tree.css("[role]"):
        if node.tag not in _ROOTS and attribute(node, "role").lower() in _FURNITURE_ROLES:
            node.decompose()
    for node in tree.css("header"):
        if not any(up.tag in ("article", "main") for up in ancestors(node)) and node.css_first("h1") is None:
            node.decompose()


def _holds_the_page(node: Node, tree: LexborHTMLParser) -> bool:
    """Old sites put the whole page into one ``form``, and some the article's head into an ``aside``."""
    if node.tag in ("form", "aside") and node.css_first("h1, main, article") is not None:
        return True
    return node.tag == "form" and tree.body is not None and len(node.text()) * 2 > len(tree.body.text())


def ancestors(node: Node) -> Iterator[Node]:
    """From the parent upwards."""
    at = node.parent
    while at is not None and at.is_element_node:
        yield at
        at = at.parent


def inside(node: Node, other: Node) -> bool:
    """Whether `node` is `other` or stands within it."""
    return node.mem_id == other.mem_id or any(up.mem_id == other.mem_id for up in ancestors(node))
