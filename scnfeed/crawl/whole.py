"""One wanted page, whole: after its redirects, with its numbered pages, and what it leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from scrapy import Request
from scrapy.http import Response

from scnfeed.crawl.answers import CLOSED, GONE, conditions, declared, fetched, fine, hrefs, is_document, numbered, root
from scnfeed.crawl.discover import links, printed, trap
from scnfeed.crawl.guard import MOVED, leads_away, target
from scnfeed.crawl.judge import Account
from scnfeed.crawl.queue import Queue
from scnfeed.crawl.revisit import CHANGED, Ask
from scnfeed.crawl.talk import Alone, Parent
from scnfeed.crawl.tally import Tally
from scnfeed.crawl.values import Fetched, Plan
from scnfeed.sites.addresses import is_item, normal, path_of

MOST_PARTS = 50
FOLLOWING = ("feeds", "listings", "links")
"""Tiers that do not name everything: what their pages link to is followed."""


@dataclass(slots=True)
class Whole:
    """Fetches wanted pages; what is found on the way joins the `queue`. `answer` gets the answer to a request, None
    where there is none.
    """

    plan: Plan
    account: Account
    tally: Tally
    parent: Parent | Alone
    queue: Queue
    answer: Callable[[Request, Ask], Awaitable[Response | None]]
    same: list[str] = field(default_factory=list)
    """Addresses that answered 304."""
    _ends: dict[str, list[Ask]] = field(default_factory=dict)
    """Addresses that had left their index, by the wanted one that they lead to."""

    async def pages(self, ask: Ask) -> list[Fetched]:
        """A page with its numbered pages; nothing where one of them failed. Those that had left their index and lead
        here come with it.
        """
        response = await self._document(ask)
        if response is None:
            return []
        first = self._page(response, ask)
        others = [self._page(response, other) for other in self._ends.pop(first.final_key, ())]
        if response.status != 200:
            return [first, *others]
        for key, url in self._declared(response):
            self.queue.add(Ask(key, url, "", CHANGED))
        sheets = await self._sheets(response, first, ask)
        return [] if sheets is None else [first, *sheets, *others]

    async def _sheets(self, response: Response, first: Fetched, ask: Ask) -> list[Fetched] | None:
        """The numbered pages of an article, None where one of them failed. One that is not there is none."""
        sheets: list[Fetched] = []
        queue = numbered(response, first.final_key, self.plan.site)
        for url in queue[:MOST_PARTS]:
            key = normal(url, self.plan.site)
            if not self.queue.take(key):
                continue
            part = Ask(key, printed(url, self.plan.site), part_of=first.final_key, urgency=ask.urgency)
            errors, left = self.account.errors, self.account.figures.get("left", 0)
            answer = await self._document(part)
            if self.account.errors > errors or self.account.figures.get("left", 0) > left:
                return None
            if answer is None or answer.status != 200 or normal(answer.url, self.plan.site) != key:
                continue
            sheets.append(self._page(answer, part))
            queue += [one for one in numbered(answer, first.final_key, self.plan.site) if one not in queue]
        return sheets

    async def _document(self, ask: Ask) -> Response | None:
        """The answer to `ask` where it says something of the page: a document, or that there is none."""
        before = None if ask.vanished or ask.key in self._ends else ask.before
        meta = {"page": True, **({"dont_redirect": True} if ask.vanished else {})}
        response = await self.answer(Request(ask.url, headers=conditions(before), meta=meta), ask)
        if response is not None and response.status in MOVED and not leads_away(response, self.plan.site):
            end = target(response)
            if self.queue.waits(key := normal(end, self.plan.site)):
                self._ends.setdefault(key, []).append(ask)
                return None
            response = await self.answer(Request(end, meta={"page": True}), ask)
        if response is None:
            return None
        if leads_away(response, self.plan.site):
            self.account.count("led_away")
            return response
        self.tally.answered(response)
        if response.status == 304:
            self.same.append(ask.key)
            self.parent.tell({"event": "same", "url": ask.url}, now=False)
        elif not (fine(response.status) or response.status in CLOSED):
            self.tally.failed(ask, f"status {response.status}")
        elif response.status not in GONE and not is_document(response):
            self.account.count("not_html")
        else:
            return response
        return None

    def _page(self, response: Response, ask: Ask) -> Fetched:
        self.account.pages += response.status not in MOVED
        told = {"event": "page", "url": ask.url, "status": response.status, "n": self.account.pages}
        self.parent.tell({**told, "new": ask.before is None}, now=False)
        return fetched(response, ask, self.plan.site, self.plan.now)

    def _declared(self, response: Response) -> Iterator[tuple[str, str]]:
        """Unknown translations that a page declares; where no index names everything, the items it links to as well.

        A switch of languages is there on every page, translated or not: where lists name the items of each language,
        only a declared translation is one.
        """
        site, tier = self.plan.site, self.account.tier
        hints = list(declared(response, site))
        if tier in FOLLOWING and "links" in self.plan.tiers:
            here = path_of(normal(response.url, site), site)[1] if tier != "links" else None
            linked = links(root(response), hrefs(response), site)
            hints += (url for url in linked if path_of(normal(url, site), site)[1] != here)
        found = {normal(url, self.plan.site): url for url in hints}
        found = {key: url for key, url in found.items() if key not in self.queue and is_item(key, self.plan.site)}
        known = {look.key for look in self.parent.recall(found.keys())} if found else set()
        for key, url in found.items():
            if key not in known and not trap(url, self.plan.site):
                self.account.count("followed")
                yield key, printed(url, self.plan.site)
