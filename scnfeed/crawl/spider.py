"""The spider of one site: its index first, then what is new or changed. It reads nothing but where to go next.

One request at a time, in one loop: the order of requests is the order of the code, and none is lost between callbacks.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urljoin

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.settings import BaseSettings

from scnfeed.crawl.answers import conditions, fetched
from scnfeed.crawl.beside import Beside
from scnfeed.crawl.discover import bases
from scnfeed.crawl.find import Finder
from scnfeed.crawl.judge import Account, judge
from scnfeed.crawl.queue import Queue
from scnfeed.crawl.revisit import Ask, Choice, choose, room
from scnfeed.crawl.robots import Robots, Rules
from scnfeed.crawl.settings import polite
from scnfeed.crawl.talk import Alone, Parent
from scnfeed.crawl.tally import Tally
from scnfeed.crawl.values import IndexFile, Plan, impossible_word
from scnfeed.crawl.whole import Whole
from scnfeed.model import Site
from scnfeed.sites.addresses import normal


class SiteSpider(Spider):
    """A spider bound to one Site. `parent` knows what was looked at before and receives the pages; `account` says what
    was met.

    A site of a deployment is three lines: ``class Mine(SiteSpider): name = "mine"; site = MINE``.
    """

    site: ClassVar[Site]

    def __init__(
        self, plan: Plan | None = None, account: Account | None = None, parent: Parent | Alone | None = None
    ) -> None:
        super().__init__()
        self.plan = plan or Plan(site=self.site, now=datetime.now(UTC))
        self.account = account or Account()
        self.parent = parent or Alone()
        self.tally = Tally(self.account, self.parent.tell)
        self.memory = self.plan.memory
        self._queue = Queue()
        self._whole = Whole(self.plan, self.account, self.tally, self.parent, self._queue, self._answer)

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.update(polite(cls.site, settings.get("SCNFEED_CONTACT", "")), priority="spider")

    async def start(self) -> AsyncIterator[dict[str, object]]:
        self.tally.crawler = self.crawler
        account, rest = self.account, self.plan.memory.not_before
        account.known = self.parent.count()
        if rest and self.plan.now < rest:
            account.robots = f"the site asked to be left alone until {rest.isoformat(timespec='minutes')}"
            account.broken_off = False
            return
        rules = await self._rules()
        account.robots = rules.away
        choice = await self._choice(rules)
        known = sum(bool(ask.before and ask.before.live) for ask in choice.asks)
        account.absent, account.unchanged = choice.absent, account.known - known if account.found else 0
        account.broken_off = False
        self.parent.tell({"event": "plan", "wanted": len(choice.asks), "unchanged": account.unchanged})
        self._queue.plan(choice.asks)
        del choice  # an address that was visited is forgotten
        async for one in self._visited():
            yield one
        beside = Beside(self.parent, self.account, self._answer)
        await beside.measure()
        await beside.calendars(self.site, self.plan.now)
        await self._taken()

    # ---- what to ask for ----------------------------------------------------------------------------------------

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
            return Choice(())
        if only:
            return Choice(tuple(Ask(normal(url, self.site) or url, url) for url in only))
        finder = Finder(replace(self.plan, memory=self.memory), account, self._get, self.parent)
        found = await finder.find(rules.sitemaps)
        self.memory = finder.memory
        account.found = len(found.asks) or (account.known if found.unread else 0)
        if not (found.asks or found.unread):
            return Choice(())
        choice = choose(self.plan, found, self.parent, account.complete)
        return await self._bounded(choice)

    async def _bounded(self, choice: Choice) -> Choice:
        """Ask for the impossible address where there is news, and cut the quiet pages to the room that is left."""
        must = [ask for ask in choice.asks if ask.urgency]
        asked = self.tally.requests
        if must or (choice.asks and not self.plan.probed):
            await self._try_the_impossible()
        spare = room(asked, len(must)) - (self.tally.requests - asked)
        quiet = [ask for ask in choice.asks if not ask.urgency]
        return replace(choice, asks=(*must, *quiet[: max(spare, 0)]))

    async def _try_the_impossible(self) -> None:
        """Ask for an address that cannot exist: a page that looks like this answer is no article, whatever its
        status.
        """
        word = impossible_word(self.site, self.plan.now)
        url = urljoin(self.site.home, f"{next(iter(bases(self.site)), '')}{word}/")
        response = await self._answer(Request(url))
        if response is not None:
            self.parent.nowhere(fetched(response, Ask(url, url), self.site, self.plan.now))

    async def _get(self, url: str, before: IndexFile | None) -> Response | None:
        response = await self._answer(Request(url, headers=conditions(before)))
        if response is not None:
            self.tally.answered(response)
        return response

    async def _answer(self, request: Request, ask: Ask | None = None) -> Response | None:
        assert self.crawler.engine
        try:
            return await self.crawler.engine.download_async(request)
        except Exception as error:
            if ask:
                self.tally.lost(ask, error)
            else:
                self.tally.missed(request.url, error)
            return None

    # ---- what comes back ----------------------------------------------------------------------------------------

    async def _visited(self) -> AsyncIterator[dict[str, object]]:
        """Fetch all that is wanted and hand it on; what is found on the way joins the queue."""
        while ask := self._queue.pop():
            pages = await self._whole.pages(ask)
            if pages:
                self.parent.hand_on(pages)
            for one in pages if self.parent.items else ():
                yield {
                    "url": one.page.url,
                    "status": one.page.status,
                    "final_url": one.page.final_url,
                    "item": one.item,
                }

    # ---- the end ------------------------------------------------------------------------------------------------

    async def _taken(self) -> None:
        """Wait until the pipelines have taken the last page: with one in their hands when the spider is through, Scrapy
        looks for the end only at its next beat, up to five seconds later.
        """
        assert self.crawler.engine
        while (slot := self.crawler.engine.scraper.slot) and not slot.is_idle():
            await asyncio.sleep(0.01)

    def closed(self, reason: str) -> None:
        self.account.wanted = self._queue.total
        rest = self.tally.closed(self.plan, reason)
        self.account.same = tuple(sorted(self._whole.same))
        if rest:
            self.memory = replace(self.memory, not_before=self.plan.now + timedelta(seconds=rest))
        if wrong := judge(self.account):
            self.logger.warning("%s: %s", self.site.name, wrong)
