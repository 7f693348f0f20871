"""Where an article stands in a feed: by its date, or by the best that is known instead, said as such."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from scnfeed.model import Article, Site, moment

OrderSource = Literal["published", "twin", "event", "baseline", "first-seen"]


def ordered(article: Article, site: Site, now: datetime, baseline: bool) -> tuple[datetime, OrderSource]:
    """The article's place in a feed, and what it rests on.

    Without a date: the end of its certain event if that is past; else, seen in the `baseline`, the site's first sane
    day, which is after all dated ones; else the moment it was first seen. No undated article ever tops a feed as if
    it were of today merely because we met it today for the first time in an old archive.
    """
    if article.published is not None:
        return moment(article.published), "published"
    ended = [moment(event.end) for event in article.events if event.certain and moment(event.end) <= now]
    if ended:
        return max(ended), "event"
    if baseline:
        return moment(site.since), "baseline"
    return now, "first-seen"
