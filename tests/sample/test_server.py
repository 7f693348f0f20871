"""The server answers as a WordPress site does, and remembers what it was asked."""

from __future__ import annotations

import gzip
import http.client
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from scnfeed.sample import DAYS, SampleSite
from tests.sample.client import get


def test_every_live_article_answers_200_with_a_page_of_60_to_100_kb() -> None:
    for design in ("classic", "redesign"):
        with SampleSite(day=30, design=design) as site:
            answers = {url: get(url) for url in site.addresses()}
        assert {answer.status for answer in answers.values()} == {200}
        sizes = [len(answer.body) for answer in answers.values()]
        assert min(sizes) >= 60_000 and max(sizes) <= 100_000, (design, min(sizes), max(sizes))


def test_the_same_day_gives_the_same_bytes() -> None:
    with SampleSite(day=5) as site:
        before = {url: get(url).body for url in [site.home, *site.addresses()[::7]]}
        site.set_day(28)
        assert get(site.home).body != before[site.home]
        site.set_day(5)
        assert {url: get(url).body for url in before} == before


def test_a_missing_final_slash_and_a_shortlink_lead_to_the_page() -> None:
    with SampleSite() as site:
        page = site.home + "ar/news/quay-talk-monthly-conversation-on-hate-and-hospitality/"
        assert get(page[:-1]).status == 301
        assert get(page[:-1]).headers["Location"] == page
        assert get(site.home + "?p=1091").headers["Location"] == page


def test_lower_and_upper_case_escapes_lead_to_one_page() -> None:
    with SampleSite() as site:
        url = next(url for url in site.addresses() if "%D8" in url)
        lower = url.replace("%D", "%d")
        assert lower != url and get(lower).body == get(url).body


def test_an_unknown_address_answers_404_with_a_whole_page() -> None:
    with SampleSite() as site:
        answer = get(site.home + "ar/nowhere/")
        assert answer.status == 404
        assert len(answer.body) > 60_000 and 'dir="rtl"' in answer.text


def test_requests_are_counted_until_they_are_forgotten() -> None:
    with SampleSite() as site:
        get(site.home + "news/?x=1")
        get(site.home + "nowhere", method="HEAD")
        assert site.requests == [("GET", "/news/?x=1", 200), ("HEAD", "/nowhere", 404)]
        site.forget()
        assert site.requests == []


def test_a_connection_is_kept_and_gzip_is_spoken() -> None:
    with SampleSite() as site:
        parts = urlsplit(site.home)
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=5)
        bodies = []
        for _ in range(2):
            connection.request("GET", "/", headers={"Accept-Encoding": "gzip"})
            sock = connection.sock
            answer = connection.getresponse()
            assert answer.headers["Content-Encoding"] == "gzip"
            bodies.append(gzip.decompress(answer.read()))
            assert connection.sock is sock is not None
        connection.close()
        assert bodies[0] == bodies[1] == get(site.home).body


def test_wrong_days_switches_and_designs_are_refused() -> None:
    for wrong in ({"day": 0}, {"day": DAYS + 1}, {"off": {"site-map"}}, {"design": "baroque"}):
        with pytest.raises(ValueError):
            SampleSite(**wrong)


def test_the_import_is_light() -> None:
    heavy = ("scrapy", "sqlalchemy", "pydantic", "babel", "lxml", "bs4", "starlette")
    code = f"import sys, scnfeed.sample; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
