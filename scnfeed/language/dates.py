"""Dates as people print them, singly and as ranges, in running text.

The scanner turns the text into a row of letters (see ``date_tokens``); ``date_shapes`` says which rows are
dates; their parts are made days in ``points``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from scnfeed.language.date_shapes import match, number
from scnfeed.language.date_tokens import Tokens, scanner
from scnfeed.language.date_words import WORDS
from scnfeed.language.lexicon import SAME
from scnfeed.language.points import Order as Order
from scnfeed.language.points import Point, numeric, span_of
from scnfeed.language.points import Span as Span
from scnfeed.language.scripts import ascii_digits

_DIGITS = re.compile(r"\d+")
_ALONE = re.compile(r" ?(\d\d?([/.-])\d\d?\2(?:19|20|١٩|٢٠|۱۹|۲۰)\d\d) ?")
"""A text that is one numeric date and nothing else."""
_WHOLE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d\D+\d")
"""A year in four figures or several numbers: what every day has that is printed whole."""
_NAMED_FOR = 1990
"""Houses and squares are named for days before this year."""
_FIRST = frozenset("dmMnfgsqQy")


def dates_in(text: str, language: str, reference: date | None = None, *, order: Order = "dmy") -> list[Span]:
    """The dates printed in `text`, in its order, none inside another.

    A missing year is that of the occurrence nearest to `reference`; without one the date is left out. Early, mid and
    late are days 1-10, 11-20, 21-end; these, bare months and inferred years are not `certain`. Numeric dates follow
    `order` unless the year stands first. Impossible days, lone years and month names that disagree are no dates.

    >>> [(str(s.start), str(s.end)) for s in dates_in("from 30 October to 2 November 2023", "en")]
    [('2023-10-30', '2023-11-02')]
    """
    if isinstance(reference, datetime):
        reference = reference.date()
    if reference is None and not _DIGITS.search(text):  # no year, no date
        return []
    if alone := _ALONE.fullmatch(text):  # what most labels hold
        return list(_figures(alone[1], alone.start(1), order))
    tokens = scanner(language).scan(text)
    return list(_spans(text, tokens, reference, order))


def may_hold(text: str, language: str) -> bool:
    """Whether `dates_in` may find anything in `text` or in any part of it: a quick look at a paragraph before its
    sentences are taken one by one.

    >>> may_hold("Mayors met in Manila in July 2023.", "en"), may_hold("They drank 300 cups of tea.", "en")
    (True, False)
    """
    return scanner(language).may_find(text)


def _figures(text: str, position: int, order: Order) -> Iterator[Span]:
    try:
        span = span_of(Point(), numeric(text, order), None)
    except ValueError:
        return
    if span is not None:
        yield replace(span, text=text, position=position)


def day_in(text: str, order: Order = "dmy", language: str | None = None) -> date | None:
    """The first single day printed whole in `text`, in any language that has a row of words; for the values of labels.

    >>> day_in("19/10/2023")
    datetime.date(2023, 10, 19)
    """
    if not _WHOLE.search(ascii_digits(text)):  # the tables of all languages take half a second to make
        return None
    for name in (language,) if language else WORDS:
        for span in dates_in(text, name, order=order):
            if span.certain and span.start == span.end:
                return span.start
    return None


def _spans(text: str, tokens: Tokens, reference: date | None, order: Order) -> Iterator[Span]:
    at, before = 0, None
    while at < len(tokens.letters):
        found = match(tokens, at) if tokens.letters[at] in _FIRST else None
        if found and not _names_a_place(text, tokens, found):
            points_back = _same_month_named(tokens, found)
            for span in _read(text, tokens, found, before if points_back and before else reference, order):
                before = span.end
                yield span
        at = found.end() if found else at + 1


def _names_a_place(text: str, tokens: Tokens, found: re.Match[str]) -> bool:
    """Whether the day is what a street or a house is called: ``rue du 8 mai``, ``Université 8 mai 1945``."""
    before, after = tokens.letters[found.start() - 1 : found.start()], tokens.letters[found.end() : found.end() + 2]
    if before == "r":
        return True
    parts = found.groupdict()
    if not parts.get("d2") or parts.get("d1"):
        return False
    if not parts.get("y2") and (after[:1] == "R" or after == "xR"):
        return True
    if before != "h" or _apart(text, tokens, found.start()):
        return False
    return not parts.get("y2") or int(_DIGITS.findall(str(tokens.values[found.start("y2")]))[0]) < _NAMED_FOR


def _apart(text: str, tokens: Tokens, at: int) -> bool:
    """Whether a word that is no token stands before this one."""
    return any(map(str.isalnum, text[tokens.spans[at - 1][1] : tokens.spans[at][0]]))


def _same_month_named(tokens: Tokens, found: re.Match[str]) -> bool:
    """Put the month named last in the place of "the same month"; whether there was one to put."""
    pointing = [
        at for at in range(found.start(), found.end()) if tokens.values[at] == SAME and tokens.letters[at] == "m"
    ]
    for at in pointing:
        named = [value for value, letter in zip(tokens.values[:at], tokens.letters, strict=False) if letter in "mMn"]
        tokens.values[at] = next((value for value in reversed(named) if value != SAME), 0)
    return bool(pointing)


def _read(text: str, tokens: Tokens, found: re.Match[str], reference: date | None, order: Order) -> Iterator[Span]:
    if "n" in found[0] and "y" not in found[0]:  # 12 may
        return
    if slashed := _two_months(tokens, found):
        tokens.letters = tokens.letters[: slashed - 1] + "t" + tokens.letters[slashed:]
        found = match(tokens, found.start()) or found
    try:
        first, last = _point(tokens, found, "1", order), _point(tokens, found, "2", order)
        span = span_of(first, last, reference)
    except ValueError:
        return
    if span is None:
        return
    whole = partial(_printed, text, tokens)
    if found.groupdict().get("j") == "a" and not _one_event(tokens.letters, found, span):
        yield whole(replace(span, end=span.start), found.start(), found.start("j"))
        yield whole(replace(span, start=span.end), found.end("j"), found.end())
    else:
        yield whole(span, found.start(), found.end())


def _two_months(tokens: Tokens, found: re.Match[str]) -> int:
    """Where, after a slash, the second of two neighbouring months stands (``avril/mai 2023``); 0 for none."""
    at = found.start() + 2
    shape = re.fullmatch(r"[mM]l[mM]c?y", found[0])
    return at if shape and int(tokens.values[at]) == int(tokens.values[at - 2]) + 1 else 0


def _one_event(letters: str, found: re.Match[str], span: Span) -> bool:
    """Whether two whole dates joined by "and" are one range: neighbours, or after "between"."""
    return span.end - span.start == timedelta(1) or letters[found.start() - 1 : found.start()] == "b"


def _printed(text: str, tokens: Tokens, span: Span, first: int, after: int) -> Span:
    while tokens.letters[after - 1] == "c":
        after -= 1
    start, end = tokens.spans[first][0], tokens.spans[after - 1][1]
    return replace(span, text=text[start:end], position=start)


def _point(tokens: Tokens, found: re.Match[str], end: str, order: Order) -> Point:
    """The parts that the match has under the names of this end: d1, m1, y1, f1, s1, q1 or d2 ..."""
    places = {name[0]: found.span(name) for name, part in found.groupdict().items() if part and name[1:] == end}
    if "s" in places or "q" in places:
        start, _ = places.get("s") or places["q"]
        return numeric(str(tokens.values[start]), order)
    values = {name: tokens.values[start] for name, (start, _) in places.items()}
    return Point(
        day=number(values.get("d")),
        month=_same_month(tokens, *places["m"]) if "m" in places else None,
        year=_whole_year(number(values.get("y"))),
        part=number(values.get("f")) or 0,
    )


def _whole_year(printed: int | None) -> int | None:
    return printed + 2000 if printed is not None and printed < 100 else printed


def _same_month(tokens: Tokens, start: int, end: int) -> int:
    numbers = {int(tokens.values[at]) for at in range(start, end) if tokens.letters[at] in "mMn"}
    if len(numbers) > 1:
        raise ValueError("two months named as one")
    return numbers.pop()
