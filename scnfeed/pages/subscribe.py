"""The front page of all languages and the front page of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from scnfeed.language.formats import day
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Brand, Feed
from scnfeed.pages.colour import DARK, LIGHT, readable
from scnfeed.pages.view import PACKAGE, events_of, latest_day, newest, offer, say, shared_ending, spoken, tongue
from scnfeed.templates import render


def _frame(language: str, languages: Sequence[str], brand: Brand, here: str, root: str) -> dict[str, Any]:
    """What every page has: its language, its way to the top of the tree, the brand in readable colours."""
    shown = spoken(language)
    return {
        "language": shown,
        "direction": direction(shown),
        "say": partial(say, shown),
        "languages": [tongue(code) for code in languages],
        "here": here,
        "brand": brand,
        "root": root,
        "accent": readable(brand.colour, LIGHT),
        "accent_dark": readable(brand.colour, DARK),
        "light": LIGHT,
        "dark": DARK,
    }


def index_page(
    language: str,
    feeds: Sequence[Feed],
    latest: Sequence[Article],
    brand: Brand,
    languages: Sequence[str],
    base_url: str,
    events: Sequence[Article] = (),
    letter: str = "",
) -> str:
    """The page ``{language}/index.html``: feeds of that language and of all together, the latest items, events, and
    where `letter` names the newest one's path, the letter.

    Links stay inside the published tree and relative; what programs discover (``rel=alternate``) is absolute below
    `base_url`. Without a clock, "ahead" is told from the newest day that the articles know of, and the page says which.
    """
    shown, root = spoken(language), "../"
    today = latest_day([*latest, *events])
    ahead, past = events_of(events, today)
    ending = shared_ending(feeds)
    own = [offer(feed, language, ending, root) for feed in feeds if feed.languages[:1] == (language,)]
    together = [offer(feed, language, ending, root) for feed in feeds if not feed.languages]
    return render(
        PACKAGE,
        "index.html",
        **_frame(language, languages, brand, language, root),
        canonical=f"{base_url.rstrip('/')}/{language}/",
        offers=own,
        letter=letter,
        together=together,
        latest=newest(latest),
        ahead=ahead,
        past=past,
        today=day(today, shown) if today else "",
    )


def front_page(languages: Sequence[str], feeds: Sequence[Feed], brand: Brand, base_url: str) -> str:
    """The page ``index.html`` at the top: choose a language, or follow all of them together. Programs discover each
    language's feed of everything.
    """
    default, ending = languages[0], shared_ending(feeds)
    whole = [feed for language in languages for feed in feeds if feed.name == f"{language}/all"]
    return render(
        PACKAGE,
        "front.html",
        **_frame(default, languages, brand, "", ""),
        canonical=f"{base_url.rstrip('/')}/",
        offers=[offer(feed, default, ending, "") for feed in whole],
        together=[offer(feed, default, ending, "") for feed in feeds if not feed.languages],
    )
