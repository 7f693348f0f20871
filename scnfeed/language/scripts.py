"""Text of any script: its direction, its letters for comparing, its characters for printing, words, sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from scnfeed.model import Direction

SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb", "sd", "ug", "arz", "ary"), "Arab"),
    **dict.fromkeys(("he", "yi"), "Hebr"),
    "dv": "Thaa",
    "syr": "Syrc",
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr", "kk", "ky", "mn", "tg"), "Cyrl"),
    **dict.fromkeys(("hi", "mr", "ne"), "Deva"),
    **dict.fromkeys(("bn", "as"), "Beng"),
    **dict.fromkeys(("zh", "ja"), "Hani"),
}
"""Language to the script it is usually written in (ISO 15924); every other one is Latin."""

RIGHT_TO_LEFT = frozenset({"Arab", "Hebr", "Thaa", "Syrc"})

WORDS_A_MINUTE = {"Latn": 210, "Arab": 140, "Hebr": 185, "Cyrl": 180, "Deva": 160, "Beng": 160, "Hani": 255}
"""By script; Han characters count one by one. See `minutes_to_read`."""

WORD_CHARACTERS = r"\w\u0300-\u036f\u0900-\u0963\u0966-\u0dff\u200c\u200d"
"""What a word is made of, inside a character class: Indian vowel signs and joiners are no letters to ``re``."""


def _ranges(*pairs: tuple[int, int]) -> Iterable[int]:
    return (code for first, last in pairs for code in range(first, last + 1))


ARABIC_MARKS = frozenset(_ranges((0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC)))
TATWEEL = 0x0640
BIDI_CONTROLS = frozenset({0x200E, 0x200F, 0x061C, *_ranges((0x202A, 0x202E), (0x2066, 0x2069))})
INVISIBLE = frozenset({0x00AD, 0x200B, 0x2060, 0xFEFF, *_ranges((0xFFF9, 0xFFFB))})
ARABIC_FORMS = {
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict.fromkeys(map(ord, "ىی"), "ي"),
    ord("ئ"): "ي",
    ord("ؤ"): "و",
    ord("ة"): "ه",
    ord("ک"): "ك",
}
"""Letters that writers exchange freely, to one of them."""
DIGITS = {zero + value: str(value) for zero in (0x0660, 0x06F0, 0x09E6, 0x0966) for value in range(10)}

_CONTROLS = frozenset(_ranges((0x00, 0x1F), (0x7F, 0x9F))) - set(map(ord, "\t\n\v\f\r\x85"))
_UNPRINTABLE = frozenset(_ranges((0xD800, 0xDFFF), (0xFDD0, 0xFDEF), (0xFFFE, 0xFFFF)))
_DROPPED = re.compile("[" + "".join(map(chr, sorted(_CONTROLS | _UNPRINTABLE | BIDI_CONTROLS | INVISIBLE))) + "]+")
_WORD = re.compile(rf"[{WORD_CHARACTERS}]+")


def _one_of(codes: Iterable[int]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(re.escape(chr(code)) for code in sorted(codes))}]")


_TO_FOLD_AWAY = _one_of(ARABIC_MARKS | BIDI_CONTROLS | INVISIBLE | {TATWEEL, 0x200C, 0x200D})
_TO_DIGITS = _one_of(DIGITS)
_FORMS = tuple((chr(code), plain) for code, plain in ARABIC_FORMS.items())


@cache
def script(language: str) -> str:
    """The script of a language tag, ISO 15924; a script that the tag names itself wins.

    >>> script("ar-EG"), script("sr_Latn"), script("fr")
    ('Arab', 'Latn', 'Latn')
    """
    first, *rest = re.split("[-_]", language)
    named = [part.title() for part in rest if len(part) == 4 and part.isalpha()]
    return named[0] if named else SCRIPTS.get(first.lower(), "Latn")


def direction(language: str) -> Direction:
    """Which way a language runs.

    >>> direction("ar"), direction("en-GB")
    ('rtl', 'ltr')
    """
    return "rtl" if script(language) in RIGHT_TO_LEFT else "ltr"


_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SAMPLE, _HARDLY = 600, 20


def text_direction(text: str, language: str) -> Direction:
    """Which way `text` runs: as its `language` does, unless fewer than one in twenty of its first letters do, as on a
    page that its site has not translated.

    >>> text_direction("Oslo هنا", "ar"), text_direction("The lamps are lit", "ar"), text_direction("", "ar")
    ('rtl', 'ltr', 'rtl')
    """
    own, sample = direction(language), text[:_SAMPLE]
    if own == "ltr" and (sample.isascii() or not _RIGHT.search(sample)):
        return own
    right = len(_RIGHT.findall(sample))
    if own == "rtl" and right * _HARDLY >= len(sample):
        return own
    letters = sum(map(str.isalpha, sample))
    if (right if own == "rtl" else letters - right) * _HARDLY >= letters:
        return own
    return "ltr" if own == "rtl" else "rtl"


def ascii_digits(text: str) -> str:
    """`text` with Arabic-Indic, Persian, Bengali and Devanagari digits as 0 to 9; its length stays.

    >>> ascii_digits("٣٠/٠٥/٢٠٢٤")
    '30/05/2024'
    """
    return text.translate(DIGITS)


def fold(text: str) -> str:
    """`text` for comparing: one case, one form of each Arabic letter, no vowel marks, ASCII digits, single spaces.

    >>> fold("  الأَحْداث ١٢ ") == fold("الاحداث 12")
    True
    """
    return _folded_once(text) if len(text) <= _SHORT else folded(text)


def folded(text: str) -> str:
    """`fold` without its memory, for tables that are made once."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    if _TO_FOLD_AWAY.search(text):
        text = _TO_FOLD_AWAY.sub("", text)
    if _TO_DIGITS.search(text):
        text = text.translate(DIGITS)
    for written, plain in _FORMS:  # ten times as quick as one translation of every letter
        text = text.replace(written, plain)
    return " ".join(text.split())


_SHORT = 200
_folded_once = lru_cache(maxsize=4_096)(folded)
"""Labels, headings and lines of a page are asked for again and again, names of places on every page."""


def clean(text: str) -> str:
    """`text` as one printable line: NFC, single spaces, nothing that XML 1.0 section 2.2 forbids or that turns a line.

    Joiners (U+200C, U+200D) stay: Persian words and emoji need them.

    >>> clean("a\\x00\\u202e b\\xa0\\n c")
    'a b c'
    """
    if not text.isprintable() or "  " in text:
        text = " ".join(_DROPPED.sub("", text).split())
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text).strip()


def clean_block(text: str) -> str:
    """Like `clean`, with its line breaks kept.

    >>> clean_block("a  b\\r\\n c ")
    'a b\\nc'
    """
    return "\n".join(map(clean, text.splitlines())).strip("\n")


def isolate(text: str) -> str:
    """`text` between FSI and PDI, so that its direction does not touch its neighbours (UAX #9, section 2.4.2)."""
    return f"\u2068{text}\u2069"


class Apart(dict[int, int]):
    """A table for ``str.translate`` that leaves what `stays` and makes a space of all other signs, each once it was
    met: words fall apart with ``split``, in a quarter of the time in which ``re`` finds them.

    >>> "3 May, (noon)".translate(Apart(str.isalpha)).split()
    ['May', 'noon']
    """

    def __init__(self, stays: Callable[[str], bool]) -> None:
        self._stays = stays

    def __missing__(self, code: int) -> int:
        self[code] = code if self._stays(chr(code)) else ord(" ")
        return self[code]


def words(text: str) -> list[str]:
    """The words of the folded text.

    >>> words("Cities, cities & ٤ more")
    ['cities', 'cities', '4', 'more']
    """
    return _WORD.findall(fold(text))


def minutes_to_read(text: str, language: str) -> int:
    """Whole minutes an adult needs to read `text` silently, at least 1; 0 for no words.

    The rates are rounded from the international reading-speed texts (Trauzettel-Klosinski and Dietz 2012: English 228
    words a minute, Spanish 218, French 195, Russian 184, Arabic 138); the Indian scripts' is an estimate.
    """
    kind = script(language)
    if kind == "Hani":
        amount = sum(map(len, words(text)))
    else:
        amount = len([word for word in text.split() if len(word) > 1 or word.isalnum()])
    return -(-amount // WORDS_A_MINUTE.get(kind, 200))


_STOP = re.compile(r"[.!?؟؛…۔।\n](?:(?<=\n)\n*|(?<!\n)[.!?؟؛…۔।]*[\"'”’»)\]]*(?=\s|$))")
"""One set of signs at its head: ``re`` leaps from one to the next."""
ABBREVIATIONS = (
    "e.g i.e etc mr mrs ms dr prof st vs no approx cf pp fig art vol jan feb mar apr jun jul aug sep sept oct nov dec "
    "mme mlle janv févr avr juil déc p.ex sr sra srta dra ud uds ene abr ago dic a.m p.m s.d ج ص"
)
"""Words whose full stop ends no sentence."""
_ABBREVIATIONS = frozenset(ABBREVIATIONS.split())
_DAY = re.compile(r"(?<!\d)\d\d?\.\Z")
_AFTER_DAY = re.compile(r"\s*(?:\d\d?\.|J[aä]n|Feb|Mär|Apr|Mai|Ju[nl]|Aug|Sep|Okt|Nov|Dez)")
"""A day and what follows on it: a month in figures, or one that German writes with a capital."""
_LAST_WORD = re.compile(r"[^\s(«“\"]*\Z")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")


def _goes_on(head: str, tail: str) -> bool:
    """Whether the full stop that ends `head` ends none: of an abbreviation, an initial, a day; before small letters."""
    if tail.lstrip()[:1].islower() or (_DAY.search(head) and _AFTER_DAY.match(tail)):
        return True
    printed = head[:-1].rsplit(None, 1)[-1:] if head[-2:-1].strip() else []
    last = _LAST_WORD.search(printed[0]) if printed else None
    word = last[0].casefold() if last else ""
    return word in _ABBREVIATIONS or (word[1:2] in ("", ".") and _INITIAL.fullmatch(word) is not None)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, without the spaces around them.

    >>> sentences("Dr. A. Ali spoke of P/CVE, e.g. schools. هل بدأت؟ نعم.")
    ['Dr. A. Ali spoke of P/CVE, e.g. schools.', 'هل بدأت؟', 'نعم.']
    """
    found, start = [], 0
    for stop in _STOP.finditer(text):
        if stop[0] == "." and _goes_on(text[max(start, stop.end() - 40) : stop.end()], text[stop.end() :][:20]):
            continue
        found.append(text[start : stop.end()].strip())
        start = stop.end()
    return [sentence for sentence in (*found, text[start:].strip()) if sentence]
