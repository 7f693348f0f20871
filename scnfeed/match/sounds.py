"""How names sound: do two words, perhaps of two alphabets, have the same consonants?

Vowels are written otherwise in every language and not at all in Arabic; of the consonants those that one language puts
for another's (b, p, v, f; g, j, k) are one. Tables of letters, not of names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice, product

NONE, PERHAPS, PROBABLY, BEYOND_CHANCE = range(4)
SURE = 4
"""So many consonants are not the same by chance."""
LIKELY = 3
"""With so many the vowels have to be a little alike, too."""
VOWELS_TOO, VERY_ALIKE = 0.6, 0.81
SPELT = 0.7
"""How much alike two words of one alphabet are written."""
LONG = 5
"""Consonants of which one may differ."""
FIRST_ARABIC = "\u0600"
MOST = 32
"""Ways in which a word may be read, that are looked at."""
_LATIN: Mapping[str, tuple[str, ...]] = {
    "tch": ("S",),
    "sch": ("S", "SK"),
    "sh": ("S",),
    "ch": ("S", "K"),
    "kh": ("K",),
    "gh": ("K", ""),
    "th": ("T", "S"),
    "zh": ("S", "K"),
    "ts": ("S", "TS"),
    "tz": ("S", "TS"),
    "dj": ("K",),
    "ck": ("K",),
    "dt": ("T",),
    "gn": ("N", "KN"),
    "c": ("K", "S", "TS"),
    "j": ("K", ""),
    "x": ("KS", "S", "K"),
    "z": ("S", "T"),
    "w": ("", "B"),
    **dict.fromkeys(("q", "k", "g"), ("K",)),
    **dict.fromkeys(("b", "p", "f", "v", "ph"), ("B",)),
    **dict.fromkeys(("d", "t", "dh"), ("T",)),
    "s": ("S",),
    "l": ("L",),
    "r": ("R",),
    "m": ("M",),
    "n": ("N",),
}
"""Latin letters and the consonants they may be; all others are vowels, or not heard."""
_ARABIC: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("بپفڤ", ("B",)),
    **dict.fromkeys("تطدضذ", ("T",)),
    **dict.fromkeys("ثظ", ("T", "S")),
    **dict.fromkeys("سصزشژچ", ("S",)),
    **dict.fromkeys("جخغقكگک", ("K",)),
    "ل": ("L",),
    "ر": ("R",),
    "م": ("M",),
    "ن": ("N",),
}
_VOWELS = {
    **dict.fromkeys("aàáâãäåاأإآةىعهح", "a"),
    **dict.fromkeys("eiouywويیئؤ", "i"),
}
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "e", "œ": "e", "þ": "th", "ð": "d", "ı": "i"})
_BEFORE = ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "فال", "لل", "وب", "ول")
"""What Arabic writes as one with a name."""
_TWICE = re.compile(r"(.)\1+")
_VOWEL_RUN = re.compile("[ai]+")
_LAST_VOWEL = re.compile("[ai]$")
_TWO_LETTERS = (("sh", "s"), ("ch", "s"), ("kh", "k"), ("gh", "k"), ("ce", "se"), ("ci", "si"), ("h", ""))


@dataclass(frozen=True, slots=True)
class Sounds:
    """The words of a text by their consonants, to find a name among them."""

    words: frozenset[str]
    heard: Mapping[str, Sequence[str]]
    """Each run of consonants with the words that have it, without what may be written as one with a name."""

    def name(self, name: str) -> int:
        """How surely one of the words is this name in Latin letters: NONE, PERHAPS, PROBABLY or BEYOND_CHANCE.

        >>> said = sounds(["وفي", "نواذيبو", "سوق"])
        >>> said.name("Nouadhibou"), said.name("Nabeul")
        (3, 0)
        """
        spelt = plain(name)
        if spelt in self.words:
            return BEYOND_CHANCE
        ways, sure = consonants(name), NONE
        for sound in ways:
            for word in self.heard.get(sound, ()):
                sure = max(sure, _sure(spelt, word, len(sound)))
        if sure < BEYOND_CHANCE and max(map(len, ways), default=0) >= LONG:
            near = any(_one_off(one, other) for one in ways for other in self.heard if one[0] == other[0])
            sure = BEYOND_CHANCE if near else sure
        if sure < BEYOND_CHANCE and any(word[0] == spelt[:1] and _ratio(spelt, word) >= SPELT for word in self.words):
            return BEYOND_CHANCE if len(spelt) >= LONG else max(sure, PERHAPS)
        return sure


def _sure(name: str, word: str, common: int) -> int:
    """What it proves that two words have so many consonants in common, all of theirs."""
    mine, theirs = _heard(name), _heard(word)
    alike = _ratio(mine, theirs)
    begins = mine[:1] == theirs[:1]
    if common >= SURE or (common >= LIKELY and alike >= VOWELS_TOO and begins):
        return BEYOND_CHANCE
    if mine == theirs and len(mine) >= SURE:
        return PROBABLY
    last = _ratio(_LAST_VOWEL.sub("a", mine), _LAST_VOWEL.sub("a", theirs))
    return PERHAPS if begins and max(alike, last) >= VERY_ALIKE else NONE


def sounds(words: Iterable[str]) -> Sounds:
    """Words of a text, as printed, by their consonants."""
    found = {plain(word) or word for word in words}
    heard: dict[str, list[str]] = {}
    for word in found:
        for bare in _bare(word):
            for sound in consonants(bare):
                heard.setdefault(sound, []).append(bare)
    return Sounds(frozenset(found), heard)


@lru_cache(maxsize=16384)
def _bare(word: str) -> tuple[str, ...]:
    """An Arabic word, and what is left of it without what may be written as one with a name."""
    if word[:1] < FIRST_ARABIC:
        return (word,)
    return tuple(word[len(lead) :] for lead in _BEFORE if word.startswith(lead))


@lru_cache(maxsize=16384)
def consonants(word: str) -> frozenset[str]:
    """The consonants of a word, in all the ways it may be read."""
    arabic = word[:1] >= FIRST_ARABIC
    parts = [_ARABIC[one] for one in word.replace("تش", "ش") if one in _ARABIC] if arabic else list(_read(plain(word)))
    found = {"".join(way) for way in islice(product(*parts), MOST)}
    if word.endswith(("ة", "ه")):
        found |= {f"{sound}T" for sound in found}
    return frozenset(found) - {""}


def _read(word: str) -> Iterable[tuple[str, ...]]:
    at = 0
    while at < len(word):
        length = next((n for n in (3, 2, 1) if word[at : at + n] in _LATIN), 0)
        if length:
            yield _LATIN[word[at : at + length]]
        at += length or 1


@lru_cache(maxsize=16384)
def plain(word: str) -> str:
    """Latin letters without marks, none of them doubled."""
    spelt = unicodedata.normalize("NFKD", word.casefold().translate(_PLAIN))
    return _TWICE.sub(r"\1", "".join(one for one in spelt if one.isalpha()))


@lru_cache(maxsize=16384)
def _heard(word: str) -> str:
    """Consonants and vowels, one way of reading them."""
    for two, one in _TWO_LETTERS:
        word = word.replace(two, one)
    ways = ((_ARABIC.get(one) or _LATIN.get(one) or (_VOWELS.get(one, ""),)) for one in word)
    found = "".join(way[0] or "i" for way in ways if way != ("",))
    return _VOWEL_RUN.sub(lambda run: run[0][-1] if run.start() else "a", found)


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _one_off(one: str, other: str) -> bool:
    """Whether two runs of many consonants differ by one."""
    if min(len(one), len(other)) < LONG or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
