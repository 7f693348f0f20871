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
from tests.feeds.factory import NOON, SEEN, SITE, article, feed, ident, newsroom

MEDIA = "{http://search.yahoo.com/mrss/}"
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
            "updated": tuple(e.updated_parsed if "updated" in e else e.published_parsed)[:6],
            "language": item.get(LANG) or item.findtext("{http://purl.org/dc/elements/1.1/}language"),
            "topics": [tag.term for tag in e.get("tags", [])],
            "authors": [one.name for one in e.get("authors", [])],
            "translations": {one.hreflang: one.href for one in e.links if one.rel == "related" and "hreflang" in one},
            "images": [(one.get("url"), one.findtext(f"{MEDIA}description")) for one in item.iter(f"{MEDIA}content")],
            "files": [(one.href, one.type, int(one.length)) for one in e.enclosures],
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
            "updated": tuple(datetime.fromisoformat(one["date_modified"]).timetuple())[:6],
            "language": one["language"],
            "topics": one.get("tags", []),
            "authors": [author["name"] for author in one.get("authors", [])],
            "translations": one["_scnfeed"].get("translations", {}),
            "images": [(image["url"], image["alt"]) for image in one["_scnfeed"].get("images", [])],
            "files": [(file["url"], file["mime_type"], file["size_in_bytes"]) for file in one.get("attachments", [])],
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
        published = moment(one.ordered or NOON)
        assert told["published"] == tuple(published.timetuple())[:6]
        assert told["updated"] == tuple(max(published, one.revised or published).timetuple())[:6]
        assert (told["topics"], told["authors"]) == (list(one.topics), list(one.authors))
        assert told["translations"] == dict(one.translations)
        assert told["images"] == [(image.url, image.alt) for image in one.images]
        files = [(file.url, file.mime_type, file.length) for file in one.attachments]
        assert told["files"] == files[: 1 if format == "rss" else None], "RSS has room for one"
        assert all(file.url in told["body"] for file in one.attachments)
        assert one.content_text in Words(told["body"]).said
        assert f'dir="{one.direction}" lang="{one.language}"' in told["body"]


@pytest.mark.parametrize("format", TEXT)
def test_a_correction_is_said_in_the_body(format: Format) -> None:
    bodies = {id: one["body"] for id, one in read_back(format, newsroom()).items()}
    assert "Corrected on" in bodies[ident(5)] and "صُحّح في" in bodies[ident(3)]
    assert "Corrected on" not in bodies[ident(4)]


@pytest.mark.parametrize("format", TEXT)
def test_a_guessed_date_and_a_machine_translation_are_said_in_the_body(format: Format) -> None:
    bodies = {id: one["body"] for id, one in read_back(format, newsroom()).items()}
    assert "هذا تاريخ النص نفسه بلغة أخرى" in bodies[ident(2)] and "the day it was first seen" in bodies[ident(4)]
    assert "تُرجم هذا النص آليًا" in bodies[ident(1)] and f'href="{SITE}/news/item-1/"' in bodies[ident(1)]
    assert "machine" not in bodies[ident(11)] and "no date" not in bodies[ident(11)]


@pytest.mark.parametrize("format", TEXT)
def test_a_withdrawn_item_keeps_its_place_and_says_only_that_it_was_withdrawn(format: Format) -> None:
    secret = article(2, withdrawn=SEEN, attachments=newsroom()[0].attachments, images=newsroom()[0].images)
    body = whole(format, [article(1), secret, article(3), article(4, relation="duplicate", withdrawn=SEEN)])
    first, gone, last = of_json(body) if format == "json" else of_xml(body)
    assert [one["id"] for one in (first, gone, last)] == [ident(1), ident(2), ident(3)]
    assert (gone["title"], gone["link"]) == ("Withdrawn: Mayors meet 2", secret.url)
    assert Words(gone["body"]).said == "This text was withdrawn on 20 October 2023."
    assert not gone["files"] and not gone["images"]
    assert gone["published"] == tuple((NOON - timedelta(days=2)).timetuple())[:6]
    assert gone["updated"] == tuple((SEEN - timedelta(seconds=1)).timetuple())[:6], "just before its tombstone"


def test_nothing_older_comes_back_into_the_room_of_what_was_withdrawn() -> None:
    of, four = replace(EVERY, limit=3), [article(n) for n in (1, 2, 3, 4)]
    before = [one["id"] for one in of_json(whole("json", four, of))]
    four[1] = replace(four[1], withdrawn=SEEN)
    assert [one["id"] for one in of_json(whole("json", four, of))] == before == [ident(1), ident(2), ident(3)]
    newer = [article(0), *four]
    assert [one["id"] for one in of_json(whole("json", newer, of))] == [ident(0), ident(1), ident(2)]


def test_a_story_told_once_is_withdrawn_once_under_the_id_that_programs_know() -> None:
    chain = replace(feed("ar-else-en/all", "ar", "en"), once=True)
    english = article(1, first_seen=NOON, story="s")
    arabic = article(2, "ar", first_seen=SEEN, story="s", ordered=english.ordered)
    assert [one["id"] for one in of_json(whole("json", [english, arabic], chain))] == [ident(1)]
    both = [replace(one, withdrawn=SEEN) for one in (english, arabic)]
    assert [(one["id"], one["title"]) for one in of_json(whole("json", both, chain))] == [
        (ident(1), "سُحب: لقاء رؤساء البلديات 2")
    ]


@pytest.mark.parametrize("format", TEXT)
def test_a_withdrawal_is_told_to_programs_too(format: Format) -> None:
    body = whole(format, [article(1), article(2, withdrawn=SEEN), article(3, relation="duplicate", withdrawn=SEEN)])
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
