"""RSS and Atom as programs read them. Each fault of feedgen that is repaired has its test here."""

from __future__ import annotations

import locale
import re
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from lxml import etree

from scnfeed.errors import FeedError
from scnfeed.feeds import render_feed
from scnfeed.model import Article, Attachment, Feed, Format
from tests.feeds.factory import BASE, BRAND, NOON, SITE, article, feed, ident, newsroom

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML: tuple[Format, ...] = ("rss", "atom")
PDF = Attachment(f"{SITE}/a.pdf", "A", "application/pdf", 7)
BOTH: dict[str, Any] = {"translations": {"en": f"{SITE}/en/"}, "attachments": (PDF,)}


def parsed(text: bytes) -> Any:
    found = feedparser.parse(text)
    assert not found.bozo, found.get("bozo_exception")
    return found


def read(articles: list[Article], format: Format, of: Feed | None = None) -> Any:
    return parsed(render_feed(of or feed(), articles, format))


def tree(articles: list[Article], format: Format, of: Feed | None = None) -> Any:
    return etree.fromstring(render_feed(of or feed(), articles, format))


@pytest.mark.parametrize("format", XML)
def test_feedparser_reads_every_item_without_complaint(format: Format) -> None:
    every = feed("all/all", languages=())
    found = read(newsroom(), format, every)
    assert len(found.entries) == 9
    assert found.feed.link == f"{BASE}/"
    assert all(entry.published_parsed and entry.title and entry.id.startswith("urn:uuid:") for entry in found.entries)


def test_both_agree_on_ids_order_and_dates() -> None:
    every = feed("all/all", languages=())
    seen = [[(e.id, e.published_parsed, e.title) for e in read(newsroom(), f, every).entries] for f in XML]
    assert seen[0] == seen[1]


def test_fault_1_atom_links_keep_rel_type_language_and_length() -> None:
    links = tree([article(1, **BOTH)], "atom").findall(f"{ATOM}entry/{ATOM}link")
    assert [dict(link.attrib) for link in links] == [
        {"rel": "alternate", "type": "text/html", "hreflang": "en", "href": f"{SITE}/news/item-1/"},
        {"rel": "enclosure", "type": "application/pdf", "length": "7", "href": PDF.url, "title": "A"},
        {"rel": "related", "type": "text/html", "hreflang": "en", "href": f"{SITE}/en/"},
    ]


def test_fault_1_an_atom_feed_links_to_itself_and_to_its_page_once() -> None:
    links = [(link.get("rel"), link.get("href")) for link in tree([], "atom").findall(f"{ATOM}link")]
    assert links == [("self", f"{BASE}/en/news.atom"), ("alternate", f"{BASE}/en/")]


def test_fault_2_the_channel_links_to_its_page() -> None:
    assert tree([], "rss").findtext("channel/link") == f"{BASE}/en/"


@pytest.mark.parametrize("format", XML)
def test_fault_3_a_translation_never_becomes_the_link_of_the_item(format: Format) -> None:
    item = article(1, "ar", **BOTH)
    assert read([item], format, feed("ar/news")).entries[0].link == item.url


@pytest.mark.parametrize("format", XML)
def test_fault_4_the_dates_come_from_the_articles(format: Format) -> None:
    corrected = article(2, revised=NOON)
    found = read([article(1), corrected], format)
    assert found.feed.updated_parsed == (NOON + timedelta(minutes=1)).utctimetuple()
    if format == "atom":
        days = [(NOON - timedelta(days=1)).utctimetuple(), NOON.utctimetuple()]
        assert [entry.updated_parsed for entry in found.entries] == days


@pytest.mark.parametrize("format", XML)
def test_fault_4_an_empty_feed_has_a_fixed_date(format: Format) -> None:
    assert read([], format).feed.updated_parsed[:3] == (2000, 1, 1)


def test_an_entry_is_never_updated_before_it_was_published() -> None:
    entry = read([article(1, revised=NOON - timedelta(days=30))], "atom").entries[0]
    assert entry.updated_parsed == entry.published_parsed


@pytest.mark.parametrize("format", XML)
def test_fault_5_the_newest_item_comes_first(format: Format) -> None:
    assert [e.id for e in read([article(2), article(3), article(1)], format).entries] == [ident(n) for n in (1, 2, 3)]


def test_fault_6_atom_content_is_html() -> None:
    assert tree([article(1)], "atom").find(f"{ATOM}entry/{ATOM}content").get("type") == "html"


@pytest.mark.parametrize("format", XML)
def test_fault_7_the_summary_is_plain_text(format: Format) -> None:
    entry = read([article(1, summary="2 < 3 & <b>bold</b>")], format).entries[0]
    assert entry.summary == ("2 < 3 & bold" if format == "atom" else "2 &lt; 3 &amp; bold")


@pytest.mark.parametrize("format", XML)
def test_fault_8_there_is_no_media_group(format: Format) -> None:
    assert b"media:group" not in render_feed(feed(), newsroom(), format)


@pytest.mark.parametrize("format", XML)
def test_fault_9_a_download_of_unknown_length_is_linked_and_no_enclosure(format: Format) -> None:
    vague = Attachment(f"{SITE}/b", "B", "", None)
    entry = read([article(1, attachments=(vague, PDF))], format).entries[0]
    assert [(e.href, e.type, e.length) for e in entry.enclosures] == [(PDF.url, PDF.mime_type, str(PDF.length))]
    assert b'length="0"' not in render_feed(feed(), [article(1, attachments=(vague,))], format)
    linked = [one.attrib for one in tree([article(1, attachments=(vague,))], format).iter(f"{ATOM}link")]
    assert {"rel": "related", "type": "application/octet-stream", "href": vague.url, "title": "B"} in linked


def test_fault_10_a_day_is_published_at_noon_utc_and_never_read_as_month_first() -> None:
    item = article(1, ordered=None)
    assert tree([item], "rss").findtext("channel/item/pubDate") == "Wed, 18 Oct 2023 12:00:00 +0000"


def test_fault_11_rss_names_its_own_address_and_the_translations() -> None:
    root = tree([article(1, **BOTH)], "rss")
    assert root.find(f"channel/{ATOM}link").attrib == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": f"{BASE}/en/news.rss",
    }
    assert root.find(f"channel/item/{ATOM}link").get("hreflang") == "en"


def test_fault_11_rss_has_one_enclosure_and_the_body_lists_all() -> None:
    second = Attachment(f"{SITE}/b.pdf", "B", "application/pdf", 8)
    entry = read([article(1, attachments=(PDF, second))], "rss").entries[0]
    assert [e.href for e in entry.enclosures] == [PDF.url]
    assert PDF.url in entry.content[0].value
    assert second.url in entry.content[0].value


@pytest.mark.parametrize("format", XML)
def test_fault_12_an_author_without_an_address_is_named(format: Format) -> None:
    found = read([article(1, authors=("A. Writer", "b@example.org"))], format).entries[0]
    assert [a.name for a in found.authors] == ["A. Writer"]


def test_fault_13_each_entry_says_its_language_and_the_body_its_direction() -> None:
    entries = tree(newsroom(), "atom", feed("all/all", languages=())).findall(f"{ATOM}entry")
    assert {entry.get(LANG) for entry in entries} == {"ar", "en"}
    arabic = next(e for e in entries if e.get(LANG) == "ar")
    assert arabic.findtext(f"{ATOM}content").startswith('<div dir="rtl" lang="ar">')


@pytest.mark.parametrize("format", XML)
@pytest.mark.parametrize("title", ["bell \x07", "\ufffe", "lone \ud83d", "\u202eevil", "", "<script>x</script>"])
def test_fault_14_no_title_can_break_a_feed(format: Format, title: str) -> None:
    entries = read([article(1, title=title), article(2)], format).entries
    assert len(entries) == 2
    assert entries[0].title
    assert not re.search(r"[\x00-\x1f\u202a-\u202e\ufffe]|<\w", entries[0].title)


@pytest.mark.parametrize("format", XML)
def test_fault_14_an_id_appears_once(format: Format) -> None:
    (one,) = read([article(2, id=ident(1)), article(1, title="Newest")], format).entries
    assert one.title == "Newest"


@pytest.mark.parametrize("format", XML)
def test_fault_15_the_locale_of_the_process_is_left_alone(format: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody else's thread would have spoken English just now")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert len(read([article(1)], format).entries) == 1


@pytest.mark.parametrize("format", XML)
def test_the_same_articles_give_the_same_bytes_in_any_order(format: Format) -> None:
    assert render_feed(feed(), newsroom(), format) == render_feed(feed(), newsroom()[::-1], format)


@pytest.mark.parametrize("format", XML)
def test_an_article_without_an_address_gets_no_link(format: Format) -> None:
    dump = article(1, url=None, content_html="")
    root = tree([dump], format)
    item = root.find("channel/item") if format == "rss" else root.find(f"{ATOM}entry")
    assert item.find("link") is None
    assert item.find(f"{ATOM}link") is None
    entry = read([dump], format).entries[0]
    assert "Mayors met" in entry.content[0].value
    assert entry.id == dump.id


def test_a_guid_is_no_address() -> None:
    assert tree([article(1)], "rss").find("channel/item/guid").get("isPermaLink") == "false"


def test_titles_escape_as_the_rss_profile_asks() -> None:
    text = render_feed(feed(), [article(1, title="Research & Practice, 2 < 3")], "rss")
    assert b"<title>Research &#x26; Practice, 2 &#x3C; 3</title>" in text


@pytest.mark.parametrize(("name", "said"), [("ar/all", "ar"), ("all/all", None)])
def test_a_feed_of_every_language_claims_none(name: str, said: str | None) -> None:
    of = feed(name, languages=("ar",) if said else ())
    assert tree(newsroom(), "rss", of).findtext("channel/language") == said
    assert tree(newsroom(), "atom", of).get(LANG) == said


@pytest.mark.parametrize("format", ["rss", "atom", "json", "ics"])
@pytest.mark.parametrize("base", ["", "feeds.example.org", "ftp://feeds.example.org/"])
def test_a_feed_without_a_public_address_is_refused(format: Format, base: str) -> None:
    with pytest.raises(FeedError) as refusal:
        render_feed(feed(base_url=base), [], format)
    assert refusal.value.subject == "en/news"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(FeedError, match="rss, atom, json or ics"):
        render_feed(feed(), [], "xlsx")  # type: ignore[arg-type]


@pytest.mark.parametrize("format", ["rss", "atom", "json"])
@pytest.mark.parametrize("fault", [{"id": ""}, {"ordered": None, "published": None, "first_seen": None}])
def test_a_bad_article_is_refused_or_left_out_and_told(format: Format, fault: dict[str, Any]) -> None:
    bad, told = article(1, **fault), list[Article]()
    with pytest.raises(FeedError):
        render_feed(feed(), [bad, article(2)], format)
    text = render_feed(feed(), [bad, article(2)], format, on_bad=lambda a, _: told.append(a))
    assert told == [bad]
    assert ident(2).encode() in text


@pytest.mark.parametrize("format", XML)
def test_the_logo_is_optional(format: Format) -> None:
    assert BRAND.logo.encode() in render_feed(feed(), [], format)
    assert b"logo" not in render_feed(feed(brand=type(BRAND)("x")), [], format)
