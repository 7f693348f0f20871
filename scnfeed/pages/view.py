"""What the templates show of feeds, articles and events, ready to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scnfeed.language.formats import day, language_name, span
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Article, Direction, Feed, Format, When, moment
from scnfeed.sites.addresses import printable

PACKAGE = "scnfeed.pages"
LABELS: dict[Format, str] = {"rss": "RSS", "atom": "Atom", "json": "JSON Feed", "ics": "iCalendar"}
MIME: dict[Format, str] = {
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "json": "application/feed+json",
    "ics": "text/calendar",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as a page shows it."""

    code: str
    name: str
    direction: Direction
    choose: str


@dataclass(frozen=True, slots=True)
class Address:
    label: str
    mime: str
    path: str
    """Relative to the page, so that a copy of the folder works from disk."""
    url: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A feed as people choose it."""

    title: str
    about: str
    addresses: tuple[Address, ...]
    calendar: Address | None
    webcal: str


@dataclass(frozen=True, slots=True)
class Line:
    """One item or event of a list."""

    title: str
    url: str
    language: str
    direction: Direction
    iso: str
    when: str
    place: str
    machine: bool


def say(language: str, key: str, **values: str) -> str:
    return phrases(PACKAGE).say(language, key, None, **values)


def spoken(language: str) -> str:
    """The language in which pages speak to readers of `language`: English where there are no phrases in it."""
    return language if language in phrases(PACKAGE).table["follow"] else "en"


def tongue(code: str) -> Tongue:
    name = clean(language_name(code, code))
    key = "choose" if spoken(code) == code else "choose_other"
    return Tongue(code, name, direction(code), say(code, key, name=name))


def _about(feed: Feed, language: str) -> str:
    if len(feed.languages) > 1:
        names = say(language, "comma").join(language_name(code, spoken(language)) for code in feed.languages)
        return say(language, "about_chain", names=names)
    kind = feed.kinds[0] if len(feed.kinds) == 1 else "all"
    key = f"about_{kind}"
    return say(language, key if key in phrases(PACKAGE).table else "about_all")


def shared_ending(feeds: Iterable[Feed]) -> str:
    """What most titles end with after a dash: the site's name, which the page need not say with each of them."""
    endings = Counter(f.title.rpartition(" – ")[2] for f in feeds if " – " in f.title)
    name, times = endings.most_common(1)[0] if endings else ("", 0)
    return f" – {name}" if times > 1 else ""


def _name(feed: Feed, language: str, ending: str) -> str:
    """The feed's title without the `ending` of all; feeds of all languages are named in the page's own."""
    key = "name_" + feed.name.replace("/", "_")
    if not feed.languages and key in phrases(PACKAGE).table:
        return say(language, key)
    return clean(feed.title.removesuffix(ending)) or feed.name


def offer(feed: Feed, language: str, ending: str, root: str) -> Offer:
    """A feed told in `language`; `root` leads from the page to the top of the published tree."""
    addresses = tuple(Address(LABELS[f], MIME[f], f"{root}{feed.name}.{f}", feed.address(f)) for f in feed.formats)
    calendar = next((one for one in addresses if one.label == LABELS["ics"]), None)
    return Offer(
        title=_name(feed, language, ending),
        about=_about(feed, language),
        addresses=tuple(one for one in addresses if one is not calendar),
        calendar=calendar,
        webcal="webcal:" + calendar.url.partition(":")[2] if calendar else "",
    )


def _day(when: When) -> date:
    return moment(when).date() if isinstance(when, datetime) else when


def _line(article: Article, first: date | None, when: str, place: str = "") -> Line:
    return Line(
        title=clean(article.title) or say(article.language, "untitled"),
        url=printable(article.url or ""),
        language=article.language,
        direction=article.direction,
        iso=first.isoformat() if first else "",
        when=when,
        place=clean(place),
        machine=article.machine_translated,
    )


def _item(article: Article) -> Line:
    when = article.ordered or article.published
    if when is None:
        return _line(article, None, "")
    shown = day(_day(when), spoken(article.language))
    if article.order_source not in ("published", "twin"):
        shown = say(article.language, "estimated", day=shown)
    return _line(article, _day(when), shown)


def newest(articles: Iterable[Article]) -> list[Line]:
    """Articles as lines, in the order given; a date that the page does not say is marked as estimated."""
    return [_item(article) for article in articles]


def latest_day(articles: Iterable[Article]) -> date | None:
    """The newest day that the articles know of: pages have no clock, what lies ahead is told from here."""
    moments = (when for a in articles for when in (a.first_seen, a.revised, a.ordered) if when)
    return max((_day(when) for when in moments), default=None)


def _certain(articles: Iterable[Article]) -> Iterator[tuple[Article, date, date, str]]:
    """Article, first and last day, place of every certain event, each story's once."""
    seen: set[tuple[str, date]] = set()
    for article in articles:
        for event in article.events:
            start, end = _day(event.start), _day(event.end)
            key = (article.story or article.id or article.title, start)
            if event.certain and key not in seen:
                seen.add(key)
                yield article, start, end, event.place or ""


def events_of(articles: Sequence[Article], today: date | None) -> tuple[list[Line], list[Line]]:
    """Certain events ahead (the next first) and past (the last first), as seen from `today`."""
    found = sorted(_certain(articles), key=lambda one: one[1])
    lines = [(end, _line(a, start, span(start, end, spoken(a.language)), place)) for a, start, end, place in found]
    ahead = [line for end, line in lines if not today or end >= today]
    past = [line for end, line in lines if today and end < today]
    return ahead, past[::-1]
