"""What stands beside the pages of a crawl and is asked for once they are all there: attachments and calendars."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from scnfeed.crawl.answers import fetched
from scnfeed.crawl.judge import Account
from scnfeed.crawl.revisit import Ask
from scnfeed.crawl.talk import Alone, Parent
from scnfeed.model import Site


@dataclass(frozen=True, slots=True)
class Beside:
    """`answer` gets the answer to a request, None where there is none."""

    parent: Parent | Alone
    account: Account
    answer: Callable[[Request], Awaitable[Response | None]]

    async def measure(self) -> None:
        """How long the attachments are whose page does not say: their headers alone are asked for."""
        for url in self.parent.unmeasured():
            response = await self.answer(Request(url, method="HEAD", headers={"Accept-Encoding": "identity"}))
            length = (response.headers.get("Content-Length") or b"").decode("latin-1") if response else ""
            self.account.count("measured")
            if response is not None and response.status == 200 and length.isdecimal():
                kind = (response.headers.get("Content-Type") or b"").decode("latin-1").partition(";")[0].strip()
                self.parent.measured(url, int(length), kind)

    async def calendars(self, site: Site, now: datetime) -> None:
        """The calendars of events whose pages do not say their day."""
        for url in self.parent.calendars():
            response = await self.answer(Request(url))
            self.account.count("calendars")
            if response is not None and response.status == 200:
                self.parent.calendar(fetched(response, Ask(url, url), site, now))
