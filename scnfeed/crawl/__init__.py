"""Collect: fetch what is new or changed on one site and keep it raw. The door to scrapy.

A crawl is a child process, one per site and run, so that it can be started again and again in one running loop, can be
cancelled at any moment, and cannot take its parent down. The child hands its pages on as they come and ends with an
account; whether the crawl succeeded is judged from that account, never from how the child ended.
"""

from scnfeed.crawl.known import Known, Looks
from scnfeed.crawl.parent import Sink, crawl
from scnfeed.crawl.values import (
    TIERS,
    Crawl,
    Event,
    Fetched,
    IndexFile,
    Look,
    Plan,
    Report,
    SiteMemory,
    impossible_word,
)

__all__ = [
    "TIERS",
    "Crawl",
    "Event",
    "Fetched",
    "IndexFile",
    "Known",
    "Look",
    "Looks",
    "Plan",
    "Report",
    "Sink",
    "SiteMemory",
    "crawl",
    "impossible_word",
]
