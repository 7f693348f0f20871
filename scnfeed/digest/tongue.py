"""Which language a letter itself speaks: one letter runs in one direction, or mail programs turn half of it round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scnfeed.digest.text import clip, lean
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Direction, Section

SHOWN = 280
"""Characters of an article's text in a letter."""
ADVICE = 300
"""About so many characters stand in the letter's own language beside a notice."""


def tongue(sections: Iterable[Section], languages: Sequence[str]) -> str:
    """The first of `languages`, unless most of the text runs the other way: then the first that runs that way too.

    Gmail turns a whole letter by the text that it finds in it, so a letter of English articles for a reader of Arabic,
    else English, is an English letter.
    """
    amount: dict[Direction, int] = {"ltr": 0, "rtl": 0}
    own = direction(languages[0])
    for section in sections:
        for article in section.articles:
            text = "" if section.name == "ahead" else clip(clean(article.summary or article.content_text), SHOWN)
            text = f"{clip(clean(article.title), SHOWN)} {text}"
            amount[lean(text, article.direction)] += len(text)
        for notice in section.notices:
            amount[direction(notice.language) if notice.language else own] += len(clip(clean(notice.subject), SHOWN))
            amount[own] += ADVICE
    if 2 * amount[own] >= sum(amount.values()):
        return languages[0]
    return next((language for language in languages if direction(language) != own), languages[0])
