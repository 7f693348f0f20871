"""Where an article stands in a feed: by its date, or by the best that is known instead, said as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from scnfeed.model import Article, Site, moment


def in_order(article: Article, site: Site, now: datetime) -> Article:
    """`article` with `ordered` and `order_source` set.

    Without a date: the end of its certain event if that is past; else, seen in the baseline, the site's first sane
    day, which is after all dated ones; else the moment it was first seen. No undated article ever tops a feed as if
    it were of today merely because we met it today for the first time in an old archive.
    """
    if article.published is not None:
        return replace(article, ordered=moment(article.published), order_source="published")
    ended = [moment(event.end) for event in article.events if event.certain and moment(event.end) <= now]
    if ended:
        return replace(article, ordered=max(ended), order_source="event")
    if article.baseline:
        return replace(article, ordered=moment(site.since), order_source="baseline")
    return replace(article, ordered=now, order_source="first-seen")
