"""Days that a page prints without a label: beside its title, in its ``time`` elements, in elements called dates, at the
head of its first sentence, in the data of its script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from scnfeed.language.dates import dates_in
from scnfeed.language.labels import label_of
from scnfeed.language.scripts import clean, fold
from scnfeed.model import When
from scnfeed.read.body import Place
from scnfeed.read.document import Line, Node, ancestors, attribute, inside, letters, text_of
from scnfeed.read.moments import day_printed, iso

Found = tuple[date, str]
_OTHER_DAYS = frozenset({"where_when", "when", "start", "end", "place", "updated", "downloads"})
_FIGURE = re.compile(r"\d")
_SIGNS = " |·•/–—-"
_PARTS = re.compile(r"\s[|·•/–—-]\s|\|")
_NEAR, _FEW = 2000, 4
"""Letters between title and day in a script's data; days of a page that draws itself alone, without related ones."""
_HEAD = 200
"""Characters at the head of a paragraph, the white space of its markup counted, that may hold its dateline."""
_SHORT, _AFTER, _BEFORE, _PROSE, _FEW_LETTERS, _MOST_LETTERS, _MOST_WORDS = 120, 10, 5, 200, 40, 55, 8
_CARD = 400
"""Letters of the longest teaser of another story."""
_WORD = re.compile(r"[^\W\d_]+")
_DATED = (
    "[itemprop*=datePublished], time, abbr[title], [class*=date], [class*=Date], [id*=date], [class*=publish],"
    " [class*=posted], [class*=time], [class*=meta], [class*=byline], [class*=info], [class*=author],"
    " [class*=created], [data-date], [data-published]"
)
_CALLED = re.compile(r"date|publish|posted|meta|byline|entry|post|article|created", re.IGNORECASE)
_TODAY = re.compile(r"\b(?:nav|top|today|current|clock|now|weather|menu|header|head|site)", re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updated|modified|dt-updated)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"publish|\bentry-date|dt-published|created|posted", re.IGNORECASE)
_STATE = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|on|time)|publish_?(?:date|time|ed)|pub_?date|first_?published\w*"""
    r"""|first_?publication_?date|display_?date|datetime_?published|original_?publish\w*|post_?date(?:_gmt)?)\\?["']"""
    r"""\s*:\s*\\?["']([^"'\\]{8,40})""",
    re.IGNORECASE,
)
_OTHER_TITLE = re.compile(r"""["'](?:title|headline|@type|__typename)\\?["']\s*:|</?script""", re.IGNORECASE)
"""Where another story's data begin, or the script itself."""
_KEY = 12
"""Letters of the key before the title itself."""
_NAMED = re.compile(r"""["'](?:title|headline|name|@type|__typename)\\?["']\s*:""", re.IGNORECASE)
_UNTIL = re.compile(
    r"(?<!\w)(?:until|till|expires|bis(?: zum)?|jusqu.au|hasta(?: el)?|fino al|até|tot|حتى|لغاية|до|do)"
    r"\s+\w{0,9},?\s*\d",
    re.IGNORECASE,
)
"""The day when something ends: how long a film can be seen, an offer holds."""
_DATELINE = re.compile(r"\s*[)\]]?\s*[–—:-]\s")


def times(place: Place | None, key: str) -> Iterator[str]:
    """Microdata, then ``time`` elements before the prose, then others of the article's scope, as told to machines."""
    if place is None:
        return
    scope = _around(place)
    for node in scope.css(f"[itemprop~={key}]"):
        yield attribute(node, "content") or attribute(node, "datetime") or text_of(node)
    wanted = [node for node in scope.css("time[datetime]") if _means(node, key) and not _in_teaser(node, place)]
    if not wanted:
        return
    later = {node.mem_id for block in place.blocks for node in block.css("time")}
    for node in (
        *_before_prose(scope, wanted, "time[datetime], p"),
        *(node for node in wanted if node.mem_id not in later),
    ):
        yield attribute(node, "datetime")


def _means(node: Node, key: str) -> bool:
    """Whether the class of the element or of its parent makes it a day of this kind; without any it is published."""
    named = f"{attribute(node, 'class')} {attribute(node.parent, 'class')} {attribute(node, 'itemprop')}"
    changed = bool(_UPDATED.search(named)) and not _PUBLISHED.search(named)
    return (changed or _label_before(node) == "updated") == (key == "dateModified")


def _label_before(node: Node) -> str:
    """Which field the words right before an element are the label of."""
    before = node.prev
    label = label_of(clean(before.text_content or "")) if before is not None and before.is_text_node else None
    return label[0] if label and not label[1] else ""


def _in_teaser(node: Node, place: Place) -> bool:
    """Whether an element stands in a small piece that is, or holds, a link with a heading: it is another story's."""
    for up in ancestors(node):
        if up.mem_id == place.scope.mem_id or letters(up) > _CARD:
            return False
        heading = up.css_first("h2, h3, h4, h5, [class*=title], [class*=headline]")
        if heading is not None and (up.tag == "a" or _linked(heading)):
            return place.title is None or not inside(place.title, up)
    return False


def _linked(heading: Node) -> bool:
    above = heading.parent
    return heading.tag == "a" or heading.css_first("a[href]") is not None or (above is not None and above.tag == "a")


def _around(place: Place) -> Node:
    """The article's piece; for a page without prose what stands two steps around its title."""
    return place.scope if place.blocks else [place.scope, *ancestors(place.scope)][:3][-1]


def _before_prose(scope: Node, wanted: Sequence[Node], selector: str) -> Iterator[Node]:
    known = {node.mem_id for node in wanted}
    for node in scope.css(selector):
        if node.mem_id in known:
            yield node
        elif node.tag == "p" and letters(node) > _PROSE // 2:
            return


def beside_title(lines: Sequence[Line], place: Place | None, language: str | None) -> Iterator[Found]:
    """Days on short lines between title and prose, then on those right before the title, nearest first."""
    at = _title_at(lines, place)
    if at is None or place is None:
        return
    after = [line for line in lines[at + 1 : at + 1 + _AFTER] if not _is_quoted(line)]
    long = [n for n, line in enumerate(after) if len(line.text) > _PROSE]
    prose = next((n for n in long if n + 1 in long or n > 1), len(after))
    before = [line for line in lines[max(at - _BEFORE, 0) : at] if _heads_article(line, place)]
    above = lines[at].text
    for line in after[:prose]:
        yield from _day_of(line.text, above, language)
        above = line.text
    for line in reversed(before):
        yield from _day_of(line.text, "", language)


def _is_quoted(line: Line) -> bool:
    return any(node.tag == "blockquote" for node in (line.node, *ancestors(line.node)))


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
    letters = sum(map(str.isalpha, line.text))
    names = [attribute(up, "class") + " " + attribute(up, "id") for up in (line.node, *ancestors(line.node))]
    called = any(_CALLED.search(name) for name in names[:3])
    return called and letters <= _FEW_LETTERS and not any(_TODAY.search(name) for name in names)


def _day_of(text: str, above: str, language: str | None) -> Iterator[Found]:
    text = text.strip(_SIGNS)
    if len(text) > _SHORT or not _FIGURE.search(text) or _is_other(above) or _UNTIL.search(text):
        return
    for part in _PARTS.split(text):
        if not _is_other(part) and not _is_sentence(part) and (day := day_printed(part, language)):
            yield day, text
            return
    whole = not any(map(_is_other, _PARTS.split(text))) and not _is_sentence(text)
    if whole and (day := day_printed(text, language)):
        yield day, text


def _is_sentence(text: str) -> bool:
    """Whether a text says more than a day, a name and a place: its day is what it tells of."""
    return sum(map(str.isalpha, text)) > _MOST_LETTERS or len(_WORD.findall(text)) > _MOST_WORDS


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
    wanted = [node for node in place.scope.css(_DATED)[:60] if node.mem_id not in prose and not _in_teaser(node, place)]
    early = {node.mem_id for node in _before_prose(place.scope, wanted, f"p, {_DATED}")}
    for node in wanted:
        named = node.mem_id in early or _PUBLISHED.search(attribute(node, "class"))
        if not named or not _means(node, "datePublished"):
            continue
        if node.tag == "abbr":
            when = iso(attribute(node, "title"))
            if when:
                yield when if type(when) is date else date(when.year, when.month, when.day), attribute(node, "title")
        text = text_of(node)
        if len(text) >= 6:
            yield from _day_of(text, "", language)


def in_state(text: str, title: str) -> tuple[When, str] | None:
    """The day in the data that a script carries for drawing the page: beside the page's title there, no other title
    between them; or the only one of a script that names nothing.
    """
    named = [place.start() for place in re.finditer(re.escape(title), text)] if len(title) > 9 else []
    near: list[tuple[int, When, str]] = []
    for told in _STATE.finditer(text) if named else ():
        when = iso(told[1])
        at = min(named, key=lambda place: abs(told.start() - place))
        before = told.start() < at
        first, last = (told.end(), at - _KEY) if before else (at + len(title), told.start())
        if when is not None and abs(last - first) <= _NEAR and not _OTHER_TITLE.search(text, first, max(first, last)):
            near.append((abs(last - first), when, told[1]))
    close = min(near, key=lambda one: one[0], default=None)
    return close[1:] if close else _alone(text)


def _alone(text: str) -> tuple[When, str] | None:
    found = [told for told in _STATE.finditer(text) if iso(told[1]) is not None]
    if not 0 < len(found) < _FEW or len({told[1][:10] for told in found}) > 1:
        return None
    script = text[text.rfind("<script", 0, found[0].start()) : text.find("</script", found[0].end())]
    when = None if _NAMED.search(script) else iso(found[0][1])
    return (when, found[0][1]) if when else None


def shown(day: date, lines: Sequence[Line], language: str | None) -> str | None:
    """The first short line that prints this day; None when none does."""
    for line in lines:
        if len(line.text) <= _SHORT and _FIGURE.search(line.text) and day_printed(line.text, language) == day:
            return line.text
    return None
