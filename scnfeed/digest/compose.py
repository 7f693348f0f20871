"""What one person's letter holds: Articles -> Issue, or None when there is nothing to say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from scnfeed.digest.letter import render_html, render_text
from scnfeed.feeds.machine import given
from scnfeed.language.phrases import phrases
from scnfeed.model import Article, Brand, Event, Issue, MachineTranslated, Notice, Section, Subscriber, moment

AHEAD = 10
"""Coming events in one letter, at most."""
TOLD = frozenset({"news", "event", "resource", "page"})
"""Kinds that letters tell of; a page is a watch page, told when it changes."""
RANK = {"preferred": 0, "translation": 1, "offered": 2}
LOOKED_AT = frozenset({"failed", "held", "undated", "doubtful"})


@dataclass(frozen=True, slots=True)
class _Memory:
    """What this person was told before, and since when the letter looks back."""

    since: datetime | None
    sent: Mapping[str, int]
    known: Mapping[str, int] | None
    baseline: bool
    joined: datetime | None


def compose(
    articles: Sequence[Article],
    subscriber: Subscriber,
    now: datetime,
    *,
    since: datetime | None = None,
    sent: Mapping[str, int] | None = None,
    known: Mapping[str, int] | None = None,
    notices: Sequence[Notice] = (),
    brand: Brand = Brand(),
    base_url: str = "",
    baseline: bool = False,
    machine_translated: MachineTranslated = "mark",
) -> Issue | None:
    """The issue for `subscriber` at `now`, or None when nothing is new, corrected, withdrawn or in need of a look.

    Each story comes once, in the first of the person's languages that it has; a language not asked for never comes.
    `since` is the moment of the last letter (None: everything not sent), `sent` what the person got: story to revision.
    `known` says which article of a story that was, article to revision: then only a change of that very article is a
    correction, and a translation that came or changed since is none.
    `machine_translated` says what the person gets of a text that a machine translated: see `scnfeed.feeds.machine`.
    `baseline=True` counts the articles of a site's first complete crawl too, by their order date: for previews.
    The same arguments give the same issue: its id and hash depend on nothing else.

    >>> from datetime import UTC
    >>> when = datetime(2026, 3, 2, 7, tzinfo=UTC)
    >>> article = Article("s", "https://example.org/a/", "en", "ltr", "news", "A title", "", "A text.", published=when)
    >>> issue = compose([article], Subscriber(id="i", address="ines@example.org"), when)
    >>> [(section.name, len(section.articles)) for section in issue.sections]
    [('new', 1)]
    """
    memory = _Memory(since, sent or {}, known, baseline, subscriber.joined)
    chosen = _chosen(articles, subscriber, machine_translated)
    corrected = [a for a in _read(articles, chosen, subscriber, known) if _corrected(a, memory)]
    new = [a for a in chosen if a.kind != "page" and _new(a, memory)]
    fresh = [n for n in _once(notices) if since is None or n.at > since]
    sections = (
        Section("new", articles=tuple(new)),
        Section("corrected", articles=tuple(corrected)),
        Section("withdrawn", notices=tuple(_withdrawn(fresh, subscriber, memory.sent))),
        Section("look", notices=tuple(_look(fresh, new, subscriber, now))),
        Section("ahead", articles=_ahead(chosen, {story_of(a) for a in (*new, *corrected)}, now.date())),
    )
    told = tuple(s for s in sections if s.articles or s.notices)
    if not any(s.name != "ahead" for s in told):
        return None
    return _frozen(Issue("", now, subscriber.languages[0], subscriber.role, told, brand, base_url), subscriber)


def story_of(article: Article) -> str:
    """The story an article belongs to; one that was never stored is a story of its own."""
    return article.story or article.id or article.url or article.body_hash or article.title


def coming(article: Article, today: date) -> Event | None:
    """The first certain event of `article` that ends on `today` or later."""
    events = [e for e in article.events if e.certain and _day(e.end) >= today]
    return min(events, key=lambda e: moment(e.start), default=None)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _chosen(
    articles: Iterable[Article], subscriber: Subscriber, machine_translated: MachineTranslated = "mark"
) -> list[Article]:
    """Each story's one article for this person, newest first."""
    everything = list(articles)
    best: dict[str, Article] = {}
    wanted = [article for article in everything if _wanted(article, subscriber)]
    for article in given(wanted, everything, machine_translated):
        rival = best.setdefault(story_of(article), article)
        best[story_of(article)] = min(rival, article, key=lambda a: _preference(a, subscriber))
    return sorted(best.values(), key=lambda a: (_order(a), a.id, a.url or ""), reverse=True)


def _read(
    articles: Iterable[Article], chosen: list[Article], subscriber: Subscriber, known: Mapping[str, int] | None
) -> list[Article]:
    """Each story's article that this person was told, newest first; where none is known, the one chosen now."""
    told = _chosen((a for a in articles if a.id in (known or {})), subscriber)
    stories = {story_of(a) for a in told}
    both = [*told, *(a for a in chosen if story_of(a) not in stories)]
    return sorted(both, key=lambda a: (_order(a), a.id, a.url or ""), reverse=True)


def _wanted(article: Article, subscriber: Subscriber) -> bool:
    return (
        article.withdrawn is None
        and article.relation != "duplicate"
        and article.kind in TOLD
        and article.language in subscriber.languages
        and (not subscriber.sites or article.site in subscriber.sites)
        and (not subscriber.kinds or bool(_kinds(article) & set(subscriber.kinds)))
    )


def _kinds(article: Article) -> set[str]:
    return {article.kind, "event"} if any(e.certain for e in article.events) else {article.kind}


def _preference(article: Article, subscriber: Subscriber) -> tuple[int, int, float]:
    languages = (*subscriber.languages, article.language)
    return languages.index(article.language), RANK[article.relation], -_order(article)


def _order(article: Article) -> float:
    """The order date as a number; what is undated stands after everything dated."""
    if article.ordered is not None:
        return article.ordered.timestamp()
    return moment(article.published).timestamp() if article.published else float("-inf")


def _new(article: Article, memory: _Memory) -> bool:
    if story_of(article) in memory.sent:
        return False
    if article.baseline:
        undated = article.ordered is None or article.order_source == "baseline"
        return memory.baseline and (memory.since is None or undated or _order(article) >= memory.since.timestamp())
    return memory.since is None or article.first_seen is None or article.first_seen > memory.since


def _corrected(article: Article, memory: _Memory) -> bool:
    """Whether the person knows an older revision; a watch page is known to everyone as it was when they joined."""
    if story_of(article) in memory.sent:
        told = memory.sent[story_of(article)] if memory.known is None else memory.known.get(article.id)
        return told is not None and told < article.revision
    since = memory.since or memory.joined
    return article.kind == "page" and article.revised is not None and (since is None or article.revised > since)


def _ahead(chosen: Iterable[Article], told: set[str], today: date) -> tuple[Article, ...]:
    dated = [(event, a) for a in chosen if story_of(a) not in told and (event := coming(a, today))]
    return tuple(a for _, a in sorted(dated, key=lambda found: moment(found[0].start))[:AHEAD])


def _once(notices: Iterable[Notice]) -> list[Notice]:
    """The newest notice of each thing, newest first."""
    newest = {(n.topic, n.url or n.subject, n.language): n for n in sorted(notices, key=lambda n: n.at)}
    return sorted(newest.values(), key=lambda n: n.at, reverse=True)


def _withdrawn(notices: Iterable[Notice], subscriber: Subscriber, sent: Mapping[str, int]) -> list[Notice]:
    """Withdrawals of what this person may have read: each story once, in the first of the person's languages.

    Readers hear only of stories that a letter told them of, editors of all.
    """
    rank = {language: place for place, language in enumerate(subscriber.languages)}
    mine = [n for n in notices if n.topic == "withdrawn" and (not n.language or n.language in rank)]
    heard = [n for n in mine if subscriber.role != "reader" or n.story in sent or not n.story]
    first: dict[str, Notice] = {}
    for notice in sorted(heard, key=lambda n: rank.get(n.language, 0)):
        first.setdefault(notice.story or notice.url or notice.subject, notice)
    return [notice for notice in heard if notice in first.values()]


def _look(notices: Iterable[Notice], new: Iterable[Article], subscriber: Subscriber, now: datetime) -> Iterator[Notice]:
    """What editors and operators should look at: what they were handed, and what the new articles themselves show."""
    if subscriber.role == "reader":
        return
    known = [n for n in notices if n.topic in LOOKED_AT]
    derived = [n for a in new for n in _shown_by(a, subscriber.languages[0], now)]
    yield from _once([*derived, *known])


def _shown_by(article: Article, language: str, now: datetime) -> Iterator[Notice]:
    at, url = article.first_seen or now, article.url or ""
    if article.published is None:
        reason = phrases("scnfeed.digest").say(language, f"rests_{article.order_source}")
        yield Notice(at, "undated", article.title, reason, url, article.language)
    if article.doubts:
        yield Notice(at, "doubtful", article.title, "; ".join(article.doubts), url, article.language)


def _frozen(issue: Issue, subscriber: Subscriber) -> Issue:
    """`issue` with its hash over all that a reader sees, and an id made of it (RFC 9562, section 5.8)."""
    seen = hashlib.sha256(f"{render_text(issue)}\0{render_html(issue)}".encode()).hexdigest()
    key = "\0".join([*subscriber.languages, issue.role, issue.dated.isoformat(), seen])
    return replace(issue, id=_urn(hashlib.sha256(key.encode()).hexdigest()), hash=seen)


def _urn(digits: str) -> str:
    """The first 122 bits of `digits` (hexadecimal) as a version 8 UUID."""
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
