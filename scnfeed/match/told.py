"""What happened to an article, in words, and which of two copies readers should get."""

from __future__ import annotations

from dataclasses import replace

from scnfeed.match.changes import Edit
from scnfeed.model import Article, Decision, Relation


def not_believed(known: Article, article: Article, asked: str) -> Decision:
    """A page that claims to be another: held and told, never merged."""
    key = (
        f"post {article.post_id}"
        if article.post_id and article.post_id == known.post_id
        else f"the address {known.url}"
    )
    reason = f"claims {key} of “{known.title}” but tells something else: not believed, not taken"
    return Decision("held", reason, other=known.id, url=asked or article.url or "")


def told(known: Article, article: Article, edit: Edit) -> tuple[Relation, str]:
    """What happened to a known article, in words."""
    moved = bool(known.url) and article.url != known.url
    if known.withdrawn is not None:
        return "changed", "published again after it was withdrawn" + f"; at {article.url} now" * moved
    if edit.fields and moved:
        return "changed", f"{edit.words or ', '.join(edit.fields)}; and moved from {known.url}"
    if edit.fields:
        return "changed", edit.words or f"other {', '.join(edit.fields)}"
    if moved:
        return "moved", f"from {known.url} to {article.url}: {same_by(known, article)}"
    if known.url is None and article.url is not None:
        return "moved", f"a saved copy was known; its page is {article.url}"
    if edit.changed_words:
        count = f"{edit.changed_words} word{'s' * (edit.changed_words > 1)}"
        return "same", f"cosmetic: {count}, no number, date, name or link among them"
    return "same", "no word changed"


def same_by(known: Article, article: Article) -> str:
    return (
        f"same post {article.post_id}" if article.post_id and article.post_id == known.post_id else "redirected there"
    )


def only_links_gone(edit: Edit, known: Article) -> bool:
    """A dump has no links: finding them on its page is no edit."""
    return known.url is None and set(edit.fields) <= {"links", "published", "content_text", "events"}


def worth_telling(decision: Decision) -> bool:
    return decision.relation == "series" or "same" in decision.reason


def better(new: Article, other: Article) -> bool:
    """Which of two copies met together readers should get: news before resource, dated before undated, then the
    longer.
    """
    return rank(new) > rank(other)


def rank(article: Article) -> tuple[bool, bool, int]:
    return article.kind == "news", article.published is not None, len(article.content_text)


def content(article: Article) -> Article:
    """All that is worth a new row: the bytes of a page re-rendered by its site are not."""
    return replace(article, body_hash="")
