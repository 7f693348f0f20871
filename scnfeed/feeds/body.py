"""The body of an item: the article's HTML as a reader program may show it, and what must be said about it.

Neither RSS nor Atom can say a direction, and programs do not detect one: the body stands in a ``div`` with `dir` and
`lang`. Articles come sanitised; what a library user makes by hand meets a last defence here.
"""

from __future__ import annotations

import html
import re

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from scnfeed.feeds.markup import address, element, escaped, legal, lifted, plain, quoted, weight_of
from scnfeed.feeds.notes import downloads, notes, paragraph
from scnfeed.feeds.text import excerpt, say, title, without_mail
from scnfeed.model import Article, Attachment, Direction, Image
from scnfeed.sites.addresses import absolute

ACTIVE = (
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "select", "textarea"),
    *("link", "meta", "base", "svg", "math", "noscript", "template"),
)
KEPT = frozenset("alt dir height href hreflang lang src title width colspan rowspan scope start".split())

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def _tame(tag: HtmlElement, article: Article) -> None:
    """Only known attributes, whole web addresses, an `alt` on every image."""
    for name in set(tag.attrib) - KEPT:
        del tag.attrib[name]
    for name in {"lang", "hreflang"} & set(tag.attrib):
        if not _LANGUAGE.fullmatch(tag.get(name, "")):
            del tag.attrib[name]
    for name in {"alt", "title"} & set(tag.attrib):
        tag.set(name, without_mail(tag.get(name, ""), article.language))
    for name in {"href", "src"} & set(tag.attrib):
        if whole := address(absolute(article.url or "", tag.get(name, ""))):
            tag.set(name, whole)
        else:
            del tag.attrib[name]
    if tag.tag == "img":
        tag.set("alt", tag.get("alt", ""))


def _tree(source: str, article: Article) -> HtmlElement:
    """`source` as a tree: no active parts, nobody's e-mail address."""
    root = fragment_fromstring(source, create_parent="div")
    etree.strip_elements(root, *ACTIVE, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for tag in list(root.iter()):
        _tame(tag, article)
        tag.text = tag.text and without_mail(tag.text, article.language)
        tag.tail = tag.tail and without_mail(tag.tail, article.language)
    for stray in root.xpath(".//*[self::ul or self::ol]/*[not(self::li)]"):
        stray.tag = "li"
    for tag in list(root.iter("a", "img")):
        if not tag.get("href") and not tag.get("src"):
            tag.drop_tag()
    return root


def _written(root: HtmlElement) -> str:
    """What stands in `root`, without its own tag."""
    return escaped(root.text or "") + "".join(tostring(child, encoding="unicode") for child in root)


def _text(article: Article) -> str:
    """The article's own HTML; parsed only where it is not what we would write ourselves."""
    if article.content_html and plain(article.content_html):
        return article.content_html
    source = legal(article.content_html) or f"<p>{html.escape(legal(article.content_text) or title(article))}</p>"
    return _written(_tree(source, article))


def _way_on(article: Article) -> str:
    url = address(article.url)
    return paragraph(element("a", say(article.language, "whole"), href=url), article.language) if url else ""


def _excerpt(article: Article) -> str:
    """The beginning of the text, and the way to the rest."""
    return paragraph(escaped(excerpt(article) or title(article)), article.language) + _way_on(article)


def _shortened(source: str, article: Article, longest: int) -> str:
    """As many whole blocks from the start as `longest` bytes allow; the excerpt where the first alone is longer."""
    root, room = fragment_fromstring(source, create_parent="div"), longest
    for block in list(root):
        room -= weight_of(tostring(block, encoding="unicode")) if room >= 0 else 0
        if room < 0:
            root.remove(block)
    if len(root) == 0 or len(root.text or "") > longest:
        return _excerpt(article)
    return _written(root) + _way_on(article)


def _picture(source: str, article: Article, images: tuple[Image, ...]) -> str:
    """The article's first picture, where the text shows none."""
    if not images or "<img" in source:
        return ""
    alt = without_mail(legal(images[0].alt), article.language)
    return f'<p><img src="{quoted(images[0].url)}" alt="{quoted(alt)}"></p>'


def body(
    article: Article,
    images: tuple[Image, ...],
    attachments: tuple[Attachment, ...],
    *,
    short: bool,
    longest: int = 120_000,
) -> str:
    """The whole body as HTML; only an excerpt when `short`, only its first blocks where it is longer than `longest`
    bytes.
    """
    source = _excerpt(article) if short else _text(article)
    if len(source) * 8 > longest and weight_of(source) > longest:
        source = _shortened(source, article, longest)
    whole = (_picture(source, article, images), lifted(source), downloads(source, article, attachments))
    return framed(article.language, article.direction, *whole, *notes(article))


def framed(language: str, way: Direction, *pieces: str) -> str:
    """The pieces in an element that says their language and direction."""
    return "".join((f'<div dir="{way}" lang="{quoted(language)}">', *pieces, "</div>"))
