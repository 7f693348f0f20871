"""Names across languages, stages, and names where a sentence begins: what parts the next of a series from its twin."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from itertools import combinations, permutations
from pathlib import Path

import pytest

from scnfeed.match.changes import edit_between
from scnfeed.match.compare import compare
from scnfeed.match.sounds import sounds
from scnfeed.model import Article
from tests.match.factory import article

STORIES = tomllib.loads((Path(__file__).parent / "named.toml").read_text(encoding="utf-8"))
OVEN, SHOW = STORIES["oven"], STORIES["show"]
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
    assert sounds([word]).name(name)


@pytest.mark.parametrize(
    ("name", "word"), [("Ystad", "ترومسو"), ("Sbeitla", "القصرين"), ("Kaédi", "قائدة"), ("Zouara", "Sabratha")]
)
def test_other_names_sound_otherwise(name: str, word: str) -> None:
    assert not sounds([word]).name(name)


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
def test_nor_in_another_language(one: str, other: str) -> None:
    assert compare(show(one, 0), show(other, 1)).relation != "translation"


POST = (
    "{name} will be the coordinator of the eastern office from next month. The council chose {last} without a vote "
    "against, out of applications from nine countries.\n\n{last} ran a legal aid service for people held without "
    "charge, and wants to visit every member town in the first year, beginning with the smallest one."
)


@pytest.mark.parametrize(("first", "second"), [("Wambui Njoroge", "Halima Abdi"), ("Tsegaye Alemu", "Marisol Quiroga")])
def test_another_person_at_the_beginning_of_the_sentence_is_another_appointment(first: str, second: str) -> None:
    one, other = (
        article(name[:2], title=f"{name} to lead it", content_text=POST.format(name=name, last=name.split()[1]))
        for name in (first, second)
    )
    assert compare(one, other).relation == "series"
    edit = edit_between(one, article(title=one.title, content_text=other.content_text))
    assert edit.fields == ("content_text",)


def test_two_sessions_of_one_forum_under_its_name_are_not_summary_and_report() -> None:
    frame = (
        "“{said}”: with this sentence {who} opened a session of the forum in Cuenca on 18 November 2025. Behind the "
        "speaker stood twenty-six delegates who had been given ninety minutes and had asked for three hours."
        "\n\n{list}\n\n"
        "The session ended with a trial: until next year, each of the twelve cities takes one proposal and reports "
        "in public what became of it."
    )
    told = (
        {
            "said": "Do not invite us for the photograph",
            "who": "a pupil",
            "list": "First on their list stood the minutes of the meetings in which their proposals are discussed; "
            "second, somebody at the town hall who answers within ten days.",
        },
        {
            "said": "Do not count us twice",
            "who": "a nurse",
            "list": "First on their list stood a paper that shows where they live; second, a doctor who does not ask "
            "for it before looking at the child.",
        },
    )
    one, other = (
        article(f"f-{n}", title="Forum of towns", content_text=frame.format(**each)) for n, each in enumerate(told)
    )
    assert compare(one, other).relation not in ("same", "duplicate")


def test_a_release_on_another_site_with_another_lead_and_headline_and_its_end_cut_off_is_a_copy() -> None:
    release = OVEN["en"]["body"].format(town="Vukovar", person="Milka Despotović")
    lead = "A reader sent us what the neighbours write about their oven."
    repost = f"{lead}\n\n{release.rpartition('. ')[0]}."
    one = article("oven", title="The oven of Vukovar bakes for both sides", content_text=release)
    other = article("bread", title="Bread without a border", content_text=repost, site="partner")
    assert compare(one, other).relation == "duplicate"


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
