"""Which rows of letters (see ``date_tokens``) are dates, and which part of a date each letter is."""

from __future__ import annotations

import re

from scnfeed.language.date_tokens import Tokens


def _month(end: int) -> str:
    return rf"(?P<m{end}>[mMn](?:l?[mMn])*)"


def _year(end: int) -> str:
    return rf"(?:c?(?P<y{end}>y))?"


_LIST = r"(?P<d1>d)(?:(?:(?:c|[tal])d)*c?[tal]+|cdc)(?P<d2>d)"
_NO_MONTH = r"(?![mMn])"
_YEAR_FIRST = r"(?P<y2>y)z"
_JOINT = r"c{0,2}(?P<j>a?t+p?|a)"
NEIGHBOURS = re.compile(rf"(?P<d1>d)c(?P<d2>d){_month(2)}{_year(2)}")
"""Two days with a comma between (24, 25 August): a list where the second follows on the first, else "Room 4, 9 May"."""
OVER_THE_END = (
    re.compile(rf"(?P<d1>d)(?:(?:c|c?[al])d)*c?[al](?P<d3>d){_month(1)}c?a(?P<d2>d){_month(2)}{_year(2)}"),
    re.compile(
        rf"{_month(1)}(?P<d1>d)(?:(?:c|c?[al])d)*c?[al](?P<d3>d){_NO_MONTH}c?a{_month(2)}(?P<d2>d){_NO_MONTH}{_year(2)}"
    ),
)
"""The last days of a month and the first of the next (30 and 31 October and 1 November)."""
SHAPES = (
    NEIGHBOURS,
    *OVER_THE_END,
    *map(
        re.compile,
        (
            rf"(?P<d1>d){_month(1)}(?:c?ad|cd)+c?a(?P<d2>d){_month(2)}{_year(2)}",  # 30 Oct., 1 and 2 Nov. 2023
            rf"{_YEAR_FIRST}(?P<d1>d){_month(1)}t+(?P<d2>d){_month(2)}",  # ২০২৪ সালের ৩০ এপ্রিল – ২ মে
            rf"{_YEAR_FIRST}{_LIST}{_month(2)}",
            rf"{_YEAR_FIRST}(?P<d2>d){_month(2)}",
            rf"{_YEAR_FIRST}{_month(2)}p?(?P<f2>g)?",
            rf"(?P<d1>d){_month(1)}{_year(1)}{_JOINT}(?P<d2>d){_month(2)}{_year(2)}",  # 30 Oct. – 2 Nov. 2023
            rf"(?P<d1>d){_month(1)}l(?P<d2>d){_month(2)}{_year(2)}",  # 31 Oct./1 Nov. 2023
            rf"{_month(1)}(?P<d1>d){_year(1)}{_JOINT}{_month(2)}(?P<d2>d){_NO_MONTH}{_year(2)}",
            rf"{_LIST}{_month(2)}{_year(2)}",  # 19, 20 and 21 September 2023
            rf"{_month(2)}{_LIST}{_NO_MONTH}{_year(2)}",  # September 19–21, 2023
            r"(?P<d2>d)[tl](?P<m2>[mMn])[tl](?P<y2>y)",  # 19-Sep-2023
            rf"(?P<d2>d){_month(2)}{_year(2)}",
            rf"{_month(2)}(?P<d2>d){_NO_MONTH}c?(?P<y2>y)",
            r"(?P<y2>y)(?P<m2>[mM])(?P<d2>d)(?![mMyta])",  # 2023 September 19
            rf"(?P<m2>M)(?P<d2>d){_NO_MONTH}",
            r"(?:(?P<s1>s)(?:[tl]+|c?a?t+))?(?P<s2>s)",
            r"(?P<q1>[qQ])t+(?P<s2>s)",
            r"(?P<q2>Q)",
            r"(?P<d1>d)[ta]+(?P<s2>s)",
            rf"{_month(2)}p?{_year(2)}p?(?P<f2>g)(?![mMn])",  # ستمبر 2024 کے آخر میں
            rf"(?:(?P<f1>[fg])t?)?{_month(1)}{_year(1)}[ta]+(?:(?P<f2>[fg])t?)?{_month(2)}c?(?P<y2>y)",
            rf"(?P<f1>[fg])t?{_month(1)}{_year(1)}l(?P<f2>[fg])t?{_month(2)}c?(?P<y2>y)",
            rf"(?P<f1>[fg])t*[ta](?P<f2>[fg])t?{_month(2)}c?(?P<y2>y)",
            rf"(?:(?P<f2>[fg])t?)?{_month(2)}c?(?P<y2>y)",
            r"(?P<f2>[fg])t?(?P<m2>M(?:l?[mM])*)",
            r"(?<=p)(?P<m2>M(?:l?[mM])*)",
        ),
    ),
)
"""Tried in this order at every place; the first that fits takes its letters, be its days possible or not."""
_DIGITS = re.compile(r"\d+")
_SHORTEST_MONTH = 28


def match(tokens: Tokens, at: int) -> re.Match[str] | None:
    """The first shape that the letters have from here on."""
    for shape in SHAPES:
        found = shape.match(tokens.letters, at)
        if found and _follows(tokens, found):
            return found
    return None


def _follows(tokens: Tokens, found: re.Match[str]) -> bool:
    """Whether days that are one date only then follow on each other."""
    if found.re is NEIGHBOURS:
        return (number(tokens.values[found.start()]) or 0) + 1 == number(tokens.values[found.start() + 2])
    if found.re in OVER_THE_END:
        last, first = (number(tokens.values[found.start(name)]) for name in ("d3", "d2"))
        return first == 1 and (last or 0) >= _SHORTEST_MONTH
    return True


def number(value: int | str | None) -> int | None:
    """The first figures of a token."""
    return None if value is None else int(_DIGITS.findall(str(value))[0])
