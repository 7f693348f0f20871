"""The pages of one crawl as they come: kept raw, read, judged, and laid aside until all of them can be believed.

What was read waits in a file, so that a crawl may bring any number of pages.
"""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import IO

from scnfeed.crawl import Fetched
from scnfeed.crawl.calendars import MOST_CALENDARS, calendar_of
from scnfeed.crawl.traces import looked_at
from scnfeed.jobs.article import article_of, event_of
from scnfeed.match.decide import Judge
from scnfeed.match.quality import (
    LOCKED,
    Batch,
    Usual,
    asks_password,
    elsewhere,
    is_hollow,
    usual,
    why_doubt,
)
from scnfeed.model import Article, Attachment, Event, Look, Page, Site
from scnfeed.read.bounds import lean
from scnfeed.sites.addresses import is_item, is_watch, language_of

CLOSED = (401, 403)
GONE = (404, 410)
MOVED = (301, 302, 303, 307, 308)
"""Redirects come only where they lead to another host: the others were followed."""
HISTORY = 200
"""So many of the newest articles say what is usual on a site."""
_PLACE_BITS = 48
HOLLOW = "the page has no text or no title"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the site, read: how it was looked at, and the article that it showed, if it showed one."""

    look: Look
    final_key: str
    article: Article | None
    direct: bool = True
    """Whether a page is there, at this very address, or should be, as an index says."""


@dataclass(slots=True)
class Intake:
    """Takes pages one after another (`take`); then says what there is to decide (`answers`, `gone`, `doubts`)."""

    judge: Judge
    now: datetime
    batch: Batch
    usual: Usual
    gone: dict[str, str] = field(default_factory=dict)
    """Normal addresses of known articles whose page is gone or leads elsewhere, and how we know."""
    doubts: dict[str, str] = field(default_factory=dict)
    """Addresses asked for, and why their page is not taken in."""
    missing: list[str] = field(default_factory=list)
    """Addresses that answered 404 or 410."""
    denied: int = 0
    """How many of these an index names all the same."""
    refused: dict[str, int] = field(default_factory=dict)
    """Addresses that answered 401 or 403."""
    locked: list[str] = field(default_factory=list)
    """Addresses whose page asks for a password."""
    fetched: int = 0
    well: bool = False
    """Whether any page answered 200."""
    lengths: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Length and type of attachments that were measured."""
    unknown: dict[str, None] = field(default_factory=dict)
    """Attachments whose length neither their page nor memory says."""
    calendars: dict[str, str] = field(default_factory=dict)
    """Of pages that say no certain event: the address of each, and of the calendar that it links to."""
    _asked_for: set[str] = field(default_factory=set)
    _events: dict[str, Event] = field(default_factory=dict)
    """What the calendars that came tell, by their address."""
    _file: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _keys: list[str] = field(default_factory=list)
    _places: array[int] = field(default_factory=lambda: array("Q"))
    """Where in the file the answer of each key is, beside the number of its language: few bytes a page."""
    _ends: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> Site:
        return self.judge.site

    def nowhere(self, page: Page) -> None:
        """The site's answer to an address that cannot exist: no article looks like it."""
        self.usual = replace(self.usual, missing=article_of(page, None, self.site))

    def take(self, pages: Sequence[Fetched], digest: str = "") -> None:
        """A page with its numbered pages, and with addresses that lead to it; `digest` of its body, where known."""
        first = pages[0]
        sheets = [one.page for one in pages if one.part_of]
        article = None
        if first.page.status == 200 and self._is_ours(first.final_key):
            digest = digest or sha256(first.page.body).hexdigest()
            page = replace(first.page, body=lean(first.page.body, scripts=False))
            article = self._with_lengths(article_of(page, first.final_key, self.site, sheets, digest=digest))
            self._look_for_calendar(first, page, article)
        for one in pages:
            self.fetched += 1
            if not one.part_of:
                self._judge(one, article)

    def _look_for_calendar(self, one: Fetched, page: Page, article: Article) -> None:
        if article.kind not in ("event", "news") or any(event.certain for event in article.events):
            return
        if found := calendar_of(page.body, page.final_url, self.site):
            self.calendars[one.final_key] = found
            self._asked_for.update([] if one.quiet else [found])

    def calendars_to_ask(self) -> list[str]:
        """Each is linked from one page alone: what several link to is the calendar of the whole site."""
        links = Counter(self.calendars.values())
        return sorted(url for url in self._asked_for if links[url] == 1)[:MOST_CALENDARS]

    def calendar(self, page: Page) -> None:
        """A calendar that was asked for; one that tells no event, or many, changes nothing."""
        event = event_of(page, self.site) if page.url in self.calendars.values() else None
        if event:
            self._events[page.url] = event

    def _is_ours(self, key: str) -> bool:
        return is_item(key, self.site) or is_watch(key, self.site)

    def close(self) -> None:
        self._file.close()

    # ---- one answer ---------------------------------------------------------------------------------------------

    def _judge(self, one: Fetched, article: Article | None) -> None:
        self.well = self.well or one.page.status == 200
        if one.page.status in CLOSED:
            self.refused[one.key] = one.page.status
        if one.page.status in GONE:
            self.missing.append(one.key)
            self.denied += bool(one.named_by)
        if one.page.status in MOVED and self._stands_at(one.key):
            self.doubts[one.key] = f"its address now leads to another host, {one.page.final_url}"
        reason = self._why_gone(one, article)
        if reason:
            self.gone[one.key] = reason
        believed = self._believed(one, article) if article else None
        if believed:
            met = self._ends.get(one.final_key)
            if met is None:
                self._ends[one.key if one.key == one.final_key else one.final_key] = one.key  # one string, not two
                if believed.kind != "page":
                    self.batch.add(believed)
            elif one.key != one.final_key and (met == one.final_key or one.key > met):
                self._ends[one.final_key] = one.key
        direct = one.page.status == 200 and one.key == one.final_key
        direct = direct or (one.page.status in (*GONE, *MOVED) and bool(one.named_by))  # it may come back
        self._lay_aside(Answer(looked_at(one, self.now), one.final_key, believed, direct))

    def _stands_at(self, key: str) -> Article | None:
        """The live article whose page this is."""
        known = self.judge.known.by_address(self.site.name, key)
        return known if known and not known.withdrawn and known.url == key else None

    def _believed(self, one: Fetched, article: Article) -> Article | None:
        """The article where nothing speaks against it; a hollow one passes, since match says of it what is missing."""
        known = self.judge.known.by_address(self.site.name, one.key)
        hollow = is_hollow(article) and not asks_password(article, one.page.body)
        compared = self.usual if article.kind != "page" else Usual(self.usual.missing)
        why = HOLLOW if hollow else why_doubt(article, known, compared, one.page.body)
        if why:
            self.doubts[one.key] = why
        if why == LOCKED and one.key == one.final_key:
            self.locked.append(one.key)
        return article if hollow or not why else None

    def _why_gone(self, one: Fetched, article: Article | None) -> str:
        """Why the known article's page is gone, or now leads to another post; "" where it does not."""
        if one.page.status not in GONE and (one.page.status != 200 or one.final_key == one.key):
            return ""
        known = self._stands_at(one.key)
        if known is None:
            return ""
        if one.page.status != 200:
            return f"the site answers {one.page.status}"
        there = article or article_of(one.page, one.final_key, self.site)
        other = self.judge.known.by_address(self.site.name, one.final_key)
        if elsewhere(known, there) or (other and other.id != known.id):
            return f"its address now leads to another page, {one.final_key}"
        return ""

    def _with_lengths(self, article: Article) -> Article:
        """The article with the lengths that memory has of its attachments; those of the others are to be asked for."""
        if all(file.length for file in article.attachments):
            return article
        known = self.judge.known.by_address(self.site.name, article.url or "")
        before = {file.url: file for file in known.attachments} if known else {}
        files = []
        for file in article.attachments:
            told = before.get(file.url)
            if file.length is None and told and told.length:
                file = replace(file, length=told.length, mime_type=told.mime_type)
            elif file.length is None:
                self.unknown[file.url] = None
            files.append(file)
        return replace(article, attachments=tuple(files))

    # ---- laid aside ---------------------------------------------------------------------------------------------

    def _lay_aside(self, answer: Answer) -> None:
        language = list(self.site.languages).index(language_of(answer.final_key or answer.look.key, self.site))
        self._keys.append(answer.look.key)
        self._places.append(language << _PLACE_BITS | self._file.tell())
        pickle.dump(answer, self._file, pickle.HIGHEST_PROTOCOL)

    def answers(self) -> Iterator[Answer]:
        """What was laid aside, the site's own language before its translations, so that a story is told from its
        original; an article that was met at several addresses comes once, with the address that led to it.
        """
        for n in self._in_order():
            key, place = self._keys[n], self._places[n]
            self._file.seek(place & (1 << _PLACE_BITS) - 1)
            answer: Answer = pickle.load(self._file)
            if answer.article and self._ends.get(answer.final_key) != key:
                answer = replace(answer, article=None)
            elif answer.article:
                answer = replace(answer, article=self._dated(self._measured(answer.article)))
            yield answer

    def _in_order(self) -> array[int]:
        """By language, then by address; sorted by one value after the other, so that no pair is made for each page."""
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        order.sort(key=lambda n: self._places[n] >> _PLACE_BITS)
        return array("I", order)

    def _measured(self, article: Article) -> Article:
        if not any(file.url in self.lengths for file in article.attachments):
            return article
        return replace(article, attachments=tuple(map(self._one_measured, article.attachments)))

    def _dated(self, article: Article) -> Article:
        """The article with the event of its calendar; where that did not come, with what it told before."""
        link = self.calendars.get(article.url or "")
        if not link:
            return article
        known = self.judge.known.by_address(self.site.name, article.url or "")
        kept = known.events if known and known.content_text == article.content_text else ()
        events = (self._events[link],) if link in self._events else kept
        return replace(article, events=events, sources={**article.sources, "events": "calendar"}) if events else article

    def _one_measured(self, file: Attachment) -> Attachment:
        length, kind = self.lengths.get(file.url, (file.length, ""))
        return replace(file, length=length, mime_type=kind or file.mime_type)


def intake(judge: Judge, now: datetime, live: int, history: Sequence[Article]) -> Intake:
    """An empty one; `live` is how many live articles the site has, `history` are the newest of its items."""
    return Intake(judge, now, Batch(live=live, history=history), usual(None, history))


def history(articles: Iterable[Article]) -> tuple[int, list[Article]]:
    """What the store would say of these articles of a site (Store.history)."""
    live = [one for one in articles if not one.withdrawn]
    items = [one for one in live if one.kind != "page"]
    newest = sorted(items, key=lambda one: (one.ordered is not None, one.ordered, one.id), reverse=True)
    return len(live), newest[:HISTORY]
