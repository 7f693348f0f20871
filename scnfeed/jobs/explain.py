"""explain: why an article was taken, merged or kept apart, as it was decided, and worked out anew from what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from scnfeed.config import Config
from scnfeed.jobs.article import article_of
from scnfeed.jobs.overrule import known
from scnfeed.match.changes import edit_between
from scnfeed.match.compare import compare
from scnfeed.match.diff import Difference, differences
from scnfeed.model import Article, Decision
from scnfeed.store import Store


@dataclass(frozen=True, slots=True)
class Explained:
    """One decision: when, what, and what comes out today; `today` is empty where it rests on nothing to compare."""

    at: datetime
    decision: Decision
    today: Decision | None
    equal: bool


def explain(config: Config, store: Store, subject: str) -> tuple[Article, list[Explained]]:
    """The article (by id or address) and every decision about it, oldest first; raises ScnfeedError if unknown.

    What a decision compared is read again from the kept pages (an older state from its kept version) and compared by
    today's code: `equal` says whether relation, reason and figures come out as they were stored.
    """
    article = known(store, subject)
    return article, [_again(config, store, at, decision) for at, decision in store.decisions(article=article.id)]


@dataclass(frozen=True, slots=True)
class Version:
    """The article as it was from a moment on, and what was different before."""

    at: datetime
    article: Article
    differences: tuple[Difference, ...] = ()


def versions(store: Store, subject: str) -> list[Version]:
    """Every kept version of an article (by id or address), oldest first; raises ScnfeedError if unknown."""
    states = store.states(known(store, subject).id)
    before: list[Article | None] = [None, *(article for _, article in states)]
    return [
        Version(at, one, tuple(differences(old, one)) if old else ())
        for (at, one), old in zip(states, before, strict=False)
    ]


def version_lines(number: int, version: Version) -> Iterator[str]:
    """A version in words: from when, and what it changed, old lines beginning with a minus, new ones with a plus."""
    one = version.article
    yield f"version {number}  {version.at:%Y-%m-%d %H:%M}  revision {one.revision}  {one.title}"
    for found in version.differences:
        yield f"  {found.field}"
        yield from (f"  - {line}" for line in found.old.splitlines())
        yield from (f"  + {line}" for line in found.new.splitlines())


def between(store: Store, one: str, other: str) -> Decision:
    """What two known articles are to each other, by today's code; raises ScnfeedError."""
    return compare(known(store, one), known(store, other))


def sentences_of(found: Explained) -> Iterator[str]:
    """The decision in words with its figures, a line each."""
    decision = found.decision
    yield f"{found.at:%Y-%m-%d %H:%M}  {decision.relation:<12} {decision.reason}"
    if decision.figures:
        yield " " * 31 + ", ".join(f"{name} {value:g}" for name, value in decision.figures.items())
    if found.today is not None:
        told = "comes out the same from the kept pages" if found.equal else f"today: {found.today.reason}"
        yield " " * 31 + told


def _again(config: Config, store: Store, at: datetime, decision: Decision) -> Explained:
    mine = _as_of(config, store, decision.article, at)
    if mine is not None and decision.relation == "changed" and decision.fields:
        return _edit_again(store, at, decision, mine)
    other = _as_of(config, store, decision.other, at) if decision.other and decision.figures else None
    if mine is None or other is None or ("alike" not in decision.figures and "score" not in decision.figures):
        return Explained(at, decision, None, True)
    today = compare(mine, other)
    equal = today.reason in decision.reason and dict(today.figures) == dict(decision.figures)
    return Explained(at, decision, today, equal)


def _edit_again(store: Store, at: datetime, decision: Decision, mine: Article) -> Explained:
    before = [one for moment, one in store.states(decision.article) if moment < at]
    if not before:
        return Explained(at, decision, None, True)
    edit = edit_between(before[-1], mine)
    today = Decision("changed", edit.words or f"other {', '.join(edit.fields)}", decision.article, fields=edit.fields)
    return Explained(at, decision, today, edit.fields == decision.fields and today.reason in decision.reason)


def _as_of(config: Config, store: Store, id: str, at: datetime) -> Article | None:
    """The article as it was read for a decision of that moment: its kept page, else its kept version."""
    article = store.article(id) if id else None
    if article is None:
        return None
    states = store.states(id)
    page = store.page(article.url) if article.url else None
    if page is not None and len(states) == 1 and page.fetched_at <= at and page.status == 200:
        again = article_of(page, article.url, config.site(article.site))
        if again.content_text == states[0][1].content_text:
            return again
    then = [one for moment, one in states if moment <= at]
    return then[-1] if then else article
