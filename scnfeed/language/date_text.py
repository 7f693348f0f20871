"""A text with one form of each sign that dates are printed with: spaces, dashes, digits, letters without marks."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain, pairwise

from scnfeed.language import scripts

_SPACES = (0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, ord("'"), 0x2019, 0x02BC)
_DASHES = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D, *map(ord, "~⁓〜～→←"))
_MARKS = {*range(0x0300, 0x0370), 0x09BC, 0x200C, 0x200D, scripts.TATWEEL}
_DROPPED = _MARKS | scripts.ARABIC_MARKS | scripts.BIDI_CONTROLS | scripts.INVISIBLE
_ACCENTED = {
    code: unicodedata.normalize("NFD", chr(code))[0] for code in (*range(0xC0, 0x250), *range(0x400, 0x500), 0x09DF)
}
_SAME_LENGTH: dict[int, str] = {
    **_ACCENTED,
    **scripts.ARABIC_FORMS,
    **scripts.DIGITS,
    **dict.fromkeys(_DROPPED, "\0"),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    **dict(zip(map(ord, "ᵉʳˢᵗⁿᵈʰ：／．"), "erstndh:/.", strict=True)),
    ord("،"): ",",
    **dict.fromkeys(map(ord, "\\⁄∕؍"), "/"),
    ord("\r"): "\n",
}
_LONG_TATWEEL = re.compile(r"(?<=\d) ?\u0640+ ?(?=[\d\u0660-\u0669])")
"""A tatweel used as a dash between figures."""
SHORT_YEAR = "\x02"
"""In place of the apostrophe that stands for a year's first two figures: ``5 Nov '24``."""
_APOSTROPHE = re.compile(r"(?:(?<=[^\W\d] )|(?<=[^\W\d]\. ))['’ʼ](?=\d\d(?!\w))")
_JOINT = re.compile(r"(?<=[\u0621-\u064a])(?=\d)|(?<=\d)(?=[\u0621-\u064a]{3})")
"""Where Arabic typing leaves out the space beside a figure."""
_KEPT = re.compile(r"(?:[^\0 ]+| (?![\0 ]))+")
_ADDRESS = re.compile(
    r"://|\w@\w|@[^\W\d]|\.(?:(?<=www\.)|(?:pdf|jpe?g|png|gif|docx?|xlsx?|pptx?|zip|mp[34]|html?)\b)", re.IGNORECASE
)


def _without_address(run: re.Match[str]) -> str:
    return "x" * len(run[0]) if _ADDRESS.search(run[0]) else run[0]


def plain(text: str) -> tuple[str, list[int] | range]:
    """`text` with one form of each sign, and for each of its characters the place it had."""
    if "\u0640" in text:
        text = _LONG_TATWEEL.sub(lambda dash: dash[0].replace("\u0640", "-"), text)
    if "'" in text or "’" in text:
        text = _APOSTROPHE.sub(SHORT_YEAR, text)
    same = text.translate(_SAME_LENGTH)
    if _ADDRESS.search(same):
        same = re.sub(r"\S+", _without_address, same)
    kept: list[int] | range = range(len(same))
    if "\0" in same or "  " in same:
        runs = list(_KEPT.finditer(same))
        kept = [*chain.from_iterable(range(*run.span()) for run in runs)]
        same = "".join(run[0] for run in runs)
    joints = [] if same.isascii() else [joint.start() for joint in _JOINT.finditer(same)]
    if not joints:
        return same, kept
    pieces = list(pairwise((0, *joints, len(same))))
    spaced = [place for start, end in pieces for place in (*kept[start:end], kept[end - 1])][:-1]
    return " ".join(same[start:end] for start, end in pieces), spaced
