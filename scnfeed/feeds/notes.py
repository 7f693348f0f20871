"""What must be said at the end of an item, one line each, in the reader's language."""

from __future__ import annotations

from lxml import etree

from scnfeed.feeds.corrections import Replaced, correction
from scnfeed.feeds.text import legal, line, say, spoken, without_mail
from scnfeed.language.formats import day, language_name
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Attachment
from scnfeed.sites.addresses import absolute

DEFAULT_LANGUAGE = "en"


def original_of(article: Article) -> tuple[str, str] | None:
    """Language and address of what a machine translated: the default language's text, else the first there is."""
    others = {language: absolute("", url) for language, url in article.translations.items()}
    language = DEFAULT_LANGUAGE if others.get(DEFAULT_LANGUAGE) else next((code for code in others if others[code]), "")
    return (language, others[language]) if language else None


def paragraph(root: etree._Element, text: str, language: str) -> etree._Element:
    """A new last paragraph that says `text`, marked with its language where that is not the body's own."""
    new = etree.SubElement(root, "p")
    if spoken(language) != language:
        new.attrib.update({"lang": spoken(language), "dir": direction(spoken(language))})
    new.text = text
    return new


def link(parent: etree._Element, text: str, url: str, language: str = "") -> None:
    new = etree.SubElement(parent, "a", href=url)
    if language:
        new.set("hreflang", language)
    new.text = text


def add_downloads(root: etree._Element, article: Article, attachments: tuple[Attachment, ...]) -> None:
    """A list of the attachments that the text itself does not link to."""
    linked = {element.get("href") for element in root.iter("a")}
    rest = [a for a in attachments if a.url not in linked]
    if not rest:
        return
    paragraph(root, say(article.language, "downloads", len(rest)), article.language)
    downloads = etree.SubElement(root, "ul")
    for attachment in rest:
        name = line(attachment.title, article.language) or attachment.url.rsplit("/", 1)[-1]
        link(etree.SubElement(downloads, "li"), name, attachment.url)


def _add_correction(root: etree._Element, article: Article, heading: str) -> None:
    """Before and now, a line each; one sentence where the text was written anew."""
    language, told = article.language, correction(article.change)
    if told.rewritten:
        heading = f"{heading} {say(language, 'rewritten')}"
    note = paragraph(root, heading, language)
    if not told.pieces and not told.rewritten:
        _add_words(note, " ", article.change, language)
    for piece in told.pieces:
        pair = paragraph(root, "", language)
        for key, words in _labelled(piece):
            if len(pair):
                etree.SubElement(pair, "br")
            _add_words(pair, say(language, key) + " ", words, language)


def _labelled(piece: Replaced) -> list[tuple[str, str]]:
    if piece.old and piece.new:
        return [("before", piece.old), ("now", piece.new)]
    return [("added", piece.new)] if piece.new else [("removed", piece.old)]


def _add_words(parent: etree._Element, label: str, words: str, language: str) -> None:
    """`label` and the words it stands for, kept from turning each other round."""
    if len(parent):
        parent[-1].tail = label
    else:
        parent.text = f"{parent.text or ''}{label}"
    etree.SubElement(parent, "bdi").text = without_mail(legal(words), language)


def add_notes(root: etree._Element, article: Article) -> None:
    """A correction, a guessed date, a machine's translation: nothing that a reader should have to guess."""
    language, shown = article.language, spoken(article.language)
    if article.change and article.revised:
        _add_correction(root, article, say(language, "corrected", day=day(article.revised, shown)))
    if article.order_source != "published":
        paragraph(root, say(language, f"date_{article.order_source}"), language)
    if article.machine_translated:
        note = paragraph(root, say(language, "machine"), language)
        if original := original_of(article):
            note.text = f"{note.text} "
            code, url = original
            link(note, say(language, "original", name=language_name(code, shown)), url, code)
