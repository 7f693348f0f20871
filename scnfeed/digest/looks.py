"""What editors and operators should look at: runs that failed, pages held, and what the new articles show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from scnfeed.language.phrases import phrases
from scnfeed.model import Article, Notice, Subscriber

LOOKED_AT = ("failed", "held", "similar", "offered", "undated", "doubtful")
"""In the order in which they stand in a letter."""


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
    derived = [n for a in new for n in _shown_by(a, reader.languages[0], now)]
    return sorted(once([*derived, *mine]), key=lambda n: LOOKED_AT.index(n.topic))


def _shown_by(article: Article, language: str, now: datetime) -> Iterator[Notice]:
    at, url = article.first_seen or now, article.url or ""
    if article.published is None:
        reason = phrases("scnfeed.digest").say(language, f"rests_{article.order_source}")
        yield Notice(at, "undated", article.title, reason, url, article.language)
    if article.doubts:
        yield Notice(at, "doubtful", article.title, "; ".join(article.doubts), url, article.language)
