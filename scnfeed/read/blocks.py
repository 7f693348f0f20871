"""The article's own piece of the page as a flat list of blocks, made in one walk over its nodes.

A block is a run of text or pictures with its inline markup, the element it stands in (``p``, ``h2`` ...) and the
lists, tables, quotes and figures that hold it. What is flat is easily judged: a block is kept or left out, and a list
of which nothing is kept is gone. What stays of each element says `elements`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from scnfeed.language.scripts import clean, clean_block
from scnfeed.model import Image
from scnfeed.read import elements
from scnfeed.read.document import Node

LEAVES = {
    **{tag: tag for tag in "p h2 h3 h4 h5 h6 pre dt figcaption caption".split()},
    "h1": "h2", "summary": "h3", "legend": "p", "address": "p",
}  # fmt: skip
"""Elements that hold one run of text, and what they are written as."""
HOLDERS = frozenset("ul ol li dl dd blockquote table thead tbody tfoot tr td th figure".split())
CELLS = frozenset(("li", "td", "th", "dd"))
"""Holders in which text may stand without an element of its own."""
INLINE = frozenset("a q cite code em strong b i u s sub sup small mark abbr time bdi bdo span del ins kbd".split())
SKIPPED = frozenset(
    "script style noscript template svg form input select option textarea nav aside object embed canvas map head title"
    " meta link iframe video audio img br hr wbr button datalist dialog math menu progress".split()
)
"""Elements whose children are not walked: left out, or answered on the spot."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An open list, table, quote or figure; `key` is its element's."""

    key: int
    tag: str
    opening: str


@dataclass(slots=True)
class Block:
    """One run of the article. `tag` is "" where the run stands right in a list item, cell or figure."""

    tag: str
    html: str
    text: str
    within: tuple[Holder, ...]
    path: tuple[int, ...]
    """The elements that hold it, outermost first, inline ones left out."""
    linked: int
    """How many letters of the text are links."""
    images: tuple[Image, ...] = ()
    marks: str = ""
    """``lang`` and ``dir`` of its own element, as attributes."""

    @property
    def rank(self) -> int:
        """1 to 6 for a heading, else 9."""
        return int(self.tag[1]) if len(self.tag) == 2 and self.tag[0] == "h" and self.tag[1].isdigit() else 9

    def held_by(self, *tags: str) -> bool:
        return any(holder.tag in tags for holder in self.within)


def blocks_of(nodes: Sequence[Node], base: str) -> list[Block]:
    """The blocks of these elements, in the order of the page; links are relative to `base`."""
    walk = _Walk(base)
    for node in nodes:
        walk.over(node)
    return walk.blocks


class _Walk:
    """The state of one walk: the open holders, the open inline elements, the run that is being collected."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.blocks: list[Block] = []
        self.within: tuple[Holder, ...] = ()
        self.path: tuple[int, ...] = ()
        self.tag = ""
        self.marks = ""
        self.open: list[tuple[str, str]] = []
        self.html: list[str] = []
        self.text: list[str] = []
        self.images: list[Image] = []
        self.linked = self.links = 0
        self.stack: list[Node | Callable[[], None]] = []
        self.waiting = False
        """Whether a lazy picture without any address waits for the ``noscript`` that follows it."""

    def over(self, node: Node) -> None:
        self.stack.append(node)
        while self.stack:
            at = self.stack.pop()
            if not isinstance(at, Node):
                at()
            elif at.is_text_node:
                self._words(at.text_content or "")
            elif at.is_element_node:
                self._element(at, at.tag or "")
        self._flush()

    def _words(self, text: str) -> None:
        if not text.strip():
            if self.text and self.html[-1] != "<br>":
                self.html.append(" ")
                self.text.append(" ")
            return
        self.html.append(escape(text, quote=False))
        self.text.append(text)
        if self.links:
            self.linked += len(text.strip())

    def _element(self, node: Node, tag: str) -> None:
        if tag in SKIPPED:
            self._answer(node, tag)
        elif tag in INLINE:
            self._inline(node, tag)
        elif tag in LEAVES or tag in HOLDERS:
            self._block(node, tag)
        elif tag == "amp-img":
            self._image(node)
        elif "-" in tag or tag == "font":
            self._inside(node)
        else:
            self._division(node)

    def _inside(self, node: Node) -> None:
        self.stack.extend(reversed(list(node.iter(include_text=True))))

    def _answer(self, node: Node, tag: str) -> None:
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(node)
        elif tag in ("iframe", "video", "audio"):
            self._embedded(node)
        elif tag == "button":
            self._toggle(node)
        elif tag == "noscript" and self.waiting:
            self._inside(node)
        elif tag == "hr":
            self._flush()

    def _break(self) -> None:
        """One break stays within its run; two are the end of a paragraph."""
        if self.html and self.html[-1] == "<br>" and self.tag in ("", "p"):
            self.html.pop()
            self._flush()
        elif self.text:
            self.html.append("<br>")
            self.text.append("\n")

    def _toggle(self, node: Node) -> None:
        """The button that opens a panel is its heading; any other is no text."""
        names = node.attributes
        if not any(name in names for name in ("aria-controls", "aria-expanded", "data-toggle", "data-target")):
            return
        if self.tag[:1] == "h":
            self._inside(node)
        else:
            self._opened(node, "h3", self.within, elements.marks(names))

    def _division(self, node: Node) -> None:
        """A ``div``, ``section`` and the like: only an end and a beginning of runs."""
        self._opened(node, "", self.within, elements.marks(node.attributes) or self.marks)

    def _block(self, node: Node, tag: str) -> None:
        names = node.attributes
        marks = elements.marks(names)
        if tag in LEAVES:
            inner = self.tag if tag == "summary" and self.tag[:1] == "h" else LEAVES[tag]
            self._opened(node, inner, self.within, marks or self.marks)
            return
        holder = Holder(node.mem_id, tag, f"<{tag}{elements.kept(tag, names)}{marks or self.marks}>")
        self._opened(node, "", (*self.within, holder), "")

    def _opened(self, node: Node, tag: str, within: tuple[Holder, ...], marks: str) -> None:
        self._flush()
        before = (self.tag, self.within, self.path, self.marks)
        written = len(self.blocks)
        cell = within is not self.within and within[-1].tag in ("td", "th")
        self.tag, self.within, self.marks = tag, within, marks
        self.path = (*self.path, node.mem_id)

        def closed() -> None:
            self._flush()
            if cell and len(self.blocks) == written:
                self.blocks.append(Block("", "", "", self.within, self.path, 0))
            self.tag, self.within, self.path, self.marks = before

        self.stack.append(closed)
        self._inside(node)

    def _inline(self, node: Node, tag: str) -> None:
        names = node.attributes
        if elements.is_mail(tag, names):
            self._mail(elements.mail_address(node))
            return
        opening = "" if tag == "a" and self.links else elements.opening(tag, names, self.base)
        if not opening:
            self._inside(node)
            return
        self.open.append((tag, opening))
        self.html.append(opening)
        self.links += tag == "a"

        def closed() -> None:
            self.open.pop()
            self.links -= tag == "a"
            if self.html and self.html[-1] == opening:
                self.html.pop()
            else:
                self.html.append(f"</{tag}>")

        self.stack.append(closed)
        self._inside(node)

    def _mail(self, address: str) -> None:
        if address:
            self.html.append(f'<a href="mailto:{escape(address)}">{escape(address)}</a>')
            self.text.append(address)

    def _image(self, node: Node) -> None:
        names = node.attributes
        address = elements.picture_address(node, self.base)
        self.waiting = not address
        if not address or names.get("width") == "1" or names.get("height") == "1":
            return
        image = Image(address, clean(names.get("alt") or ""))
        size = "".join(f' {name}="{names[name]}"' for name in ("width", "height") if (names.get(name) or "").isdigit())
        self.images.append(image)
        self.html.append(f'<img src="{escape(address)}" alt="{escape(image.alt)}"{size}>')

    def _embedded(self, node: Node) -> None:
        address, title = elements.embedded(node, self.base)
        if not address:
            return
        self._flush()
        text = title or address
        link = f'<a href="{escape(address)}">{escape(text, quote=False)}</a>'
        self.blocks.append(Block("p", link, text, self.within, (*self.path, node.mem_id), len(text)))

    def _flush(self) -> None:
        """The end of a run: it becomes a block, if it holds anything."""
        html, said = self.html, "".join(self.text)
        text = clean_block(said) if self.tag == "pre" else clean(said)
        if text or self.images:
            while html and html[-1] in ("<br>", " "):
                html.pop()
            html.extend(f"</{tag}>" for tag, _ in reversed(self.open))
            joined = "".join(html)
            markup = joined.strip("\n") if self.tag == "pre" else " ".join(joined.split())
            self.blocks.append(
                Block(
                    self.tag or self._unnamed(text), markup,
                    text, self.within, self.path, self.linked, tuple(self.images), self.marks,
                )
            )  # fmt: skip
            self.waiting = False if text else self.waiting
        self.html = [opening for _, opening in self.open]
        self.text, self.images, self.linked = [], [], 0

    def _unnamed(self, text: str) -> str:
        nearest = self.within[-1].tag if self.within else ""
        return "" if not text or (nearest in CELLS and not self.marks) else "p"
