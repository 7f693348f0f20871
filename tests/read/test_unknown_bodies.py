"""The body of a page on a site that nobody described: links to other stories, comments and lists are none of it."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import pytest

from scnfeed.model import Site
from scnfeed.read import page as reading_of_pages
from scnfeed.read import read
from scnfeed.read.anysite import Witness
from scnfeed.read.headings import squeezed
from scnfeed.sites.strong_cities import STRONG_CITIES

URL = "https://quay.example/news/lamps"
TITLE = "Lamps on the quay are mended"
PROSE = tuple(
    f"In the night of the {night} the ferry crews walked the quays and wrote down every lamp that was out of order."
    for night in ("first", "second", "third", "fourth", "fifth", "sixth")
)
TEXT = "".join(f"<p>{line}</p>" for line in PROSE)


def text_of(inner: str, site: Site | None = None) -> str:
    page = f"<html lang=en><body><h1>{TITLE}</h1>{inner}</body></html>"
    return read(page.encode(), URL, site=site).content_text


def seen_whole(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    """The witness names all of it, and `more`."""
    lines = tuple(map(squeezed, (*PROSE, *more)))
    monkeypatch.setattr(
        reading_of_pages, "witness", lambda text, url: Witness(frozenset(lines), "".join(lines), "<p></p>")
    )


NETS, MAPS = "Nets: dried on the beach once more", "New maps of the harbour are drawn"
LINKS = f"<ul><li><b>Nets:</b> <a href='/nets'>dried on the beach once more</a></li><li><a href='/maps'>{MAPS}</a></li></ul>"


def test_a_list_of_links_to_other_stories_goes_with_its_heading(monkeypatch: pytest.MonkeyPatch) -> None:
    seen_whole(monkeypatch, NETS, MAPS, "Other things to know of the harbour")
    text = text_of(f"<div>{TEXT}<h3>Other things to know of the harbour</h3>{LINKS}<p>{PROSE[0]}</p></div>")
    assert text == "\n\n".join((*PROSE, PROSE[0]))


STAYS = {
    "prose with links": f"<ul><li>The <a href='/nets'>nets</a> were dried on the beach</li><li>{MAPS}</li></ul>",
    "files": f"<ul><li><a href='/nets.pdf'>{NETS}</a></li><li><a href='/maps.pdf'>{MAPS}</a></li></ul>",
    "one line": f"<ul><li><a href='/maps'>{MAPS}</a></li></ul>",
}


@pytest.mark.parametrize("what", STAYS)
def test_a_list_of_anything_else_stays(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen_whole(monkeypatch, NETS, MAPS, "The nets were dried on the beach")
    assert MAPS in text_of(f"<div>{TEXT}{STAYS[what]}</div>")


def test_what_has_nothing_to_say_but_links_keeps_them(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"The ferry line number {n} and its timetable in summer" for n in range(30)]
    seen_whole(monkeypatch, *names)
    listed = "".join(f"<li><a href='/{n}'>{name}</a></li>" for n, name in enumerate(names))
    assert names[7] in text_of(f"<div>{TEXT}<ul>{listed}</ul></div>")


def test_the_lead_that_a_page_describes_itself_with_is_text_though_no_witness_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead = "Forty lamps were out of order, and nobody knew which of them the ferry needed most"
    other = "All that the ferries do comes to you once a week, with timetables and with strikes"
    seen_whole(monkeypatch)
    inner = (
        f"<article><div class=lead><p>{lead}</p></div><div class=box><p>{other}</p></div><div>{TEXT}</div></article>"
    )
    head = f"<head><meta name=description content='{lead}.'></head>"
    page = f"<html lang=en>{head}<body><main><h1>{TITLE}</h1>{inner}</main></body></html>"
    assert read(page.encode(), URL).content_text == "\n\n".join((lead, *PROSE))


LINES = {
    "a link to another story": ("<p><a href='/maps'>{}</a></p>", MAPS, False),
    "one after a short label": ("<p>MORE : <a href='https://www.quay.example/maps'>{}</a></p>", MAPS, False),
    "a link to another site": ("<p><a href='https://maps.example/'>{}</a></p>", MAPS, True),
    "a file": ("<p><a href='/maps.pdf'>{}</a></p>", MAPS, True),
    "a sentence": ("<p><a href='/maps'>{}</a></p>", MAPS + ".", True),
    "words before a link": ("<p>Who wants to know how deep it is: <a href='/maps'>{}</a></p>", MAPS, True),
    "a heading": ("<h3><a href='/maps'>{}</a></h3><p>They were wanted by all who sail here at night.</p>", MAPS, True),
}


@pytest.mark.parametrize("what", LINES)
def test_a_line_that_is_a_link_to_another_story_goes(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    markup, said, stays = LINES[what]
    seen_whole(monkeypatch, said, "MORE : " + said, f"Who wants to know how deep it is: {said}")
    text = text_of(f"<div>{TEXT}{markup.format(said)}<p>{PROSE[0]}</p></div>")
    assert (said in text) is stays
    assert text.endswith(PROSE[0])


COMMENTS = "".join(
    f"<p>I have lived on this quay for {n} years and never saw a lamp mended so soon.</p>" for n in range(40)
)


@pytest.mark.parametrize("site", [None, STRONG_CITIES])
def test_comments_are_no_part_of_the_story_however_long(site: Site | None) -> None:
    text = text_of(f"<main><article>{TEXT}</article><div id='comments'>{COMMENTS}</div></main>", site)
    assert text == "\n\n".join(PROSE)


def test_a_page_whose_whole_text_is_called_comments_keeps_it() -> None:
    page = f"<html lang=en><body><div id='comments'><h1>{TITLE}</h1>{TEXT}</div></body></html>"
    assert read(page.encode(), URL).content_text == "\n\n".join(PROSE)


@pytest.mark.parametrize("site", [None, STRONG_CITIES])
def test_a_list_of_teasers_is_no_article_beside_prose_of_more_than_half_its_length(site: Site | None) -> None:
    teasers = "".join(
        f"<li><a href='/{n}'>Another story from the coast</a> <span>On the {n}th day of the month the nets were dried on the beach, said the crews.</span></li>"
        for n in range(11)
    )
    text = text_of(f"<div><div>{TEXT}</div></div><div><div><ul>{teasers}</ul></div></div>", site)
    assert text == "\n\n".join(PROSE)


SHORT, LINKED, HEADED = "It was cold.", "All forty are mended now, said the council.", "Who paid for it?"


@pytest.mark.parametrize("site", [None, STRONG_CITIES])
def test_short_prose_in_boxes_of_its_own_stands_between_the_longer(site: Site | None) -> None:
    def boxed(inner: str, named: str = "t") -> str:
        return f"<div class={named}><div><div>{inner}</div></div></div>"

    paragraphs = [boxed(f"<p>{line}</p>") for line in PROSE]
    between = (
        boxed(f"<p>{SHORT}</p>"),
        boxed(f"<h3>{HEADED}</h3>", "h"),
        boxed("<p>All forty <a href='/a'>are mended now</a>, said the council.</p>"),
    )
    whole = "".join((*paragraphs[:3], *between, *paragraphs[3:], boxed("<p>No more of it</p>")))
    page = f"<html lang=en><body><article><div><h1>{TITLE}</h1></div>{whole}</article></body></html>"
    text = read(page.encode(), URL, site=site).content_text
    assert text == "\n\n".join((*PROSE[:3], SHORT, HEADED, LINKED, *PROSE[3:]))


def test_a_witness_who_names_the_whole_page_in_one_line_replaces_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    dump = " ".join((*(f"Menu {n}" for n in range(900)), *PROSE))
    line = squeezed(dump)
    monkeypatch.setattr(
        reading_of_pages, "witness", lambda text, url: Witness(frozenset((line,)), line, f"<p>{dump}</p>")
    )
    assert "Menu" not in text_of(f"<div>{TEXT}</div>")


@pytest.mark.parametrize("named", ["id=comments", "id=respond", "role=navigation", "role=dialog"])
@pytest.mark.parametrize("root", ["html", "body"])
def test_a_page_is_no_furniture_whatever_its_root_is_called(root: str, named: str) -> None:
    page = f"<html lang=en><body><h2>{TITLE}</h2>{TEXT}</body></html>".replace(f"<{root}", f"<{root} {named}")
    assert PROSE[0] in read(page.encode(), URL).content_text
