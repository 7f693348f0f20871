from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest

from scnfeed.language.phrases import phrases
from scnfeed.model import Brand, Event, Feed
from scnfeed.pages import front_page, index_page
from scnfeed.pages.colour import CONTRAST, DARK, LIGHT, contrast, readable
from tests.feeds.factory import BASE, BRAND, SEEN, SITE, SUMMIT, article, feed, newsroom

LANGUAGES = ("en", "ar")
EVENTS = feed("ar/events", "ar", kinds=("event",), formats=("rss", "ics"), title="الفعاليات بالعربية – Cities Network")
FEEDS = [feed("en/news", "en"), feed("ar/news", "ar"), EVENTS, feed("all/all", languages=())]
FILES = {f"{f.name}.{format}" for f in FEEDS for format in f.formats}
FILES |= {"feeds.opml", "index.html", "en/index.html", "ar/index.html"}


class Seen(HTMLParser):
    """Start tags with their attributes, and the visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, Any]]:
        return [a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in wanted.items())]


def index(language: str = "ar", **changes: Any) -> str:
    asked: dict[str, Any] = {"feeds": FEEDS, "latest": newsroom(), "brand": BRAND, "events": newsroom()} | changes
    return index_page(language, asked["feeds"], asked["latest"], asked["brand"], LANGUAGES, BASE, asked["events"])


PAGES = {
    "ar/index.html": index("ar"),
    "en/index.html": index("en"),
    "index.html": front_page(LANGUAGES, FEEDS, BRAND, BASE),
}


@pytest.mark.parametrize(("path", "language", "direction"), [
    ("ar/index.html", "ar", "rtl"), ("en/index.html", "en", "ltr"), ("index.html", "en", "ltr"),
])  # fmt: skip
def test_a_page_says_its_language_and_direction(path: str, language: str, direction: str) -> None:
    assert Seen(PAGES[path]).all("html") == [{"lang": language, "dir": direction}]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_main_heading_and_no_script(path: str) -> None:
    seen = Seen(PAGES[path])
    assert len(seen.all("h1")) == 1
    assert not seen.all("script")
    assert not any(name.startswith("on") for _, attributes in seen.tags for name in attributes)


@pytest.mark.parametrize("path", PAGES)
def test_links_stay_inside_the_published_tree(path: str) -> None:
    hrefs = [a["href"] for a in Seen(PAGES[path]).all("a") if not a["href"].startswith(("#", SITE, "webcal:"))]
    assert hrefs
    targets = {urljoin(f"{BASE}/{path}", href).removeprefix(f"{BASE}/") for href in hrefs}
    assert targets <= FILES
    assert not any("//" in href for href in hrefs)


def test_programs_discover_every_format_by_its_public_address() -> None:
    found = {a["href"]: a for a in Seen(PAGES["ar/index.html"]).all("link", rel="alternate")}
    assert set(found) == {f.address(format) for f in FEEDS[1:] for format in f.formats}
    assert found[f"{BASE}/ar/news.rss"]["type"] == "application/rss+xml"
    assert all(a["title"] for a in found.values())


def test_addresses_stand_there_to_be_copied() -> None:
    text = Seen(PAGES["ar/index.html"]).text
    assert all(f.address(format) in text for f in FEEDS[1:] for format in f.formats)


def test_a_calendar_can_be_subscribed_to_and_downloaded() -> None:
    seen = Seen(PAGES["ar/index.html"])
    assert seen.all("a", href="webcal://feeds.example.org/public/ar/events.ics")
    assert "download" in seen.all("a", href="../ar/events.ics")[0]


def test_a_page_offers_its_own_language_and_all_together_and_no_other() -> None:
    assert "en/news" not in PAGES["ar/index.html"]
    assert "all/all.rss" in PAGES["ar/index.html"]
    assert "كل الجديد" in PAGES["ar/index.html"]


def test_feeds_are_named_without_the_name_of_the_site_that_they_share() -> None:
    named = [feed(f"en/{kind}", "en", title=f"{kind} – The site – Harbours") for kind in ("news", "events")]
    seen = Seen(index("en", feeds=[*named, feed("en/own", "en", title="Ports – North")])).text
    assert "news – The site\n" in seen and "Ports – North" in seen
    assert "Harbours" not in seen


def test_the_letter_is_offered_where_there_is_one() -> None:
    assert "letters" not in PAGES["en/index.html"]
    page = index_page("en", FEEDS, [], replace(BRAND, contact="desk@x.example"), LANGUAGES, BASE, (), "letters/7.html")
    links = {a["href"] for a in Seen(page).all("a")}
    assert links >= {"../letters/7.html", "../letters.rss", "mailto:desk@x.example"}


def test_the_language_of_the_page_is_marked_in_the_choice() -> None:
    chosen = Seen(PAGES["ar/index.html"]).all("a", **{"aria-current": "page"})
    assert [a["lang"] for a in chosen] == ["ar"]


def test_dates_are_told_in_the_language_of_the_item() -> None:
    text = Seen(PAGES["ar/index.html"]).text
    assert "18 أكتوبر 2023" in text
    assert "19–21" in text


def test_a_guessed_date_is_marked_and_a_machine_translation_too() -> None:
    text = Seen(PAGES["ar/index.html"]).text
    assert "(estimated)" in text
    assert "ترجمة آلية" in text


def test_events_lie_ahead_or_behind_as_seen_from_the_newest_item() -> None:
    text = Seen(PAGES["en/index.html"]).text
    ahead, past = text.index("Events ahead"), text.index("Past events")
    assert ahead < text.index("Manila") < past < text.index("نيويورك")


def test_an_event_that_ends_on_the_newest_day_is_not_over() -> None:
    today = replace(SUMMIT, end=SEEN.date(), place="Valletta")
    text = Seen(index("en", latest=[], events=[article(1, events=(today,))])).text
    assert "Past events" not in text
    assert "Valletta" in text


def test_the_last_event_comes_first_among_the_past() -> None:
    earlier = replace(SUMMIT, start=date(2022, 1, 1), end=date(2022, 1, 1), place="Earlier")
    text = Seen(index("en", latest=[], events=[article(1, events=(earlier, SUMMIT))])).text
    assert text.index("نيويورك") < text.index("Earlier")


def test_an_event_told_twice_in_a_story_is_listed_once() -> None:
    twice = [article(1, story="a", events=(SUMMIT,)), article(2, story="a", events=(SUMMIT,))]
    assert Seen(index("en", latest=[], events=twice)).text.count("نيويورك") == 1


def test_the_next_event_comes_first() -> None:
    later = Event(date(2024, 2, 1), date(2024, 2, 1), "Later", True, "")
    sooner = replace(later, start=date(2024, 1, 1), end=date(2024, 1, 1), place="Sooner")
    text = Seen(index("en", latest=[], events=[article(1, events=(later, sooner))])).text
    assert text.index("Sooner") < text.index("Later")


def test_uncertain_events_are_not_listed() -> None:
    unsure = article(1, events=(replace(SUMMIT, certain=False),))
    assert "نيويورك" not in index("en", latest=[], events=[unsure])


def test_an_article_without_an_address_has_a_title_and_no_link() -> None:
    page = index("en", latest=[article(1, url=None, title="Dump")], events=[])
    assert '<p class="what">Dump</p>' in page


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert url not in index("en", latest=[article(1, url=url)], events=[])


def test_hostile_text_stays_text() -> None:
    page = index(
        "en", latest=[article(1, title="<script>x</script>\u202e")], events=[], brand=Brand("<b>", colour="red;}")
    )
    assert "<script" not in page
    assert "\u202e" not in page
    assert "red;}" not in page


def test_a_page_without_anything_yet_says_so() -> None:
    assert "Nothing yet." in Seen(index("en", latest=[], events=[])).text


def test_the_same_input_gives_the_same_page() -> None:
    assert index("ar") == PAGES["ar/index.html"]


def test_a_language_without_phrases_is_spoken_to_in_english() -> None:
    seen = Seen(index_page("de", [], [], BRAND, ("de",), BASE))
    assert seen.all("html") == [{"lang": "en", "dir": "ltr"}]
    assert seen.all("a", lang="de")


@pytest.mark.parametrize("colour", ["#0b5c6b", "#ffff00", "#000000", "#ffffff", "#777777", "not a colour"])
@pytest.mark.parametrize("ground", [LIGHT, DARK])
def test_every_brand_colour_can_be_read_by_day_and_by_night(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= CONTRAST


def test_every_phrase_is_told_in_all_four_languages() -> None:
    for key, rows in phrases("scnfeed.pages").table.items():
        assert set(rows) == {"en", "ar", "fr", "es"} or key == "choose_other", key


def test_a_feed_in_a_chain_names_its_languages_in_order() -> None:
    chain = Feed("ar-else-en/all", "x", BASE, languages=("ar", "en"), once=True)
    assert "العربية، الإنجليزية" in Seen(index("ar", feeds=[chain])).text
