"""Discovery in tiers: sitemaps, WordPress's REST interface, feeds, lists. The first that names items is remembered.

A remembered tier is tried first, and all of them again after a week or when it names nothing. Feeds and lists show
what is new, not all there is: where nothing better speaks, they go together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlencode, urljoin
from zoneinfo import ZoneInfo

from scrapy.http import Response

from scnfeed.crawl.answers import further, hrefs, root, validators
from scnfeed.crawl.discover import USUAL_SITEMAPS, collected, feeds, fronts, links, list_page, trap, turned
from scnfeed.crawl.indexes import read_feed
from scnfeed.crawl.judge import Account
from scnfeed.crawl.known import Known
from scnfeed.crawl.rest import posts
from scnfeed.crawl.revisit import Ask, Found, instant
from scnfeed.crawl.sitemaps import Get, Sitemaps, untrapped
from scnfeed.crawl.values import IndexFile, Plan, SiteMemory
from scnfeed.model import Site
from scnfeed.sites.addresses import is_item

MOST_LISTINGS = 1_000
PATIENCE = 3
"""So many pages of a list may bring nothing new, in a first crawl, before the rest is left."""
MOST_FEED_PAGES = 50
TRIED_FOR = timedelta(days=7)


@dataclass(slots=True)
class Finder:
    """Finds the addresses of one site; `get` fetches, and is None for an answer that did not come."""

    plan: Plan
    account: Account
    get: Get
    known: Known
    memory: SiteMemory = field(init=False)
    """What to remember of this crawl."""
    site: Site = field(init=False)

    def __post_init__(self) -> None:
        self.memory, self.site = self.plan.memory, self.plan.site

    @property
    def _recent(self) -> bool:
        """Whether all tiers were tried not long ago."""
        return self.plan.memory.tiers_at is not None and self.plan.memory.tiers_at == self.memory.tiers_at

    async def find(self, named: tuple[str, ...]) -> Found:
        """Item and watch addresses by normal form; `named` are the sitemaps that robots.txt names."""
        before, now = self.plan.memory, self.plan.now
        recent = before.tiers_at is not None and now - before.tiers_at < TRIED_FOR
        remembered = before.tier if recent and before.tier in self.plan.tiers else ""
        if not recent:
            self.memory = replace(self.memory, tiers_at=now, rest={}, rest_at=None)
        order = [remembered] if remembered else []
        for tier in dict.fromkeys([*order, *self.plan.tiers]):
            found = await self._tier(tier, named)
            if found.asks or found.unread:
                self.account.tier = tier
                self.memory = replace(self.memory, tier=tier)
                return found
        self.account.complete = False
        return Found()

    async def _tier(self, tier: str, named: tuple[str, ...]) -> Found:
        if tier == "sitemap":
            return await self._sitemap(named)
        if tier == "links":
            return await self._lists(1)
        return await {"rest": self._rest, "feeds": self._feeds, "listings": self._lists}[tier]()

    # ---- sitemaps -----------------------------------------------------------------------------------------------

    async def _sitemap(self, named: tuple[str, ...]) -> Found:
        told = tuple(urljoin(self.site.home, path) for path in self.site.sitemaps)
        sitemaps = Sitemaps(self.plan, self.account, self.get, dict(self.memory.files))
        self.memory = replace(self.memory, files=sitemaps.files)
        for group in (told or named, *((urljoin(self.site.home, usual),) for usual in USUAL_SITEMAPS)):
            asks, unread, whole = await sitemaps.walk(group)
            if asks or unread:
                self.account.complete = whole
                return await self._with_changes(Found(asks, frozenset(unread)))
        return Found()

    async def _with_changes(self, found: Found) -> Found:
        """A sitemap without lastmod says what there is; REST or feeds say what changed."""
        silent = [ask for ask in found.asks.values() if not ask.lastmod]
        dated = len(silent) * 2 <= len(found.asks) and all(self.memory.files[url].dated for url in found.unread)
        if dated or not self.known.count():
            return found
        complete = self.account.complete
        told = await self._rest() if "rest" in self.plan.tiers else Found()
        tells = bool(self.memory.rest)
        if not tells and "feeds" in self.plan.tiers:
            told = await self._newest()
        self.account.complete = complete
        asks = dict(found.asks)
        fetched = {look.key: look.looked_at for look in self.known.recall(told.asks.keys()) if not look.lastmod}
        for key, ask in told.asks.items():
            changed = instant(ask.lastmod, ZoneInfo(self.site.time_zone))
            if key in fetched and changed and changed <= fetched[key]:
                continue  # it was fetched after that change, when nobody told of it
            if key not in asks or not asks[key].lastmod:
                asks[key] = replace(asks.get(key, ask), lastmod=ask.lastmod)
        return Found(asks, found.unread, tells)

    # ---- REST ---------------------------------------------------------------------------------------------------

    async def _rest(self) -> Found:
        found = await posts(self.site, self._unknown, self.memory, self.plan.now, lambda url: self.get(url, None))
        if found is None:
            return Found()
        self.account.complete = found.whole
        self.memory = replace(self.memory, rest=found.totals, rest_at=self.plan.now)
        return Found(found.asks, frozenset(found.unread), True)

    def _unknown(self, keys: Collection[str]) -> set[str]:
        """Those of some addresses that were never looked at."""
        return set(keys) - {look.key for look in self.known.recall(keys)}

    # ---- feeds --------------------------------------------------------------------------------------------------

    async def _feeds(self) -> Found:
        newest = await self._newest()
        self.account.complete = False
        resting = self.plan.memory.tier == "feeds" and self._recent
        if not newest.asks and not resting:
            return Found()
        lists = Found() if resting or "listings" not in self.plan.tiers else await self._lists()
        return Found({**lists.asks, **newest.asks}, frozenset(self._named_feeds()))

    async def _newest(self) -> Found:
        """What the site's feeds name, page by page (``?paged=N``) while that brings unknown addresses."""
        asks: dict[str, Ask] = {}
        for url in self._named_feeds():
            for page in range(1, MOST_FEED_PAGES + 1):
                address = url if page == 1 else f"{url}?{urlencode({'paged': page})}"
                found = await self._feed(address)
                fresh = self._unknown(found.keys() - asks.keys())
                asks |= found
                if not fresh:
                    break
        return Found(asks)

    def _named_feeds(self) -> list[str]:
        """Feeds that answered before, where that is not long ago; else every usual place."""
        places = list(feeds(self.site))
        known = [url for url in places if url in self.plan.memory.files]
        return known if known and self._recent else places

    async def _feed(self, url: str) -> dict[str, Ask]:
        response = await self.get(url, self.plan.memory.files.get(url))
        if response is None or response.status != 200:
            return {}
        feed = read_feed(response.body)
        if feed.kind:
            self._note(url, IndexFile(*validators(response), "", self.plan.now))
        return collected(untrapped(feed.entries, self.site, self.account), self.site)

    def _note(self, url: str, file: IndexFile) -> None:
        self.memory = replace(self.memory, files={**self.memory.files, url: file})

    # ---- lists --------------------------------------------------------------------------------------------------

    async def _lists(self, most: int = MOST_LISTINGS) -> Found:
        """Items that the front page and the lists name; further pages of a list only while they bring unknown ones, or
        for a while where all of them are looked through, once a week.
        """
        self.account.complete = False
        found: dict[str, Ask] = {}
        short = self._recent and bool(self.known.count())
        patience = 1 if short else PATIENCE
        queue = dict.fromkeys(fronts(self.site)[:most], patience + 1)
        for url in (asked := list(queue)):
            response = await self.get(url, None)
            if response is None or response.status != 200:
                continue
            items, lists = self._listed(response)
            fresh = bool(self._unknown(items.keys() - found.keys()))
            left = patience if fresh else queue[url] - 1
            for one in lists if left > 0 else ():
                onward = fresh or not (short and turned(one))
                if onward and one not in queue and len(asked) < most:
                    queue[one] = left
                    asked.append(one)
            found |= items
        return Found(found)

    def _listed(self, response: Response) -> tuple[dict[str, Ask], list[str]]:
        """The items that a page of a list names, and further lists."""
        base, site = root(response), self.site
        kept = list(untrapped(((link, "") for link in links(base, hrefs(response), site)), site, self.account))
        items = {key: ask for key, ask in collected(kept, site).items() if is_item(key, site)}
        lists = [list_page(link, site) for link, _ in kept]
        lists += [link for link in links(base, further(response), site) if not trap(link, site)]
        return items, [one for one in dict.fromkeys(lists) if one and not is_item(one, site)]
