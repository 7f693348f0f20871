"""Are two articles the same story? Every answer comes with its reason in words and figures.

A title alone never decides, nor does a shared opening: whole bodies are compared. Other dates or another place are a
veto: the next meeting of a series, or the same text for another city, is another story.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from scnfeed.language.scripts import fold
from scnfeed.match.shingles import alike, contained
from scnfeed.model import Article, Decision, Event, Relation

COPY = 0.7
PART = 0.85
SUMMARY = 0.12


def compare(article: Article, other: Article) -> Decision:
    """How `article` relates to `other`: same, duplicate, translation, series or different.

    Needs no store. The figures are shares from 0 to 1: ``alike`` of all three-word runs, ``contained`` of the shorter
    text's.
    """
    if article.id and article.id == other.id:
        return _decide("same", "the same article", article, other, {})
    if article.language != other.language:
        return _across(article, other)
    figures = {
        "alike": round(alike(article.content_text, other.content_text), 3),
        "contained": round(contained(article.content_text, other.content_text), 3),
    }
    told = f"bodies {figures['alike']:.0%} alike"
    titles = bool(article.title) and fold(article.title) == fold(other.title)
    veto = _veto(article, other)
    if veto and (titles or figures["alike"] >= COPY):
        return _decide("series", f"kept apart: {'same title' if titles else told}, but {veto}", article, other, figures)
    if veto:
        return _decide("different", f"{told}, {veto}", article, other, figures)
    if figures["alike"] >= COPY:
        return _decide("duplicate", f"{told}, same dates and places", article, other, figures)
    if figures["contained"] >= PART:
        return _decide(
            "duplicate",
            f"{figures['contained']:.0%} of the shorter text stands in the longer one",
            article,
            other,
            figures,
        )
    if titles and _same_event(article, other):
        return _decide(
            "duplicate", f"same title and same event, {told}: summary and full report", article, other, figures
        )
    if titles and article.kind != other.kind and (_same_slug(article, other) or figures["contained"] >= SUMMARY):
        return _decide("duplicate", f"same title, {told}: one is the news of the other", article, other, figures)
    opening = _same_opening(article, other)
    reason = f"kept apart: {'same opening, ' if opening else ''}{'same title, ' if titles else ''}{told}"
    return _decide("different", reason, article, other, figures)


def _decide(
    relation: Relation, reason: str, article: Article, other: Article, figures: Mapping[str, float]
) -> Decision:
    return Decision(relation, reason, article=article.id, other=other.id, figures=figures, url=article.url or "")


def _across(article: Article, other: Article) -> Decision:
    if other.url and article.translations.get(other.language) == other.url:
        return _decide("translation", f"the page names it as its {other.language} version", article, other, {})
    if article.url and other.translations.get(article.language) == article.url:
        return _decide(
            "translation", f"named by the {other.language} page as its {article.language} version", article, other, {}
        )
    return _decide("different", "other languages, and neither names the other", article, other, {})


def _certain(article: Article) -> tuple[Event, ...]:
    return tuple(event for event in article.events if event.certain)


def _veto(article: Article, other: Article) -> str:
    """Why two alike texts cannot be one story; "" when nothing speaks against it."""
    mine, theirs = _certain(article), _certain(other)
    if mine and theirs:
        if (mine[0].start, mine[0].end) != (theirs[0].start, theirs[0].end):
            return f"other event dates ({mine[0].start} and {theirs[0].start})"
        here, there = fold(mine[0].place or ""), fold(theirs[0].place or "")
        if here and there and here not in there and there not in here:
            return f"another place ({mine[0].place} and {theirs[0].place})"
    return ""


def _same_event(article: Article, other: Article) -> bool:
    mine, theirs = _certain(article), _certain(other)
    return bool(mine and theirs) and (mine[0].start, mine[0].end) == (theirs[0].start, theirs[0].end)


def _same_slug(article: Article, other: Article) -> bool:
    slugs = [urlsplit(one.url or "").path.rstrip("/").rpartition("/")[2] for one in (article, other)]
    return bool(slugs[0]) and slugs[0] == slugs[1]


def _same_opening(article: Article, other: Article) -> bool:
    return alike(article.content_text[:500], other.content_text[:500]) >= 0.5
