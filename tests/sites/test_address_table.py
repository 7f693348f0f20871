"""The table of addresses: how sites print them, and the one form in which each is known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import canonicalize_url

from scnfeed.model import Site
from scnfeed.sites.addresses import kind_of, language_of, normal, part_of, path_of

SITE = Site(
    "city",
    "City",
    "https://city.example/",
    aliases=("www.city.example", "old.city.example", "bücher.example"),
    languages={"en": "", "ar": "ar", "fr": "?lang=fr"},
    items=((r"news/[^/]+/", "news"), (r"story\.php\?id=\d+", "news"), (r"\d{4}/\d\d/[^/]+/", "news")),
    query_allow=("id",),
)
HOME = SITE.home
MADINA = "%D9%85%D8%AF%D9%8A%D9%86%D8%A9"

TABLE = [
    # scheme, host, port
    ("https://city.example", ""),
    ("https://city.example/", ""),
    ("http://city.example/news/a/", "news/a/"),
    ("HTTPS://CITY.EXAMPLE/news/a/", "news/a/"),
    ("https://City.Example/News/A/", "News/A/"),
    ("https://city.example:443/news/a/", "news/a/"),
    ("http://city.example:80/news/a/", "news/a/"),
    ("https://city.example./news/a/", "news/a/"),
    ("https://city.example.:443/news/a/", "news/a/"),
    ("https://www.city.example/news/a/", "news/a/"),
    ("http://old.city.example/news/a", "news/a/"),
    ("https://bücher.example/news/a/", "news/a/"),
    ("https://BÜCHER.example/news/a/", "news/a/"),
    ("https://xn--bcher-kva.example/news/a/", "news/a/"),
    ("  https://city.example/news/a/\n", "news/a/"),
    # final slash, doubled slashes, dots
    ("https://city.example/news/a", "news/a/"),
    ("https://city.example//news/a/", "news/a/"),
    ("https://city.example/news//a//", "news/a/"),
    ("https://city.example/news/./a/", "news/a/"),
    ("https://city.example/news/x/../a/", "news/a/"),
    ("https://city.example/../../news/a/", "news/a/"),
    ("https://city.example/news/x/%2e%2E/a/", "news/a/"),
    ("https://city.example/files/report.pdf", "files/report.pdf"),
    ("https://city.example/news/a.html", "news/a.html"),
    ("https://city.example/news/version-2.0", "news/version-2.0/"),
    # percent-encoding
    (f"https://city.example/ar/news/{MADINA}/", f"ar/news/{MADINA}/"),
    (f"https://city.example/ar/news/{MADINA.lower()}/", f"ar/news/{MADINA}/"),
    ("https://city.example/ar/news/مدينة", f"ar/news/{MADINA}/"),
    ("https://city.example/news/%61/", "news/a/"),
    ("https://city.example/news/a%2Db%5Fc%7Ed%2Ee/", "news/a-b_c~d.e/"),
    ("https://city.example/news/a%2fb/", "news/a%2Fb/"),
    ("https://city.example/news/100%25/", "news/100%25/"),
    ("https://city.example/news/100%/", "news/100%25/"),
    ("https://city.example/news/a b/", "news/a%20b/"),
    ("https://city.example/news/a%20b/", "news/a%20b/"),
    ("https://city.example/news/a+b/", "news/a+b/"),
    ("https://city.example/news/%E9t%E9/", "news/%E9t%E9/"),
    ("https://city.example/news/a%00b/", "news/a%00b/"),
    # one form of one letter; marks and suffixes stay
    ("https://city.example/news/e\u0301te/", "news/%C3%A9te/"),
    ("https://city.example/news/e%CC%81te/", "news/%C3%A9te/"),
    ("https://city.example/news/été/", "news/%C3%A9t%C3%A9/"),
    ("https://city.example/ar/news/المحد\u0651ث/", "ar/news/%D8%A7%D9%84%D9%85%D8%AD%D8%AF%D9%91%D8%AB/"),
    ("https://city.example/news/polarisation-2/", "news/polarisation-2/"),
    ("https://city.example/news/respond-5/", "news/respond-5/"),
    # query: only what the table allows, in one order, in one spelling
    ("https://city.example/news/a/?utm_source=x&utm_medium=y&fbclid=z", "news/a/"),
    ("https://city.example/news/a/?", "news/a/"),
    ("https://city.example/news/a/?_paged=2", "news/a/"),
    ("https://city.example/news/a/?page=2", "news/a/"),
    ("https://city.example/news/a/?prefLang=mt", "news/a/"),
    ("https://city.example/story.php?id=12&PHPSESSID=abc", "story.php?id=12"),
    ("https://city.example/story.php?utm_source=x&id=12", "story.php?id=12"),
    ("https://city.example/story.php?id=%31%32", "story.php?id=12"),
    ("https://city.example/story.php?id=", "story.php"),
    ("https://city.example/story.php?id=e%CC%81", "story.php?id=%C3%A9"),
    ("https://city.example/story.php?lang=fr&id=12", "story.php?id=12&lang=fr"),
    ("https://city.example/news/a?lang=fr", "news/a/?lang=fr"),
    ("https://city.example/news/a/?lang=fr#top", "news/a/?lang=fr"),
    ("https://city.example/news/a/?lang=en", "news/a/"),
    ("https://city.example/news/a/?lang=de", "news/a/"),
    ("https://city.example/story.php?L=0&amp;id=12", "story.php?id=12"),
    ("https://city.example/story.php?lang=fr&amp;lang=en&amp;id=12", "story.php?id=12&lang=fr"),
    ("https://city.example/story.php/?id=12", "story.php?id=12"),
    # fragments, sessions, first pages
    ("https://city.example/news/a/#downloads", "news/a/"),
    ("https://city.example/news/a#!/x", "news/a/"),
    ("https://city.example/news/a;jsessionid=0F3A?id=", "news/a/"),
    ("https://city.example/news/a;JSESSIONID=0F3A/", "news/a/"),
    ("https://city.example/news/page/1/", "news/"),
    ("https://city.example/news/page/2/", "news/page/2/"),
    ("https://city.example/news/a/comment-page-3/#comment-9", "news/a/"),
    ("https://city.example/2024/05/a", "2024/05/a/"),
]
FOREIGN = [
    "https://elsewhere.example/news/a/",
    "https://city.example.evil.example/",
    "https://evil-city.example/",
    "https://city.example:8443/news/a/",
    "https://city.example@elsewhere.example/",
    "https://2130706433/",
    "ftp://city.example/a",
    "mailto:desk@city.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "//city.example/news/a/",
    "/news/a/",
    "https:///news/a/",
    "https://[::1/",
    "https://xn--/",
    "https://city..example/",
    "https://city.example../news/a/",
    "https://evil.example\\@city.example/news/a/",
    "https://city.example\\@evil.example/news/a/",
    "https://cіty.example/news/a/",
    "https://city.example%2eevil.example/",
    "http://city.example:443/news/a/",
    "https:/city.example/news/a/",
    "https:city.example/news/a/",
    "https://city.example/news/" + "a" * 9_000,
    "",
]


def test_the_table_is_as_long_as_was_promised() -> None:
    assert len({url for url, _ in TABLE}) == len(TABLE) >= 60


@pytest.mark.parametrize(("printed", "meant"), TABLE)
def test_an_address_has_one_form(printed: str, meant: str) -> None:
    assert normal(printed, SITE) == HOME + meant


@pytest.mark.parametrize("printed", FOREIGN)
def test_what_is_not_of_the_site_has_none(printed: str) -> None:
    assert normal(printed, SITE) == ""


@pytest.mark.parametrize(("printed", "meant"), TABLE)
def test_the_form_is_its_own_form_and_one_that_w3lib_calls_canonical(printed: str, meant: str) -> None:
    assert normal(HOME + meant, SITE) == HOME + meant
    assert canonicalize_url(HOME + meant, encoding="latin-1" if "%E9t" in meant else None) == HOME + meant


@given(st.text(max_size=40), st.text(max_size=20))
def test_any_letters_at_all_have_a_form_that_stays(path: str, query: str) -> None:
    once = normal(f"{HOME}news/{path}?id={query}", SITE)
    assert normal(once, SITE) == once
    assert once.isascii() and "#" not in once


def test_two_sites_do_not_answer_for_each_other() -> None:
    other = replace(SITE, home="https://elsewhere.example/", aliases=(), query_allow=())
    for site, expected in ((SITE, ""), (other, "https://elsewhere.example/news/a/"), (SITE, "")):
        assert normal("https://elsewhere.example/news/a/?id=1", site) == expected


@pytest.mark.parametrize(
    ("path", "language", "below", "kind"),
    [
        ("news/a/", "en", "news/a/", "news"),
        ("news/a/?lang=fr", "fr", "news/a/", "news"),
        ("news/a/?lang=xx", "en", "news/a/", "news"),
        ("story.php?id=12", "en", "story.php?id=12", "news"),
        ("story.php?id=12&lang=fr", "fr", "story.php?id=12", "news"),
        ("story.php", "en", "story.php", None),
        ("ar/news/a/", "ar", "news/a/", "news"),
        ("?lang=fr", "fr", "", None),
        ("2024/05/a/", "en", "2024/05/a/", "news"),
        ("2024/05/", "en", "2024/05/", None),
        ("story.php?id=12&lang=en", "en", "story.php?id=12", "news"),
    ],
)
def test_path_and_query_say_language_and_kind(path: str, language: str, below: str, kind: str | None) -> None:
    assert path_of(HOME + path, SITE) == (language, below)
    assert language_of(HOME + path, SITE) == language
    assert kind_of(HOME + path, SITE) == kind


def test_a_numbered_page_of_an_item_is_folded_and_a_page_of_a_list_is_not() -> None:
    assert part_of(HOME + "news/a/3", SITE) == HOME + "news/a/"
    assert part_of(HOME + "news/page/3/", SITE) is None
    assert part_of(HOME + "2024/05/", SITE) is None
