"""What editors and operators should look at: runs that failed, pages held, and what the new articles show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from scnfeed.model import Article, Notice, Subscriber

LOOKED_AT = ("failed", "held", "similar", "offered", "undated", "doubtful")
"""In the order in which they stand in a letter."""

UNDATED = {
    "published": "The page gives no date of publication.",
    "twin": "The page gives no date of publication; its place here follows its translation’s date.",
    "event": "The page gives no date of publication; its place here follows the end of its event, as an estimate.",
    "baseline": "The page gives no date of publication; it stands after all dated articles.",
    "first-seen": "The page gives no date of publication; its place here follows the day it was first seen.",
}
"""Where an article without a date stands, by what its place rests on."""


def once(notices: Iterable[Notice]) -> list[Notice]:
    """The newest notice of each thing, newest first."""
    newest = {(n.topic, n.url or n.subject, n.language): n for n in sorted(notices, key=lambda n: n.at)}
    return sorted(newest.values(), key=lambda n: n.at, reverse=True)


def worth_a_look(notices: Iterable[Notice], new: Iterable[Article], reader: Subscriber, now: datetime) -> list[Notice]:
    """Notices in need of a person, by topic and then newest first; none for readers.

    Failures are everybody's; of pages only those in the person's languages.
    """
    if reader.role == "reader":
        return []
    mine = [n for n in notices if n.topic in LOOKED_AT and (not n.language or n.language in reader.languages)]
    derived = [n for a in new for n in _shown_by(a, now)]
    return sorted(once([*derived, *mine]), key=lambda n: LOOKED_AT.index(n.topic))


def _shown_by(article: Article, now: datetime) -> Iterator[Notice]:
    at, url = article.first_seen or now, article.url or ""
    if article.published is None:
        yield Notice(at, "undated", article.title, UNDATED[article.order_source], url, article.language)
    if article.doubts:
        yield Notice(at, "doubtful", article.title, "; ".join(article.doubts), url, article.language)
