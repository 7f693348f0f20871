"""The Strong Cities Network."""

from __future__ import annotations

from scnfeed.crawl.spider import SiteSpider
from scnfeed.sites import STRONG_CITIES


class StrongCities(SiteSpider):
    name = "strong_cities"
    site = STRONG_CITIES
