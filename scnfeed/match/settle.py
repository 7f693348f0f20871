"""Stories at the end of a run, when all their members have been met: missing dates, and who speaks for a story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scnfeed.match.bench import Bench
from scnfeed.match.identity import SAME_TEXT
from scnfeed.match.shingles import alike
from scnfeed.match.told import rank
from scnfeed.model import Article, Change, Decision, moment


def settled(bench: Bench, stories: Sequence[str]) -> list[Change]:
    """What follows for the members of `stories`, each told as a decision."""
    changes = []
    bench.known.expect_stories(stories)
    for story in dict.fromkeys(stories):
        for follows in (_untranslated, _spoken_for, _dated):
            for change in list(follows(bench, story)):
                if change.article:
                    bench.known.add(change.article)
                changes.append(change)
    return changes


def _untranslated(bench: Bench, story: str) -> Iterator[Change]:
    """A page that prints another version's text speaks for no language; once it is translated, it does."""
    members = [m for m in bench.known.story(story) if m.site == bench.site.name and not m.withdrawn]
    for member in members:
        original = next((m for m in members if _prints(member, m)), None)
        if original and member.relation != "duplicate":
            reason = f"not translated: its text is that of its {original.language} version"
            copy = replace(member, relation="duplicate")
            yield Change(Decision("duplicate", reason, member.id, original.id, url=member.url or ""), copy)
            if member.relation == "preferred" and original.relation == "translation":
                told = Decision(
                    "same", f"in the place of {member.url}, which is not translated", original.id, member.id
                )
                yield Change(replace(told, url=original.url or ""), replace(original, relation="preferred"))
        elif not original and member.relation == "duplicate" and not _ruled_out(bench, member):
            kin = [m for m in members if m.language == member.language and m.id != member.id]
            other = next((m for m in members if m.language != member.language and m.relation != "duplicate"), None)
            if other and not kin:
                reason = f"the {member.language} version of “{other.title}”, translated by now"
                spoken = replace(member, relation="translation")
                yield Change(Decision("translation", reason, member.id, other.id, url=member.url or ""), spoken)


def _prints(member: Article, other: Article) -> bool:
    """Whether the text of `member`, in another language than its page says, is that of `other`."""
    read_as = f"its text reads as {other.language}"
    if other.language == member.language or not any(doubt.endswith(read_as) for doubt in member.doubts):
        return False
    return alike(member.content_text, other.content_text) >= SAME_TEXT


def _dated(bench: Bench, story: str) -> Iterator[Change]:
    """Members without a date get that of their twin."""
    members = bench.known.story(story)
    dated = next((m for m in members if m.published and m.sources.get("published") != "twin"), None)
    for member in members:
        if dated and not member.published and dated.site == member.site and dated.language != member.language:
            filled = replace(
                member,
                published=dated.published,
                sources={**member.sources, "published": "twin"},
                ordered=moment(dated.published) if dated.published else member.ordered,
                order_source="twin",
            )
            reason = f"its date {dated.published} is that of its {dated.language} version"
            yield Change(Decision("same", reason, filled.id, dated.id, url=filled.url or ""), filled)


def _spoken_for(bench: Bench, story: str) -> Iterator[Change]:
    """In each language one live member speaks for the story: a copy takes the place of one that is gone."""
    by_language: dict[str, list[Article]] = defaultdict(list)
    for member in bench.known.story(story):
        if member.site == bench.site.name:
            by_language[member.language].append(member)
    for members in by_language.values():
        speaking = [m for m in members if m.relation != "duplicate"]
        live = [m for m in speaking if not m.withdrawn]
        copies = [m for m in members if m.relation == "duplicate" and not m.withdrawn and not _ruled_out(bench, m)]
        if len(live) > 1:
            yield from _one_of(live)
        elif speaking and not live and copies:
            yield from _heir(bench, speaking[-1], max(copies, key=rank))


def _ruled_out(bench: Bench, member: Article) -> bool:
    return bool(bench.rulings.withdrawn(member.id) or bench.rulings.stands_for(member.id))


def _one_of(live: Sequence[Article]) -> Iterator[Change]:
    """Of two that speak for one story (one came back) the one that readers met first."""
    first = min(live, key=lambda m: (m.first_seen is None, m.first_seen, m.id))
    for other in live:
        if other.id != first.id:
            reason = f"a copy of “{first.title}”, which readers met first"
            copy = replace(other, relation="duplicate")
            yield Change(Decision("duplicate", reason, other.id, first.id, url=other.url or ""), copy)


def _heir(bench: Bench, gone: Article, copy: Article) -> Iterator[Change]:
    """The page of `gone` is no more, a copy of it is there: the same text is the same article at another address, so
    its id lives on; another text takes its place in the story.
    """
    if bench.rulings.withdrawn(gone.id) or alike(gone.content_text, copy.content_text) < SAME_TEXT:
        reason = f"in the place of “{gone.title}”, whose page is gone"
        taken = replace(copy, relation=gone.relation)
        yield Change(Decision("same", reason, copy.id, gone.id, url=copy.url or ""), taken)
        return
    aliases = {*gone.aliases, *copy.aliases, gone.url or ""} - {"", copy.url or ""}
    moved = replace(
        gone,
        url=copy.url,
        canonical_url=copy.canonical_url,
        post_id=copy.post_id or gone.post_id,
        withdrawn=None,
        event_sequence=gone.event_sequence + 2 * bool(gone.withdrawn),
        aliases=tuple(sorted(aliases)),
        translations=copy.translations or gone.translations,
    )
    reason = f"from {gone.url} to {copy.url}: its page is gone, the same text stands there"
    yield Change(Decision("moved", reason, gone.id, copy.id, url=copy.url or ""), moved)
    left = replace(copy, withdrawn=bench.now)
    yield Change(Decision("withdrawn", f"one article with {gone.id}", copy.id, gone.id, url=copy.url or ""), left)
