"""Does one report sum up another of the same event, or do the two tell of different hours of it?

All reports of an event share its name, its days and often their first sentences. A summary says in other words what
the full report says: it has its numbers, or many of its longer words; or it is an outline, with a label for when and
where, of what the other one tells in prose.
"""

from __future__ import annotations

from collections.abc import Iterator

from scnfeed.match.aligned import flat, units
from scnfeed.match.folded import LONGEST, letters
from scnfeed.model import Article

WORDS = 0.25
"""Share of a summary's longer words that the report has, too; two reports of one event, written here, share 0.14."""
LONG = 5
YEAR, CENTURY = 4, "20"
CONDENSED = 0.6
"""A short version has at most so many of the words."""
SHORTER = 0.8
"""A summary has at most so many of the report's words: two sessions of one day are told at about one length."""
NUMBERS = 2
"""So many numbers of its own, and half of them at least, or a summary's words must do."""


def summarised(article: Article, other: Article) -> bool:
    """Whether the shorter of two texts tells, in the sentences that are its own, what the other tells, or one is the
    outline of the other.

    The days of their events prove nothing.
    """
    if {each.sources.get("events") for each in (article, other)} == {"label", "sentence"}:
        return True
    one, two = (units(each.content_text[:LONGEST]) for each in (article, other))
    shorter, longer = (sum(len(unit.keys) for unit in text) for text in (one, two))
    if shorter > longer:
        one, two, shorter, longer = two, one, longer, shorter
    if shorter > SHORTER * longer:
        return False
    common = {unit.keys for unit in two}
    own = set(flat([unit for unit in one if unit.keys not in common]))
    there = set(flat(two))
    days = set(_days(article)) | set(_days(other))
    numbers = {word for word in own if word.isdigit() and len(word) > 1} - days
    shared = len(numbers & there)
    if shared >= NUMBERS and 2 * shared >= len(numbers):
        return True
    words = {word for word in own if len(word) >= LONG and not word.isdigit()}
    return len(words & there) >= WORDS * len(words)


def condensed(article: Article, other: Article) -> bool:
    """Whether the shorter of two texts is a short version of the other under the same title, where no event says so.

    It has far fewer words and, in sentences of its own, several numbers, and no number and in scripts with capitals no
    name that the longer one lacks.
    """
    one, two = sorted((each.content_text[:LONGEST] for each in (article, other)), key=len)
    theirs = tuple(flat(units(two)))
    common, there = {unit.keys for unit in units(two)}, frozenset(theirs)
    own = [unit for unit in units(one) if unit.keys not in common]
    if sum(len(unit.keys) for unit in units(one)) > CONDENSED * len(theirs):
        return False
    numbers = {word for word in flat(own) if word.isdigit() and len(word) > 1}
    names = {letters(word) for unit in own for word in unit.printed[1:] if word[:1].isupper()}
    words = {word for word in flat(own) if len(word) >= LONG and not word.isdigit()}
    telling = {word for word in numbers if not (len(word) == YEAR and word[:2] == CENTURY) and word.strip("0")}
    return len(telling) >= NUMBERS and numbers | names <= there and len(words & there) >= WORDS * len(words)


def _days(article: Article) -> Iterator[str]:
    """The numbers that write the days of its events."""
    for event in article.events:
        for when in (event.start, event.end):
            yield from (str(when.year), f"{when.day:02}", str(when.day))
