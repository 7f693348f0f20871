"""The letters' archive: each issue for readers as a page, and a feed of them. No names, no tokens, nothing for
editors only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path

from scnfeed.digest.export import fragment
from scnfeed.digest.headers import archive_address
from scnfeed.digest.letter import render_html, render_text
from scnfeed.digest.view import subject
from scnfeed.errors import TemplateError
from scnfeed.feeds import choose, render_chosen
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Brand, Feed, Issue


def letters(
    issues: Sequence[Issue],
    brand: Brand,
    base_url: str,
    templates: Path | None = None,
    spoken: Sequence[str] = (),
) -> dict[str, bytes]:
    """Path below the published folder -> bytes, for every issue that went to readers.

    The newest in each language stands at ``letters/{language}.html`` too, an address to link to. Where a template of
    the user's own cannot be rendered, ours stands in. The feed of letters speaks the language `spoken`, and says of
    each letter its own.
    """
    told = [issue for issue in issues if issue.role == "reader"]
    base = base_url.rstrip("/") + "/"
    files = {archive_address(issue).removeprefix(base): _page(issue, templates).encode() for issue in told}
    files |= {f"letters/{language}.html": _page(one, templates).encode() for language, one in latest(told).items()}
    feed = Feed("letters", brand.name, base_url, formats=("rss",), brand=brand)
    chosen = choose(feed, [_article(issue) for issue in told])
    return {**files, "letters.rss": render_chosen(replace(feed, languages=tuple(spoken)), chosen, "rss")}


def latest(issues: Sequence[Issue]) -> dict[str, Issue]:
    """The newest letter to readers in each language; its page stands at ``letters/{language}.html`` too."""
    return {one.language: one for one in sorted(issues, key=lambda one: (one.dated, one.id)) if one.role == "reader"}


def _page(issue: Issue, templates: Path | None) -> str:
    try:
        return render_html(issue, templates=templates)
    except TemplateError:
        return render_html(issue)


def _article(issue: Issue) -> Article:
    """An issue as an item of the letters' feed, the whole letter in it."""
    return Article(
        site="",
        url=archive_address(issue),
        language=issue.language,
        direction=direction(issue.language),
        kind="news",
        title=subject(issue),
        content_html=fragment(issue),
        content_text=render_text(issue),
        id=issue.id,
        story=issue.id,
        published=issue.dated,
        ordered=issue.dated.astimezone(UTC),
    )
