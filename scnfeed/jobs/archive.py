"""The letters' archive: each issue for readers as a page, and a feed of them. No names, no tokens, nothing for
editors only.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import UTC

from scnfeed.digest.headers import archive_address
from scnfeed.digest.letter import render_html
from scnfeed.digest.view import subject
from scnfeed.feeds import render_feed
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Brand, Feed, Issue


def letters(issues: Sequence[Issue], brand: Brand, base_url: str) -> dict[str, bytes]:
    """Path below the published folder -> bytes, for every issue that went to readers."""
    told = [issue for issue in issues if issue.role == "reader"]
    base = base_url.rstrip("/") + "/"
    files = {archive_address(issue).removeprefix(base): render_html(issue).encode() for issue in told}
    feed = Feed("letters", brand.name, base_url, formats=("rss",), brand=brand)
    return {**files, "letters.rss": render_feed(feed, [_article(issue) for issue in told], "rss")}


def _article(issue: Issue) -> Article:
    """An issue as an item of the letters' feed: its titles, each linked to its article, and what was withdrawn."""
    notices = [notice.subject for section in issue.sections for notice in section.notices]
    titles = [*map(_linked, issue.articles), *map(html.escape, notices)]
    return Article(
        site="",
        url=archive_address(issue),
        language=issue.language,
        direction=direction(issue.language),
        kind="news",
        title=subject(issue),
        content_html=f"<ul>{''.join(f'<li>{title}</li>' for title in titles)}</ul>",
        content_text="\n".join([*(article.title for article in issue.articles), *notices]),
        id=issue.id,
        story=issue.id,
        published=issue.dated,
        ordered=issue.dated.astimezone(UTC),
    )


def _linked(article: Article) -> str:
    title = html.escape(article.title)
    return f'<a href="{html.escape(article.url)}">{title}</a>' if article.url else title
