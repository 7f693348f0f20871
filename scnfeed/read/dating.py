"""When a page was published and updated: every place that can say it, in order of trust, and what contradicts it.

PUBLISHED and UPDATED are that order. Visible labels come first, since people read them; then what is said to machines;
then a day printed beside the title, the address, a dateline. Related posts, comments and footers are out of the tree
before anything is asked here. Places that are no more than likely are asked only where no Site is known and nothing
else says a day, and are believed only where they name one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from scnfeed.language.dates import day_in
from scnfeed.language.scripts import clean
from scnfeed.model import Said, Site, Source, When, moment
from scnfeed.read import printed
from scnfeed.read.body import Place
from scnfeed.read.document import Line, text_of
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import Machine
from scnfeed.read.moments import day_printed, in_address, iso, told_to_machines
from scnfeed.sites.addresses import kind_of

Choice = tuple[When, str, Source]
_A_DAY = timedelta(days=1)
_SHORT = 60
_FIRST, _LAST = date(1995, 1, 1), date(2100, 1, 1)
"""The web's own window, for a site that has none."""
META = tuple(
    """article:published_time og:article:published_time og:published_time datepublished article:published date dc.date
    dc.date.issued dcterms.date dcterms.created dcterms.issued dc.date.created dc.date.published pubdate publishdate
    publish_date publish-date published publication_date publication-date citation_publication_date
    citation_online_date citation_date sailthru.date parsely-pub-date article.published article_date_original
    article:date article:publication_date cxenseparse:publishtime cxenseparse:recs:publishtime displaydate
    originalpublicationdate iso-8601-publish-date date.created created last-published ptime timestamp og:pubdate
    rnews:datepublished prism.publicationdate bt:pubdate analyticsattributes.articledate firstpublished
    vr:published_time nrk:published release_date""".split()
)
"""Names under which publishers print the day of publication, best known first."""
META_UPDATED = tuple(
    """article:modified_time og:updated_time datemodified last-modified dcterms.modified dc.date.modified lastmod
    article:updated_time article:modified updated_time""".split()
)


@dataclass(slots=True)
class Notes:
    """What is found on the way: where each value stands, and what contradicts it."""

    said: dict[str, Said] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def say(self, name: str, text: str, source: Source) -> None:
        self.said[name] = Said(clean(text[:800])[:400], source)


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
    selected: str = ""
    """What stands where the site's table says that the day is."""

    @property
    def of_event(self) -> bool:
        """Whether the address says that the page is an event's: unnamed days on it are the event's own."""
        return self.site is not None and self.url is not None and kind_of(self.url, self.site) == "event"


Finder = Callable[[Evidence], Iterable[Choice]]


def published(page: Evidence, notes: Notes) -> When | None:
    """The day or moment of publication; None where nothing sane says it."""
    if page.selected:
        order = page.site.date_order if page.site else "dmy"
        day = iso(page.selected) or day_printed(page.selected, page.language, order)
        if day and (chosen := _choose("published", [(day, page.selected, "markup")], page.site, notes)):
            return chosen
    finders = [find for find in PUBLISHED if not (page.of_event and find in UNNAMED)]
    choices = _shown_first(_local([choice for find in finders for choice in find(page)], page), page)
    found = _choose("published", choices, page.site, notes)
    if found is not None or page.site is not None:
        return found
    for find in LIKELY:
        if (found := _choose("published", list(find(page))[:1], None, notes)) is not None:
            return found
    return None


def updated(page: Evidence, published: When | None, notes: Notes) -> When | None:
    """The day of the last change; never one before publication."""
    choices = [choice for find in UPDATED for choice in find(page)]
    found = _choose("updated", _local(choices, page), page.site, notes, compare=False)
    if found is not None and published is not None and _date(found) < _date(published):
        notes.doubts.append(f"updated {_date(found)} lies before published {_date(published)}")
        notes.said.pop("updated", None)
        return None
    return found


def _labelled(name: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        label = page.labels.get(name)
        if label is None:
            return
        order = page.site.date_order if page.site else "dmy"
        day = day_printed(label.text, page.language, order) or day_in(label.text, order) or iso(label.datetime)
        if day:
            yield day, label.text, "label"

    return find


def _json_ld(key: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        for text in page.machine.dates(key, page.url):
            if when := told_to_machines(text, page.language):
                yield when, text, "json-ld"

    return find


def _meta(names: Sequence[str]) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        for name in names:
            for text in page.machine.meta.get(name, ()):
                if when := told_to_machines(text, page.language):
                    yield when, text, "og" if ":" in name else "meta"

    return find


def _time(key: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        for text in printed.times(page.place, key):
            if when := told_to_machines(text, page.language):
                yield when, text, "time"
                return

    return find


def _beside_title(page: Evidence) -> Iterator[Choice]:
    if page.site is None:
        for day, text in printed.beside_title(page.visible, page.place, page.language):
            yield day, text, "heading"
            return


def _called_date(page: Evidence) -> Iterator[Choice]:
    """What stands beside a bare "Date", where nothing beside "Place" makes it an event's."""
    label = page.labels.get("when")
    if label and not {"place", "where_when", "start"} & set(page.labels) and len(label.text) <= _SHORT:
        order = page.site.date_order if page.site else "dmy"
        if day := day_printed(label.text, page.language, order):
            yield day, label.text, "label"


def _address(page: Evidence) -> Iterator[Choice]:
    if found := in_address(page.url):
        yield *found, "url"


def _dateline(page: Evidence) -> Iterator[Choice]:
    if found := printed.dateline(page.place, page.language):
        yield *found, "sentence"


def _named(page: Evidence) -> Iterator[Choice]:
    found = dict(printed.called_dates(page.place, page.language))
    if len(found) == 1:  # several days: no telling which
        yield from ((day, text, "markup") for day, text in found.items())


def _state(page: Evidence) -> Iterator[Choice]:
    title = text_of(page.place.title) if page.place else page.machine.first("og:title")
    if found := printed.in_state(page.text, title):
        yield _date(found[0]), found[1], "markup"


TIMES = _time("datePublished")
PUBLISHED: tuple[Finder, ...] = (
    _labelled("published"),
    _json_ld("datePublished"),
    _meta(META),
    TIMES,
    _called_date,
    _beside_title,
    _address,
    _dateline,
)
UNNAMED: tuple[Finder, ...] = (TIMES, _called_date, _beside_title, _address, _dateline)
"""Places that say a day, and not what it is the day of."""
LIKELY: tuple[Finder, ...] = (_named, _state)
UPDATED: tuple[Finder, ...] = (
    _labelled("updated"),
    _json_ld("dateModified"),
    _meta(META_UPDATED),
    _time("dateModified"),
)


def _date(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _shown_first(choices: list[Choice], page: Evidence) -> list[Choice]:
    """Where people are shown a quite different day than machines are told, the day that people see goes first, unless
    it is that of the last change, or the machines' own with day and month turned, or of an event.
    """
    if page.site is not None or not choices or choices[0][2] not in ("json-ld", "og", "meta"):
        return choices
    told = _date(choices[0][0])
    changed = {_date(choice[0]) for find in UPDATED for choice in find(page)}
    for choice in choices:
        day = _date(choice[0])
        if choice[2] not in ("time", "heading") or abs(day - told) <= _A_DAY or day in changed:
            continue
        if printed.is_bare(choice[1], page.language) and day_printed(choice[1], page.language, "mdy") != told:
            return [choice, *(other for other in choices if other is not choice)]
    return choices


def _local(choices: Sequence[Choice], page: Evidence) -> list[Choice]:
    """Moments in UTC as the day that the page itself prints, where it prints only a neighbouring one: midnight has
    passed in Greenwich, not where the page was written. Clocks on Earth run from 12 hours behind it to 14 ahead.
    """
    days: dict[date, Choice] = {}
    for choice in choices:
        if choice[2] in ("heading", "url", "label"):
            days.setdefault(_date(choice[0]), choice)
    return [_nearest(choice, days, page) for choice in choices]


def _nearest(choice: Choice, days: Mapping[date, Choice], page: Evidence) -> Choice:
    when = choice[0]
    if not isinstance(when, datetime) or when.utcoffset() != timedelta(0) or not days or when.date() in days:
        return choice
    step = -_A_DAY if when.hour < 12 else _A_DAY
    near = days.get(when.date() + step)
    if near is None or (step == _A_DAY and when.hour < 10) or printed.shown(when.date(), page.visible, page.language):
        return choice
    return near


def _sane(when: When, site: Site | None, name: str, notes: Notes) -> bool:
    try:
        day = moment(when).date()
    except OverflowError:
        return False
    first = site.since if site else _FIRST
    if first <= day < _LAST:
        return True
    notes.doubts.append(f"{name} {day} lies before the site's first day {first}: left unknown")
    return False


def _choose(name: str, choices: Sequence[Choice], site: Site | None, notes: Notes, compare: bool = True) -> When | None:
    """The first sane value in order of trust; a later one that is more than a day off is a doubt."""
    known = [choice for choice in choices if _sane(choice[0], site, name, notes)]
    if not known:
        return None
    chosen, text, source = known[0]
    notes.say(name, text, source)
    for other, also, place in known[1:] if compare else ():
        if abs(moment(other).date() - moment(chosen).date()) > _A_DAY:
            notes.doubts.append(f"{name}: {source} says {text}, {place} says {also}")
    return chosen
