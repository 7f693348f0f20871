"""What scnfeed itself says to people, in their language: a table of phrases beside each room that speaks.

A room keeps ``phrases.toml`` with one table a phrase and one row a language; a row that depends on a number is a
table of CLDR plural categories (zero, one, two, few, many, other)::

    [items]
    en = {one = "{n} item", other = "{n} items"}
    ar = {zero = "...", one = "...", two = "...", few = "...", many = "...", other = "..."}
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale


@dataclass(frozen=True, slots=True)
class Phrases:
    table: dict[str, dict[str, Any]]

    def say(self, language: str, key: str, n: int | None = None, **values: object) -> str:
        """The phrase `key` in `language`, English where that language has no row; `n` chooses the plural form."""
        rows = self.table[key]
        if language not in rows:
            language = "en"
        row = rows[language]
        if isinstance(row, dict):
            row = row.get(Locale.parse(language).plural_form(n or 0), row["other"])
        return str(row).format(n=n, **values)


@cache
def phrases(package: str) -> Phrases:
    """The phrases of the room `package` (``scnfeed.feeds``)."""
    return Phrases(tomllib.loads(resources.files(package).joinpath("phrases.toml").read_text(encoding="utf-8")))
