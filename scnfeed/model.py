"""The values that flow through scnfeed, one way: Page -> Reading -> Article -> Story -> Feed and Issue.

All are frozen: a later step makes a new value and never edits an earlier one. Nothing here acts; the rooms
``read``, ``match``, ``feeds`` and ``digest`` do.

A day without a time is a ``date``. A moment is an aware ``datetime``. ``None`` means unknown and stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

When = date | datetime
Kind = Literal["news", "event", "resource", "listing", "page", "error"]
Direction = Literal["ltr", "rtl"]
Source = Literal[
    "label",
    "json-ld",
    "og",
    "meta",
    "time",
    "heading",
    "url",
    "sitemap",
    "twin",
    "sentence",
    "first-seen",
    "markup",
    "calendar",
]
Relation = Literal[
    "new", "same", "changed", "moved", "duplicate", "translation", "offered", "series", "different", "withdrawn", "held"
]
Format = Literal["rss", "atom", "json", "ics"]
MachineTranslated = Literal["mark", "skip", "original"]
"""What readers get of a text that a machine translated: it, said to be so; nothing; the text it was made of."""
Tier = Literal["sitemap", "rest", "feeds", "listings", "links"]
TIERS: tuple[Tier, ...] = ("sitemap", "rest", "feeds", "listings", "links")
"""Where a site's items are looked for, in this order: the first that names some is remembered."""


def moment(when: When) -> datetime:
    """The aware moment at which `when` is published: a day counts as 12:00 UTC, the same day from Honolulu to Baku.

    >>> moment(date(2023, 10, 19)).isoformat()
    '2023-10-19T12:00:00+00:00'
    """
    if isinstance(when, datetime):
        return when.astimezone(UTC)
    return datetime.combine(when, time(12), UTC)


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a site, as data. A new site is a new value of this, never an ``if``."""

    name: str
    title: str
    home: str
    """Address of the front page, with its final slash; every path below is relative to it."""
    aliases: tuple[str, ...] = ()
    """Other hosts that are the same site."""
    languages: Mapping[str, str] = field(default_factory=lambda: {"en": ""})
    """Language to path prefix without slashes, the default language first: ``{"en": "", "ar": "ar"}``. One that begins
    with ``?`` is a query parameter: ``{"en": "", "fr": "?lang=fr"}``.
    """
    items: tuple[tuple[str, Kind], ...] = ()
    """Regular expressions over the path after the language prefix (``news/[^/]+/``) and the kind they mean."""
    watch: tuple[str, ...] = ()
    """Regular expressions over such paths: pages that are no item but are tracked."""
    lists: tuple[str, ...] = ()
    """Paths of pages that list items, beside the front page and the beginnings of item addresses (``news/``)."""
    feeds: tuple[str, ...] = ()
    """Paths of the site's feeds, where they are not in WordPress's places."""
    sitemaps: tuple[str, ...] = ()
    """Paths of its sitemaps, where neither robots.txt nor the usual names say them."""
    tiers: tuple[Tier, ...] = TIERS
    """Where its items are looked for."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Label rows beside the general ones: field to printed labels."""
    selectors: Mapping[str, str] = field(default_factory=dict)
    """CSS selector per field (``title``, ``published``, ``content_html``), where the general reader needs help."""
    query_allow: tuple[str, ...] = ()
    """Query parameters that belong to an address; all others are cut."""
    date_order: Literal["dmy", "mdy", "ymd"] = "dmy"
    since: date = date(1995, 1, 1)
    """First sane day: an earlier date on a page is unknown, not old."""
    time_zone: str = "UTC"
    delay: float = 2.0
    """Seconds between two requests."""
    budget: int = 5000
    """Most requests in one crawl."""
    timeout: float = 30.0
    """Seconds that one answer may take, from its first byte to its last."""
    revisit_days: int = 7
    """Where no index tells of changes, every page is looked at again within so many days."""
    private: bool = False
    """Whether a private or loopback address is allowed for this very site."""
    browser: bool = False
    """Whether its pages are drawn by JavaScript and need a browser (extra ``browser``)."""
    text: Literal["full", "excerpt"] = "full"
    """What feeds carry of an article."""


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched document, as it came."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """One address as it was last looked at, and what it said of itself, so that it can be asked for less."""

    key: str
    """Its normal form."""
    looked_at: datetime
    lastmod: str = ""
    """As the sitemap printed it, "" if it did not."""
    etag: str = ""
    modified: str = ""
    """Its Last-Modified."""
    fresh_until: datetime | None = None
    """Its Cache-Control: until then it need not be looked at."""
    named_by: str = ""
    """The sitemap or REST collection that named it; "" when none did, or when it left its index and was still there."""
    live: bool = False
    """Whether a live article stands behind it."""
    due: datetime | None = None
    """When its turn comes to be looked at again; None for never."""


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    url: str
    title: str = ""
    mime_type: str = "application/octet-stream"
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What takes place from `start` to `end` (days, both inclusive, or aware moments), and the sentence that says
    so.
    """

    start: When
    end: When
    place: str | None
    certain: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Said:
    """Where a value stands in the page: the text as printed, and the place it came from."""

    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page says. `said` holds, for each field that has a value, its printed text and its source."""

    url: str | None
    canonical_url: str | None = None
    post_id: str | None = None
    """The site's own key of the page (WordPress: shortlink or body class), stable when the address changes."""
    language: str | None = None
    direction: Direction = "ltr"
    title: str | None = None
    published: When | None = None
    updated: When | None = None
    kind: Kind = "page"
    content_html: str = ""
    content_text: str = ""
    summary: str = ""
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    topics: tuple[str, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)
    """Language to address of the same page in it, the page's own language left out."""
    machine_translated: bool = False
    reading_minutes: int = 0
    events: tuple[Event, ...] = ()
    said: Mapping[str, Said] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    @property
    def sources(self) -> dict[str, Source]:
        return {name: said.source for name, said in self.said.items()}


@dataclass(frozen=True, slots=True)
class Article:
    """One normalised item in one language.

    `id` is minted once, when the article is first stored, and is empty before. The fields below the line are what the
    store remembers of it; `normalise` leaves them at their defaults.
    """

    site: str
    url: str | None
    language: str
    direction: Direction
    kind: Kind
    title: str
    content_html: str
    content_text: str
    summary: str = ""
    canonical_url: str | None = None
    post_id: str | None = None
    published: When | None = None
    updated: When | None = None
    authors: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    topics: tuple[str, ...] = ()
    translations: Mapping[str, str] = field(default_factory=dict)
    machine_translated: bool = False
    reading_minutes: int = 0
    events: tuple[Event, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    body_hash: str = ""
    """sha256 of the bytes of the page; the only key of a page without an address."""
    # ---- what the store remembers ---------------------------------------------------------------------------
    id: str = ""
    story: str = ""
    relation: Literal["preferred", "duplicate", "translation", "offered"] = "preferred"
    """Its place among its story's members: of one language's copies one is preferred, the others are duplicates."""
    first_seen: datetime | None = None
    baseline: bool = False
    """Seen before or in the site's first complete crawl: nothing in it is news for letters."""
    ordered: datetime | None = None
    """Its place in a feed: `published`, or the best that is known instead; `order_source` says which."""
    order_source: Literal["published", "twin", "event", "baseline", "first-seen"] = "published"
    revised: datetime | None = None
    """When a material change was last seen, None if there was none."""
    revision: int = 0
    """How many material changes there were: 0 for an article as first seen."""
    change: str = ""
    """The last material change in words, for readers of a correction."""
    event_sequence: int = 0
    """How many times its events changed (RFC 5545, SEQUENCE)."""
    aliases: tuple[str, ...] = ()
    """Other normal addresses that lead or led here."""
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    url: str | None
    language: str
    relation: Literal["preferred", "duplicate", "translation", "offered"]


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell the same thing: its translations and its copies."""

    id: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What match found, with the reason in words and figures."""

    relation: Relation
    reason: str
    article: str = ""
    """Id of the article decided about, empty when none was stored."""
    other: str = ""
    """Id of the article it was compared with, if one."""
    fields: tuple[str, ...] = ()
    """Fields that changed materially."""
    figures: Mapping[str, float] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A decision and the article as it shall be stored because of it; no article where nothing is stored."""

    decision: Decision
    article: Article | None


@dataclass(frozen=True, slots=True)
class Run:
    """One execution of a job for a planned slot."""

    id: str
    job: str
    site: str
    slot: str
    started: datetime
    finished: datetime | None = None
    status: Literal["running", "done", "failed", "held"] = "running"
    reason: str = ""
    stats: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person should look at: a held or failed run, a withdrawn page, an article without a date."""

    at: datetime
    topic: Literal["failed", "held", "withdrawn", "undated", "doubtful", "similar", "offered"]
    subject: str
    reason: str
    url: str = ""
    language: str = ""
    """Language of `subject` when it is an article's title, so that letters can isolate it."""
    story: str = ""
    """The story of the article that it is about."""
    other: str = ""
    """Address of the article that it may be a copy (``similar``) or a translation (``offered``) of."""
    other_title: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    name: str = "scnfeed"
    logo: str = ""
    colour: str = "#0b5c6b"
    postal_address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A selection of articles and the place it is published at.

    `name` is its path below `base_url` without the format's suffix: ``ar/news``, ``ar-else-en/all``.
    """

    name: str
    title: str
    base_url: str
    languages: tuple[str, ...] = ()
    """Languages in order of preference; empty: all."""
    once: bool = False
    """Each story once, in the first of `languages` that it has."""
    kinds: tuple[Kind, ...] = ()
    """Empty: all. ``event`` takes every article with a certain event, of any kind."""
    sites: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    limit: int = 50
    formats: tuple[Format, ...] = ("rss", "atom", "json")
    brand: Brand = Brand()
    excerpt: bool = False
    """Whether it carries only the beginning of every text."""
    excerpted: tuple[str, ...] = ()
    """Sites of whose texts it carries only the beginning."""
    age: int = 0
    """Most days by which an item may be older than the newest one; 0: no matter."""
    hub: str = ""
    """Address of the WebSub hub that is told of changes, empty without one."""
    longest: int = 120_000
    """Bytes of one body; of a longer one only its first blocks stand in the feed."""
    machine_translated: MachineTranslated = "mark"
    uncertain: bool = False
    """Whether its calendar tells of events whose days the page gives only roughly too, each marked as such."""

    @property
    def language(self) -> str:
        """The language a reader expects of it: its only one, or the first of its chain; ``mul`` for all together."""
        return self.languages[0] if self.languages else "mul"

    def address(self, format: Format) -> str:
        return f"{self.base_url.rstrip('/')}/{self.name}.{format}"


Role = Literal["reader", "editor", "operator"]
Rhythm = Literal["daily", "weekdays", "weekly", "monthly"]


@dataclass(frozen=True, slots=True)
class Subscriber:
    id: str
    address: str
    role: Role = "reader"
    languages: tuple[str, ...] = ("en",)
    """Languages in order of preference; the first is the letter's own, see `Issue.language`."""
    rhythm: Rhythm = "daily"
    time_zone: str = "UTC"
    hour: int = 7
    """Local hour from which a letter may come."""
    sites: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    joined: datetime | None = None
    paused: bool = False
    topics: tuple[str, ...] = ()
    """Empty: all."""
    quiet: tuple[int, int] | None = None
    """Local hours from and until which no letter may come: ``(21, 7)`` is the night."""


SectionName = Literal["new", "corrected", "withdrawn", "ahead", "reported", "look"]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of an issue: articles, or (``look`` and ``withdrawn``) notices."""

    name: SectionName
    articles: tuple[Article, ...] = ()
    notices: tuple[Notice, ...] = ()


FindingName = Literal["dead", "silent", "unasked", "undated", "unmarked", "mute", "alike", "cut"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an editor should know of an issue before it goes: an item, what is odd about it, and the figure or words
    that say so.
    """

    name: FindingName
    title: str = ""
    url: str = ""
    language: str = ""
    said: str = ""
    n: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What a letter to editors says of the readers' issue that it shows."""

    of: str
    """Id of that issue."""
    recipients: int
    findings: tuple[Finding, ...] = ()
    release: datetime | None = None
    """When it goes unless somebody holds it; None: when somebody approves it."""
    link: str = ""
    """Where to approve, hold or drop; whoever has it may. Empty where no web address was set."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One frozen digest. `hash` covers every byte a reader sees; `dated` is frozen with it."""

    id: str
    dated: datetime
    """The planned hour by the clock on the readers' wall."""
    language: str
    """What the letter itself speaks: `edition`, unless most of its text runs the other way."""
    role: Role
    sections: tuple[Section, ...]
    brand: Brand = Brand()
    base_url: str = ""
    hash: str = ""
    edition: str = ""
    """The first language of its readers; empty: `language`."""
    preview: Preview | None = None
    """Set in the letter that shows editors another issue before it goes."""

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(a for section in self.sections for a in section.articles)


DeliveryState = Literal["new", "claimed", "sending", "sent", "failed", "unsure", "suppressed"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One (issue, subscriber) row of the outbox."""

    issue: str
    subscriber: str
    state: DeliveryState = "new"
    detail: str = ""
    at: datetime | None = None
    number: int = field(default=0, compare=False)
    """Its number in the store, by which a bounce finds it again."""


Ended = tuple[Delivery, DeliveryState, str]
"""A letter, the state it ended in, and the server's words."""
BegunWord = Literal["go", "busy", "suppressed", "lost"]


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether a letter may be handed over now: ``go``; ``busy``, it waits; ``suppressed``, the person wants none;
    ``lost``, another sender has it."""

    word: BegunWord
    tries: int = 0
    """Which try it is."""
    first: datetime | None = None
    """When the first try was."""
    ended: bool = True
    """Whether the end of the letter before was taken down."""


BounceKind = Literal["hard", "soft", "ours", "delayed", "complaint", "auto-reply", "leave", "unknown"]


@dataclass(frozen=True, slots=True)
class Bounce:
    """What one mail, or one answer of a server, said about a letter; whom it is about is empty where nobody knows."""

    kind: BounceKind
    at: datetime
    subscriber: str = ""
    issue: str = ""
    status: str = ""
    """Enhanced status code (RFC 3463)."""
    said: str = ""
    key: str = ""
    """The same for the same mail."""
    source: str = ""
    """The mail itself, where a person has to look at it."""
    number: int = field(default=0, compare=False)
