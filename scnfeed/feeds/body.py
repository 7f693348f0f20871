"""The body of an item: the article's HTML as a reader program may show it, and what must be said about it.

Neither RSS nor Atom can say a direction, and programs do not detect one: the body stands in a ``div`` with `dir` and
`lang`. Articles come sanitised; what a library user makes by hand meets a last defence here.
"""

from __future__ import annotations

import html

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from scnfeed.feeds.notes import add_downloads, add_notes, link, paragraph
from scnfeed.feeds.text import excerpt, legal, say, title, without_mail
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Attachment, Image
from scnfeed.sites.addresses import absolute

ACTIVE = (
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "select", "textarea"),
    *("link", "meta", "base", "svg", "math", "noscript", "template"),
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
KEPT = frozenset(
    (
        "alt",
        "dir",
        "height",
        "href",
        "hreflang",
        "lang",
        "src",
        "title",
        "width",
        "colspan",
        "rowspan",
        "scope",
        "start",
    )
)


def _tame(element: HtmlElement, article: Article) -> None:
    """Only known attributes, whole web addresses, an `alt` on every image."""
    for name in set(element.attrib) - KEPT:
        del element.attrib[name]
    for name in {"alt", "title"} & set(element.attrib):
        element.set(name, without_mail(element.get(name, ""), article.language))
    for name in {"href", "src"} & set(element.attrib):
        address = absolute(article.url or "", element.attrib.pop(name))
        if address.startswith("http"):
            element.set(name, address)
    if element.tag == "img":
        element.set("alt", element.get("alt", ""))


def _text(article: Article) -> HtmlElement:
    """The article's own HTML as a tree: no active parts, nobody's e-mail address."""
    source = legal(article.content_html) or f"<p>{html.escape(legal(article.content_text) or title(article))}</p>"
    root = fragment_fromstring(source, create_parent="div")
    etree.strip_elements(root, *ACTIVE, with_tail=False)
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    for element in list(root.iter()):
        _tame(element, article)
        element.text = element.text and without_mail(element.text, article.language)
        element.tail = element.tail and without_mail(element.tail, article.language)
    for element in list(root.iter("a", "img")):
        if not element.get("href") and not element.get("src"):
            element.drop_tag()
    return root


def _add_way_on(root: HtmlElement, article: Article) -> None:
    if url := absolute("", article.url or ""):
        link(paragraph(root, "", article.language), say(article.language, "whole"), url)


def _excerpt(article: Article) -> HtmlElement:
    """The beginning of the text, and the way to the rest."""
    root = fragment_fromstring("", create_parent="div")
    paragraph(root, excerpt(article) or title(article), article.language)
    _add_way_on(root, article)
    return root


def _length(root: HtmlElement) -> int:
    return len(html.escape(tostring(root, encoding="unicode")).encode())


def _shortened(root: HtmlElement, article: Article, longest: int) -> HtmlElement:
    """As many whole blocks from the start as `longest` bytes allow; the excerpt where the first alone is longer."""
    room = longest
    for block in list(root):
        room -= _length(block) if room >= 0 else 0
        if room < 0:
            root.remove(block)
    if len(root) == 0 or len(root.text or "") > longest:
        return _excerpt(article)
    _add_way_on(root, article)
    return root


def _add_picture(root: HtmlElement, article: Article, images: tuple[Image, ...]) -> None:
    """The article's first picture, where the text shows none."""
    if images and root.find(".//img") is None:
        holder = etree.Element("p")
        etree.SubElement(holder, "img", src=images[0].url, alt=without_mail(legal(images[0].alt), article.language))
        root.insert(0, holder)


def _lift_headings(root: HtmlElement) -> None:
    """The first heading becomes an h1 and none skips a level: a body is read as a page of its own, by ear as well."""
    ranks: list[int] = []
    for heading in [element for element in root.iter() if element.tag in HEADINGS]:
        rank = HEADINGS.index(heading.tag)
        while ranks and ranks[-1] > rank:
            ranks.pop()
        if not ranks or ranks[-1] < rank:
            ranks.append(rank)
        heading.tag = HEADINGS[len(ranks) - 1]


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
    root = _excerpt(article) if short else _text(article)
    if _length(root) > longest:
        root = _shortened(root, article, longest)
    _lift_headings(root)
    _add_picture(root, article, images)
    add_downloads(root, article, attachments)
    add_notes(root, article)
    root.attrib.update({"dir": direction(article.language), "lang": article.language})
    return str(tostring(root, encoding="unicode", with_tail=False))
