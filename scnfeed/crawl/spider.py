"""The spider of one site: its index first, then what is new or changed. It reads nothing but where to go next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from scnfeed.crawl import Event, Fetched, IndexFile, Plan, Trace, impossible_word
from scnfeed.crawl.answers import CLOSED, GONE, MOVED, conditions, fetched, fine, is_document, target
from scnfeed.crawl.discover import bases, links, parts, printed, trap
from scnfeed.crawl.find import Finder, hrefs, twins
from scnfeed.crawl.judge import Account, judge
from scnfeed.crawl.revisit import Ask, Choice, choose
from scnfeed.crawl.robots import Robots, Rules
from scnfeed.crawl.settings import polite
from scnfeed.crawl.tally import Tally
from scnfeed.model import Page, Site
from scnfeed.sites.addresses import is_item, normal

MOST_PARTS = 50
FOLLOWING = ("feeds", "listings", "links")
"""Tiers that do not name everything: what their pages link to is followed."""


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
        self.tally = Tally(self.account, tell)
        self.memory = self.plan.memory
        self.impossible: Page | None = None
        self.known = frozenset(seen.url for seen in self.plan.seen)
        self._asked: set[str] = set()
        self._parts: dict[str, int] = {}
        self._same: list[str] = []
        self._kept: dict[str, Response] = {}
        self._absent: frozenset[str] = frozenset()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.update(polite(cls.site, settings.get("SCNFEED_CONTACT", "")), priority="spider")

    # ---- what to ask for ----------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        self.tally.crawler = self.crawler
        account, rest = self.account, self.plan.memory.not_before
        account.known = sum(seen.live for seen in self.plan.seen)
        if rest and self.plan.now < rest:
            account.robots = f"the site asked to be left alone until {rest.isoformat(timespec='minutes')}"
            return
        rules = await self._rules()
        account.robots = rules.away
        choice = await self._choice(rules)
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

    async def _choice(self, rules: Rules) -> Choice:
        account, only = self.account, self.plan.only
        account.chosen = bool(only)
        if rules.away:
            return Choice((), (), ())
        if only:
            return Choice(tuple(Ask(normal(url, self.site) or url, url) for url in only), (), ())
        finder = Finder(replace(self.plan, memory=self.memory), account, self._get)
        found = await finder.find(rules.sitemaps)
        self.memory = finder.memory
        account.found = len(found.asks) or (account.known if found.unread else 0)
        nothing = not (found.asks or found.unread)
        return Choice((), (), ()) if nothing else choose(self.plan, found, account.complete)

    async def _try_the_impossible(self) -> None:
        """Ask for an address that cannot exist: a page that looks like this answer is no article, whatever its
        status.
        """
        word = impossible_word(self.site, self.plan.now)
        url = urljoin(self.site.home, f"{next(iter(bases(self.site)), '')}{word}/")
        response = await self._answer(Request(url, dont_filter=True))
        if response is not None:
            self.impossible = fetched(response, Ask(url, url), self.site, self.plan.now).page

    async def _get(self, url: str, before: IndexFile | None) -> Response | None:
        headers = conditions(Trace(before.etag, before.modified)) if before else {}
        response = await self._answer(Request(url, dont_filter=True, headers=headers))
        if response is not None:
            self.tally.answered(response)
        return response

    async def _answer(self, request: Request) -> Response | None:
        assert self.crawler.engine
        try:
            return await self.crawler.engine.download_async(request)
        except Exception as error:
            self.tally.missed(request.url, error)
            return None

    def _request(self, ask: Ask) -> Request:
        self.account.wanted += 1
        self._asked.add(ask.key)
        absent = ask.key in self._absent
        return Request(
            ask.url,
            callback=self.parse,
            errback=self.missed,
            cb_kwargs={"ask": ask},
            dont_filter=True,
            priority=ask.urgency,
            headers={} if absent else conditions(self.plan.traces.get(ask.key)),
            meta={"dont_redirect": True} if absent else {},
        )

    # ---- what came back -----------------------------------------------------------------------------------------

    def parse(self, response: Response, ask: Ask) -> Iterator[Request | dict[str, object]]:
        """Keep the page; follow only what belongs to it: its numbered pages, and translations that are not known."""
        if response.status in MOVED:
            yield from self._moved(response, ask)
            return
        self.tally.answered(response)
        page = fetched(response, ask, self.site, self.plan.now)
        gone = response.status in GONE
        if response.status == 304:
            self._same.append(ask.key)
        elif not (fine(response.status) or response.status in CLOSED):
            self.tally.failed(ask, f"status {response.status}")
        elif not (gone or is_document(response)):
            self.account.count("not_html")
        elif not (ask.part_of and (gone or page.final_key != ask.key)):
            if self._absent and response.status == 200 and page.final_key == ask.key:
                self._kept[page.final_key] = response
            yield self._keep(page)
            yield from self._numbered(response, ask)
            yield from self._declared(response, ask)

    def _moved(self, response: Response, ask: Ask) -> Iterator[Request | dict[str, object]]:
        """An address that left its index and redirects: its end was perhaps fetched a moment ago."""
        end = target(response)
        known = self._kept.get(normal(end, self.site))
        if known is not None:
            yield self._keep(fetched(known, ask, self.site, self.plan.now))
        else:
            yield Request(
                end, callback=self.parse, errback=self.missed, cb_kwargs={"ask": ask}, dont_filter=True, priority=-1
            )

    def _numbered(self, response: Response, ask: Ask) -> Iterator[Request]:
        first = ask.part_of or normal(response.url, self.site)
        for url in parts(response.url, hrefs(response), first, self.site):
            key = normal(url, self.site)
            if key not in self._asked and self._parts.get(first, 0) < MOST_PARTS:
                self._parts[first] = self._parts.get(first, 0) + 1
                yield self._request(Ask(key, printed(url, self.site), "", ask.urgency + 1, first))

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

    def _keep(self, one: Fetched) -> dict[str, object]:
        self.account.pages += 1
        self.sink(one)
        url, status = one.page.url, one.page.status
        self.tell({"event": "page", "url": url, "status": status, "n": self.account.pages})
        return {"url": url, "status": status, "final_url": one.page.final_url, "item": one.item}

    def missed(self, failure: Failure) -> None:
        """A wanted page that got no answer."""
        assert isinstance(failure.value, Exception)
        self.tally.lost(failure.request.cb_kwargs["ask"], failure.value)  # type: ignore[attr-defined]

    def closed(self, reason: str) -> None:
        rest = self.tally.closed(self.plan, reason)
        self.account.same = tuple(sorted(self._same))
        if rest:
            self.memory = replace(self.memory, not_before=self.plan.now + timedelta(seconds=rest))
        if wrong := judge(self.account):
            self.logger.warning("%s: %s", self.site.name, wrong)
