"""Names of people and towns across languages: which of one text's does the other not have?

The next report of a series has another town and other people, and often nothing else that a program sees: small towns
are in no gazetteer, numbers stay the same. A name is two capitalised words and more, or one inside a sentence; before
it stands no article, which offices, rivers and regions have. It has its counterpart where a word of the other text
sounds the same, or names the same city of the gazetteer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, pairwise

from scnfeed.language.detect import FREQUENT
from scnfeed.language.months import base, months, weekdays
from scnfeed.language.named import languages, places_named
from scnfeed.language.scripts import WORD_CHARACTERS, fold, script, sentences
from scnfeed.match.folded import letters
from scnfeed.match.sounds import BEYOND_CHANCE, LIKELY, PERHAPS, PROBABLY, Sounds, consonants, sounds

ARTICLES = {
    "en": "the a an this our for",
    "fr": "le la les l du des au aux un une pour",
    "es": "el la los las del al un una para",
    "pt": "o a os as do da dos das ao um uma",
    "it": "il lo la i gli le l del della al alla un una",
}
"""What stands before the name of an office, a river or a region, and before no person's and no town's. Languages that
are not here have no names: German writes every noun with a capital.
"""
PLACED = {
    "en": "in at near from of to above below around outside between",
    "fr": "à de d en vers près entre chez",
    "es": "en de a desde hacia entre sobre",
    "pt": "em de a no na do da",
    "it": "a di da in ad",
}
"""What stands before a town."""
CALLED = frozenset("Mr Mrs Ms Dr Prof Mme Mlle Sr Sra Dra Don Doña Dona Sig".split())
"""What is printed before a person's name."""
OFTEN = 2
LEAD = 3
"""The title and two sentences."""
LONGEST = 3
MOST = 60
"""Names of a text that are looked for in another one."""
SHORTEST = 3
"""Words of fewer letters ("Ms") need no counterpart."""
SHORT = 4
_WORD = re.compile(rf"[{WORD_CHARACTERS}]+(?:-[{WORD_CHARACTERS}]+)*")
_INSIDE = re.compile(r"(?<=[^\W_] )[^\W\d_a-z][\w-]+")
_OF_IT = re.compile(r"['’]s\b")
_STOPS = tuple(".!?…")
_CASED = {"Latn"}


@dataclass(frozen=True, slots=True)
class Name:
    """Words as printed; `single` for one word; `alone` where no office or club is named with it and a single one has a
    preposition of place before it; `early` in the title or lead; `weighty` where it is that, or told twice; not `sure`
    where it only ever begins sentences; the codes that the gazetteer has for it.
    """

    words: tuple[str, ...]
    single: bool
    alone: bool
    early: bool
    weighty: bool
    sure: bool
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """The names of a text, and the words and the cities in which a name can have its counterpart."""

    names: tuple[Name, ...]
    said: Sounds
    codes: frozenset[str]
    script: str


def other_names(one: Told, other: Told) -> str:
    """In words, whom or what each of two texts names that the other lacks; where only one of them has capitals, what
    that one names. "" for nothing.
    """
    mine, theirs = _lacking(one, other), _lacking(other, one)
    for here in mine:
        for there in theirs:
            if (here.sure and there.sure and here.single is there.single) or here.sure is not there.sure:
                return f"other names ({' '.join(here.words)} and {' '.join(there.words)})"
    alone = [name for name in (*mine, *theirs) if name.sure and name.alone and one.script != other.script]
    return f"a name that only one of them has ({' '.join(alone[0].words)})" if alone else ""


def shared_names(one: Told, other: Told) -> int:
    """How many names, behind the lead, two texts in two scripts have in common, beyond chance."""
    if one.script == other.script or not {one.script, other.script} & _CASED:
        return 0
    cased, written = (one, other) if one.script in _CASED else (other, one)
    names = (name for name in cased.names if name.sure and not name.early and any(map(_audible, name.words)))
    return sum(_has(written, name) for name in names)


def _audible(word: str) -> bool:
    return max(map(len, consonants(word)), default=0) >= LIKELY


def _lacking(one: Told, other: Told) -> list[Name]:
    return [name for name in one.names if (name.weighty or not name.single) and not _has(other, name)]


def _has(text: Told, name: Name) -> bool:
    """Whether a word of a name has its counterpart beyond chance, or all of its words have one."""
    if not name.codes.isdisjoint(text.codes):
        return True
    words = [word for word in name.words if len(word) >= SHORTEST and word not in CALLED] or name.words
    found = [text.said.name(word) for word in words]
    return BEYOND_CHANCE in found or min(found) >= (PERHAPS if len(found) > 1 else PROBABLY)


@lru_cache(maxsize=512)
def told(title: str, text: str, language: str) -> Told:
    """The names of a text and what stands in it."""
    whole = f"{title}\n{text}"
    kind = script(language)
    codes = frozenset(code for _, code in places_named(whole, language))
    if kind in _CASED:
        printed = (word for word in _WORD.findall(_OF_IT.sub("", whole)) if word[:1].isupper())
        return Told(tuple(islice(_names(title, text, base(language)), MOST)), sounds(printed), codes, kind)
    return Told((), sounds(word for word in _WORD.findall(fold(whole)) if not word.isdigit()), codes, kind)


def _names(title: str, text: str, language: str) -> Iterator[Name]:
    if language not in ARTICLES:
        return
    small = frozenset(word for word in _WORD.findall(text) if word[0].islower())
    inside = frozenset(_INSIDE.findall(text))
    printed = _WORD.findall(_OF_IT.sub("", f"{title}\n{text}"))
    times = Counter(printed)
    called = _called(printed, times, text, language)
    known = inside | {first for first in called if first.casefold() not in small}
    found: dict[tuple[tuple[str, ...], bool], tuple[int, bool]] = {}
    for at, part in enumerate([title, *sentences(text)]):
        runs = () if _capitals(part) else _runs(_OF_IT.sub(" the", part), language, known, small)
        for words, sure, alone in runs:
            if not any(word.casefold() in small for word in words):
                first, ever = found.get((words, sure), (at, False))
                found[words, sure] = first, ever or alone
    for (words, sure), (at, alone) in found.items():
        codes = frozenset(code for _, code in places_named(" ".join(words), language))
        often = min(times[word] for word in words) >= OFTEN
        if sure or (often and min(map(len, words)) >= SHORT):
            yield Name(words, len(words) == 1, alone, at < LEAD, at < LEAD or often, sure, codes)


def _called(printed: Sequence[str], times: Counter[str], text: str, language: str) -> frozenset[str]:
    """First names: capitalised words before others that stand without them elsewhere, too."""
    return frozenset(
        first
        for (first, last), often in Counter(pairwise(printed)).items()
        if first[0].isupper() and last[0].isupper() and times[last] > often and len(first) >= SHORT
        if first.casefold() not in _frequent(language) and f"{first} {last}" in text
        if _is_name(first, language) and _is_name(last, language)
    )


def _capitals(line: str) -> bool:
    """Whether a title or heading writes its words with capitals, so that names do not stand out."""
    if line.rstrip("\"'»”’)")[-1:] in _STOPS:
        return False
    words = [word for word in _WORD.findall(line)[1:] if len(word) >= SHORT]
    return bool(2 * sum(word[:1].isupper() for word in words) > len(words))


def _runs(
    sentence: str, language: str, inside: frozenset[str], small: frozenset[str]
) -> Iterator[tuple[tuple[str, ...], bool, bool]]:
    """Capitalised words in a row; whether that is for sure a name, since the first word of a sentence has a capital
    anyway; and whether it stands alone.
    """
    found = list(_WORD.finditer(sentence))
    between = [sentence[one.end() : two.start()] for one, two in pairwise(found)]
    at = 0
    while at < len(found):
        if not _is_name(found[at][0], language):
            at += 1
            continue
        end = at + 1
        while end < len(found) and between[end - 1] == " " and _is_name(found[end][0], language):
            end += 1
        first = at == 0 or _opens(between[at - 1])
        start = at + 1 if first and found[at][0] not in {*inside, *CALLED} else at
        before = found[start - 1][0] if start else ""
        words = tuple(one[0] for one in found[start:end][:LONGEST])
        part = len(words) == 1 and len(before) >= SHORT - 1 and before[:1].isupper() and between[start - 1] == " "
        if start > at and (not words or part):
            yield from (((word[0],), False, False) for word in found[at:end])
        elif words and not part and before.casefold() not in ARTICLES[language].split():
            placed = before.casefold() in PLACED[language].split()
            named = placed and start > 1 and found[start - 2][0][:1].isupper() and between[start - 2] == " "
            yield words, True, (len(words) > 1 or placed) and not named
        at = end


def _opens(between: str) -> bool:
    """Whether a sentence of its own begins behind this: a quotation, what follows a colon."""
    return any(one not in " ,’'" for one in between)


def _is_name(word: str, language: str) -> bool:
    if not word[0].isupper() or len(word) < SHORTEST - 1 or word.isupper():
        return False
    plain = letters(word)
    return _no_names(language).isdisjoint((plain, plain.removesuffix("s")))


@cache
def _frequent(language: str) -> frozenset[str]:
    return frozenset((*FREQUENT.get(language, "").split(), *PLACED[language].split(), *ARTICLES[language].split()))


@cache
def _no_names(language: str) -> frozenset[str]:
    """Months, weekdays and languages, which some write with capitals."""
    calendar = (name.text for table in (months(language), weekdays(language)) for name in table)
    return frozenset(letters(word) for text in (*calendar, *languages(language).values()) for word in text.split())
