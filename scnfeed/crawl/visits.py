"""Looking at a site by hand: one address at a time, with the manners of a crawl (robots, guard, delay, honest agent).

A child process of its own waits for addresses on its stdin and answers each with a line; bodies go into a folder.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess

from scnfeed.crawl import Plan
from scnfeed.crawl.answers import fetched
from scnfeed.crawl.guard import Left, Refused
from scnfeed.crawl.judge import cause_of
from scnfeed.crawl.revisit import Ask
from scnfeed.crawl.robots import Forbidden, Robots
from scnfeed.crawl.settings import polite
from scnfeed.errors import CrawlError
from scnfeed.model import Page, Site
from scnfeed.plain import dumps, loads

PLAN = "plan.json"


@dataclass(slots=True)
class Visits:
    """``await visits.page(url)``; addresses that were asked for before are answered from memory."""

    _child: asyncio.subprocess.Process
    _spool: Path
    causes: dict[str, str] = field(default_factory=dict)
    """Why an address gave no page."""
    _known: dict[str, Page | None] = field(default_factory=dict)

    async def page(self, url: str) -> Page | None:
        """The answer to `url`, of whatever status, after redirects; None, with its cause, when there is none."""
        if url not in self._known:
            said = await self._ask({"url": url})
            self.causes |= {url: str(said["cause"])} if "cause" in said else {}
            page = loads(Page, json.dumps(said["page"])) if "page" in said else None
            body = (self._spool / str(said["body"])).read_bytes() if page else b""
            self._known[url] = (
                Page(page.url, page.final_url, page.status, page.headers, body, page.fetched_at) if page else None
            )
        return self._known[url]

    async def robots(self) -> tuple[str, tuple[str, ...]]:
        """Why all of it is closed to us, by robots.txt or for want of an answer ("" if it is not), and the sitemaps
        that robots.txt names.
        """
        said = await self._ask({"robots": True})
        return str(said["away"]), tuple(map(str, said["sitemaps"]))

    async def _ask(self, question: dict[str, Any]) -> dict[str, Any]:
        assert self._child.stdin and self._child.stdout
        try:
            self._child.stdin.write(json.dumps(question).encode() + b"\n")
            await self._child.stdin.drain()
            line = await self._child.stdout.readline()
        except (BrokenPipeError, ConnectionResetError):
            line = b""
        if not line:
            raise CrawlError("the looking broke off: the child process that fetches pages is gone")
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def visiting(site: Site, contact: str = "") -> AsyncIterator[Visits]:
    """Look at pages of `site`, of which only home, aliases, delay, budget and `private` matter here."""
    with tempfile.TemporaryDirectory(prefix="scnfeed-") as folder:
        spool = Path(folder)
        plan = Plan(site=site, now=datetime.now(UTC), contact=contact)
        (spool / PLAN).write_text(dumps(plan), encoding="utf-8")
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scnfeed.crawl.visits", str(spool)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        listening = asyncio.create_task(_drain(child))
        try:
            yield Visits(child, spool)
        finally:
            if child.returncode is None:
                child.kill()
            await child.wait()
            await listening


async def _drain(child: asyncio.subprocess.Process) -> deque[str]:
    last: deque[str] = deque(maxlen=5)
    assert child.stderr
    async for line in child.stderr:
        last.append(line.decode("utf-8", "replace").strip())
    return last


# ---- the child ----------------------------------------------------------------------------------------------------


class VisitSpider(Spider):
    """Answers one address after the other, until its stdin ends."""

    name = "visits"

    def __init__(self, plan: Plan, spool: Path) -> None:
        super().__init__()
        self.plan, self.spool = plan, spool
        self._count = 0

    async def start(self) -> AsyncIterator[Request]:
        reader = asyncio.StreamReader(limit=2**20)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            question = json.loads(line)
            answer = await (self._robots() if "robots" in question else self._page(question["url"]))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        nothing: tuple[Request, ...] = ()
        for request in nothing:
            yield request

    async def _robots(self) -> dict[str, Any]:
        robots = self.crawler.get_downloader_middleware(Robots)
        assert robots
        rules = await robots.rules(self.plan.site.home)
        return {"away": rules.silent or rules.away, "sitemaps": rules.sitemaps}

    async def _page(self, url: str) -> dict[str, Any]:
        assert self.crawler.engine
        try:
            response = await self.crawler.engine.download_async(Request(url, dont_filter=True))
        except Exception as error:
            return {"cause": _cause(error)}
        self._count += 1
        name = f"{self._count:06d}"
        (self.spool / name).write_bytes(response.body)
        page = fetched(response, Ask(url, url), self.plan.site, self.plan.now).page
        bare = Page(page.url, page.final_url, page.status, page.headers, b"", page.fetched_at)
        return {"page": json.loads(dumps(bare)), "body": name}


def _cause(error: Exception) -> str:
    if isinstance(error, Forbidden):
        return "robots.txt forbids it"
    if isinstance(error, Left):
        return "the budget of requests is spent"
    return str(error) if isinstance(error, Refused) else cause_of(error)


def main() -> None:
    spool = Path(sys.argv[1])
    plan = loads(Plan, (spool / PLAN).read_bytes())
    process = AsyncCrawlerProcess({**polite(plan.site, plan.contact), "SCNFEED_CONTACT": plan.contact})
    process.crawl(VisitSpider, plan=plan, spool=spool)
    process.start()


if __name__ == "__main__":
    main()
