"""An article met for the first time: the story it joins as a copy or a translation, or its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from scnfeed.match.bench import Bench
from scnfeed.match.compare import compare
from scnfeed.match.kin import believed, likely, twins_of
from scnfeed.match.order import ordered
from scnfeed.match.told import better, worth_telling
from scnfeed.model import Article, Change, Decision

ONE_TEXT = 0.5
"""Texts less alike than this are one because one of them is the beginning of the other."""

Place = Literal["preferred", "duplicate", "translation", "offered"]


def met_first(bench: Bench, article: Article, asked: str, near: Sequence[Article]) -> list[Change]:
    """The changes that a new article makes; `near` are the known ones that may tell the same."""
    if asked and asked != article.url and _free(bench, article.site, asked):
        article = replace(article, aliases=(asked,))
    copies = [(other, compare(article, other)) for other in near]
    found = [(o, d) for o, d in copies if d.relation == "duplicate" and not o.withdrawn]
    best = max(found, key=lambda pair: pair[1].figures.get("alike", 0.0), default=None)
    if best and not _many_begin_so(bench, article, best, found):
        return _join_copy(bench, article, *best)
    named, doubts = believed(bench.known, article, twins_of(bench.known, article))
    if named:
        return _join_twins(bench, article, named)
    taken, offered = likely(bench.known, article)
    if taken:
        return _join_twins(bench, article, [taken[0]], taken[1])
    new = _minted(bench, article)
    apart = next((d for _, d in copies if d.relation in ("series", "different") and worth_telling(d)), None)
    reason = "; ".join(["first seen", *doubts, *([apart.reason] if apart else [])])
    other, figures = (apart.other, apart.figures) if apart else ("", {})
    first = Change(Decision("new", reason, new.id, other, figures=figures, url=new.url or ""), new)
    return [first, *(Change(replace(one, article=new.id), None) for one in offered[:1])]


def _many_begin_so(
    bench: Bench, article: Article, best: tuple[Article, Decision], found: Sequence[tuple[Article, Decision]]
) -> bool:
    """Whether a teaser would tie stories together that are none: it is the beginning of several, or its own story has a
    text already that tells something else.
    """
    if best[1].figures.get("alike", 1.0) >= ONE_TEXT:
        return False
    stories = {other.story for other, decision in found if decision.figures.get("alike", 1.0) < ONE_TEXT}
    members = bench.known.story(best[0].story)
    told = [m for m in members if m.id != best[0].id and m.language == article.language and not m.withdrawn]
    return len(stories) > 1 or any(compare(article, m).relation in ("series", "different") for m in told)


def _free(bench: Bench, site: str, address: str) -> bool:
    """Whether an address leads to no other live article: then it is that one's."""
    there = bench.known.by_address(site, address)
    return there is None or there.withdrawn is not None


def _minted(bench: Bench, article: Article, story: str = "", relation: Place = "preferred") -> Article:
    """The article with an id, its story (its own where none is given) and its place in feeds."""
    when, source = ordered(article, bench.site, bench.now, bench.baseline)
    id = bench.mint()
    return replace(
        article,
        id=id,
        story=story or bench.mint(),
        relation=relation,
        first_seen=bench.now,
        baseline=bench.baseline,
        ordered=when,
        order_source=source,
    )


def _join_copy(bench: Bench, article: Article, other: Article, found: Decision) -> list[Change]:
    """Of two copies the one that readers have seen stays preferred; met together, the better one of a site is."""
    together = other.first_seen == bench.now and other.site == article.site
    if together and better(article, other):
        kept, copy = _minted(bench, article, other.story, other.relation), replace(other, relation="duplicate")
        new = kept
    else:
        kept, copy = other, _minted(bench, article, other.story, "duplicate")
        new = copy
    changes = [Change(replace(found, article=new.id, other=other.id), new)]
    if kept is new:
        reason = f"{found.reason}; the other one is preferred"
        changes.append(Change(Decision("duplicate", reason, other.id, new.id, url=other.url or ""), copy))
    for change in changes:
        if change.article:
            bench.known.add(change.article)
    return changes + merged(bench, new, believed(bench.known, new, twins_of(bench.known, new))[0])


def _join_twins(
    bench: Bench, article: Article, twins: Sequence[Article], found: Decision | None = None
) -> list[Change]:
    story = twins[0].story
    members = bench.known.story(story)
    beside = any(m.language == article.language and m.relation != "duplicate" and not m.withdrawn for m in members)
    new = _minted(bench, article, story, "duplicate" if beside else "translation")
    told = found.reason if found else "as the page says by hreflang"
    reason = f"the {new.language} version of “{twins[0].title}”, {told}"
    figures = found.figures if found else {}
    decision = Decision("translation", reason, new.id, twins[0].id, figures=figures, url=new.url or "")
    bench.known.add(new)
    return [Change(decision, new), *merged(bench, new, twins)]


def merged(bench: Bench, new: Article, twins: Sequence[Article]) -> list[Change]:
    """Members of the twins' stories follow into `new`'s story, where its language is free or it is a copy."""
    changes = []
    for other in dict.fromkeys(twin.story for twin in twins if twin.story != new.story):
        for member in list(bench.known.story(other)):
            there = bench.known.story(new.story)
            holder = next((m for m in there if m.language == member.language and m.relation != "duplicate"), None)
            split = any(bench.rulings.apart(member.id, m.id) for m in there)
            if split or (holder and compare(member, holder).relation != "duplicate"):
                continue
            relation: Place = "duplicate" if holder or member.relation == "duplicate" else "translation"
            joined = replace(member, story=new.story, relation=relation)
            reason = f"one story with “{new.title}”: both are versions of one page"
            bench.known.add(joined)
            changes.append(Change(Decision("translation", reason, member.id, new.id, url=member.url or ""), joined))
    return changes
