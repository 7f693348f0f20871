"""What stands in the store is what foreign programs read back, in each format."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import feedparser
import pytest
from lxml import etree

from scnfeed.feeds import render_feed
from scnfeed.model import Article, Feed, Format, moment
from tests.feeds.factory import NOON, SEEN, article, feed, ident, newsroom

TEXT: tuple[Format, ...] = ("rss", "atom", "json")
EVERY = feed("all/all", languages=())
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def whole(format: Format, articles: list[Article], of: Feed = EVERY) -> bytes:
    return render_feed(of, articles, format)


def of_xml(body: bytes) -> list[dict[str, Any]]:
    found = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    items = list(etree.fromstring(body).iter("{*}item", "{*}entry"))
    return [
        {
            "id": e.id,
            "link": e.link,
            "title": e.title,
            "body": e.content[0].value,
            "published": tuple(e.published_parsed)[:6],
            "language": item.get(LANG) or item.findtext("{http://purl.org/dc/elements/1.1/}language"),
            "topics": [tag.term for tag in e.get("tags", [])],
            "authors": [one.name for one in e.get("authors", [])],
            "translations": {one.hreflang: one.href for one in e.links if one.rel == "related" and "hreflang" in one},
            "images": [one["url"] for one in e.get("media_content", [])],
            "files": [one.href for one in e.enclosures],
        }
        for e, item in zip(found.entries, items, strict=True)
    ]


def of_json(body: bytes) -> list[dict[str, Any]]:
    return [
        {
            "id": one["id"],
            "link": one["url"],
            "title": one["title"],
            "body": one["content_html"],
            "published": tuple(datetime.fromisoformat(one["date_published"]).timetuple())[:6],
            "language": one["language"],
            "topics": one.get("tags", []),
            "authors": [author["name"] for author in one.get("authors", [])],
            "translations": one["_scnfeed"].get("translations", {}),
            "images": [image["url"] for image in one["_scnfeed"].get("images", [])],
            "files": [file["url"] for file in one.get("attachments", [])],
        }
        for one in json.loads(body)["items"]
    ]


def read_back(format: Format, articles: list[Article]) -> dict[str, dict[str, Any]]:
    reader = of_json if format == "json" else of_xml
    return {one["id"]: one for one in reader(whole(format, articles))}


class Words(HTMLParser):
    def __init__(self, body: str) -> None:
        super().__init__()
        self.said = ""
        self.feed(body)

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("format", TEXT)
def test_every_article_is_read_back_as_it_is_in_the_store(format: Format) -> None:
    found = read_back(format, newsroom())
    assert len(found) == len(newsroom())
    for one in newsroom():
        told = found[one.id]
        assert (told["link"], told["language"]) == (one.url, one.language)
        assert told["title"] == one.title.replace("<stronger> ", ""), "a title is plain text"
        assert told["published"] == tuple(moment(one.ordered or NOON).timetuple())[:6]
        assert (told["topics"], told["authors"]) == (list(one.topics), list(one.authors))
        assert (told["translations"], told["images"]) == (dict(one.translations), [i.url for i in one.images])
        assert told["files"] == [a.url for a in one.attachments][: 1 if format == "rss" else None]
        assert one.content_text in Words(told["body"]).said
        assert f'dir="{one.direction}" lang="{one.language}"' in told["body"]


@pytest.mark.parametrize("format", TEXT)
def test_a_correction_is_said_in_the_body(format: Format) -> None:
    bodies = {id: one["body"] for id, one in read_back(format, newsroom()).items()}
    assert "Corrected on" in bodies[ident(5)] and "صُحّح في" in bodies[ident(3)]
    assert "Corrected on" not in bodies[ident(4)]


@pytest.mark.parametrize("format", TEXT)
def test_a_withdrawn_item_is_no_item_and_its_withdrawal_is_told(format: Format) -> None:
    body = whole(format, [article(1), article(2, withdrawn=SEEN), article(3, relation="duplicate", withdrawn=SEEN)])
    assert [one["id"] for one in (of_json(body) if format == "json" else of_xml(body))] == [ident(1)]
    if format == "json":
        gone = [(one["id"], one["withdrawn"]) for one in json.loads(body)["_scnfeed"]["withdrawn"]]
    else:
        gone = [(one.get("ref"), one.get("when")) for one in etree.fromstring(body).iter(DELETED)]
    assert gone == [(ident(2), SEEN.isoformat())]


@pytest.mark.parametrize("format", TEXT)
def test_a_withdrawal_is_told_only_where_the_item_would_stand(format: Format) -> None:
    gone = article(2, "ar", withdrawn=SEEN)
    assert ident(2).encode() not in whole(format, [article(1), gone], feed("en/news"))


def test_a_withdrawal_moves_the_date_of_the_feed() -> None:
    root = etree.fromstring(whole("atom", [article(1), article(2, withdrawn=SEEN)]))
    assert root.findtext("{*}updated") == (SEEN + timedelta(minutes=1)).isoformat()


def test_a_feed_changed_by_the_minute_after_its_newest_item_so_that_items_of_one_moment_are_no_rebuilt_feed() -> None:
    root = etree.fromstring(whole("atom", [article(n, ordered=NOON, published=None) for n in (1, 2)]))
    entries = {moment(datetime.fromisoformat(one.text)) for one in root.findall("{*}entry/{*}updated")}
    assert datetime.fromisoformat(root.findtext("{*}updated")) - max(entries) > timedelta(seconds=58)


def test_no_two_entries_share_a_moment_and_none_moves_when_another_comes() -> None:
    first = article(1, first_seen=NOON)
    later = [replace(first, id=ident(n), story=f"s{n}", title=f"t{n}", first_seen=SEEN) for n in (0, 2)]
    moments = {one["id"]: one["date_modified"] for one in json.loads(whole("json", [*later, first]))["items"]}
    assert len(set(moments.values())) == 3
    alone = json.loads(whole("json", [first]))["items"][0]["date_modified"]
    assert alone == moments[ident(1)]
    apart = datetime.fromisoformat(alone) - (first.ordered or NOON)
    assert timedelta(0) < apart < timedelta(seconds=1)


def test_the_second_of_two_items_of_one_name_says_its_day() -> None:
    talks = [article(2, title="Quay Talk", first_seen=NOON), article(1, title="Quay Talk", first_seen=SEEN)]
    titles = {one["id"]: one["title"] for one in json.loads(whole("json", talks))["items"]}
    assert titles == {ident(2): "Quay Talk", ident(1): "Quay Talk – 18 October 2023"}


def test_headings_of_a_body_begin_at_the_first_level_and_skip_none() -> None:
    html = "<h2>a</h2><h4>b</h4><h3>c</h3><h2>d</h2>"
    body = json.loads(whole("json", [article(1, content_html=html)]))["items"][0]["content_html"]
    assert "<h1>a</h1><h2>b</h2><h2>c</h2><h1>d</h1>" in body


def test_a_body_longer_than_the_feed_allows_ends_with_the_way_to_the_rest() -> None:
    long = article(1, content_html="<p>first</p>" + "<p>more words here</p>" * 500)
    body = json.loads(whole("json", [long], replace(EVERY, longest=2_000)))["items"][0]["content_html"]
    assert "first" in body and len(body) < 2_500 and f'href="{long.url}"' in body


@pytest.mark.parametrize("format", TEXT)
def test_a_hub_is_named_where_there_is_one(format: Format) -> None:
    assert b"https://hub.example.org/" in whole(format, [], replace(EVERY, hub="https://hub.example.org/"))
    assert b"hub" not in whole(format, [])
