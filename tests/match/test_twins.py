"""Translations that no page names: taken when sure, offered when likely, never mixed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from scnfeed.match.compare import compare
from scnfeed.match.normalise import normalise
from scnfeed.model import Article, Attachment
from scnfeed.read import read
from scnfeed.sample.edition import Edition
from scnfeed.sample.pages import article as page_of
from scnfeed.sample.pages import html
from scnfeed.sample.script import world
from tests.match.factory import FERRY, SITE, article, judge


def unnamed() -> Iterator[tuple[str, Article]]:
    """Every page of the sample site, its links to its translations taken away."""
    edition = Edition(SITE.home, world(30), frozenset({"hreflang"}))
    for story, text in edition.live("news", "resource"):
        body = html(edition, page_of(edition, story, text.language)).encode()
        found = normalise(read(body, edition.at(story.path(text.language)), site=SITE), SITE)
        yield story.key, replace(found, translations={})


@pytest.fixture(scope="module")
def judged() -> list[tuple[bool, str]]:
    found: list[tuple[bool, str]] = [
        (one[0] == other[0], compare(one[1], other[1]).relation)
        for one, other in combinations(unnamed(), 2)
        if one[1].language != other[1].language
    ]
    assert len(found) > 2000
    return found


def test_no_two_stories_are_taken_for_translations(judged: list[tuple[bool, str]]) -> None:
    assert [relation for same, relation in judged if not same and relation == "translation"] == []


def test_8_of_10_translations_are_taken_and_the_rest_is_offered(judged: list[tuple[bool, str]]) -> None:
    true = [relation for same, relation in judged if same]
    assert true.count("translation") >= 0.8 * len(true)
    assert set(true) <= {"translation", "offered"}


ARABIC = (
    "روى طواقم العبارات كيف يحتفظون بقائمة المصابيح المعطلة والسلالم التي تحتها. وأرانا حارس الميناء من الرصيف الغربي"
    " الدرج الذي تنتظر فيه القفازات الضائعة أصحابها، وسأل من غيره يحتفظ بمثل هذا الدرج. فارتفعت إحدى عشرة يدا. وبحلول"
    " المساء اتفقت المجموعة على بطاقة من ثلاثة أسطر توضع خلف الشارة."
)
GUIDE = Attachment("https://strongcitiesnetwork.org/uploads/lamps-guide-en.pdf")
GUIDE_AR = Attachment("https://strongcitiesnetwork.org/uploads/lamps-guide-ar.pdf")


def test_a_page_that_shares_a_file_and_runs_alike_joins_the_story_and_says_by_what() -> None:
    bench = judge(article(id="urn:uuid:1", story="s", attachments=(GUIDE,)))
    (change,) = bench.decide(article("x", language="ar", content_text=ARABIC, attachments=(GUIDE_AR,)))
    assert change.article and change.article.story == "s" and change.decision.relation == "translation"
    assert "1 attachments" in change.decision.reason and change.decision.figures["score"] >= 0.7


def test_a_likely_one_is_offered_and_keeps_its_own_story() -> None:
    bench = judge(article(id="urn:uuid:1", story="s"))
    new, offer = bench.decide(article("x", language="ar", content_text=ARABIC))
    assert new.decision.relation == "new" and new.article and new.article.story != "s"
    assert (offer.decision.relation, offer.decision.other, offer.article) == ("offered", "urn:uuid:1", None)


def test_of_two_likely_originals_neither_is_taken() -> None:
    one = article("one", id="urn:uuid:1", story="s1", attachments=(GUIDE,))
    bench = judge(one, article("two", id="urn:uuid:2", story="s2", attachments=(GUIDE,)))
    changes = bench.decide(article("x", language="ar", content_text=ARABIC, attachments=(GUIDE_AR,)))
    assert [change.decision.relation for change in changes] == ["new", "offered"]
    assert "as likely" in changes[1].decision.reason


def test_another_day_of_publication_speaks_against_a_translation() -> None:
    original = article(attachments=(GUIDE,))
    later = article(language="ar", content_text=ARABIC, attachments=(GUIDE_AR,), published=date(2025, 3, 9))
    same = replace(later, published=original.published)
    scores = [compare(original, one).figures["score"] for one in (later, same)]
    assert scores[0] < scores[1]


def test_a_page_that_names_another_version_is_not_taken_for_this_one() -> None:
    original = article(attachments=(GUIDE,), translations={"ar": "https://strongcitiesnetwork.org/ar/news/z/"})
    assert (
        compare(original, article(language="ar", content_text=ARABIC, attachments=(GUIDE_AR,))).relation == "different"
    )
    assert FERRY in original.content_text


BEDS = {
    "en": (
        "Lettuce behind the tram depot in {city}",
        "For {count} gardeners of {city} the year begins on {day} {month} 2025 behind the tram depot. A "
        "neighbour turned the water on at dawn, and somebody had brought pancakes.\n\nThere are 48 beds and "
        "310,000 worms, as the children say who count everything. The oldest bed belongs to Marta Ilves. She "
        "pays for it with a song at the harvest.\n\nNobody locks the gate. Last year 17 pumpkins were "
        "stolen, and the thief left a card with thanks and a recipe.",
    ),
    "fr": (
        "Des laitues derrière le dépôt de tramways à {city}",
        "Pour {count} jardiniers de {city}, l'année commence le {day} {month} 2025 derrière le dépôt de "
        "tramways. Un voisin a ouvert l'eau à l'aube, et quelqu'un avait apporté des crêpes.\n\nIl y a 48 "
        "planches et 310 000 vers, disent les enfants, qui comptent tout. La plus ancienne planche est à "
        "Marta Ilves. Elle la paie d'une chanson à la récolte.\n\nPersonne ne ferme la grille. L'an dernier, "
        "17 citrouilles ont été volées, et le voleur a laissé une carte avec ses remerciements et une "
        "recette.",
    ),
}
MONTHS = {"en": ("April", "June"), "fr": ("avril", "juin")}
TOWNS = {"en": ("Lisbon", "Warsaw"), "fr": ("Lisbonne", "Varsovie")}


def beds(language: str, count: int = 260, day: int = 12, month: int = 0, town: int = 0, **values: Any) -> Article:
    title, body = BEDS[language]
    told = {"count": count, "day": day, "month": MONTHS[language][month], "city": TOWNS[language][town]}
    given = {"title": title.format(**told), "content_text": body.format(**told), "language": language}
    return article(f"beds-{language}", **(given | values))


def test_a_text_and_its_translation_are_taken_though_thousands_are_written_otherwise() -> None:
    assert compare(beds("en"), beds("fr")).relation == "translation"


@pytest.mark.parametrize("change", [{"count": 240}, {"day": 13}, {"month": 1}, {"town": 1}])
def test_the_next_of_a_series_in_another_language_is_not_taken_for_a_translation(change: dict[str, int]) -> None:
    for one, other in ((beds("en"), beds("fr", **change)), (beds("en", **change), beds("fr"))):
        decision = compare(one, other)
        assert decision.relation in ("offered", "different") and "but other" in decision.reason


def test_pages_published_weeks_apart_need_more_than_pages_of_one_day() -> None:
    scores = [compare(beds("en"), beds("fr", published=date(2025, 3, day))).figures["score"] for day in (4, 5, 24)]
    assert scores[0] > scores[1] > scores[2]


def test_a_year_of_our_time_or_the_full_hour_is_no_fact_that_only_a_translation_shares() -> None:
    text = (
        "It rained. It went on. In {year} the pumps of the {where} ran until {hour}, and nobody knew how to stop them."
    )
    one = article("pumps", content_text=text.format(year=2023, where="mill", hour="14:00"))
    other = article("fr", language="fr", content_text=text.format(year=2023, where="port", hour="15:00"))
    assert "numbers" not in compare(one, replace(other, published=None)).reason
