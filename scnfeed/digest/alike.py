"""A batch of alike reports takes one place in a letter: ten workshops of one programme are no ten news."""

from __future__ import annotations

from collections.abc import Sequence

from scnfeed.language.scripts import words
from scnfeed.model import Article

LEAST = 4
"""So many make a batch; fewer stand by themselves."""
SHARED = 0.5
"""Share of the words of two titles that both have."""


def batches(articles: Sequence[Article]) -> list[tuple[Article, ...]]:
    """`articles` in their order, those of a batch together at the place of its first.

    Alike are two of one site, language and kind whose titles share half of their words, or that have the same certain
    event. Each is compared with the first of a batch alone, so that a chain of likenesses does not drift.
    """
    led: list[list[Article]] = []
    for article in articles:
        mine = next((batch for batch in led if _alike(batch[0], article)), None)
        if mine is None:
            led.append([article])
        else:
            mine.append(article)
    place = {article.id: n for n, batch in enumerate(led) if len(batch) >= LEAST for article in batch}
    told: list[tuple[Article, ...]] = []
    for article in articles:
        if article.id not in place:
            told.append((article,))
        elif led[place[article.id]][0] is article:
            told.append(tuple(led[place[article.id]]))
    return told


def _alike(first: Article, other: Article) -> bool:
    if (first.site, first.language, first.kind) != (other.site, other.language, other.kind):
        return False
    events = {(e.start, e.end, e.place) for e in first.events if e.certain}
    if events & {(e.start, e.end, e.place) for e in other.events if e.certain}:
        return True
    mine, theirs = _words(first), _words(other)
    return len(mine & theirs) >= SHARED * len(mine | theirs) > 0


def _words(article: Article) -> set[str]:
    return {word for word in words(article.title) if not word.isdigit()}
