"""digest: what is new since a person's last letter becomes an issue, frozen once with its outbox rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from scnfeed.config import Config
from scnfeed.digest.compose import compose
from scnfeed.digest.rhythm import due, local
from scnfeed.model import Article, Issue, Notice, Subscriber, moment
from scnfeed.store import Store

LOOK_BACK = timedelta(days=31)


def digest(config: Config, store: Store, now: datetime) -> list[Issue]:
    """Compose and freeze an issue for everyone whose letter is due. Nothing new: no issue.

    A letter speaks of what was known at its planned hour, also when it is made later. People who chose the same and
    know the same share one issue.
    """
    articles = store.articles(withdrawn=True)
    frozen: dict[str, tuple[Issue, list[Subscriber]]] = {}
    made: dict[str, Issue | None] = {}
    for person in store.subscribers():
        last = store.last_issue(person.id)
        slot = due(person, last, now)
        if slot is None:
            continue
        memory = _Memory(last or person.joined or now - LOOK_BACK, store.sent_to(person.id), store.known_to(person.id))
        key = _key(person, slot, memory)
        if key not in made:
            made[key] = _issue(config, store, person, slot, articles, memory)
        if issue := made[key]:
            frozen.setdefault(issue.id, (issue, []))[1].append(person)
    return [issue for issue, people in frozen.values() if store.freeze(issue, people, now, **_approval(config, issue))]


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
) -> Issue | None:
    return compose(
        [article for article in articles if article.first_seen is None or article.first_seen <= slot],
        person,
        slot,
        since=memory.since,
        sent=memory.sent,
        known=memory.known,
        notices=[notice for notice in _notices(config, store, memory.since, person) if notice.at <= slot],
        brand=config.brand_value,
        base_url=config.publish.base_url,
        machine_translated=config.publish.machine_translated,
    )


class _Approval(TypedDict):
    word: Literal["", "held"]
    release: datetime | None


def _approval(config: Config, issue: Issue) -> _Approval:
    """Whether an issue waits for a person, and until when. Editors' letters never wait: they are the look at it."""
    if config.digest.approval == "auto" or issue.role != "reader":
        return {"word": "", "release": None}
    release = release_of(config, issue.dated) if config.digest.approval == "unless_held" else None
    return {"word": "held", "release": release}


def release_of(config: Config, dated: datetime) -> datetime:
    """The first ``digest.release_at`` after an issue's planned hour, in the settings' time zone."""
    zone = ZoneInfo(config.digest.time_zone)
    at = time.fromisoformat(config.digest.release_at)
    days = (dated.astimezone(zone).date() + timedelta(days=n) for n in range(3))
    moments = (datetime.combine(day, at, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > dated)


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
