"""Articles as they are, as they were, and why: the article, its addresses, its versions, the decisions about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, literal_column, select, true
from sqlalchemy import insert as plain_insert

from scnfeed.errors import StoreError
from scnfeed.match.rulings import Ruling, Rulings
from scnfeed.match.traces import mark
from scnfeed.model import Article, Change, Decision, Member, Story
from scnfeed.plain import dumps, loads
from scnfeed.store.columns import cleaned, digest
from scnfeed.store.engine import Room
from scnfeed.store.known import StoredKnown, trace
from scnfeed.store.publishing import next_change, placing, quietly_changed
from scnfeed.store.runs import hold
from scnfeed.store.schema import addresses, articles, decisions, rulings, versions
from scnfeed.store.statements import upsert

_CONTENT = frozenset(
    {"title", "summary", "content_html", "kind", "published", "authors", "images", "attachments", "topics", "events"}
)
_RANK = ("preferred", "translation", "offered", "duplicate")
_RULINGS = select(rulings.c.data).order_by(rulings.c.seq)
_NEVER = datetime.min.replace(tzinfo=UTC)


class Articles(Room):
    def apply(
        self,
        changes: Sequence[Change],
        *,
        run: str,
        now: datetime,
        site: str = "",
        epoch: int | None = None,
        ruling: Ruling | None = None,
        known: StoredKnown | None = None,
    ) -> None:
        """Store what was decided, all or nothing: articles by id, a version where the content changed, the decisions,
        and what the articles are found by.

        `known` is what was decided from: traces that it calls crowded are not kept, and where another run has put one
        of its articles into another story meanwhile, that stands. Of an article of another site than `site` only its
        place in a story is stored: what it says is that site's business.

        Refused: an article without an id, an address that another live article has (StoreError), an `epoch` that is no
        longer that of the lease of `site` (StoreBusy).
        """
        found = {change.article.id: cleaned(change.article) for change in changes if change.article}
        if "" in found:
            raise StoreError(f"The article {found[''].title!r} has no id; mint one first.", found[""].url or "")
        with self._database.write() as connection:
            if epoch is not None:
                hold(connection, site, epoch)
            if ruling is not None:
                row = {"id": ruling.id, "data": dumps(cleaned(ruling))}
                upsert(connection, rulings, [row], ["id"])
            if found:
                found = _with_others(connection, found, site, known.loaded if known else {})
                kept = {
                    article.id: dumps(article, short=True) for article in sorted(found.values(), key=lambda a: a.id)
                }
                quiet, number = quietly_changed(connection, kept), next_change(connection)
                rows = [
                    _row(found[id_], data) | placing(found[id_], quiet.get(id_, number)) for id_, data in kept.items()
                ]
                upsert(connection, articles, rows, ["id"], where=articles.c.data != literal_column("excluded.data"))
                _add_versions(connection, found, kept, run, now)
                _address(connection, found)
                trace(connection, found.values(), known.crowded() if known else ())
            if changes:
                rows = [_decision_row(change.decision, run, now) for change in changes]
                connection.execute(plain_insert(decisions), rows)

    def known(self) -> StoredKnown:
        """The articles of all sites as match asks for them; nothing is loaded that is not asked for."""
        return StoredKnown(self._database)

    def articles(
        self,
        *,
        sites: Sequence[str] = (),
        languages: Sequence[str] = (),
        withdrawn: bool = False,
        baseline: bool | None = None,
    ) -> list[Article]:
        """Articles of `sites` and `languages` (all where empty), newest `ordered` first, undated last, then by id.

        With `withdrawn` the withdrawn ones too; with `baseline` only those that are, or are not, of the baseline.
        """
        wanted: list[ColumnElement[bool]] = [true()]
        if sites:
            wanted.append(articles.c.site.in_(sites))
        if languages:
            wanted.append(articles.c.language.in_(languages))
        if not withdrawn:
            wanted.append(articles.c.withdrawn.is_(None))
        if baseline is not None:
            wanted.append(articles.c.baseline.is_(baseline))
        with self._database.read() as connection:
            found = [loads(Article, data) for data in connection.scalars(select(articles.c.data).where(*wanted))]
        return sorted(sorted(found, key=lambda a: a.id), key=lambda a: a.ordered or _NEVER, reverse=True)

    def history(self, site: str, count: int) -> tuple[int, list[Article]]:
        """How many live articles a site has, and the newest `count` of them that are items."""
        live = articles.c.site == site, articles.c.withdrawn.is_(None)
        items = select(articles.c.id).where(*live, articles.c.kind != "page")
        newest = items.order_by(articles.c.ordered.desc().nulls_last(), articles.c.id.desc()).limit(count)
        with self._database.read() as connection:
            number = connection.scalar(select(func.count()).select_from(articles).where(*live)) or 0
            wanted = select(articles.c.data).where(articles.c.id.in_(list(connection.scalars(newest))))
            return number, [loads(Article, data) for data in connection.scalars(wanted)]

    def article(self, id_or_address: str) -> Article | None:
        """The article with this id, normal address or alias, else a live one whose canonical address it is."""
        key = digest(id_or_address)
        holders = select(addresses.c.article).where(addresses.c.hash == key)
        for found in (articles.c.id == id_or_address, articles.c.id.in_(holders), articles.c.canonical_hash == key):
            wanted = select(articles.c.data).where(found)
            with self._database.read() as connection:
                known = [loads(Article, data) for data in connection.scalars(wanted)]
            if known:
                return min(known, key=lambda a: (a.withdrawn is not None, _RANK.index(a.relation), a.id))
        return None

    def stories(self, *, site: str | None = None) -> list[Story]:
        """Live articles by story, the story with the newest article first; of `site` those with a member there.

        A likely translation that no editor has ruled on is a member ``offered`` beside its own story.
        """
        live = select(articles).where(articles.c.withdrawn.is_(None))
        asked = select(decisions.c.data).where(decisions.c.relation == "offered").order_by(decisions.c.seq)
        members: dict[str, list[Any]] = defaultdict(list)
        with self._database.read() as connection:
            rows = {row.id: row for row in connection.execute(live)}
            offers = [loads(Decision, data) for data in connection.scalars(asked)]
        for row in rows.values():
            members[row.story].append(row)
        offered = self._offered(rows, offers)
        newest = {story: max(row.ordered or _NEVER for row in rows) for story, rows in members.items()}
        wanted = (story for story, rows in members.items() if site is None or any(row.site == site for row in rows))
        ordered = sorted(sorted(wanted), key=newest.__getitem__, reverse=True)
        return [_story(story, members[story], offered.get(story, ())) for story in ordered]

    def _offered(self, rows: Mapping[str, Any], offers: Sequence[Decision]) -> dict[str, list[Any]]:
        """Story -> the articles offered to it: still in another story, and not kept apart by an editor."""
        ruled = self.rulings()
        found: dict[str, dict[str, Any]] = defaultdict(dict)
        for offer in offers:
            mine, theirs = rows.get(offer.article), rows.get(offer.other)
            if mine and theirs and mine.story != theirs.story and not ruled.apart(mine.id, theirs.id):
                found[theirs.story][mine.id] = mine
        return {story: list(members.values()) for story, members in found.items()}

    def rulings(self) -> Rulings:
        """All that editors said, oldest first, the revoked too."""
        with self._database.read() as connection:
            return Rulings(tuple(loads(Ruling, data) for data in connection.scalars(_RULINGS)))

    def rule(self, ruling: Ruling, changes: Sequence[Change], *, now: datetime) -> None:
        """Remember `ruling`, or its revocation, and store what it changes, all or nothing."""
        self.apply(changes, run=ruling.id, now=now, ruling=ruling)

    def versions(self, id: str) -> list[Article]:
        """The article as it was after each change of its content, oldest first; the last one is as it is."""
        return [version for _, version in self.states(id)]

    def states(self, id: str) -> list[tuple[datetime, Article]]:
        """Its versions, each with the moment from which it was known."""
        wanted = select(versions.c.at, versions.c.data).where(versions.c.article == id).order_by(versions.c.seq)
        with self._database.read() as connection:
            return [(at, loads(Article, data)) for at, data in connection.execute(wanted)]

    def decisions(self, *, article: str | None = None, run: str | None = None) -> list[tuple[datetime, Decision]]:
        """Decisions with their moment, about `article` and of `run` where given, in the order they were taken."""
        wanted = select(decisions).order_by(decisions.c.seq)
        if article is not None:
            wanted = wanted.where(decisions.c.article == article)
        if run is not None:
            wanted = wanted.where(decisions.c.run == run)
        with self._database.read() as connection:
            return [(row.at, loads(Decision, row.data)) for row in connection.execute(wanted)]


def _with_others(
    connection: Connection, found: Mapping[str, Article], site: str, loaded: Mapping[str, tuple[str, str]]
) -> dict[str, Article]:
    """These articles beside what other sites' runs have stored since they were loaded."""
    asked = sorted(id_ for id_, one in found.items() if id_ in loaded or (site and one.site != site))
    wanted = select(articles.c.id, articles.c.data).where(articles.c.id.in_(asked)).with_for_update()
    there = {row.id: loads(Article, row.data) for row in connection.execute(wanted)} if asked else {}
    merged = dict(found)
    for id_, now in there.items():
        mine = found[id_]
        place = (mine.story, mine.relation)
        if place == loaded.get(id_):  # not moved by this run, perhaps by another
            mine = replace(mine, story=now.story, relation=now.relation)
        merged[id_] = replace(now, story=mine.story, relation=mine.relation) if site and mine.site != site else mine
    return merged


def _row(article: Article, data: str) -> dict[str, Any]:
    return {
        "id": article.id,
        "site": article.site,
        "language": article.language,
        "kind": article.kind,
        "story": article.story or article.id,
        "relation": article.relation,
        "url": article.url,
        "canonical_hash": digest(article.canonical_url) if article.canonical_url else None,
        "ordered": article.ordered,
        "baseline": article.baseline,
        "withdrawn": article.withdrawn,
        "mark": mark(article.id),
        "data": data,
    }


def _add_versions(
    connection: Connection, found: Mapping[str, Article], kept: Mapping[str, str], run: str, now: datetime
) -> None:
    newest = select(func.max(versions.c.seq)).where(versions.c.article.in_(found)).group_by(versions.c.article)
    last = connection.execute(select(versions).where(versions.c.seq.in_(newest)))
    known = {row.article: (row.revision, row.content_hash) for row in last}
    rows = [
        {
            "article": article.id,
            "revision": article.revision,
            "content_hash": content,
            "at": now,
            "run": run,
            "data": data,
        }
        for article, content, data in ((found[id_], digest(dumps(found[id_], _CONTENT)), kept[id_]) for id_ in kept)
        if known.get(article.id) != (article.revision, content)
    ]
    if rows:
        connection.execute(plain_insert(versions), rows)


def _address(connection: Connection, found: Mapping[str, Article]) -> None:
    """Give the articles their addresses: one of a withdrawn article is taken over, one of a live one is refused."""
    connection.execute(delete(addresses).where(addresses.c.article.in_(found)))
    wanted = sorted((a.site, url, a.id) for a in found.values() for url in {a.url, *a.aliases} if url)
    rows = [{"site": site, "hash": digest(url), "article": id_} for site, url, id_ in wanted]
    if not rows:
        return
    gone = select(articles.c.id).where(articles.c.withdrawn.is_not(None))
    upsert(connection, addresses, rows, ["site", "hash"], where=addresses.c.article.in_(gone))
    held = select(addresses).where(addresses.c.hash.in_([row["hash"] for row in rows]))
    holder = {(row.site, row.hash): row.article for row in connection.execute(held)}
    for site, url, id_ in wanted:
        if holder[site, digest(url)] != id_ and not found[id_].withdrawn:
            raise StoreError(f"{url} is the address of another live article; nothing was written.", url)


def _decision_row(decision: Decision, run: str, now: datetime) -> dict[str, Any]:
    return {
        "at": now,
        "run": run,
        "article": decision.article,
        "relation": decision.relation,
        "data": dumps(cleaned(decision)),
    }


def _story(id: str, rows: list[Any], offered: Sequence[Any] = ()) -> Story:
    told = [(row, row.relation) for row in rows] + [(row, "offered") for row in offered]
    ordered = sorted(told, key=lambda pair: (_RANK.index(pair[1]), pair[0].language, pair[0].url or "", pair[0].id))
    return Story(id, tuple(Member(row.id, row.url, row.language, relation) for row, relation in ordered))
