"""Which known article a page is: by the site's own key, its address, an earlier address, or its very text.

A key is a claim. Where two keys name two articles, or a key names an article that tells something else, the text
decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scnfeed.match.compare import compare
from scnfeed.match.folded import letters
from scnfeed.match.known import Known
from scnfeed.match.shingles import alike
from scnfeed.model import Article

SAME_TEXT = 0.9
OTHER_TEXT = 0.7
"""Share of its words that each of two texts must have of its own for a shared key not to be believed."""


def found_again(known: Known, article: Article, asked: str) -> Article | None:
    """The article as known before; `asked` is the normal address that was fetched."""
    site = article.site
    posted = known.by_post_id(site, article.post_id) if article.post_id else None
    placed = known.by_address(site, article.url) if article.url else None
    if posted and placed and posted.id != placed.id:
        return _likelier(article, posted, placed)
    if posted or placed:
        return posted or placed
    if article.body_hash and not article.url:
        return known.by_body(article.body_hash)
    led = known.by_address(site, asked) if asked else None
    return led if led and (not _renumbered(led, article) or _same_text(led, article)) else None


def _renumbered(led: Article, article: Article) -> bool:
    """Whether a redirect ends at a page with another key: another post, or the same one of a site that was moved."""
    return bool(led.post_id and article.post_id) and led.post_id != article.post_id


def _same_text(one: Article, other: Article) -> bool:
    return one.language == other.language and alike(one.content_text, other.content_text) >= SAME_TEXT


def _likelier(article: Article, posted: Article, placed: Article) -> Article:
    """Of two known articles that one page claims to be the one it reads like: a site that was moved has new keys."""

    def likeness(one: Article) -> tuple[float, bool]:
        return alike(article.content_text, one.content_text), letters(article.title) == letters(one.title)

    return placed if likeness(placed) > likeness(posted) else posted


def kept_before(article: Article, near: Sequence[Article]) -> Article | None:
    """Of articles with like texts the one that this page continues.

    Either the same text kept as a dump without an address (the page takes over its id, and a dump that of its page), or
    an article whose page is gone and which stands at another address of the same site now.
    """
    for other in near:
        if other.site != article.site or not (_one_is_a_dump(article, other) or other.withdrawn):
            continue
        if compare(article, other).figures.get("alike", 0) >= SAME_TEXT and not _two_posts(article, other):
            return other
    return None


def _one_is_a_dump(article: Article, other: Article) -> bool:
    return (other.url is None) != (article.url is None)


def _two_posts(article: Article, other: Article) -> bool:
    """Whether the old page is known to be another one: the next of a series, published months later."""
    return compare(article, other).relation != "duplicate" and not _one_is_a_dump(article, other)


def another_page(known: Article, article: Article, asked: str) -> bool:
    """Whether a page claims the key or the canonical address of another one: it was asked for at an address the
    known article never had, and tells something else under another title.
    """
    own = {known.url, *known.aliases}
    stranger = asked not in own if asked else article.url not in own
    if not stranger or known.url is None or article.title == known.title:
        return False
    claimed = replace(article, id="", language=known.language)  # a page in another language has all for its own
    figures = compare(claimed, known).figures
    return min(figures.get("own", 0.0), figures.get("own_other", 0.0)) > OTHER_TEXT
