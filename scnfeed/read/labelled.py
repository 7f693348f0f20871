"""The visible label block: which printed values stand beside which labels, in any markup and any language of the
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scnfeed.language.dates import day_in
from scnfeed.language.labels import is_reading_time, label_of
from scnfeed.language.scripts import clean, fold
from scnfeed.read.document import Line, attribute
from scnfeed.read.moments import iso

_VALUE_FIELDS = frozenset(
    {"published", "updated", "type", "authors", "tags", "where_when", "when", "start", "end", "place"}
)
_DATES = frozenset({"published", "updated"})
_LONGEST = 160
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


def labelled(lines: Sequence[Line], extra: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Labelled]]:
    """Every label of the lines that has a value, with it, in their order."""
    for at, line in enumerate(lines):
        label = _label(line.text, extra)
        if label is None or label[0] not in _VALUE_FIELDS:
            continue
        field, rest = label
        beside = lines[at + 1] if at + 1 < len(lines) else None
        if rest:
            yield field, Labelled(rest, _time(line))
        elif beside is not None and _is_value(beside.text, extra) and not _is_of_another(field, beside.text):
            yield field, Labelled(beside.text, _time(beside))


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


def split_names(printed: Iterable[str]) -> tuple[str, ...]:
    """Names out of a printed list: ``A,B``, ``A and B``, ``A و B`` stay readable as two.

    >>> split_names(["Ada Lima,Omar Said", "Ada Lima"])
    ('Ada Lima', 'Omar Said')
    """
    names: list[str] = []
    for text in printed:
        for name in text.replace("،", ",").replace(";", ",").replace(" & ", ",").split(","):
            if clean(name) and clean(name) not in names:
                names.append(clean(name))
    return tuple(names)
