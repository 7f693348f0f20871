"""replay: the kept pages read and matched again by today's code, and what comes out otherwise. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from scnfeed.config import Config
from scnfeed.crawl import Fetched, impossible_word
from scnfeed.errors import ScnfeedError
from scnfeed.jobs.article import article_of
from scnfeed.jobs.intake import Intake, history, intake
from scnfeed.jobs.overrule import carried_out, restored
from scnfeed.jobs.taken import FORBIDDEN, decided, latest, settle, why_held
from scnfeed.match.decide import Judge
from scnfeed.match.known import Memory
from scnfeed.match.rulings import Ruling, Rulings
from scnfeed.model import Article, Change, Decision, Page, Run, Site
from scnfeed.plain import loads
from scnfeed.sites.addresses import is_item, is_watch, normal, part_of
from scnfeed.store import Store

ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Difference:
    """One page of one run: what was decided (None: nothing) and what would be today (None: nothing)."""

    run: Run
    subject: str
    stored: Decision | None
    today: Decision | None


def replay(config: Config, store: Store, run: str = "") -> Iterator[Difference]:
    """What today's code would decide otherwise in `run` (all runs where empty); nothing comes out of unchanged code.

    A run stands on those before it, so all up to it are worked through. Raises ScnfeedError for an unknown run.
    """
    runs = [one for one in reversed(store.runs(limit=ALL)) if one.job in ("collect", "ingest")]
    if run and run not in {one.id for one in runs}:
        raise ScnfeedError(f"{run}: no such run of collect or ingest; `scnfeed status --json` lists them", run)
    past = _Past(config, store)
    for one in runs:
        if one.status in ("done", "held"):
            found = past.differences(one)
            yield from found if run in ("", one.id) else ()
        if one.id == run:
            break


class _Recall:
    """A minter that gives an article the id it got when it was first stored."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._known = {(one.site, key): one.id for one in articles for key in _keys(one)}
        self._numbers = count(1)
        self._next: list[str] = []

    def expect(self, article: Article) -> None:
        keys = [(article.site, key) for key in _keys(article)]
        self._next = [self._known[key] for key in keys if key in self._known][:1]

    def __call__(self) -> str:
        return self._next.pop() if self._next else f"replay-{next(self._numbers)}"


def _keys(article: Article) -> list[str]:
    return [key for key in (article.url, *article.aliases, article.url is None and article.body_hash) if key]


class _Judge(Judge):
    """A judge who expects each article under the id it has in the store."""

    def decide(self, article: Article, asked: str = "") -> list[Change]:
        if isinstance(self.mint, _Recall):
            self.mint.expect(replace(article, aliases=(asked,)))
        return Judge.decide(self, article, asked)


class _Past:
    """What was known, run by run."""

    def __init__(self, config: Config, store: Store) -> None:
        self._config, self._store = config, store
        self._rulings = sorted(store.rulings().all, key=lambda one: one.at)
        self._memory = Memory()
        self._mint = _Recall(store.articles(withdrawn=True))
        self._complete: set[str] = set()
        self._nowhere: dict[str, Page] = {}
        self._until: datetime | None = None

    def differences(self, run: Run) -> list[Difference]:
        self._rule(run.started)
        site, baseline = self._config.site(run.site), run.site not in self._complete
        judge = _Judge(site, self._memory, run.started, self._mint, baseline, self._in_force(run.started))
        stored = [decision for _, decision in self._store.decisions(run=run.id)]
        if run.job == "ingest":
            return _diff(run, stored, self._ingested(run, judge, stored))
        past = [one for one in self._memory.all() if one.site == site.name]
        with closing(intake(judge, run.started, *history(past))) as taken:
            self._take(run, taken)
            reason = self._why_held(run, taken)
            if run.status == "held" or reason:
                was, now = (run.reason if run.status == "held" else ""), reason
                if was == now:
                    return []
                told = [Decision("held", said) if said else None for said in (was, now)]
                return [Difference(run, site.name, *told)]
            self._complete.add(site.name)
            shut_out = [one.url for one in stored if one.reason == FORBIDDEN]  # no page tells of that
            return _diff(run, stored, [one.decision for some in decided(taken, shut_out) for one in some.changes])

    def _take(self, run: Run, taken: Intake) -> None:
        """The kept pages of a run, as its crawl handed them on."""
        site = taken.site
        pages = list(self._store.pages(site.name, run=run.id))
        nowhere = [page for page in pages if page.url.endswith(f"/{impossible_word(site, run.started)}/")]
        if nowhere:
            self._nowhere[site.name] = nowhere[0]
        if site.name in self._nowhere:
            taken.nowhere(self._nowhere[site.name])
        for group in _groups([_fetched(page, site) for page in pages if page not in nowhere]):
            taken.take(group)
        for page in pages:
            taken.calendar(page)

    def _why_held(self, run: Run, taken: Intake) -> str:
        taken.denied = int(run.stats.get("denied", 0))
        settle(taken, bool(run.stats.get("complete")))
        asked = {key: self._store.times_kept(taken.site.name, key, run.started) for key in taken.doubts}
        return why_held(taken, asked)

    def _ingested(self, run: Run, judge: Judge, stored: Sequence[Decision]) -> list[Decision]:
        places = {key: at for at, one in reversed(list(enumerate(stored))) for key in (one.url, one.article) if key}
        pages = []
        for page in self._store.pages(run.site, run=run.id):
            address = None if page.url.startswith("urn:sha256:") else page.url
            article = article_of(page, address, judge.site)
            self._mint.expect(article)
            place = min(places.get(address or "", ALL), places.get(self._mint(), ALL))
            pages.append((place, page.url, article, address))
        changes: list[Change] = []
        for _, _, article, address in sorted(pages, key=lambda row: row[:2]):
            changes += judge.decide(article, address or "")
        changes += judge.settle([change.article.story for change in changes if change.article])
        return [change.decision for change in latest(changes)]

    def _in_force(self, at: datetime) -> Rulings:
        return Rulings(
            tuple(
                replace(one, revoked=one.revoked if one.revoked and one.revoked <= at else None)
                for one in self._rulings
                if one.at <= at
            )
        )

    def _rule(self, until: datetime) -> None:
        """What editors said and took back since the last run."""
        events: list[tuple[datetime, Callable[[Ruling], None], Ruling]] = []
        for one in self._rulings:
            events.append((one.at, self._carry_out, one))
            if one.revoked:
                events.append((one.revoked, self._take_back, one))
        for at, act, one in sorted(events, key=lambda event: event[0]):
            if (self._until is None or at > self._until) and at <= until:
                act(one)
        self._until = until

    def _carry_out(self, ruling: Ruling) -> None:
        article = self._memory.by_id(ruling.article)
        other = self._memory.by_id(ruling.other or ruling.article)
        for one in carried_out(ruling, article, other, self._memory.story) if article and other else ():
            self._memory.add(one)

    def _take_back(self, ruling: Ruling) -> None:
        for was in loads(tuple[Article, ...], ruling.before):
            current = self._memory.by_id(was.id)
            if current is not None:
                self._memory.add(restored(current, was, ruling))


def _fetched(page: Page, site: Site) -> Fetched:
    """The kept page as the crawl handed it on."""
    key, final = normal(page.url, site) or page.url, normal(page.final_url, site) or page.final_url
    first = part_of(key, site) or ""
    return Fetched(page, key, "", is_item(final, site), is_watch(final, site), final, first if first != key else "")


def _groups(pages: Sequence[Fetched]) -> list[list[Fetched]]:
    """Each page with its numbered pages, as the crawl handed them on."""
    first = {one.final_key: [one] for one in reversed(pages) if not one.part_of}
    alone = [[one] for one in pages if not one.part_of and first[one.final_key][0] is not one]
    for one in pages:
        if one.part_of in first:
            first[one.part_of].append(one)
    return [*first.values(), *alone]


def _diff(run: Run, stored: Sequence[Decision], today: Sequence[Decision]) -> list[Difference]:
    """Decisions about one page against each other, in their order."""
    found: list[Difference] = []
    pages = dict.fromkeys(one.url or one.article for one in (*stored, *today))
    for page in pages:
        was = [one for one in stored if (one.url or one.article) == page]
        now = [one for one in today if (one.url or one.article) == page]
        longest = max(len(was), len(now))
        pairs = zip(was + [None] * (longest - len(was)), now + [None] * (longest - len(now)), strict=True)
        found += [Difference(run, page, one, other) for one, other in pairs if not _alike(one, other)]
    return found


def _alike(one: Decision | None, other: Decision | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.relation, one.reason, one.fields, dict(one.figures)) == (
        other.relation,
        other.reason,
        other.fields,
        dict(other.figures),
    )
