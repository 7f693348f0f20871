"""The plain text of an item: one tidy line, no markup, no addresses of people."""

from __future__ import annotations

import html
import re

from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean
from scnfeed.model import Article

PACKAGE = "scnfeed.feeds"
EXCERPT = 300

_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def spoken(language: str) -> str:
    """The language in which scnfeed speaks to readers of `language`: English where it has no phrases of its own."""
    return language if language in phrases(PACKAGE).table["machine"] else "en"


def say(language: str, key: str, n: int | None = None, **values: object) -> str:
    return phrases(PACKAGE).say(language, key, n, **values)


def legal(text: str) -> str:
    """`text` without what XML 1.0 (2.2) forbids, lone surrogates, and the controls it discourages."""
    return _ILLEGAL.sub("", text)


def without_mail(text: str, language: str) -> str:
    """Addresses of people are no matter for public feeds: a word stands in the place of each.

    >>> without_mail("Write to a.b@example.org.", "en")
    'Write to [e-mail address left out].'
    """
    return _MAIL.sub(say(language, "mail"), text) if "@" in text else text


def line(text: str, language: str) -> str:
    """One line of printable text."""
    return without_mail(clean(text), language)


def cut(text: str, most: int = EXCERPT) -> str:
    """At most `most` characters, cut between words, with an ellipsis where something was left out.

    >>> cut("Cities act together", 13)
    'Cities act…'
    """
    if len(text) <= most:
        return text
    head = text[: most - 1]
    whole = head if text[most - 1].isspace() else head.rpartition(" ")[0] or head
    return whole.rstrip(" ,;:،؛.–-") + "…"


def excerpt(article: Article) -> str:
    return cut(line(article.summary or article.content_text, article.language))


def title(article: Article) -> str:
    """The title without markup; an article without one is called by its first words."""
    plain = line(_TAG.sub("", html.unescape(article.title)), article.language)
    return plain or cut(excerpt(article), 80) or say(article.language, "untitled")
