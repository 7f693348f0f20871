"""The stories of the sample site, as files: ``stories/<key>.toml`` holds one in all its languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any, Literal
from urllib.parse import quote

from scnfeed.sample.compose import compose

LANGUAGES = ("en", "ar", "fr", "es")
BASES = {"news": "news", "resource": "resource", "hub": "hubs", "page": ""}
SLUG_BYTES = 200
PLAIN = ("published", "updated", "label", "type", "broken", "tells")
LISTS = ("authors", "topics", "attachments", "images")


@dataclass(frozen=True, slots=True)
class Text:
    """A story in one language."""

    language: str
    title: str
    slug: str
    body: str
    modified: date
    later: str = ""
    """The body after the page was rewritten, where the script does that."""
    place: str | None = None
    appears: int = 1
    """First day on which it is there."""
    machine: bool = False
    titled: bool = True
    dated: bool = True
    """Whether its page holds a date anywhere."""


@dataclass(frozen=True, slots=True)
class Story:
    key: str
    id: int
    kind: Literal["news", "resource", "hub", "page"]
    texts: Mapping[str, Text]
    published: date | None = None
    updated: date | None = None
    label: Literal["full", "empty", "none"] = "full"
    type: str = "report"
    """Key of the phrase printed as content type."""
    base: str = ""
    """Path between the language and the slug."""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    event: tuple[date, date] | None = None
    attachments: tuple[str, ...] = ()
    """Stems of PDF files; each has a phrase of that name or stands for the event report."""
    images: tuple[str, ...] = ()
    broken: bool = False
    """Whether its JSON-LD is cut in the middle."""
    tells: str = ""
    """Key of the story it tells too, if there is one."""

    def path(self, language: str) -> str:
        """Decoded path of its page, with both slashes."""
        prefix = "" if language == "en" else language
        return "/" + "".join(f"{part}/" for part in (prefix, self.base, self.texts[language].slug) if part)

    def post_id(self, language: str) -> int:
        return self.id + LANGUAGES.index(language)


def slug_of(title: str) -> str:
    """The slug WordPress makes of a title: lower case, no accents in Latin script, cut mid-word at 200 encoded bytes.

    >>> slug_of("Où sont les marchés ?")
    'ou-sont-les-marches'
    """
    folded = unicodedata.normalize("NFKD", title.lower())
    latin = "".join(c for c in folded if not (unicodedata.combining(c) and ord(c) < 0x370))
    slug = re.sub(r"[^\w\u064b-\u0652]+", "-", unicodedata.normalize("NFC", latin)).strip("-")
    while len(quote(slug)) > SLUG_BYTES:
        slug = slug[:-1]
    return slug


def text(language: str, head: Mapping[str, Any], row: Mapping[str, Any]) -> Text:
    body = str(row["body"]).strip()
    if "compose" in head:
        lead, _, rest = body.partition("\n\n")
        body = "\n\n".join(part for part in (lead, compose(head["compose"], language), rest) if part)
    return Text(
        language,
        row["title"],
        row.get("slug") or slug_of(row["title"]),
        body,
        modified=head["modified"],
        later=str(row.get("later", "")).strip(),
        place=row.get("place"),
        appears=row.get("appears", head.get("appears", 1)),
        machine=language != "en" and language not in head.get("human", ()),
        titled=language not in head.get("untitled", ()),
        dated=language not in head.get("undated", ()),
    )


def story(key: str, data: Mapping[str, Any]) -> Story:
    kind = data["kind"]
    head = {"modified": data.get("updated") or data["published"], **data}
    plain: dict[str, Any] = {name: data[name] for name in PLAIN if name in data}
    lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in LISTS}
    event = data.get("event")
    return Story(
        key,
        data["id"],
        kind,
        {language: text(language, head, data[language]) for language in LANGUAGES if language in data},
        base=data.get("base", BASES[kind]),
        event=(event[0], event[1]) if event else None,
        **plain,
        **lists,
    )


@cache
def stories() -> dict[str, Story]:
    """All stories, pages and hubs as first written, by key."""
    folder = resources.files("scnfeed.sample").joinpath("stories")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    found = {f.name.removesuffix(".toml"): tomllib.loads(f.read_text(encoding="utf-8")) for f in files}
    for data in found.values():
        if "start_of" in data:
            data |= shortened(data, found[data["start_of"]])
    return {key: story(key, data) for key, data in found.items()}


def shortened(data: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The texts of a news page that is the beginning of `other`, with a closing line of its own."""
    found = {}
    for language in (name for name in LANGUAGES if name in data):
        start = other[language]["body"].strip().split("\n\n")[:3]
        found[language] = {**other[language], "body": "\n\n".join([*start, data[language]["closing"]])}
    return found
