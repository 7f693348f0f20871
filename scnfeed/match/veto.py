"""What makes two alike texts two stories: other numbers, days, editions, places or names in the same place of a text.

A word changed here and there is an edit. A number for another number, a month for another, a city for another, is the
next edition of a series or the same text for another city.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache

from scnfeed.language.detect import FREQUENT
from scnfeed.language.months import base, months, weekdays
from scnfeed.language.named import languages
from scnfeed.language.places import CLITICS, is_place
from scnfeed.language.scripts import ascii_digits, script
from scnfeed.match.aligned import Alignment, Swap, Unit, flat, swapped, units, whole
from scnfeed.match.folded import letters

ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth one two three four five "
    "six seven eight nine ten eleven twelve twenty thirty forty fifty hundred",
    "fr": "premier première deuxième second seconde troisième quatrième cinquième sixième septième huitième "
    "neuvième dixième onzième douzième deux trois quatre cinq six sept huit neuf dix onze douze vingt trente "
    "quarante cinquante cent",
    "es": "primer primera primero segundo segunda tercer tercera tercero cuarto cuarta quinto quinta sexto sexta "
    "séptimo séptima octavo octava noveno novena décimo décima dos tres cuatro cinco seis siete ocho nueve diez once "
    "doce veinte treinta cuarenta cincuenta cien ciento",
    "ar": "أول ثاني الأول الأولى الثاني الثانية الثالث الثالثة الرابع الرابعة الخامس الخامسة السادس السادسة السابع "
    "السابعة الثامن الثامنة التاسع التاسعة العاشر العاشرة ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة عشرون عشرين "
    "ثلاثون ثلاثين أربعون أربعين خمسون خمسين مئة ثلاث أربع خمس ست سبع ثمان ثماني تسع اثنان اثنين اثنتان اثنتين",
    "de": "erste ersten erster zweite zweiten zweiter dritte dritten dritter vierte vierten vierter fünfte fünften "
    "fünfter sechste sechsten sechster siebte siebten siebter achte achten achter neunte neunten neunter "
    "zehnte zehnten zehnter elfte zwölfte zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig "
    "dreißig vierzig fünfzig hundert",
    "id": "pertama kedua ketiga keempat kelima keenam ketujuh kedelapan kesembilan kesepuluh dua tiga empat lima "
    "enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus",
    "ur": "پہلا پہلی پہلے دوسرا دوسری دوسرے تیسرا تیسری تیسرے چوتھا چوتھی چوتھے پانچواں پانچویں چھٹا چھٹی ساتواں "
    "ساتویں آٹھواں آٹھویں نواں نویں دسواں دسویں دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ چودہ پندرہ بیس تیس "
    "چالیس پچاس سو",
}
"""Words that number an edition or count its guests."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
"""What numbers congresses and letters, up to 39."""
_SPELLING = 0.7
_SURE = 2
_FEW_SWAPS = 4
_LONGEST_SWAP = 5
_ATTACHED = tuple("وفبلك")
"""What Arabic writes as one with the next word."""
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
    return f"another name ({_shown(found.old)} and {_shown(found.new)})" if found else ""


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


def numbers(text: str, language: str) -> frozenset[str]:
    return frozenset(found.lstrip("0") or "0" for found in _DIGITS.findall(ascii_digits(text)))


def calendar(text: str, language: str) -> frozenset[str]:
    table = _days(base(language))
    return frozenset(table[run] for run in map(letters, _runs(text)) if run in table)


@cache
def _days(language: str) -> dict[str, str]:
    """Folded month and weekday names to what they mean."""
    found: dict[str, str] = {}
    for kind, names in (("month", months(language)), ("weekday", weekdays(language))):
        for name in names:
            if name.wide:
                found.setdefault(letters(name.text), f"{kind} {name.number}")
    return found


def editions(text: str, language: str) -> frozenset[str]:
    written = {letters(word) for word in text.split()}
    roman = frozenset(word for word in text.split() if word != "I" and _ROMAN.fullmatch(word))
    if base(language) == "ar":
        written |= {word[1:] for word in written if word[:1] in _ATTACHED}
    return (_ordinals(base(language)) & written) | roman


@cache
def _ordinals(language: str) -> frozenset[str]:
    return frozenset(map(letters, ORDINALS.get(language, "").split()))


def tongues(text: str, language: str) -> frozenset[str]:
    return frozenset(
        _tongues(base(language))[run] for run in map(letters, text.split()) if run in _tongues(base(language))
    )


@cache
def _tongues(language: str) -> dict[str, str]:
    """Folded names of languages to their codes."""
    return {letters(name): code for code, name in languages(language).items()}


def places(text: str, language: str) -> frozenset[str]:
    return frozenset(letters(word) for word in _runs(text) if _is_place(word, base(language))) - _everyday(
        base(language)
    )


@cache
def _everyday(language: str) -> frozenset[str]:
    return frozenset(map(letters, FREQUENT.get(language, "").split()))


def _runs(text: str) -> Iterable[str]:
    found = text.split()
    for length in (1, 2, 3):
        yield from (" ".join(found[at : at + length]) for at in range(len(found) - length + 1))


@lru_cache(maxsize=8192)
def _is_place(name: str, language: str) -> bool:
    """Whether the gazetteer knows a city or country of this name; Arabic writes a preposition as one with it."""
    written = (name, *(name.removeprefix(clitic) for clitic in CLITICS.get(language, "") if name.startswith(clitic)))
    return len(name) > 2 and any(is_place(one, language) for one in written)


_KINDS: tuple[Kind, ...] = (
    ("numbers", numbers),
    ("days", calendar),
    ("editions", editions),
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
    renamed = [swap for swap in swaps if _renames(swap, mine, theirs, cased)]
    times = Counter((letters(swap.old), letters(swap.new)) for swap in renamed)
    for swap in renamed:
        whole = cased and _full_name(swap.old, theirs) and _full_name(swap.new, mine)
        if whole or times[letters(swap.old), letters(swap.new)] >= _SURE:
            return swap
    only = cased and renamed and len(renamed) == len(swaps) <= _FEW_SWAPS and not touched
    return renamed[0] if only else None


def _vocabulary(text: tuple[str, str]) -> frozenset[str]:
    return frozenset(flat((*units(text[0]), *units(text[1]))))


def _renames(swap: Swap, mine: frozenset[str], theirs: frozenset[str], cased: bool) -> bool:
    """Whether words that only one text has stand for words that only the other has: in cased scripts, capitals."""
    old, new = swap.old.split(), swap.new.split()
    if not swap.inside or len(old) > 3 or len(new) > 3:
        return False
    if cased and not (old[0][:1].isupper() and new[0][:1].isupper()):
        return False
    gone, come = {letters(w) for w in old} - theirs, {letters(w) for w in new} - mine
    alike = SequenceMatcher(None, letters(swap.old), letters(swap.new), autojunk=False).ratio()
    return bool(gone and come) and alike < _SPELLING


def _full_name(name: str, elsewhere: frozenset[str]) -> bool:
    """Two capitalised words and more, none of which the other text has: no slip and no synonym."""
    words = name.split()
    return len(words) > 1 and all(word[:1].isupper() and letters(word) not in elsewhere for word in words)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
