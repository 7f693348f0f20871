"""The child of a crawl: a plan as JSON on stdin, events as JSON lines on stdout, the rest into the spool."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess

from scnfeed.crawl import ACCOUNT, IMPOSSIBLE, Event, Fetched, Plan, Report
from scnfeed.crawl.judge import Account
from scnfeed.crawl.settings import polite
from scnfeed.crawl.spider import SiteSpider
from scnfeed.plain import dumps, loads


def tell(event: Event) -> None:
    """One event to the parent. A parent that is gone ends the crawl at once."""
    try:
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(1)


def main() -> None:
    plan = loads(Plan, sys.stdin.buffer.read())
    account = Account()
    rows: list[tuple[str, Fetched]] = []

    def keep(fetched: Fetched) -> None:
        name = f"{len(rows) + 1:06d}"
        (plan.spool / name).write_bytes(fetched.page.body)
        rows.append((name, replace(fetched, page=replace(fetched.page, body=b""))))

    started = time.monotonic()
    process = AsyncCrawlerProcess({**polite(plan.site, plan.contact), "SCNFEED_CONTACT": plan.contact})
    spider = type("Crawl", (SiteSpider,), {"name": plan.site.name, "site": plan.site})
    crawler = process.create_crawler(spider)
    process.crawl(crawler, plan=plan, account=account, sink=keep, tell=tell)
    process.start()
    done = crawler.spider
    assert isinstance(done, SiteSpider)
    account.figures["seconds"] = round(time.monotonic() - started, 1)
    whole = [row for row in rows if not {row[1].key, row[1].final_key, row[1].part_of} & account.broken]
    clean = not (account.errors or account.failures or account.figures.get("left"))
    memory = done.memory if clean else replace(done.memory, files={}, rest={}, rest_at=None)
    impossible = done.impossible
    if impossible:
        (plan.spool / IMPOSSIBLE).write_bytes(impossible.body)
        impossible = replace(impossible, body=b"")
    report = Report(account, tuple(sorted(whole, key=lambda row: row[1].key)), memory, impossible)
    (plan.spool / ACCOUNT).write_text(dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
