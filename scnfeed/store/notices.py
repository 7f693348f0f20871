"""What a person should look at: failed runs, pages held or withdrawn, articles that may be copies or translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from scnfeed.model import Article, Decision, Notice
from scnfeed.plain import loads
from scnfeed.store.articles import Articles
from scnfeed.store.columns import digest
from scnfeed.store.schema import addresses, articles, decisions, runs

Found = Iterator[tuple[str, Notice]]


class Notices(Articles):
    def notices(self, since: datetime, *, sites: Sequence[str] = ()) -> list[Notice]:
        """Runs that failed or are held, pages held and withdrawn, likely copies and translations, after `since`, by
        time.

        With `sites` only theirs, and runs that belong to no site; such a run's subject is its job. Of copies and
        translations only those that nobody has settled since.
        """
        with self._database.read() as connection:
            found = [*_bad_runs(connection, since), *_withdrawals(connection, since), *_held(connection, since)]
            likely = list(_likely(connection, since))
        ruled = self.rulings() if likely else None
        found += [
            (one.site, _pair(at, d, one, other))
            for at, d, one, other in likely
            if not ruled or not ruled.apart(one.id, other.id)
        ]
        wanted = [notice for site, notice in found if not sites or not site or site in sites]
        return sorted(wanted, key=lambda notice: notice.at)


def _bad_runs(connection: Connection, since: datetime) -> Found:
    bad = select(runs).where(runs.c.status.in_(("failed", "held")), runs.c.finished > since)
    for row in connection.execute(bad.order_by(runs.c.finished, runs.c.seq)):
        yield row.site, Notice(row.finished, row.status, row.site or row.job, row.reason)


def _withdrawals(connection: Connection, since: datetime) -> Found:
    gone = (
        select(decisions.c.at, decisions.c.data.label("decision"), articles.c.data, articles.c.site)
        .join(articles, articles.c.id == decisions.c.article)
        .where(decisions.c.relation == "withdrawn", decisions.c.at > since)
        .order_by(decisions.c.at, decisions.c.seq)
    )
    for row in connection.execute(gone):
        article, decision = loads(Article, row.data), loads(Decision, row.decision)
        url = article.url or decision.url
        yield (
            row.site,
            Notice(row.at, "withdrawn", article.title, decision.reason, url, article.language, article.story),
        )


def _held(connection: Connection, since: datetime) -> Found:
    """Pages whose answer was not believed; by the title of the article that is known there, else by the address."""
    held = select(decisions.c.at, decisions.c.data, runs.c.site.label("site"))
    held = held.outerjoin(runs, runs.c.id == decisions.c.run)
    for row in connection.execute(_since(held, ("held",), since)):
        decision = loads(Decision, row.data)
        there = select(addresses.c.article).where(addresses.c.hash == digest(decision.url))
        mine = select(articles.c.data).where(or_(articles.c.id == decision.other, articles.c.id.in_(there)))
        data = connection.scalar(mine.limit(1))
        known = loads(Article, data) if data else None
        title, language = (known.title, known.language) if known else (decision.url, "")
        yield row.site or "", Notice(row.at, "held", title, decision.reason, decision.url, language)


def _likely(connection: Connection, since: datetime) -> Iterator[tuple[datetime, Decision, Article, Article]]:
    """Articles that were kept apart from one that resembles them, or offered as its translation, both still live."""
    for row in connection.execute(_since(select(decisions.c.at, decisions.c.data), ("new", "offered"), since)):
        decision = loads(Decision, row.data)
        if decision.other:
            pair = select(articles.c.data).where(
                articles.c.id.in_((decision.article, decision.other)), articles.c.withdrawn.is_(None)
            )
            both = {a.id: a for a in (loads(Article, data) for data in connection.scalars(pair))}
            mine, other = both.get(decision.article), both.get(decision.other)
            if mine and other and not mine.baseline and mine.story != other.story:
                yield row.at, decision, mine, other


def _pair(at: datetime, decision: Decision, mine: Article, other: Article) -> Notice:
    return Notice(
        at,
        "offered" if decision.relation == "offered" else "similar",
        mine.title,
        decision.reason,
        mine.url or decision.url,
        mine.language,
        mine.story,
        other.url or "",
        other.title,
    )


def _since(wanted: Any, relations: Sequence[str], since: datetime) -> Any:
    mine = wanted.where(decisions.c.relation.in_(relations), decisions.c.at > since)
    return mine.order_by(decisions.c.at, decisions.c.seq)
