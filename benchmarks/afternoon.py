"""The peer of the subscriber's month: feeds by Scrapy and plain feedgen, as written in one afternoon.

It was written for the sample as it is on day 1. It does what both libraries' tutorials show: lists are followed, an
item's title, day and text are taken by the classes its pages have, and one RSS file a language is written. Its writer
looked at the pages with care: days are read as day, month, year; a page without a day gets none. What was left out is
care for other days than the first.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feedgen.feed import FeedGenerator
from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

SETTINGS = {"ROBOTSTXT_OBEY": True, "LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False}
LANGUAGES = ("en", "ar", "fr", "es")


class AfternoonSpider(CrawlSpider):
    name = "afternoon"
    rules = (
        Rule(LinkExtractor(allow=r"/(news|resources)/$")),
        Rule(LinkExtractor(allow=r"/(news|resource)/[^/?]+/$"), callback="parse_item"),
    )

    def parse_item(self, response: TextResponse) -> Iterator[dict[str, Any]]:
        yield {
            "url": response.url,
            "language": response.css("html::attr(lang)").get("en"),
            "title": response.css("h1.entry-title::text").get(""),
            "day": day(response.css(".entry-meta-block .meta-value::text").get("")),
            "html": "".join(response.css(".entry-content > *").getall()),
        }


def day(printed: str) -> datetime | None:
    try:
        return datetime.strptime(printed.strip(), "%d/%m/%Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def crawled(home: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(AfternoonSpider)
    crawler.signals.connect(lambda item: found.append(item), signal=signals.item_scraped, weak=False)
    starts = [home, *(f"{home}{language}/" for language in LANGUAGES[1:])]
    process.crawl(crawler, start_urls=starts, allowed_domains=["127.0.0.1"])
    process.start()
    return found


def rss(home: str, language: str, items: list[dict[str, Any]]) -> bytes:
    feed = FeedGenerator()
    feed.title(f"News ({language})")
    feed.link(href=home)
    feed.description("News of the network")
    feed.language(language)
    for item in sorted(items, key=lambda one: one["day"] or datetime.min.replace(tzinfo=UTC)):
        entry = feed.add_entry()
        entry.id(item["url"])
        entry.title(item["title"])
        entry.link(href=item["url"])
        entry.content(item["html"], type="CDATA")
        if item["day"]:
            entry.published(item["day"])
    body: bytes = feed.rss_str(pretty=True)
    return body


def main(home: str, folder: Path) -> None:
    items = defaultdict(list)
    for item in crawled(home):
        items[item["language"]].append(item)
    for language in LANGUAGES:
        (folder / f"{language}.rss").write_bytes(rss(home, language, items[language]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
