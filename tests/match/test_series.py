"""Texts made from one template are never one story: releases, notices of one form, reminders; nor are their versions
in other languages mixed up.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import pytest

from scnfeed.match.compare import compare
from scnfeed.model import Article, Relation
from tests.match.factory import article, judge

RELEASES = {
    "en": (
        "Harbour Ledger {v} is out",
        "Harbour Ledger {v} has been released. This release mends what was reported since the last one. We thank all"
        " who wrote to us.{more} Pick the file for your machine, compare its checksum and start it. Reports of"
        " faults go to the same address as ever.",
        " In addition the tide tables were renewed, so an old ledger asks once whether it may fetch them again.",
    ),
    "fr": (
        "Harbour Ledger {v} est disponible",
        "Harbour Ledger {v} est disponible. Cette version corrige ce qui a été signalé depuis la précédente. Nous"
        " remercions tous ceux qui nous ont écrit.{more} Choisissez le fichier de votre machine, comparez sa somme de"
        " contrôle et lancez-le. Les fautes se signalent toujours à la même adresse.",
        " Les tables des marées ont aussi été refaites, si bien qu'un vieux registre demande une fois s'il peut les"
        " reprendre.",
    ),
    "ar": (
        "صدور سجل الميناء {v}",
        "صدر سجل الميناء {v}. يصلح هذا الإصدار ما أبلغ عنه منذ الإصدار السابق. نشكر كل من كتب إلينا.{more} اختر الملف"
        " المناسب لجهازك وقارن بصمته ثم شغله. وترسل البلاغات عن الأعطال إلى العنوان نفسه كما كان.",
        " كما جددت جداول المد والجزر، ولذلك يسأل السجل القديم مرة واحدة إن كان له أن يجلبها من جديد.",
    ),
}


def release(version: str, language: str = "en", day: int = 4, more: bool = False, **values: Any) -> Article:
    title, body, extra = RELEASES[language]
    given: dict[str, Any] = {
        "language": language,
        "title": title.format(v=version),
        "content_text": body.format(v=version, more=extra if more else ""),
        "published": date(2025, 3, day),
    }
    return article(f"{language}{version}-{day}", **(given | values))


VERSIONS = [("2.7.3", False), ("2.6.7", True), ("3.0.3", False), ("2.7.5", True), ("3.3.1", True), ("3.1.5", False)]


@pytest.mark.parametrize("language", RELEASES)
def test_releases_are_kept_apart_by_their_numbers_whatever_else_they_share(language: str) -> None:
    made = [release(version, language, more=more) for version, more in VERSIONS]
    told = [compare(one, other).relation for one, other in combinations(made, 2)]
    assert set(told) <= {"series", "different"}


def test_a_candidate_of_a_release_is_not_the_release() -> None:
    draft, final = release("3.4.0 rc1"), release("3.4.0", day=21, more=True)
    decision = compare(draft, final)
    assert decision.relation == "series" and "rc1" in decision.reason
    assert compare(draft, release("3.4.0", more=True)).relation != "series", "on one day it is a slip of the title"


def test_versions_in_other_languages_find_their_own_release() -> None:
    bench = judge()
    found: dict[tuple[str, str], str] = {}
    for number, (version, more) in enumerate(VERSIONS):
        for language in RELEASES:
            links = f'<a href="https://files.example/ledger/{number}">x</a>'
            told = bench.decide(release(version, language, 4 + number % 2, more, content_html=links))
            found[version, language] = next(c.article.story for c in told if c.article)
    for (one, mine), (other, theirs) in combinations(found, 2):
        if mine != theirs and found[one, mine] == found[other, theirs]:
            assert one == other


NOTICES: list[tuple[str, str, str, str, Relation]] = [
    (
        "Korean edition of the lamp guide",
        "The Korean edition of the lamp guide is now to be had at the harbour office. Our thanks go to Bo Ram.",
        "Chinese edition of the lamp guide",
        "The Chinese edition of the lamp guide is to be had at the harbour office. Thanks to Wei Lan.",
        "series",
    ),
    (
        "Crane service restarts",
        "The crane service is running again. harbour.example/crane",
        "Tug service restarts",
        "The tug service is running again. tugs.harbour.example/orders",
        "different",
    ),
    (
        "Pilots' congress 2025: dates and call for talks",
        "The pilots' congress will be held on 13 and 14 May in the old customs house. Talks may be offered from today;"
        " please send yours to the office. The last day for that is 31 March. Those who would like to pay for the"
        " coffee are welcome and may write to the treasurer at any time. More will stand on the board by the door.",
        "Pilots' congress 2025: last days to offer a talk",
        "The pilots' congress will be held on 13 and 14 May in the old customs house. The last day for offers of talks"
        " is 31 March. Please send yours to the office. More stands on the board by the door.",
        "different",
    ),
]


@pytest.mark.parametrize(("title", "text", "title_two", "text_two", "relation"), NOTICES)
def test_notices_of_one_form_are_not_one_notice(
    title: str, text: str, title_two: str, text_two: str, relation: Relation
) -> None:
    one = article("one", title=title, content_text=text, published=date(2025, 3, 4))
    two = article("two", title=title_two, content_text=text_two, published=date(2025, 3, 20))
    assert compare(one, two).relation == relation
    assert compare(two, one).relation == relation


def test_links_that_are_no_addresses_break_nothing() -> None:
    broken = '<a href="http://[1]/x">a</a> <a href="https://[::bad">b</a> <a href="http://">c</a>'
    bench = judge()
    for language in RELEASES:
        assert bench.decide(release("2.7.3", language, content_html=broken))
