"""What must be said at the end of an item, one line each, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from scnfeed.feeds.corrections import Replaced, correction
from scnfeed.feeds.markup import address, element, escaped, links_in, quoted
from scnfeed.feeds.text import line, say, spoken
from scnfeed.language.formats import day, language_name
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Attachment

DEFAULT_LANGUAGE = "en"


def original_of(article: Article) -> tuple[str, str] | None:
    """Language and address of what a machine translated: the default language's text, else the first there is."""
    others = {language: address(url) for language, url in article.translations.items()}
    language = DEFAULT_LANGUAGE if others.get(DEFAULT_LANGUAGE) else next((code for code in others if others[code]), "")
    return (language, others[language]) if language else None


def paragraph(content: str, language: str) -> str:
    """A paragraph of HTML, marked with the language in which we speak where that is not the body's own."""
    shown = spoken(language)
    marked = f' lang="{quoted(shown)}" dir="{direction(shown)}"' if shown != language else ""
    return f"<p{marked}>{content}</p>"


def downloads(source: str, article: Article, attachments: tuple[Attachment, ...]) -> str:
    """A list of the attachments that the text itself, `source`, does not link to."""
    linked = set(links_in(source)) if attachments else set()
    rest = [one for one in attachments if one.url not in linked]
    if not rest:
        return ""
    names = [line(one.title, article.language) or one.url.rsplit("/", 1)[-1] for one in rest]
    rows = "".join(f"<li>{element('a', name, href=one.url)}</li>" for name, one in zip(names, rest, strict=True))
    return f"{paragraph(escaped(say(article.language, 'downloads', len(rest))), article.language)}<ul>{rows}</ul>"


def _words(label: str, words: str, language: str) -> str:
    """`label` and the words it stands for, kept from turning each other round."""
    return f"{escaped(label)} {element('bdi', line(words, language))}"


def _labelled(piece: Replaced) -> list[tuple[str, str]]:
    if piece.old and piece.new:
        return [("before", piece.old), ("now", piece.new)]
    return [("added", piece.new)] if piece.new else [("removed", piece.old)]


def _correction(article: Article, heading: str) -> Iterator[str]:
    """Before and now, a line each; one sentence where the text was written anew."""
    language, told = article.language, correction(article.change)
    if told.rewritten:
        yield paragraph(escaped(f"{heading} {say(language, 'rewritten')}"), language)
    elif told.pieces:
        yield paragraph(escaped(heading), language)
    else:
        yield paragraph(_words(heading, article.change, language), language)
    for piece in told.pieces:
        lines = [_words(say(language, key), words, language) for key, words in _labelled(piece)]
        yield paragraph("<br>".join(lines), language)


def _machine(article: Article) -> str:
    said = escaped(say(article.language, "machine"))
    if original := original_of(article):
        code, url = original
        name = say(article.language, "original", name=language_name(code, spoken(article.language)))
        said = f"{said} {element('a', name, href=url, hreflang=code)}"
    return paragraph(said, article.language)


def withdrawal(article: Article, when: datetime) -> str:
    """The sentence that stands in the place of a withdrawn text."""
    return say(article.language, "withdrawn", day=day(when, spoken(article.language)))


def notes(article: Article) -> Iterator[str]:
    """A correction, a guessed date, a machine's translation: nothing that a reader should have to guess."""
    language = article.language
    if article.change and article.revised:
        yield from _correction(article, say(language, "corrected", day=day(article.revised, spoken(language))))
    if article.order_source != "published":
        yield paragraph(escaped(say(language, f"date_{article.order_source}")), language)
    if article.machine_translated:
        yield _machine(article)
