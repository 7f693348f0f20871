"""The child of a crawl: a plan as a line of JSON on stdin, then a conversation (`talk`), and at the end the account."""

from __future__ import annotations

import fcntl
import sys
import time
from contextlib import suppress
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess

from scnfeed.crawl.judge import Account
from scnfeed.crawl.settings import polite
from scnfeed.crawl.spider import SiteSpider
from scnfeed.crawl.talk import Parent
from scnfeed.crawl.values import Plan, Report
from scnfeed.plain import loads

PIPE = 2**20
"""A pipe that takes a page whole saves both sides a dozen turns for each (Linux has 64 KB by default)."""


def main() -> None:
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # the user's pipes may be as large as they may be
            fcntl.fcntl(sys.stdout, fcntl.F_SETPIPE_SZ, PIPE)
    # A writer of our own: with PYTHONUNBUFFERED Python's writes once, and what a signal cuts off is lost.
    parent = Parent(sys.stdin.buffer, open(sys.stdout.fileno(), "wb", closefd=False))  # noqa: SIM115
    plan = loads(Plan, sys.stdin.buffer.readline())
    account = Account()
    started = time.monotonic()
    process = AsyncCrawlerProcess({**polite(plan.site, plan.contact), "SCNFEED_CONTACT": plan.contact})
    spider = type("Crawl", (SiteSpider,), {"name": plan.site.name, "site": plan.site})
    crawler = process.create_crawler(spider)
    process.crawl(crawler, plan=plan, account=account, parent=parent)
    process.start()
    done = crawler.spider
    assert isinstance(done, SiteSpider)
    account.figures["seconds"] = round(time.monotonic() - started, 1)
    clean = not (account.errors or account.failures or account.figures.get("left"))
    memory = done.memory if clean else replace(done.memory, files={}, rest={}, rest_at=None)
    parent.report(Report(account, memory))


if __name__ == "__main__":
    main()
