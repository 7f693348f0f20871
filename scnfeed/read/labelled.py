"""The visible label block: which printed values stand beside which labels, in any markup and any language of the
tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scnfeed.language.labels import is_reading_time, label_of
from scnfeed.language.scripts import clean, fold
from scnfeed.read.document import Line, attribute

_VALUE_FIELDS = frozenset(
    {"published", "updated", "type", "authors", "tags", "where_when", "when", "start", "end", "place"}
)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label's value as printed, and the machine-readable day beside it if the page marks one with ``time``."""

    text: str
    datetime: str = ""


def label_block(lines: Sequence[Line], extra: Mapping[str, tuple[str, ...]]) -> dict[str, Labelled]:
    """Field to value, the first non-empty one of each field; a label without a value is left out.

    Label and value may stand in one line or in two (siblings, ``dl``, table cells). A value is never itself a label.
    """
    found: dict[str, Labelled] = {}
    for at, line in enumerate(lines):
        label = _label(line.text, extra)
        if label is None or label[0] not in _VALUE_FIELDS or label[0] in found:
            continue
        field, rest = label
        beside = lines[at + 1] if at + 1 < len(lines) else None
        if rest:
            found[field] = Labelled(rest, _time(line))
        elif beside is not None and _is_value(beside.text, extra):
            found[field] = Labelled(beside.text, _time(beside))
    return found


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
