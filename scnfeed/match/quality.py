"""Can a page, and a batch of pages, be believed? A site that answers nonsense must not empty, shorten or fill a feed.

No rule here knows the words of an error page. A page is compared with the site's own answer to an impossible address,
with what stood at its address before, and with the marks that the site's articles carry.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass, field
from operator import itemgetter
from statistics import median
from zlib import crc32

from scnfeed.language.scripts import fold
from scnfeed.match.shingles import alike, contained
from scnfeed.model import Article

SHARE = 0.2
LEAST = 3
CANDIDATES = 8
ENOUGH = 10
"""So many known articles make a history."""
USUAL = 0.9
"""Share of the known articles that carries a mark: then a new one is expected to carry it."""
MARKS = ("post_id", "canonical_url", "published")
SAME_PAGE = 0.8
OTHER_PAGE = 0.05
SHORT = 150
"""Words: a page with a password field and less text asks to log in."""

LOCKED = "the page asks for a password"

_PASSWORD = re.compile(rb"<input\b[^>]{0,300}?\btype\s*=\s*[\"']?password", re.IGNORECASE)
_HIGH = re.compile("[\u00c0-\u00ff]")
_TWICE_ENCODED = re.compile("[ÂÃØÙÐÑà][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")


@dataclass(slots=True)
class Batch:
    """What one crawl brought: of the articles read from item pages only the figures, so that it may be any number."""

    articles: InitVar[Iterable[Article]] = ()
    gone: int = 0
    """Known articles whose page is gone."""
    live: int = 0
    """Live articles known before."""
    history: Sequence[Article] = ()
    """The newest of them that are items, to compare with."""
    count: int = field(default=0, init=False)
    hollow: int = field(default=0, init=False)
    first_hollow: str = field(default="", init=False)
    undated: int = field(default=0, init=False)
    odd: int = field(default=0, init=False)
    """Articles in another language than their address says."""
    lengths: array[int] = field(default_factory=lambda: array("I"), init=False)
    met: array[int] = field(default_factory=lambda: array("Q"), init=False)
    """Each text and its title, as checksums: eight bytes an article."""
    often: dict[int, tuple[int, str]] = field(default_factory=dict, init=False)
    """Texts that may be those of a large share, with how they begin: eight at a time, of which the rare ones give way
    (Misra and Gries, 1982). None that a ninth of all articles have is ever missed.
    """

    def __post_init__(self, articles: Iterable[Article]) -> None:
        for article in articles:
            self.add(article)

    def add(self, article: Article) -> None:
        """One more article."""
        self.count += 1
        self.lengths.append(len(article.content_text))
        self.undated += article.published is None
        self.odd += any("its address says" in doubt for doubt in article.doubts)
        if is_hollow(article):
            self.hollow += 1
            self.first_hollow = min(filter(None, (self.first_hollow, article.url)), default="")
        if article.content_text:
            self._meet(article.title, article.content_text)

    def _meet(self, title: str, text: str) -> None:
        said, called = (crc32(one.encode("utf-8", "replace")) for one in (text, title))
        self.met.append(said << 32 | called)
        if said in self.often or len(self.often) < CANDIDATES:
            times, beginning = self.often.get(said, (0, text[:80]))
            self.often[said] = times + 1, beginning
        else:
            self.often = {one: (times - 1, begins) for one, (times, begins) in self.often.items() if times > 1}

    def shared(self) -> list[tuple[int, int, str]]:
        """Texts that many articles may have: how many have one under one title, how many in all, how it begins."""
        named: dict[int, Counter[int]] = {said: Counter() for said in self.often}
        for one in self.met:
            if one >> 32 in named:
                named[one >> 32][one & 0xFFFFFFFF] += 1
        return [(max(titles.values()), titles.total(), self.often[said][1]) for said, titles in named.items()]


def why_hold(batch: Batch) -> str:
    """Why the whole batch must wait for a person, in a sentence; "" when it is believable."""
    return next((reason for reason in (rule(batch) for rule in _BATCH) if reason), "")


def _hollow(batch: Batch) -> str:
    if _many(batch.hollow, batch.count):
        return f"{batch.hollow} of {batch.count} pages have no text or no title, first {batch.first_hollow}"
    return ""


def _one_page(batch: Batch) -> str:
    """One text under one title on many addresses; or, whatever the titles are, on most of a batch: then no page holds
    more than what all pages hold.
    """
    shared = batch.shared()
    times, _, begins = max(shared, key=itemgetter(0), default=(0, 0, ""))
    if not _many(times, batch.count):
        _, times, begins = max(shared, key=itemgetter(1), default=(0, 0, ""))
        if times < ENOUGH or times * 2 <= batch.count:
            return ""
    return f"{times} of {batch.count} addresses answer one and the same page, beginning “{begins}”"


def _vanished(batch: Batch) -> str:
    return f"{batch.gone} of {batch.live} known pages are gone at once" if _many(batch.gone, batch.live) else ""


def _undated(batch: Batch) -> str:
    """A site that dates its articles does not stop doing so from one crawl to the next."""
    if len(batch.history) < ENOUGH or _share(batch.history, "published") < USUAL:
        return ""
    if batch.undated >= ENOUGH and batch.undated > batch.count * 0.5:
        return f"{batch.undated} of {batch.count} pages have no date, though the site dates its articles"
    return ""


def _shrunk(batch: Batch) -> str:
    if len(batch.history) < ENOUGH or batch.count < ENOUGH:
        return ""
    before = median(len(article.content_text) for article in batch.history)
    now = median(batch.lengths)
    if now < before * SHARE:
        return f"pages have {now:.0f} characters where the site's usual ones have {before:.0f}"
    return ""


def _languages(batch: Batch) -> str:
    """The page says one language, its address another: on many pages that is a broken site, not a slip."""
    count = batch.count
    return f"{batch.odd} of {count} pages are not in the language of their address" if _many(batch.odd, count) else ""


_BATCH = (_hollow, _one_page, _vanished, _undated, _shrunk, _languages)


def _many(count: int, of: int) -> bool:
    return count >= LEAST and count > of * SHARE


def _share(articles: Sequence[Article], field: str) -> float:
    return sum(bool(getattr(article, field)) for article in articles) / len(articles)


def is_hollow(article: Article) -> bool:
    """Whether an item page says nothing that could be published."""
    return not article.title or not article.content_text or article.kind == "error"


# ---- one page ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usual:
    """What a page of this site is compared with."""

    missing: Article | None = None
    """The site's answer to an impossible address."""
    marks: frozenset[str] = frozenset()
    """Fields that nearly every article of the site has: its post id, a canonical address, a date."""


def usual(missing: Article | None, history: Sequence[Article]) -> Usual:
    """What is usual on a site with this history."""
    if len(history) < ENOUGH:
        return Usual(missing)
    return Usual(
        missing, frozenset(f for f in ("post_id", "canonical_url", "published") if _share(history, f) >= USUAL)
    )


def why_doubt(article: Article, known: Article | None, site: Usual, body: bytes = b"") -> str:
    """Why this one page is not taken as what it claims to be, in a sentence; "" when nothing speaks against it.

    `known` is the article that stood at its address before. Applies to pages with text; hollow ones speak for
    themselves.
    """
    broken = garbled(article.content_text)
    if asks_password(article, body):
        return LOCKED
    if known is not None and known.post_id and known.post_id == article.post_id and not broken:
        return ""
    if broken:
        return "its characters are broken: the page is sent in another encoding than it names"
    if site.missing is not None and _is(article, site.missing):
        said = " ".join((site.missing.title or site.missing.content_text)[:80].split())
        return f"it reads like the site's answer to an address that does not exist, “{said}”"
    if len(site.marks) > 1 and not any(getattr(article, mark) for mark in site.marks):
        told = ", ".join(sorted(site.marks)).replace("_", " ")
        return f"it carries none of the marks that this site's articles have ({told})"
    if known is not None and _stranger(article, known):
        return "it has nothing in common with what stood at its address before"
    return ""


def _is(article: Article, missing: Article) -> bool:
    if article.post_id and article.post_id != missing.post_id:
        return False  # the site itself says which post it is
    if not missing.content_text:
        return bool(missing.title) and fold(article.title) == fold(missing.title)
    return alike(article.content_text, missing.content_text) >= SAME_PAGE or (
        fold(article.title) == fold(missing.title) and contained(article.content_text, missing.content_text) >= 0.5
    )


def _stranger(article: Article, known: Article) -> bool:
    """Another title, other words, and less of them: no editor rewrites a text like that under its address."""
    titles = {frozenset(fold(one.title).split()) for one in (article, known)}
    shared = frozenset.intersection(*titles)
    less = len(article.content_text) < len(known.content_text) * 0.5
    return not shared and less and alike(article.content_text, known.content_text) < OTHER_PAGE


def asks_password(article: Article, body: bytes) -> bool:
    """Whether the page is a form to log in with, whatever its words."""
    return len(article.content_text.split()) < SHORT and _PASSWORD.search(body) is not None


def garbled(text: str) -> bool:
    """Whether a text was decoded with the wrong table: replacement characters, or letters that never stand together.

    >>> garbled("Ø§Ù„Ù…Ø¯Ù† Ø§Ù„Ù‚ÙˆÙŠØ©"), garbled("Où est né l’été à Genève ?"), garbled("ÇáãÏä ÇáÞæíÉ ÝÝÝ")
    (True, False, True)
    """
    if text.isascii():
        return False
    if text.count("\ufffd") * 200 > len(text):
        return True
    if len(_TWICE_ENCODED.findall(text)) * 50 > len(text):
        return True
    high = len(_HIGH.findall(text))
    if high * 8 < len(text):  # not even where three of four characters are no letters
        return False
    letters = sum(map(str.isalpha, text))
    return letters >= 8 and high > letters * 0.5


def elsewhere(known: Article, article: Article) -> bool:
    """Whether a redirect ends at another post: by the site's own key, else by title and text."""
    if known.post_id and article.post_id:
        return known.post_id != article.post_id
    if is_hollow(article):
        return True
    if fold(known.title) == fold(article.title):
        return False
    return contained(known.content_text, article.content_text) < SHARE
