"""Issues, frozen once, with a row of the outbox for each recipient, and what each person was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, exists, func, or_, select, update
from sqlalchemy import insert as plain_insert

from scnfeed.errors import StoreError
from scnfeed.model import Delivery, DeliveryState, Issue, Preview, Subscriber
from scnfeed.plain import dumps, loads
from scnfeed.store.claims import as_delivery
from scnfeed.store.columns import cleaned
from scnfeed.store.schema import deliveries, issues, ledger, subscribers
from scnfeed.store.sending import Sending, Word
from scnfeed.store.statements import insert_new
from scnfeed.store.waiting import WAITING

SOME = 5000
"""Rows that are written in one statement, so that a long list needs no long memory."""
URN = "urn:uuid:"
DROPPED = 2**31 - 1
"""The revision of a story that an editor dropped: no later one is a correction."""


class Outbox(Sending):
    def freeze(
        self,
        issue: Issue,
        recipients: Sequence[Subscriber],
        now: datetime,
        *,
        word: Word = "",
        release: datetime | None = None,
        why: str = "",
    ) -> bool:
        """Fix an issue, its recipients and what they thereby know, in one transaction; False where that was done.

        With the word ``held`` it waits until a person approves it, or until `release` unless a person says no. A
        preview is no news to anybody: who gets it knows no more by it.
        """
        whose = {recipient.id: recipient.address.rpartition("@")[2].casefold() for recipient in recipients}
        with self._database.durable() as connection:
            return _freeze(connection, issue, whose, now, {"word": word, "release": release, "why": why})

    def replace_issue(
        self, old: str, new: Issue | None, now: datetime, dropped: Sequence[str], release: datetime | None
    ) -> None:
        """Stop an issue of which nothing was sent, and freeze `new` in its place, held, for the same people.

        Who would have got `dropped` stories never hears of them again. The letters that showed the old issue to editors
        do not go out any more. Refused once a letter was tried.
        """
        with self._database.durable() as connection:
            whose = _untouched(connection, old)
            why = f"replaced by {new.id}" if new else "nothing was left in it"
            _stop(connection, old, now, why)
            mine = and_(ledger.c.issue == old, ledger.c.story.in_(dropped))
            connection.execute(update(ledger).where(mine).values(revision=DROPPED))
            if new is not None:
                _freeze(connection, new, whose, now, {"word": "held", "release": release, "why": "an item was dropped"})

    def reseal(self, id: str, seal: str, why: str) -> None:
        """Readers would get other bytes now: hold the issue under its new hash; an approval of the old one is void."""
        with self._database.durable() as connection:
            issue = _issues(connection, [id])[id]
            values = {
                "seal": seal,
                "data": dumps(replace(issue, hash=seal)),
                "word": "held",
                "release": None,
                "why": why,
            }
            connection.execute(update(issues).where(issues.c.id == id, issues.c.word != "stopped").values(**values))

    def issue(self, id: str) -> Issue | None:
        """The issue as it was frozen."""
        with self._database.read() as connection:
            return _issues(connection, [id]).get(id)

    def issues(self, limit: int = 50) -> list[Issue]:
        """The issues, newest first."""
        wanted = select(issues.c.data).order_by(issues.c.dated.desc(), issues.c.seq.desc()).limit(limit)
        with self._database.read() as connection:
            return [loads(Issue, data) for data in connection.scalars(wanted)]

    def issue_named(self, beginning: str) -> str:
        """The id of the one issue whose digits begin so; StoreError where none does, or several."""
        whole = beginning if beginning.startswith(URN) else URN + beginning
        alike = func.substr(issues.c.id, 1, len(whole)) == whole
        with self._database.read() as connection:
            found = list(connection.scalars(select(issues.c.id).where(or_(issues.c.id == beginning, alike)).limit(2)))
        if not found or whole == URN:
            raise StoreError(f"There is no issue {beginning}; see `scnfeed letters list`.", beginning)
        if len(found) > 1 and whole not in found:
            raise StoreError(f"Several issues begin with {beginning}; give more of it.", beginning)
        return whole if whole in found else found[0]

    def told_issues(self, limit: int = 50) -> list[Issue]:
        """Readers' issues that everybody may see, newest first: those that wait or were stopped stay away."""
        told = and_(issues.c.about == "", issues.c.word.not_in(WAITING))
        begun = exists().where(deliveries.c.issue == issues.c.id, deliveries.c.tries > 0)
        wanted = select(issues.c.data).where(or_(told, begun)).order_by(issues.c.dated.desc(), issues.c.seq.desc())
        with self._database.read() as connection:
            found = [loads(Issue, data) for data in connection.scalars(wanted.limit(limit))]
        return [issue for issue in found if issue.role == "reader"]

    def preview_of(self, issue: str) -> Preview | None:
        """What the editors were last shown of an issue."""
        wanted = select(issues.c.data).where(issues.c.about == issue).order_by(issues.c.seq.desc()).limit(1)
        with self._database.read() as connection:
            data = connection.scalar(wanted)
        return loads(Issue, data).preview if data else None

    def deliveries(
        self, issue: str | None = None, state: DeliveryState | None = None, subscriber: str | None = None
    ) -> list[Delivery]:
        """Rows of the outbox, of `issue`, in `state` and to `subscriber` where given, in the order they were frozen."""
        wanted = select(deliveries).order_by(deliveries.c.seq)
        if issue is not None:
            wanted = wanted.where(deliveries.c.issue == issue)
        if state is not None:
            wanted = wanted.where(deliveries.c.state == state)
        if subscriber is not None:
            wanted = wanted.where(deliveries.c.subscriber == subscriber)
        with self._database.read() as connection:
            return [as_delivery(row) for row in connection.execute(wanted)]

    def tally(self, issue: str) -> dict[DeliveryState, int]:
        """How many letters of `issue` are in each state."""
        count = select(deliveries.c.state, func.count().label("n")).where(deliveries.c.issue == issue)
        with self._database.read() as connection:
            rows = connection.execute(count.group_by(deliveries.c.state)).all()
        return {row.state: row.n for row in sorted(rows)}

    def delivery(self, number: int) -> Delivery | None:
        """The letter with this number."""
        with self._database.read() as connection:
            row = connection.execute(select(deliveries).where(deliveries.c.seq == number)).first()
        return as_delivery(row) if row else None

    def sent_to(self, subscriber_id: str) -> dict[str, int]:
        """The stories that this person got in a frozen issue, each with the highest revision of it."""
        highest = select(ledger.c.story, func.max(ledger.c.revision).label("revision")).group_by(ledger.c.story)
        with self._database.read() as connection:
            rows = connection.execute(highest.where(ledger.c.subscriber == subscriber_id)).all()
        return {row.story: row.revision for row in sorted(rows)}

    def known_to(self, subscriber_id: str) -> dict[str, int]:
        """The very articles that this person got, each with the highest revision of it: another language is another."""
        highest = select(ledger.c.article, func.max(ledger.c.revision).label("revision")).group_by(ledger.c.article)
        mine = (ledger.c.subscriber == subscriber_id) & (ledger.c.article != "")
        with self._database.read() as connection:
            rows = connection.execute(highest.where(mine)).all()
        return {row.article: row.revision for row in sorted(rows)}

    def last_issue(self, subscriber_id: str) -> datetime | None:
        """The date of the last issue frozen for this person, previews aside."""
        mine = select(func.max(issues.c.dated)).join(deliveries, deliveries.c.issue == issues.c.id)
        mine = mine.where(issues.c.about == "")
        with self._database.read() as connection:
            last: datetime | None = connection.scalar(mine.where(deliveries.c.subscriber == subscriber_id))
        return last

    def last_issues(self, since: datetime) -> dict[str, datetime]:
        """The date of each person's last issue, previews aside, of those who had one dated `since` or later."""
        mine = select(deliveries.c.subscriber, func.max(issues.c.dated)).join(issues, issues.c.id == deliveries.c.issue)
        mine = mine.where(issues.c.about == "", issues.c.dated >= since).group_by(deliveries.c.subscriber)
        with self._database.read() as connection:
            return {row[0]: row[1] for row in connection.execute(mine)}


def _untouched(connection: Connection, issue: str) -> dict[str, str]:
    """Who waits for an issue, with their domains; refused where it was stopped or a letter of it was tried."""
    word = connection.scalar(select(issues.c.word).where(issues.c.id == issue).with_for_update())
    rows = connection.execute(select(deliveries).where(deliveries.c.issue == issue)).all()
    if word == "stopped" or any(row.tries for row in rows):
        raise StoreError(f"The issue {issue} was stopped or is on its way; nothing can be dropped from it.", issue)
    return {row.subscriber: row.domain for row in rows if row.state in ("new", "claimed")}


def _stop(connection: Connection, issue: str, now: datetime, why: str) -> None:
    """Stop an issue and the letters that show it."""
    which = or_(issues.c.id == issue, issues.c.about == issue)
    ids = list(
        connection.scalars(
            update(issues).where(which).values(word="stopped", release=None, why=why).returning(issues.c.id)
        )
    )
    waiting = and_(deliveries.c.issue.in_(ids), deliveries.c.state.in_(("new", "claimed")))
    connection.execute(update(deliveries).where(waiting).values(state="suppressed", detail=why, at=now))


def _freeze(
    connection: Connection, issue: Issue, whose: Mapping[str, str], now: datetime, standing: Mapping[str, Any]
) -> bool:
    row = {"id": issue.id, "dated": issue.dated, "data": dumps(cleaned(issue)), "seal": issue.hash, **standing}
    if not insert_new(connection, issues, row | {"about": issue.preview.of if issue.preview else ""}, ["id"]):
        return False
    _refuse_strangers(connection, whose)
    told = _told(issue)
    outbox = (_delivery_row(issue.id, subscriber, domain, now) for subscriber, domain in whose.items())
    known = ({"subscriber": subscriber, "issue": issue.id, **story} for subscriber in whose for story in told)
    for table, rows in ((deliveries, outbox), (ledger, known)):
        while some := list(islice(rows, SOME)):
            connection.execute(plain_insert(table), some)
    return True


def _issues(connection: Connection, ids: Iterable[str]) -> dict[str, Issue]:
    wanted = select(issues.c.id, issues.c.data).where(issues.c.id.in_(list(ids)))
    return {row.id: loads(Issue, row.data) for row in connection.execute(wanted)}


def _refuse_strangers(connection: Connection, ids: Iterable[str]) -> None:
    strangers = set(ids) - set(connection.scalars(select(subscribers.c.id)))
    if strangers:
        raise StoreError(f"No subscriber has the id {min(strangers)}; the issue was not frozen.", min(strangers))


def _delivery_row(issue: str, subscriber: str, domain: str, now: datetime) -> dict[str, Any]:
    row = {"issue": issue, "subscriber": subscriber, "domain": domain}
    return {**row, "state": "new", "detail": "", "at": now, "owner": ""}


def _told(issue: Issue) -> list[dict[str, Any]]:
    """What everybody who gets `issue` knows from then on; a preview is no news."""
    told: dict[str, tuple[int, str]] = {}
    for article in issue.articles if not issue.preview else ():
        story = article.story or article.id
        told[story] = max((article.revision, article.id), told.get(story, (0, "")))
    return [{"story": story, "revision": revision, "article": article} for story, (revision, article) in told.items()]
