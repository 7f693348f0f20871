"""robots.txt as RFC 9309 asks: absent (4xx) means free, unreachable (5xx, no answer) means stay away.

Scrapy's own middleware crawls as if allowed when robots.txt answers 500 or with a web page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.sitemap import sitemap_urls_from_robots

from scnfeed.crawl.judge import cause_of
from scnfeed.crawl.values import SiteMemory

AGENT = "scnfeed"
MOST_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 KiB are read."""
LONGEST_DELAY = 60.0
GOOD_FOR = timedelta(hours=24)
"""RFC 9309, 2.4: a robots.txt that was read may serve for a day, also when it cannot be read any more."""
STAY_AWAY = "so the site was left alone (RFC 9309, 2.3.1.4)"


class Forbidden(IgnoreRequest):
    """An address that robots.txt forbids."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says. `away` is the sentence why the whole host is left alone, "" when it is not."""

    away: str = ""
    parser: ProtegoRobotParser | None = None
    sitemaps: tuple[str, ...] = ()
    delay: float = 0.0
    text: str | None = None
    """What it said, to be remembered; None where it could not be read."""
    silent: str = ""
    """Why no answer came at all, in words."""

    def allow(self, url: str) -> bool:
        return not self.away and (self.parser is None or self.parser.allowed(url, AGENT))


def rules_from(response: Response) -> Rules:
    """The rules in an answer to a request for robots.txt."""
    status, body = response.status, response.body[:MOST_BYTES]
    if status == 429 or status >= 500:
        return Rules(f"robots.txt answered {status}, {STAY_AWAY}")
    if not 200 <= status < 300:
        return Rules(text="")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Rules(f"robots.txt answered with a web page, {STAY_AWAY}")
    return parsed(body, response.url)


def parsed(body: bytes, url: str) -> Rules:
    """The rules in the text of a robots.txt."""
    parser = ProtegoRobotParser(body, None)
    sitemaps = tuple(sitemap_urls_from_robots(body, url))
    delay = min(parser.crawl_delay(AGENT) or 0.0, LONGEST_DELAY)
    return Rules("", parser, sitemaps, delay, body.decode("utf-8", "replace"))


class Robots:
    """Downloader middleware: asks each host once for its robots.txt and obeys it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.memory = SiteMemory()
        """The last good answer of the site's own host; the spider sets it, and remembers what it is afterwards."""
        self.now: datetime | None = None
        self.trouble = ""
        """Why its last good robots.txt serves instead of a new one, "" when it does not."""
        self._known: dict[str, Rules] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        if not (await self.rules(request.url)).allow(request.url):
            raise Forbidden(request.url)

    async def rules(self, url: str) -> Rules:
        host = urlsplit(url).netloc
        if host not in self._known:
            self._known[host] = await self._ask(urljoin(url, "/robots.txt"))
            self._slow_down(self._known[host].delay)
        return self._known[host]

    async def _ask(self, url: str) -> Rules:
        assert self.crawler.engine
        first = not self._known
        try:
            rules = rules_from(await self.crawler.engine.download_async(Request(url, meta={"robots": True})))
        except Exception as error:
            cause = cause_of(error)
            rules = Rules(f"robots.txt could not be read ({cause}), {STAY_AWAY}", silent=cause)
        if first and rules.text is not None:
            self.memory = replace(self.memory, robots=rules.text, robots_at=self.now)
        last = self.memory.robots_at
        if first and rules.text is None and last and self.now and self.now - last <= GOOD_FOR:
            self.trouble = rules.away.removesuffix(f", {STAY_AWAY}")
            return parsed(self.memory.robots.encode(), url)
        return rules

    def _slow_down(self, delay: float) -> None:
        throttle = self.crawler.get_extension(AutoThrottle)
        if throttle:
            throttle.mindelay = max(throttle.mindelay, delay)
        assert self.crawler.engine
        for slot in self.crawler.engine.downloader.slots.values():  # the next request waits as long, too
            slot.delay = max(slot.delay, delay)
