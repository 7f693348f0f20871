"""One article, batch or notice of an issue in the words of its language, ready for both templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scnfeed.digest.reasons import RECORDED, worded
from scnfeed.digest.text import clip, lean, legible, link
from scnfeed.feeds.corrections import correction
from scnfeed.language.formats import day, language_name, span
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Article, Direction, Event, Issue, Notice, Section, When

TITLE = 200
SUMMARY = 280
PLACE = 60
BATCH = 12
"""Titles of a batch in a letter; the web version has them all."""


@dataclass(frozen=True, slots=True)
class Note:
    """Words under a label of their own: what changed, what to do."""

    label: str
    text: str
    direction: Direction
    language: str = ""
    """Where it is not the letter's."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title and where it leads; no address where there is none to give."""

    text: str
    url: str
    language: str
    direction: Direction
    machine: str = ""
    original: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article, batch or notice as a reader sees it; what does not apply is empty."""

    title: str
    url: str
    language: str
    direction: Direction
    meta: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    """When and where."""
    summary: str = ""
    machine: str = ""
    original: tuple[str, str] | None = None
    """Label and address of the text a machine translated."""
    notes: tuple[Note, ...] = ()
    alike: tuple[Title, ...] = ()
    """The others of its batch."""
    alike_said: str = ""
    """How many there are, in words."""
    alike_more: str = ""
    """How many of them are left out, in words."""
    size: int = 1
    """Articles that it tells of."""


def title_of(article: Article) -> str:
    text = legible(article.title) or legible(article.summary or article.content_text)
    return clip(text or phrases("scnfeed.digest").say(article.language, "untitled"), TITLE)


def article_item(article: Article, section: Section, issue: Issue) -> Item:
    language, brief = issue.language, section.name == "ahead"
    return Item(
        title=title_of(article),
        url=link(article.url),
        language=article.language,
        direction=article.direction,
        meta=tuple(_meta(article, language, brief)),
        event=_event(article, language, _day(issue.dated)),
        summary="" if brief else clip(legible(article.summary or article.content_text), SUMMARY),
        machine=_machine(article, language),
        original=_original(article, language),
        notes=tuple(_changes(article, language)) if section.name == "corrected" else (),
    )


def batch_item(batch: Sequence[Article], section: Section, issue: Issue, short: bool) -> Item:
    """Alike articles in one place: the first as ever, of the others their titles."""
    first, say, others = article_item(batch[0], section, issue), phrases("scnfeed.digest").say, batch[1:]
    shown = others[:BATCH] if short else others
    left_out = len(others) - len(shown)
    return Item(
        title=first.title,
        url=first.url,
        language=first.language,
        direction=first.direction,
        meta=first.meta,
        event=first.event,
        summary=first.summary,
        machine=first.machine,
        original=first.original,
        alike=tuple(_title(a, issue.language) for a in shown),
        alike_said=say(issue.language, "alike", len(others)),
        alike_more=say(issue.language, "more", left_out) if left_out else "",
        size=len(batch),
    )


def _title(article: Article, language: str) -> Title:
    machine, original = _machine(article, language), _original(article, language)
    return Title(title_of(article), link(article.url), article.language, article.direction, machine, original)


def _machine(article: Article, language: str) -> str:
    return phrases("scnfeed.digest").say(language, "machine") if article.machine_translated else ""


def _meta(article: Article, language: str, brief: bool) -> Iterator[str]:
    say = phrases("scnfeed.digest").say
    if not brief:
        yield say(language, f"kind_{article.kind}")
        if article.published is not None:
            yield day(article.published, language)
        if article.reading_minutes:
            yield say(language, "minutes", article.reading_minutes)
    if article.language != language:
        yield say(language, "in_language", name=language_name(article.language, language))


def _event(article: Article, language: str, today: date) -> tuple[str, ...]:
    """When and where: the next certain event, or the last one when all are past."""
    certain = sorted((e for e in article.events if e.certain), key=lambda e: _day(e.end))
    event: Event | None = next((e for e in certain if _day(e.end) >= today), certain[-1] if certain else None)
    if event is None:
        return ()
    when, where = span(_day(event.start), _day(event.end), language), clip(legible(event.place or ""), PLACE)
    return (when, where) if where else (when,)


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _original(article: Article, language: str) -> tuple[str, str] | None:
    """The first other language that the page offers: sites list their own language first."""
    if not article.machine_translated:
        return None
    found = ((code, link(url)) for code, url in article.translations.items() if code != article.language)
    say = phrases("scnfeed.digest").say
    named = ((say(language, "original", name=language_name(code, language)), url) for code, url in found if url)
    return next(named, None)


def _changes(article: Article, language: str) -> Iterator[Note]:
    """What stood there before and stands there now, each in its own direction: an arrow would point the wrong way."""
    say, told, otherwise = phrases("scnfeed.digest").say, correction(article.change), direction(language)
    for piece in told.pieces:
        for key, words in (
            ("before" if piece.new else "removed", piece.old),
            ("now" if piece.old else "added", piece.new),
        ):
            if text := clip(clean(words), SUMMARY):
                yield Note(say(language, key), text, lean(text, article.direction), article.language)
    if not told.pieces:
        said = "" if told.rewritten else clip(clean(article.change), SUMMARY)
        text = said or say(language, "changed_rewritten" if told.rewritten else "changed_unsaid")
        yield Note(say(language, "changed"), text, lean(text, otherwise))


def subject_of(notice: Notice, language: str) -> str:
    """An article's title, or what happened to a site, in words."""
    key = f"about_{notice.topic}"
    if notice.language or notice.url or key not in phrases("scnfeed.digest").table:
        return clip(legible(notice.subject), TITLE) or "?"
    return clip(phrases("scnfeed.digest").say(language, key, name=clip(legible(notice.subject), PLACE) or "?"), TITLE)


def notice_item(notice: Notice, language: str) -> Item:
    say, title = phrases("scnfeed.digest").say, subject_of(notice, language)
    withdrawn, dated = notice.topic == "withdrawn", day(notice.at, language)
    other = Title(clip(legible(notice.other_title or notice.other), TITLE), link(notice.other), "", "ltr")
    return Item(
        title=title,
        url="" if withdrawn else link(notice.url),
        language=notice.language or language,
        direction=lean(title, direction(language)) if notice.language else direction(language),
        meta=(dated,) if withdrawn else (say(language, f"topic_{notice.topic}"), dated),
        notes=tuple(_advice(notice, language)),
        alike=(_leaning(other, direction(language)),) if notice.other else (),
        alike_said=say(language, f"beside_{notice.topic}") if notice.other else "",
    )


def _leaning(title: Title, otherwise: Direction) -> Title:
    return Title(title.text, title.url, title.language, lean(title.text, otherwise))


def _advice(notice: Notice, language: str) -> Iterator[Note]:
    """What happened, what it does not touch, what to do, and why: in the letter's language, else as it was recorded."""
    say, table, mine = phrases("scnfeed.digest").say, phrases("scnfeed.digest").table, direction(language)
    page = "_page" if notice.url and f"happened_{notice.topic}_page" in table else ""
    for label in ("happened", "untouched", "do"):
        if (key := f"{label}_{notice.topic}{page}") in table:
            yield Note(say(language, f"what_{label}"), say(language, key), mine)
    recorded = "" if notice.topic == "withdrawn" else clean(notice.reason)
    if not recorded:
        return
    if (reason := worded(recorded, language)) is not None:
        yield Note(say(language, "why_so"), clip(reason, SUMMARY), mine)
    else:
        reason = clip(recorded, SUMMARY)
        yield Note(
            say(language, "recorded", name=language_name(RECORDED, language)), reason, lean(reason, mine), RECORDED
        )
