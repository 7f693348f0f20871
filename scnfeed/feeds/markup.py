"""Markup that needs no repair: told apart quickly from what a parser must look at, and helpers to write more of it.

A body that was sanitised when it was read is written as it would be again; to parse it for every feed would take most
of the time of a publish. `plain` knows such a body by its tags alone and leaves everything doubtful to lxml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scnfeed.sites.addresses import printable

INLINE = ("strong", "em", "b", "i")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ADDRESS = r"https?://[a-z0-9.-]+(?::\d+)?/(?!/)(?:[A-Za-z0-9_~/-]|\.(?![./])|%[0-9A-F]{2})*+"


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})*+"


def _tag(name: str, inner: str) -> str:
    return f"<{name}>{inner}</{name}>"


def _plain() -> re.Pattern[str]:
    """The pattern of plain markup. Of its text it says only where it stands: `plain` asks of what it consists."""
    words, value = "[^<]++", '"[^"<>&]*+"'
    spoken = _any(words, "<br>", *(_tag(name, _any(words, "<br>")) for name in INLINE))
    link = rf'<a href="{_ADDRESS}"(?: (?:hreflang|title)={value})*+>{spoken}</a>'
    line = _any(words, "<br>", link, *(_tag(name, _any(words, "<br>", link)) for name in INLINE))
    image = rf'<img alt={value}(?: height="\d+")?+ src="{_ADDRESS}"(?: width="\d+")?+>'
    items = rf"\s*+(?:{_tag('li', line)}\s*+)*+"
    block = (_tag("p", line), *(_tag(name, line) for name in HEADINGS), _tag("ul", items), _tag("ol", items))
    figure = _tag("figure", rf"\s*+{image}\s*+(?:{_tag('figcaption', line)}\s*+)?+")
    return re.compile(_any(r"\s++", *block, _tag("blockquote", _any(r"\s++", *block)), figure, image))


_PLAIN = _plain()
_ENTITIES = ("&amp;", "&lt;", "&gt;")
_HEADING = re.compile("<h([1-6])(?=[ >])")
_WHOLE = re.compile(_ADDRESS)
_EASY = re.compile(r'[^&<>"\n\t\r]*')
_PLANES = range(0x10000, 0x110000, 0x10000)
_ASCII = bytes((9, 10, 13, *range(32, 127)))
_DOUBTFUL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_NEVER_LETTERS = re.compile("[" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES) + "]")
_BREAKS = re.compile("[\x85\u2028\u2029]")


def legal(text: str) -> str:
    """`text` without what XML 1.0 (2.2) forbids or discourages: controls, lone surrogates, what is no character. The
    line breaks of other systems, which neither XML nor HTML takes for any, become ours.
    """
    if text.isascii():
        return _mended(text) if text.encode().translate(None, _ASCII) else text
    return text if text.replace("\n", " ").replace("\xa0", " ").isprintable() else _mended(text)


def _mended(text: str) -> str:
    return _BREAKS.sub("\n", _NEVER_LETTERS.sub("", _DOUBTFUL.sub("", text)))


def escaped(text: str) -> str:
    """`text` for the content of an element."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def octets(text: str) -> bytes:
    """The same as UTF-8; of long texts far quicker."""
    return text.encode().replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def quoted(text: str) -> str:
    """`text` for an attribute in double quotes; its line breaks and tabs are kept from becoming spaces."""
    if _EASY.fullmatch(text):
        return text
    text = escaped(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;")


def element(tag: str, text: str = "", **attributes: str) -> str:
    """One element of plain text, its attributes in the order given, those without a value left out.

    >>> element("a", "Me & you", href="https://example.org/?a&b")
    '<a href="https://example.org/?a&amp;b">Me &amp; you</a>'
    """
    given = "".join(f' {name}="{quoted(value)}"' for name, value in attributes.items() if value)
    return f"<{tag}{given}>{escaped(text)}</{tag}>"


def plain(html: str) -> bool:
    """Whether `html` is well-formed, harmless and whole as it stands: paragraphs, headings, lists, quotes and figures,
    with links to complete web addresses and no e-mail address. What is not is no worse, only in need of a parser.

    >>> plain('<p>See <a href="https://example.org/a/">this</a>.</p>'), plain("<p>a<b>c"), plain('<a href="/x">y</a>')
    (True, False, False)
    """
    return (
        legal(html) == html
        and "@" not in html
        and html.count("<") == html.count(">")
        and ("&" not in html or html.count("&") == sum(map(html.count, _ENTITIES)))
        and _PLAIN.fullmatch(html) is not None
    )


def lifted(html: str) -> str:
    """The first heading becomes an h1 and none skips a level: a body is read as a page of its own, by ear as well.

    >>> lifted("<h2>a</h2><h4>b</h4><h3>c</h3>")
    '<h1>a</h1><h2>b</h2><h2>c</h2>'
    """
    first, *found = _HEADING.split(html)
    above: list[str] = []
    pieces = [first]
    for old, piece in zip(found[::2], found[1::2], strict=True):
        while above and above[-1] > old:
            above.pop()
        if not above or above[-1] < old:
            above.append(old)
        pieces += (f"<h{len(above)}", piece.replace(f"</h{old}>", f"</h{len(above)}>", 1))
    return "".join(pieces)


def address(url: str | None) -> str:
    """`url` whole and percent-encoded; "" for none and for what no program should follow."""
    return (url if _WHOLE.fullmatch(url) else printable(url)) if url else ""


def weight_of(html: str) -> int:
    """Bytes of `html` as the escaped text of an XML element."""
    marks = html.count("<") + html.count(">")
    return len(html.encode()) + 3 * marks + 4 * html.count("&")


def links_in(html: str) -> Iterator[str]:
    for found in re.finditer(r'<a [^<>]*?href="([^"<>]*)"', html):
        yield found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
