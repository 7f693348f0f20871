"""The spider of one site: its index first, then what is new or changed. It reads nothing but where to go next."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from scnfeed.crawl import Event, Fetched, IndexFile, Plan, impossible_word
from scnfeed.crawl.discover import bases, links, parts, printed, trap
from scnfeed.crawl.find import Finder, hrefs, twins
from scnfeed.crawl.guard import Guard, Left, Refused
from scnfeed.crawl.judge import Account, cause_of, judge
from scnfeed.crawl.manners import Patience
from scnfeed.crawl.revisit import Ask, Choice, Found, choose
from scnfeed.crawl.robots import Forbidden, Robots, Rules
from scnfeed.crawl.settings import polite
from scnfeed.model import Page, Site
from scnfeed.sites.addresses import is_item, is_watch, normal

MOST_PARTS = 50
MOST_FAILURES = 10
"""So many errors one after another mean that the site is down: the rest is left for the next crawl."""
GONE = (404, 410)
CLOSED = (401, 403)
"""The page is there, but no more for everybody. Whether it counts as gone is not judged here."""
MOVED = (301, 302, 303, 307, 308)
FOLLOWING = ("feeds", "listings", "links")
"""Tiers that do not name everything: what their pages link to is followed."""
HEADERS = ("cache-control", "content-type", "content-language", "etag", "last-modified", "link", "x-robots-tag")
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
        self.memory = self.plan.memory
        self.impossible: Page | None = None
        self.known = frozenset(seen.url for seen in self.plan.seen)
        self._failing = 0
        self._asked: set[str] = set()
        self._parts: dict[str, int] = {}
        self._same: list[str] = []
        self._kept: dict[str, Response] = {}
        self._absent: frozenset[str] = frozenset()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.update(polite(cls.site, settings.get("SCNFEED_CONTACT", "")), priority="spider")

    async def start(self) -> AsyncIterator[Request]:
        account = self.account
        account.known = sum(seen.live for seen in self.plan.seen)
        rest = self.plan.memory.not_before
        if rest and self.plan.now < rest:
            account.robots = f"the site asked to be left alone until {rest.isoformat(timespec='minutes')}"
            return
        rules = await self._rules()
        account.robots = rules.away
        found = Found() if rules.away else await self._discover(rules)
        choice = choose(self.plan, found, account.complete) if found.asks or found.unread else Choice((), (), ())
        if self.plan.only:
            choice = Choice(tuple(Ask(normal(u, self.site) or u, u) for u in self.plan.only if not rules.away), (), ())
        account.chosen = bool(self.plan.only)
        account.found = len(found.asks) or (account.known if found.unread else 0)
        account.absent, account.unchanged = choice.absent, choice.unchanged
        self._absent = frozenset(choice.absent)
        account.broken_off = False
        self.tell({"event": "plan", "wanted": len(choice.asks), "unchanged": len(choice.unchanged)})
        if choice.asks and not self.plan.only:
            await self._try_the_impossible()
        for ask in choice.asks:
            yield self._request(ask)

    async def _rules(self) -> Rules:
        robots = self.crawler.get_downloader_middleware(Robots)
        assert robots
        robots.memory, robots.now = self.memory, self.plan.now
        rules = await robots.rules(self.site.home)
        self.memory = robots.memory
        self.account.trouble = robots.trouble
        return rules

    async def _discover(self, rules: Rules) -> Found:
        if self.plan.only:
            return Found()
        finder = Finder(replace(self.plan, memory=self.memory), self.account, self._get)
        found = await finder.find(rules.sitemaps)
        self.memory = finder.memory
        return found

    async def _try_the_impossible(self) -> None:
        """Ask for an address that cannot exist: a page that looks like this answer is no article, whatever its
        status.
        """
        word = impossible_word(self.site, self.plan.now)
        url = urljoin(self.site.home, f"{next(iter(bases(self.site)), '')}{word}/")
        assert self.crawler.engine
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:
            self._missed(url, error)
            return
        self.impossible = self._fetched(response, Ask(url, url)).page

    async def _get(self, url: str, before: IndexFile | None) -> Response | None:
        assert self.crawler.engine
        headers = _conditions(before.etag, before.modified) if before else {}
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True, headers=headers))
        except Exception as error:
            self._missed(url, error)
            return None
        self._answered(response)
        return response

    def _request(self, ask: Ask) -> Request:
        self.account.wanted += 1
        self._asked.add(ask.key)
        trace = self.plan.traces.get(ask.key)
        absent = ask.key in self._absent
        return Request(
            ask.url,
            callback=self.parse,
            errback=self.missed,
            cb_kwargs={"ask": ask},
            dont_filter=True,
            priority=ask.urgency,
            headers=_conditions(trace.etag, trace.modified) if trace and not absent else {},
            meta={"dont_redirect": True} if absent else {},
        )

    def parse(self, response: Response, ask: Ask) -> Iterator[Request | dict[str, object]]:
        """Keep the page; follow only what belongs to it: its numbered pages, and translations that are not known."""
        if response.status in MOVED:
            yield from self._moved(response, ask)
            return
        self._answered(response)
        fetched = self._fetched(response, ask)
        gone = response.status in GONE
        if response.status == 304:
            self._same.append(ask.key)
        elif not (gone or response.status in CLOSED or 200 <= response.status < 300):
            self._failed(ask, f"status {response.status}")
        elif not (gone or _is_document(response)):
            self.account.count("not_html")
        elif not (ask.part_of and (gone or fetched.final_key != ask.key)):
            yield self._keep(fetched)
            yield from self._numbered(response, ask)
            yield from self._declared(response, ask)

    def _moved(self, response: Response, ask: Ask) -> Iterator[Request | dict[str, object]]:
        """An address that left its index and redirects: its end was perhaps fetched a moment ago."""
        target = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1"))
        known = self._kept.get(normal(target, self.site))
        if known is not None:
            yield self._keep(self._fetched(known, ask))
        else:
            yield Request(
                target, callback=self.parse, errback=self.missed, cb_kwargs={"ask": ask}, dont_filter=True, priority=-1
            )

    def _declared(self, response: Response, ask: Ask) -> Iterator[Request]:
        """Unknown translations that a page declares; where no index names everything, the items it links to as well."""
        if response.status != 200 or ask.part_of or not is_item(response.url, self.site):
            return
        hints = twins(response)
        if self.account.tier in FOLLOWING and "links" in self.plan.tiers:
            hints = [*hints, *hrefs(response)]
        for url in links(response.url, hints, self.site):
            key = normal(url, self.site)
            if is_item(key, self.site) and key not in self._asked | self.known and not trap(url, self.site):
                self.account.count("followed")
                yield self._request(Ask(key, printed(url, self.site), "", 2))

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
        final = normal(response.url, self.site)
        if self._absent and response.status == 200 and final == ask.key:
            self._kept[final] = response
        return Fetched(page, ask.key, ask.lastmod, item, watch, final, ask.part_of, ask.named_by)

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
        self._fails(not (200 <= response.status < 300 or response.status in (*GONE, 304)))

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
        self.account.count("retries", self.crawler.stats.get_value("retry/count", 0))
        self.account.same = tuple(sorted(self._same))
        patience = self.crawler.get_downloader_middleware(Patience)
        if patience and patience.rest:
            until = self.plan.now + timedelta(seconds=patience.rest)
            self.memory = replace(self.memory, not_before=until)
            asked = f"the site is busy and asked to be left alone until {until.isoformat(timespec='minutes')}"
            self.account.stopped = asked
        if reason != "finished":
            self.account.stopped = f"the crawl was stopped ({reason})"
        if wrong := judge(self.account):
            self.logger.warning("%s: %s", self.site.name, wrong)


def _conditions(etag: str, modified: str) -> dict[str, str]:
    """The headers of a conditional request (RFC 9110, 13.1): an ETag is the better one, so it goes alone."""
    if etag:
        return {"If-None-Match": etag}
    return {"If-Modified-Since": modified} if modified else {}


def _is_document(response: Response) -> bool:
    kind = (response.headers.get("content-type") or b"").decode("latin-1").strip().lower()
    return isinstance(response, TextResponse) and bool(_DOCUMENT.match(kind))
