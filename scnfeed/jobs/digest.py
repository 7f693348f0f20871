"""digest: what is new since a person's last letter becomes an issue, frozen once with its outbox rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from scnfeed.config import Config
from scnfeed.digest.compose import compose
from scnfeed.digest.rhythm import OLDEST, due, local
from scnfeed.errors import TemplateError
from scnfeed.jobs.approval import Try, release_of, show, try_politely, waits
from scnfeed.jobs.letters import sender_of
from scnfeed.model import Article, Issue, Notice, Subscriber, moment
from scnfeed.store import Store

LOOK_BACK = timedelta(days=31)


def digest(config: Config, store: Store, now: datetime, *, tried: Try = try_politely) -> list[Issue]:
    """Compose and freeze an issue for everyone whose letter is due. Nothing new: no issue.

    A letter speaks of what was known at its planned hour, also when it is made later. People who chose the same and
    know the same share one issue. An issue whose own template cannot be rendered is held, with file and line.
    """
    store.release_due(now)
    articles: list[Article] | None = None
    frozen: dict[str, tuple[Issue, list[Subscriber]]] = {}
    made: dict[str, Issue | None] = {}
    broken: dict[str, str] = {}
    for person, slot in owed(store, now):
        articles = store.articles(withdrawn=True) if articles is None else articles
        last = store.last_issue(person.id)
        memory = _Memory(last or person.joined or now - LOOK_BACK, store.sent_to(person.id), store.known_to(person.id))
        key = _key(person, slot, memory)
        if key not in made:
            made[key], fault = _issue(config, store, person, slot, articles, memory)
            if fault and (held := made[key]):
                broken[held.id] = fault
        if issue := made[key]:
            frozen.setdefault(issue.id, (issue, []))[1].append(person)
    return [issue for issue, people in frozen.values() if _freeze(config, store, issue, people, now, broken, tried)]


def owed(store: Store, now: datetime) -> Iterator[tuple[Subscriber, datetime]]:
    """Everyone whose letter is due, and its planned hour. One question to the store, however many people there are."""
    served = store.last_issues(now - OLDEST)
    for person in store.subscribers():
        if slot := due(person, served.get(person.id), now):
            yield person, slot


def _freeze(
    config: Config,
    store: Store,
    issue: Issue,
    people: Sequence[Subscriber],
    now: datetime,
    broken: Mapping[str, str],
    tried: Try,
) -> bool:
    """Freeze, and where it waits for a person's word, show it to the editors."""
    if issue.id in broken:
        return store.freeze(issue, people, now, word="held", why=broken[issue.id])
    if not waits(config, issue):
        return store.freeze(issue, people, now)
    release = release_of(config, max(issue.dated, now))
    if not store.freeze(issue, people, now, word="held", release=release):
        return False
    show(config, store, issue, now, tried)
    return True


@dataclass(frozen=True, slots=True)
class _Memory:
    since: datetime
    sent: Mapping[str, int]
    known: Mapping[str, int]


def _key(person: Subscriber, slot: datetime, memory: _Memory) -> str:
    """A name of all that a person's issue depends on: equal for two people, they get the same one."""
    alike = replace(person, id="", address="", joined=None, hour=0, quiet=None, rhythm="daily", time_zone="")
    known = [sorted(memory.sent.items()), sorted(memory.known.items())]
    return repr((alike, local(person, slot).isoformat(), memory.since.isoformat(), known))


def _issue(
    config: Config, store: Store, person: Subscriber, slot: datetime, articles: Sequence[Article], memory: _Memory
) -> tuple[Issue | None, str]:
    """The issue and, where it could be rendered by our own templates only, what is wrong with the others."""
    made = partial(
        compose,
        [article for article in articles if article.first_seen is None or article.first_seen <= slot],
        person,
        slot,
        since=memory.since,
        sent=memory.sent,
        known=memory.known,
        notices=[notice for notice in _notices(config, store, memory.since, person) if notice.at <= slot],
        brand=config.brand_value,
        base_url=config.publish.base_url,
        sender=sender_of(config),
        machine_translated=config.publish.machine_translated,
    )
    try:
        return made(templates=config.templates), ""
    except TemplateError as error:
        return made(), str(error)


def preview(
    config: Config, store: Store, now: datetime, *, since: date | None = None, people: Sequence[Subscriber] = ()
) -> list[tuple[Subscriber, Issue]]:
    """The issues that would go out, rendered for a look and not frozen.

    Without subscribers in the store, an editor of each language that has articles stands in. With `since` the letter
    tells everything from that day on, the baseline included.
    """
    articles = store.articles(withdrawn=True)
    languages = dict.fromkeys(article.language for article in articles if article.withdrawn is None)
    readers = list(people) or store.subscribers() or [_editor(language) for language in languages]
    found = []
    for person in readers:
        start = moment(since) - timedelta(hours=12) if since else store.last_issue(person.id) or person.joined
        issue = compose(
            articles,
            person,
            now,
            since=start,
            sent={} if since else store.sent_to(person.id),
            known={} if since else store.known_to(person.id),
            notices=_notices(config, store, start or now - LOOK_BACK, person),
            brand=config.brand_value,
            base_url=config.publish.base_url,
            baseline=since is not None,
            machine_translated=config.publish.machine_translated,
            sender=sender_of(config),
            templates=config.templates,
        )
        if issue is not None:
            found.append((person, issue))
    return found


def _notices(config: Config, store: Store, since: datetime, person: Subscriber) -> list[Notice]:
    """What happened since, sites called by their titles."""
    titles = {site.name: site.title for site in config.enabled_sites()}
    found = store.notices(since, sites=person.sites)
    return [replace(notice, subject=titles.get(notice.subject, notice.subject)) for notice in found]


def _editor(language: str) -> Subscriber:
    return replace(Subscriber("preview", f"editor-{language}@preview.invalid", "editor"), languages=(language,))
