"""The parts of a printed date -> its days: filled from its range's other end, and last from a reference day."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Order = Literal["dmy", "mdy", "ymd"]

_DIGITS = re.compile(r"\d+")
_PIVOT = 70
"""Years of two figures from here on are of the last century (POSIX strptime has 69)."""
_PARTS = ((1, 31), (1, 10), (11, 20), (21, 31), (1, 15), (16, 31))
"""Days of a whole, early, mid and late month, of its first and second half."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both inclusive; `certain` when every part of both is printed in `text`."""

    start: date
    end: date
    certain: bool
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Point:
    """One end of a span as printed; None is not printed. `part` is an index of _PARTS."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    part: int = 0


def numeric(text: str, order: Order) -> Point:
    parts = [int(part) for part in _DIGITS.findall(text)][:3]
    if parts[0] > 31:
        parts.reverse()
    elif order == "mdy" or parts[1] > 12 >= parts[0]:  # no month has the number of the second
        parts[0], parts[1] = parts[1], parts[0]
    if len(parts) == 3 and parts[2] < 100:
        parts[2] += 2000 if parts[2] < _PIVOT else 1900
    return Point(*parts)


def span_of(first: Point, last: Point, reference: date | None) -> Span | None:
    """The span of two ends, the first often empty; None without a year; ValueError when the days cannot be."""
    if first == Point():
        first = last
    first = replace(first, month=first.month or last.month)
    last = replace(last, month=last.month or first.month)
    crosses = (first.month or 0) > (last.month or 0)
    turned = first.month == last.month and (first.day or 0) > (last.day or 99) and first.year in (None, last.year)
    if turned:  # as right-to-left typing leaves a range
        first, last = replace(first, day=last.day), replace(last, day=first.day)
    printed = first.year or last.year
    if printed:
        start_year = first.year or printed - crosses
        span = _days(first, last, start_year, last.year or printed + crosses)
        return replace(span, certain=not turned and first.day is not None and last.day is not None)
    if reference is None:
        return None
    return _nearest(first, last, crosses, reference)


def _nearest(first: Point, last: Point, crosses: bool, reference: date) -> Span | None:
    spans = []
    for year in range(reference.year - 1, reference.year + 2):
        try:
            spans.append(_days(first, last, year, year + crosses))
        except ValueError:
            continue
    return min(spans, key=lambda span: _distance(span, reference), default=None)


def _distance(span: Span, day: date) -> int:
    return max((span.start - day).days, (day - span.end).days, 0)


def _days(first: Point, last: Point, start_year: int, end_year: int) -> Span:
    start, end = _bounds(first, start_year)[0], _bounds(last, end_year)[1]
    if end < start:
        raise ValueError("ends before it starts")
    return Span(start, end, certain=False, text="", position=0)


def _bounds(point: Point, year: int) -> tuple[date, date]:
    month = point.month or 0
    if point.day is not None:
        return date(year, month, point.day), date(year, month, point.day)
    low, high = _PARTS[point.part]
    return date(year, month, low), date(year, month, min(high, monthrange(year, month)[1]))
