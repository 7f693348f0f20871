"""Which articles a feed carries, and in what order: the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from scnfeed.language.scripts import fold
from scnfeed.model import Article, Feed, moment

Test = Callable[[Feed, Article], bool]
ITEMS = frozenset({"news", "event", "resource"})
NEVER = datetime.min.replace(tzinfo=UTC)
"""Where an article without any date stands: last."""


def placed(article: Article) -> datetime | None:
    """The moment that gives an article its place: `ordered`, else `published`, else when it was first seen."""
    when = article.ordered or article.published or article.first_seen
    return moment(when) if when else None


def has_certain_event(article: Article) -> bool:
    return any(event.certain for event in article.events)


def _of_kind(feed: Feed, article: Article) -> bool:
    """An "event" is whatever has a certain event; every other kind is what the page is. Unasked, every item is meant.

    A watch page is no item: it comes only for its event.
    """
    if not feed.kinds:
        return article.kind in ITEMS
    plain = set(feed.kinds) - {"event"}
    return article.kind in plain or ("event" in feed.kinds and has_certain_event(article))


def _contains(terms: Iterable[str], texts: Iterable[str]) -> bool:
    text = fold("\n".join(texts))
    return any(folded in text for term in terms if (folded := fold(term)))


def _says(terms: Sequence[str], article: Article) -> bool:
    return _contains(terms, (article.title, article.summary, article.content_text))


TESTS: tuple[tuple[str, Test], ...] = (
    ("sites", lambda feed, a: a.site in feed.sites),
    ("languages", lambda feed, a: a.language in feed.languages),
    ("kinds", _of_kind),
    ("topics", lambda feed, a: bool({fold(t) for t in feed.topics} & {fold(t) for t in a.topics})),
    ("places", lambda feed, a: _contains(feed.places, (event.place or "" for event in a.events))),
    ("words", lambda feed, a: _says(feed.words, a)),
    ("without", lambda feed, a: not _says(feed.without, a)),
)
"""The feed's field, and what it asks of an article; an empty field asks nothing."""


def _once(feed: Feed, articles: Iterable[Article]) -> list[Article]:
    """Of each story the member in the earliest language of the chain, of one language the preferred one."""
    rank = {language: place for place, language in enumerate(feed.languages)}
    best: dict[str, Article] = {}
    chain = sorted(articles, key=lambda a: (rank.get(a.language, 0), a.relation != "preferred"))
    for article in chain:
        best.setdefault(article.story or article.id, article)
    return list(best.values())


def _newest_first(articles: Iterable[Article]) -> list[Article]:
    return sorted(sorted(articles, key=lambda a: a.id), key=lambda a: placed(a) or NEVER, reverse=True)


def fitting(feed: Feed, articles: Iterable[Article]) -> list[Article]:
    """Every article that fits, without the limit: newest first, then by id. Duplicates and withdrawn stay out."""
    tests = [test for name, test in TESTS if name == "kinds" or getattr(feed, name)]
    live = (a for a in articles if a.withdrawn is None and a.relation != "duplicate")
    fit = [a for a in live if all(test(feed, a) for test in tests)]
    return _newest_first(_once(feed, _newest_first(fit)) if feed.once else fit)


def select(feed: Feed, articles: Iterable[Article]) -> list[Article]:
    """The articles of a feed: newest first, then by id, as many as its limit allows.

    With `once` each story stands in it once, in the first of the feed's languages in which a member fits. Words,
    topics and places are compared folded (case, marks, forms of one letter); a word counts wherever it is contained.

    >>> from datetime import UTC, datetime
    >>> def article(id: str, language: str) -> Article:
    ...     when = datetime(2023, 10, 19, 12, tzinfo=UTC)
    ...     return Article("x", None, language, "ltr", "news", "t", "", "", id=id, story="s", ordered=when)
    >>> both = [article("urn:uuid:1", "en"), article("urn:uuid:2", "ar")]
    >>> [a.language for a in select(Feed("ar-else-en/all", "", "", languages=("ar", "en"), once=True), both)]
    ['ar']
    """
    return fitting(feed, articles)[: feed.limit]
