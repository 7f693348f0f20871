"""Scrapy settings for ``python -m scrapy``; what depends on a site comes from its Site."""

from __future__ import annotations

from scnfeed.crawl.settings import general

BOT_NAME = "scnfeed"
SPIDER_MODULES = ["spiders"]
SCNFEED_CONTACT = ""
FEED_EXPORT_ENCODING = "utf-8"
globals().update(general())
