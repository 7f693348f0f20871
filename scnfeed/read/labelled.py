"""The visible label block: which printed values stand beside which labels, in any markup and any language of the
tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scnfeed.language.dates import day_in
from scnfeed.language.labels import is_reading_time, label_of, parts_by_days
from scnfeed.language.scripts import clean, fold
from scnfeed.read.document import Line, Node, attribute, lines, text_of
from scnfeed.read.moments import iso

_VALUE_FIELDS = frozenset(
    {"published", "updated", "type", "authors", "tags", "where_when", "when", "start", "end", "place"}
)
_DATES = frozenset({"published", "updated"})
_LISTS = frozenset({"authors", "tags"})
_CELLS = frozenset({"td", "th"})
_INLINE = frozenset("span b strong em i label small".split())
_LONGEST, _MOST, _NEAR, _HEAD = 160, 20, 6, 40
NONE: Mapping[str, tuple[str, ...]] = {}
_FIGURES = re.compile(r"\d+\D+\d+\D+\d{2,4}")
_BARS = re.compile(r"\s+[|•·]\s+")
_LABELS_ITSELF = re.compile(r"[^\W\d][^\d:]{2,30}:\s*\S")
"""A line that says itself what its value is."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label's value as printed, and the machine-readable day beside it if the page marks one with ``time``."""

    text: str
    datetime: str = ""


def label_block(lines: Sequence[Line], extra: Mapping[str, tuple[str, ...]]) -> dict[str, Labelled]:
    """Field to value, the first non-empty one of each field; a label without a value is left out.

    Label and value may stand in one line or in two (siblings, ``dl``, table cells). A value is never itself a label. Of
    several that say when, the first that prints a day: a title may begin like a label.
    """
    found: dict[str, list[Labelled]] = {}
    for field, value in labelled(lines, extra):
        found.setdefault(field, []).append(value)
    return {
        field: next(filter(_is_dated, values), values[0]) if field in _DATES and len(values) > 1 else values[0]
        for field, values in found.items()
    }


def in_boxes(nodes: Sequence[Node], extra: Mapping[str, tuple[str, ...]]) -> dict[str, Labelled]:
    """The labels of boxes beside the article that say when it was published or changed, where none stands twice: one of
    two is another story's.
    """
    found = [
        pair
        for node in nodes
        for box in [list(labelled(list(lines(node)), extra))]
        if any(name in _DATES and _is_dated(value) for name, value in box)
        for pair in box
    ]
    times = Counter(name for name, _ in found)
    return {} if any(count > 1 for count in times.values()) else dict(found)


def names_value(line: str) -> bool:
    """Whether a line is a label and nothing else, of a value that the page's fields have."""
    found = label_of(line) if len(line) <= _HEAD else None
    return found is not None and not found[1] and found[0] in _VALUE_FIELDS


def is_label_line(line: str) -> bool:
    """Whether a line is nothing but labels that have their values beside them: ``Published 3 May · Updated 6 May``."""
    return len(line) <= _LONGEST and _has_bar(line) and all(map(label_of, _BARS.split(line)))


def below_title(lines: Sequence[Line], title: Node | None) -> list[Line]:
    """The few lines between title and prose."""
    called = fold(text_of(title))
    at = next((n for n, line in enumerate(lines) if called and fold(line.text) == called), None)
    if at is None:
        return []
    near = lines[at + 1 : at + 1 + _NEAR]
    return list(near[: next((n for n, line in enumerate(near) if len(line.text) > _LONGEST), len(near))])


def labelled(lines: Sequence[Line], extra: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Labelled]]:
    """Every label of the lines that has a value, with it, in their order."""
    for at, line in enumerate(lines):
        if several := _in_one_line(line, extra):
            yield from several
            continue
        label = _label(line.text, extra) or label_apart(line, extra)
        if label is None or label[0] not in _VALUE_FIELDS:
            continue
        field, rest = label
        beside = lines[at + 1] if at + 1 < len(lines) else None
        if rest:
            yield field, Labelled(rest, _time(line))
        elif beside is not None and _is_value(beside.text, extra) and not _is_of_another(field, beside.text):
            text = ", ".join(_alike(lines[at:], extra)) if field in _LISTS else beside.text
            yield field, Labelled(text, _time(beside))


def _in_one_line(line: Line, extra: Mapping[str, tuple[str, ...]]) -> list[tuple[str, Labelled]]:
    """Several labels with their values in one line, signs between them: ``When: 3 May | Where: Oslo``."""
    text = line.text
    if len(text) > _LONGEST:
        return []
    if not _has_bar(text):
        days = parts_by_days(text) if len(_FIGURES.findall(text)) > 1 else []
        apart = [label for part in days if (label := _label(part, extra)) and label[1]]
        return [(name, Labelled(rest, "")) for name, rest in apart] if len(apart) > 1 else []
    parts = _BARS.split(text)
    found = [label for part in parts if (label := _label(part, extra)) and label[1]]
    return [(name, Labelled(text)) for name, text in found if name in _VALUE_FIELDS] if len(found) > 1 else []


def _has_bar(text: str) -> bool:
    return "|" in text or "·" in text or "•" in text


def label_apart(line: Line, extra: Mapping[str, tuple[str, ...]] = NONE) -> tuple[str, str] | None:
    """A label without a colon in an element of its own at the head of the line: ``<b>When</b> 3 May``."""
    if len(line.text) > _LONGEST:
        return None
    first = line.node.first_child
    while first is not None and not first.is_element_node and not (first.text_content or "").strip():
        first = first.next
    if first is None or first.tag not in _INLINE:
        return None
    head = text_of(first)
    label = _label(head, extra) if 0 < len(head) < min(_HEAD, len(line.text)) else None
    rest = line.text.removeprefix(head).lstrip(" :–—-")
    return (label[0], rest) if label and not label[1] and rest and line.text.startswith(head) else None


def _alike(lines: Sequence[Line], extra: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The value below the label that is the first line, and its siblings of the same tag and class: a list's items."""
    label, value, *rest = lines
    yield value.text
    if value.node.tag in _CELLS or _form(label) == _form(value):
        return
    for before, line in pairwise((value, *rest[:_MOST])):
        beside = before.node.next
        while beside is not None and not beside.is_element_node:
            beside = beside.next
        same = beside is not None and beside.mem_id == line.node.mem_id and _form(line) == _form(value)
        if not same or not _is_value(line.text, extra):
            return
        yield line.text


def _form(line: Line) -> tuple[str | None, str]:
    return line.node.tag, attribute(line.node, "class")


def _is_of_another(field: str, text: str) -> bool:
    return field in _DATES and bool(_LABELS_ITSELF.match(text))


def _is_dated(value: Labelled) -> bool:
    return bool(value.datetime) or day_in(value.text) is not None or iso(value.text) is not None


def _label(text: str, extra: Mapping[str, tuple[str, ...]]) -> tuple[str, str] | None:
    for field, printed in extra.items():
        for label in printed:
            if fold(text).startswith(fold(label)):
                return field, clean(text[len(label) :].lstrip(" :"))
    found = label_of(text)
    return (str(found[0]), found[1]) if found else None


def _is_value(text: str, extra: Mapping[str, tuple[str, ...]]) -> bool:
    return len(text) <= _LONGEST and _label(text, extra) is None and not is_reading_time(text)


def _time(line: Line) -> str:
    node = line.node if line.node.tag == "time" else line.node.css_first("time[datetime]")
    return attribute(node, "datetime")
