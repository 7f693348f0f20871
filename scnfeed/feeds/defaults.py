"""The feeds every deployment has: per language and kind, all languages together, and "mine, else the default"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scnfeed.feeds.text import say, spoken
from scnfeed.language.formats import language_name
from scnfeed.model import Brand, Feed, Format, Kind

KINDS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("news", ("news",)),
    ("events", ("event",)),
    ("resources", ("resource",)),
    ("all", ()),
)
"""Last part of a feed's name, and the kinds it takes."""
TEXT: tuple[Format, ...] = ("rss", "atom", "json")
MIXED: tuple[Format, ...] = ("json",)
"""Of every language together: RSS has one language for all its items, JSON Feed one for each."""


def formats(of: Sequence[Format], events: bool) -> tuple[Format, ...]:
    return (*of, "ics") if events else tuple(of)


def _titles(languages: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...], tuple[Kind, ...], bool]]:
    """Name, title, languages, kinds, once."""
    default = languages[0]
    for language in languages:
        for name, kinds in KINDS:
            named = language_name(language, spoken(language))
            yield f"{language}/{name}", say(language, name, name=named), (language,), kinds, False
    for language in languages[1:]:
        first, other = (language_name(code, spoken(language)) for code in (language, default))
        told = say(language, "chain", name=first, other=other)
        yield f"{language}-else-{default}/all", told, (language, default), (), True
    for name, kinds in KINDS:
        yield f"all/{name}", say(default, f"{name}_together"), (), kinds, False


def default_feeds(languages: Sequence[str], base_url: str, brand: Brand, site_title: str = "") -> list[Feed]:
    """The default feeds of `languages` (the site's default language first), titled in their own language.

    ``{lang}/news``, ``events``, ``resources``, ``all``; ``{lang}-else-{default}/all``; ``all/news`` and so on, these as
    JSON Feed. Events come as a calendar too.
    """
    site = site_title or brand.name
    return [
        Feed(
            name=name,
            title=f"{title} – {site}" if site else title,
            base_url=base_url,
            languages=chain,
            once=once,
            kinds=kinds,
            formats=formats(TEXT if chain else MIXED, kinds == ("event",)),
            brand=brand,
        )
        for name, title, chain, kinds, once in _titles(languages)
    ]
