"""Countries and large cities that a text names, the same in every language: the ISO code, the number in GeoNames."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale
from babel.localedata import exists

from scnfeed.language.gazetteer import cities, countries
from scnfeed.language.months import base
from scnfeed.language.places import CLITICS, NO_CITIES
from scnfeed.language.scripts import WORD_CHARACTERS, folded, script

LARGE = 300_000
"""A city of so many people, or a capital, is known by its names in all languages."""
LONGEST = 3
SHORTEST = 4
_CASED = {"Latn", "Cyrl", "Grek", "Armn"}
_WORD = re.compile(rf"[{WORD_CHARACTERS}]+")
_MARKS = re.compile("[\u0300-\u036f\u0653-\u0655]")
_ATTACHED = {"ar": ("و", "ب", "ل", "ف", "ول", "وب")}
"""What is written as one with a name beside the prepositions of place."""


def _plain(name: str) -> str:
    plain = folded(name)
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain))
    return " ".join([word.removeprefix("ال") for word in _WORD.findall(plain)])


_key = lru_cache(maxsize=16_384)(_plain)
"""The words of texts come again and again; the names of the table come once."""


@cache
def _cities(kind: str) -> dict[str, str]:
    """Names of cities in one script, for comparing, to the largest city of that name."""
    found: dict[str, tuple[int, str]] = {}
    for city in (city for city in cities() if city.capital or city.people >= LARGE):
        meaning = city.people, f"city {city.number}"
        for key in (_plain(name) for name in (city.name, *city.others) if _written(name, kind)):
            if len(key) >= SHORTEST and found.get(key, (0, ""))[0] < city.people:
                found[key] = meaning
    return {key: code for key, (_, code) in found.items()}


@cache
def _names(language: str) -> dict[str, str]:
    """Names in this language, for comparing, to what they mean."""
    table = dict(_cities(script(language)))
    for code in countries():
        for name in (language, "en"):
            if exists(name) and code in Locale.parse(name).territories:
                table[_plain(Locale.parse(name).territories[code])] = f"country {code}"
    everyday = {_plain(word) for word in NO_CITIES.get(language, "").split()}
    return {key: code for key, code in table.items() if key not in everyday and len(key) >= SHORTEST}


def _written(name: str, kind: str) -> bool:
    """Whether a name is written in this script, as far as its first letter tells."""
    return (
        len(name) > 2
        and (name[0] < "\u0250") == (kind == "Latn")
        and (kind != "Arab" or "\u0600" <= name[0] < "\u0700")
    )


@cache
def _beginnings(language: str) -> frozenset[str]:
    """The first words of names: what is none of them begins no name."""
    return frozenset(key.partition(" ")[0] for key in _names(language))


def places_named(text: str, language: str) -> list[tuple[int, str]]:
    """What `text` names, by codes that no language changes, each with the place where it stands.

    >>> {code for _, code in places_named("Mayors from Kenya met in Manila.", "en")} == {
    ...     code for _, code in places_named("اجتمع عمد من كينيا في مانيلا.", "ar")}
    True
    """
    tag = base(language)
    prefixes = (*_ATTACHED.get(tag, ()), *CLITICS.get(tag, ""))
    cased = script(language) in _CASED
    printed = list(_WORD.finditer(text))
    found = []
    for at, word in enumerate(printed):
        if not cased or word[0][:1].isupper():
            code = _longest([one[0] for one in printed[at : at + LONGEST]], tag, prefixes)
            if code:
                found.append((word.start(), code))
    return found


def _longest(words: list[str], language: str, prefixes: tuple[str, ...]) -> str:
    names, beginnings = _names(language), _beginnings(language)
    first = _key(words[0])
    bare = (first.removeprefix(prefix).removeprefix("ال") for prefix in prefixes if first.startswith(prefix))
    for start in (first, *bare):
        if start in beginnings:
            run = [start, *map(_key, words[1:])]
            for count in range(len(run), 0, -1):
                code = names.get(" ".join(run[:count]))
                if code:
                    return code
    return ""


@cache
def languages(language: str) -> dict[str, str]:
    """Names, in this language, of those languages that have a code of two letters (ISO 639-1), by their codes.

    >>> languages("fr")["ko"]
    'coréen'
    """
    named = Locale.parse(language).languages if exists(language) else {}
    return {code: name for code, name in named.items() if len(code) == 2}
