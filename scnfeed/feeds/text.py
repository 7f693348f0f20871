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
_TAG = re.compile(r"<[/!?]?[A-Za-z\[-][^<>]*>|<!--")
_AHEAD = 2 * EXCERPT
"""Letters of a long text that are looked at for its excerpt."""


def spoken(language: str) -> str:
    """The language in which scnfeed speaks to readers of `language`: English where it has no phrases of its own."""
    return language if language in phrases(PACKAGE).table["machine"] else "en"


def say(language: str, key: str, n: int | None = None, **values: object) -> str:
    return phrases(PACKAGE).say(language, key, n, **values)


def without_mail(text: str, language: str) -> str:
    """Addresses of people are no matter for public feeds: a word stands in the place of each.

    >>> without_mail("Write to a.b@example.org.", "en")
    'Write to [e-mail address left out].'
    """
    return _MAIL.sub(say(language, "mail"), text) if "@" in text else text


def line(text: str, language: str) -> str:
    """One line of printable text, markup left out: many programs would take it for theirs.

    >>> line("Tea &amp; <b>bread</b>, 1 < 2", "en")
    'Tea & bread, 1 < 2'
    """
    if "&" in text or "<" in text:
        text = _TAG.sub("", html.unescape(text))
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
    """The first words of the summary or the text, on one line."""
    told = _beginning(article.summary, article.language) if article.summary else ""
    return told or _beginning(article.content_text, article.language)


def _beginning(text: str, language: str) -> str:
    tidy = line(text[:_AHEAD], language)
    if len(text) > _AHEAD and len(tidy) <= 1.5 * EXCERPT:  # an address of a person may stand where it was cut
        tidy = line(text, language)
    return cut(tidy)


def title(article: Article) -> str:
    """The title without markup; an article without one is called by its first words."""
    return line(article.title, article.language) or cut(excerpt(article), 80) or say(article.language, "untitled")
