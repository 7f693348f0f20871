"""A text as a row of letters, one for each part of a date in it, so that dates can be found by their shape.

    d day   y year   s full numeric date   q day/month   Q the same after a weekday
    m month   M a whole name of a month that is no other word   n a month that is a verb too, in small letters
    t "to", dash, "ends"   a "and"   b "between"   p "in"   f early, mid, late   g the same, before or after its month
    z "of the year", after it   r street   h house   R street, after its name   c comma   l slash, bracket
    x anything else

Fillers, weekdays and clock times are left out; a weekday belongs to the day it stands before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from scnfeed.language import scripts
from scnfeed.language.date_text import SHORT_YEAR, plain
from scnfeed.language.date_words import ORDINALS
from scnfeed.language.lexicon import GLUE, LATE, SAME, Entry, lexicon_of
from scnfeed.language.months import dotted

SIGNS = {"-": "t", "–": "t", ",": "c", "/": "l", "(": "l", "&": "a", "+": "a"}


@dataclass(slots=True)
class Tokens:
    """The letters found, and for each its value and its place in the text."""

    letters: str = ""
    values: list[int | str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


_NOON = r"\ ?[ap]\.?m\b\.?"
_TIME = rf"(?:\d\d?(?::\d\d(?::\d\d)?|\ ?h(?:\ ?\d\d)?(?!\w))(?:{_NOON}|\ ?[صم](?!\w))?|\d\d?(?:\.\d\d)?{_NOON})"
_NUMBER = rf"""
  (?P<iso>(?:(?<![\w/.-])|(?<=\d\d/))(?:19|20)\d\d\ ?([-/.])\ ?\d\d?\ ?\3\ ?\d\d?
   (?:T[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?|[مء])?(?![\w-]|/(?!\d{{4}}-)|\.\w))
| (?P<full>(?<![\w/.])\d\d?\ ?([-/.])\ ?\d\d?\ ?\5\ ?(?:19|20)\d\d[مء]?(?![\w/]|\.\w|-[^\W\d]|-\d+(?!\d|[-/.]\d))
  |(?<![\w/.-])(?:\d\d?/\d\d?/\d\d|\d\d\.\d\d\.\d\d|DOTTED\d\d?\.\d\d?\.[012]\d)
   (?![\w/-]|\.\w|\ (?:NAMES)(?!\w)))
| (?P<time>(?:@\ ?)?(?<![\w.:])\d\d?\ ?(?:-|to)\ ?\d\d?(?:[:.]\d\d)?\ ?[ap]\.?m\b\.?
  |(?:@\ ?)?(?<![\w.:]){_TIME}(?:\ ?(?:-|to|a|الي)\ ?{_TIME})?(?:\ ?(?:UTC|GMT|[A-Z]{{2,4}}T)\b)?)
| (?P<short>(?<![\w/.])\d\d?/\d\d?(?![\w/]|\ ?(?:NAMES))|(?<![\w/.])\d\d?\.\d\d?\.?(?=\ ?(?:-|TO)\ ?\d\d?\.\d\d?\.\d\d))
| (?P<year>(?:(?<![\w.:/])(?:19|20)\d\d[مء]?|{SHORT_YEAR}\d\d)(?!\w))
| (?P<day>(?<![\w:])(?<!\d[.,])\d\d?(?:ORDINAL)?(?!\w|[.:]\d|,\d\d?\d?(?!\d)))
| (?P<skip>[«»"“”]|(?<=\d\ )\((?=(?:NAMES)[^\d)]{{0,20}}\)\ ?\d{{4}})|\((?=(?:WEEKDAYS|{_TIME})\.?\)))
| (?P<sign>[-–,/(&+.\n])
| (?P<other>[^\s)])"""


@dataclass(frozen=True, slots=True)
class Scanner:
    """Finds the tokens of one language."""

    lexicon: dict[str, Entry]
    glued: re.Pattern[str]
    tied: re.Pattern[str]
    """A month's name with a full stop or slash between it and its day, or between two dashes."""
    ended: re.Pattern[str]
    """A month's name with a dash and another day and month after it."""
    token: re.Pattern[str]
    named: frozenset[str]
    """The first piece of every name of a month, also as Arabic joins it to a word before. "The same month" is none: it
    says nothing where no other is named."""

    def scan(self, text: str) -> Tokens:
        same, places = plain(text)
        if not self._may_hold(same):
            return Tokens()
        same = self.glued.sub(lambda found: re.sub(r"\W", GLUE, found[0]), same)
        same = self.tied.sub(_untied, same)
        same = self.ended.sub(r"\1–", same) if "-" in same else same
        same = _ROMAN.sub(lambda found: f"{' ' * (len(found[1]) - 1)}{GLUE}{found[2]}{' ' * len(found[3])}", same)
        return _collect(self, same, places)

    def may_find(self, text: str) -> bool:
        """Whether a date may stand in `text`, without a look at what it would be: a tenth of the time of `scan`."""
        return self._may_hold(plain(text)[0])

    def _may_hold(self, same: str) -> bool:
        return bool(_NUMERIC.search(same)) or not self.named.isdisjoint(_pieces(same.casefold()))


def _untied(found: re.Match[str]) -> str:
    """A month's name with spaces around it; two figures after a second dash are a year's: ``04-Jun-25``."""
    apart = re.sub(r"[./-]", " ", found[0])
    year_first = re.search(r"\d{4}$", found.string[: found.start()])
    short = found[0].endswith("-") and re.match(r"\d\d(?!\w)", found.string[found.end() : found.end() + 3])
    return apart[:-1] + SHORT_YEAR if short and not year_first else apart


_NUMERIC = re.compile(r"\d ?[/.-] ?\d|\d(?:\. |[./ -])[IVX]{1,4}[./ -]")
"""What every date without the name of a month has."""
_NUMERALS = "I II III IV V VI VII VIII IX X XI XII".split()
_ROMAN = re.compile(rf"(?<=\d)(\. |[./ -])({'|'.join(reversed(_NUMERALS))})([./-] ?| )(?=(?:19|20)\d\d(?!\w))")
"""The number of a month between its day and year: ``13.XI.2024``."""
_ROMAN_MONTHS = {(GLUE + numeral).casefold(): Entry("m", month) for month, numeral in enumerate(_NUMERALS, start=1)}


_LETTERS = scripts.Apart(str.isalpha)


def _pieces(text: str) -> list[str]:
    """Its words, in pieces where vowel signs are no letters."""
    return text.translate(_LETTERS).split()


_DOTTED_RANGE = (
    r"|\.(?=\ ?-\ ?\d\d?\.?\ (?:NAMES)(?!\w))"
    r"|(?:(?<=-\d)|(?<=-\d\d)|(?<=-\ \d)|(?<=-\ \d\d))\.(?=\ (?:NAMES)(?!\w))"
)
"""Full stops after both days of a range (``4.-6. June``), where the language has none after a day."""
_PART = re.compile("NAMES|WEEKDAYS|TO|DOTTED")
CLITICS = "وبل"
"""Arabic "and", "in", "for", written as one with the word that follows."""


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or r"(?!)"


@cache
def scanner(language: str) -> Scanner:
    """The scanner of a language, made once."""
    lexicon = lexicon_of(language)
    glued = [word for word in lexicon if GLUE in word]
    longest = sorted(glued, key=len, reverse=True)
    phrases = (
        "|".join(r"[ ./-]".join(map(re.escape, word.split(GLUE))) for word in longest).replace("ss", "(?:ss|ß)")
        or r"(?!)"
    )
    names = _alternatives([word for word, entry in lexicon.items() if entry.letter in "mM"])
    ordinals = ORDINALS + (r"|\.(?!\d)" if dotted(language) else _DOTTED_RANGE)
    joined = _alternatives(
        [word for word, entry in lexicon.items() if entry.letter in "mMwdfo" or (entry.letter == "_" and len(word) > 2)]
    )
    parts = {
        "NAMES": names,
        "WEEKDAYS": _alternatives([word for word, entry in lexicon.items() if entry.letter == "w"]),
        "TO": _alternatives([word for word, entry in lexicon.items() if entry.letter in "ta"]),
        "DOTTED": "" if dotted(language) else r"(?!)",
    }
    number = _PART.sub(lambda name: parts[name[0]], _NUMBER.replace("ORDINAL", ordinals))
    word = (
        rf"(?P<word>[{CLITICS}](?=(?:{joined})(?!\w))"
        rf"|(?!\d)[{scripts.WORD_CHARACTERS}{GLUE}]+(?:-\d\d?(?![\d/.-]))?)"
    )
    return Scanner(
        lexicon,
        re.compile(rf"(?<![^\Wو])(?:{phrases})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"(?<=\d)(?:[./](?:{names})(?:[./](?=\d)|(?!\w))|-(?:{names})(?:-(?=\d)|(?![\w-]|\.?\ ?\d\d?\b)))",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<!\w)({names})-(?=\d\d?(?:{ordinals})?\ ?(?:{names})(?!\w))".replace("NAMES", names),
            re.IGNORECASE,
        ),
        re.compile(word + "|" + number, re.VERBOSE | re.IGNORECASE),
        _named(lexicon),
    )


def _named(lexicon: dict[str, Entry]) -> frozenset[str]:
    names = [_pieces(word)[:1] for word, entry in lexicon.items() if entry.letter in "mMn" and entry.value != SAME]
    return frozenset(clitic + word for first in names for word in first for clitic in ("", *CLITICS))


def _folded(words: str) -> frozenset[str]:
    return frozenset(plain(words)[0].casefold().split())


VERSIONS = _folded("v build ver version versión versão versione release إصدار الإصدار نسخة النسخة")
PHONES = _folded("tel tél téléphone telefon telefono teléfono telefone telephone phone fax هاتف الهاتف فاكس")
"""Words after which figures with signs between them are no date; after the second, a full stop or colon between."""
_DAY_NEXT = re.compile(r" ?\d\d?(?!\d)")
_TAIL = re.compile(r"-([^\W\d_]+)")
_KINDS = {"iso": "s", "full": "s", "short": "q", "year": "y", "day": "d", "time": "_", "skip": "_", "other": "x"}


def _collect(scanner: Scanner, same: str, places: list[int] | range) -> Tokens:
    letters: list[str] = []
    tokens, opened, letter, before = Tokens(), -1, "", ""
    for found in scanner.token.finditer(same):
        text, value = found[0], 0
        if text in ".:" and letter and letter in "mMntwh_":  # of an abbreviation, of "from:"
            continue
        if text == ":" and letter == "f":  # "Start:", "End:"
            letters[-1] = letter = "t" if tokens.values[-1] == LATE else "x"
            continue
        if found.lastgroup == "word":
            letter, value = _word(scanner, same, found)
        else:
            letter = _sign(found, before, opened >= 0)
        before = before if text in ".:" and before in PHONES else text.casefold()
        if letter == "o":  # "month": nothing after a day, else like "in"
            letter = "_" if letters and letters[-1] in "dfgta" else "p"
        if letter == "u":  # "for": "to" after a day (من 3 لـ 5 مايو)
            letter = "t" if letters and letters[-1] == "d" and _DAY_NEXT.match(same, found.end()) else "_"
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
    name = found[0].casefold()
    entry = scanner.lexicon.get(name) or _ROMAN_MONTHS.get(name)
    if entry is None or (entry.letter in "mM" and _compound(scanner, same, found.end())):
        return "x", 0
    return (entry.small if entry.small and found[0].islower() else entry.letter), entry.value


def _sign(found: re.Match[str], before: str, after_weekday: bool) -> str:
    """Letter of figures or of a sign, which the word `before` them may change."""
    kind = found.lastgroup or ""
    if kind in ("full", "iso") and before in VERSIONS | PHONES:
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
