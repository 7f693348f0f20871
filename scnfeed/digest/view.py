"""An issue in the words of its language, ready for both templates: what stands in the HTML stands in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from scnfeed.digest.text import clip, lean, link
from scnfeed.feeds.corrections import correction
from scnfeed.language.formats import day, language_name, span
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Article, Direction, Event, Issue, Notice, Section, When

TITLE = 200
SUMMARY = 280
PLACE = 60
SUBJECT = 67
"""With its name the field stays within a line of 76 characters, and mail programs show about as much."""
PREHEADER = 140
RECORDED = "en"
"""Language of the reasons that runs leave behind."""


@dataclass(frozen=True, slots=True)
class Note:
    """Words under a label of their own: what changed, what to do."""

    label: str
    text: str
    direction: Direction
    language: str = ""
    """Where it is not the letter's."""


@dataclass(frozen=True, slots=True)
class Item:
    """One article or notice as a reader sees it; what does not apply is empty."""

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


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    heading: str
    items: tuple[Item, ...]
    left_out: str = ""
    """How many items more there are, in words."""


@dataclass(frozen=True, slots=True)
class View:
    language: str
    direction: Direction
    brand: str
    heading: str
    day: str
    subject: str
    preheader: str
    counts: tuple[str, ...]
    parts: tuple[Part, ...]
    calendar: str
    """Address of the calendar of coming events, when there is one."""


def view(issue: Issue, limit: int | None = None) -> View:
    """What `issue` says, with at most `limit` items a section."""
    say, brand = phrases("scnfeed.digest").say, clean(issue.brand.name)
    dated = day(issue.dated, issue.language)
    parts = tuple(_part(section, issue, limit) for section in issue.sections)
    ahead = issue.base_url and any(part.name == "ahead" for part in parts)
    return View(
        language=issue.language,
        direction=direction(issue.language),
        brand=brand,
        heading=say(issue.language, "heading", brand=brand),
        day=dated,
        subject=subject(issue),
        preheader=_preheader(parts, say(issue.language, "preheader", brand=brand, day=dated)),
        counts=tuple(f"{part.heading} ({_size(s)})" for part, s in zip(parts, issue.sections, strict=True)),
        parts=parts,
        calendar=link(f"{issue.base_url.rstrip('/')}/{issue.language}/events.ics") if ahead else "",
    )


def subject(issue: Issue) -> str:
    """The subject line: how many, the first title, how many more; at most SUBJECT characters."""
    section = next(s for s in issue.sections if s.name != "ahead")
    n, say = _size(section), phrases("scnfeed.digest").say
    key = "subject_new" if section.name == "reported" else f"subject_{section.name}"
    frame = say(issue.language, key, n, title="", more=n - 1)
    title = clip(_titles(section, issue.language)[0], SUBJECT - len(frame))
    return say(issue.language, key, n, title=title, more=n - 1)


def _size(section: Section) -> int:
    return len(section.articles) + len(section.notices)


def _titles(section: Section, language: str) -> list[str]:
    return [*(_title(a) for a in section.articles), *(_subject(n, language) for n in section.notices)]


def _preheader(parts: tuple[Part, ...], ending: str) -> str:
    """What the subject does not say yet: the other titles, or the beginning of the only article."""
    items = [item for part in parts for item in part.items]
    teaser = " · ".join(item.title for item in items[1:4]) or items[0].summary
    room = PREHEADER - len(ending) - 3
    return f"{clip(teaser, room)} · {ending}" if teaser and room > 20 else clip(ending, PREHEADER)


def _part(section: Section, issue: Issue, limit: int | None) -> Part:
    say, language = phrases("scnfeed.digest").say, issue.language
    items = [*(_article(a, section, issue) for a in section.articles), *(_notice(n, language) for n in section.notices)]
    left_out = len(items[limit:]) if limit is not None else 0
    return Part(
        section.name,
        say(language, f"section_{section.name}"),
        tuple(items[:limit]),
        say(language, "more", left_out) if left_out else "",
    )


def _title(article: Article) -> str:
    return clip(clean(article.title) or clean(article.summary or article.content_text) or (article.url or "?"), TITLE)


def _article(article: Article, section: Section, issue: Issue) -> Item:
    language, brief = issue.language, section.name == "ahead"
    return Item(
        title=_title(article),
        url=link(article.url),
        language=article.language,
        direction=article.direction,
        meta=tuple(_meta(article, language, brief)),
        event=_event(article, language, _day(issue.dated)),
        summary="" if brief else clip(clean(article.summary or article.content_text), SUMMARY),
        machine=phrases("scnfeed.digest").say(language, "machine") if article.machine_translated else "",
        original=_original(article, language),
        notes=tuple(_changes(article, language)) if section.name == "corrected" else (),
    )


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
    when, where = span(_day(event.start), _day(event.end), language), clip(clean(event.place or ""), PLACE)
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


def _subject(notice: Notice, language: str) -> str:
    """An article's title, or what happened to a site, in words."""
    key = f"about_{notice.topic}"
    if notice.language or key not in phrases("scnfeed.digest").table:
        return clip(clean(notice.subject), TITLE) or "?"
    return clip(phrases("scnfeed.digest").say(language, key, name=clip(clean(notice.subject), PLACE) or "?"), TITLE)


def _notice(notice: Notice, language: str) -> Item:
    say, title = phrases("scnfeed.digest").say, _subject(notice, language)
    withdrawn, dated = notice.topic == "withdrawn", day(notice.at, language)
    return Item(
        title=title,
        url="" if withdrawn else link(notice.url),
        language=notice.language or language,
        direction=lean(title, direction(language)) if notice.language else direction(language),
        meta=(dated,) if withdrawn else (say(language, f"topic_{notice.topic}"), dated),
        notes=tuple(_advice(notice, language)),
    )


def _advice(notice: Notice, language: str) -> Iterator[Note]:
    """What happened, what it does not touch, what to do, and the reason as it was recorded."""
    say, table, mine = phrases("scnfeed.digest").say, phrases("scnfeed.digest").table, direction(language)
    reason = "" if notice.topic == "withdrawn" else clip(clean(notice.reason), SUMMARY)
    if notice.topic == "undated" and reason:
        yield Note(say(language, "why_so"), reason, lean(reason, mine))
    for label in ("happened", "untouched", "do"):
        if (key := f"{label}_{notice.topic}") in table:
            yield Note(say(language, f"what_{label}"), say(language, key), mine)
    if notice.topic != "undated" and reason:
        yield Note(say(language, "recorded"), reason, lean(reason, mine), RECORDED)
