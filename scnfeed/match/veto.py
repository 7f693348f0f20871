"""What makes two alike texts two stories: other numbers, days, editions, places or names in the same place of a text.

A word changed here and there is an edit. A number for another number, a month for another, a city for another, is the
next edition of a series or the same text for another city.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import product

from scnfeed.language.months import base
from scnfeed.language.scripts import script
from scnfeed.match.aligned import Alignment, Swap, Unit, flat, swapped, units, whole
from scnfeed.match.facts import calendar, editions, numbers, parts, places, stages, tongues
from scnfeed.match.folded import letters
from scnfeed.match.introduced import unheard_of

TOWNS = {
    "en": "in at near from",
    "fr": "à en d de",
    "es": "en de a",
    "ar": "مدينة بلدية بلدة قرية ولاية محافظة مقاطعة حي",
}
"""What stands right before the name of a place."""
_SPELLING = 0.7
_SURE = 2
_FEW_SWAPS = 4
_FEW_TOUCHED = 6
_LONGEST_SWAP = 5
_LEAST_LETTERS = 4
_CASED = {"Latn", "Cyrl", "Grek", "Armn"}

Kind = tuple[str, Callable[[str, str], frozenset[str]]]


def veto(one: tuple[str, str], other: tuple[str, str], side: Alignment, language: str) -> str:
    """Why two texts (title and body each) cannot be one story, in words; "" when nothing speaks against it."""
    heads = _of_titles(one[0], other[0]) if one[0] != other[0] else []
    everything = (*heads, *side.swaps)
    for name, facts in _KINDS:
        for swap in everything:
            if max(len(swap.old.split()), len(swap.new.split())) > _LONGEST_SWAP:
                continue
            mine, theirs = facts(swap.old, language), facts(swap.new, language)
            if mine - theirs and theirs - mine:
                return f"other {name} ({_shown(swap.old)} and {_shown(swap.new)})"
    found = _names(everything, one, other, side.touched, language)
    if found:
        return f"another name ({_shown(found.old)} and {_shown(found.new)})"
    subject = _subject(heads, side.swaps, one, other)
    return f"other subjects ({subject[0]} and {subject[1]})" if subject else ""


def _subject(
    heads: Sequence[Swap], swaps: Sequence[Swap], one: tuple[str, str], other: tuple[str, str]
) -> tuple[str, str] | None:
    """A word that only one of two texts has, in title and body, where the other has another one: "for teachers" and
    "for parents" on one form. A headline that was changed alone leaves the body as it was.
    """
    if not heads or not swaps:
        return None
    mine, theirs = _vocabulary(one), _vocabulary(other)
    pairs = [{pair for swap in part for pair in _pairs(swap, mine, theirs, cased=False)} for part in (heads, swaps)]
    for old, new in sorted(pairs[0] & pairs[1]):
        long = min(len(old), len(new)) >= _LEAST_LETTERS
        if long and SequenceMatcher(None, old, new, autojunk=False).ratio() < _SPELLING:
            return old, new
    return None


def other_names(side: Alignment, language: str) -> str:
    """In words, full names in sentences that stand at one place of two texts and are other sentences: another guest in
    an invitation that is the same but for him. "" for none; only texts that are one otherwise are worth the question.
    """
    for mine, theirs in side.gaps if script(language) in _CASED else ():
        old, new = _name_in(mine, frozenset(theirs.keys)), _name_in(theirs, frozenset(mine.keys))
        if old and new:
            return f"another name ({_shown(old)} and {_shown(new)})"
    return ""


def _name_in(text: Unit, elsewhere: frozenset[str]) -> str:
    """The first two capitalised words in a row, behind the first word, that the other text lacks."""
    printed = text.printed
    for at in range(1, len(printed) - 1):
        name = " ".join(printed[at : at + 2])
        if _full_name(name, elsewhere):
            return name
    return ""


def _of_titles(one: str, other: str) -> list[Swap]:
    """What two titles of one form have in place of each other, and what each has that the other lacks, wherever it
    stands; nothing where they are other headlines.
    """
    mine, theirs = whole(units(one)), whole(units(other))
    words = [Counter(word for word in title.keys if not word.isdigit()) for title in (mine, theirs)]
    if not all(words) or 2 * (words[0] & words[1]).total() < max(map(Counter.total, words)):
        return []
    found = swapped(mine, theirs)[0]
    lost, come = words[0] - words[1], words[1] - words[0]
    if lost and come:
        found.append(Swap(" ".join(lost.elements()), " ".join(come.elements()), inside=False))
    return found


_KINDS: tuple[Kind, ...] = (
    ("numbers", numbers),
    ("days", calendar),
    ("editions", editions),
    ("stages", stages),
    ("parts", parts),
    ("languages", tongues),
    ("places", places),
)


def _names(
    swaps: Sequence[Swap], one: tuple[str, str], other: tuple[str, str], touched: int, language: str
) -> Swap | None:
    """One full name put for another, one word of a name throughout, or names the only thing that differs."""
    if not swaps:
        return None
    mine, theirs = _vocabulary(one), _vocabulary(other)
    cased = script(language) in _CASED
    likely = [swap for swap in swaps if _renames(swap, mine, theirs, cased)]
    renamed = [swap for swap in likely if swap.inside]
    times = Counter(pair for swap in swaps for pair in _pairs(swap, mine, theirs, cased))
    for swap in likely:
        whole = cased and _full_name(swap.old, theirs) and _full_name(swap.new, mine)
        if whole or (swap.inside and any(times[pair] >= _SURE for pair in _pairs(swap, mine, theirs, cased))):
            return swap
    few = len(swaps) <= _FEW_SWAPS and touched <= _FEW_TOUCHED
    towns = frozenset(map(letters, TOWNS.get(base(language), "").split()))
    for swap in renamed if few or not cased else ():
        if swap.before in towns:
            return swap
    for swap in swaps if few and not cased else ():
        new, old = map(letters, swap.new.split()), map(letters, swap.old.split())
        unheard = swap.inside and all(unheard_of(words, language) for words in (swap.old, swap.new))
        if unheard and mine.isdisjoint(new) and theirs.isdisjoint(old):
            return swap
    only = cased and renamed and len(renamed) == len(swaps) <= _FEW_SWAPS and not touched
    return renamed[0] if only else None


def _vocabulary(text: tuple[str, str]) -> frozenset[str]:
    return frozenset(flat((*units(text[0]), *units(text[1]))))


def _renames(swap: Swap, mine: frozenset[str], theirs: frozenset[str], cased: bool) -> bool:
    """Whether words that only one text has stand for words that only the other has: in cased scripts, capitals."""
    old, new = swap.old.split(), swap.new.split()
    if len(old) > 3 or len(new) > 3:
        return False
    if cased and not (old[0][:1].isupper() and new[0][:1].isupper()):
        return False
    gone, come = {letters(w) for w in old} - theirs, {letters(w) for w in new} - mine
    alike = SequenceMatcher(None, letters(swap.old), letters(swap.new), autojunk=False).ratio()
    return bool(gone and come) and alike < _SPELLING


def _pairs(swap: Swap, mine: frozenset[str], theirs: frozenset[str], cased: bool) -> set[tuple[str, str]]:
    """Words that only one text has with those that only the other has; in cased scripts, capitals."""
    gone, come = (
        [letters(word) for word in text.split() if (word[:1].isupper() or not cased) and letters(word) not in other]
        for text, other in ((swap.old, theirs), (swap.new, mine))
    )
    return set(product(gone, come))


def _full_name(name: str, elsewhere: frozenset[str]) -> bool:
    """Two capitalised words and more, none of which the other text has: no slip and no synonym."""
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() and letters(word) not in elsewhere for word in words)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
