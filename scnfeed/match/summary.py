"""Does one report sum up another of the same event, or do the two tell of different hours of it?

All reports of an event share its name, its days and often their first sentences. A summary says in other words what
the full report says: it has its numbers, or many of its longer words; or it is an outline, with a label for when and
where, of what the other one tells in prose.
"""

from __future__ import annotations

from collections.abc import Iterator

from scnfeed.match.aligned import flat, units
from scnfeed.match.folded import LONGEST
from scnfeed.model import Article

WORDS = 0.25
"""Share of a summary's longer words that the report has, too; two reports of one event, written here, share 0.14."""
LONG = 5
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


def _days(article: Article) -> Iterator[str]:
    """The numbers that write the days of its events."""
    for event in article.events:
        for when in (event.start, event.end):
            yield from (str(when.year), f"{when.day:02}", str(when.day))
