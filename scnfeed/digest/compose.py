"""What one person's letter holds: Articles -> Issue, or None when there is nothing to say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from scnfeed.digest.choice import chosen_of, in_order, order_of, story_of
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import seal_of
from scnfeed.digest.looks import once, worth_a_look
from scnfeed.digest.rhythm import local
from scnfeed.digest.tongue import tongue
from scnfeed.feeds.machine import given
from scnfeed.model import Article, Brand, Event, Issue, MachineTranslated, Notice, Section, Subscriber, moment

AHEAD = 10
"""Coming events in one letter, at most."""


@dataclass(frozen=True, slots=True)
class _Memory:
    """What this person was told before, and since when the letter looks back."""

    since: datetime | None
    told: Mapping[str, int]
    """Story to the revision that the person knows."""
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
    sender: Sender | None = None,
    templates: Path | None = None,
) -> Issue | None:
    """The issue for `subscriber` at `now`, or None when nothing is new, corrected, withdrawn or in need of a look.

    Each story comes once, in the first of the person's languages that it has; a language not asked for never comes.
    `since` is the moment of the last letter (None: everything not sent), `sent` what the person got: story to revision.
    `known` says which article of a story that was, article to revision: then only a change of that very article is a
    correction, a translation that came or changed since is none, and a story stays told when it was merged into
    another. Hand over withdrawn articles too: they are never told, but known by.
    `machine_translated` says what the person gets of a text that a machine translated: see `scnfeed.feeds.machine`.
    `baseline=True` counts the articles of a site's first complete crawl too, by their order date: for previews.
    `templates` is a folder whose ``letter.html`` and ``letter.txt`` stand in for ours; one that cannot be rendered
    raises TemplateError. The same arguments give the same issue: its id and hash depend on nothing else.

    >>> from datetime import UTC
    >>> when = datetime(2026, 3, 2, 7, tzinfo=UTC)
    >>> article = Article("s", "https://example.org/a/", "en", "ltr", "news", "A title", "", "A text.", published=when)
    >>> issue = compose([article], Subscriber(id="i", address="ines@example.org"), when)
    >>> [(section.name, len(section.articles)) for section in issue.sections]
    [('new', 1)]
    """
    memory = _Memory(since, _told(articles, sent or {}, known), known, baseline, subscriber.joined)
    chosen = chosen_of(articles, subscriber, machine_translated=machine_translated)
    fresh = [n for n in once(notices) if since is None or n.at > since]
    sections = _sections(articles, chosen, fresh, subscriber, memory, now)
    if not any(section.name != "ahead" for section in sections):
        return None
    language, own = tongue(sections, subscriber.languages), subscriber.languages[0]
    issue = Issue("", local(subscriber, now), language, subscriber.role, sections, brand, base_url, edition=own)
    return frozen(issue, "\0".join(subscriber.languages), sender, templates)


def _sections(
    articles: Sequence[Article],
    chosen: list[Article],
    notices: Sequence[Notice],
    subscriber: Subscriber,
    memory: _Memory,
    now: datetime,
) -> tuple[Section, ...]:
    """The sections that have something to tell, of the articles `chosen` for this person."""
    today = local(subscriber, now).date()
    corrected = [a for a in _read(articles, chosen, subscriber, memory.known) if _corrected(a, memory)]
    new = [a for a in chosen if a.kind != "page" and _new(a, memory)]
    reports = [a for a in new if _reports(a, today)]
    sections = (
        Section("new", articles=tuple(a for a in new if a not in reports)),
        Section("reported", articles=tuple(reports)),
        Section("corrected", articles=tuple(corrected)),
        Section("withdrawn", notices=tuple(_withdrawn(notices, subscriber, memory.told))),
        Section("look", notices=tuple(worth_a_look(notices, new, subscriber, now))),
        Section("ahead", articles=_ahead(chosen, {story_of(a) for a in (*new, *corrected)}, today)),
    )
    led = (replace(s, articles=tuple(_led_back(a, articles) for a in s.articles)) for s in sections)
    return tuple(s for s in led if s.articles or s.notices)


def frozen(issue: Issue, key: str, sender: Sender | None = None, templates: Path | None = None) -> Issue:
    """`issue` with its hash over all that a reader sees, and an id made of it and of `key` (RFC 9562, section 5.8)."""
    seal = seal_of(issue, sender, templates)
    said = "\0".join([key, issue.role, issue.dated.isoformat(), seal])
    return replace(issue, id=_urn(hashlib.sha256(said.encode()).hexdigest()), hash=seal)


def _led_back(article: Article, articles: Sequence[Article]) -> Article:
    """What a machine translated, its first translation being the text that it was made of, where that is known."""
    originals = given([article], articles, "original") if article.machine_translated else []
    ways = {one.language: one.url for one in originals if one.url and one.language != article.language}
    return replace(article, translations={**ways, **article.translations}) if ways else article


def coming(article: Article, today: date) -> Event | None:
    """The first certain event of `article` that ends on `today` or later."""
    events = [e for e in article.events if e.certain and _day(e.end) >= today]
    return min(events, key=lambda e: moment(e.start), default=None)


def _day(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _reports(article: Article, today: date) -> bool:
    """Whether it tells of an event that is over: a report, no invitation."""
    return any(e.certain for e in article.events) and coming(article, today) is None


def _told(articles: Iterable[Article], sent: Mapping[str, int], known: Mapping[str, int] | None) -> dict[str, int]:
    """The stories a person knows, under the names that they have now that some were merged or split.

    By what they were called when they were sent only as far as the articles are not at hand.
    """
    moved = {a.id: story_of(a) for a in articles if known and a.id in known}
    named = {} if known and len(moved) == len(known) else sent
    return {**named, **{story: (known or {})[id] for id, story in moved.items()}}


def _read(
    articles: Iterable[Article], chosen: list[Article], subscriber: Subscriber, known: Mapping[str, int] | None
) -> list[Article]:
    """Each story's article that this person was told, newest first; where none is known, the one chosen now."""
    told = chosen_of((a for a in articles if a.id in (known or {})), subscriber, copies=True)
    stories = {story_of(a) for a in told}
    return in_order([*told, *(a for a in chosen if story_of(a) not in stories)])


def _new(article: Article, memory: _Memory) -> bool:
    if story_of(article) in memory.told:
        return False
    if article.baseline:
        undated = article.ordered is None or article.order_source == "baseline"
        return memory.baseline and (memory.since is None or undated or order_of(article) >= memory.since.timestamp())
    return memory.since is None or article.first_seen is None or article.first_seen > memory.since


def _corrected(article: Article, memory: _Memory) -> bool:
    """Whether the person knows an older revision; a watch page is known to everyone as it was when they joined."""
    if story_of(article) in memory.told:
        told = memory.told[story_of(article)] if memory.known is None else memory.known.get(article.id)
        return told is not None and told < article.revision
    since = memory.since or memory.joined
    return article.kind == "page" and article.revised is not None and (since is None or article.revised > since)


def _ahead(chosen: Iterable[Article], told: set[str], today: date) -> tuple[Article, ...]:
    dated = [(event, a) for a in chosen if story_of(a) not in told and (event := coming(a, today))]
    return tuple(a for _, a in sorted(dated, key=lambda found: moment(found[0].start))[:AHEAD])


def _withdrawn(notices: Iterable[Notice], subscriber: Subscriber, told: Mapping[str, int]) -> list[Notice]:
    """Withdrawals of what this person may have read: each story once, in the first of the person's languages.

    Readers hear only of stories that a letter told them of, editors of all.
    """
    rank = {language: place for place, language in enumerate(subscriber.languages)}
    mine = [n for n in notices if n.topic == "withdrawn" and (not n.language or n.language in rank)]
    heard = [n for n in mine if subscriber.role != "reader" or n.story in told or not n.story]
    first: dict[str, Notice] = {}
    for notice in sorted(heard, key=lambda n: rank.get(n.language, 0)):
        first.setdefault(notice.story or notice.url or notice.subject, notice)
    return [notice for notice in heard if notice in first.values()]


def _urn(digits: str) -> str:
    """The first 122 bits of `digits` (hexadecimal) as a version 8 UUID."""
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
