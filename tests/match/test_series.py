"""Texts made from one template are never one story: releases, notices of one form, reminders; nor are their versions
in other languages mixed up.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from scnfeed.match.compare import compare
from scnfeed.model import Article, Relation
from tests.match.factory import FERRY, SCHOOL, article, judge

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


@pytest.mark.parametrize("stage", ["rc1", "preview 2"])
def test_a_candidate_of_a_release_is_not_the_release(stage: str) -> None:
    draft, final = release(f"3.4.0 {stage}"), release("3.4.0", day=21, more=True)
    decision = compare(draft, final)
    assert decision.relation == "series" and stage in decision.reason
    assert compare(draft, release("3.4.0", more=True)).relation != "series", "on one day it is a slip of the title"


REPORT = (
    "The lamp keepers tell every month what became of their plans. This year there are 40 of them, and each has a"
    " keeper of its own who answers for it. Below stand the three that moved most."
)


@pytest.mark.parametrize("other", ["Lamp keepers' plans: April", "April plans of the lamp keepers"])
def test_the_opening_of_one_month_is_not_that_of_another(other: str) -> None:
    july = article("july", title="July plans of the lamp keepers", content_text=REPORT, published=date(2025, 7, 9))
    more = f"{REPORT}\n\nThe east lamp has new glass. The stair of the west lamp was painted, which took two weeks."
    april = article("april", title=other, content_text=more, published=date(2025, 4, 8))
    assert compare(july, april).relation == compare(april, july).relation == "series"


def test_an_opening_is_no_teaser_of_a_text_whose_title_says_something_else() -> None:
    teaser = article("paint", title="Lamp keepers met: paint", content_text=f"{REPORT} They met again on Monday.")
    whole = article("glass", title="Lamp keepers met: glass", content_text=f"{REPORT}\n\n" + "New glass came. " * 60)
    assert compare(teaser, whole).relation == compare(whole, teaser).relation == "different"
    cut = replace(teaser, id="cut", title="Lamp keepers met")
    assert compare(cut, whole).relation == compare(whole, cut).relation == "duplicate"


PARTS = (
    "rope 3.1 lamp 2.4 sail 5.19 mast 1.1 keel 0.9 tiller 3.6 anchor 6.0 pump 2.2 winch 4.5 hatch 1.7 bell 8.3 oar 0.2"
)


def test_an_edit_that_moves_numbers_about_is_an_edit() -> None:
    head = "The yard has renewed its list of parts, and this is what stands in it since Monday."
    listed = [f"{name} {number}" for name, number in zip(PARTS.split()[::2], PARTS.split()[1::2], strict=True)]
    one = article("one", title="The list of parts", content_text="\n".join((head, *listed)))
    edited = [*listed[3:6], *listed[:2], *listed[6:], listed[2].split()[1]]
    two = article("two", title="The list of parts", content_text="\n".join((head, *edited)))
    assert compare(one, two).relation == "duplicate"
    three = article("three", title="The list of parts", content_text=two.content_text.replace("6.0", "6.1"))
    assert compare(one, three).relation == "series"


HOLES = "{what} of the {lock} lock can be stopped by {whom}."
NOTICE = (
    "A fault was found in a lock of the canal. {hole} All who pass it should know of this. What to do: renew the bolt"
    " of the house and lock its door, and do so today. Until then nobody should pass at night. {tale} Thanks go to"
    " those who told us in good time, and to the smith. First told on the board of the lower harbour."
)


def test_a_text_without_capitals_has_what_it_does_not_share_for_its_own() -> None:
    holes = [HOLES.format(what="The pump", lock="lower", whom="three knocks at its window while the kettle boils")]
    holes.append(HOLES.format(what="A gate", lock="upper", whom="ice that comes down from the mill in a mild winter"))
    tales = ["Two barges had waited for an hour before the keeper's son found the reason with a broom in his hand."]
    tales.append("Skaters saw it first, and one of them drew the crack with her mitten into the snow beside the path.")
    one, two = (NOTICE.format(hole=hole, tale=tale) for hole, tale in zip(holes, tales, strict=True))
    lower = article("lower", title="pump can be stopped", content_text=one.casefold())
    upper = article("upper", title="Gate can be stopped", content_text=two)
    assert compare(lower, upper).relation == compare(upper, lower).relation == "different"


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


TALK = (
    "Once a month the lamp keepers listen to somebody who knows the sea. {who} Bring your own cup, since ours were lost"
    " in the flood, and come by the small door. The talk is free for all who keep a lamp, and for their children. Who"
    " cannot come may read in the log book what was said, as long as the night watch has kept awake to write it down."
    " The stove is lit an hour before, and whoever brings wood sits next to it. Dogs are welcome."
)
GUESTS = [
    ("Our guest is Ingrid Holm, who sails.", "Our guest is Pedro Couto, who sails."),
    ("This time Ingrid Holm shows how sails are mended in a gale.", "Welcome with us Pedro Couto and all his knots."),
    ("We follow an invitation of the Upper Harbour Office.", "We follow an invitation of the Old Pilots Union."),
]


@pytest.mark.parametrize(("first", "second"), GUESTS)
def test_one_invitation_with_another_guest_is_another_talk(first: str, second: str) -> None:
    one, two = (article(f"{n}", content_text=TALK.format(who=who)) for n, who in enumerate((first, second)))
    decision = compare(one, two)
    assert decision.relation == compare(two, one).relation == "series" and "another name" in decision.reason
    assert compare(one, replace(one, id="copy", site="partner")).relation == "duplicate"


@pytest.mark.parametrize(("first", "second"), [("IX", "X"), ("V", "VI"), ("XI", "XII")])
def test_roman_numbers_number_what_a_text_is_of(first: str, second: str) -> None:
    one, two = (article(number, title=f"Lamp letter {number}") for number in (first, second))
    assert compare(one, two).relation == "series"
    assert compare(one, replace(one, id="again", title=f"LAMP LETTER {first}")).relation == "duplicate"


def test_a_repost_with_a_note_before_it_and_its_end_cut_off_is_a_copy() -> None:
    rest = "The next walk starts at the eastern steps at dusk. Bring a lamp, and somebody who is not afraid of geese."
    whole = article("whole", content_text=f"{FERRY}\n\n{SCHOOL}\n\n{rest}")
    note = "We thank the keepers of the western pier. They let us print their tale once more, and asked for no honey."
    part = article("part", site="partner", content_text=f"{note}\n\n{FERRY}\n\n{SCHOOL}", published=date(2025, 3, 9))
    assert compare(whole, part).relation == compare(part, whole).relation == "duplicate"
    monthly = replace(part, site=whole.site)
    assert compare(whole, monthly).relation == "different", "one site's next text under its usual title is another one"


def test_a_teaser_whose_blocks_were_run_together_is_still_the_beginning() -> None:
    blocks = "When: in the evening\n\nWhere: at the eastern steps\n\nWith: pilots and cooks\n\n" + FERRY
    teaser = article("cut", title="", content_text=" ".join(blocks.split()[:40]))
    assert compare(teaser, article("all", content_text=blocks)).relation == "duplicate"


def test_a_title_that_is_but_the_first_words_of_its_text_does_not_tell_a_teaser_apart() -> None:
    whole = article("all", content_text=f"{FERRY}\n\n{SCHOOL}")
    teaser = article("cut", title=FERRY[:52], content_text=f"{FERRY[:230]}…")
    assert compare(teaser, whole).relation == compare(whole, teaser).relation == "duplicate"
    assert compare(replace(teaser, title="What the ferry crews keep in their lists"), whole).relation == "different"


def test_an_opening_that_several_reports_share_is_the_teaser_of_none() -> None:
    bench = judge()
    stories = {}
    for slug, rest in (("one", FERRY), ("two", SCHOOL)):
        told = bench.decide(article(slug, title=f"Harbour days: {slug}", content_text=f"{REPORT}\n\n{rest}"))
        stories[slug] = told[0].article.story if told[0].article else ""
    (change,) = bench.decide(article("teaser", title="Harbour days", content_text=REPORT))
    assert change.article and change.article.story not in stories.values()


def test_a_teaser_ties_no_two_reports_together() -> None:
    bench = judge()
    bench.decide(article("teaser", title="Harbour days", content_text=REPORT))
    stories = []
    for slug, rest in (("one", FERRY), ("two", SCHOOL)):
        told = bench.decide(article(slug, title=f"Harbour days: {slug}", content_text=f"{REPORT}\n\n{rest}"))
        stories += [change.article.story for change in told[:1] if change.article]
    assert len(set(stories)) == 2


def test_links_that_are_no_addresses_break_nothing() -> None:
    broken = '<a href="http://[1]/x">a</a> <a href="https://[::bad">b</a> <a href="http://">c</a>'
    bench = judge()
    for language in RELEASES:
        assert bench.decide(release("2.7.3", language, content_html=broken))
