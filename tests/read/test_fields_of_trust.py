"""Authors, topics, pictures, summary, kind, canonical address, translations, attachments: each place that can say one is switched off
in turn, and the next one takes over under its own name."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import html

import pytest

from scnfeed.model import Attachment, Image, Reading, Source
from scnfeed.read import read

URL = "https://quay.example/lamps/"
PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.</p>"
MORE = "<p>A list of forty lamps went to the council, which found the money for them in the old harbour dues.</p>"
AUTHORS: list[tuple[Source, str]] = [
    ("label", "<p>Authors: Ada Lima,Omar Said</p>"),
    ("json-ld", '<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle"],"author":[{"name":"Ada Lima"},"Omar Said"]}]}</script>'),
    ("meta", '<meta name="author" content="Ada Lima, Omar Said">'),
    ("markup", '<p><span class="vcard author">Ada Lima, Omar Said</span> (Quays)</p>'),
    ("heading", "<p>Ada Lima, Omar Said</p>"),
]  # fmt: skip
TOPICS: list[tuple[Source, str]] = [
    ("label", "<p>Tags: Lamps, Ferries</p>"),
    ("markup", '<div><a rel="tag" href="/t/lamps">Lamps</a> <a rel="tag" href="/t/ferries">Ferries</a></div>'),
    ("json-ld", '<script type="application/ld+json">{"@type":"Article","keywords":["Lamps","Ferries"]}</script>'),
    ("og", '<meta property="article:tag" content="Lamps"><meta property="article:tag" content="Ferries">'),
]
IMAGES: list[tuple[Source, str]] = [
    ("markup", '<figure><img src="/a.jpg" alt="A lamp"></figure>'),
    ("og", '<meta property="og:image" content="/a.jpg"><meta property="og:image:alt" content="A lamp">'),
]


BESIDE = {
    "below the prose": ("%p<div><img src='/a.jpg' alt='A lamp'></div>", True),
    "lazy, in a block of its own": ("%p<div class='block'><img data-src='/a.jpg' alt='A lamp'></div>", True),
    "of another story": (
        "%p<div class='card'><h3><a href='/nets'>Nets</a></h3><img src='/a.jpg' alt='A lamp'></div>",
        False,
    ),
    "small": ("%p<div><img src='/a.jpg' alt='A lamp' width='32' height='32'></div>", False),
    "a logo": ("%p<div><img src='/logo.png' alt='A lamp'></div>", False),
}


@pytest.mark.parametrize("how", BESIDE)
def test_a_picture_beside_the_prose_counts_where_the_prose_has_none(how: str) -> None:
    markup, counts = BESIDE[how]
    body = f"<html lang=en><body><article><h1>Lamps on the quay</h1>{markup.replace('%p', f'<div>{PROSE}{MORE}</div>')}</article></body></html>"
    reading = read(body.encode(), URL)
    assert reading.images == ((Image("https://quay.example/a.jpg", "A lamp"),) if counts else ())


@pytest.mark.parametrize(
    "printed", ["https://quay.example/a.jpg", "/a.jpg", "../a%20b.jpg", "/صور/ا.jpg", "a.jpg?x=1&amp;y=2"]
)
def test_the_address_of_a_picture_is_told_as_it_is_printed(printed: str) -> None:
    markup = (
        f'<html lang=en><body><main><h1>Lamps</h1><div>{PROSE}<img src="{printed}">{MORE}</div></main></body></html>'
    )
    said = read(markup.encode(), URL).said["images"].text
    assert said in html.unescape(markup)
    assert said.strip("./").partition("?")[0] in printed


SUMMARY: list[tuple[Source, str]] = [
    ("sentence", PROSE),
    (
        "json-ld",
        '<script type="application/ld+json">{"@type":"Article","description":"Ferry crews mend forty lamps."}</script>',
    ),
    ("og", '<meta property="og:description" content="Ferry crews mend forty lamps.">'),
    ("meta", '<meta name="description" content="Ferry crews mend forty lamps.">'),
]
KIND: list[tuple[Source, str]] = [
    ("label", "<p>Publication Date: 16/07/2021</p>"),
    ("json-ld", '<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
    ("og", '<meta property="og:type" content="article">'),
    ("markup", "single-post"),
    ("heading", "<div>16 July 2021</div>"),
]


def page(parts: list[tuple[Source, str]]) -> tuple[Reading, str]:
    """A page that holds these parts between title and prose, pictures in the midst of the prose; and its markup."""
    head = "".join(text for source, text in parts if "<figure" not in text)
    figures = "".join(text for source, text in parts if "<figure" in text)
    markup = f"<html lang=en><body><main><h1>Lamps on the quay</h1>{head}<div>{PROSE}{figures}{MORE}</div></main></body></html>"
    return read(markup.encode(), URL), html.unescape(markup)


@pytest.mark.parametrize("off", range(len(AUTHORS)))
def test_authors_come_from_the_next_place(off: int) -> None:
    reading, markup = page(AUTHORS[off:])
    assert (reading.authors, reading.sources["authors"]) == (("Ada Lima", "Omar Said"), AUTHORS[off][0])
    assert all(name in markup for name in reading.said["authors"].text.split(", "))


@pytest.mark.parametrize("off", range(len(TOPICS)))
def test_topics_come_from_the_next_place(off: int) -> None:
    reading, markup = page(TOPICS[off:])
    assert (reading.topics, reading.sources["topics"]) == (("Lamps", "Ferries"), TOPICS[off][0])
    assert all(name in markup for name in reading.said["topics"].text.split(", "))


@pytest.mark.parametrize("off", range(len(IMAGES)))
def test_pictures_come_from_the_next_place(off: int) -> None:
    reading, _ = page(IMAGES[off:])
    assert (reading.images, reading.sources["images"]) == (
        (Image("https://quay.example/a.jpg", "A lamp"),),
        IMAGES[off][0],
    )


@pytest.mark.parametrize("off", range(len(SUMMARY)))
def test_the_summary_comes_from_the_next_place(off: int) -> None:
    markup = (
        f"<html lang=en><body><main><h1>Lamps</h1>{''.join(text for _, text in SUMMARY[off:])}</main></body></html>"
    )
    reading = read(markup.encode(), URL)
    wanted = PROSE[3:-4] if off == 0 else "Ferry crews mend forty lamps."
    assert (reading.summary, reading.sources["summary"]) == (wanted, SUMMARY[off][0])
    assert reading.said["summary"].text in markup


@pytest.mark.parametrize("off", range(len(KIND)))
def test_the_kind_comes_from_the_next_place(off: int) -> None:
    parts = KIND[off:]
    classes = "".join(text for source, text in parts if source == "markup")
    head = "".join(text for source, text in parts if source != "markup")
    markup = f"<html lang=en><body class='{classes}'><main><h1>Lamps</h1>{head}{PROSE}{MORE}</main></body></html>"
    reading = read(markup.encode(), URL)
    assert (reading.kind, reading.sources["kind"]) == ("news", KIND[off][0])
    assert reading.said["kind"].text in markup


def test_a_page_that_says_nothing_of_its_kind_is_a_page_and_without_words_it_has_no_summary() -> None:
    reading, _ = page([])
    assert (reading.kind, "kind" in reading.sources) == ("page", False)
    bare = read(b"<html lang=en><h1>Lamps</h1><p><a href=/a>A</a></p></html>", URL)
    assert (bare.summary, "summary" in bare.sources) == ("", False)


def test_a_page_that_names_nobody_and_nothing_says_so() -> None:
    reading, _ = page([])
    assert (reading.authors, reading.topics, reading.images, reading.attachments) == ((), (), (), ())
    assert not {"authors", "topics", "images", "translations", "machine_translated"} & set(reading.sources)


def test_attachments_have_the_words_of_their_link_and_a_type() -> None:
    files = '<p><a href="/f/Report%202024.PDF?x=1">Event Report</a> <a href="/f/map.zip"><img src=/m.png></a> <a href="/f/Report%202024.PDF?x=1">again</a></p>'
    reading, _ = page([("markup", files)])
    assert reading.attachments == (
        Attachment("https://quay.example/f/Report%202024.PDF?x=1", "Event Report", "application/pdf"),
        Attachment("https://quay.example/f/map.zip", "map", "application/zip"),
    )


def test_translations_and_the_canonical_address_are_the_links_of_the_head() -> None:
    links = '<link rel="canonical" href="/lamps/?"><link rel="alternate" hreflang="fr-FR" href="/fr/lampes/"><link rel="alternate" hreflang="x-default" href="/">'
    markup = f"<html lang=en><head>{links}</head><body><h1>Lamps</h1>{PROSE}{MORE}</body></html>"
    reading = read(markup.encode(), URL)
    assert reading.translations == {"fr": "https://quay.example/fr/lampes/"}
    assert reading.canonical_url == "https://quay.example/lamps/"


SWITCHERS = {
    "wpml": '<ul><li class="wpml-ls-item wpml-ls-item-fr"><a class="wpml-ls-link" href="/fr/lampes/" hreflang="fr" lang="fr"><span>Français</span></a></li></ul>',
    "wpml, an older one": '<ul><li class="wpml-ls-item"><a class="wpml-ls-link" lang="fr" href="/fr/lampes/">Français</a></li></ul>',
    "wpml, the language on its name": '<div class="wpml-ls"><ul><li class="wpml-ls-slot-2 wpml-ls-item wpml-ls-item-fr wpml-ls-first-item"><a href="/fr/lampes/" class="wpml-ls-link"><span class="wpml-ls-native" lang="fr">Français</span></a></li>'
    '<li class="wpml-ls-item wpml-ls-item-es"><a href="/es/" class="wpml-ls-link"><span class="wpml-ls-native" lang="es">Español</span></a></li></ul></div>',
    "wpml, the language in its class alone": '<ul class="wpml-ls"><li class="wpml-ls-item-fr"><a href="/fr/lampes/">Français</a></li><li class="wpml-ls-item-legacy"><a href="/fr/lampes/#old">…</a></li></ul>',
    "polylang": '<ul><li class="lang-item lang-item-fr"><a lang="fr-FR" hreflang="fr-FR" href="/fr/lampes/">Français</a></li>'
    '<li class="lang-item lang-item-es no-translation"><a lang="es-ES" hreflang="es-ES" href="/es/">Español</a></li></ul>',
}


@pytest.mark.parametrize("switcher", SWITCHERS)
def test_where_the_head_declares_no_translations_the_language_switcher_does(switcher: str) -> None:
    page = "<html lang=en><head>{head}</head><body><nav>{links}</nav><h1>Lamps</h1>" + PROSE + MORE + "</body></html>"
    reading = read(page.format(head="", links=SWITCHERS[switcher]).encode(), URL)
    assert reading.translations == {"fr": "https://quay.example/fr/lampes/"}
    head = '<link rel="alternate" hreflang="ar" href="/ar/a/">'
    assert set(read(page.format(head=head, links=SWITCHERS[switcher]).encode(), URL).translations) == {"ar"}
    other = '<p>See <a hreflang="de" href="/de/lampen/">the German leaflet</a>.</p>'
    assert read(page.format(head="", links=other).encode(), URL).translations == {}


@pytest.mark.parametrize(
    "notice",
    [
        "This page was machine translated.",
        "Ce contenu a été traduit automatiquement.",
        "تمت ترجمة محتوى هذا الموقع تلقائيًا باستخدام WPML",
    ],
)
def test_a_translation_notice_is_a_fact_and_no_text(notice: str) -> None:
    markup = (
        f"<html lang=en><body><main><h1>Lamps</h1>{PROSE}{MORE}</main><footer><p>{notice}</p></footer></body></html>"
    )
    reading = read(markup.encode(), URL)
    assert reading.machine_translated
    assert reading.said["machine_translated"].text == notice
    assert notice not in reading.content_text


def test_the_summary_ends_with_a_sentence_or_a_word() -> None:
    reading, _ = page([])
    assert reading.summary.endswith("dues.")
    long = f"<html><body><h1>Lamps</h1><p>{'lamp ' * 200}</p></body></html>"
    assert read(long.encode(), URL).summary.endswith("lamp…")


def test_two_headlines_for_machines_outvote_a_heading_and_the_heading_is_a_doubt() -> None:
    told = '<meta property="og:title" content="Forty lamps mended at Bari quay"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Forty lamps mended at Bari quay"}</script>'
    markup = f"<html lang=en><head>{told}</head><body><main><h1>Lamps mended at last on Bari quay</h1>{PROSE}{MORE}</main></body></html>"
    reading = read(markup.encode(), URL)
    assert (reading.title, reading.sources["title"]) == ("Forty lamps mended at Bari quay", "json-ld")
    assert any("the heading says Lamps mended at last" in doubt for doubt in reading.doubts)


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        (
            "<title>Night boat | Quay News</title>",
            '<h1><a href="/">Quay News</a></h1><div><h2>Night boat</h2></div>',
            "Night boat",
        ),
        ("<title>Night boat « Quay</title>", '<h1>Quay</h1><h3 class="entry-title">Night boat</h3>', "Night boat"),
        (
            '<meta property="og:title" content="Night boat">',
            "<h1><span>Transport</span><span>Night boat</span></h1>",
            "Night boat",
        ),
        (
            '<meta property="og:title" content="Ports: Night boat">',
            "<h1><span>Ports</span> : <span>Night boat</span></h1>",
            "Ports: Night boat",
        ),
        ("<title>قارب الليل - أخبار المرفأ</title>", "<h1>قارب الليل</h1>", "قارب الليل"),
        ("<title>夜間の船 | 港ニュース</title>", "<h1>夜間の船</h1>", "夜間の船"),
        ("<title>Quay :: Night boat</title>", "", "Night boat"),
        ("<title>quay.example | Boats</title>", "", "Boats"),
        ('<title>Quay Post: Night boat</title><meta property="og:site_name" content="Quay Post">', "", "Night boat"),
        ("<title>Night boat | </title>", "", "Night boat"),
        ("<title>– We want the night boat</title>", "", "– We want the night boat"),
        (
            '<title>News - Quay</title><meta property="og:title" content="Night boat">',
            "<h1>News</h1><h1>Night boat</h1>",
            "Night boat",
        ),
    ],
)
def test_the_heading_that_names_the_page_is_found_in_every_script(head: str, heading: str, title: str) -> None:
    markup = f"<html><head>{head}</head><body><div>{heading}<div>{PROSE}{MORE}</div></div></body></html>"
    assert read(markup.encode(), URL).title == title


@pytest.mark.parametrize("text", ["[]", "{}"])
def test_what_has_no_letter_is_no_title(text: str) -> None:
    assert not read(text.encode(), URL).title
