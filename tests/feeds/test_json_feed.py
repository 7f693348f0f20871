from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import feedparser

from scnfeed.feeds import render_feed
from scnfeed.model import Article, Attachment, Feed
from tests.feeds.factory import BASE, SITE, SUMMIT, article, feed, ident, newsroom


def read(articles: list[Article], of: Feed | None = None) -> Any:
    return json.loads(render_feed(of or feed(), articles, "json"))


def test_it_agrees_with_rss_on_ids_order_titles_and_dates() -> None:
    every = feed("all/all", languages=())
    entries = feedparser.parse(render_feed(every, newsroom(), "rss")).entries
    rss = [(e.id, e.title.replace("&amp;", "&"), e.published_parsed[:6]) for e in entries]
    items = read(newsroom(), every)["items"]
    dates = [datetime.fromisoformat(i["date_published"]).utctimetuple()[:6] for i in items]
    assert [(i["id"], i["title"], date) for i, date in zip(items, dates, strict=True)] == rss


def test_the_head_says_where_it_stands_and_what_it_is() -> None:
    head = read([])
    assert head["version"] == "https://jsonfeed.org/version/1.1"
    assert (head["home_page_url"], head["feed_url"]) == (f"{BASE}/en/", f"{BASE}/en/news.json")
    assert (head["language"], head["items"]) == ("en", [])


def test_the_extension_tells_what_the_format_cannot() -> None:
    item = article(1, "ar", events=(SUMMIT,), machine_translated=True, translations={"en": f"{SITE}/x/"})
    assert read([item], feed("ar/news"))["items"][0]["_scnfeed"] == {
        "language": "ar",
        "machine_translated": True,
        "translations": {"en": f"{SITE}/x/"},
        "date_source": "published",
        "events": [{"start": "2023-09-19", "end": "2023-09-21", "place": "نيويورك"}],
    }


def test_a_human_translation_says_so() -> None:
    assert read([article(1)])["items"][0]["_scnfeed"]["machine_translated"] is False


def test_attachments_have_type_and_size_and_no_invented_size() -> None:
    files = (
        Attachment(f"{SITE}/a.pdf", "A", "application/pdf", 7),
        Attachment(f"{SITE}/b.pdf", "B", "application/pdf"),
    )
    found = read([article(1, attachments=files)])["items"][0]["attachments"]
    assert found == [
        {"url": f"{SITE}/a.pdf", "mime_type": "application/pdf", "title": "A", "size_in_bytes": 7},
        {"url": f"{SITE}/b.pdf", "mime_type": "application/pdf", "title": "B"},
    ]


def test_an_article_without_an_address_has_no_url() -> None:
    assert "url" not in read([article(1, url=None)])["items"][0]


def test_arabic_stays_readable_in_the_file_and_lone_surrogates_do_not() -> None:
    text = render_feed(feed("ar/news"), [article(1, "ar", title="قمة\ud83d")], "json").decode()
    assert '"title": "قمة"' in text


def test_ids_are_strings() -> None:
    assert read([article(1)])["items"][0]["id"] == ident(1)
