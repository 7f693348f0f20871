"""Each place that can say a value is switched off in turn: the next one takes over, under its own name."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import html
import re
from datetime import date

import pytest

from scnfeed.model import Reading, Source, moment
from scnfeed.read import read

PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.</p>" * 4
TITLE: list[tuple[Source, str]] = [
    ("heading", "<h1>Lamps on the quay</h1>"),
    ("json-ld", '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Lamps on the quay"}</script>'),
    ("og", '<meta property="og:title" content="Lamps on the quay &#124; Quay News">'),
    ("meta", "<title>Lamps on the quay | Quay News</title>"),
]
PUBLISHED: list[tuple[Source, str]] = [
    ("label", "<p>Publication Date: 16/07/2021</p>"),
    ("json-ld", '<script type="application/ld+json">[{"@type":["Article"],"datePublished":"2021-07-16"}]</script>'),
    ("og", '<meta property="article:published_time" content="2021-07-16T08:00:00+00:00">'),
    ("meta", '<meta name="DC.date.issued" content="2021-07-16">'),
    ("time", '<div><time datetime="2021-07-16">a while ago</time></div>'),
    ("heading", "<div>16 July 2021</div>"),
    ("url", "/2021/07/16/"),
    ("markup", '<script>window.state = {"title": "Lamps on the quay", "publishedAt": "2021-07-16T08:00:00Z"}</script>'),
]
LANGUAGE: list[tuple[Source, str]] = [
    ("markup", "fr"),
    ("og", '<meta property="og:locale" content="fr_FR">'),
    ("sentence", "<p>Les équipages ont marché sur les quais et ils ont noté dans le carnet les lampes qui sont en panne.</p>"),
]  # fmt: skip
SITE = '<meta property="og:site_name" content="Quay News">'


def page(parts: list[tuple[Source, str]], body: str = PROSE, heading: str = "<h1>Lamps on the quay</h1>") -> Reading:
    """A page that holds these parts; an address part becomes its address, a ``heading`` stands first."""
    told = dict(parts)
    url = f"https://quay.example{told.get('url', '/')}lamps/"
    inner = "".join(text for source, text in parts if source not in ("url", "heading"))
    titled = told["heading"] if "<h1" in told.get("heading", "") else heading + told.get("heading", "")
    shown = titled if heading else told.get("heading", "")
    return read(f"<html><head>{SITE}</head><body><main>{shown}{inner}{body}</main></body></html>".encode(), url)


@pytest.mark.parametrize("off", range(len(TITLE)))
def test_the_title_comes_from_the_next_place(off: int) -> None:
    reading = page(TITLE[off:], heading="")
    assert (reading.title, reading.sources["title"]) == ("Lamps on the quay", TITLE[off][0])


def test_a_page_without_any_title_is_called_by_its_first_sentence_and_says_so() -> None:
    reading = page([], heading="")
    assert reading.sources["title"] == "sentence"
    assert any("prints no title" in doubt for doubt in reading.doubts)


@pytest.mark.parametrize("off", range(len(PUBLISHED)))
def test_the_day_comes_from_the_next_place(off: int) -> None:
    reading = page(PUBLISHED[off:])
    assert reading.published is not None
    assert moment(reading.published).date() == date(2021, 7, 16)
    assert reading.sources["published"] == PUBLISHED[off][0]


def test_a_page_that_says_no_day_has_none() -> None:
    body = PROSE + "<p>In 2019 the harbour had 2020 lamps. © 2024</p><p>report-2021-07-16.pdf</p>"
    related = (
        "<ul>" + "<li><h3><a href=/a>Other</a></h3><time datetime=2022-01-01>1 January 2022</time></li>" * 3 + "</ul>"
    )
    footer = "<footer>Last changed 3 May 2022</footer><div role=dialog>Cookies, 3 May 2022</div>"
    reading = page([], body=body + related + footer)
    assert reading.published is None
    assert "published" not in reading.sources


@pytest.mark.parametrize("off", range(len(LANGUAGE)))
def test_the_language_comes_from_the_next_place(off: int) -> None:
    parts = LANGUAGE[off:]
    lang = ' lang="fr"' if parts[0][0] == "markup" else ""
    inner = "".join(text for source, text in parts if source != "markup") or LANGUAGE[-1][1]
    reading = read(f"<html{lang}><body><h1>Lampes</h1>{inner}{LANGUAGE[-1][1]}</body></html>".encode())
    assert (reading.language, reading.sources["language"]) == ("fr", parts[0][0])


def test_every_printed_text_stands_in_the_page() -> None:
    for off in range(len(PUBLISHED)):
        reading = page(PUBLISHED[off:])
        told = reading.said["published"].text
        assert any(told in html.unescape(text) for _, text in PUBLISHED), told


def test_places_that_disagree_are_a_doubt() -> None:
    reading = page(
        [("label", "<p>Publication Date: 16/07/2021</p>"), ("meta", '<meta name="date" content="2020-01-01">')]
    )
    assert reading.published == date(2021, 7, 16)
    assert any(re.search("16/07/2021.*2020-01-01", doubt) for doubt in reading.doubts)


def test_broken_json_ld_still_says_its_day() -> None:
    broken = '<script type="application/ld+json">{"@type":"Article","datePublished":"2021-07-16",}</script>'
    reading = page([("json-ld", broken)])
    assert (reading.published, reading.sources["published"]) == (date(2021, 7, 16), "json-ld")
    assert "the page's JSON-LD is broken" in reading.doubts


def test_midnight_in_greenwich_does_not_move_the_day_a_page_prints() -> None:
    ld = '<script type="application/ld+json">{"@type":"Article","datePublished":"2021-07-17T02:10:00Z"}</script>'
    assert page([("json-ld", ld), ("url", "/2021/07/16/")]).published == date(2021, 7, 16)
    assert page([("json-ld", ld)]).published is not None


@pytest.mark.parametrize("told", ["2021-07-15T23:00Z", "2021-07-15T23:15:0Z"])
def test_midnight_in_greenwich_does_not_move_the_day_in_an_element_called_a_date(told: str) -> None:
    moment_told = f'<meta property="article:published_time" content="{told}">'
    standfirst = "The crews mended the lamps on the quay. " * 8
    called = f'<div>Ada Lima</div><h2>In short</h2><div>{standfirst}</div><div class="meta-date">16 July 2021</div>'
    reading = page([("og", moment_told)], body=called + f"<div>{PROSE}</div>")
    assert reading.published == date(2021, 7, 16)


def test_the_sites_heading_is_not_the_pages_title() -> None:
    body = b"<html><head><title>Lamps on the quay | Quay News</title></head><body><h1>Quay News</h1><div><h1>Lamps on the quay"
    assert read(body + b"</h1>" + PROSE.encode() + b"</div></body></html>", "https://quaynews.example/a").title == "Lamps on the quay"  # fmt: skip


def test_an_old_page_wrapped_in_one_form_is_read() -> None:
    reading = read(f"<html><body><form action=a><h1>Lamps</h1><div>{PROSE}</div></form></body></html>".encode())
    assert "ferry crews" in reading.content_text


@pytest.mark.parametrize(
    "line", ["Available until 6 May 2024", "Verfügbar bis 06.05.2024", "Disponible jusqu’au 6 mai 2024"]
)
def test_the_day_when_something_ends_is_not_the_day_of_publication(line: str) -> None:
    ld = '<script type="application/ld+json">{"@type":"Article","datePublished":"2024-04-22"}</script>'
    assert page([("json-ld", ld), ("heading", f"<p>{line}</p>")]).published == date(2024, 4, 22)
    assert page([("heading", f"<p>{line}</p>")]).published is None
