"""Lines that are the site's and not the story's: labels, reading time, notices, icons."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from scnfeed.language import label_words
from scnfeed.language.label_words_further import FURTHER
from scnfeed.language.scripts import clean, fold, words

FURNITURE = frozenset(fold(line) for row in label_words.FURNITURE.values() for line in row.split("|"))
"""Whole lines, folded, that stand on every page of a site."""

_MINUTE = frozenset(words("minute minutes min mins minuto minutos دقيقة دقائق دقيقتان دقيقتين"))
_READING = frozenset(words("read reading lecture lectura قراءة القراءة للقراءة"))
_TRANSLATED = tuple(map(fold, label_words.TRANSLATED))
_JOINED = tuple(form.replace(" ", "") for form in _TRANSLATED)
_ICON = re.compile(
    r"arrow|circle|down|left|right|small|large|basic|close|facebook|linkedin|twitter|instagram|youtube|whatsapp|search"
    r"|video|icon|menu|chevron|plus|minus|play|share|download|external|link|up"
)
_FROM_ICON = re.compile(rf"[\W\d_]*(?:[^\W\d_][\W\d_]*)?(?:{_ICON.pattern})")
"""A line that begins with the name of an icon: one letter at most stands beside such names."""
_LONGEST_LINE, _LONGEST_LABEL = 600, 60
_COLON = re.compile("[:：]")
_MAY_TELL = ("wpml", "translat", "tradu", "ترجم")
"""One of these is in every form of `_TRANSLATED`."""
_IN_ANY_CASE = tuple(form for word in _MAY_TELL for form in dict.fromkeys((word, word.title(), word.upper())))
_DATE_FIELDS = ("published", "updated")
_ASKING = " \u00a0?؟¿"
"""Around a label that asks: ``When?``."""
_FIGURE = re.compile(r"\d")
_LONGEST = 120
"""Characters of a label, or of one with a date after it."""


@cache
def _fields() -> dict[str, str]:
    further = {fold(form): name for row in FURTHER.values() for name, forms in row.items() for form in forms.split("|")}
    return further | {
        fold(form): name for name, rows in label_words.LABELS.items() for forms in rows.values() for form in forms
    }


@cache
def _date_labels() -> tuple[str, ...]:
    return tuple(sorted((form for form, name in _fields().items() if name in _DATE_FIELDS), key=len, reverse=True))


@cache
def _date_beginnings() -> frozenset[str]:
    """The first word of each label of a day."""
    return frozenset(form.partition(" ")[0] for form in _date_labels())


@cache
def _of_days() -> re.Pattern[str]:
    """Every label of a day of publication (as ``first``) or of change, as a word of a line."""
    rows = {name: {form for forms in label_words.LABELS[name].values() for form in forms} for name in _DATE_FIELDS}
    longest = {name: "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) for name, forms in rows.items()}
    return re.compile(rf"(?<!\w)(?:(?P<first>{longest['published']})|{longest['updated']})(?!\w)", re.IGNORECASE)


def without_changes(line: str) -> str:
    """A short line without what it prints under a label of its last change, up to the next label of publication.

    >>> without_changes("Updated 6 May 2024, published 3 May 2024"), without_changes("80 comments, updated 6 May")
    ('published 3 May 2024', '80 comments, ')
    """
    labels = list(_of_days().finditer(line)) if len(line) <= _LONGEST_LINE else []
    if all(label["first"] for label in labels):
        return line
    starts = [label.start() for label in labels]
    ends = (*starts[1:], len(line))
    kept = [line[a:b] for label, a, b in zip(labels, starts, ends, strict=True) if label["first"]]
    return line[: starts[0]] + "".join(kept)


def parts_by_days(line: str) -> list[str]:
    """The pieces of a line that prints several days, each under its own label; else the line itself.

    >>> parts_by_days("Published: 3 May 2024 Last updated: 6 May 2024")
    ['Published: 3 May 2024', 'Last updated: 6 May 2024']
    """
    starts = [label.start() for label in _of_days().finditer(line)] if len(line) <= _LONGEST_LINE else []
    if len(starts) < 2 or starts[0] > 0:
        return [line]
    parts = [line[a:b].strip() for a, b in pairwise((*starts, len(line)))]
    return parts if all(_FIGURE.search(part) for part in parts) else [line]


def label_of(line: str) -> tuple[str, str] | None:
    """The field a line labels and the value that follows on it, empty when none does; None when it is no label.

    The colon may have a space before it or be missing when the label stands alone or before a date; a label may ask.

    >>> label_of("Date de publication : 19/10/2023"), label_of("Downloads"), label_of("Mayors met today")
    (('published', '19/10/2023'), ('downloads', ''), None)
    """
    if len(line) > _LONGEST_LINE or (len(line) > _LONGEST and not _COLON.search(line, 0, _LONGEST_LABEL)):
        return None
    head, colon, rest = line.replace("：", ":").partition(":")
    if colon and len(head) > _LONGEST_LABEL:
        return None
    name = _fields().get(fold(head.strip(_ASKING)))
    if name:
        return name, clean(rest)
    return None if colon else _before_date(head)


def _before_date(line: str) -> tuple[str, str] | None:
    """``Published on 12 March 2024``: a short line of a label and a value with a figure in it."""
    if not _FIGURE.search(line):
        return None
    folded = fold(line)
    if folded.partition(" ")[0] not in _date_beginnings():
        return None
    for form in _date_labels():
        if folded.startswith(form + " "):
            value = line.split(None, len(form.split()))[-1]
            short = len(value.split()) <= 6 and any(map(str.isdigit, value))
            return (_fields()[form], value) if short else None
    return None


def is_reading_time(line: str) -> bool:
    """Whether a line only tells how long the text takes to read.

    >>> is_reading_time("— 2 minutes reading time"), is_reading_time("Reading takes minutes")
    (True, False)
    """
    if len(line) > _LONGEST or not _FIGURE.search(line):
        return False
    found = words(line)
    numbers = any(map(str.isdigit, found))
    return len(found) <= 7 and numbers and not _MINUTE.isdisjoint(found) and not _READING.isdisjoint(found)


def is_translation_notice(text: str) -> bool:
    """Whether a short text says that a machine translated the page.

    >>> is_translation_notice("Ce contenu a été traduit automatiquement.")
    True
    """
    if len(text) > _LONGEST_LINE:
        return False
    lowered = text.lower()
    if not any(word in lowered for word in _MAY_TELL):
        return False
    if any(form in lowered for form in _TRANSLATED):
        return True
    folded = fold(text)
    return any(form in folded for form in _TRANSLATED)


def lines_on_translation(text: str) -> list[str]:
    """The lines of a long text that have a word of such notices: few, quickly found, to be judged one by one."""
    if not any(word in text for word in _IN_ANY_CASE):
        return []
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals are two small letters
        lowered = text
    starts: set[int] = set()
    for word in _MAY_TELL:
        at = lowered.find(word)
        while at >= 0:
            starts.add(text.rfind("\n", 0, at) + 1)
            at = lowered.find(word, at + 1)
    return [text[start:].partition("\n")[0] for start in sorted(starts)]


def may_tell_of_translation(text: str) -> bool:
    """Whether a long text holds such a notice at all, wherever its lines and words end."""
    joined = "".join(fold(text).split())
    return any(form in joined for form in _JOINED)


def is_icon_line(line: str) -> bool:
    """Whether a line is the names of a page's icons, run together.

    >>> is_icon_line("arrow-down arrow-left closefacebooklinkedin"), is_icon_line("the search for links")
    (True, False)
    """
    if len(line) > _LONGEST_LINE or not _FROM_ICON.match(line):
        return False
    rest, hits = _ICON.subn("", line)
    return hits >= 4 and not re.search(r"[^\W\d_].*[^\W\d_]", rest)


def is_furniture(line: str) -> bool:
    """Whether a line is the site's and not the story's; labels are not asked, see `label_of`."""
    furniture = len(line) <= _LONGEST and fold(line) in FURNITURE
    return furniture or is_icon_line(line) or is_reading_time(line) or is_translation_notice(line)
