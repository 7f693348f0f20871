"""``time`` elements and microdata: which of them tell when the article was published or changed.

Of another story's teaser, and of what is quoted, no day is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from scnfeed.language.labels import label_of, without_changes
from scnfeed.language.scripts import clean
from scnfeed.read.body import Place
from scnfeed.read.document import Node, ancestors, attribute, inside, letters, lines, text_of
from scnfeed.read.headings import alike

_PROSE = 100
"""Letters of a paragraph with which the article has begun."""
_LABEL, _DEEP, _STEPS, _NEAR = 40, 4, 2, 3
"""Letters of the longest label before an element; steps from a card's heading to the link around it, from a ``time`` up
to what stands beside its label."""
_CARD = 400
"""Letters of the longest teaser of another story."""
_NAMED = "[itemprop~=headline], [itemprop~=name]"
_UPDATED = re.compile(r"\b(?:updated|modified|dt-updated)\b", re.IGNORECASE)
_OF_EVENT = re.compile(r"\b(?:dtstart|dtend|startDate|endDate|(?:tribe-)?events?-(?:date|time|start|end)\w*)\b")
_EVENT_LABELS = frozenset({"start", "end", "where_when"})
PUBLISHED = re.compile(r"publish|\bentry-date|dt-published|created|posted", re.IGNORECASE)


def times(place: Place | None, key: str) -> Iterator[str]:
    """Microdata, then ``time`` elements before the prose, then others of the article's scope, as told to machines."""
    if place is None:
        return
    scope = _around(place)
    for node in scope.css(f"[itemprop~={key}]"):
        if not _is_foreign(node, place):
            told = attribute(node, "content") or attribute(node, "datetime")
            yield told or (without_changes(text_of(node)) if key == "datePublished" else text_of(node))
    wanted = [node for node in scope.css("time[datetime]") if means(node, key) and not _is_foreign(node, place)]
    if not wanted:
        return
    later = {node.mem_id for block in place.blocks for node in block.css("time")}
    for node in (
        *before_prose(scope, wanted, "time[datetime], p"),
        *(node for node in wanted if node.mem_id not in later),
    ):
        yield attribute(node, "datetime")


def means(node: Node, key: str) -> bool:
    """Whether the class of the element or of its parent makes it a day of this kind; without any it is published. What
    stands under an event's label is neither.
    """
    named = f"{attribute(node, 'class')} {attribute(node.parent, 'class')} {attribute(node, 'itemprop')}"
    label = _label_before(node)
    if label in _EVENT_LABELS or (label == "when" and _beside_place(node)) or _OF_EVENT.search(named):
        return False
    changed = bool(_UPDATED.search(named)) and not PUBLISHED.search(named)
    return (changed or label == "updated") == (key == "dateModified")


def _label_before(node: Node) -> str:
    """Which field the words right before an element are the label of: bare, or in an element of their own, beside it or
    beside the element that it begins.
    """
    for at in (node, *islice(ancestors(node), _STEPS)):
        before = _said_before(at)
        if before is not None:
            text = before.text() if before.is_text_node or letters(before) <= _LABEL else ""
            label = label_of(clean(text))
            return label[0] if label and not label[1] else ""
    return ""


def _beside_place(node: Node) -> bool:
    """Whether the label of a place stands near: a bare "Date" is an event's only there."""
    near = next(islice(ancestors(node), _NEAR, None), node.parent)
    found = [label_of(line.text) for line in lines(near) if len(line.text) <= _CARD] if near is not None else []
    return any(label is not None and label[0] == "place" for label in found)


def _said_before(node: Node) -> Node | None:
    """The nearest sibling before that says something, another ``time`` and the dash between two aside."""
    before = node.prev
    while before is not None and (before.tag == "time" or not any(map(str.isalnum, before.text() or ""))):
        before = before.prev
    return before


def _is_foreign(node: Node, place: Place) -> bool:
    """Whether an element is another story's or a quoted post's."""
    if in_teaser(node, place) or any(up.tag == "blockquote" for up in ancestors(node)):
        return True
    return place.title is not None and _of_another_item(node, place.title)


def _of_another_item(node: Node, title: Node) -> bool:
    """Whether an element is within a microdata item that holds no title of the page and has a name of its own."""
    item = _item_of(node)
    if item is None or inside(title, item):
        return False
    own = [named for named in item.css(_NAMED) if (_item_of(named) or named).mem_id == item.mem_id]
    told = [attribute(named, "content") or text_of(named) for named in own]
    return bool(told) and not any(alike(text, text_of(title)) for text in told)


def _item_of(node: Node) -> Node | None:
    """The microdata item whose property an element is (HTML Standard, 5.2.5): the nearest around it."""
    return next((up for up in ancestors(node) if "itemscope" in up.attributes), None)


def in_teaser(node: Node, place: Place) -> bool:
    """Whether an element stands in a small piece that is, or holds, a link with a heading: it is another story's."""
    for up in ancestors(node):
        if up.mem_id == place.scope.mem_id or letters(up) > _CARD:
            return False
        heading = up.css_first("h2, h3, h4, h5, [class*=title], [class*=headline]")
        if heading is not None and (up.tag == "a" or _linked(heading)):
            return place.title is None or not inside(place.title, up)
    return False


def _linked(heading: Node) -> bool:
    above = islice(ancestors(heading), _DEEP)
    return heading.tag == "a" or heading.css_first("a[href]") is not None or any(up.tag == "a" for up in above)


def _around(place: Place) -> Node:
    """The article's piece; for a page without prose what stands two steps around its title."""
    return place.scope if place.blocks else [place.scope, *ancestors(place.scope)][:3][-1]


def before_prose(scope: Node, wanted: Sequence[Node], selector: str) -> Iterator[Node]:
    known = {node.mem_id for node in wanted}
    for node in scope.css(selector):
        if node.mem_id in known:
            yield node
        elif node.tag == "p" and letters(node) > _PROSE:
            return
