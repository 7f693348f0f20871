"""The two bodies of a letter, as mailed and as web version: what stands in the HTML stands in the text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from css_inline import CSSInliner

from scnfeed.digest.colour import brand_colour, readable
from scnfeed.digest.text import breakable, joined, lean, link, mixed, wrapped
from scnfeed.digest.view import View, view
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean
from scnfeed.model import Brand, Direction, Issue
from scnfeed.templates import render

BUDGET = 80_000
"""Octets of HTML in a letter: Gmail cuts at about 102 kB, and with it the link to unsubscribe."""
LIMITS = (25, 18, 12, 8, 5, 3, 1)
"""Items of a section in a letter: the first that stays within the budget."""
PAPER, NIGHT = "#fdfdfd", "#18222b"


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of this letter's own; what is empty is left out."""

    unsubscribe: str = ""
    archive: str = ""
    preferences: str = ""


def left_out(issue: Issue, templates: Path | None = None) -> int:
    """How many items stand in the web version only, since the letter itself would be too large for mail programs."""
    limit = within_budget(issue, Links("https://leave.invalid/", "https://archive.invalid/"), templates)[1]
    return sum(max(0, len(s.articles) + len(s.notices) - limit) for s in issue.sections if s.name != "look")


def within_budget(issue: Issue, links: Links, templates: Path | None) -> tuple[str, int]:
    pages = ((html_of(issue, limit, links, templates), limit) for limit in LIMITS)
    return next((page, limit) for page, limit in pages if len(page.encode()) <= BUDGET or limit == LIMITS[-1])


def html_of(issue: Issue, limit: int | None, links: Links, templates: Path | None) -> str:
    shown = view(issue, limit)
    return page("letter.html", shown, issue.brand, templates, **_values(shown, links, limit is not None))


def text_of(issue: Issue, limit: int | None, links: Links, templates: Path | None) -> str:
    shown = view(issue, limit)
    return look("letter.txt", shown, issue.brand, templates, **_values(shown, links, limit is not None))


def page(template: str, shown: View, brand: Brand, templates: Path | None, **values: object) -> str:
    """One of our HTML templates, its styles inlined."""
    start = {"ltr": "left", "rtl": "right"}[shown.direction]
    values |= {"start": start, "colour": _colours(brand), "mixed": _shown, "breakable": breakable}
    return _inliner().inline(look(template, shown, brand, templates, **values))


def look(template: str, shown: View, brand: Brand, templates: Path | None, **values: object) -> str:
    """One of our templates with `values` and what all of them print."""
    given = {
        "v": shown,
        "say": partial(phrases("scnfeed.digest").say, shown.language),
        "contact": _contact(brand, shown.direction),
        "joined": joined,
        "para": _paragraph(shown.direction),
    }
    return render("scnfeed.digest", template, folder=templates, **given, **values)


def _values(shown: View, links: Links, mail: bool) -> dict[str, object]:
    """What both bodies of a letter print; `mail` is false for the web version, which greets nobody as a subscriber."""
    leave = links.unsubscribe if links.unsubscribe.startswith("mailto:") else link(links.unsubscribe)
    return {"mail": mail, "unsubscribe": leave, "archive": link(links.archive), "preferences": links.preferences}


def _contact(brand: Brand, otherwise: Direction) -> dict[str, str]:
    contact, postal = clean(brand.contact), clean(brand.postal_address)
    url = link(contact) or (f"mailto:{contact}" if "@" in contact else "")
    return {"url": url, "postal": postal, "direction": lean(postal, otherwise)}


def _shown(text: str, direction: Direction) -> str:
    return breakable(mixed(text, direction))


def _paragraph(base: Direction) -> Callable[..., str]:
    def para(text: str, direction: Direction | None = None, indent: str = "") -> str:
        return wrapped(text, direction or base, indent)

    return para


def _colours(brand: Brand) -> dict[str, str]:
    band = brand_colour(brand)
    return {
        "band": band,
        "ink": readable(PAPER, band),
        "accent": readable(band, PAPER),
        "accent_dark": readable(band, NIGHT),
    }


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False)
