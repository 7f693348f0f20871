"""A text as a row of letters, one for each part of a date in it, so that dates can be found by their shape.

    d day   y year   s full numeric date   q day/month   Q the same after a weekday
    m month   M a whole name of a month that is no other word   n a month that is a verb too, in small letters
    t "to", dash   a "and"   b "between"   p "in"   f early, mid, late   r street   c comma   l slash, bracket
    x anything else

Fillers, weekdays and clock times are left out; a weekday belongs to the day it stands before.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise

from scnfeed.language import scripts
from scnfeed.language.date_words import ORDINALS, VERBS, WORDS
from scnfeed.language.months import base, dotted, months, weekdays
from scnfeed.language.ordinals import DAYS, NO_DAYS, SAME_MONTH

_GLUE = "\x01"
_SPACES = (0x09, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, ord("'"), 0x2019, 0x02BC)
_DASHES = (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D, *map(ord, "~⁓〜～→"))
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
    ord("\\"): "/",
    ord("\r"): "\n",
}
_LONG_TATWEEL = re.compile(r"(?<=\d) ?\u0640+ ?(?=[\d\u0660-\u0669])")
"""A tatweel used as a dash between figures."""
_JOINT = re.compile(r"(?<=[\u0621-\u064a])(?=\d)|(?<=\d)(?=[\u0621-\u064a]{3})")
"""Where Arabic typing leaves out the space beside a figure."""
_KEPT = re.compile(r"(?:[^\0 ]+| (?![\0 ]))+")
_ADDRESS = re.compile(
    r"://|@|\.(?:(?<=www\.)|(?:pdf|jpe?g|png|gif|docx?|xlsx?|pptx?|zip|mp[34]|html?)\b)", re.IGNORECASE
)

LETTERS = {
    "to": "t", "and": "a", "between": "b", "in": "p", "month": "o", "filler": "_",
    "early": "f", "mid": "f", "late": "f", "street": "r",
}  # fmt: skip
SIGNS = {"-": "t", ",": "c", "/": "l", "(": "l", "&": "a"}
SAME = 99
"""Value of a month that is the one named before."""
PARTS = ("early", "mid", "late")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a word may be: its letter, its value (month, part of a month), and the same for lower case."""

    letter: str
    value: int = 0
    small: str = ""
    """Letter of the word in small letters where its name is written with a capital."""


@dataclass(slots=True)
class Tokens:
    """The letters found, and for each its value and its place in the text."""

    letters: str = ""
    values: list[int | str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


def _without_address(run: re.Match[str]) -> str:
    return "x" * len(run[0]) if _ADDRESS.search(run[0]) else run[0]


def plain(text: str) -> tuple[str, list[int] | range]:
    """`text` with one form of each sign, and for each of its characters the place it had."""
    if "\u0640" in text:
        text = _LONG_TATWEEL.sub(lambda dash: dash[0].replace("\u0640", "-"), text)
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


def _key(text: str) -> str:
    return re.sub(r"[ .']+(?=.)", _GLUE, plain(text.replace("_", " "))[0].rstrip(".")).replace("/", _GLUE).casefold()


def _lexicon(language: str) -> dict[str, Entry]:
    """Every word of the language that may stand in a date; English names are understood everywhere."""
    found: dict[str, Entry] = {}
    for name in (base(language), "en"):
        for month in months(name):
            # "Sept 3" has no other sense in English, "Mar 3" in Spanish has
            whole = month.wide or base(language) == "en"
            letter, key = "M" if whole else "m", _key(month.text)
            small = "n" if key in VERBS.get(name, "").split() else "m" if month.text[:1].isupper() else letter
            found.setdefault(key, Entry(letter, month.number, small))
        for category, row in WORDS.get(name, {}).items():
            part = PARTS.index(category) + 1 if category in PARTS else 0
            for word in row.split():
                found.setdefault(_key(word), Entry(LETTERS[category], part))
        for number, forms in enumerate(DAYS.get(name, "").split(), start=1):
            keys = [key for form in forms.split(",") for key in _with_preposition(_key(form))]
            found.update({key: Entry("d", number) for key in keys if key not in found})
        found.update({_key(phrase): Entry("x") for phrase in NO_DAYS.get(name, "").split()})
        found.update({_key(phrase): Entry("m", SAME) for phrase in SAME_MONTH.get(name, "").split()})
        for day in weekdays(name):
            found.setdefault(_key(day.text), Entry("w"))
    return found


def _with_preposition(key: str) -> tuple[str, ...]:
    """An Arabic word, and as it is written after "for", which takes the place of the article's first letter."""
    return (key, "لل" + key[2:]) if key.startswith("ال") else (key,)


_TIME = r"(?:\d\d?(?::\d\d(?::\d\d)?|\ ?h(?:\ ?\d\d)?(?!\w))(?:\ ?[ap]\.?m\b\.?)?|\d\d?(?:\.\d\d)?\ ?[ap]\.?m\b\.?)"
_NUMBER = rf"""
  (?P<iso>(?:(?<![\w/.-])|(?<=\d\d/))(?:19|20)\d\d([-/.])\d\d?\3\d\d?(?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?)?(?![\w-]|/(?!\d{{4}}-)|\.\w))
| (?P<full>(?<![\w/.])\d\d?\ ?([-/.])\ ?\d\d?\ ?\5\ ?(?:19|20)\d\d[مء]?(?![\w/]|\.\w|-[^\W\d])
  |(?<![\w/.-])(?:\d\d?/\d\d?/\d\d|\d\d\.\d\d\.\d\d|DOTTED\d\.\d\d?\.[012]\d)(?![\w/-]|\.\w))
| (?P<time>(?<![\w.:])\d\d?\ ?(?:-|to)\ ?\d\d?(?:[:.]\d\d)?\ ?[ap]\.?m\b\.?
  |(?<![\w.:]){_TIME}(?:\ ?(?:-|to|a|الي)\ ?{_TIME})?(?:\ ?(?:UTC|GMT|[A-Z]{{2,4}}T)\b)?)
| (?P<short>(?<![\w/.])\d\d?/\d\d?(?![\w/]|\ ?(?:NAMES))|(?<![\w/.])\d\d?\.\d\d?\.?(?=\ ?(?:-|TO)\ ?\d\d?\.\d\d?\.\d\d))
| (?P<year>(?<![\w.:/])(?:19|20)\d\d[مء]?(?!\w))
| (?P<day>(?<![\w:])(?<!\d[.,])\d\d?(?:ORDINAL)?(?!\w|[.:]\d|,\d\d?\d?(?!\d)))
| (?P<skip>[«»"“”]|\((?=(?:WEEKDAYS|{_TIME})\.?\)))
| (?P<sign>[-,/(&.\n])
| (?P<other>[^\s)])"""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Finds the tokens of one language."""

    lexicon: dict[str, Entry]
    glued: re.Pattern[str]
    tied: re.Pattern[str]
    """A month's name with a full stop or slash between it and its day, or between two dashes."""
    token: re.Pattern[str]
    named: frozenset[str]
    """The first piece of every name of a month, also as Arabic joins it to a word before."""

    def scan(self, text: str) -> Tokens:
        same, places = plain(text)
        if not self._may_hold(same):
            return Tokens()
        same = self.glued.sub(lambda found: re.sub(r"\W", _GLUE, found[0]), same)
        same = self.tied.sub(lambda found: re.sub(r"[./-]", " ", found[0]), same)
        return _collect(self, same, places)

    def may_find(self, text: str) -> bool:
        """Whether a date may stand in `text`, without a look at what it would be: a tenth of the time of `scan`."""
        return self._may_hold(plain(text)[0])

    def _may_hold(self, same: str) -> bool:
        return bool(_NUMERIC.search(same)) or not self.named.isdisjoint(_pieces(same.casefold()))


_NUMERIC = re.compile(r"\d ?[/.-] ?\d")
"""What every date without the name of a month has."""


class _Apart(dict[int, int]):
    """Each sign that is no letter to a space, each letter to itself, once it was met."""

    def __missing__(self, code: int) -> int:
        self[code] = code if chr(code).isalpha() else 0x20
        return self[code]


_APART = _Apart()


def _pieces(text: str) -> list[str]:
    """Its words, in pieces where vowel signs are no letters: four times as quick as ``re`` finds them."""
    return text.translate(_APART).split()


_PART = re.compile("ORDINAL|NAMES|WEEKDAYS|TO|DOTTED")
CLITICS = "وبل"
"""Arabic "and", "in", "for", written as one with the word that follows."""


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"


@cache
def scanner(language: str) -> Scanner:
    """The scanner of a language, made once."""
    lexicon = _lexicon(language)
    glued = [word for word in lexicon if _GLUE in word]
    longest = sorted(glued, key=len, reverse=True)
    phrases = "|".join(r"[ ./-]".join(map(re.escape, word.split(_GLUE))) for word in longest) or r"(?!)"
    names = _alternatives([word for word, entry in lexicon.items() if entry.letter in "mM"])
    ordinals = ORDINALS + (r"|\.(?!\d)" if dotted(language) else "")
    joined = _alternatives([word for word, entry in lexicon.items() if entry.letter in "mMwdfo"])
    parts = {
        "ORDINAL": ordinals,
        "NAMES": names,
        "WEEKDAYS": _alternatives([word for word, entry in lexicon.items() if entry.letter == "w"]),
        "TO": _alternatives([word for word, entry in lexicon.items() if entry.letter in "ta"]),
        "DOTTED": "" if dotted(language) else r"(?!)",
    }
    number = _PART.sub(lambda name: parts[name[0]], _NUMBER)
    word = (
        rf"(?P<word>[{CLITICS}](?=(?:{joined})(?!\w))"
        rf"|(?!\d)[{scripts.WORD_CHARACTERS}{_GLUE}]+(?:-\d\d?(?![\d/.-]))?)"
    )
    return Scanner(
        lexicon,
        re.compile(rf"(?<![^\Wو])(?:{phrases})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?<=\d)(?:[./](?:{names})(?:[./](?=\d)|(?!\w))|-(?:{names})-(?=\d))", re.IGNORECASE),
        re.compile(word + "|" + number, re.VERBOSE | re.IGNORECASE),
        _named(lexicon),
    )


def _named(lexicon: dict[str, Entry]) -> frozenset[str]:
    names = [_pieces(word)[:1] for word, entry in lexicon.items() if entry.letter in "mMn"]
    return frozenset(clitic + word for first in names for word in first for clitic in ("", *CLITICS))


VERSIONS = frozenset("v build ver version versión versão versione release الإصدار الاصدار".split())
"""Words after which figures with full stops between them are no date."""
_TAIL = re.compile(r"-([^\W\d_]+)")
_KINDS = {"iso": "s", "full": "s", "short": "q", "year": "y", "day": "d", "time": "_", "skip": "_", "other": "x"}


def _collect(scanner: Scanner, same: str, places: list[int] | range) -> Tokens:
    letters: list[str] = []
    tokens, opened, letter, before = Tokens(), -1, "", ""
    for found in scanner.token.finditer(same):
        text, value = found[0], 0
        if text in ".:" and letter and letter in "mMntw_":  # of an abbreviation, of "from:"
            continue
        if found.lastgroup == "word":
            letter, value = _word(scanner, same, found)
        else:
            letter = _sign(found, before, opened >= 0)
        before = text.casefold()
        if letter == "o":  # "month": nothing after a day, else like "in"
            letter = "_" if letters and letters[-1] in "dfta" else "p"
        if letter in "mMn" and _named_twice(letters, tokens.values, value):
            letters.pop(), tokens.values.pop(), tokens.spans.pop()
            tokens.spans[-1] = (tokens.spans[-1][0], places[found.end() - 1] + 1)
            continue
        if letter == "w":
            opened = found.start() if opened < 0 else opened
        if letter in "_w" or (letter == "c" and opened >= 0):
            continue
        start, opened = (found.start() if opened < 0 else opened), -1
        letters.append(letter)
        tokens.values.append(value or text)
        tokens.spans.append((places[start], places[found.end() - 1] + 1))
    tokens.letters = "".join(letters)
    return tokens


def _word(scanner: Scanner, same: str, found: re.Match[str]) -> tuple[str, int]:
    """Letter and value of a word."""
    entry = scanner.lexicon.get(found[0].casefold())
    if entry is None or (entry.letter in "mM" and _compound(scanner, same, found.end())):
        return "x", 0
    return (entry.small if entry.small and found[0].islower() else entry.letter), entry.value


def _sign(found: re.Match[str], before: str, after_weekday: bool) -> str:
    """Letter of figures or of a sign, which the word `before` them may change."""
    kind = found.lastgroup or ""
    if kind in ("full", "iso") and before in VERSIONS:
        return "x"
    if kind == "short" and after_weekday:
        return "Q"
    return SIGNS.get(found[0], "x") if kind == "sign" else _KINDS[kind]


def _compound(scanner: Scanner, same: str, end: int) -> bool:
    """Whether a hyphen makes the word that ends here part of another: ``October-born``, not ``October-November``."""
    tail = _TAIL.match(same, end)
    return tail is not None and tail[1].casefold() not in scanner.lexicon


def _named_twice(letters: list[str], values: list[int | str], month: int) -> bool:
    """Whether this month was named right before a dash or slash: ``تشرين الثاني - نوفمبر``."""
    return len(letters) > 1 and letters[-1] in "tl" and letters[-2] in "mMn" and values[-2] == month
