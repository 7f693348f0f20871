"""What must be said at the end of an item, one line each, in the reader's language."""

from __future__ import annotations

from lxml import etree

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


def add_notes(root: etree._Element, article: Article) -> None:
    """A correction, a guessed date, a machine's translation: nothing that a reader should have to guess."""
    language, shown = article.language, spoken(article.language)
    if article.change and article.revised:
        note = paragraph(root, say(language, "corrected", day=day(article.revised, shown)) + " ", language)
        words = etree.SubElement(note, "bdi")
        words.text = without_mail(legal(article.change), language)
    if article.order_source != "published":
        paragraph(root, say(language, f"date_{article.order_source}"), language)
    if article.machine_translated:
        note = paragraph(root, say(language, "machine"), language)
        if original := original_of(article):
            note.text = f"{note.text} "
            code, url = original
            link(note, say(language, "original", name=language_name(code, shown)), url, code)
