"""keep: how much of the raw pages stays. Once a day, by age and by size; what re-reading needs always stays."""

from __future__ import annotations

from datetime import datetime, timedelta

from scnfeed.config import Config
from scnfeed.store import Store

MEGABYTE = 2**20


def prune(config: Config, store: Store, now: datetime) -> int:
    """Forget pages older than ``[store] keep_days`` and beyond ``keep_mb``; returns how many. 0 in either means all."""
    settings = config.store
    before = now - timedelta(days=settings.keep_days) if settings.keep_days else None
    return store.drop_pages(before, most_bytes=settings.keep_mb * MEGABYTE if settings.keep_mb else None)


def prune_daily(config: Config, store: Store, now: datetime) -> int:
    """The same, where it was not done today (UTC)."""
    today = now.date().isoformat()
    if store.fact("pruned") == today:
        return 0
    store.note_fact("pruned", today)
    return prune(config, store, now)
