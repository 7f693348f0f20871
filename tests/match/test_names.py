"""Names across languages, stages, and names where a sentence begins: what parts the next of a series from its twin."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest

from scnfeed.match.changes import edit_between
from scnfeed.match.compare import compare
from scnfeed.match.names import other_names, told
from scnfeed.match.sounds import PROBABLY, sounds
from scnfeed.model import Article
from tests.match.factory import article, event

STORIES = tomllib.loads((Path(__file__).parent / "named.toml").read_text(encoding="utf-8"))
OVEN, SHOW, POST, SESSION = (STORIES[name] for name in ("oven", "show", "post", "session"))
TOWNS = {"Vukovar": "فوكوفار", "Bihać": "بيهاتش"}
PEOPLE = {"Milka Despotović": "ميلكا ديسبوتوفيتش", "Jasna Kovačić": "ياسنا كوفاتشيتش"}


def oven(language: str, town: str = "Vukovar", person: str = "Milka Despotović") -> Article:
    names = {"town": town, "person": person}
    if language == "ar":
        names = {"town": TOWNS[town], "person": PEOPLE[person]}
    title, body = (OVEN[language][part].format(**names) for part in ("title", "body"))
    return article(f"oven-{town}", title=title, content_text=body, language=language, published=None)


@pytest.mark.parametrize(("one", "other"), list(combinations(OVEN, 2)))
def test_names_that_sound_alike_speak_for_a_translation(one: str, other: str) -> None:
    assert compare(oven(one), oven(other)).relation == "translation"


@pytest.mark.parametrize(("one", "other"), list(permutations(OVEN, 2)))
@pytest.mark.parametrize("change", [{"town": "Bihać"}, {"person": "Jasna Kovačić"}])
def test_the_same_text_of_another_town_or_person_in_another_language_is_offered(
    one: str, other: str, change: dict[str, str]
) -> None:
    found = compare(oven(one), oven(other, **change))
    assert (found.relation, "name" in found.reason) == ("offered", True), found.reason


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Nouadhibou", "نواذيبو"),
        ("Getafe", "خيتافي"),
        ("Olomouc", "وأولوموتس"),
        ("Naplouse", "Nablus"),
        ("Kamau", "كاماو"),
    ],
)
def test_a_name_is_known_by_its_consonants(name: str, word: str) -> None:
    assert sounds([word]).name(name) >= PROBABLY


@pytest.mark.parametrize(
    ("name", "word"), [("Ystad", "ترومسو"), ("Sbeitla", "القصرين"), ("Kaédi", "قائدة"), ("Zouara", "Sabratha")]
)
def test_other_names_sound_otherwise(name: str, word: str) -> None:
    assert sounds([word]).name(name) < PROBABLY


def test_a_thousand_in_words_is_the_number_in_digits() -> None:
    arabic = oven("ar")
    same, other = (
        replace(arabic, content_text=arabic.content_text.replace("3,100", f"{number} ألف")) for number in ("3.1", "3.2")
    )
    assert compare(oven("en"), same).relation == "translation"
    found = compare(oven("en"), other)
    assert (found.relation, "other numbers (3100 and 3200)" in found.reason) == ("offered", True), found.reason


def show(language: str, stage: int) -> Article:
    words = SHOW[language]["stages"]
    title, body = (SHOW[language][part].format(opens=words[stage]) for part in ("title", "body"))
    return article(f"show-{stage}", title=title, content_text=body, language=language, published=None)


@pytest.mark.parametrize("language", list(SHOW))
def test_what_opens_on_friday_is_not_what_closes_on_friday(language: str) -> None:
    found = compare(show(language, 0), show(language, 1))
    assert (found.relation, "other stages" in found.reason) == ("series", True), found.reason
    assert edit_between(show(language, 0), show(language, 1)).fields


@pytest.mark.parametrize(("one", "other"), list(permutations(SHOW, 2)))
@pytest.mark.parametrize(("stage", "relation"), [(0, "translation"), (1, "offered")])
def test_nor_in_another_language(one: str, other: str, stage: int, relation: str) -> None:
    first = replace(oven(one), title=show(one, 0).title)
    assert compare(first, replace(oven(other), title=show(other, stage).title)).relation == relation


@pytest.mark.parametrize(("first", "second"), [("Wambui Njoroge", "Halima Abdi"), ("Tsegaye Alemu", "Marisol Quiroga")])
def test_another_person_at_the_beginning_of_the_sentence_is_another_appointment(first: str, second: str) -> None:
    texts = [
        POST["en"]["body"].format(name=first, count="not in a hurry"),
        POST["en"]["body"].format(name=second, count="with no hurry at all"),
    ]
    one, other = (article(f"post-{n}", title="New at the office", content_text=text) for n, text in enumerate(texts))
    assert compare(one, other).relation == "series"
    edit = edit_between(one, replace(one, content_text=POST["en"]["body"].format(name=second, count="not in a hurry")))
    assert edit.fields == ("content_text",)


def test_two_sessions_of_one_forum_under_its_name_are_not_summary_and_report() -> None:
    youth = SESSION["en"]["body"].format(
        who="pupil", what="youth", wish="They wish to read the minutes of meetings about them."
    )
    settled = SESSION["en"]["body"].format(
        who="nurse", what="newcomers'", wish="A paper is lacking which shows where people live."
    )
    one, other = (
        article(f"session-{n}", title="Forum of towns", content_text=text, events=(event(),))
        for n, text in enumerate((youth, settled))
    )
    assert compare(one, other).relation not in ("same", "duplicate")


COURSE = (
    "The course for {who} shows in two hours what to do when a threat has come: whom to call first, what to write down "
    "and how to speak of it on the next morning. It takes place in the town hall and is free.\n\nEverybody brings an "
    "example, and at the end all {who} get a card that fits into a purse."
)


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ("teachers", "parents", "other subjects (teachers and parents)"),
        ("nurses", "bus drivers", "other subjects"),
        ("the northern districts", "the southern districts", "other parts"),
        ("the summer school", "the winter school", "other parts"),
    ],
)
def test_one_form_for_another_audience_or_part_of_town_is_another_course(first: str, second: str, why: str) -> None:
    one, other = (
        article(f"course-{n}", title=f"Course for {who}: a threat has come", content_text=COURSE.format(who=who))
        for n, who in enumerate((first, second))
    )
    found = compare(one, other)
    assert (found.relation, why in found.reason) == ("series", True), found.reason


def test_another_headline_over_the_same_course_is_the_same_course() -> None:
    one, other = (
        article(f"course-{n}", title=f"Course for {who}: a threat has come", content_text=COURSE.format(who="teachers"))
        for n, who in enumerate(("teachers", "schools"))
    )
    assert compare(one, other).relation == "duplicate"


def test_a_short_version_has_no_number_and_no_name_that_the_full_one_lacks() -> None:
    oven = OVEN["en"]["body"].format(town="Vukovar", person="Milka Despotović")
    told = (
        "Families of both banks share an oven in {town} again: {many} households, and wood for {cost} euros a winter."
    )
    one = article("oven", title="One oven", content_text=oven)
    short = {"town": "Vukovar", "many": "64", "cost": "3,100"}
    for change, relation in (({}, "duplicate"), ({"many": "71"}, "different"), ({"town": "Sliven"}, "different")):
        other = article("short", title="One oven", content_text=told.format(**short | change))
        assert compare(one, other).relation == relation
    assert compare(one, replace(other, title="Bread", content_text=told.format(**short))).relation == "different"


def test_a_release_on_another_site_with_another_lead_and_headline_and_its_end_cut_off_is_a_copy() -> None:
    release = OVEN["en"]["body"].format(town="Vukovar", person="Milka Despotović")
    lead = "A reader sent us what the neighbours write about their oven, and we pass it on as it came to us."
    repost = f"{lead}\n\n{release.rpartition('. ')[0]}."
    one = article("oven", title="The oven of Vukovar bakes for both sides", content_text=release)
    other = article("bread", title="Bread without a border", content_text=repost, site="partner")
    assert compare(one, other).relation == "duplicate"
    assert compare(one, replace(other, site=one.site)).relation == "different"


@pytest.mark.parametrize(
    ("language", "old", "new", "material"),
    [
        ("en", "seventeen conversations were noted", "nineteen conversations were noted", True),
        ("fr", "dix-sept conversations ont été notées", "vingt-deux conversations ont été notées", True),
        ("fr", "le bus passe le mercredi matin", "le bus passe le mercrdei matin", False),
        ("es", "el primer mes hubo quejas", "el pirmer mes hubo quejas", False),
        ("ar", "أسستها ريما عجاج قبل عام", "أسستها نسرين ضاهر قبل عام", True),
        ("ar", "الحافلة تزور المدارس كل أسبوع", "الحافلة تزور المدراس كل أسبوع", False),
        ("en", "Rufo Jarso had carried bread before", "Lotfi Hermassi had carried bread before", True),
    ],
)
def test_names_and_number_words_are_material_and_their_typos_are_not(
    language: str, old: str, new: str, material: bool
) -> None:
    one, other = (article(content_text=text, language=language) for text in (old, new))
    assert bool(edit_between(one, other).fields) is material


def other_in_arabic(name: str, arabic: str) -> str:
    met = f"Yesterday they met with {name} and talked." if " " in name else f"They met in {name}, and {name} was full."
    return other_names(told("", met, "en"), told("", f"وكان ذلك في {arabic} مساء قرب النهر والساحة القديمة.", "ar"))


def test_17_of_20_names_are_known_in_arabic_letters_and_none_for_another_one() -> None:
    names = list(STORIES["arabic"].items())
    known = [name for name, arabic in names if not other_in_arabic(name, arabic)]
    assert len(known) >= 0.85 * len(names)
    shifted = [(name, names[at - by][1]) for by in (5, 17, 31) for at, (name, _) in enumerate(names)]
    assert [pair for pair in shifted if not other_in_arabic(*pair)] == []


def test_vowel_marks_and_lengthened_letters_are_no_part_of_a_name() -> None:
    arabic = told("", "التقى الضيوف في عمّـــان مع رائـد المجاليّ.", "ar")
    assert other_names(told("", "Guests met in Amman with Raed Majali.", "en"), arabic) == ""


ELSEWHERE = told("", "تحدث الضيوف عن المصابيح والسلالم والحدائق ولم يذكروا أحدا.", "ar")


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "They went to the bakery of Zgharta.", "Zgharta"),
        ("en", "The dialogue was opened with Hanan Obeid and Raed Majali of the Middle East Office.", "Hanan Obeid"),
        ("es", "Tsegaye Alemu dirige la oficina. Alemu vivió antes en otro lugar.", "Tsegaye Alemu"),
        ("fr", "Hier, Mme Njoroge a parlé du four.", "Mme Njoroge"),
        ("en", "He manages the network's Regional Hub for the north.", ""),
        ("es", "Nueve pueblos de la Red de Ciudades Farol vinieron.", ""),
        ("fr", "Le Réseau des villes Lanternes a publié un rapport.", ""),
        ("en", "On Saturdays and in March they speak Arabic.", ""),
        ("en", "Nine Towns, One Oven", ""),
    ],
)
def test_persons_and_towns_are_names_and_offices_and_clubs_are_none(language: str, text: str, name: str) -> None:
    found = other_names(told("", text, language), ELSEWHERE)
    assert found == (f"a name that only one of them has ({name})" if name else "")


def test_names_in_common_are_enough_to_offer_what_runs_alike() -> None:
    english = OVEN["en"]["body"].replace("64 households", "all households").replace("3,100", "few")
    arabic = OVEN["ar"]["body"].replace("64 \nأسرة", "كل الأسر").replace("64", "كل").replace("3,100", "قليل")
    one = article("a", content_text=english.format(town="Vukovar", person="Milka Despotović"), published=None)
    names = {"town": TOWNS["Vukovar"], "person": PEOPLE["Milka Despotović"]}
    other = article("b", title="فرن", content_text=arabic.format(**names), language="ar", published=None)
    found = compare(one, other)
    assert (found.relation, "names by their sound" in found.reason) == ("translation", True), found.reason
