"""Facts in boxes beside the article, labels before its prose, copies of it to print: read where they stand, and no text."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import pytest

from scnfeed import STRONG_CITIES
from scnfeed.model import Reading, Site
from scnfeed.read import read

PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order there.</p><p>A clerk counted them again in the morning, and the council paid for new ones out of the harbour dues.</p>"
URL = "https://strongcitiesnetwork.org/news/lamps/"
SITES = (STRONG_CITIES, None)


def page(head: str, tail: str = "", site: Site | None = STRONG_CITIES) -> Reading:
    markup = (
        f"<html lang=en><body><main><h1>Lamps on the quay</h1>{head}<div>{PROSE * 4}</div></main>{tail}</body></html>"
    )
    return read(markup.encode(), URL, site=site)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("tag", ["aside", 'div role="complementary"'])
def test_labels_in_a_box_beside_the_article_are_its_own(tag: str, site: Site | None) -> None:
    box = f"<{tag}><dl><div><dt>Publication Date</dt><dd>03/05/2024</dd></div><div><dt>Last updated</dt><dd>06/05/2024</dd></div></dl></{tag.split()[0]}>"
    found = page("", box, site)
    assert (str(found.published), str(found.updated)) == ("2024-05-03", "2024-05-06")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "box",
    [
        "<aside><p>Publication Date: 03/05/2024</p><p>Publication Date: 04/05/2024</p></aside>",
        '<aside><h4><a href="/news/nets/">Nets</a></h4><p>Publication Date: 03/05/2024</p></aside>',
        '<aside><a href="/news/nets/"><h4>Nets</h4></a><p>Publication Date: 03/05/2024</p></aside>',
    ],
)
def test_labels_in_a_box_of_other_stories_are_not(box: str, site: Site | None) -> None:
    assert page("", box, site).published is None


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "facts",
    [
        "<table><tr><th>Publication Date</th><td>3 May 2024</td></tr><tr><th>Where &amp; When</th><td>1 May 2024, Oslo</td></tr></table>",
        "<ul><li><h4>Date</h4><p>1 May 2024</p></li><li><h4>Location</h4><p>Oslo</p></li></ul>",
        "<div><div><div>Start date</div><div>1 May 2024</div></div><div><div>Location</div><div>Oslo</div></div></div>",
        "<p>Published <time>3 May 2024</time> · Last updated <time>6 May 2024</time></p>",
        "<p>Published 3 May 2024 | Updated 6 May 2024</p>",
    ],
)
def test_labels_before_the_prose_are_no_text(facts: str, site: Site | None) -> None:
    markup = f"<html lang=en><body><main><h1>Lamps on the quay</h1><div>{facts}{PROSE * 4}</div></main></body></html>"
    assert read(markup.encode(), URL, site=site).content_text.startswith("The ferry crews")


def test_a_heading_like_a_label_within_the_prose_stays() -> None:
    markup = f"<html lang=en><body><main><h1>Lamps on the quay</h1><div>{PROSE}<h2>Location</h2><p>Under the bridge.</p>{PROSE}</div></main></body></html>"
    assert "Location" in read(markup.encode(), URL, site=STRONG_CITIES).content_text


@pytest.mark.parametrize("line", ["<p>3 May 2024</p>", "<p>Ada Lima | 03.05.2024 | News | 3 min</p>"])
def test_a_day_beside_the_title_is_read_on_a_described_site_too(line: str) -> None:
    found = page(line)
    assert (str(found.published), found.sources["published"]) == ("2024-05-03", "heading")


def test_on_a_described_site_a_day_that_the_prose_tells_of_is_none_of_publication() -> None:
    found = page(
        "<p>23 May 2024</p><p>On 23 May 2024 the crews of eleven ferries met harbour guards in Lisbon to agree on what comes after the last boat.</p>"
    )
    assert found.published is None
    assert str(found.events[0].start) == "2024-05-23"


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("mark", ["hidden", 'aria-hidden="true"'])
def test_a_hidden_copy_to_print_is_no_text(mark: str, site: Site | None) -> None:
    said = "<p>Only those who had walked along the river all that night went home without a word.</p>"
    copy = f"<div {mark}><h2>Lamps on the quay</h2>{said}</div>"
    markup = f"<html lang=en><body><main><h1>Lamps on the quay</h1><div>{PROSE}{said}{copy}</div></main></body></html>"
    assert read(markup.encode(), URL, site=site).content_text.count("without a word") == 1


def test_a_hidden_panel_with_a_text_of_its_own_stays() -> None:
    panel = f'<div role="tabpanel" hidden><p>{"The nets were dried on the beach. " * 4}</p></div>'
    markup = f"<html lang=en><body><main><h1>Lamps</h1><div>{PROSE * 4}{panel}</div></main></body></html>"
    assert "The nets were dried" in read(markup.encode(), URL, site=STRONG_CITIES).content_text


@pytest.mark.parametrize("mark", ['itemprop="comment" itemscope', 'itemscope itemtype="https://schema.org/Comment"'])
def test_comments_in_microdata_are_no_text(mark: str) -> None:
    said = (
        f"<section><div {mark}><p>{'We had no lamp for a year, said a reader of this page. ' * 3}</p></div></section>"
    )
    markup = f"<html lang=en><body><main><h1>Lamps</h1><div>{PROSE * 4}{said}</div></main></body></html>"
    assert "said a reader" not in read(markup.encode(), URL, site=STRONG_CITIES).content_text


def test_the_word_on_a_control_is_nobody() -> None:
    assert page("<details><summary>Info</summary><p>Publication Date: 03/05/2024</p></details>").authors == ()


def test_a_day_above_the_title_is_no_text() -> None:
    markup = f"<html lang=en><body><article><div>12 May 2024</div><h1>Lamps on the quay</h1>{PROSE * 4}</article></body></html>"
    assert read(markup.encode(), URL, site=STRONG_CITIES).content_text.startswith("The ferry crews")


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("how", ["{0}", "<span>{1}</span> <span>{2}</span>"])
def test_labels_in_the_article_s_own_footer_are_read(how: str, site: Site | None) -> None:
    one, two = "Publication Date: 03/05/2024", "Last updated: 06/05/2024"
    foot = how.format(f"{one} {two}", one, two)
    markup = f"<html lang=en><body><main><article><h1>Lamps on the quay</h1>{PROSE * 4}<footer>{foot}</footer></article></main></body></html>"
    found = read(markup.encode(), URL, site=site)
    assert (str(found.published), str(found.updated)) == ("2024-05-03", "2024-05-06")


@pytest.mark.parametrize("site", SITES)
def test_the_footer_of_the_site_says_nothing_of_the_page(site: Site | None) -> None:
    assert page("", "<footer>Publication Date: 03/05/2024</footer>", site).published is None


@pytest.mark.parametrize("site", SITES)
def test_a_moment_before_midnight_in_greenwich_is_the_day_that_is_printed(site: Site | None) -> None:
    found = page('<time datetime="2024-05-02T23:30:00Z">3 May 2024</time>', site=site)
    assert str(found.published)[:10] == "2024-05-03"


@pytest.mark.parametrize("site", SITES)
def test_a_notice_of_cookies_before_the_title_is_no_text(site: Site | None) -> None:
    markup = f"<html lang=es><body><main><p>Usamos cookies. Esta política se actualizó el 3 de febrero de 2022.</p><h1>Las lámparas</h1>{PROSE * 4}</main></body></html>"
    found = read(markup.encode(), URL, site=site)
    assert "cookies" not in found.content_text
    assert found.events == ()
