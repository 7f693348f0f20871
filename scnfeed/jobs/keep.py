"""keep: how much of the raw pages stays. Once a day, by age and by size; what re-reading needs always stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from scnfeed.config import Config
from scnfeed.store import Store

MEGABYTE = 2**20


def prune(store: Store, now: datetime, days: int, megabytes: int) -> int:
    """Forget pages older than `days`, then the oldest beyond `megabytes`; returns how many. 0 is no bound."""
    before = now - timedelta(days=days) if days else None
    return store.drop_pages(before, most_bytes=megabytes * MEGABYTE if megabytes else None)


def prune_daily(config: Config, store: Store, now: datetime) -> int:
    """By the bounds of the settings, where it was not done today (UTC)."""
    today = now.date().isoformat()
    if store.fact("pruned") == today:
        return 0
    store.note_fact("pruned", today)
    return prune(store, now, config.store.keep_days, config.store.keep_mb)
