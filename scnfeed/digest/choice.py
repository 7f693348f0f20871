"""Which articles are for a person at all: of each story the one in the first of their languages."""

from __future__ import annotations

from collections.abc import Iterable

from scnfeed.feeds.machine import given
from scnfeed.language.scripts import fold
from scnfeed.model import Article, MachineTranslated, Subscriber, moment

TOLD = frozenset({"news", "event", "resource", "page"})
"""Kinds that letters tell of; a page is a watch page, told when it changes."""
RANK = {"preferred": 0, "translation": 1, "offered": 2, "duplicate": 3}


def story_of(article: Article) -> str:
    """The story an article belongs to; one that was never stored is a story of its own."""
    return article.story or article.id or article.url or article.body_hash or article.title


def chosen_of(
    articles: Iterable[Article],
    subscriber: Subscriber,
    *,
    machine_translated: MachineTranslated = "mark",
    copies: bool = False,
) -> list[Article]:
    """Each story's one article for this person, newest first.

    A copy stands in where its preferred twin is of a kind or site that was not asked for; with `copies`, everywhere.
    """
    everything = list(articles)
    live = [a for a in everything if a.withdrawn is None and a.kind in TOLD]
    preferred = {(story_of(a), a.language) for a in live if a.relation != "duplicate"}
    alone = {a.id for a in live if a.relation == "duplicate" and (story_of(a), a.language) not in preferred}
    wanted = [a for a in live if (copies or a.id not in alone) and _wanted(a, subscriber)]
    best: dict[str, Article] = {}
    for article in given(wanted, everything, machine_translated):
        rival = best.setdefault(story_of(article), article)
        best[story_of(article)] = min(rival, article, key=lambda a: _preference(a, subscriber))
    return in_order(best.values())


def in_order(articles: Iterable[Article]) -> list[Article]:
    """Newest first; what is undated stands last."""
    return sorted(articles, key=lambda a: (order_of(a), a.id, a.url or ""), reverse=True)


def order_of(article: Article) -> float:
    """The order date as a number; what is undated stands after everything dated."""
    if article.ordered is not None:
        return article.ordered.timestamp()
    return moment(article.published).timestamp() if article.published else float("-inf")


def _wanted(article: Article, subscriber: Subscriber) -> bool:
    return (
        article.language in subscriber.languages
        and (not subscriber.sites or article.site in subscriber.sites)
        and (not subscriber.kinds or bool(_kinds(article) & set(subscriber.kinds)))
        and (not subscriber.topics or bool(set(map(fold, article.topics)) & set(map(fold, subscriber.topics))))
    )


def _kinds(article: Article) -> set[str]:
    return {article.kind, "event"} if any(e.certain for e in article.events) else {article.kind}


def _preference(article: Article, subscriber: Subscriber) -> tuple[int, int, float]:
    languages = (*subscriber.languages, article.language)
    return languages.index(article.language), RANK[article.relation], -order_of(article)
