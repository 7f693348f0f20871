"""What the sample site says to machines, and that each part can be switched off."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET

import pytest

from scnfeed.sample import SampleSite
from scnfeed.sample.machine import SITEMAP_NS
from tests.sample.client import get

NS = {"s": SITEMAP_NS, "x": "http://www.w3.org/1999/xhtml"}


def sitemap_rows(site: SampleSite) -> dict[str, str]:
    index = ET.fromstring(get(site.home + "sitemap_index.xml").body)
    rows = {}
    for child in index.findall("s:sitemap/s:loc", NS):
        for url in ET.fromstring(get(str(child.text)).body).findall("s:url", NS):
            rows[str(url.findtext("s:loc", "", NS))] = str(url.findtext("s:lastmod", "", NS))
    return rows


def test_the_sitemap_lists_every_item_and_page_once_with_its_last_change() -> None:
    with SampleSite(day=20) as site:
        rows = sitemap_rows(site)
        assert set(site.addresses()) <= set(rows)
        assert len([url for url in rows if "/hubs/" in url]) == 4
        assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT08:00:00\+00:00", value) for value in rows.values())
        assert {get(url).status for url in rows} == {200}


def test_robots_names_the_sitemap_and_closes_the_calendar() -> None:
    with SampleSite() as site:
        text = get(site.home + "robots.txt").text
    assert "Disallow: /calendar/\n" in text and f"Sitemap: {site.home}sitemap_index.xml\n" in text
    assert "delay" not in text.lower()


def test_rest_pages_through_everything_and_refuses_what_is_past_the_end() -> None:
    with SampleSite(day=20) as site:
        base = site.home + "wp-json/wp/v2/news?per_page=20&page="
        first = get(base + "1")
        pages, total = int(first.headers["X-WP-TotalPages"]), int(first.headers["X-WP-Total"])
        links = {item["link"] for n in range(1, pages + 1) for item in json.loads(get(f"{base}{n}").body)}
        assert len(links) == total and links == {t.url for t in site.truth().values() if t.kind == "news"}
        assert get(f"{base}{pages + 1}").status == 400
        assert json.loads(get(f"{base}{pages + 1}").body)["code"] == "rest_post_invalid_page_number"
        assert get(site.home + "wp-json/wp/v2/news?per_page=500").status == 400
        assert set(json.loads(get(site.home + "wp-json/wp/v2/types").body)) == {"news", "resource"}


def test_rest_gives_only_what_changed_after_a_moment() -> None:
    with SampleSite(day=8) as site:
        found = json.loads(get(site.home + "wp-json/wp/v2/news?modified_after=2026-03-09T00:00:00&per_page=100").body)
    assert {item["id"] for item in found} == {1250, 1251, 1252, 1253}


def test_feeds_hold_the_ten_newest_of_one_language() -> None:
    with SampleSite(day=20) as site:
        for prefix in ("", "ar/"):
            channel = ET.fromstring(get(f"{site.home}{prefix}news/feed/").body).find("channel")
            assert channel is not None
            items = channel.findall("item")
            assert len(items) == 10 and all(f"/{prefix}news/" in str(item.findtext("link")) for item in items)
            assert items[0].findtext("guid", "").startswith(f"{site.home}?post_type=news&p=")
        assert ET.fromstring(get(site.home + "feed/").body).findall(".//item") == []


GONE = {
    "sitemap": ("sitemap_index.xml", "news-sitemap.xml"),
    "rest": ("wp-json/wp/v2/news", "wp-json/wp/v2/types"),
    "feeds": ("news/feed/", "ar/news/feed/"),
    "robots": ("robots.txt",),
}
SILENT = {
    "hreflang": 'hreflang="ar"',
    "json-ld": "application/ld+json",
    "og": "og:title",
    "shortlink": "postid-",
}


@pytest.mark.parametrize("part", GONE)
def test_a_switched_off_address_answers_404(part: str) -> None:
    with SampleSite() as on, SampleSite(off={part}) as off:
        for path in GONE[part]:
            assert (get(on.home + path).status, get(off.home + path).status) == (200, 404)


def test_robots_names_no_sitemap_that_is_switched_off() -> None:
    with SampleSite(off={"sitemap"}) as site:
        assert "Sitemap" not in get(site.home + "robots.txt").text


@pytest.mark.parametrize("part", SILENT)
def test_a_switched_off_mark_is_not_in_the_head(part: str) -> None:
    with SampleSite() as on, SampleSite(off={part}) as off:
        path = "news/two-mayors-one-fence-why-we-stopped-guarding-and-began-counting/"
        assert [SILENT[part] in get(site.home + path).text for site in (on, off)] == [True, False]


def test_without_json_ld_a_date_that_stood_there_only_is_unknown() -> None:
    with SampleSite(off={"json-ld"}) as site:
        truth = next(t for t in site.truth().values() if t.story == "repair-cafe")
        assert truth.published is None
