"""A subscriber who polls feeds for a month, and what they had of it, judged against the sample site's truth.

They keep what they were shown, by id, as readers' programs do: an item without a day gets that of the poll which
brought it, a known id is shown once. Programs differ in the rest; what is counted here is wrong in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import feedparser
from lxml import etree

from scnfeed.feeds.text import say
from scnfeed.sample import SampleSite, day_of
from scnfeed.sample.changes import CHANGES
from scnfeed.sample.script import world

DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
GUESSES = ("twin", "event", "baseline", "first-seen")
UNHEARD = ("two-mayors-one-fence", "page-summit", "island-post")
"""What nobody has to hear of: a typing mistake put right, a page that is no item, a move to another address."""


class Page(NamedTuple):
    """An article of the site in one language, whatever its address and title are today."""

    key: str
    language: str


class Fact(NamedTuple):
    """What is true of a page."""

    story: str
    day: date | None
    """The day of publication that the page states."""


class Shown(NamedTuple):
    id: str
    link: str
    title: str
    text: str
    day: date | None
    guessed: bool = False
    """Whether the item itself says that its day is not the page's."""


@dataclass(frozen=True)
class Poll:
    """One feed on one day: what it shows, what it calls withdrawn, the bytes that were sent."""

    day: int
    language: str
    feed: str
    shown: tuple[Shown, ...]
    gone: frozenset[str] = frozenset()
    size: int = 0


def _count(said: str) -> int:
    found: int = field(default=0, metadata={"said": said})
    return found


@dataclass
class Month:
    """What the subscriber had of it; each number is a line of the table."""

    wrong_dates: int = _count("items with a wrong day that do not say so")
    guessed: int = _count("items whose day is a guess and which say so")
    renewed: int = _count("known items unread again under another id")
    missed: int = _count("new texts never shown")
    untold: int = _count("corrections and withdrawals of items shown, never told")
    doubled: int = _count("stories shown twice in one language")
    no_article: int = _count("error pages, lists and items without title or text as news")
    other_language: int = _count("items in another language than the feed's")
    empty: int = _count("polls that found an error or an emptied feed")
    wasted: int = _count("bytes sent again with nothing new in them")
    requests: int = _count("requests to the site (its own feeds: of one subscriber)")


class _Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def words(html: str) -> str:
    """The plain text of some HTML."""
    return " ".join("".join(_Words(html).said).split())


def truth(site: SampleSite) -> dict[Page, Fact]:
    """Every live article of the site today."""
    facts = {unquote(urlsplit(url).path): fact for url, fact in site.truth().items()}
    found = {}
    for key, story in world(site.day).stories.items():
        for language in story.texts if story.kind in ("news", "resource") else ():
            fact = facts[story.path(language)]
            found[Page(key, language)] = Fact(fact.story, fact.published)
    return found


def addresses(days: int) -> dict[str, Page]:
    """Every path at which an article ever stands in so many days."""
    stories = (pair for number in range(1, days + 1) for pair in world(number).stories.items())
    articles = ((key, story) for key, story in stories if story.kind in ("news", "resource"))
    return {story.path(language): Page(key, language) for key, story in articles for language in story.texts}


def news(days: int) -> list[tuple[Page, int, bool]]:
    """Corrections and withdrawals: page, day, and whether it was withdrawn."""
    found = []
    for change in CHANGES:
        if change.day <= days and change.key not in UNHEARD:
            languages = world(change.day - 1).stories[change.key].texts if change.gone else change.languages
            found += [(Page(change.key, language), change.day, change.gone) for language in sorted(languages)]
    return found


def _shown(entry: Any, language: str) -> Shown:
    text = words(entry.content[0].value if "content" in entry else entry.get("summary", ""))
    when, link = entry.get("published_parsed"), entry.get("link", "")
    guessed = any(say(language, f"date_{source}") in text for source in GUESSES)
    day = date(*when[:3]) if when else None
    return Shown(entry.get("id") or link, link, entry.get("title", ""), text, day, guessed)


def polled(day: int, feed: str, body: bytes, before: bytes) -> Poll:
    """What a program makes of an answer; `before` is the last one, which the same bytes are not sent again of."""
    language = feed.partition("/")[0]
    try:
        gone = frozenset(str(one.get("ref")) for one in etree.fromstring(body).iter(DELETED))
    except etree.XMLSyntaxError:
        gone = frozenset()
    shown = tuple(_shown(entry, language) for entry in feedparser.parse(body).entries)
    return Poll(day, language, feed, shown, gone, 0 if body == before else len(body))


class Reader:
    def __init__(self, known: Mapping[str, Page]) -> None:
        self._known, self._had = known, Month()
        self._days: dict[tuple[str, str], date] = {}
        self._pages: dict[Page, Shown] = {}
        self._ids: dict[str, Page] = {}
        self._since: dict[Page, int] = {}
        self._heard: dict[Page, int] = {}
        self._last: dict[str, Poll] = {}
        self._bad: dict[str, set[tuple[str, str]]] = {"wrong": set(), "guessed": set(), "no article": set()}
        self._gone: set[Page] = set()

    def see(self, poll: Poll, facts: Mapping[Page, Fact]) -> None:
        """Be shown a poll; `facts` are true today."""
        before = self._last.get(poll.feed)
        if before and not poll.shown:
            self._had.empty += 1
        if before and poll.size and (before.shown, before.gone) == (poll.shown, poll.gone):
            self._had.wasted += poll.size
        for item in poll.shown:
            self._item(item, poll, facts)
        self._gone |= {self._ids[id] for id in poll.gone if id in self._ids}
        if before or poll.shown:
            self._last[poll.feed] = poll

    def _item(self, item: Shown, poll: Poll, facts: Mapping[Page, Fact]) -> None:
        key, page = (poll.language, item.id), self._known.get(unquote(urlsplit(item.link).path))
        new = key not in self._days
        self._days[key] = item.day or self._days.get(key) or day_of(poll.day)
        if page is None or not item.title or not item.text:
            self._bad["no article"].add(key)
        if page is None:
            return
        self._had.other_language += new and page.language != poll.language
        self._had.renewed += new and page in self._pages
        if item.guessed:
            self._bad["guessed"].add(key)
        elif page in facts and self._days[key] != facts[page].day:
            self._bad["wrong"].add(key)
        before = self._pages.get(page)
        if before is None or (before.title, before.text) != (item.title, item.text):
            self._heard[page] = poll.day
        self._since.setdefault(page, poll.day)
        self._pages[page], self._ids[item.id] = item, page

    def month(self, facts: Sequence[Mapping[Page, Fact]], requests: int) -> Month:
        """All of it, after the last day; `facts` are those of each day."""
        every = {page: fact for day in facts for page, fact in day.items()}
        told = [(fact.story, page.language) for page, fact in every.items() if page in self._pages]
        new = {(fact.story, page.language) for page, fact in every.items() if page not in facts[0]}
        return replace(
            self._had,
            wrong_dates=len(self._bad["wrong"]),
            guessed=len(self._bad["guessed"]),
            no_article=len(self._bad["no article"]),
            missed=len(new - set(told)),
            doubled=len(told) - len(set(told)),
            untold=sum(self._unheard(*one) for one in news(len(facts))),
            requests=requests,
        )

    def _unheard(self, page: Page, day: int, gone: bool) -> bool:
        if self._since.get(page, day) >= day:
            return False
        return page not in self._gone if gone else self._heard[page] < day
