"""A Site as a file that a person can read and change: ``spiders/<name>.py``. No disk here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from urllib.parse import urlsplit

from scnfeed.language.scripts import words
from scnfeed.model import Site

_COMMENTS = {
    "items": "addresses below the language's prefix that are items, and their kind",
    "lists": "pages that list items, beside the front page and the fixed beginnings above",
    "feeds": "its own feeds",
    "sitemaps": "its sitemaps",
    "selectors": "where its pages print what the general reader does not find",
    "since": "an earlier day on a page is unknown, not old",
    "query_allow": "query parameters that belong to an address; all others are cut",
    "private": "a private or loopback address is meant",
    "browser": "its pages are drawn by JavaScript",
    "text": 'what feeds carry; "full" is for sites that agreed to it',
    "delay": "seconds between two requests",
}
_ALWAYS = ("name", "title", "home", "languages", "items", "text", "delay")


def name_for(site: Site) -> str:
    """A name for a file and a table: from the host, or the title where the host is a number.

    >>> name_for(Site("", "The Old Hall", "https://www.old-hall.example.org/"))
    'old_hall_example'
    >>> name_for(Site("", "The Old Hall", "http://127.0.0.1:8000/"))
    'the_old_hall'
    """
    host = (urlsplit(site.home).hostname or "").removeprefix("www.")
    labels = host.split(".")[:-1]
    number = host.replace(".", "").isdecimal() or ":" in host or host == "localhost"
    named = "_".join(words(site.title)[:4]) if number else "_".join(labels)
    plain = re.sub(r"\W+", "_", named.lower(), flags=re.ASCII).strip("_")
    return plain if plain.isidentifier() else f"site_{plain}" if plain else "new_site"


def source_of(site: Site, remarks: Sequence[str] = ()) -> str:
    """The text of the spider's file; loading it gives back an equal Site."""
    rows = [
        f"{_comment(one.name)}    {one.name}={_shown(getattr(site, one.name))},"
        for one in fields(Site)
        if _told(one.name, site)
    ]
    told = "".join(f"\n\n{remark[0].upper()}{remark[1:]}." for remark in remarks)
    newline = "\n" if told else ""
    needs_date = "from datetime import date\n\n" if any("date(" in row for row in rows) else ""
    name = "".join(part.capitalize() for part in site.name.split("_")) or "Site"
    return (
        f'"""{_plain(site.title)}, as `scnfeed add` found it. Look at each line: it is yours now.'
        f'{_plain(told)}{newline}"""\n\n'
        f"{needs_date}from scnfeed import Site\nfrom scnfeed.crawl.spider import SiteSpider\n\n"
        "SITE = Site(\n" + "\n".join(rows) + "\n)\n\n\n"
        f"class {name}(SiteSpider):\n    name = {_shown(site.name)}\n    site = SITE\n"
    )


def _told(name: str, site: Site) -> bool:
    blank = Site("", "", "")
    return name in _ALWAYS or getattr(site, name) != getattr(blank, name)


def _comment(name: str) -> str:
    return f"    # {_COMMENTS[name]}\n" if name in _COMMENTS else ""


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"""', "'''").replace("\x00", "")


def _shown(value: object) -> str:
    """A value as source, patterns as raw text, long rows broken."""
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_shown(key)}: {_shown(one)}" for key, one in value.items()) + "}"
    if isinstance(value, tuple):
        shown = [_shown(one) for one in value]
        rows = isinstance(value[0], tuple) if value else False
        flat = f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"
        return "(\n" + "".join(f"        {one},\n" for one in shown) + "    )" if rows else flat
    return repr(value)


def _quoted(text: str) -> str:
    if "\\" in text and '"' not in text and "\n" not in text and not text.endswith("\\"):
        return f'r"{text}"'
    return json.dumps(text, ensure_ascii=False)
