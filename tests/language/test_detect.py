"""Which language a text is in, where words are long and few of them come again."""

from __future__ import annotations

from scnfeed.language.detect import heard, speaks

TOLD = "Umkhandlu uthe ukuthi isibhedlela nesikole kuvuliwe futhi umgwaqo nebhuloho kulungisiwe."
THINGS = (
    "Umndeni, umfundi, uthisha, imali, ibhasi, isitimela, umfula, intaba, ilanga, inyanga, unyaka, indlela, iwindi."
)


def test_a_language_of_long_words_is_known_by_a_twelfth_of_them() -> None:
    assert (heard(f"{TOLD} {THINGS} " * 3).language, heard(f"{TOLD} {THINGS} " * 3).sure) == ("zu", True)


def test_a_text_speaks_the_language_its_page_names_or_another_is_asked_for() -> None:
    text = "The mayors of the region met in Manila, and for the first time it was on a ship in the bay."
    assert (speaks(text, "en"), speaks(text, "zu"), speaks(text, ""), speaks(TOLD, "en")) == (True, False, False, False)
