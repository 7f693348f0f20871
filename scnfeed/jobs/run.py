"""run: the main job, once. collect every site, publish, write the letters that are due, send them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from scnfeed.config import Config
from scnfeed.errors import ScnfeedError
from scnfeed.jobs import Mint, mint_id
from scnfeed.jobs.asking import forget_silent
from scnfeed.jobs.bounces import read_box
from scnfeed.jobs.collect import Collected, OnEvent, collect
from scnfeed.jobs.digest import digest, owed
from scnfeed.jobs.keep import prune_daily
from scnfeed.jobs.publish import PublishedTree, publish
from scnfeed.jobs.send import deliver
from scnfeed.mail.sending import Sent
from scnfeed.model import Issue, Site
from scnfeed.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ran:
    """What the main job did, and in `failures` what it could not do: subject and sentence."""

    collected: tuple[Collected, ...]
    tree: PublishedTree | None
    issues: tuple[Issue, ...]
    sent: Sent | None
    failures: tuple[tuple[str, str], ...]


def run(
    config: Config,
    store: Store,
    *,
    now: datetime | None = None,
    sites: Sequence[Site] | None = None,
    slots: Mapping[str, str] | None = None,
    mint: Mint = mint_id,
    on_event: OnEvent | None = None,
) -> Ran:
    """One after the other; what fails in one step is told and does not keep the next from its work.

    Issues are frozen before publishing, so that the page a letter points to is there when it arrives. `slots` names,
    for each site, the planned slot that this run is for.
    """
    now = now or datetime.now(UTC)
    failures: list[tuple[str, str]] = []
    collected = []
    for site in config.enabled_sites() if sites is None else sites:
        slot = (slots or {}).get(site.name, "")
        job = collect(site, store, now=now, mint=mint, slot=slot, contact=config.brand.contact, on_event=on_event)
        found = _attempt(site.name, partial(asyncio.run, job), failures)
        if found is not None:
            collected.append(found)
            if not found.ok:
                failures.append((site.name, f"{found.run.status}: {found.run.reason}"))
    issues, tree, sent = _pass_on(config, store, now, failures)
    _attempt("kept pages", lambda: prune_daily(config, store, now), failures)
    _attempt("people", lambda: forget_silent(config, store, now), failures)
    return Ran(tuple(collected), tree, issues, sent, tuple(failures))


def _pass_on(
    config: Config, store: Store, now: datetime, failures: list[tuple[str, str]]
) -> tuple[tuple[Issue, ...], PublishedTree | None, Sent | None]:
    """What the store holds, on to subscribers: issues frozen, files published, letters sent. Before, what came back is
    read: who is gone gets none."""
    _attempt("mail that came back", lambda: read_box(config, store, now), failures)
    issues = _attempt("digest", lambda: digest(config, store, now), failures) if config.digest.enabled else []
    tree = _attempt("publish", lambda: publish(config, store), failures)
    sent = _attempt("send", lambda: deliver(config, store, now=lambda: now), failures)
    return tuple(issues or ()), tree, sent


def _attempt(subject: str, step: Callable[[], T], failures: list[tuple[str, str]]) -> T | None:
    try:
        return step()
    except ScnfeedError as error:
        failures.append((subject, str(error)))
        return None


def due_slot(config: Config, site: Site, now: datetime) -> str:
    """The planned slot of a site's crawl that `now` falls in: the start of its interval, counted from 1970 in UTC."""
    every = timedelta(minutes=config.sites[site.name].every)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return (start + (now - start) // every * every).isoformat()


def tick(config: Config, store: Store, now: datetime) -> Ran | None:
    """What the timetable does each minute: crawl the sites whose slot nobody has taken; write and send letters that
    are due.

    None when nothing was due and no letter waits. The slot's row in the store makes a second scheduler harmless.
    """
    taken = {(one.site, one.slot) for one in store.runs(job="collect", limit=500)}
    slots = {site.name: due_slot(config, site, now) for site in config.enabled_sites()}
    sites = [site for site in config.enabled_sites() if (site.name, slots[site.name]) not in taken]
    waits = not store.fact("paused") and store.waits(now)
    if not sites and not waits and not any(owed(store, now)):
        return None
    return run(config, store, now=now, sites=sites, slots=slots)
