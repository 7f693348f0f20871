"""Are two articles the same story? Every answer comes with its reason in words and figures.

A title alone never decides, nor does a shared opening: whole bodies are laid side by side. Other dates, numbers or
places are a veto: the next meeting of a series, or the same text for another city, is another story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from scnfeed.match.aligned import Alignment, Side, align, units
from scnfeed.match.folded import LONGEST, folded, letters
from scnfeed.match.shingles import alike, contained
from scnfeed.match.summary import condensed, summarised
from scnfeed.match.traces import last_part
from scnfeed.match.twins import across
from scnfeed.match.veto import other_names, veto
from scnfeed.model import Article, Decision, Event, Relation, When

NOTHING_OWN = 0.05
"""A text with no more of its own than this share of its words stands in the other one."""
LITTLE_OWN = 0.12
"""Two texts that each have no more of their own are one text, edited."""
FEW_OWN = 6
"""So many words of its own never count: a date line, a signature, "read more"."""
TEASER = 0.5
"""A text shorter than this share of the other is a teaser: it could be an opening that many pages share."""
REWORDED = 0.5
"""One word in ten put for another leaves 0.7 of the three-word runs; with fewer it is another text on one matter."""
SOME_OWN = 0.25
"""Two texts of one title that each have less of their own are one text, with a note before it or its end cut off."""
WHOLLY = 0.95
"""A text of whose three-word runs so many stand in the other has nothing of its own, however its sentences are cut."""
MUCH_OWN = 0.3
"""A text with so much more to tell, under another title on another day, goes on with the story."""
TEASER_SURE = 0.85
TEASER_TITLED = 0.5
LEAST_WORDS = 12
OPENING = 5
"""A title of so many words that its text begins with is none."""
SUMMARY = 0.12
A_NUMBER = 2
"""Words that number something: "part 2"."""
FAR = timedelta(days=120)
"""One page is not published twice so far apart: the next edition is."""


def compare(article: Article, other: Article) -> Decision:
    """How `article` relates to `other`: same, duplicate, translation, offered, series or different.

    Needs no store. The figures are shares from 0 to 1: ``alike`` of all three-word runs, ``contained`` of the shorter
    text's, ``own`` and ``own_other`` of each text's words that stand in sentences the other lacks.

    >>> one = Article("x", None, "en", "ltr", "news", "T", "", "Twelve mayors met by the harbour to talk. " * 3, id="1")
    >>> compare(one, one).relation
    'same'
    """
    if article.id and article.id == other.id:
        return _decide("same", "the same article", article, other, {})
    if article.language != other.language:
        relation, reason, proof = across(article, other)
        return _decide(relation, reason, article, other, proof)
    one, two = article.content_text[:LONGEST], other.content_text[:LONGEST]
    words = folded(one)
    same = words == folded(two)
    side = Alignment(Side(len(words), 0), Side(len(words), 0), (), 0) if same else align(units(one), units(two))
    if not side.one.words or not side.other.words:
        return _decide("different", "kept apart: no text to compare", article, other, {})
    figures = {
        "alike": 1.0 if same else round(alike(one, two), 3),
        "contained": 1.0 if same else round(contained(one, two), 3),
        "own": round(side.one.share, 3),
        "own_other": round(side.other.share, 3),
    }
    relation, reason = _told(article, other, side, figures)
    return _decide(relation, reason, article, other, figures)


def _told(article: Article, other: Article, side: Alignment, figures: Mapping[str, float]) -> tuple[Relation, str]:
    told = f"bodies {figures['alike']:.0%} alike"
    titles = bool(article.title) and folded(article.title) == folded(other.title)
    against = _veto(article, other, side)
    if against:
        close = titles or _one_text(side)
        said = "same title" if titles else told
        return ("series", f"kept apart: {said}, but {against}") if close else ("different", f"{told}, {against}")
    if _one_text(side) or figures["contained"] >= WHOLLY:
        return _of_one_text(article, other, side, figures, told)
    if titles and _same_event(article, other) and summarised(article, other):
        return "duplicate", f"same title and same event, {told}: summary and full report"
    little = max(side.one.share, side.other.share) < SOME_OWN and figures["contained"] >= 1 - SOME_OWN
    if titles and not _other_day(article, other) and condensed(article, other):
        return "duplicate", f"same title, {told}: a short version, all of whose numbers the full one has"
    elsewhere = article.site != other.site
    if little and (elsewhere or (titles and not _other_day(article, other))):
        return _but_for_a_name(article, side, f"same title, {told}" if titles else told)
    news_of = titles and article.kind != other.kind
    if news_of and (_same_slug(article, other) or figures["contained"] >= SUMMARY):
        return "duplicate", f"same title, {told}: one is the news of the other"
    shared = f"{'same opening, ' if _same_opening(article, other) else ''}{'same title, ' if titles else ''}"
    own = f"each tells something of its own ({side.one.share:.0%} and {side.other.share:.0%})"
    return "different", f"kept apart: {shared}{told}, {own}"


def _one_text(side: Alignment) -> bool:
    """Whether one text has nothing of its own, or each so little that it is an edit."""
    nothing = any(one.own <= max(min(FEW_OWN, one.words // 4), NOTHING_OWN * one.words) for one in _sides(side))
    return nothing or all(one.share <= LITTLE_OWN for one in _sides(side))


def _sides(side: Alignment) -> tuple[Side, Side]:
    return side.one, side.other


def _of_one_text(
    article: Article, other: Article, side: Alignment, figures: Mapping[str, float], told: str
) -> tuple[Relation, str]:
    """One text, or its beginning: short ones need more than themselves to be taken for the other."""
    shorter, longer = sorted((side.one.words, side.other.words))
    if shorter < LEAST_WORDS and not _alike_titles(article, other):
        return "different", f"kept apart: only {shorter} words to compare"
    share = f"{figures['contained']:.0%} of the shorter text stands in the longer one"
    if shorter >= TEASER * longer:
        if figures["contained"] < REWORDED:
            return "different", f"kept apart: only {share}"
        reposted = article.site != other.site and figures["contained"] >= TEASER_SURE
        if max(side.one.share, side.other.share) > MUCH_OWN and _told_apart(article, other) and not reposted:
            return "different", f"kept apart: {share}, under another title on another day"
        return _but_for_a_name(article, side, told)
    headed = _one_title(article, other)
    if figures["contained"] >= (TEASER_TITLED if headed else TEASER_SURE) and (headed or _untitled(article, other)):
        return "duplicate", f"{share}: one is the beginning of the other"
    return "different", f"kept apart: {share}, which may be an opening that many share, and the titles differ"


def _but_for_a_name(article: Article, side: Alignment, told: str) -> tuple[Relation, str]:
    """One text, unless a sentence of each that stands at the same place tells of another person."""
    other = other_names(side, article.language)
    return (
        ("series", f"kept apart: {told}, but {other}")
        if other
        else ("duplicate", f"{told}, same numbers, days and places")
    )


def _told_apart(article: Article, other: Article) -> bool:
    """Whether both have a day and a title of their own."""
    titled = not _untitled(article, other) and folded(article.title) != folded(other.title)
    return titled and _other_day(article, other)


def _other_day(article: Article, other: Article) -> bool:
    return bool(article.published and other.published) and str(article.published)[:10] != str(other.published)[:10]


def _alike_titles(article: Article, other: Article) -> bool:
    mine, theirs = (set(folded(one.title)) for one in (article, other))
    return bool(mine and theirs) and 2 * len(mine & theirs) >= min(len(mine), len(theirs))


def _one_title(article: Article, other: Article) -> bool:
    """Whether one title has every word of the other: a teaser's may be cut, but says nothing else."""
    mine, theirs = (set(folded(one.title)) for one in (article, other))
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _untitled(article: Article, other: Article) -> bool:
    """Whether one has no title of its own: none, or its first words."""
    return any(
        not one.title or one.sources.get("title") in ("sentence", "url") or _is_opening(one) for one in (article, other)
    )


def _is_opening(article: Article) -> bool:
    """Whether a title is nothing but how the text begins, its last word perhaps cut."""
    title = folded(article.title)
    opening = folded(article.content_text[: 2 * len(article.title) + 20])[: len(title)]
    return len(title) >= OPENING and title[:-1] == opening[:-1] and opening[-1].startswith(title[-1])


def _decide(
    relation: Relation, reason: str, article: Article, other: Article, figures: Mapping[str, float]
) -> Decision:
    return Decision(relation, reason, article=article.id, other=other.id, figures=figures, url=article.url or "")


def _certain(article: Article) -> tuple[Event, ...]:
    return tuple(event for event in article.events if event.certain)


def _veto(article: Article, other: Article, side: Alignment) -> str:
    """Why two alike texts cannot be one story; "" when nothing speaks against it."""
    mine, theirs = _certain(article), _certain(other)
    if mine and theirs:
        pairs = [(a, b) for a in mine for b in theirs if _one_time(a, b, article.site != other.site)]
        if not pairs:
            return f"other event dates ({mine[0].start} and {theirs[0].start})"
        named = [(a.place, b.place) for a, b in pairs if a.place and b.place]
        if named and not any(_one_place(*pair) or _names_both(article, other, pair) for pair in named):
            return f"another place ({named[0][0]} and {named[0][1]})"
    if article.published and other.published:
        apart = abs(_day(article.published) - _day(other.published))
        if apart > FAR:
            return f"published {apart.days} days apart"
        if apart and (number := _numbered(article.title, other.title)):
            return f"only one of them is numbered {number}"
    return veto(
        (article.title, article.content_text[:LONGEST]),
        (other.title, other.content_text[:LONGEST]),
        side,
        article.language,
    )


def _numbered(one: str, other: str) -> str:
    """What numbers one of two titles that are the same but for that, in print; "" where nothing does."""
    mine, theirs = folded(one), folded(other)
    extra, lacking = Counter(mine) - Counter(theirs), Counter(theirs) - Counter(mine)
    words = list((extra or lacking).elements())
    numbers = [any(letter.isdigit() for letter in word) for word in words]
    only = all(numbers) or (len(words) <= A_NUMBER and any(numbers))
    return " ".join(words) if only and bool(extra) != bool(lacking) else ""


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _one_time(one: Event, other: Event, elsewhere: bool) -> bool:
    """The same days; for a report on another site a day more or less, since hosts count them differently."""
    loose = timedelta(days=1 if elsewhere else 0)
    return all(abs(_day(a) - _day(b)) <= loose for a, b in ((one.start, other.start), (one.end, other.end)))


def _one_place(here: str, there: str) -> bool:
    a, b = letters(here), letters(there)
    return a in b or b in a


def _names_both(article: Article, other: Article, places: tuple[str, str]) -> bool:
    """Whether both texts name both places: a city and its country, of which one was taken here and one there."""
    texts = [" ".join(folded(one.content_text[:LONGEST])) for one in (article, other)]
    return all(word in text for place in places for word in folded(place) for text in texts)


def _same_event(article: Article, other: Article) -> bool:
    mine, theirs = _certain(article), _certain(other)
    return any(_one_time(a, b, article.site != other.site) for a in mine[:1] for b in theirs[:1])


def _same_slug(article: Article, other: Article) -> bool:
    slugs = [last_part(one.url or "") for one in (article, other)]
    return bool(slugs[0]) and slugs[0] == slugs[1]


def _same_opening(article: Article, other: Article) -> bool:
    return alike(article.content_text[:500], other.content_text[:500]) >= 0.5
