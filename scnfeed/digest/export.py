"""An issue for other mailers and programs: HTML to paste, Markdown, JSON; and its body for the feed of letters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from scnfeed.digest.bodies import Links, html_of
from scnfeed.digest.items import Item, Title
from scnfeed.digest.view import view
from scnfeed.language.phrases import phrases
from scnfeed.model import Issue
from scnfeed.templates import render

Style = Literal["html", "md", "json"]


def export(issue: Issue, style: Style, templates: Path | None = None) -> str:
    """The whole issue without tokens or addresses of readers.

    ``html`` is the web version, styles inlined; ``md`` is CommonMark; ``json`` has the words of the letter beside the
    plain values (ISO 8601 days, addresses) that they were made of.

    >>> from datetime import UTC, datetime
    >>> from scnfeed.model import Article, Section
    >>> told = Article("s", "https://example.org/a/", "en", "ltr", "news", "A title", "", "A text.")
    >>> issue = Issue("i", datetime(2026, 3, 2, 7, tzinfo=UTC), "en", "reader", (Section("new", (told,)),))
    >>> export(issue, "md").splitlines()[4:7]
    ['## New', '', '### [A title](https://example.org/a/)']
    """
    if style == "html":
        return html_of(issue, None, Links(), templates)
    return _json(issue) if style == "json" else _markdown(issue)


def fragment(issue: Issue) -> str:
    """The issue's sections as plain HTML, without styles: what a feed reader shows."""
    calendar = phrases("scnfeed.digest").say(issue.language, "calendar")
    return render("scnfeed.digest", "fragment.html", v=view(issue), calendar=calendar)


def _json(issue: Issue) -> str:
    shown = view(issue)
    sections = [
        {**asdict(part), "articles": [_plain(a) for a in section.articles]}
        for part, section in zip(shown.parts, issue.sections, strict=True)
    ]
    head = {"id": issue.id, "dated": issue.dated.isoformat(), "hash": issue.hash, "language": shown.language}
    words = {"direction": shown.direction, "subject": shown.subject, "heading": shown.heading, "day": shown.day}
    return json.dumps({**head, **words, "sections": sections}, ensure_ascii=False, indent=2) + "\n"


def _plain(article: Any) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "language": article.language,
        "title": article.title,
        "published": article.published.isoformat() if article.published else None,
        "machine_translated": article.machine_translated,
    }


def _markdown(issue: Issue) -> str:
    shown = view(issue)
    blocks = [f"# {_plainly(shown.heading)}", shown.day]
    blocks += [shown.unlike] if shown.unlike else []
    for part in shown.parts:
        blocks += [f"## {_plainly(part.heading)}", *(block for item in part.items for block in _item(item))]
    if shown.calendar:
        blocks.append(_link(phrases("scnfeed.digest").say(issue.language, "calendar"), shown.calendar))
    return "\n\n".join(blocks) + "\n"


def _item(item: Item) -> Iterator[str]:
    yield f"### {_link(item.title, item.url)}"
    for line in (" · ".join(item.meta), " · ".join(item.event), item.summary):
        if line:
            yield _plainly(line)
    if item.machine:
        yield f"*{item.machine}*" + (f" · [{item.original[0]}]({item.original[1]})" if item.original else "")
    if item.alike:
        yield _plainly(item.alike_said)
        yield "\n".join(map(_row, item.alike))
    for note in item.notes:
        yield f"> **{_plainly(note.label)}** {_plainly(note.text)}"


def _row(title: Title) -> str:
    original = f" · [{title.original[0]}]({title.original[1]})" if title.original else ""
    return f"- {_link(title.text, title.url)}" + (f" · *{title.machine}*{original}" if title.machine else "")


def _link(text: str, url: str) -> str:
    return f"[{_plainly(text)}]({url.replace('(', '%28').replace(')', '%29')})" if url else _plainly(text)


def _plainly(text: str) -> str:
    """`text` as CommonMark prints it, whatever stands in it (section 2.4: backslash escapes)."""
    escaped = re.sub(r"([\\`*_\[\]<>&!|~])", r"\\\1", text)
    return re.sub(r"^(\s*)([#+=-])|^(\s*\d+)([.)])", r"\1\3\\\2\4", escaped)
