"""Is a batch believable? A site that answers nonsense must not empty, shorten or fill a feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from scnfeed.model import Article

SHARE = 0.2
LEAST = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """What one crawl brought: the articles read from item pages, and how many known ones are gone."""

    articles: Sequence[Article]
    gone: int
    live: int
    """Live articles known before."""


def why_hold(batch: Batch) -> str:
    """Why the whole batch must wait for a person, in a sentence; "" when it is believable."""
    count = len(batch.articles)
    hollow = [article for article in batch.articles if is_hollow(article)]
    if len(hollow) >= LEAST and len(hollow) > count * SHARE:
        return f"{len(hollow)} of {count} pages have no text or no title, first {hollow[0].url}"
    text, times = (
        Counter(a.content_text for a in batch.articles if a.content_text).most_common(1)[0] if count else ("", 0)
    )
    if times >= LEAST and times > count * SHARE:
        return f"{times} of {count} addresses answer one and the same page, beginning “{text[:80]}”"
    if batch.gone >= LEAST and batch.gone > batch.live * SHARE:
        return f"{batch.gone} of {batch.live} known pages are gone at once"
    return ""


def is_hollow(article: Article) -> bool:
    """Whether an item page says nothing that could be published."""
    return not article.title or not article.content_text or article.kind == "error"
