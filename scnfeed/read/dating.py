"""When a page was published and updated: every place that can say it, in order of trust, and what contradicts it.

Visible labels come first, since people read them; then JSON-LD, Open Graph, other ``meta``, microdata and ``time``, a
day printed beside the title, the address. Related posts, comments and footers are out of the tree before anything is
asked here. A site without a table is asked two questions more: whether an element that its author called a date
prints one, and what htmldate suspects; the last is believed only where the page prints that very day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from scnfeed.language.dates import dates_in, day_in
from scnfeed.language.labels import label_of
from scnfeed.language.scripts import ascii_digits, clean, fold
from scnfeed.model import Said, Site, Source, When, moment
from scnfeed.read.anysite import guessed_day
from scnfeed.read.body import Place
from scnfeed.read.document import Line, attribute, inside, text_of
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine

Choice = tuple[When | None, str, Source]
_SAME_DAY = timedelta(days=1)
_FIRST, _LAST = date(1995, 1, 1), date(2100, 1, 1)
"""The web's own window, for a site that has none."""
META = tuple(
    """article:published_time og:article:published_time og:published_time datepublished article:published date dc.date
    dc.date.issued dcterms.date dcterms.created dcterms.issued dc.date.created pubdate publishdate publish_date
    publish-date publication_date citation_publication_date citation_date sailthru.date parsely-pub-date
    article.published article_date_original cxenseparse:publishtime cxenseparse:recs:publishtime displaydate
    originalpublicationdate iso-8601-publish-date date.created created last-published ptime timestamp og:pubdate
    rnews:datepublished prism.publicationdate bt:pubdate analyticsattributes.articledate""".split()
)
"""Names under which publishers print the day of publication, best known first."""
_META_UPDATED = ("article:modified_time", "og:updated_time", "last-modified", "dcterms.modified", "datemodified")
_IN_PATH = re.compile(r"[/_.-](20\d\d|19\d\d)([/._-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.,-]|$|\D)")
_TURNED = re.compile(r"[/_-](0[1-9]|[12]\d|3[01])[._-](0[1-9]|1[0-2])[._-](20\d\d)(?=[/_.-]|$)")
_STATE = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|on|time)|publish_?(?:date|time|ed)|pub_?date|first_?published"""
    r"""|display_?date|datetime_?published|original_?publish\w*)\\?["']\s*:\s*\\?["']([^"'\\]{8,40})""",
    re.IGNORECASE,
)
_LOOSE_LD = {name: re.compile(rf'"{name}"\s*:\s*"([^"]{{8,40}})"') for name in ("datePublished", "dateModified")}
_EAST = re.compile(r"((?:19|20)\d\d)\s*[년年.]\s*(\d\d?)\s*[월月.]\s*(\d\d?)\s*[일日.]?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}.*)?")
_DATED = (
    "[itemprop*=datePublished], time, [class*=date], [class*=Date], [id*=date], [class*=publish], [class*=posted],"
    " [class*=time], [class*=meta], [class*=byline], [class*=info], [class*=author], [class*=created]"
)
_OTHER_DAYS = frozenset({"where_when", "when", "start", "end", "place", "updated", "downloads"})
_SHORT, _NEAR, _PROSE = 120, 8, 200


@dataclass(slots=True)
class Notes:
    """What is found on the way: where each value stands, and what contradicts it."""

    said: dict[str, Said] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def say(self, name: str, text: str, source: Source) -> None:
        self.said[name] = Said(clean(text)[:400], source)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of one page is asked about its days."""

    text: str
    url: str | None
    site: Site | None
    language: str | None
    labels: Mapping[str, Labelled]
    machine: Machine
    place: Place | None
    visible: Sequence[Line]


def published(page: Evidence, notes: Notes) -> When | None:
    """The day or moment of publication; None where nothing sane says it."""
    label = page.labels.get("published")
    choices: list[Choice] = [(_labelled(label, page), label.text if label else "", "label")]
    choices += [(iso(text), text, "json-ld") for text in _json_ld(page, "datePublished")]
    for name in META:
        choices += [
            (_machine_day(v, page), v, "og" if ":" in name else "meta") for v in page.machine.meta.get(name, ())
        ]
    choices += [(_machine_day(text, page), text, "time") for text in _times(page.place)]
    if page.site is None:
        choices += _beside_title(page)
    choices += _in_address(page.url)
    if page.site is None:
        choices += _called_dates(page)
        choices += _in_state(page)
    found = _choose("published", _local(choices), page.site, notes)
    return found or (_suspected(page, notes) if page.site is None else None)


def updated(page: Evidence, published: When | None, notes: Notes) -> When | None:
    """The day of the last change; never one before publication."""
    label = page.labels.get("updated")
    choices: list[Choice] = [(_labelled(label, page), label.text if label else "", "label")]
    choices += [(iso(text), text, "json-ld") for text in _json_ld(page, "dateModified")]
    for name in _META_UPDATED:
        choices += [
            (_machine_day(v, page), v, "og" if ":" in name else "meta") for v in page.machine.meta.get(name, ())
        ]
    found = _choose("updated", choices, page.site, notes, compare=False)
    if found is not None and published is not None and moment(found).date() < moment(published).date():
        notes.doubts.append(f"updated {moment(found).date()} lies before published {moment(published).date()}")
        notes.said.pop("updated", None)
        return None
    return found


def iso(text: str) -> When | None:
    """A date or an aware moment from ISO 8601 text; a moment without an offset counts as its day. No year that the
    web cannot have: clocks at their limits mean nothing, and cannot be turned to UTC.

    >>> iso("2024-05-03T10:00:00+0200").isoformat(), iso("20240503"), iso("0001-01-01T00:00:00Z")
    ('2024-05-03T10:00:00+02:00', datetime.date(2024, 5, 3), None)
    """
    text = text.strip()
    head = re.match(r"\d{4}-\d\d-\d\d(?=[T ])", text)
    for form in (text, head[0] if head else ""):
        try:
            found = date.fromisoformat(form) if len(form) <= 10 else datetime.fromisoformat(form)
        except ValueError:
            continue
        if not 1900 <= found.year <= 2100:
            return None
        return found.date() if isinstance(found, datetime) and found.tzinfo is None else found
    return None


def day_printed(text: str, page: Evidence) -> date | None:
    """The first single day that a short text prints whole, in the page's language or English.

    Month before day is read only where the other order is no day at all.
    """
    digits = ascii_digits(text)
    if not any(map(str.isdigit, digits)):
        return None
    east = _EAST.search(digits)
    if east:
        return _date(*map(int, east.groups()))
    for order in (page.site.date_order if page.site else "dmy", "mdy"):
        for language in dict.fromkeys((page.language or "en", "en")):
            for span in dates_in(text, language, order=order):
                if span.certain and span.start == span.end:
                    return span.start
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _labelled(value: Labelled | None, page: Evidence) -> date | None:
    if value is None:
        return None
    if page.site is None and (found := day_printed(value.text, page)):
        return found
    return day_in(value.text, page.site.date_order if page.site else "dmy")


def _machine_day(text: str, page: Evidence) -> When | None:
    compact = _COMPACT.fullmatch(text.strip())
    if compact:
        return _date(*(int(part) for part in compact.groups()[:3]))
    return iso(text) or day_printed(text, page)


def _meta(page: Evidence, names: Sequence[str]) -> Iterator[Choice]:
    for name in names:
        for text in page.machine.meta.get(name, ()):
            yield _machine_day(text, page), text, "og" if ":" in name else "meta"


def _json_ld(page: Evidence, key: str) -> Iterator[str]:
    machine = page.machine
    for node in (*machine.typed(ARTICLE_TYPES), *machine.typed(PAGE_TYPES)):
        printed = node.get(key)
        if isinstance(printed, str):
            yield printed
    if machine.doubts:  # broken JSON still says what it says
        yield from _LOOSE_LD[key].findall(machine.broken)


def _times(place: Place | None) -> list[str]:
    """``time`` elements and microdata that belong to the article's head: before its prose, in its scope."""
    if place is None:
        return []
    marked = [
        attribute(node, "content") or attribute(node, "datetime") or text_of(node)
        for node in place.scope.css("[itemprop~=datePublished]")
    ]
    later = {node.mem_id for block in place.blocks for node in block.css("time")}
    timed = [attribute(node, "datetime") for node in place.scope.css("time[datetime]") if node.mem_id not in later]
    return [text for text in (*marked[:1], *_before_prose(place), *timed) if text][:1]


def _before_prose(place: Place) -> Iterator[str]:
    for node in place.scope.css("time[datetime], p"):
        if node.tag == "time":
            yield attribute(node, "datetime")
        elif len(text_of(node)) > _PROSE // 2:
            return


def _local(choices: Sequence[Choice]) -> list[Choice]:
    """Moments in UTC as the day that the page itself prints, where it prints a neighbouring one: midnight has passed
    in Greenwich, not where the page was written."""
    printed = [(when, text, source) for when, text, source in choices if source in ("heading", "url", "label")]
    days = {when: choice for when, *_ in printed if isinstance(when, date) for choice in printed if choice[0] == when}
    found: list[Choice] = []
    for when, text, source in choices:
        if isinstance(when, datetime) and when.utcoffset() == timedelta(0) and days:
            near = next((day for day in days if abs(day - when.date()) == _SAME_DAY), None)
            if near and when.date() not in days:
                found.append(days[near])
                continue
        found.append((when, text, source))
    return found


def _in_address(url: str | None) -> list[Choice]:
    path = unquote(urlsplit(url or "").path)
    turned = _TURNED.search(path)
    if turned:
        return [(_date(int(turned[3]), int(turned[2]), int(turned[1])), turned[0].strip("/_.-"), "url")]
    found = _IN_PATH.search(path)
    if not found or (not found[2] and len(found[3] + found[4]) != 4):
        return []
    return [(_date(int(found[1]), int(found[3]), int(found[4])), found[0].strip("_.-"), "url")]


def _beside_title(page: Evidence) -> list[Choice]:
    """A day printed on a short line right after the title, else right before it."""
    title = fold(text_of(page.place.title)) if page.place and page.place.title else ""
    at = next((n for n, line in enumerate(page.visible) if title and fold(line.text) == title), None)
    if at is None:
        return []
    after = page.visible[at + 1 : at + 1 + _NEAR]
    prose = next((n for n, line in enumerate(after) if len(line.text) > _PROSE), len(after))
    scope = page.place.scope if page.place else None
    before = [line for line in page.visible[max(at - 4, 0) : at] if scope is not None and inside(line.node, scope)]
    near = [*after[:prose], *reversed(before)]
    found: list[Choice] = []
    for line in near:
        above = page.visible[max(page.visible.index(line) - 1, 0)].text
        labels = [label_of(text) for text in (line.text, above)]
        if len(line.text) > _SHORT or any(label and label[0] in _OTHER_DAYS for label in labels):
            continue
        if day := day_printed(line.text, page):
            found.append((day, line.text, "heading"))
            break
    return found


def _called_dates(page: Evidence) -> list[Choice]:
    """A day printed in an element whose author named it so; the first in the article's scope."""
    if page.place is None:
        return []
    prose = {node.mem_id for block in page.place.blocks for node in block.css("p, li")}
    for node in page.place.scope.css(_DATED)[:60]:
        text = text_of(node)
        label = label_of(text)
        if node.mem_id in prose or not 6 <= len(text) <= _SHORT or (label and label[0] in _OTHER_DAYS):
            continue
        if day := day_printed(text, page):
            return [(day, text, "markup")]
    return []


def _in_state(page: Evidence) -> list[Choice]:
    """The day in the data that a script carries for drawing the page, where all of it names one and the same day."""
    texts = _STATE.findall(page.text)
    days = {moment(when).date() for when in map(iso, texts) if when is not None}
    return [(next(iter(days)), texts[0], "markup")] if len(days) == 1 else []


def _suspected(page: Evidence, notes: Notes) -> date | None:
    """htmldate's day, where a line of the page or the address prints it; the printed text is kept as the proof."""
    day = guessed_day(page.text, page.url, _FIRST, _LAST)
    if day is None:
        return None
    for line in page.visible:
        if len(line.text) <= _SHORT and day_printed(line.text, page) == day:
            notes.say("published", line.text, "markup")
            notes.doubts.append(f"published {day} is printed without saying what it is the day of")
            return day
    return None


def _sane(when: When | None, site: Site | None, name: str, notes: Notes) -> When | None:
    if when is None:
        return None
    try:
        day = moment(when).date()
    except OverflowError:
        return None
    first = site.since if site else _FIRST
    if day < first or day >= _LAST:
        notes.doubts.append(f"{name} {day} lies before the site's first day {first}: left unknown")
        return None
    return when


def _choose(name: str, choices: Sequence[Choice], site: Site | None, notes: Notes, compare: bool = True) -> When | None:
    """The first sane value in order of trust; a later one that is more than a day off is a doubt."""
    sane = [(_sane(when, site, name, notes), text, source) for when, text, source in choices if when is not None]
    known = [(when, text, source) for when, text, source in sane if when is not None]
    if not known:
        return None
    chosen, text, source = known[0]
    notes.say(name, text, source)
    for other, printed, place in known[1:] if compare else ():
        if abs(moment(other).date() - moment(chosen).date()) > _SAME_DAY:
            notes.doubts.append(f"{name}: {source} says {text}, {place} says {printed}")
    return chosen
