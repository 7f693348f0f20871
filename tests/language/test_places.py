from __future__ import annotations

import pytest

from scnfeed.language.places import place_in, place_of_label

SENTENCES: list[tuple[str, str, str | None]] = [
    ("en", "On 5 May 2021, mayors from Lagos and Accra met in Nairobi.", "Nairobi"),
    ("en", "The first was held in Lagos, then on 5 May 2021 one followed in Accra.", "Accra"),
    ("en", "Mayors met in New York City on 5 May 2021.", "New York City"),
    ("en", "They met in the Maltese capital, Valletta, on 5 May 2021", "Valletta"),
    ("en", "They met in The Hague in March.", "The Hague"),
    ("en", "They met at the Nice Treaty Hall in Colombo.", "Colombo"),
    ("en", "The workshop took place in the Philippines.", "Philippines"),
    ("en", "In Uganda, at City Hall in Kampala, they met.", "Kampala"),
    ("en", "Most and best of cities; in most cases, in best practice, in May and in Reading of rules", "Reading"),
    ("en", "Cities in South Asia and in Partnership with all", None),
    ("en", "Paris and London sent mayors.", None),
    ("ar", "عقدت الورشة في مدينة نيروبي في 5 مايو 2021", "نيروبي"),
    ("ar", "اجتمعوا بالرباط يومي 5 و6 مايو 2021 بمشاركة مدن من تونس", "الرباط"),
    ("ar", "اجتمعوا في العاصمة الأردنية عمان", "عمان"),
    ("ar", "في 5 مايو 2021 اجتمع رؤساء بلديات من القاهرة ودكا في مانيلا بالفلبين", "مانيلا"),
    ("ar", "ناقشوا في المدينة كيف يعملون في الفترة المقبلة في سنة 2021", None),
    ("ar", "عقدت في لبنان", "لبنان"),
    ("fr", "Le sommet s’est tenu au Cap, en Afrique du Sud.", "Le Cap"),
    ("fr", "Des maires de Lagos se sont réunis à La Haye (Pays-Bas).", "La Haye"),
    ("fr", "La réunion a eu lieu au Maroc", "Maroc"),
    ("es", "Se celebró en la ciudad de Nueva York con alcaldes de Lima", "Nueva York"),
    ("es", "Se celebró en Ciudad de México.", "Ciudad de México"),
    ("es", "Se celebró en los Países Bajos", None),
]


@pytest.mark.parametrize(("language", "sentence", "place"), SENTENCES, ids=[row[1] for row in SENTENCES])
def test_the_place_is_where_it_happens_as_printed(language: str, sentence: str, place: str | None) -> None:
    assert place_in(sentence, language) == place


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("6 – 7 March 2021, Bratislava, Slovakia", "Bratislava, Slovakia"),
        ("3 – 5 June 2021, Stockholm (Sweden)", "Stockholm (Sweden)"),
        ("31 January – 1 February 2021, Valletta, Malta", "Valletta, Malta"),
        ("23 May 2021, virtual   ", "virtual"),
        ("Oslo City Hall, Tuesday, 4 May 2021, 10:00 – 12:00 CET", "Oslo City Hall"),
        ("4 May 2021", None),
        ("", None),
    ],
)
def test_what_remains_of_a_label_after_its_dates_is_the_place(value: str, place: str | None) -> None:
    assert place_of_label(value) == place


def test_a_label_keeps_the_commas_of_its_language() -> None:
    assert place_of_label("٦ – ٧ مارس ٢٠٢١، نيروبي، كينيا", "ar") == "نيروبي، كينيا"
