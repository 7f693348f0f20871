"""Translations: named by the pages themselves, else likely by what no translator changes.

Numbers, days, pictures, files, links, names in the same letters, and how long the sentences are. What all reports of
one event share (its days, the day of publication, a picture) is never enough. A text that is only likely to be a
translation is offered to an editor, never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from scnfeed.language.dates import dates_in
from scnfeed.language.named import places_named
from scnfeed.language.scripts import ascii_digits, sentences
from scnfeed.match.contrary import Facts, contrary, scaled, telling
from scnfeed.match.facts import stages
from scnfeed.match.names import Told, other_names, shared_names, told
from scnfeed.match.shape import distance, lengths, rough_lengths
from scnfeed.match.traces import file_name, numbers_in, plain_address, slug
from scnfeed.model import Article, Relation

TAKEN = 0.7
"""Score from which two pages that do not name each other are taken for translations."""
OFFERED = 0.5
"""Score from which an editor is asked."""
UNDISPUTED = 0.9
WEEKS, WEEKS_APART = timedelta(days=14), 2.5
"""What it costs to be published weeks apart, beside not on one day: a translation follows soon, the next of a series
later.
"""
ENOUGH = ((1.0, 0.6), (1.7, 1.0), (3.0, 1.5))
"""Weight of agreeing facts of this text alone, and how far apart the sentences may run then: a single number that two
reports of one day share by chance proves nothing where the sentences differ.
"""
OWN_ALONE = 4.0
"""So much weight of facts of this text alone is offered however the sentences run."""
LEAST_OWN = 0.7
LEAST_PROOF = 3.0
VERY_ALIKE = 0.7
"""Sentences that run so much alike are offered where the day of publication or the event is the same too."""
LEAST_SENTENCES = 4
ROUGHLY, ROUGHLY_ALIKE = 3, 0.6
"""How far sentences that are counted roughly may differ in number and run apart, to be looked at closely."""
SURELY_ALIKE = 0.4
"""So many sentences that run so much alike prove a translation where the day is the same too and nothing speaks against
it: of 10,000 pairs of unlike texts none does.
"""
MANY_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Weight:
    """What one shared fact of a kind is worth, what one that only one text has costs, and whether it is the text's
    own: the days of an event are shared by all its reports.
    """

    shared: float
    lacking: float
    own: bool = True


WEIGHTS: Mapping[str, Weight] = {
    "events": Weight(1.5, 0.0, own=False),
    "publication days": Weight(1.0, 2.5, own=False),
    "images": Weight(1.0, 0.2, own=False),
    "lead numbers": Weight(0.4, 0.4, own=False),
    "days": Weight(1.0, 0.5),
    "numbers": Weight(1.0, 0.6),
    "attachments": Weight(1.5, 0.5),
    "links": Weight(1.0, 0.4),
    "names": Weight(0.7, 0.1),
    "places": Weight(0.4, 0.3),
    "slugs": Weight(4.0, 0.0),
}
MOST = 4
"""Facts of one kind beyond this number prove nothing more."""
SHAPE = 4.0
"""Worth of sentences that run alike; their unlikeness costs as much."""
ALIKE_BELOW = 1.1
UNLIKE_FROM = 2.2
LONGER = 1.8
"""A translation is not so many times as long as its original, and has not so many times its sentences."""
YEAR, CENTURY = 4, "20"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DIGITS = re.compile(r"\d+")
_NAME = re.compile(r"[A-Z](?<=\b[A-Z])(?:(?<![.!?]\s[A-Z])(?<!^[A-Z])[A-Za-zÀ-ɏ'’-]{2,}|[A-Z]+\b)", re.MULTILINE)
_HREF = re.compile(r'href="([^"]+)"')


def across(article: Article, other: Article) -> tuple[Relation, str, dict[str, float]]:
    """Relation of two articles in two languages, the reason, and the figures it rests on."""
    there, back = article.translations.get(other.language), other.translations.get(article.language)
    mine, theirs = {article.url, *article.aliases}, {other.url, *other.aliases}
    if (there and there not in theirs) or (back and back not in mine):
        return "different", "other languages, and one names another page as its version", {}
    if there:
        return "translation", f"the page names it as its {other.language} version", {}
    if back:
        return "translation", f"named by the {other.language} page as its {article.language} version", {}
    return likely(article, other)


def likely(article: Article, other: Article) -> tuple[Relation, str, dict[str, float]]:
    """Whether two pages that do not name each other tell the same, by what no translator changes."""
    mine, theirs = _facts_of(article), _facts_of(other)
    one, two = lengths(article.content_text), lengths(other.content_text)
    far = distance(one, two)
    proof = own = against = 0.0
    shared = []
    for kind, weight in WEIGHTS.items():
        a, b = mine[kind], theirs[kind]
        common = len(a & b)
        if not a or not b:
            continue
        proof += weight.shared * min(common, MOST)
        own += weight.shared * min(common, MOST) * weight.own
        against += weight.lacking * min(min(len(a), len(b)) - common, MOST)
        if common:
            shared.append(f"{common} {kind}")
    against += WEEKS_APART * _weeks_apart(article, other)
    shape = SHAPE * _likeness(far)
    proof, against = proof + max(shape, 0), against - min(shape, 0)
    score = proof / (proof + against) if proof else 0.0
    figures = {"score": round(score, 3), "own": round(own, 2), "proof": round(proof, 2), "shape": round(far, 2)}
    same_day = bool(mine["publication days"] & theirs["publication days"] or mine["events"] & theirs["events"])
    undated = not (article.published and other.published)
    very = far <= VERY_ALIKE and min(len(one), len(two)) >= LEAST_SENTENCES and (same_day or undated)
    sure = far <= SURELY_ALIKE and min(len(one), len(two)) >= MANY_SENTENCES and same_day and score >= UNDISPUTED
    run = "sentences run alike" if shape > 0 else "sentences do not run alike"
    said = f"shared: {', '.join(shared) or 'nothing'}, {run} ({far:.1f}), score {score:.2f}"
    if mine["events"] and theirs["events"] and not mine["events"] & theirs["events"]:
        return "different", f"other languages and other event dates; {said}", figures
    heads = [frozenset(_DIGITS.findall(ascii_digits(one.title))) for one in (article, other)]
    if heads[0] - heads[1] and heads[1] - heads[0]:
        return "different", f"other languages and other numbers in their titles; {said}", figures
    heard = 0
    if score >= OFFERED and shape > 0 and (heard := shared_names(_names_of(article), _names_of(other))):
        said = said.replace("shared: ", f"shared: {heard} names by their sound, ", 1).replace("nothing, ", "", 1)
    more = WEIGHTS["names"].shared * min(heard, MOST)
    enough = any(own + more >= least and far <= most for least, most in ENOUGH)
    could = score >= TAKEN and shape > 0 and proof + more - shape >= 1
    taken = could and (enough or sure)
    if taken and (series := _against(article, other, mine, theirs)):
        return "offered", f"perhaps a translation, but {series}; {said}", figures
    if taken:
        return "translation", f"neither names the other; {said} (taken from {TAKEN})", figures
    own += more if heard > 1 else 0
    if score >= OFFERED and proof >= LEAST_PROOF and ((own >= LEAST_OWN and shape > 0) or very or own >= OWN_ALONE):
        return "offered", f"perhaps a translation; {said} (offered from {OFFERED}, taken from {TAKEN})", figures
    return "different", f"other languages, and neither names the other; {said}", figures


def _against(article: Article, other: Article, mine: Facts, theirs: Facts) -> str:
    """In words, what makes two alike texts two of a series: numbers, days, cities, names, or that one title tells how
    something begins and the other one how it ends.
    """
    if series := contrary(mine, theirs):
        return series
    here, there = stages(article.title, article.language), stages(other.title, other.language)
    if here - there and there - here:
        return "one begins and the other ends"
    return other_names(_names_of(article), _names_of(other))


def _names_of(article: Article) -> Told:
    return told(article.title, article.content_text[:20_000], article.language)


def promising(article: Article, other: Article) -> bool:
    """Whether it is worth to ask if two pages are `likely` translations, by what costs little.

    Both are about as long, and share a number, a name, a file or a link of their own, or their sentences run very much
    alike.
    """
    if slug(article) and slug(article) == slug(other):
        return True
    one, two = article.content_text, other.content_text
    if _far_apart(len(one), len(two)) or _far_apart(_stops(one), _stops(two)):
        return False
    mine, theirs = rough_lengths(one), rough_lengths(two)
    if _one_name(one, two) or not _figures_of(article).isdisjoint(_figures_of(other)):
        return distance(mine, theirs, UNLIKE_FROM) < UNLIKE_FROM
    if min(len(mine), len(theirs)) < LEAST_SENTENCES or abs(len(mine) - len(theirs)) > ROUGHLY:
        return False
    return distance(mine, theirs, ROUGHLY_ALIKE) <= ROUGHLY_ALIKE


def _one_name(one: str, other: str) -> bool:
    """Whether two texts share a name; most have none of the other's letters, and are not searched for theirs."""
    mine = _names_in(one)
    return any(name in other for name in mine) and not mine.isdisjoint(_names_in(other))


@lru_cache(maxsize=2048)
def _names_in(text: str) -> frozenset[str]:
    return frozenset(_NAME.findall(text))


def _figures_of(article: Article) -> frozenset[str]:
    """Its numbers, files and links."""
    links = tuple(_HREF.findall(article.content_html)) if "href" in article.content_html else ()
    files = tuple(file_name(file.url) for file in article.attachments)
    return _figures(article.content_text, str(article.published)[:4], (*files, *map(plain_address, links)))


@lru_cache(maxsize=2048)
def _figures(text: str, year: str, links: tuple[str, ...]) -> frozenset[str]:
    return _without_years(numbers_in(text[:50_000])) - {year} | frozenset(links)


def _without_years(numbers: Iterable[str]) -> frozenset[str]:
    """Numbers but the years of our time, which texts of all matters share."""
    return frozenset(number for number in numbers if not (len(number) == YEAR and number[:2] == CENTURY))


def _stops(text: str) -> int:
    return sum(map(text.count, (". ", ".\n", "\n\n")))


def _far_apart(one: int, other: int) -> bool:
    return max(one, other) > LONGER * min(one, other) + 2


def _likeness(far: float) -> float:
    """1 for sentences that run alike, falling to -1 for those of other texts."""
    middle, half = (ALIKE_BELOW + UNLIKE_FROM) / 2, (UNLIKE_FROM - ALIKE_BELOW) / 2
    return max(-1.0, min(1.0, (middle - far) / half))


def _weeks_apart(article: Article, other: Article) -> bool:
    days = [date.fromisoformat(str(one.published)[:10]) for one in (article, other) if one.published]
    return len(days) > 1 and abs(days[0] - days[1]) > WEEKS


def _facts_of(article: Article) -> Facts:
    return _facts(
        article.content_text[:50_000],
        article.language,
        article.title,
        tuple(f"{event.start}/{event.end}" for event in article.events if event.certain),
        str(article.published)[:10] if article.published else "",
        tuple(image.url for image in article.images),
        tuple(file.url for file in article.attachments),
        tuple(_HREF.findall(article.content_html)),
        slug(article),
    )


@lru_cache(maxsize=512)
def _facts(
    text: str,
    language: str,
    title: str,
    events: tuple[str, ...],
    published: str,
    images: tuple[str, ...],
    files: tuple[str, ...],
    links: tuple[str, ...],
    slug: str,
) -> Facts:
    """What a translation has in common with its original, by kind. What stands in the lead, all reports have."""
    plain = scaled(ascii_digits(text), language)
    lead = "\n".join(sentences(plain)[:2])
    dated = [(span, f"{span.start}/{span.end}") for span in dates_in(plain[:20_000], language) if span.certain]
    early = frozenset(_NUMBER.findall(lead))
    named = places_named(text[:20_000], language)
    known = frozenset(map(file_name, files))
    numbers = numbers_in(plain)
    return {
        **telling(numbers, (days for _, days in dated), named, len(lead)),
        "events": frozenset(events),
        "publication days": frozenset([published] if published else []),
        "images": frozenset(map(file_name, images)),
        "lead numbers": early,
        "days": frozenset(days for span, days in dated if span.position >= len(lead)) - frozenset(events),
        "numbers": _without_years(numbers) - frozenset(numbers_in(lead)),
        "attachments": known,
        "links": frozenset(
            plain_address(link) for link in links if link.startswith("http") and file_name(link) not in known
        ),
        "names": frozenset(_NAME.findall(f"{title}\n{text}")) - frozenset(_NAME.findall(lead)),
        "places": frozenset(code for _, code in named) - {code for at, code in named if at < len(lead)},
        "slugs": frozenset([slug] if slug else []),
    }
