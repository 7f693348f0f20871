"""What takes place, when and where, as an article's label or its first sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise, zip_longest

from scnfeed.language.bylines import names_after_by
from scnfeed.language.dates import Span, dates_in, may_hold
from scnfeed.language.labels import is_furniture, label_of
from scnfeed.language.months import base
from scnfeed.language.places import place_in, place_of_label
from scnfeed.language.scripts import ascii_digits, clean, fold, sentences, words
from scnfeed.model import Event

LEAD = 3
"""Paragraphs that may say when the event was; later ones speak of other times."""
LONGEST = timedelta(days=31)
"""A longer span is a project, not an event."""
PAST = timedelta(days=400)
"""A date so long before publication is history."""

MENTIONS = {
    "en": "since after before following until till by deadline launched published released adopted signed founded "
    "established issued updated posted born appointed elected dated expires resolution deadline closes close closing "
    "applications registration registrations nominations submissions force effective act law decree directive treaty "
    "as_of",
    "ar": "منذ بعد قبل عقب بحلول حتى أطلقت أطلق إطلاق نشر نشرت صدر صدرت الصادر الصادرة المؤرخ اعتمد اعتمدت المعتمد "
    "وقع وقعت تأسست أسست التسجيل التقديم الترشح الترشيحات التنفيذ القانون قانون المرسوم مرسوم قرار اعتبارا_من "
    "النشر تحديث",
    "fr": "depuis après avant suite jusqu lancé lancée publié publiée publiés adopté adoptée signé signée "
    "fondé fondée créé créée daté datée candidatures inscriptions vigueur loi décret arrêté résolution directive "
    "échéance clôture à_compter_du publication à_jour",
    "es": "desde tras después antes hasta lanzado lanzada lanzó publicado publicada publicó adoptado adoptada firmado "
    "firmada fundado fundada creado creada fechado solicitudes inscripciones vigor publicación "
    "actualización actualizó actualizada actualizado ley decreto resolución vence cierre",
}
"""Words that, shortly before a date, make it a mention and not the time of the event; ``_`` for a space."""
DEADLINES = {
    "en": "deadline closing_date",
    "ar": "الموعد_النهائي آخر_موعد المهلة",
    "fr": "date_limite échéance",
    "es": "plazo fecha_límite",
}
"""Words that do so from further away."""
LASTING = {
    "en": "runs run ran running lasts lasted lasting continues continued continuing ends ended ending concludes "
    "concluded",
    "ar": "تستمر وتستمر يستمر ويستمر واستمر واستمرت تتواصل وتتواصل يتواصل ويتواصل وتختتم ويختتم واختتم "
    "واختتمت وتنتهي وينتهي",
    "fr": "dure durera dureront poursuit poursuivra prolonge termine terminé achève achevé",
    "es": "dura durará durarán prolonga prolongará continúa continuará termina terminó concluye concluyó "
    "finaliza finalizó",
}
"""Words shortly before a second date that make it the end of the event that began on the first."""
CAPTIONS = frozenset(
    "photo photos picture image caption credit credits foto fotos imagen crédit légende صورة الصورة".split()
)
"""Before a colon at the head of a line: what the picture shows."""
_REACH, _DEADLINE_REACH = 3, 7
_LONGEST_LEAD = 8_000
"""Letters of a paragraph that may say when the event was: who writes more in one is not telling news."""
_DATELINE_WORDS, _CAPTION = 6, 24
_DATELINE_ENDS = re.compile(r"[,،(–—|-]\s*(?:le|el|في)?\s*$")
_DATELINE_AFTER = re.compile(r"\s*[)\]]?\s*[–—|-]|\)\s")
"""What stands before and after the day of a dateline."""
_FIGURES = re.compile(r"\d+")
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
        if not paragraph or label or is_furniture(paragraph) or names_after_by(paragraph, language):
            continue
        lead = paragraph[:_LONGEST_LEAD]
        if _may_date(lead) and may_hold(lead, language):
            yield from sentences(lead)
        told += 1
        if told == LEAD:
            return


def _may_date(text: str) -> bool:
    """Whether a day or a year is printed in figures. Every whole date has one, though its day may be a word; a sentence
    without any is not looked at twice.
    """
    return not {1, 2, 4}.isdisjoint(map(len, _FIGURES.findall(text)))


def _has_day(span: Span) -> bool:
    """Whether days are printed, in figures or in words; early, mid and late May are three spans of many days."""
    return span.certain or bool(_DAY.search(ascii_digits(span.text)))


def _when(sentence: str, language: str, published: date | None) -> Span | None:
    """The first date of the sentence that may be an event's."""
    if not _may_date(sentence):
        return None
    spans = dates_in(sentence, language, published)
    for span, following in zip_longest(spans, spans[1:]):
        old = published is not None and published - span.end > PAST
        if _has_day(span) and not old and span.end - span.start <= LONGEST and not _mentioned(sentence, span, language):
            return _lasting(sentence, span, following, language)
    return None


def _lasting(sentence: str, span: Span, following: Span | None, language: str) -> Span:
    """The event's span, to the next date where that is said to be its end (``opens on 3 May and runs until 9 May``)."""
    if following is None or not timedelta(0) < following.end - span.start <= LONGEST:
        return span
    between = words(sentence[span.position + len(span.text) : following.position])
    ends = not _row(LASTING, language).isdisjoint(between[-_REACH:])
    return replace(span, end=following.end, certain=span.certain and following.certain) if ends else span


@cache
def _phrases(row: str) -> frozenset[str]:
    return frozenset(fold(phrase.replace("_", " ")) for phrase in row.split())


def _row(table: Mapping[str, str], language: str) -> frozenset[str]:
    return _phrases(table.get(base(language), ""))


def _has_phrase(leading: Sequence[str], phrases: frozenset[str]) -> bool:
    """Whether one of these words, or two of them together, are among the phrases."""
    return not phrases.isdisjoint((*leading, *map(" ".join, pairwise(leading))))


def _mentioned(sentence: str, span: Span, language: str) -> bool:
    """Whether the date is only spoken of: after "since", in a dateline (``Oslo, 5 May 2022 –``) or a caption, alone."""
    before, after = sentence[: span.position], sentence[span.position + len(span.text) :]
    leading = words(before)
    if len(leading) + len(words(after)) < 2 or _is_dateline(before, leading, after):
        return True
    if leading and leading[0] in CAPTIONS and ":" in before[:_CAPTION]:
        return True
    near, far = leading[-_REACH:], leading[-_DEADLINE_REACH:]
    return _has_phrase(near, _row(MENTIONS, language)) or _has_phrase(far, _row(DEADLINES, language))


def _is_dateline(before: str, leading: Sequence[str], after: str) -> bool:
    """Whether a sentence begins with a place and this day, a dash or bracket after it."""
    opened = _DATELINE_ENDS.search(before)
    return opened is not None and 0 < len(leading) <= _DATELINE_WORDS and _DATELINE_AFTER.match(after) is not None
