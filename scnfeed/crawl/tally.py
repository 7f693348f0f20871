"""What a crawl met, request by request; a site that stopped answering is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from scrapy.crawler import Crawler
from scrapy.http import Response

from scnfeed.crawl.answers import fine
from scnfeed.crawl.guard import Guard, Left, Refused
from scnfeed.crawl.judge import Account, cause_of
from scnfeed.crawl.manners import Patience
from scnfeed.crawl.revisit import Ask
from scnfeed.crawl.robots import Forbidden
from scnfeed.crawl.values import Event, Plan

MOST_FAILURES = 10
"""So many errors one after another mean that the site is down: the rest is left for the next crawl."""
SKIPPED: dict[type[Exception], str] = {Refused: "refused", Forbidden: "forbidden", Left: "left"}


class Tally:
    """Writes the account of a crawl, and tells of what failed."""

    def __init__(self, account: Account, tell: Callable[[Event], None]) -> None:
        self.account = account
        self._tell = tell
        self._failing = 0
        self.crawler: Crawler | None = None

    @property
    def requests(self) -> int:
        """How many requests were sent, retries left out."""
        return self._figure("downloader/request_count") - self._figure("retry/count")

    def answered(self, response: Response) -> None:
        """Any final answer, wanted page or index."""
        self.account.answer(response.status)
        self.account.count("bytes", len(response.body))
        self._fails(not fine(response.status))

    def missed(self, url: str, error: Exception) -> str:
        """A request without an answer; returns why, in words."""
        skipped = SKIPPED.get(type(error))
        if skipped:
            self.account.count(skipped)
        else:
            self.account.fail(cause_of(error))
            self._fails(True)
        cause = skipped or cause_of(error)
        self._tell({"event": "missed", "url": url, "cause": cause})
        return cause

    def lost(self, ask: Ask, error: Exception) -> None:
        """A wanted page without an answer."""
        cause = self.missed(ask.url, error)
        if cause == "forbidden" and ask.before and ask.before.live:
            self.account.shut_out[ask.key] = ask.lastmod
        if cause not in SKIPPED.values():
            self.failed(ask, cause)

    def failed(self, ask: Ask, cause: str) -> None:
        """A wanted page whose site or network failed."""
        self.account.errors += 1
        self._tell({"event": "failed", "url": ask.url, "cause": cause})

    def closed(self, plan: Plan, reason: str) -> float:
        """The end of the crawl; returns for how many seconds the site asked to be left alone."""
        assert self.crawler
        self.account.count("requests", self._figure("downloader/request_count"))
        self.account.count("retries", self._figure("retry/count"))
        patience = self.crawler.get_downloader_middleware(Patience)
        rest = patience.rest if patience else 0.0
        if rest:
            until = plan.now + timedelta(seconds=rest)
            asked = f"the site is busy and asked to be left alone until {until.isoformat(timespec='minutes')}"
            self.account.stopped = asked
        if reason != "finished":
            self.account.stopped = f"the crawl was stopped ({reason})"
        return rest

    def _figure(self, name: str) -> int:
        assert self.crawler and self.crawler.stats
        return int(self.crawler.stats.get_value(name, 0))

    def _fails(self, failed: bool) -> None:
        self._failing = self._failing + 1 if failed else 0
        guard = self.crawler.get_downloader_middleware(Guard) if self.crawler else None
        if guard and self._failing == MOST_FAILURES:
            guard.closed = True
            self.account.stopped = f"the site stopped answering: {MOST_FAILURES} requests failed one after another"
