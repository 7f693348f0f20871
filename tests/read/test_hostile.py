"""Whatever comes in, a Reading or a ReadError comes out, soon and in little memory."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scnfeed.errors import ReadError
from scnfeed.read import read
from scnfeed.read.bounds import DEPTH, TAGS, bounded, shallow

CASES = sorted((Path(__file__).parent.parent / "pages").glob("*/input.*"))[::6]
WEDGES = [
    b"<h1><a href='http://[x'>a</a></h1>", b"<div><h2><a href='//['>a</a></h2></div>" * 2, b'<div role="tab" aria-controls="[">x</div>',
    b"<", b">", b"\x00", b"\xff\xfe", b"</p>", b"<b>", b"<table><tr>", b'<time datetime="99999-99-99">', b"&#x110000;", b"<svg>",
    b'<script type="application/ld+json">[[{"@graph":[{"@type":5,"datePublished":"0001-01-01T00:00:00+14:00"}]}]]</script>',
    b"<a href='http://[::1'>x</a>", b"<a href='http://\xc2\xad/'>x</a>", b"<meta content=9999-12-31 name=date>", b"31/31/2021",
    b"\xed\xa0\x80", b"<base href='//'>", b"<html lang='\xd8\xa7'>", b"<img src='data:,' srcset=','>", b"<p dir=rtl>\xe2\x80\xae",
    b'<link rel=canonical href="http://[">', b'<link rel=alternate hreflang="" href="x">', b'<a data-cfemail="zz">', b"9999999999999",
]  # fmt: skip
HOSTILE = {
    "divisions": b"<html><body>" + b"<div>" * 2_000_000,
    "formatting": b"<html><body><p>hello" + b"<b>" * 3_000_000,
    "spans": b"<html><p>" + b"<span>" * 1_600_000,
    "lists": b"<html><body>" + b"<ul><li>x" * 1_100_000,
    "tables": b"<html><body>" + b"<table><tr><td>x" * 620_000,
    "sixty thousand open": b"<html><body>" + b"<p><div>a" * 60_000,
    "less-than": b"<html><p>" + b"<a" * 5_000_000,
    "comments never closed": b"<html><p>" + b"<!--" * 2_500_000,
    "scripts never closed": b"<html><p>" + b"<script>" * 1_250_000,
    "icons never closed": b"<html><p>" + b"<svg>" * 2_000_000,
    "quotes never closed": b"<html><p>" + b"<a '\"" * 2_000_000,
    "days in one paragraph": b"<html><h1>x</h1><p>"
    + b"The old bridge was opened again on 3 May 2024 in Lyon. " * 190_000,
    "hidden copies": b"<html><body>"
    + b"<div hidden><p>%s</p></div>" % (b"The old bridge was opened again. " * 3) * 80_000,
    "boxes of facts": b"<html><body>" + b"<aside><p>Published: 3 May 2024</p>" * 300_000,
    "closed, and deep": b"<html><body>" + b"<div>" * 600_000 + b"x" + b"</div>" * 600_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes_of_nested_tags_take_less_than_two_seconds(name: str) -> None:
    read(b"<html><h1>warm</h1><p>The first page loads the parsers, on 3 May 2021 in Oslo.</p></html>")
    started = time.process_time()
    reading = read(HOSTILE[name], "https://hostile.example/")
    assert time.process_time() - started < 2
    assert any("tags" in doubt or "deep" in doubt or "characters" in doubt for doubt in reading.doubts)


@pytest.mark.parametrize(
    "piece", ["BEGIN:VEVENT\n", "BEGIN:VEVENT\nX\nEND:VEVENT\n", "BEGIN:VEVENT\nDTSTART:20240503\nEND:VEVENT\n"]
)
def test_ten_megabytes_of_calendar_take_less_than_two_seconds(piece: str) -> None:
    calendar = ("BEGIN:VCALENDAR\n" + piece * (10_000_000 // len(piece))).encode()
    page = b"<html><h1>Fair</h1><p>All are welcome to see how a rope is laid from three strands of hemp.</p></html>"
    read(page, calendars=(calendar[:99],))
    started = time.process_time()
    read(page, "https://hostile.example/", calendars=(calendar,))
    assert time.process_time() - started < 2


LARGE = {
    "small, in Nairobi": ("b'<html><h1>Meeting</h1><p>On 5 May 2021, mayors met in Nairobi, Kenya.</p>'", 0),
    "ten megabytes, hostile": ("b'<html><body>' + b'<div><p>x' * 1_100_000", 10),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_page_takes_less_than_a_hundred_megabytes_and_twenty_times_its_size(name: str) -> None:
    page, size = LARGE[name]
    code = (
        f"from scnfeed.read import read; print(*(event.place for event in read({page}).events));"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    place, peak = told.stdout.splitlines()
    assert place == ("Nairobi" if "Nairobi" in name else "")
    assert int(peak) // 1024 < 100 + 20 * size


def test_bounds_leave_ordinary_pages_alone_and_cut_the_rest() -> None:
    ordinary = "<main>" + "<p>word</p>" * 5000 + "</main>"
    assert bounded(ordinary)[:2] == (ordinary, ())
    deep, doubts = shallow("<div>" * 2000 + "text" + "</div>" * 2000)
    assert deep.count("<div>") == DEPTH == deep.count("</div>")
    assert "text" in deep
    assert len(doubts) == 1
    assert bounded("<i>x</i>" * TAGS)[0].count("<") == TAGS


JUST_ALLOWED = {
    "divisions": "<div>", "lists": "<ul><li>x", "tables": "<table><tr><td>x", "blocks in paragraphs": "<p><div>a",
    "cards": "<div><h3><a href=x>y</a></h3>", "links": "<a href=x><b>y<p>", "headings": "<h1>a<h2>b", "panels": '<div role="tab" aria-controls="a" id="a">x',
}  # fmt: skip


@pytest.mark.parametrize("name", JUST_ALLOWED)
def test_as_many_tags_as_are_read_take_less_than_two_seconds(name: str) -> None:
    piece = JUST_ALLOWED[name]
    body = ("<html><body>" + piece * ((TAGS - 10) // piece.count("<"))).encode()
    started = time.process_time()
    read(body, "https://hostile.example/")
    assert time.process_time() - started < 2


def test_tags_that_scripts_comments_and_icons_print_are_none_of_the_page() -> None:
    noise = (
        "<script>var a = '"
        + "<div><b>" * 900
        + "';</script><!-- "
        + "<div>" * 900
        + " --><svg>"
        + "<path d='M0'/>" * 900
        + "</svg>"
    )
    page = f"<html><body>{noise}<h1>Lamps</h1>" + "<p>The crews walked the quays for three nights.</p>" * 9 + "</body>"
    assert read(page.encode()).doubts == ()
    cut, doubts = shallow(page)
    assert (cut, doubts) == (page, [])


def _inner(body: bytes) -> None:
    """As ``read`` does, but what it would turn into a ReadError as a last resort comes out as it is."""
    try:
        read(body, "https://x.example/a/")
    except ReadError as error:
        if error.__cause__ is not None:
            raise error.__cause__ from None


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.data())
def test_no_mutation_of_a_page_brings_out_anything_but_a_read_error(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(CASES)).read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(body))), data.draw(st.integers(0, 400))
        body = body[:at] + data.draw(st.sampled_from(WEDGES) | st.binary(max_size=12)) + body[at + length :]
    _inner(body)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WEDGES) | st.binary(max_size=20), max_size=12))
def test_markup_of_nothing_but_wedges_is_read_or_refused(pieces: list[bytes]) -> None:
    _inner(b"<html><body><h1>x</h1><p>" + b"".join(pieces))


def test_links_that_are_no_addresses_break_nothing() -> None:
    _inner(
        b"<html><title>a - b</title><h1><a href='http://[x'>a</a></h1>"
        + b"<div><h2><a href='//['>b</a></h2></div>" * 2
        + b"<p>x"
    )


@pytest.mark.parametrize("body", [b"", b" \x00\n", b"%PDF-1.7 x", b"\x89PNG\r\n", b"PK\x03\x04zip"])
def test_what_is_no_page_is_refused_by_its_name(body: bytes) -> None:
    with pytest.raises(ReadError, match=r"https://x\.example/file"):
        read(body, "https://x.example/file")


def test_wrong_and_double_encodings_are_read_or_doubted() -> None:
    page = (
        "<html lang=fr><h1>Été</h1><p>Les équipages ont marché sur les quais pendant trois nuits entières.</p></html>"
    )
    assert read(page.encode("cp1252")).title == "Été"
    assert read(page.encode("utf-8"), headers={"Content-Type": "text/html; charset=iso-8859-1"}).title == "Été"
    assert read(b"\xff\xfe" + page.encode("utf-16-le")).title == "Été"
    assert read(page.encode()[:-60]).title == "Été"


def test_hostile_markup_is_never_published() -> None:
    link = '<a href="javascript:alert(1)" onfocus="alert(1)">enough</a><img src=x onerror=alert(1)>'
    fine = '<a href="/fine/">as a text</a>'
    lines = [f'<p onclick="x()">Line {n} of prose is long {link} to be read {fine} of this page.</p>' for n in range(9)]
    bad = '<a href="javascript:alert(1)">x</a><iframe src="javascript:alert(1)"></iframe><script>alert(1)</script>'
    page = f"<html><title>T</title><body><article><h1>T</h1>{''.join(lines)}{bad}</article></body></html>"
    markup = read(page.encode(), "https://x.example/").content_html
    assert "Line 8 of prose is long" in markup and "/fine/" in markup, "it is read as a page, with its links"
    assert not any(word in markup for word in ("javascript", "onclick", "onfocus", "onerror", "alert"))


def test_a_page_encoded_twice_is_decoded_twice_and_says_so() -> None:
    told = "اجتمع رؤساء البلديات في عمان يوم الجمعة لبحث إصلاح الجسور والطرق القديمة في المدينة"
    body = f"<html lang=ar><body><h1>جسور عمان</h1><p>{told}</p></body></html>".encode()
    reading = read(body.decode("latin-1").encode())
    assert (reading.title, reading.content_text) == ("جسور عمان", told)
    assert reading.doubts == ("the page was encoded twice: it was decoded twice",)
    assert read(body).doubts == ()


@pytest.mark.parametrize("cut", ["</p><a hr", "</p><p>The next day"])
def test_a_page_that_breaks_off_says_so(cut: str) -> None:
    page = "<html lang=en><body><h1>Bridges</h1><p>The old bridge of the town was opened again on 3 May 2024 in Lyon."
    assert any("breaks off" in doubt for doubt in read(f"{page}{cut}".encode()).doubts)
    assert read(f"{page}</p></body></html>".encode()).doubts == ()


def test_an_opener_within_an_opener_is_put_above_its_panel_once() -> None:
    tabs = "<h3 aria-controls=one><a data-target=#one>Lamps</a></h3><div id=one><p>Forty lamps are lit again.</p></div>"
    page = f"<html><body><main><h1>Quay</h1><p>The ferry crews walked the quays for three nights.</p>{tabs}</main></body></html>"
    assert read(page.encode()).content_text.count("Lamps") == 1
