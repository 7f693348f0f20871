"""What is taken for plain is what a parser would write again; everything doubtful goes to the parser."""

from __future__ import annotations

import random

import pytest
from lxml.html import fragment_fromstring, tostring

from scnfeed.feeds import body as bodies
from scnfeed.feeds.body import body
from scnfeed.feeds.markup import legal, lifted, plain
from tests.feeds.factory import SITE, article

LINK = f'<a href="{SITE}/a/b-c.html">'
PLAIN = [
    "<p>one</p>\n<p>two &amp; three</p>",
    f"<h2>Head</h2><p>See {LINK}<strong>this</strong></a>.<br>And <em>that</em></p>",
    f"<ul>\n<li>a</li>\n<li>{LINK}b</a></li>\n</ul>",
    f'<figure><img alt="Hall" height="2" src="{SITE}/i.png" width="3"><figcaption>x</figcaption></figure>',
    "<blockquote><p>قال</p></blockquote>",
    "",
]
DOUBTFUL = [
    "<p>a<b>c",
    "<p>a</p></p>",
    "<p><p>a</p></p>",
    "<script>x</script>",
    '<p onclick="x()">a</p>',
    '<a href="javascript:x()">a</a>',
    '<a href="/relative">a</a>',
    f'<a href="{SITE}/a/../b">a</a>',
    f"<a href='{SITE}/a'>a</a>",
    '<img src="https://x.example/i.png">',
    "<p>c@x.org</p>",
    "<p>&nbsp;</p>",
    "<p>a > b</p>",
    "<p>bell \x07</p>",
    "<p>\ud83d</p>",
    "<p>\ufffe</p>",
    "<p>a<!-- b --></p>",
    f"{LINK}{LINK}a</a></a>",
    "<P>a</P>",
    "no tag at all",
    "<p>a</p>\u2028<p>b</p>",
    "<p>a &amp b</p>",
]


@pytest.mark.parametrize("html", PLAIN)
def test_plain_markup_is_known_and_is_what_the_parser_would_write(html: str) -> None:
    assert plain(html)
    assert tostring(fragment_fromstring(html, create_parent="div"), encoding="unicode") == f"<div>{html}</div>"


@pytest.mark.parametrize("html", DOUBTFUL)
def test_what_is_doubtful_goes_to_the_parser(html: str) -> None:
    assert not plain(html)


def test_any_markup_gives_the_same_body_with_and_without_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    pieces = [*PLAIN, *DOUBTFUL, "<h3>x</h3>", "<h5>y</h5>", "<table><tr><td>1</td></tr></table>"]
    samples = ["".join(chance.choices(pieces, k=chance.randint(1, 4))) for _ in range(300)]
    quick = [body(article(1, content_html=html), (), (), short=False) for html in samples]
    assert 10 < sum(map(plain, samples)) < 200
    monkeypatch.setattr(bodies, "plain", lambda html: False)
    assert quick == [body(article(1, content_html=html), (), (), short=False) for html in samples]


def test_headings_are_lifted_and_none_skips_a_level() -> None:
    assert lifted("<h2>a</h2><h4>b</h4><h3>c</h3><h2>d</h2><hr>") == "<h1>a</h1><h2>b</h2><h2>c</h2><h1>d</h1><hr>"
    assert lifted("<h2 id='x'>a<hr>b</h2>") == "<h1 id='x'>a<hr>b</h1>"


def test_a_mountain_of_tags_is_judged_quickly() -> None:
    for html in ("<ul>" * 200_000, "<p>" + "<strong>" * 200_000, '<p><a href="https://' + "a." * 200_000, "&" * 10**6):
        assert not plain(html)
    assert lifted("<h2>a</h2><h3>b</h3>" * 50_000).count("<h1>") == 50_000


@pytest.mark.parametrize(
    "text", ["a\x00b\x0bc\ufffed\udc00e\x9f", "قال\x7f", "plain", "é\xa0\ufffd😀ﷺ", "\ufdd0\U0001ffff"]
)
def test_only_what_xml_allows_is_legal(text: str) -> None:
    kept = legal(text)
    assert kept == "".join(c for c in text if c not in "\x00\x0b\ufffe\udc00\x9f\x7f\ufdd0\U0001ffff")
    assert legal(f"{text}\u2028.\x85.") == f"{kept}\n.\n.", "a line break is one everywhere"
