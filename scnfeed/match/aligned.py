"""Two texts laid side by side, sentence by sentence: what each has of its own, and what stands in place of what.

Sentences that both have, wherever they stand, are no difference: a moved paragraph is none. The others are paired by
the word pairs they share.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scnfeed.language.scripts import WORD_CHARACTERS, sentences
from scnfeed.match.folded import folded, letters

PAIRED = 0.4
"""Share of the shorter sentence's word pairs that its counterpart must have: one word in ten changed leaves 0.8."""
ANSWERED = 0.5
"""A sentence of whose word pairs fewer stand in its counterpart says more than that one: the rest is its own."""
MOST_UNITS = 1500
"""Sentences that are looked at; of a longer text the rest is taken as one."""
LONGEST_UNIT = 400
"""Words of one sentence; a text without full stops is cut."""

_SHORT = 60
_REPEATED = 6
"""So many times a word may occur on average; sentences stay below 2, whole articles below 4."""
_WORD = re.compile(rf"[{WORD_CHARACTERS}\u0640\u064b-\u065f\u0670]+")


Keys = tuple[str, ...]


class Unit(NamedTuple):
    """A sentence: its words folded, and as printed."""

    keys: Keys
    printed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Swap:
    """Words of one text in whose place the other has others, as printed; `inside` unless they begin a sentence; the
    folded word before them, where both have the same.
    """

    old: str
    new: str
    inside: bool = True
    before: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One text against the other: its words, and how many stand in sentences that the other lacks."""

    words: int
    own: int

    @property
    def share(self) -> float:
        return self.own / self.words if self.words else 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    one: Side
    other: Side
    swaps: tuple[Swap, ...]
    touched: int
    """Words that were only put in or left out, in sentences that both have."""
    gaps: tuple[tuple[Unit, Unit], ...] = ()
    """Sentences of each text that are no counterparts and stand at one place: between the same common ones."""


@lru_cache(maxsize=512)
def units(text: str) -> tuple[Unit, ...]:
    """The sentences of a text as words; nothing for a text without words."""
    found: list[Unit] = []
    for sentence in sentences(text):
        printed = _WORD.findall(sentence)
        keys = folded(sentence)
        if len(keys) != len(printed):  # a word that folds to two, or to none
            keys = list(map(letters, printed))
        for at in range(0, len(keys), LONGEST_UNIT):
            found.append(Unit(tuple(keys[at : at + LONGEST_UNIT]), tuple(printed[at : at + LONGEST_UNIT])))
    return tuple(found[:MOST_UNITS])


def align(one: Sequence[Unit], other: Sequence[Unit]) -> Alignment:
    """Pair the sentences of two texts."""
    here, there = {unit.keys for unit in one}, {unit.keys for unit in other}
    left = [unit for unit in one if unit.keys not in there]
    right = [unit for unit in other if unit.keys not in here]
    pairs, own_one = _paired(left, right)
    _, own_other = _paired(right, left)
    moved = _numbers(flat(one)) == _numbers(flat(other))
    swaps: list[Swap] = []
    touched = 0
    for mine, theirs in pairs:
        found, loose = swapped(*(_without_numbers(mine), _without_numbers(theirs)) if moved else (mine, theirs))
        swaps += found
        touched += loose
    gaps = tuple(_gaps(one, other, pairs)) if own_one and own_other else ()
    return Alignment(Side(_count(one), own_one), Side(_count(other), own_other), tuple(swaps), touched, gaps)


def _gaps(
    one: Sequence[Unit], other: Sequence[Unit], pairs: Sequence[tuple[Unit, Unit]]
) -> Iterator[tuple[Unit, Unit]]:
    here, there = {unit.keys for unit in one}, {unit.keys for unit in other}
    answered = {keys: keys for keys in here & there} | {mine.keys: theirs.keys for mine, theirs in pairs}
    met = set(answered.values())
    mine = _between([(unit, answered.get(unit.keys)) for unit in one])
    theirs = _between([(unit, unit.keys if unit.keys in met else None) for unit in other])
    return ((whole(mine[place]), whole(theirs[place])) for place in mine if place in theirs)


def _between(found: Sequence[tuple[Unit, Keys | None]]) -> dict[tuple[Keys, Keys], list[Unit]]:
    """Runs of sentences without a counterpart, by what stands before and behind them."""
    runs: dict[tuple[Keys, Keys], list[Unit]] = {}
    before: Keys = ()
    run: list[Unit] = []
    for unit, key in (*found, (Unit((), ()), ())):
        if key is None:
            run.append(unit)
            continue
        if run:
            runs.setdefault((before, key), run)
        before, run = key, []
    return runs


def whole(text: Sequence[Unit]) -> Unit:
    """Some sentences as one."""
    return Unit(tuple(flat(text)), tuple(word for unit in text for word in unit.printed))


def swapped(mine: Unit, theirs: Unit) -> tuple[list[Swap], int]:
    """What stands in place of what between two sentences, and how many words one has beside the other's."""
    a, b = mine.keys, theirs.keys
    if a == b or repeats(a) or repeats(b):
        return [], 0
    swaps, loose = [], 0
    gone: list[str] = []
    come: list[str] = []
    for tag, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "replace":
            old, new = " ".join(mine.printed[i:j]), " ".join(theirs.printed[k:n])
            before = a[i - 1] if i and k and a[i - 1] == b[k - 1] else ""
            swaps.append(Swap(old, new, inside=i > 0 and k > 0, before=before))
        elif tag != "equal":
            loose += max(j - i, n - k)
            gone += [word for word in a[i:j] if word.isdigit()]
            come += [word for word in b[k:n] if word.isdigit()]
    left, put = Counter(gone) - Counter(come), Counter(come) - Counter(gone)
    if left and put:  # 2.7.3 and 2.6.7: a 6 put in before the 7, a 3 left out behind it
        swaps.append(Swap(" ".join(left), " ".join(put)))
    return swaps, loose


def _numbers(words: Iterable[str]) -> Counter[str]:
    return Counter(word for word in words if word.isdigit())


def _without_numbers(text: Unit) -> Unit:
    """Where two texts have the same numbers, none of them is put for another, wherever an edit has moved it."""
    kept = [(key, word) for key, word in zip(text.keys, text.printed, strict=True) if not key.isdigit()]
    return Unit(tuple(key for key, _ in kept), tuple(word for _, word in kept))


def repeats(found: Sequence[str]) -> bool:
    """Whether a run of words says the same over and over: no prose, and endless work to lay side by side."""
    return len(found) > _SHORT and _REPEATED * len(set(found)) < len(found)


def _count(text: Sequence[Unit]) -> int:
    return sum(len(unit.keys) for unit in text)


def _pairs(unit: Unit) -> Counter[tuple[str, ...]]:
    """Its word pairs, one number as good as another: "version 2.7 is out" answers "version 3.1 is out"."""
    keys = ["0" if word.isdigit() else word for word in unit.keys]
    return Counter(pairwise(keys)) if len(keys) > 1 else Counter([unit.keys])


def _paired(one: Sequence[Unit], other: Sequence[Unit]) -> tuple[list[tuple[Unit, Unit]], int]:
    """Each sentence of `one` with its counterpart in `other`, and the words of those that have none."""
    if not one or not other:
        return [], _count(one)
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    theirs = [_pairs(unit) for unit in other]
    for at, found in enumerate(theirs):
        for pair in found:
            holders[pair].append(at)
    paired, own = [], 0
    for unit in one:
        mine = _pairs(unit)
        best = _best(mine, theirs, holders)
        shared = 0.0 if best is None else (mine & theirs[best]).total() / mine.total()
        if best is not None:
            paired.append((unit, other[best]))
        if shared < ANSWERED:
            own += round(len(unit.keys) * (1 - shared))
    return paired, own


def _best(
    mine: Counter[tuple[str, ...]],
    theirs: Sequence[Counter[tuple[str, ...]]],
    holders: dict[tuple[str, ...], list[int]],
) -> int | None:
    shared: Counter[int] = Counter()
    for pair in mine:
        for at in holders.get(pair, ())[:50]:
            shared[at] += 1
    ranked = sorted(shared.items(), key=lambda row: (-row[1], abs(len(theirs[row[0]]) - len(mine)), row[0]))
    for at, count in ranked[:3]:
        if count >= PAIRED * min(len(mine), len(theirs[at])):
            return at
    return None


def flat(text: Sequence[Unit]) -> Iterator[str]:
    """Every folded word of a text, in order."""
    return (key for unit in text for key in unit.keys)
