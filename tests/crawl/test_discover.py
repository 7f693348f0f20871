"""Which addresses are worth a request."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scnfeed.crawl import Look
from scnfeed.crawl.discover import bases, fronts, links, list_page, printed, trap
from scnfeed.crawl.indexes import Index, read_feed, read_index
from scnfeed.crawl.revisit import newer
from scnfeed.sites import STRONG_CITIES

HOME = STRONG_CITIES.home
URLSET = b"<urlset><url><loc>https://strongcitiesnetwork.org/news/a/</loc><lastmod>2024-05-01</lastmod></url></urlset>"


@pytest.mark.parametrize(
    "body", [URLSET, gzip.compress(URLSET), b"\xef\xbb\xbf" + URLSET, URLSET + b"<!-- a plugin -->"]
)
def test_a_sitemap_is_read_plain_or_packed(body: bytes) -> None:
    assert read_index(body) == Index("urlset", {HOME + "news/a/": "2024-05-01"}, whole=True)


def test_half_a_sitemap_is_read_but_is_not_whole() -> None:
    index = read_index(URLSET.removesuffix(b"</urlset>") + b"<url><loc>https://strongcit")
    assert next(iter(index.entries)) == (HOME + "news/a/", "2024-05-01")
    assert not index.whole
    assert not read_index(gzip.compress(URLSET)[:-30]).whole


@pytest.mark.parametrize("body", [b"", b"<html><body>Soon</body></html>", b"plain", b'{"a": 1}', b"\x1f\x8bbad"])
def test_what_is_no_sitemap_is_not_taken_for_one(body: bytes) -> None:
    assert read_index(body) == Index()


def test_entities_in_a_sitemap_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a;</loc></url></urlset>'
    assert all(not url for url, _ in read_index(bomb).entries)


@pytest.mark.parametrize(
    "link",
    [
        "resources/?_type=case-studies",
        "news/?s=prevention",
        "events/?eventDisplay=past&tribe-bar-date=2020-01-01",
        "news/a/?PHPSESSID=1234",
        "news/a;jsessionid=1234/",
        "news/feed/",
        "wp-json/wp/v2/posts/",
        "wp-admin/",
        "calendar/2031/",
        "news/" + "a" * 2000,
    ],
)
def test_an_endless_corner_is_a_trap(link: str) -> None:
    assert trap(HOME + link, STRONG_CITIES)


@pytest.mark.parametrize(
    "link",
    [
        "news/feeding-cities/",
        "news/a/?utm_source=x&fbclid=1",
        "resource/calendar-of-hope/",
        "calendar/",
        "calendar/quay/",
    ],
)
def test_an_ordinary_address_is_no_trap(link: str) -> None:
    assert not trap(HOME + link, STRONG_CITIES)


def test_lists_are_known_from_the_beginnings_of_item_addresses() -> None:
    assert bases(STRONG_CITIES) == ("news/article/", "news/", "resource/")
    assert fronts(STRONG_CITIES)[:2] == (HOME, HOME + "ar/") and HOME + "fr/news/" in fronts(STRONG_CITIES)
    for yes in ("news/", "ar/news/page/2/", "resources/", "page/3/"):
        assert list_page(HOME + yes, STRONG_CITIES) == HOME + yes
    for no in ("news/a/", "about-us/", "hubs/x/"):
        assert list_page(HOME + no, STRONG_CITIES) == "", no


def test_links_stay_on_the_site_and_come_once() -> None:
    found = links(
        HOME + "news/",
        ["a/", "a/#top", "https://elsewhere.example/", "mailto:a@b.c", "tel:1", "/ar/news/ب/"],
        STRONG_CITIES,
    )
    assert list(found) == [HOME + "news/a/", HOME + "ar/news/%D8%A8/"]


def test_an_address_is_asked_for_with_the_final_slash_that_the_site_prints() -> None:
    assert printed("http://www.strongcitiesnetwork.org/news/a?utm_source=x", STRONG_CITIES) == HOME + "news/a"
    assert printed("http://www.strongcitiesnetwork.org/news/a/", STRONG_CITIES) == HOME + "news/a/"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("2024-05-01T10:00:00+00:00", "2024-05-01T10:00:01+00:00", True),
        ("2024-05-01T10:00:00+00:00", "2024-05-01T12:00:00+02:00", False),
        ("2024-05-01T10:00:00+00:00", "2024-04-01T10:00:00+00:00", False),
        ("", "2024-05-01", True),
        ("2024-05-01", "2024-05-01", False),
        ("2024-06-10", "2024-06-10", True),
        ("yesterday", "today", True),
        ("yesterday", "yesterday", False),
    ],
)
def test_a_later_lastmod_or_a_day_that_is_not_over_is_newer(before: str, after: str, expected: bool) -> None:
    look = Look(HOME, datetime(2024, 6, 10, 9, tzinfo=UTC), lastmod=before)
    assert newer(after, look, ZoneInfo("Europe/London")) is expected


def test_a_sitemap_may_be_an_address_a_line() -> None:
    """https://www.sitemaps.org/protocol.html, "Text file"; one that breaks off within a line is not whole."""
    lines = f"{HOME}news/a/\r\n{HOME}news/b/\n".encode()
    assert read_index(lines) == Index("urlset", {HOME + "news/a/": "", HOME + "news/b/": ""}, whole=True)
    assert read_index(gzip.compress(lines)).named == read_index(lines).named
    assert not read_index(lines[:-1]).whole
    assert read_index(lines + b"Not found") == Index() == read_index(b"")


@pytest.mark.parametrize(
    ("item", "link"),
    [
        ("<guid>https://a.example/news/x/</guid>", "https://a.example/news/x/"),
        ('<guid isPermaLink="true"> https://a.example/news/x/ </guid>', "https://a.example/news/x/"),
        ('<guid isPermaLink="false">https://a.example/?p=7</guid>', None),
        ("<guid>tag:a.example,2024:7</guid>", None),
        ("<link>/news/y/</link><guid>https://a.example/news/x/</guid>", "/news/y/"),
    ],
)
def test_an_item_without_a_link_has_its_permanent_guid_for_one(item: str, link: str | None) -> None:
    feed = f"<rss><channel><item><title>A lamp</title>{item}</item></channel></rss>".encode()
    assert list(read_feed(feed).named) == ([link] if link else [])
