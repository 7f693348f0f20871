from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scnfeed.language import scripts
from scnfeed.language.detect import language_of


@pytest.mark.parametrize("language", ["ar", "ar-EG", "fa", "ur", "he", "ckb", "az-Arab", "AR"])
def test_languages_of_right_to_left_scripts_run_right_to_left(language: str) -> None:
    assert scripts.direction(language) == "rtl"


@pytest.mark.parametrize("language", ["en", "fr-CA", "sr", "bn", "ur-Latn", "mul", ""])
def test_all_other_languages_run_left_to_right(language: str) -> None:
    assert scripts.direction(language) == "ltr"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("الأَحْداث", "الاحداث"),
        ("القـــمة", "القمه"),
        ("مستشفى", "مستشفي"),
        ("١٢٣ ۴۵", "123 45"),
        ("STRASSE", "straße"),
        ("a\u200f  b\xa0c", "a b c"),
        ("ﻼ", "لا"),
    ],
)
def test_forms_that_readers_take_as_one_fold_to_one(one: str, other: str) -> None:
    assert scripts.fold(one) == scripts.fold(other)


def test_folding_keeps_different_words_apart() -> None:
    assert scripts.fold("resume") != scripts.fold("résumé")
    assert scripts.fold("عام") != scripts.fold("علم")


def test_digits_of_every_script_become_ascii_and_keep_their_places() -> None:
    assert scripts.ascii_digits("٣٠/٠٥ ۱۹ ১৯ १९ x") == "30/05 19 19 19 x"


def test_a_clean_line_has_nothing_unprintable_and_single_spaces() -> None:
    assert scripts.clean("\ufeff a\x00\x0b\ud800b\u202e\u2066 c\xa0\u2003d\ufffe\u2028e\x85 ") == "a b c d e"


def test_cleaning_keeps_the_joiners_that_persian_and_emoji_need() -> None:
    assert scripts.clean("می\u200cخواهم 👩\u200d💻") == "می\u200cخواهم 👩\u200d💻"


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters()))
def test_whatever_comes_in_a_clean_line_is_nfc_and_stays_when_cleaned_again(text: str) -> None:
    line = scripts.clean(text)
    assert unicodedata.is_normalized("NFC", line)
    assert scripts.clean(line) == line
    assert len(line.splitlines()) <= 1


def test_a_clean_block_keeps_its_lines() -> None:
    assert scripts.clean_block("\n a  b \r\n\r\nc\u202e ") == "a b\n\nc"


def test_isolated_text_stands_between_fsi_and_pdi() -> None:
    assert scripts.isolate("قمة") == "\u2068قمة\u2069"


def test_words_hold_marks_together() -> None:
    assert scripts.words("সেপ্টেম্বর, l’été — الأوَّل!") == ["সেপ্টেম্বর", "l", "été", "الاول"]


def test_reading_time_is_longer_in_slower_scripts_and_never_zero_for_words() -> None:
    english, arabic = "word " * 840, "كلمة " * 840
    assert scripts.minutes_to_read(english, "en") == 4
    assert scripts.minutes_to_read(arabic, "ar") == 6
    assert scripts.minutes_to_read("one", "en") == 1
    assert scripts.minutes_to_read("城" * 511, "zh") == 3
    assert scripts.minutes_to_read(" — ", "en") == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The mayors of the region met to talk about prevention", "en"),
        ("Les maires de la région se sont réunis pour parler de prévention", "fr"),
        ("Los alcaldes de la región se reunieron para hablar de prevención", "es"),
        ("اجتمع رؤساء البلديات في NLC مانيلا", "ar"),
        ("ورکشاپ میں شہروں کے نمائندے شریک ہوئے", "ur"),
        ("Strong Cities Network 2023", None),
        ("the of and le la les", None),
        ("Die Bürgermeister der Region trafen sich", "de"),
        ("", None),
    ],
)
def test_the_language_of_a_text_is_told_or_left_open(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_a_long_run_without_spaces_is_one_sentence() -> None:
    assert len(scripts.sentences("a" * 200_000 + ".")) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It began. It ended!", 2),
        ("Dr. A. Ali and J. Smith spoke, e.g. of P/CVE vs. hate.", 1),
        ("It grew by 3.5 per cent. Nobody knew.", 2),
        ("هل بدأ الاجتماع؟ نعم؛ وانتهى 2023 . شكرا", 4),
        ("افتتح د. محمد الاجتماع.", 1),
        ("She said “Go.” They went.", 2),
        ("The U.S. State Department spoke.", 1),
        ("One line\nanother line", 2),
        ("18. и 19. јула 2023. године", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, count: int) -> None:
    found = scripts.sentences(text)
    assert len(found) == count, found
    assert "".join(found).replace(" ", "") == text.replace(" ", "").replace("\n", "")
