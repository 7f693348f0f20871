"""What is left out before a page is parsed takes no word of the article with it."""

from __future__ import annotations

import pytest

from scnfeed.model import Site
from scnfeed.read import read
from scnfeed.read.bounds import lean
from scnfeed.sites.strong_cities import STRONG_CITIES

TEXT = b"<p>The ferry crews of eleven towns met in Lisbon to agree on what comes after the last boat of the night.</p>"
KEPT = {
    "a comment that names a script": b"<!-- <script> goes here -->%s<script>let a = 1</script>",
    "a comment that names a style sheet": b"<!-- <style> -->%s<style>p {}</style>",
    "an element whose name begins so": b"<script-loader>%s</script-loader><script>let a = 1</script>",
    "a style sheet never closed within a comment": b"<!--<style>-->%s<!--</style>-->",
    "a script never closed": b"%s<script>let a = '",
}


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("site", [STRONG_CITIES, None])
def test_text_beside_what_only_looks_like_a_script_stays(name: str, site: Site | None) -> None:
    page = b"<html lang=en><h1>Night ferries</h1>" + KEPT[name].replace(b"%s", TEXT) + b"</html>"
    reading = read(page, "https://strongcitiesnetwork.org/news/ferries/", site=site)
    assert reading.content_text == TEXT[3:-4].decode()


def test_data_of_a_page_stays_whatever_its_attributes_hold() -> None:
    script = b'<script data-x=">" type="application/ld+json">{"@type":"Article","datePublished":"2024-05-03"}</script>'
    assert lean(script, scripts=False) == script
    page = b"<html><h1>Night ferries</h1>" + TEXT + script
    reading = read(page, "https://strongcitiesnetwork.org/news/ferries/", site=STRONG_CITIES)
    assert str(reading.published) == "2024-05-03"


def test_style_sheets_and_scripts_are_gone_before_a_described_site_is_parsed() -> None:
    page = b"<style media=all>" + b"p {}" * 9_000 + b"</style>" + TEXT + b"<script>let two = 1 < 2</script>"
    assert lean(page, scripts=False) == TEXT
    assert lean(page, scripts=True) == TEXT + b"<script>let two = 1 < 2</script>"
