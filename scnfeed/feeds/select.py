"""Which articles a feed carries, and in what order: the same for every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scnfeed.feeds.machine import given
from scnfeed.language.scripts import fold
from scnfeed.model import Article, Event, Feed, moment

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


def events_told(feed: Feed, article: Article) -> list[Event]:
    """The article's events that a feed tells of: the certain ones, where it says so the others after them."""
    certain = [event for event in article.events if event.certain]
    return [*certain, *(event for event in article.events if feed.uncertain and not event.certain)]


def _of_kind(feed: Feed, article: Article) -> bool:
    """An "event" is whatever has a certain event; every other kind is what the page is. Unasked, every item is meant.

    A watch page is no item: it comes only for its event.
    """
    if not feed.kinds:
        return article.kind in ITEMS
    plain = set(feed.kinds) - {"event"}
    return article.kind in plain or ("event" in feed.kinds and bool(events_told(feed, article)))


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
    ("places", lambda feed, a: _contains(feed.places, (*(event.place or "" for event in a.events), *a.topics))),
    ("words", lambda feed, a: _says(feed.words, a)),
    ("without", lambda feed, a: not _says(feed.without, a)),
)
"""The feed's field, and what it asks of an article; an empty field asks nothing. A regional hub is a topic to sites."""


def _once(feed: Feed, articles: Iterable[Article], known: Iterable[Article]) -> list[Article]:
    """Of each story the member in the earliest language of the chain, of one language the preferred one.

    It stands under the id of the member that was there first, so that a story whose Arabic text comes later is the same
    item to readers' programs, with a new text, and no new one.
    """
    rank = {language: place for place, language in enumerate(feed.languages)}
    best: dict[str, Article] = {}
    chain = sorted(articles, key=lambda a: (rank.get(a.language, len(rank)), a.relation != "preferred"))
    for article in chain:
        best.setdefault(article.story or article.id, article)
    first: dict[str, Article] = {}
    for one in known:
        shown = best.get(one.story)
        if shown and one.relation != "duplicate" and (not rank or one.language in rank):
            first[one.story] = min(first.get(one.story, shown), one, key=_seen)
    return [replace(one, id=first[story].id) if story in first else one for story, one in best.items()]


def _seen(article: Article) -> datetime:
    return article.first_seen or NEVER


def _newest_first(articles: Iterable[Article]) -> list[Article]:
    return sorted(sorted(articles, key=lambda a: a.id), key=lambda a: placed(a) or NEVER, reverse=True)


def _told_by(article: Article) -> tuple[str, str]:
    return article.story or article.id, article.language


def _stand_ins(articles: Iterable[Article], fit: Sequence[Article]) -> list[Article]:
    """`fit` with those duplicates only whose live preferred member is not among it: a guide stands in the feed of
    guides although readers of news get its news page. Of several copies the one first seen.
    """
    told = {_told_by(a) for a in fit if a.relation != "duplicate"}
    live = {_told_by(a) for a in articles if a.withdrawn is None and a.relation != "duplicate"}
    kept = []
    for article in sorted(fit, key=lambda a: (a.relation == "duplicate", a.first_seen or NEVER, a.id)):
        if article.relation != "duplicate":
            kept.append(article)
        elif (key := _told_by(article)) in live and key not in told:
            told.add(key)
            kept.append(article)
    return kept


def fitting(feed: Feed, articles: Sequence[Article], known: Sequence[Article] = ()) -> list[Article]:
    """Every article that fits, without the limit: newest first, then by id. Withdrawn ones stay out, and duplicates
    whose preferred member fits; `known` are the articles to look for that member in, where `articles` is a part.
    """
    tests = [test for name, test in TESTS if name == "kinds" or getattr(feed, name)]
    fit = [a for a in articles if a.withdrawn is None and all(test(feed, a) for test in tests)]
    if any(a.relation == "duplicate" for a in fit):
        fit = _stand_ins(known or articles, fit)
    fit = given(fit, known or articles, feed.machine_translated)
    return of_age(feed, _newest_first(_once(feed, _newest_first(fit), known or articles) if feed.once else fit))


def of_story(feed: Feed, members: Sequence[Article]) -> list[Article]:
    """Which members of one whole story fit, its age apart: no other story has a say in that."""
    return fitting(replace(feed, age=0) if feed.age else feed, members)


def of_age(feed: Feed, newest: list[Article]) -> list[Article]:
    """Those not more than `age` days older than the newest: never counted from the clock."""
    if not feed.age or not newest:
        return newest
    oldest = (placed(newest[0]) or NEVER) - timedelta(days=feed.age) if placed(newest[0]) else NEVER
    return [a for a in newest if (placed(a) or NEVER) >= oldest]


def withdrawn(feed: Feed, articles: Sequence[Article]) -> list[Article]:
    """What was taken back and would stand in the feed otherwise: the last withdrawn first, as many as its limit."""
    alive = [replace(a, withdrawn=None) for a in articles if a.withdrawn and a.id and a.relation != "duplicate"]
    back = {a.id for a in fitting(replace(feed, once=False, age=0), alive)}
    told = {a.story for a in fitting(feed, articles)} - {""} if feed.once and back else set()
    gone = [(moment(a.withdrawn), a.id, a) for a in articles if a.withdrawn and a.id in back and a.story not in told]
    return [a for _, _, a in sorted(gone, key=lambda one: one[:2], reverse=True)[: feed.limit]]


def standing(feed: Feed, live: Sequence[Article], gone: Sequence[Article]) -> list[Article]:
    """What stands in the feed: the `live` articles that fit, and those of the `gone` in their old places.

    What was taken back leaves by age as everything does, so that nothing older comes back into its room.
    """
    told = _once(feed, _newest_first(gone), gone) if feed.once else gone
    return of_age(feed, _newest_first([*live, *told]))[: feed.limit] if told else list(live[: feed.limit])


def select(feed: Feed, articles: Sequence[Article]) -> list[Article]:
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
