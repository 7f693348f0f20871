"""What a feed shows, chosen once for all its formats: its items, what was withdrawn, and what tells twins apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from scnfeed.errors import FeedError
from scnfeed.feeds.archives import BUDGET
from scnfeed.feeds.entries import Entry
from scnfeed.feeds.items import EMPTY, Gone, OnBad, item
from scnfeed.feeds.markup import address
from scnfeed.feeds.select import NEVER, fitting, placed, standing, withdrawn
from scnfeed.feeds.text import spoken, title
from scnfeed.language.formats import day
from scnfeed.model import Article, Feed, When, moment


@dataclass(frozen=True, slots=True)
class Chosen:
    """The articles of a feed, newest first, those withdrawn of late still among them; and all that were withdrawn, the
    last one first.

    `twins` are the ids of articles whose title an earlier one has already.
    """

    articles: tuple[Article, ...] = ()
    gone: tuple[Article, ...] = ()
    twins: frozenset[str] = frozenset()


def twins_of(articles: Iterable[Article]) -> frozenset[str]:
    """All but the first seen of those that share title and language: what subscribers know already never changes."""
    groups: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in articles:
        groups[article.title, article.language].append(article)
    later = (sorted(group, key=seen)[1:] for group in groups.values() if len(group) > 1)
    return frozenset(one.id for group in later for one in group)


def seen(article: Article) -> tuple[datetime, datetime, str]:
    """What tells which of two articles was there first."""
    return article.first_seen or NEVER, placed(article) or NEVER, article.id


def choose(feed: Feed, articles: Sequence[Article]) -> Chosen:
    """The articles of a feed, as many as its limit allows, and which of them readers could take for another."""
    fit = fitting(feed, articles)
    gone = withdrawn(feed, articles)
    return Chosen(tuple(standing(feed, fit, gone)), tuple(gone), twins_of(fit))


def _day(article: Article) -> When | None:
    certain = [event.start for event in article.events if event.certain]
    return certain[0] if certain else placed(article)


def dated(article: Article) -> str:
    """The title with the day that tells one talk of a series from the next."""
    when = _day(article)
    shown = moment(when).astimezone(UTC).date() if isinstance(when, datetime) else when
    return f"{title(article)} – {day(shown, spoken(article.language))}" if shown else title(article)


class Press:
    """Entries, each made once and shared by all feeds and formats that show it.

    One press holds one state of the store: an id and an address mean the same article throughout.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, str | None, bool, bool, int], Entry | Exception] = {}

    def entry(self, feed: Feed, article: Article, twin: bool) -> Entry:
        short = feed.excerpt or article.site in feed.excerpted
        key = (article.id, article.url, twin, short, feed.longest)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = _made(feed, article, dated(article) if twin else "", short)
        if isinstance(made, Exception):
            raise made
        return made


def _made(feed: Feed, article: Article, named: str, short: bool) -> Entry | Exception:
    try:
        return Entry(item(article, excerpt_only=short, longest=feed.longest, named=named))
    except Exception as error:
        return error


def entries_of(
    feed: Feed, chosen: Chosen, on_bad: OnBad | None = None, press: Press | None = None, *, whole: bool = False
) -> list[Entry]:
    """The entries in their order, each id once; unless the `whole` is asked for, the oldest are left out where a file
    would grow too long.
    """
    press = press or Press()
    room, entries = BUDGET - sum(len(escape(one.title)) + 400 for one in chosen.gone), dict[str, Entry]()
    for article in chosen.articles:
        try:
            entry = press.entry(feed, article, article.id in chosen.twins)
            weight = entry.weight
        except Exception as error:
            if on_bad is None:
                raise error if isinstance(error, FeedError) else FeedError(str(error), article.id) from error
            on_bad(article, error)
            continue
        if entry.item.id in entries:
            continue
        room -= weight
        if room < 0 and not whole:
            break
        entries[entry.item.id] = entry
    return list(entries.values())


def gone_of(chosen: Chosen) -> list[Gone]:
    return [Gone(a.id, address(a.url), title(a), a.language, moment(a.withdrawn)) for a in chosen.gone if a.withdrawn]


def changed(entries: Sequence[Entry], gone: Sequence[Gone] = ()) -> datetime:
    """When a feed last changed: by the first full minute after its newest change or its last withdrawal.

    Items that all changed in one moment, as those corrected on one day, are no feed that was made anew in that moment:
    programs that look for such feeds compare these two.
    """
    last = max((*(one.item.updated for one in entries), *(one.when for one in gone)), default=None)
    return last.replace(second=0, microsecond=0) + timedelta(minutes=1) if last else EMPTY
