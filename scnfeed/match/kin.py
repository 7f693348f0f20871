"""Which known articles in other languages an article belongs to: those that pages name, and those that are likely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scnfeed.match.compare import compare
from scnfeed.match.known import Known
from scnfeed.match.twins import promising
from scnfeed.model import Article, Decision

_NEVER = datetime.min.replace(tzinfo=UTC)
_MARGIN = 0.1
"""By so much a likely original must be likelier than the next one."""


def twins_of(known: Known, article: Article) -> list[Article]:
    """Known articles of the site in other languages that this page names, or that name it."""
    named = [
        one
        for language, address in article.translations.items()
        if (one := known.by_address(article.site, address)) and one.language == language
    ]
    naming = [
        one
        for one in (known.naming(article.url) if article.url else ())
        if one.site == article.site and one.translations.get(article.language) == article.url
    ]
    found = {one.id: one for one in (*named, *naming) if one.language != article.language}
    return sorted(found.values(), key=lambda one: (one.first_seen is None, one.first_seen or _NEVER, one.id))


def believed(known: Known, new: Article, twins: Sequence[Article]) -> tuple[list[Article], list[str]]:
    """Of the twins that pages claim, those that nothing contradicts; and what contradicts the others."""
    believed, doubts = [], []
    for twin in twins:
        back = twin.translations.get(new.language)
        holder = next(
            (
                m
                for m in known.story(twin.story)
                if m.language == new.language and m.relation != "duplicate" and not m.withdrawn and m.id != new.id
            ),
            None,
        )
        there = new.translations.get(twin.language)
        if back and back not in (new.url, *new.aliases):
            doubts.append(f"kept apart: it names {twin.url}, which names {back} as its {new.language} version")
        elif there and there not in (twin.url, *twin.aliases):
            doubts.append(f"kept apart: {twin.url} names it, but it names {there} as its {twin.language} version")
        elif holder and compare(new, holder).relation != "duplicate":
            doubts.append(f"kept apart: {holder.url} already is the {new.language} version of {twin.url}")
        else:
            believed.append(twin)
    return believed, doubts


def likely(known: Known, new: Article) -> tuple[tuple[Article, Decision] | None, list[Decision]]:
    """The one article in another language that this is a translation of, and those an editor may look at."""
    found = []
    for other in known.abroad(new):
        if other.withdrawn or other.relation == "duplicate":
            continue
        if new.language in other.translations or other.language in new.translations or not promising(new, other):
            continue
        if _has(known, other.story, new.language):
            continue
        decision = compare(new, other)
        if decision.relation in ("translation", "offered"):
            found.append((decision.figures.get("score", 0.0), decision.relation == "translation", other, decision))
    found.sort(key=lambda row: (-row[1], -row[0], row[2].id))
    offered = [replace(row[3], relation="offered") for row in found]
    if not found or not found[0][1]:
        return None, offered
    rivals = [row for row in found[1:] if row[2].story != found[0][2].story and row[0] > found[0][0] - _MARGIN]
    if rivals:
        return None, [replace(offered[0], reason=f"{offered[0].reason}; {len(rivals)} more are as likely")]
    return (found[0][2], found[0][3]), []


def _has(known: Known, story: str, language: str) -> bool:
    return any(m.language == language and m.relation != "duplicate" for m in known.story(story))
