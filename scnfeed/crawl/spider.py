"""The spider of one site: its index first, then what is new or changed. It reads nothing but where to go next."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from scnfeed.crawl import Event, Fetched, Plan
from scnfeed.crawl.discover import Ask, choose, parts, printed
from scnfeed.crawl.find import Finder, hrefs
from scnfeed.crawl.guard import Guard, Left, Refused
from scnfeed.crawl.judge import Account, cause_of, judge
from scnfeed.crawl.robots import Forbidden, Robots
from scnfeed.crawl.settings import polite
from scnfeed.model import Page, Site
from scnfeed.sites.addresses import is_item, is_watch, normal

MOST_PARTS = 50
MOST_FAILURES = 10
"""So many errors one after another mean that the site is down: the rest is left for the next crawl."""
GONE = (404, 410)
HEADERS = ("content-type", "content-language", "etag", "last-modified", "link", "x-robots-tag")
SKIPPED: dict[type[Exception], str] = {Refused: "refused", Forbidden: "forbidden", Left: "left"}
_DOCUMENT = re.compile(r"text/|application/(xhtml|xml|octet-stream)|$")


class SiteSpider(Spider):
    """A spider bound to one Site. `sink` receives each Fetched, `tell` each event, `account` what was met.

    A site of a deployment is three lines: ``class Mine(SiteSpider): name = "mine"; site = MINE``.
    """

    site: ClassVar[Site]

    def __init__(
        self,
        plan: Plan | None = None,
        account: Account | None = None,
        sink: Callable[[Fetched], None] = lambda fetched: None,
        tell: Callable[[Event], None] = lambda event: None,
    ) -> None:
        super().__init__()
        self.plan = plan or Plan(site=self.site, now=datetime.now(UTC), spool=Path())
        self.account = account or Account()
        self.sink = sink
        self.tell = tell
        self._failing = 0
        self._asked: set[str] = set()
        self._parts: dict[str, int] = {}

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.update(polite(cls.site, settings.get("SCNFEED_CONTACT", "")), priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        account = self.account
        robots = self.crawler.get_downloader_middleware(Robots)
        assert robots
        rules = await robots.rules(self.site.home)
        account.robots = rules.away
        account.known = sum(seen.live for seen in self.plan.seen)
        finder = Finder(self.site, frozenset(seen.url for seen in self.plan.seen), account, self._get)
        found = {} if rules.away else await finder.find(rules.sitemaps)
        choice = choose(self.plan, found, account.complete)
        account.found, account.absent, account.unchanged = len(found), choice.absent, choice.unchanged
        account.broken_off = False
        self.tell({"event": "plan", "wanted": len(choice.asks), "unchanged": len(choice.unchanged)})
        for ask in choice.asks if found else ():
            yield self._request(ask)

    async def _get(self, url: str) -> Response | None:
        assert self.crawler.engine
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:
            self._missed(url, error)
            return None
        self._answered(response)
        return response

    def _request(self, ask: Ask) -> Request:
        self.account.wanted += 1
        self._asked.add(ask.key)
        return Request(
            ask.url,
            callback=self.parse,
            errback=self.missed,
            cb_kwargs={"ask": ask},
            dont_filter=True,
            priority=ask.urgency,
        )

    def parse(self, response: Response, ask: Ask) -> Iterator[Request | dict[str, object]]:
        """Keep the page; follow only the numbered pages that belong to it."""
        self._answered(response)
        fetched = self._fetched(response, ask)
        gone = response.status in GONE
        if not (gone or 200 <= response.status < 300):
            self._failed(ask, f"status {response.status}")
        elif not (gone or _is_document(response)):
            self.account.count("not_html")
        elif not (ask.part_of and (gone or fetched.final_key != ask.key)):
            yield self._keep(fetched)
            yield from self._numbered(response, ask)

    def _keep(self, fetched: Fetched) -> dict[str, object]:
        self.account.pages += 1
        self.sink(fetched)
        url, status = fetched.page.url, fetched.page.status
        self.tell({"event": "page", "url": url, "status": status, "n": self.account.pages})
        return {"url": url, "status": status, "final_url": fetched.page.final_url, "item": fetched.item}

    def _numbered(self, response: Response, ask: Ask) -> Iterator[Request]:
        first = ask.part_of or normal(response.url, self.site)
        for url in parts(response.url, hrefs(response), first, self.site):
            key = normal(url, self.site)
            if key not in self._asked and self._parts.get(first, 0) < MOST_PARTS:
                self._parts[first] = self._parts.get(first, 0) + 1
                yield self._request(Ask(key, printed(url, self.site), "", ask.urgency + 1, first))

    def _fetched(self, response: Response, ask: Ask) -> Fetched:
        headers = ((name, response.headers.get(name)) for name in HEADERS)
        page = Page(
            url=ask.url,
            final_url=response.url,
            status=response.status,
            headers=tuple((name, value.decode("latin-1")) for name, value in headers if value),
            body=response.body,
            fetched_at=self.plan.now,
        )
        item, watch = is_item(ask.key, self.site), is_watch(ask.key, self.site)
        return Fetched(page, ask.key, ask.lastmod, item, watch, normal(response.url, self.site), ask.part_of)

    def missed(self, failure: Failure) -> None:
        """A wanted page that got no answer."""
        ask: Ask = failure.request.cb_kwargs["ask"]  # type: ignore[attr-defined]
        assert isinstance(failure.value, Exception)
        cause = self._missed(ask.url, failure.value)
        if isinstance(failure.value, Left):
            self.account.broken.add(ask.part_of or ask.key)
        elif cause not in SKIPPED.values():
            self._failed(ask, cause)

    def _answered(self, response: Response) -> None:
        self.account.answer(response.status)
        self.account.count("bytes", len(response.body))
        self._fails(not (200 <= response.status < 300 or response.status in GONE))

    def _missed(self, url: str, error: Exception) -> str:
        skipped = SKIPPED.get(type(error))
        if skipped:
            self.account.count(skipped)
        else:
            self.account.fail(cause_of(error))
            self._fails(True)
        cause = skipped or cause_of(error)
        self.tell({"event": "missed", "url": url, "cause": cause})
        return cause

    def _failed(self, ask: Ask, cause: str) -> None:
        self.account.errors += 1
        self.account.broken.add(ask.part_of or ask.key)
        self.tell({"event": "failed", "url": ask.url, "cause": cause})

    def _fails(self, failed: bool) -> None:
        self._failing = self._failing + 1 if failed else 0
        guard = self.crawler.get_downloader_middleware(Guard)
        if guard and self._failing == MOST_FAILURES:
            guard.closed = True
            self.account.stopped = f"the site stopped answering: {MOST_FAILURES} requests failed one after another"

    def closed(self, reason: str) -> None:
        assert self.crawler.stats
        self.account.count("requests", self.crawler.stats.get_value("downloader/request_count", 0))
        if reason != "finished":
            self.account.stopped = f"the crawl was stopped ({reason})"
        if wrong := judge(self.account):
            self.logger.warning("%s: %s", self.site.name, wrong)


def _is_document(response: Response) -> bool:
    kind = (response.headers.get("content-type") or b"").decode("latin-1").strip().lower()
    return isinstance(response, TextResponse) and bool(_DOCUMENT.match(kind))
