"""The article's own piece of the page as a flat list of blocks, made in one walk over its nodes.

A block is a run of text or pictures with its inline markup, the element it stands in (``p``, ``h2`` ...) and the
lists, tables, quotes and figures that hold it. What is flat is easily judged: a block is kept or left out, and a list
of which nothing is kept is gone. On the walk lazy images get their address, obfuscated e-mail addresses are decoded
(the first byte of the hex is the key, XOR with each next one), links become absolute and lose tracking parameters,
embedded video becomes a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from scnfeed.language.scripts import clean, clean_block
from scnfeed.model import Image
from scnfeed.read.document import Node
from scnfeed.sites.addresses import absolute

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
_PASSED = frozenset("del ins kbd span font".split())
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-hi-res-src", "data-full-src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_STAND_IN = re.compile(
    r"^(?:data:|about:|$)|(?:placeholder|spacer|blank|transparent|lazy|loading|1x1)[\w-]*\.\w{3,4}$", re.I
)
_PLAYER = re.compile(
    r"youtu\.?be|vimeo|dailymotion|/embed|player|video|soundcloud|spotify|podcast|\.(?:mp[34]|webm|m3u8)\b", re.I
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs\w+|mkt_tok", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KEPT = {
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"), "ol": ("start", "reversed"),
    "time": ("datetime",), "abbr": ("title",),
}  # fmt: skip


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


def decode_address(code: str) -> str:
    """An obfuscated e-mail address in clear, "" when the code is broken.

    >>> decode_address("a5c0ddc4c8d5c9c0e5c0ddc4c8d5c9c08bcad7c2")
    'example@example.org'
    """
    try:
        octets = bytes.fromhex(code)
        address = bytes(octet ^ octets[0] for octet in octets[1:]).decode("utf-8")
    except (ValueError, IndexError):
        return ""
    return address if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) else ""


def untracked(address: str) -> str:
    """`address` without the parameters that only tell where a reader came from.

    >>> untracked("https://a.example/?utm_source=x&page=2")
    'https://a.example/?page=2'
    """
    if "?" not in address or not _TRACKING.search(address):
        return address
    parts = urlsplit(address)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)]
    return parts._replace(query=urlencode(kept)).geturl()


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
            self._opened(node, "h3", self.within, self._marks(names))

    def _division(self, node: Node) -> None:
        """A ``div``, ``section`` and the like: only an end and a beginning of runs."""
        self._opened(node, "", self.within, self._marks(node.attributes) or self.marks)

    def _block(self, node: Node, tag: str) -> None:
        names = node.attributes
        marks = self._marks(names)
        if tag in LEAVES:
            inner = self.tag if tag == "summary" and self.tag[:1] == "h" else LEAVES[tag]
            self._opened(node, inner, self.within, marks or self.marks)
            return
        attributes = "".join(f' {name}="{escape(names[name] or "")}"' for name in _KEPT.get(tag, ()) if name in names)
        holder = Holder(node.mem_id, tag, f"<{tag}{attributes}{marks or self.marks}>")
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
        if "data-cfemail" in names or (tag == "a" and "/cdn-cgi/l/email-protection" in (names.get("href") or "")):
            self._mail(node, names)
            return
        opening = self._opening(tag, names)
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

    def _opening(self, tag: str, names: dict[str, str | None]) -> str:
        """The inline element's start tag, "" where only its children stay."""
        marks = self._marks(names)
        if tag == "a":
            printed = names.get("href") or ""
            address = untracked(absolute(self.base, printed)) if printed and not printed.startswith("#") else ""
            title = f' title="{escape(names["title"] or "")}"' if names.get("title") else ""
            return f'<a href="{escape(address)}"{title}{marks}>' if address and not self.links else ""
        if tag in _PASSED and not marks:
            return ""
        kept = "".join(f' {name}="{escape(names[name] or "")}"' for name in _KEPT.get(tag, ()) if names.get(name))
        return f"<{'span' if tag in _PASSED else tag}{kept}{marks}>" if tag not in _PASSED else f"<span{marks}>"

    def _marks(self, names: dict[str, str | None]) -> str:
        if not names or ("lang" not in names and "dir" not in names):
            return ""
        lang, direction = names.get("lang") or "", (names.get("dir") or "").lower()
        told = f' lang="{lang}"' if _LANGUAGE.fullmatch(lang) else ""
        return told + (f' dir="{direction}"' if direction in ("ltr", "rtl", "auto") else "")

    def _mail(self, node: Node, names: dict[str, str | None]) -> None:
        inner = node.css_first("[data-cfemail]")
        codes = [names.get("data-cfemail"), (names.get("href") or "").partition("#")[2]]
        codes.append(inner.attributes.get("data-cfemail") if inner is not None else "")
        address = next(filter(None, (decode_address(code or "") for code in codes)), "")
        if address:
            self.html.append(f'<a href="mailto:{escape(address)}">{escape(address)}</a>')
            self.text.append(address)

    def _image(self, node: Node) -> None:
        names = node.attributes
        address = self._picture(node, names)
        self.waiting = not address
        if not address or names.get("width") == "1" or names.get("height") == "1":
            return
        image = Image(address, clean(names.get("alt") or ""))
        size = "".join(f' {name}="{names[name]}"' for name in ("width", "height") if (names.get(name) or "").isdigit())
        self.images.append(image)
        self.html.append(f'<img src="{escape(address)}" alt="{escape(image.alt)}"{size}>')

    def _picture(self, node: Node, names: dict[str, str | None]) -> str:
        """The address of a picture that may be lazy: its own, that of its set, that of the ``picture`` around it."""
        printed = [names.get(name) or "" for name in (*_LAZY, "src")]
        printed += [_largest(names.get(name) or "") for name in _SETS]
        if node.parent is not None and node.parent.tag == "picture":
            sources = node.parent.css("source")
            printed += [_largest(s.attributes.get(n) or "") for s in sources for n in _SETS]
        found = next((link.strip() for link in printed if not _STAND_IN.search(link.strip().partition("?")[0])), "")
        return absolute(self.base, found) if found else ""

    def _embedded(self, node: Node) -> None:
        source = node.css_first("source[src]")
        names = node.attributes
        printed = names.get("src") or names.get("data-src") or (source.attributes.get("src") if source else "") or ""
        address = absolute(self.base, printed) if printed else ""
        if not address.startswith("http") or (node.tag == "iframe" and not _PLAYER.search(address)):
            return
        self._flush()
        title = clean(names.get("title") or "")
        link = f'<a href="{escape(address)}">{escape(title or address, quote=False)}</a>'
        text = title or address
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


def _largest(printed: str) -> str:
    """The widest picture of a ``srcset``."""
    found = [part.split() for part in printed.split(", ") if part.strip()]
    return (
        max(found, key=lambda part: float(part[1][:-1]) if part[1:] and part[1][:-1].isdigit() else 0.0)[0].rstrip(",")
        if found
        else ""
    )
