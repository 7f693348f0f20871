"""Bodies, notes, plain text: what every format says of an article."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from scnfeed.feeds import render_feed
from scnfeed.feeds.text import cut, without_mail
from scnfeed.language.phrases import phrases
from scnfeed.model import Article, Attachment, Format, Image
from tests.feeds.factory import NOON, SITE, SUMMIT, article, feed, ident

FORMATS: tuple[Format, ...] = ("rss", "atom", "json", "ics")


def item(one: Article, **changes: Any) -> Any:
    return json.loads(render_feed(feed("x/all", languages=(), **changes), [one], "json"))["items"][0]


def body(one: Article, **changes: Any) -> str:
    return str(item(one, **changes)["content_html"])


def test_the_body_carries_direction_and_language() -> None:
    assert body(article(1, "ar")).startswith('<div dir="rtl" lang="ar"><p>اجتمع')


def test_a_text_in_another_script_than_its_language_runs_its_own_way() -> None:
    assert body(replace(article(1, "ar"), language="en")).startswith('<div dir="rtl" lang="en"><p>اجتمع')


def test_a_machine_translation_says_so_and_links_to_the_original() -> None:
    said = body(article(1, "ar", machine_translated=True, translations={"fr": f"{SITE}/fr/", "en": f"{SITE}/en/"}))
    assert f'تُرجم هذا النص آليًا. <a href="{SITE}/en/" hreflang="en">' in said
    assert said.endswith("</a></p></div>")


def test_without_an_english_text_the_first_translation_is_the_original() -> None:
    said = body(article(1, "ar", machine_translated=True, translations={"fr": f"{SITE}/fr/"}))
    assert f'<a href="{SITE}/fr/" hreflang="fr">اقرأ النص الأصلي (الفرنسية)</a>' in said


def test_a_machine_translation_without_known_original_still_says_so() -> None:
    assert body(article(1, "en", machine_translated=True)).endswith(
        "<p>This text was translated by a machine.</p></div>"
    )


@pytest.mark.parametrize("source", ["twin", "event", "baseline", "first-seen"])
def test_a_guessed_date_says_so(source: str) -> None:
    assert "no date" in body(article(1, order_source=source))


def test_a_printed_date_says_nothing() -> None:
    assert body(article(1)) == '<div dir="ltr" lang="en"><p>Mayors met to share what they had learnt.</p></div>'


def test_a_correction_says_when_and_what() -> None:
    said = body(article(1, change="\u206819\u2069 → \u206820\u2069", revised=NOON))
    assert "<p>Corrected on 19 October 2023:</p><p>Before: <bdi>19</bdi><br>Now: <bdi>20</bdi></p>" in said


def test_a_language_without_phrases_is_spoken_to_in_english_and_marked() -> None:
    assert '<p lang="en" dir="ltr">This text was' in body(article(1, "he", machine_translated=True))


def test_every_phrase_is_told_in_all_four_languages() -> None:
    for key, rows in phrases("scnfeed.feeds").table.items():
        assert set(rows) == {"en", "ar", "fr", "es"}, key


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a</p><script>alert(1)</script>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="c" id="i">a</p>', "<p>a</p>"),
        ('<a href="javascript:x()">a</a>', "a"),
        ('<a href="/b c/ق">a</a>', f'<a href="{SITE}/b%20c/%D9%82">a</a>'),
        ('<img src="i.jpg">', f'<img src="{SITE}/news/item-1/i.jpg" alt="">'),
        ('<img alt="lost">', ""),
        ("<p>a<!-- b --></p>", "<p>a</p>"),
        ("<p>]]&gt; a\x00\x0b\ufffe</p>", "<p>]]&gt; a</p>"),
        ("<p>a<b>c", "<p>a<b>c</b></p>"),
        ("</div></div><p>a</p>", "<p>a</p>"),
        ("<iframe src=x></iframe>a<svg><script>x</script></svg>", "a"),
        (
            '<p>Write to <a href="mailto:a.b@x.org">A B</a>, c@x.org</p>',
            "<p>Write to A B, [e-mail address left out]</p>",
        ),
    ],
)
def test_hostile_or_broken_html_leaves_only_text_links_and_pictures(html: str, kept: str) -> None:
    assert body(article(1, content_html=html)) == f'<div dir="ltr" lang="en">{kept}</div>'


def test_links_of_a_text_without_an_address_that_lead_nowhere_are_dropped() -> None:
    assert "<a" not in body(article(1, url=None, content_html='<a href="/x">a</a>'))


@pytest.mark.parametrize("format", FORMATS)
def test_nobodys_address_reaches_a_public_feed(format: Format) -> None:
    told = "Write to jane.doe@example.org"
    secret = article(
        1,
        title=told,
        summary=told,
        content_html=f"<p>{told} <img alt='{told}' src='/i.png'></p>",
        authors=("jane.doe@example.org",),
        topics=("jane.doe@example.org",),
        images=(Image(f"{SITE}/i.png", told),),
        attachments=(Attachment(f"{SITE}/a.pdf", told),),
        events=(replace(SUMMIT, place=told, sentence=told),),
        change=told,
        revised=NOON,
    )
    assert b"jane.doe" not in render_feed(feed(), [secret], format)


def test_a_picture_is_shown_once() -> None:
    picture = Image(f"{SITE}/i.png", "Hall")
    assert f'<p><img src="{SITE}/i.png" alt="Hall"></p>' in body(article(1, images=(picture,)))
    shown = article(1, images=(picture,), content_html=f'<img src="{SITE}/i.png" alt="Hall">')
    assert body(shown).count("<img") == 1


def test_a_download_that_the_text_links_to_is_not_listed_again() -> None:
    files = (Attachment(f"{SITE}/a.pdf", "Report"),)
    assert "Download" in body(article(1, attachments=files))
    linked = article(1, attachments=files, content_html=f'<a href="{SITE}/a.pdf">Report</a>')
    assert "Download" not in body(linked)


def test_a_feed_of_excerpts_carries_the_beginning_and_the_way_on() -> None:
    long = article(1, summary="Mayors met.", content_html="<p>Mayors met. And much more.</p>")
    said = body(long, excerpt=True)
    assert "much more" not in said
    assert f'<p>Mayors met.</p><p><a href="{SITE}/news/item-1/">Read the whole text on the page</a></p>' in said


def test_a_summary_is_cut_between_words() -> None:
    summary = item(article(1, summary="Mayors " * 100))["summary"]
    assert summary.endswith("Mayors…")
    assert len(summary) <= 300


@pytest.mark.parametrize(
    ("text", "most", "short"), [("ab cd", 5, "ab cd"), ("ab cdef", 5, "ab…"), ("abcdefgh", 5, "abcd…")]
)
def test_cutting_keeps_whole_words_where_there_are_any(text: str, most: int, short: str) -> None:
    assert cut(text, most) == short


def test_a_mail_address_is_found_quickly_in_a_very_long_word() -> None:
    assert without_mail("a" * 300_000 + " @", "en").startswith("aaa")


@pytest.mark.parametrize("format", FORMATS[:3])
@pytest.mark.parametrize("html", ["<p>" + "word " * 200_000 + "</p>", "<p>word</p>" * 20_000])
def test_a_giant_body_is_shortened_and_leaves_room_for_the_others(format: Format, html: str) -> None:
    text = render_feed(feed(), [article(1, content_html=html), article(2)], format)
    assert len(text) < 400_000
    assert b"Read the whole text on the page" in text
    assert ident(2).encode() in text


@pytest.mark.parametrize("format", FORMATS[:3])
def test_a_file_stays_under_500_kb_by_leaving_out_the_oldest(format: Format) -> None:
    many = [article(n, content_html=f"<p>{'word & <b>more</b> ' * 300}</p>") for n in range(1, 301)]
    text = render_feed(feed(limit=300), many, format)
    assert 150_000 < len(text) < 500_000
    assert ident(1).encode() in text
    assert ident(300).encode() not in text


def test_all_formats_leave_out_the_same_items() -> None:
    many = [article(n, content_html="<p>ق" * 900 + "</p>") for n in range(1, 301)]
    texts = [render_feed(feed(limit=300), many, one) for one in FORMATS[:3]]
    counts = {sum(ident(n).encode() in text for n in range(1, 301)) for text in texts}
    assert len(counts) == 1
