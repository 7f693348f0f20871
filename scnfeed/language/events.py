"""What takes place, when and where, as an article's label or its first sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from scnfeed.language.dates import Span, dates_in, may_hold
from scnfeed.language.labels import is_furniture, label_of
from scnfeed.language.months import base
from scnfeed.language.places import place_in, place_of_label
from scnfeed.language.scripts import ascii_digits, clean, sentences, words
from scnfeed.model import Event

LEAD = 3
"""Paragraphs that may say when the event was; later ones speak of other times."""
LONGEST = timedelta(days=31)
"""A longer span is a project, not an event."""
PAST = timedelta(days=400)
"""A date so long before publication is history."""

MENTIONS = {
    "en": "since after before following until till by deadline launched published released adopted signed founded "
    "established issued updated posted born appointed elected dated expires resolution",
    "ar": "منذ بعد قبل عقب بحلول حتى أطلقت أطلق إطلاق نشر نشرت صدر صدرت الصادر الصادرة المؤرخ اعتمد اعتمدت المعتمد "
    "وقع وقعت تأسست أسست",
    "fr": "depuis après avant suite jusqu lancé lancée publié publiée publiés adopté adoptée signé signée "
    "fondé fondée créé créée daté datée",
    "es": "desde tras después antes hasta lanzado lanzada lanzó publicado publicada publicó adoptado adoptada firmado "
    "firmada fundado fundada creado creada fechado",
}
"""Words that, shortly before a date, make it a mention and not the time of the event."""
_REACH = 3
_LONGEST_LEAD = 8_000
"""Letters of a paragraph that may say when the event was: who writes more in one is not telling news."""
_DATELINE_WORDS = 6
_DASH = re.compile(r"\s*[–—-]")
_FIGURE = re.compile(r"\d")
"""Every whole date has one, though its day may be a word; a sentence without any is not looked at twice."""
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_HEADINGS_AFTER_STORY = frozenset({"next_steps", "downloads", "event_report"})


def events_in(
    paragraphs: Sequence[str],
    language: str,
    published: date | None,
    *,
    where_when: str | None = None,
    since: date | None = None,
) -> list[Event]:
    """The events an article tells of: from the value of its `Where & When` label, else from its lead.

    Days must be printed; an event is certain when month and year are printed too, else its year is the one nearest to
    `published`. Plans, history, datelines and what comes after "Next steps" are no events; nothing before `since` is.

    >>> [event] = events_in(["Mayors met in Manila on 18-19 July 2023."], "en", None)
    >>> str(event.start), str(event.end), event.place
    ('2023-07-18', '2023-07-19', 'Manila')
    """
    if isinstance(published, datetime):
        published = published.date()
    if where_when and (labelled := list(_labelled(where_when, language, published))):
        return labelled
    found: list[Event] = []
    for sentence in _lead(paragraphs, language):
        span = _when(sentence, language, published)
        known = span and any(event.start <= span.start and span.end <= event.end for event in found)
        if span and not known and (since is None or span.start >= since):
            found.append(Event(span.start, span.end, place_in(sentence, language, span), span.certain, sentence))
    return found


def _labelled(value: str, language: str, published: date | None) -> Iterator[Event]:
    text = clean(value)
    spans = dates_in(text, language, published)
    place = place_of_label(text, language, spans)
    for span in spans:
        if _has_day(span):
            yield Event(span.start, span.end, place, span.certain, text)


def _lead(paragraphs: Sequence[str], language: str) -> Iterator[str]:
    told = 0
    for paragraph in map(clean, paragraphs):
        label = label_of(paragraph)
        if label and label[0] in _HEADINGS_AFTER_STORY:
            return
        if not paragraph or label or is_furniture(paragraph):
            continue
        lead = paragraph[:_LONGEST_LEAD]
        if _FIGURE.search(lead) and may_hold(lead, language):
            yield from sentences(lead)
        told += 1
        if told == LEAD:
            return


def _has_day(span: Span) -> bool:
    """Whether days are printed, in figures or in words; early, mid and late May are three spans of many days."""
    return span.certain or bool(_DAY.search(ascii_digits(span.text)))


def _when(sentence: str, language: str, published: date | None) -> Span | None:
    """The first date of the sentence that may be an event's."""
    if not _FIGURE.search(sentence):
        return None
    for span in dates_in(sentence, language, published):
        old = published is not None and published - span.end > PAST
        if _has_day(span) and not old and span.end - span.start <= LONGEST and not _mentioned(sentence, span, language):
            return span
    return None


@cache
def _mentions(language: str) -> frozenset[str]:
    return frozenset(words(MENTIONS.get(base(language), "")))


def _mentioned(sentence: str, span: Span, language: str) -> bool:
    """Whether the date is only spoken of: after "since"; in a dateline (``Nairobi, 5 May 2022 –``); alone."""
    before, after = sentence[: span.position], sentence[span.position + len(span.text) :]
    leading = words(before)
    dateline = before.rstrip().endswith((",", "،")) and len(leading) <= _DATELINE_WORDS and _DASH.match(after)
    alone = len(leading) + len(words(after)) < 2
    return bool(dateline) or alone or not _mentions(language).isdisjoint(leading[-_REACH:])
