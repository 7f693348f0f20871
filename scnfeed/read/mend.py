"""Irregular markup made regular: the door to BeautifulSoup, for the few pages that need it.

Tabs and accordions often print their headings in one place and the panels in another, tied by ``aria-controls``,
``data-target`` or the fragment of a link. Here each heading is put right above its panel, so that whoever reads the
piece from top to bottom meets them together. Everything regular is read without this (see ``blocks``).
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from scnfeed.language.scripts import clean

_TIED = ("aria-controls", "data-target", "data-bs-target", "data-tab", "href")
_IRREGULAR = re.compile(
    r"""role="tab"|<(?:a|li|div|span|button)\b[^>]*(?:aria-controls|data-(?:bs-)?target|data-tab)="""
)
_SIGNS = ('role="tab"', "aria-controls", "data-target", "data-bs-target", "data-tab")
"""Without any of these no markup is irregular."""
_LONGEST = 160


def may_be_irregular(page: str) -> bool:
    """Whether a look at its pieces is worth the time."""
    return any(sign in page for sign in _SIGNS)


def is_irregular(markup: str) -> bool:
    """Whether the piece holds headings that may stand apart from what they open.

    >>> is_irregular('<a role="tab" href="#one">One</a>'), is_irregular("<details><summary>One</summary></details>")
    (True, False)
    """
    return _IRREGULAR.search(markup) is not None


def mended(markup: str) -> str:
    """`markup` with every tab and accordion heading right above the panel it opens."""
    soup = BeautifulSoup(markup, "lxml")
    for node in soup.find_all(_is_opener):
        if node.decomposed:  # it stood in a heading that has left already
            continue
        panel = _panel(soup, node)
        text = clean(node.get_text(" "))
        if panel is None or not text or len(text) > _LONGEST or panel in node.parents or node in panel.parents:
            continue
        holder = node.find_parent(["h2", "h3", "h4", "h5", "h6"])
        heading = soup.new_tag("h3")
        heading.string = text
        panel.insert_before(heading)
        _take_out(holder if holder is not None and clean(holder.get_text(" ")) == text else node)
    return (soup.body or soup).decode_contents()


def _is_opener(node: Tag) -> bool:
    if node.get("role") == "tab" or any(name in node.attrs for name in _TIED[:-1]):
        return True
    parent = node.parent
    return node.name == "a" and parent is not None and parent.get("role") in ("tab", "presentation", "tablist")


def _panel(soup: BeautifulSoup, node: Tag) -> Tag | None:
    """The one element that the heading names."""
    for name in _TIED:
        printed = str(node.get(name) or "")
        key = printed.partition("#")[2] if name == "href" else printed.lstrip("#.")
        found = soup.find(id=key) if re.fullmatch(r"[\w:.-]+", key) else None
        if isinstance(found, Tag):
            return found
    return None


def _take_out(node: Tag) -> None:
    """The heading leaves its old place, and so do the list items and lists that held nothing else."""
    parent = node.parent
    node.decompose()
    while parent is not None and parent.name in ("li", "ul", "ol", "nav", "div") and not clean(parent.get_text()):
        if parent.find(["img", "iframe", "video"]) is not None:
            return
        above = parent.parent
        parent.decompose()
        parent = above
