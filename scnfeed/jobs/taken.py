"""The pages of a crawl, read and judged: which articles they bring, which are gone, which pages are in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scnfeed.crawl import Crawl, Fetched
from scnfeed.jobs.article import article_of
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
    why_hold,
)
from scnfeed.model import Article, Change, Decision, Site
from scnfeed.sites.addresses import is_item, is_watch, language_of

CLOSED = (401, 403)
MOST_CLOSED = 0.2
HISTORY = 200
"""Items of a site that a new crawl is compared with, the newest ones."""
HOLLOW = "the page has no text or no title"


@dataclass(frozen=True, slots=True)
class Taken:
    """The pages of a crawl, read: articles with the address asked for, known ones that are gone, pages in doubt."""

    answers: Sequence[tuple[Article, str]]
    gone: Sequence[tuple[Article, str]]
    doubts: Mapping[str, str]
    """Address asked for, and why its page is not taken in."""


@dataclass(frozen=True, slots=True)
class History:
    """What a site was before a crawl: how many live articles, and its newest items to compare with."""

    live: int
    items: Sequence[Article]

    @staticmethod
    def of(articles: Iterable[Article]) -> History:
        """The history that these articles of a site make."""
        live = [one for one in articles if not one.withdrawn]
        items = [one for one in live if one.kind != "page"]
        newest = sorted(items, key=lambda one: (one.ordered is not None, one.ordered, one.id), reverse=True)
        return History(len(live), newest[:HISTORY])


def original_first(one: Fetched, site: Site) -> tuple[int, str]:
    """The site's own language before its translations, so that a story is told from its original."""
    return list(site.languages).index(language_of(one.final_key or one.key, site)), one.key


def judged(fetched: Sequence[Fetched], found: Crawl, judge: Judge, history: History) -> Taken:
    """Read every page, and set aside those that are not what they claim to be."""
    site = judge.site
    missing = article_of(found.impossible, None, site) if found.impossible else None
    usually = usual(missing, history.items)
    bodies = {one.final_key: one.page.body for one in fetched}
    doubts: dict[str, str] = {}
    answers = []
    for article, asked in _answers(fetched, site):
        compared = usually if article.kind != "page" else Usual(missing)
        known = judge.known.by_address(site.name, asked)
        body = bodies.get(article.url or asked, b"")
        hollow = is_hollow(article) and not asks_password(article, body)
        why = HOLLOW if hollow else why_doubt(article, known, compared, body)
        if why:
            doubts[asked] = why
        if hollow or not why:
            answers.append((article, asked))
    gone = [(article, reason) for one in fetched for article, reason in _gone(one, judge)]
    closed, refused = _closed(fetched, found, judge, doubts)
    return Taken(answers, [*gone, *closed], doubts | dict.fromkeys(refused, "the site refuses to show it to us"))


def _answers(fetched: Sequence[Fetched], site: Site) -> list[tuple[Article, str]]:
    """Articles read from the pages that answered, each with the address that was asked for; numbered pages joined to
    their first.
    """
    parts: dict[str, list[Fetched]] = {}
    for one in fetched:
        if one.part_of and one.page.status == 200:
            parts.setdefault(one.part_of, []).append(one)
    found: dict[str, tuple[Article, str]] = {}
    for one in fetched:
        if one.part_of or one.page.status != 200 or not (is_item(one.final_key, site) or is_watch(one.final_key, site)):
            continue
        article = article_of(one.page, one.final_key, site, [part.page for part in parts.get(one.key, ())])
        known = found.get(one.final_key)
        found[one.final_key] = (article, one.key if known is None or one.key != one.final_key else known[1])
    return list(found.values())


def _closed(
    fetched: Sequence[Fetched], found: Crawl, judge: Judge, doubts: Mapping[str, str]
) -> tuple[list[tuple[Article, str]], list[str]]:
    """Known articles whose page now asks for a password or answers 401 or 403, while the site is otherwise well; and
    the addresses that are only refused, since the site refuses too many.
    """
    refused = [one for one in fetched if one.page.status in CLOSED]
    well = found.complete or any(one.page.status == 200 for one in fetched)
    if not well or len(refused) > max(1, int(len(fetched) * MOST_CLOSED)):
        return [], [one.key for one in refused]
    asking = {key for key, why in doubts.items() if why == LOCKED}
    shut = [(one, f"the site answers {one.page.status}") for one in refused]
    shut += [(one, "its page asks for a password") for one in fetched if one.key in asking and one.key == one.final_key]
    gone = []
    for one, reason in shut:
        known = judge.known.by_address(judge.site.name, one.key)
        if known and not known.withdrawn and known.url == one.key:
            gone.append((known, reason))
    return gone, []


def _gone(one: Fetched, judge: Judge) -> list[tuple[Article, str]]:
    """The known article whose page is gone, or now leads to another post."""
    known = judge.known.by_address(judge.site.name, one.key)
    if known is None or known.withdrawn or known.url != one.key:
        return []
    if one.page.status in (404, 410):
        return [(known, f"the site answers {one.page.status}")]
    if one.page.status == 200 and one.final_key != one.key:
        article = article_of(one.page, one.final_key, judge.site)
        other = judge.known.by_address(judge.site.name, one.final_key)
        if elsewhere(known, article) or (other and other.id != known.id):
            return [(known, f"its address now leads to another page, {one.final_key}")]
    return []


def why_held(taken: Taken, fetched: int, judge: Judge, history: History, asked: Mapping[str, int]) -> str:
    """Why all of it waits for a person; `asked` says how many answers of each page in doubt are kept."""
    items = [article for article, _ in taken.answers if article.kind != "page"]
    reason = why_hold(Batch(items, len(taken.gone), history.live, history.items))
    known = judge.known
    doubtful = sum(known.by_address(judge.site.name, key) is not None or asked[key] == 1 for key in taken.doubts)
    if not reason and doubtful >= 3 and doubtful > fetched * 0.5:
        first = next(iter(taken.doubts.items()))
        reason = f"{doubtful} pages cannot be believed, first {first[0]}: {first[1]}"
    return reason


def decided(judge: Judge, taken: Taken) -> list[Change]:
    judge.known.expect([article for article, _ in taken.answers])
    changes = [judge.withdraw(article, reason) for article, reason in taken.gone]
    left = {article.url for article, _ in taken.gone}
    for article, asked in taken.answers:
        changes += judge.decide(article, "" if asked in left else asked)
    told = {change.decision.url for change in changes if change.decision.relation == "held"}
    for url, why in taken.doubts.items():
        if url not in left and url not in told:
            changes.append(Change(Decision("held", f"{why}: not taken", url=url), None))
    stories = [change.article.story for change in changes if change.article]
    return latest(changes + judge.settle(stories))


def latest(changes: Sequence[Change]) -> list[Change]:
    """Decisions in their order; of several states of one article only the last is stored."""
    last = {change.article.id: at for at, change in enumerate(changes) if change.article}
    kept = []
    for at, change in enumerate(changes):
        stays = change.article is None or last[change.article.id] == at
        kept.append(change if stays else Change(change.decision, None))
    return kept


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many decisions of each kind."""
    return dict(Counter(change.decision.relation for change in changes))
