"""Every way of writing one page's address is one address; different pages stay different."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scnfeed.model import Site
from scnfeed.sites import SITES
from scnfeed.sites.addresses import absolute, is_item, is_watch, kind_of, language_of, normal, part_of

SITE = SITES["strong_cities"]
HOME = SITE.home


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("news/a/", "news/a/"),
        ("news/a", "news/a/"),
        ("news//a/", "news/a/"),
        ("news/a/?utm_source=x&fbclid=y", "news/a/"),
        ("news/a/#downloads", "news/a/"),
        ("ar/news/%d9%85%d8%af%d9%86", "ar/news/%D9%85%D8%AF%D9%86/"),
        ("ar/news/مدن/", "ar/news/%D9%85%D8%AF%D9%86/"),
        ("ar/resource/المحد\u0651ث/", "ar/resource/%D8%A7%D9%84%D9%85%D8%AD%D8%AF%D9%91%D8%AB/"),
        ("fr/news/e\u0301te/", "fr/news/%C3%A9te/"),
        ("wp-content/uploads/a.pdf", "wp-content/uploads/a.pdf"),
        ("news/x/../a/", "news/a/"),
        ("news/a-2/", "news/a-2/"),
        ("news/a%2Fb/", "news/a%2Fb/"),
        ("", ""),
    ],
)
@pytest.mark.parametrize(
    "host",
    [
        "https://strongcitiesnetwork.org/",
        "http://strongcitiesnetwork.org/",
        "https://www.strongcitiesnetwork.org/",
        "https://StrongCitiesNetwork.org:443/",
        "http://strongcitiesnetwork.org.:80/",
    ],
)
def test_every_spelling_is_one_address(host: str, written: str, meant: str) -> None:
    assert normal(host + written, SITE) == HOME + meant


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.org/news/a/", "mailto:a@b.org", "javascript:alert(1)", "//", "", "http://[bad/", "ftp://x"],
)
def test_what_is_not_of_the_site_has_no_normal_form(url: str) -> None:
    assert normal(url, SITE) == ""


def test_a_meaningful_query_stays() -> None:
    site = replace(SITE, query_allow=("lang",))
    assert normal(HOME + "news/a/?utm=1&lang=fr", site) == HOME + "news/a/?lang=fr"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("news/a/", "news"),
        ("ar/news/مدن/", "news"),
        ("news/article/a/", "news"),
        ("fr/resource/a/", "resource"),
        ("news/", None),
        ("news/article/", None),
        ("resource/a/2/", None),
        ("hubs/a/", None),
        ("", None),
        ("news/a/feed/", None),
    ],
)
def test_the_path_says_the_kind(path: str, kind: str | None) -> None:
    assert kind_of(HOME + path, SITE) == kind
    assert is_item(HOME + path, SITE) == (kind is not None)


@pytest.mark.parametrize(("path", "language"), [("news/a/", "en"), ("ar/news/a/", "ar"), ("arts/", "en"), ("fr", "fr")])
def test_the_path_says_the_language(path: str, language: str) -> None:
    assert language_of(HOME + path, SITE) == language


def test_summit_pages_are_watched() -> None:
    assert is_watch(HOME + "fourthglobalsummit/", SITE)
    assert is_watch(HOME + "fr/cinquieme-sommet-mondial", SITE)
    assert not is_watch(HOME + "about-us/", SITE)


def test_a_numbered_page_belongs_to_page_one() -> None:
    assert part_of(HOME + "ar/resource/guide/10", SITE) == HOME + "ar/resource/guide/"
    assert part_of(HOME + "resource/guide/", SITE) is None
    assert part_of(HOME + "news/2/", SITE) is None


@pytest.mark.parametrize(
    ("link", "meant"),
    [
        ("../b/", "https://x.org/news/b/"),
        ("//y.org/ü", "https://y.org/%C3%BC"),
        ("/a b?q=ä#ö", "https://x.org/a%20b?q=%C3%A4#%C3%B6"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("http://[::1", ""),
    ],
)
def test_links_become_absolute_and_encoded(link: str, meant: str) -> None:
    assert absolute("https://x.org/news/a/", link) == meant


def test_a_site_below_a_folder_is_understood() -> None:
    site = Site("x", "X", "http://127.0.0.1:8000/web/", items=((r"news/[^/]+/", "news"),))
    assert kind_of("http://127.0.0.1:8000/web/news/a", site) == "news"


@pytest.mark.parametrize("home", ["https://city.example/département/", "https://city.example/d%C3%A9partement"])
def test_what_stands_beside_the_folder_of_a_site_is_none_of_its_items(home: str) -> None:
    site = Site("x", "X", home, languages={"fr": "", "en": "en"}, items=((r"news/[^/]+/", "news"),))
    assert kind_of("https://city.example/d%c3%a9partement/news/a", site) == "news"
    assert language_of("https://city.example/département/en/news/a", site) == "en"
    assert kind_of("https://city.example/news/a/", site) is None
    assert kind_of("https://city.example/en/news/a/", site) is None


def test_a_home_that_names_a_file_stands_in_its_folder() -> None:
    site = Site("x", "X", "https://city.example/web/index.php", items=((r"news/[^/]+/", "news"),))
    assert kind_of("https://city.example/web/news/a/", site) == "news"
