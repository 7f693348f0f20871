"""Every place of a page that can say a day, each a function, and the order in which they are asked.

PUBLISHED and UPDATED are that order. Visible labels come first, since people read them; then what is said to machines;
then a day printed beside the title, the address, a dateline. LIKELY places are asked only where no Site is known and
nothing else says a day, and are believed only where they name one day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from scnfeed.language.dates import day_in
from scnfeed.language.labels import without_changes
from scnfeed.model import Site, Source, When
from scnfeed.read import printed
from scnfeed.read.body import Place
from scnfeed.read.document import Line, text_of
from scnfeed.read.labelled import Labelled, labelled
from scnfeed.read.machine import Machine
from scnfeed.read.moments import day_printed, in_address, iso, told_to_machines
from scnfeed.read.state import in_state
from scnfeed.read.times import times
from scnfeed.sites.addresses import kind_of

Choice = tuple[When, str, Source]
"""A day or moment, the text that says it, the place where it stands."""
_SHORT, _LONGEST = 60, 100
PUBLISHED_NAMES = tuple(
    """articlepublishedtime publishedtime datepublished articlepublished dcdate dcdateissued dctermsdate
    dctermscreated dctermsissued dcdatecreated dcdatepublished pubdate publishdate published publicationdate date
    citationpublicationdate citationonlinedate citationdate sailthrudate parselypubdate articledateoriginal
    articledate articlepublicationdate cxenseparsepublishtime cxenseparserecspublishtime displaydate
    originalpublicationdate isopublishdate datecreated created lastpublished ptime timestamp rnewsdatepublished
    prismpublicationdate btpubdate analyticsattributesarticledate firstpublished vrpublishedtime nrkpublished
    releasedate""".split()
)
"""Names under which publishers print the day of publication, best known first: their letters alone, without `og`."""
UPDATED_NAMES = tuple(
    """articlemodifiedtime updatedtime datemodified lastmodified dctermsmodified dcdatemodified lastmod
    articleupdatedtime articlemodified""".split()
)
_NOT_LETTERS = re.compile(r"[^a-z]+")


@lru_cache(maxsize=1024)
def _letters(name: str) -> str:
    """What is compared of the name of a `meta` element; the pages of a site have the same ones."""
    return _NOT_LETTERS.sub("", name.removeprefix("og:"))


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


def day_of(when: When) -> date:
    """The day of a moment, on the page's own clock."""
    return when.date() if isinstance(when, datetime) else when


def _labelled(name: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        label = page.labels.get(name)
        if label is None:
            return
        order = page.site.date_order if page.site else "dmy"
        text = without_changes(label.text) if name == "published" else label.text
        day = day_printed(text, page.language, order) or day_in(text, order) or iso(label.datetime)
        if day:
            yield day, label.text, "label"

    return find


def _label_apart(page: Evidence) -> Iterator[Choice]:
    """A label outside the article's piece, where the page has only one: below it, in a column beside it."""
    found = [value for name, value in labelled(page.visible, {}) if name == "published"]
    if len(found) == 1 and (day := day_printed(without_changes(found[0].text), page.language)):
        yield day, found[0].text, "label"


def _json_ld(key: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        for text in page.machine.dates(key, page.url):
            if when := told_to_machines(text, page.language):
                yield when, text, "json-ld"

    return find


def _meta(names: Sequence[str]) -> Finder:
    ranks = {name: rank for rank, name in enumerate(names)}

    def find(page: Evidence) -> Iterator[Choice]:
        called = ((ranks.get(_letters(name)), name) for name in page.machine.meta if len(name) < _LONGEST)
        for _, name in sorted((rank, name) for rank, name in called if rank is not None):
            for text in page.machine.meta[name]:
                if when := told_to_machines(text, page.language):
                    yield when, text, "og" if ":" in name else "meta"

    return find


def _time(key: str) -> Finder:
    def find(page: Evidence) -> Iterator[Choice]:
        for text in times(page.place, key):
            if when := told_to_machines(text, page.language):
                yield when, text, "time"
                return

    return find


def _beside_title(page: Evidence) -> Iterator[Choice]:
    if page.site is None:
        for day, text in printed.beside_title(page.visible, page.place, page.language):
            yield day, text, "heading"
            return


def last_of_all(page: Evidence) -> Iterator[Choice]:
    """A day beside the title where a Site is known and no other place says one, unless it is an event's: the prose
    tells of it, or a label says when the event is.
    """
    if "where_when" in page.labels or "start" in page.labels:
        return
    for day, text in printed.beside_title(page.visible, page.place, page.language):
        if not printed.in_prose(day, page.visible, page.language):
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


def named(page: Evidence) -> Iterator[Choice]:
    found = dict(printed.called_dates(page.place, page.language))
    if len(found) == 1:  # several days: no telling which
        yield from ((day, text, "markup") for day, text in found.items())


def _state(page: Evidence) -> Iterator[Choice]:
    title = text_of(page.place.title) if page.place else page.machine.first("og:title")
    if found := in_state(page.text, title):
        yield day_of(found[0]), found[1], "markup"


TIMES = _time("datePublished")
PUBLISHED: tuple[Finder, ...] = (
    _labelled("published"),
    _json_ld("datePublished"),
    _meta(PUBLISHED_NAMES),
    TIMES,
    _called_date,
    _beside_title,
    _address,
    _dateline,
)
UNNAMED: tuple[Finder, ...] = (TIMES, _called_date, _beside_title, _address, _dateline)
"""Places that say a day, and not what it is the day of."""
PROSE: tuple[Finder, ...] = (_dateline,)
"""Places that are read sentence by sentence: on described sites they are asked where no other says a day."""
LIKELY: tuple[Finder, ...] = (_label_apart, named, _state)
UPDATED: tuple[Finder, ...] = (
    _labelled("updated"),
    _json_ld("dateModified"),
    _meta(UPDATED_NAMES),
    _time("dateModified"),
)
