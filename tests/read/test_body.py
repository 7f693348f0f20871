"""The article and nothing else: what stays in a body and what goes, each told on three different structures of a page."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
from collections.abc import Callable

import pytest

from scnfeed.match.normalise import normalise
from scnfeed.model import Image, Reading, Site
from scnfeed.read import page as reading_of_pages
from scnfeed.read import read
from scnfeed.read.anysite import Witness
from scnfeed.read.headings import squeezed
from scnfeed.sites.strong_cities import STRONG_CITIES

URL = "https://strongcitiesnetwork.org/news/lamps/"
PROSE = (
    "The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.",
    "A list of forty lamps went to the council, which found the money for them in the old harbour dues.",
    "By the end of the week the last of them was lit, and the night ferry had its landing stage back.",
)


def block_theme(head: str, inner: str, after: str) -> str:
    return f"<main><h1>Lamps on the quay</h1>{head}<div class='entry-content'>{inner}</div>{after}</main>"


def fields(head: str, inner: str, after: str) -> str:
    return f"<div id='page'><div class='top'><h1>Lamps on the quay</h1>{head}</div><div class='field'><div class='item'>{inner}</div></div>{after}</div>"


def builder(head: str, inner: str, after: str) -> str:
    deep = "<div><div><div>"
    return f"<section>{deep}<h1>Lamps on the quay</h1></div></div></div>{deep}{head}</div></div></div>{deep}{inner}</div></div></div>{after}</section>"


STRUCTURES: list[Callable[[str, str, str], str]] = [block_theme, fields, builder]
structured = pytest.mark.parametrize("structure", STRUCTURES)


def page(structure: Callable[[str, str, str], str], *, head: str = "", inner: str = "", after: str = "") -> Reading:
    """A page of the described site: `head` between title and prose, `inner` in the midst of it, `after` at its end."""
    first, *rest = (f"<p>{text}</p>" for text in PROSE)
    markup = structure(head, f"{first}{inner}{''.join(rest)}", after)
    return read(f"<html lang=en><body>{markup}</body></html>".encode(), URL, site=STRONG_CITIES)


FURNITURE = {
    "icon names": ("<div>arrow-down arrow-left closefacebooklinkedin twittervideo-icon</div>", "arrow-down"),
    "label block": ("<div><span>Publication Date:</span> <span>16/07/2021</span></div>", "16/07/2021"),
    "reading time": ("<p>— 2 minutes reading time</p>", "reading time"),
    "share line": ("<p>Share this article</p>", "Share this"),
    "menu": ("<nav><ul><li><a href=/a>Our work</a></li></ul></nav>", "Our work"),
    "byline": ("<p>By Ada Lima, Bari</p>", "By Ada Lima"),
    "a printed title again": ("<h2>Lamps  on the quay</h2>", "Lamps"),
    "read more": ("<p>Read more: <a href=/x>The bridge is shut</a></p>", "bridge is shut"),
    "a box of another story": ("<div><p>Read more</p><h3><a href=/x>The bridge is shut</a></h3><p>It will open in May.</p></div>", "open in May"),
    "translation notice": ("<p>This page was translated automatically.</p>", "translated"),
}  # fmt: skip
AFTER = {
    "related posts": "<section><h2>Related news</h2><div><h3><a href=/b>The bridge is shut</a></h3></div><div><h3><a href=/c>A new tide table</a></h3></div></section>",
    "newsletter box": "<form><p>Sign up to our newsletter</p><input type=email></form>",
    "cookie text": "<div role=dialog><p>We use cookies to make this site better for all of you.</p></div>",
    "footer": "<footer><p>© 2031 Strong Cities, all rights and lefts reserved.</p></footer>",
}


@structured
@pytest.mark.parametrize("name", FURNITURE)
def test_what_is_site_and_not_story_is_left_out(name: str, structure: Callable[[str, str, str], str]) -> None:
    markup, printed = FURNITURE[name]
    for reading in (page(structure, head=markup), page(structure, inner=markup)):
        assert printed not in reading.content_text
        assert all(text in reading.content_text for text in PROSE)


@structured
@pytest.mark.parametrize("name", AFTER)
def test_what_follows_the_story_is_left_out(name: str, structure: Callable[[str, str, str], str]) -> None:
    assert page(structure, after=AFTER[name]).content_text == "\n\n".join(PROSE)


@structured
def test_headings_quotes_lists_tables_and_accordions_stay(structure: Callable[[str, str, str], str]) -> None:
    reading = page(
        structure,
        inner="<h2>What was found</h2><blockquote><p>Forty lamps, said the pilot.</p></blockquote><ol start=3><li>North quay</li></ol>"
        "<table><caption>Lamps</caption><tr><th>Quay</th><td></td><td>9</td></tr></table><details><summary>Cities</summary><ul><li>Bari</li></ul></details>"
        "<h3><button aria-controls=p1>Donors</button></h3><div id=p1><ul><li>The port</li></ul></div>",
    )
    for markup in ("<h2>What was found</h2>", "<blockquote><p>Forty", '<ol start="3"><li>North quay</li>', "<caption>Lamps</caption>",
                   "<th>Quay</th><td></td><td>9</td>", "<h3>Cities</h3>", "<li>Bari</li>", "<h3>Donors</h3>", "<li>The port</li>"):  # fmt: skip
        assert markup in reading.content_html.replace("\n", "")
    assert "\n\n- North quay\n\n" in reading.content_text
    assert "Quay 9" in reading.content_text


@structured
def test_headings_of_tabs_stand_above_their_panels(structure: Callable[[str, str, str], str]) -> None:
    tabs = (
        '<ul role="tablist"><li><a role="tab" href="#t1" aria-controls="t1">For mayors</a></li><li><a role="tab" href="#t2" aria-controls="t2">For donors</a></li></ul>'
        '<div id="t1"><ul><li>Count your lamps.</li></ul></div><div id="t2"><ul><li>Pay for one lamp.</li></ul></div>'
    )
    lines = [line for line in page(structure, inner=tabs).content_text.split("\n\n") if line not in PROSE]
    assert lines == ["For mayors", "- Count your lamps.", "For donors", "- Pay for one lamp."]


@structured
@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/gif;base64,R0" data-src="/a.jpg" alt="A lamp">',
        '<img src="/placeholder.gif" srcset="/s.jpg 300w, /a.jpg 900w" alt="A lamp">',
        '<picture><source srcset="/a.jpg 2x"><img alt="A lamp"></picture>',
        '<img class="lazy" alt=""><noscript><img src="/a.jpg" alt="A lamp"></noscript>',
    ],
)
def test_lazy_pictures_get_their_address(markup: str, structure: Callable[[str, str, str], str]) -> None:
    reading = page(structure, inner=f"<figure>{markup}<figcaption>One of forty</figcaption></figure>")
    assert reading.images == (Image("https://strongcitiesnetwork.org/a.jpg", "A lamp"),)
    assert "<figcaption>One of forty</figcaption>" in reading.content_html


@structured
def test_a_video_becomes_a_link_and_a_tracker_nothing(structure: Callable[[str, str, str], str]) -> None:
    video = '<iframe src="//www.youtube.com/embed/x1" title="The last lamp"></iframe><iframe src="https://ads.example/frame"></iframe><img src=/p.gif width=1 height=1>'
    reading = page(structure, inner=video)
    assert '<p><a href="https://www.youtube.com/embed/x1">The last lamp</a></p>' in reading.content_html
    assert "ads.example" not in reading.content_html
    assert reading.images == ()


@structured
def test_links_are_whole_encoded_and_untracked(structure: Callable[[str, str, str], str]) -> None:
    links = '<p>See <a href="/ar/أخبار/?utm_source=x&amp;page=2">this</a> or <a href="#top">that</a> or <a href="javascript:x()">those</a>.</p>'
    markup = page(structure, inner=links).content_html
    assert 'href="https://strongcitiesnetwork.org/ar/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/?page=2"' in markup
    assert "See <a" in markup
    assert "</a> or that or those." in markup


@structured
def test_language_and_direction_stay_where_they_are_said(structure: Callable[[str, str, str], str]) -> None:
    said = '<p lang="ar" dir="rtl" style="x" class="y">قال العمدة إن المصابيح أضيئت من جديد على الرصيف.</p><div lang=fr><ul><li>Une lampe</li></ul></div><p>A <span lang="es" onclick="x">farol</span></p>'
    markup = page(structure, inner=said).content_html
    assert '<p lang="ar" dir="rtl">قال' in markup
    assert '<ul lang="fr">' in markup
    assert '<span lang="es">farol</span>' in markup
    assert "onclick" not in markup and "style" not in markup and "class" not in markup


@structured
@pytest.mark.parametrize(
    ("code", "mail"),
    [("a5c0ddc4c8d5c9c0e5c0ddc4c8d5c9c08bcad7c2", "example@example.org"), ("zz", ""), ("a5", ""), ("a5c", "")],
)
def test_hidden_addresses_are_decoded_and_broken_ones_leave_no_trace(
    code: str, mail: str, structure: Callable[[str, str, str], str]
) -> None:
    hidden = f'<a href="/cdn-cgi/l/email-protection#{code}"><span class="__cf_email__" data-cfemail="{code}">[email&#160;protected]</span></a>'
    reading = page(structure, inner=f"<p>Write to the harbour office, {hidden}, before Monday.</p>")
    assert "protected" not in reading.content_html + reading.content_text
    assert (f'href="mailto:{mail}"' in reading.content_html) is bool(mail)
    assert "before Monday." in reading.content_text


def test_what_is_said_three_times_is_a_notice_but_an_interviews_question_is_none() -> None:
    inner = "".join(f"<p>Content not available</p><p>What did you see there?</p><p>Answer {n} was long enough to be prose of its own.</p>" for n in range(3))  # fmt: skip
    text = page(block_theme, inner=inner).content_text
    assert "not available" not in text
    assert text.count("What did you see there?") == 3


def test_a_standfirst_outside_the_prose_is_part_of_the_story_of_an_unknown_site() -> None:
    lead = "Forty lamps were out of order, and nobody knew which of them the night ferry needed most."
    prose = "".join(f"<p>{text} {n} times over it was told like this.</p>" for n, text in enumerate(PROSE * 2))
    markup = f'<html lang=en><head><meta name="description" content="{lead}"><title>Lamps</title></head><body><header><h1>Lamps</h1><div><div>{lead}</div></div></header><article>{prose}</article></body></html>'
    assert read(markup.encode(), "https://other.example/lamps").content_text.count(lead) <= 1
    inside = (
        markup.replace("<header>", "<main><div>")
        .replace("</header>", "</div>")
        .replace("</article>", "</article></main>")
    )
    assert read(inside.encode(), "https://other.example/lamps").content_text.startswith(lead)


def test_a_witness_who_saw_the_smaller_part_cuts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [f"{number}. {sentence}" for number in range(8) for sentence in PROSE]
    half = ("".join(f"<p>{part}</p>" for part in parts[:3]), "".join(f"<p>{part}</p>" for part in parts[3:]))
    page = f"<html><main><h1>Lamps on the quay</h1><div><div>{half[0]}</div><div>{half[1]}</div></div></main></html>"
    seen = frozenset(map(squeezed, parts[:3]))
    monkeypatch.setattr(reading_of_pages, "witness", lambda text, url: Witness(seen, "".join(seen), ""))
    assert read(page.encode(), URL).content_text == "\n\n".join(parts)


def test_a_witness_who_saw_most_of_it_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [f"{number}. {sentence}" for number in range(8) for sentence in PROSE]
    rest = (
        "<p>The same harbour also has a museum of lamps, a café and, on some days of the week, a market for fish.</p>"
    )
    page = f"<html><main><h1>Lamps on the quay</h1><div>{''.join(f'<p>{part}</p>' for part in parts)}</div><div>{rest}</div></main></html>"
    seen = frozenset(map(squeezed, parts))
    monkeypatch.setattr(reading_of_pages, "witness", lambda text, url: Witness(seen, "".join(seen), ""))
    assert "museum" not in read(page.encode(), URL).content_text


def test_a_witness_who_heaped_the_whole_page_into_one_line_is_none() -> None:
    """What trafilatura falls back to on a page of few words: heading, label block, reading time and text in one."""
    label = "<div><span>Publication Date:</span><div>19/10/2023</div><span>Content Type:</span><div><a href='/r/'>Report</a></div></div>"
    lines = "The lamp on the quay is lit.", "Come with your children and see it at night"
    text = "".join(f"<p>{line}</p>" for line in lines)
    top = f"<div><h1>The lamp on the old quay</h1>{label}<p>— 0 min read</p></div>"
    page = f"<html lang=en><body><main><article>{top}<div>{text}</div></article></main></body></html>"
    found = read(page.encode(), "https://quay.example/news/lamp/")
    assert found.content_text == "\n\n".join(lines) and not found.events and str(found.published) == "2023-10-19"


DESCRIBED = (
    "The ferry crews walked the quays for three nights and wrote down every lamp that was out of order, and why."
)
ARTICLE = (
    f"<p>{DESCRIBED}</p>" + "<p>Each lamp was given a number, and the numbers hang in the harbour office.</p>" * 11
)
COMMENT = "<p>I have lived on this quay for forty years, and I never saw a lamp mended in less than a month, whoever asked.</p>"


def described(inner: str) -> str:
    head = f'<head><meta name="description" content="{DESCRIBED}"></head>'
    return read(
        f"<html lang=en>{head}<body><h1>Lamps</h1>{inner}</body></html>".encode(), "https://a.example/b"
    ).content_text


def test_prose_that_begins_as_the_page_describes_itself_is_the_article_however_long_its_comments() -> None:
    text = described(f"<div><div><div>{ARTICLE}</div></div><section><div>{COMMENT * 40}</div></section></div>")
    assert DESCRIBED in text
    assert "forty years" not in text


def test_two_parts_of_one_article_stay_together() -> None:
    text = described(f"<article><div><div>{ARTICLE}</div></div><div><div>{COMMENT * 40}</div></div></article>")
    assert DESCRIBED in text
    assert "forty years" in text


BOX = "<section class='box'><h2>Stay in touch</h2><p>All that our ferries do, with timetables, with strikes and with calls for crews from the whole of the coast, comes to you once a week.</p></section>"


@pytest.mark.parametrize("home", ["<main><article>{}</article></main>", "<main>{}</main>", "<article>{}</article>"])
@pytest.mark.parametrize("site", [STRONG_CITIES, None])
@pytest.mark.parametrize(
    "words", [("The lamp is lit.",), ("The lamp on the quay is lit.", "Come and see it at night.")]
)
def test_a_longer_box_elsewhere_is_not_the_text_of_a_page_of_few_words(
    home: str, site: Site | None, words: tuple[str, ...]
) -> None:
    told = "".join(f"<p>{text}</p>" for text in words)
    inner = home.format(f"<h1>Lamps on the quay</h1><div>{told}</div>")
    read_back = read(f"<html lang=en><body><header>Ferries</header>{inner}{BOX}</body></html>".encode(), URL, site=site)
    assert read_back.content_text == "\n\n".join(words)


@pytest.mark.parametrize(
    ("page", "text", "runs"),
    [
        ("ar/", "تجول طاقم العبارة على الرصيف ثلاث ليال ثم كتبوا كل مصباح معطل", "rtl"),
        ("ar/", PROSE[0], "ltr"),
        ("", "تجول طاقم العبارة على الرصيف ثلاث ليال ثم كتبوا كل مصباح معطل", "rtl"),
        ("", f"{PROSE[0]} مصباح", "ltr"),
    ],
)
def test_a_text_runs_as_its_letters_do_whatever_its_page_says(page: str, text: str, runs: str) -> None:
    language = "ar" if page else "en"
    html = f"<html lang={language}><main><h1>Lamps</h1><div><p>{text}</p></div></main></html>"
    found = read(html.encode(), URL.replace("news/", f"{page}news/"), site=STRONG_CITIES)
    assert (found.language, found.direction, normalise(found, STRONG_CITIES).direction) == (language, runs, runs)


@pytest.mark.parametrize(
    ("title", "kind"), [("Harbour gives 12,500 dollars", "news"), ("2.500 lamps", "news"), ("Error 500", "error")]
)
def test_the_end_of_a_large_number_makes_no_page_an_error(title: str, kind: str) -> None:
    html = f"<html lang=en><main><h1>{title}</h1><div><p>{PROSE[0]}</p></div></main></html>"
    assert read(html.encode(), URL, site=STRONG_CITIES).kind == kind


@pytest.mark.parametrize("site", [STRONG_CITIES, None])
def test_a_page_without_words_does_not_take_them_from_a_box_elsewhere(site: Site | None) -> None:
    inner = "<main><h1>Lamps on the quay</h1><img src=/lamp.jpg alt=''></main>"
    read_back = read(f"<html lang=en><body>{inner}{BOX}</body></html>".encode(), URL, site=site)
    assert read_back.content_text == ""


def test_a_text_of_an_article_length_is_taken_even_outside_the_main_of_its_title() -> None:
    whole = "".join(f"<p>{text}</p>" for text in PROSE * 4)
    inner = f"<main><h1>Lamps on the quay</h1></main><div class='text'>{whole}</div>"
    read_back = read(f"<html lang=en><body>{inner}</body></html>".encode(), URL, site=STRONG_CITIES)
    assert read_back.content_text.startswith(PROSE[0]) and read_back.content_text.endswith(PROSE[-1])


@pytest.mark.parametrize(
    ("base", "begin"), [('<base href="/en/">', "/en/"), ("", "/news/lamps/"), ('<base href="ht!p:">', "/news/lamps/")]
)
def test_links_and_pictures_are_relative_to_the_base_of_their_page(base: str, begin: str) -> None:
    inner = f"<p>{PROSE[0]} <a href='crews/'>Crews</a></p><img src='lamp.jpg' alt='A lamp'><p>{PROSE[1]}</p>"
    files = "<a href='list.pdf'>The list (PDF)</a>"
    markup = block_theme("", f"<p>{PROSE[2]}</p>{inner}", files)
    told = read(f"<html lang=en><head>{base}</head><body>{markup}</body></html>".encode(), URL, site=STRONG_CITIES)
    home = f"https://strongcitiesnetwork.org{begin}"
    assert f'href="{home}crews/"' in told.content_html
    assert [image.url for image in told.images] == [f"{home}lamp.jpg"]
    assert [file.url for file in told.attachments] == [f"{home}list.pdf"]
