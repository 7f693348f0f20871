"""Days that a page prints for people without a label: beside its title, in elements called dates, at the head of its
first sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scnfeed.language.bylines import names_after_by
from scnfeed.language.dates import dates_in
from scnfeed.language.labels import label_of, without_changes
from scnfeed.language.scripts import fold
from scnfeed.read.body import Place
from scnfeed.read.document import Line, ancestors, attribute, inside, letters, text_of
from scnfeed.read.labelled import label_apart
from scnfeed.read.moments import day_printed, iso
from scnfeed.read.times import PUBLISHED, before_prose, in_teaser, means

Found = tuple[date, str]
_OTHER_DAYS = frozenset({"where_when", "when", "start", "end", "place", "updated", "downloads"})
_FIGURE = re.compile(r"\d")
_SIGNS = " |·•/–—-"
_PARTS = re.compile(r"\s[|·•/–—-]\s|\|")
_HEAD = 200
"""Characters at the head of a paragraph, the white space of its markup counted, that may hold its dateline."""
_SHORT, _AFTER, _BEFORE, _PROSE, _FEW_LETTERS, _MOST_LETTERS, _MOST_WORDS = 120, 10, 5, 200, 40, 55, 8
_TOLD, _LEAD, _LONGEST = 60, 3, 2000
"""Letters of a paragraph; how many of them say what happened when, and how much of each is asked."""
_WORD = re.compile(r"[^\W\d_]+")
_DATED = (
    "[itemprop*=datePublished], time, abbr[title], [class*=date], [class*=Date], [id*=date], [class*=publish],"
    " [class*=posted], [class*=time], [class*=meta], [class*=byline], [class*=info], [class*=author],"
    " [class*=created], [data-date], [data-published]"
)
_CALLED = re.compile(r"date|publish|posted|meta|byline|entry|post|article|created", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:nav|top|today|current|clock|now|weather|menu|header|head|site)", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?<!\w)(?:until|till|expires|bis(?: zum)?|jusqu.au|hasta(?: el)?|fino al|até|tot|حتى|لغاية|до|do)"
    r"\s+\w{0,9},?\s*\d",
    re.IGNORECASE,
)
"""The day when something ends: how long a film can be seen, an offer holds."""
_SINCE = re.compile(
    r"(?<!\w)(?:registriert|mitglied seit|dabei seit|gültig (?:ab|seit)|registered|joined|member since"
    r"|valid (?:from|since)|inscrite?|membre depuis|valable (?:dès|depuis)|registrado|miembro desde|membro desde"
    r"|iscritto|lid sinds|مسجل منذ|عضو منذ|ساري من)(?!\w)",
    re.IGNORECASE,
)
"""The day since when somebody is a member, or something holds."""
_DATELINE = re.compile(r"\s*[)\]]?(?:\s*[–—:-]|\.)\s")


def beside_title(lines: Sequence[Line], place: Place | None, language: str | None) -> Iterator[Found]:
    """Days on short lines between title and prose, then on those right before the title, nearest first."""
    at = _title_at(lines, place)
    if at is None or place is None:
        return
    after = [line for line in lines[at + 1 : at + 1 + _AFTER] if not _is_text(line, place)]
    long = [n for n, line in enumerate(after) if len(line.text) > _PROSE]
    prose = next((n for n in long if n + 1 in long or n > 1), len(after))
    before = [line for line in lines[max(at - _BEFORE, 0) : at] if _heads_article(line, place)]
    above = lines[at].text
    for line in after[:prose]:
        label = label_apart(line)
        if label is None or label[0] not in _OTHER_DAYS:
            yield from _day_of(line.text, above, language)
        above = line.text
    for line in reversed(before):
        yield from _day_of(line.text, "", language)


def _is_text(line: Line, place: Place) -> bool:
    """Whether a line is of the text, however short: of a quote, or of a short numbered point within the prose."""
    above = (line.node, *ancestors(line.node))
    if any(node.tag == "blockquote" for node in above):
        return True
    numbered = next((at for at, node in enumerate(above) if node.tag == "ol"), 0)
    if not numbered or letters(above[numbered - 1]) > _PROSE:
        return False
    return any(inside(above[numbered], block) for block in place.blocks)


def _title_at(lines: Sequence[Line], place: Place | None) -> int | None:
    """Which line is the title: the heading itself, else the first line that reads like it."""
    if place is None or place.title is None:
        return None
    title = fold(text_of(place.title))
    alike = [n for n, line in enumerate(lines) if title and fold(line.text) == title]
    return next((n for n in alike if inside(lines[n].node, place.title)), alike[0] if alike else None)


def _heads_article(line: Line, place: Place) -> bool:
    """Whether a line above the title belongs to the article: within its piece, or hardly more than a day in an element
    that is called a date and is not the site's own calendar.
    """
    if inside(line.node, place.scope):
        return True
    signs = sum(map(str.isalpha, line.text))
    names = [attribute(up, "class") + " " + attribute(up, "id") for up in (line.node, *ancestors(line.node))]
    called = any(_CALLED.search(name) for name in names[:3])
    return called and signs <= _FEW_LETTERS and not any(_TODAY.search(name) for name in names)


def _day_of(text: str, above: str, language: str | None) -> Iterator[Found]:
    text = text.strip(_SIGNS)
    if len(text) > _SHORT or not _FIGURE.search(text) or _is_other(above) or _UNTIL.search(text) or _SINCE.search(text):
        return
    own = without_changes(text)
    if any(span.start < span.end for span in dates_in(own, language or "en")):
        return
    for part in _PARTS.split(own):
        if not _is_other(part) and not _is_sentence(part) and (day := day_printed(part, language)):
            yield day, text
            return
    whole = not any(map(_is_other, _PARTS.split(own))) and not _is_sentence(own)
    if whole and (day := day_printed(own, language)):
        yield day, text


def _is_sentence(text: str) -> bool:
    """Whether a text says more than a day, who wrote and a place: its day is what it tells of."""
    much = sum(map(str.isalpha, text)) > _MOST_LETTERS or len(_WORD.findall(text)) > _MOST_WORDS
    return much and not names_after_by(text)


def _is_other(text: str) -> bool:
    label = label_of(text)
    return label is not None and label[0] in _OTHER_DAYS


def is_bare(text: str, language: str | None) -> bool:
    """Whether a line holds little else than its day: a clock time, a name; not the place of an event."""
    spans = dates_in(text, language or "en")
    rest = len(text) - sum(len(span.text) for span in spans)
    return iso(text) is not None or rest <= _FEW_LETTERS


def dateline(place: Place | None, language: str | None) -> Found | None:
    """The day of a first paragraph that begins with it, or with a place and it: ``NAIROBI, 5 May 2022 – ...``."""
    for block in place.blocks[:1] if place else ():
        for node in (block, *block.css("p"))[:4]:
            text = " ".join(node.text()[:_HEAD].split()) if node.tag == "p" else ""
            if not _FIGURE.search(text, 0, 60):
                continue
            if not _DATELINE.search(text):
                return None
            text = text_of(node)
            span = next(iter(dates_in(text[:100], language or "en")), None)
            if span is None or not span.certain or span.start != span.end:
                return None
            lead = text[: span.position].strip()
            begins = not lead or (len(lead) <= 40 and lead[-1] in ",،(")
            told = begins and _DATELINE.match(text, span.position + len(span.text))
            return (span.start, text[: span.position + len(span.text)]) if told else None
    return None


def called_dates(place: Place | None, language: str | None) -> Iterator[Found]:
    """Days printed in elements whose author named them so, in the article's scope: before its prose, or called
    published.
    """
    if place is None:
        return
    prose = {
        node.mem_id for block in place.blocks for node in block.css("p, li, blockquote, blockquote *, figure, figure *")
    }
    wanted = [node for node in place.scope.css(_DATED)[:60] if node.mem_id not in prose and not in_teaser(node, place)]
    early = {node.mem_id for node in before_prose(place.scope, wanted, f"p, {_DATED}")}
    for node in wanted:
        named = node.mem_id in early or PUBLISHED.search(attribute(node, "class"))
        if not named or not means(node, "datePublished"):
            continue
        if node.tag == "abbr":
            when = iso(attribute(node, "title"))
            if when:
                yield when if type(when) is date else date(when.year, when.month, when.day), attribute(node, "title")
        text = text_of(node)
        if len(text) >= 6:
            yield from _day_of(text, "", language)


def in_prose(day: date, lines: Sequence[Line], language: str | None) -> bool:
    """Whether the first paragraphs tell of this day: then it is that of what they tell."""
    prose = [line.text for line in lines if len(line.text) > _TOLD][:_LEAD]
    return any(span.start <= day <= span.end for text in prose for span in dates_in(text[:_LONGEST], language or "en"))


def shown(day: date, lines: Sequence[Line], language: str | None) -> str | None:
    """The first short line that prints this day; None when none does."""
    for line in lines:
        if len(line.text) <= _SHORT and _FIGURE.search(line.text) and day_printed(line.text, language) == day:
            return line.text
    return None
