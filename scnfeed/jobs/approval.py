"""approval: a readers' issue waits until somebody lets it go, and editors are shown what they decide about.

An approval is good for the bytes that were looked at. Whatever changes them, an item dropped, a template, the settings,
makes another issue of it or voids the approval, and editors are shown it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from scnfeed.config import Config
from scnfeed.crawl.links import Tried, try_links
from scnfeed.digest.compose import frozen
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import seal_of
from scnfeed.digest.preflight import findings, links_of
from scnfeed.errors import MailError, TemplateError
from scnfeed.jobs.letters import page_of, secret_of, sender_of
from scnfeed.mail.tokens import seal, unseal
from scnfeed.model import Article, Issue, Notice, Preview, Subscriber
from scnfeed.plain import dumps, loads
from scnfeed.store import Store

Try = Callable[[list[str], list[str]], Tried]
"""Addresses, and hosts that may be private -> which of them are dead."""


def try_politely(urls: list[str], private: list[str]) -> Tried:
    return try_links(urls, private)


def waits(config: Config, issue: Issue) -> bool:
    """Whether an issue needs a person's word. Editors' letters never do: they are the look at it."""
    return config.digest.approval != "auto" and issue.role == "reader"


def release_of(config: Config, dated: datetime) -> datetime | None:
    """When a waiting issue goes by itself: the first ``digest.release_at`` after `dated`, in the settings' time zone;
    None where it waits for a word.
    """
    if config.digest.approval != "unless_held":
        return None
    zone = ZoneInfo(config.digest.time_zone)
    at = time.fromisoformat(config.digest.release_at)
    days = (dated.astimezone(zone).date() + timedelta(days=n) for n in range(3))
    moments = (datetime.combine(day, at, zone).astimezone(UTC) for day in days)
    return next(moment for moment in moments if moment > dated)


def show(config: Config, store: Store, issue: Issue, now: datetime, tried: Try = try_politely) -> Issue | None:
    """Freeze the letter that shows `issue` to the editors of its language, else to all; None where there are none."""
    editors = _editors(store, issue)
    if not editors:
        return None
    private = [site.home.split("/")[2] for site in config.enabled_sites() if site.private]
    found = tried(links_of(issue), private)
    standing = store.standing(issue.id)
    preview = Preview(
        of=issue.id,
        recipients=len(store.deliveries(issue.id)),
        findings=findings(issue, found.dead, len(found.unasked)),
        release=local_time(config, standing.release) if standing and standing.release else None,
        link=page_of(config, "i", token_of(config, issue)),
    )
    shown = replace(issue, id="", hash="", role="editor", preview=preview)
    letter = frozen(shown, f"preview\0{issue.id}\0{issue.hash}", sender_of(config), config.templates)
    return letter if store.freeze(letter, editors, now) else None


def _editors(store: Store, issue: Issue) -> list[Subscriber]:
    """Who looks at it: editors who read its language, else all; where there is no editor, the operators."""
    people = store.subscribers()
    editors = [p for p in people if p.role == "editor"] or [p for p in people if p.role == "operator"]
    return [p for p in editors if {issue.language, issue.edition} & set(p.languages)] or editors


def local_time(config: Config, moment: datetime) -> datetime:
    """`moment` by the clock that the settings name for editors."""
    return datetime.fromisoformat(moment.astimezone(ZoneInfo(config.digest.time_zone)).isoformat())


def token_of(config: Config, issue: Issue) -> str:
    """The token of an issue's page: good for exactly this content."""
    return seal(secret_of(config), "issue", f"{issue.id}\n{issue.hash}")


def by_token(config: Config, store: Store, token: str) -> Issue | None:
    """The issue whose page `token` opens: one that waits for a word or has letters that wait, unchanged since."""
    named = unseal(secret_of(config), "issue", token)
    if named is None:
        return None
    id, _, seen = named.partition("\n")
    issue, standing = store.issue(id), store.standing(id)
    if issue is None or standing is None or standing.seal != seen or standing.word == "stopped":
        return None
    return issue if store.deliveries(id, "new") and _as_sealed(config, issue) else None


def _as_sealed(config: Config, issue: Issue) -> bool:
    try:
        return current_seal(config, issue) == issue.hash
    except TemplateError:
        return False


def current_seal(config: Config, issue: Issue) -> str:
    """The hash of what readers would get now; raises TemplateError where templates of the user's own are broken."""
    folder = config.templates
    files = sorted(folder.glob("letter.*")) if folder else []
    stamp = tuple((file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _seal(dumps(issue), sender_of(config), folder, stamp)


@lru_cache(maxsize=512)
def _seal(data: str, sender: Sender, templates: Path | None, stamp: object) -> str:
    return seal_of(loads(Issue, data), sender, templates)


def decide(
    config: Config,
    store: Store,
    id: str,
    word: Literal["approved", "held", "stopped"],
    now: datetime,
    seen: str = "",
) -> None:
    """A person's word on an issue. `seen` is the hash of what the person looked at.

    An approval is refused where the issue is not that, or where readers would get something else than was frozen,
    since a template or the settings changed: then it is sealed anew, and has to be looked at again.
    """
    issue = store.issue(id)
    if word == "approved" and issue is not None:
        current = current_seal(config, issue)
        if current != issue.hash:
            store.reseal(id, current, "templates or settings changed since it was frozen")
        if seen and seen != current:
            raise MailError(f"The issue {id} is not what you looked at; look again: `scnfeed letters show {id}`.", id)
    store.decide(id, word, now)


def drop(config: Config, store: Store, id: str, item: str, now: datetime, tried: Try = try_politely) -> Issue | None:
    """Leave an item (an article's id or address, a notice's subject) out of an issue of which nothing was sent.

    The issue is stopped, and another one without the item is frozen for the same people; it waits to be looked at.
    None where nothing worth telling is left. Raises MailError for an item that is not in it.
    """
    issue = store.issue(id)
    if issue is None:
        raise MailError(f"There is no issue {id}; see `scnfeed letters list`.", id)
    left, gone = _without(issue, item)
    if not gone:
        raise MailError(f"{item}: is not in the issue {id}; see `scnfeed letters show {id}`.", item)
    told = any(section.name != "ahead" for section in left.sections)
    new = frozen(replace(left, id="", hash=""), id, sender_of(config), config.templates) if told else None
    stories = [one.story or one.id for one in gone if isinstance(one, Article)]
    store.replace_issue(id, new, now, stories, release_of(config, now) if new and waits(config, new) else None)
    if new is not None:
        show(config, store, new, now, tried)
    return new


def _without(issue: Issue, item: str) -> tuple[Issue, list[Article | Notice]]:
    gone: list[Article | Notice] = []

    def stays(one: Article | Notice) -> bool:
        if item in _names(one):
            gone.append(one)
        return one not in gone

    sections = [
        replace(s, articles=tuple(filter(stays, s.articles)), notices=tuple(filter(stays, s.notices)))
        for s in issue.sections
    ]
    return replace(issue, sections=tuple(s for s in sections if s.articles or s.notices)), gone


def _names(one: Article | Notice) -> Iterable[str]:
    return filter(None, (one.id, one.url or "") if isinstance(one, Article) else (one.url, one.subject))


def check_waiting(config: Config, store: Store, now: datetime, tried: Try = try_politely) -> list[str]:
    """Before letters go: what was approved must be what goes. Returns what was held, in words.

    An issue that would read otherwise than it was sealed is held, sealed anew and shown again; one that cannot be
    rendered is held with file and line.
    """
    told = []
    for id, word in store.ready(now):
        issue = store.issue(id)
        if issue is None:
            continue
        try:
            current = current_seal(config, issue)
        except TemplateError as error:
            store.hold(id, str(error))
            told.append(f"{id} is held: {error}; mend the template, then `scnfeed letters approve {id}`")
            continue
        if word == "approved" and current != issue.hash:
            store.reseal(id, current, "templates or settings changed since it was approved")
            show(config, store, replace(issue, hash=current), now, tried)
            told.append(f"{id} is held: it changed since it was approved; look again: `scnfeed letters show {id}`")
    return told
