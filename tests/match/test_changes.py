"""Readers hear of what matters to them and of nothing else."""

from __future__ import annotations

import pytest

from scnfeed.match.changes import edit_between
from tests.match.factory import FERRY, article, event


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Eleven hands", "Twelve whole hands of four people"),
        ("three lines", "5 lines"),
        ("western pier", "western pier near Quay Road and the fish market"),
    ],
)
def test_a_material_change_names_the_text(old: str, new: str) -> None:
    edit = edit_between(article(), article(content_text=FERRY.replace(old, new)))
    assert "content_text" in edit.fields and edit.words


@pytest.mark.parametrize(
    ("old", "new"),
    [("lamps", "lampes"), ("  ", " "), ("Nobody", "nobody"), ("drawer", "drawr"), (". ", ".  "), ("group", "croup")],
)
def test_a_cosmetic_change_names_nothing(old: str, new: str) -> None:
    assert edit_between(article(), article(content_text=FERRY.replace(old, new))).fields == ()


def test_another_name_is_material_though_it_is_one_word() -> None:
    text = FERRY + " The next meeting is in Lisbon."
    assert edit_between(article(content_text=text), article(content_text=text.replace("Lisbon", "Tallinn"))).fields


def test_case_and_punctuation_of_a_title_are_cosmetic() -> None:
    assert edit_between(article(title="Lamps and ladders"), article(title="Lamps and Ladders!")).fields == ()
    assert edit_between(article(), article(title="Lamps and leaders")).fields == ("title",)


def test_a_moved_event_is_told_with_both_dates() -> None:
    edit = edit_between(article(events=(event(3),)), article(events=(event(5),)))
    assert "events" in edit.fields and "→" in edit.words and "5" in edit.words


def test_a_new_link_target_is_material() -> None:
    new = article(content_html=f'<p>{FERRY}<a href="https://example.org/x">.</a></p>')
    assert edit_between(article(), new).fields == ("links",)


def test_a_number_in_arabic_digits_is_the_same_number() -> None:
    old = article(content_text="اجتمع 240 مشاركا في القاعة الكبيرة", language="ar")
    same = article(content_text="اجتمع ٢٤٠ مشاركا في القاعة الكبيرة", language="ar")
    other = article(content_text="اجتمع ٢٥٠ مشاركا في القاعة الكبيرة", language="ar")
    assert edit_between(old, same).fields == ()
    assert edit_between(old, other).fields == ("content_text",)


PORT = "وافق مجلس الميناء يوم الجمعة، على ثلاث رسائل كتبتها نائبة رئيس البلدية سلوى حداد بعد أن قرأها في مكان هادئ."


@pytest.mark.parametrize(
    ("language", "text", "old", "new"),
    [
        ("fr", "Le bac passe le mardi, puis on attend.", "mardi,", "samedi,"),
        ("de", "Wir trafen (drei) Lotsen am Kai.", "(drei)", "(sieben)"),
        ("id", "Di dermaga ada tiga, bukan lampu.", "tiga,", "lima,"),
        ("ur", "گھاٹ پر تین چراغ جلتے ہیں۔", "تین", "سات"),
        ("ar", PORT, "الجمعة،", "الأحد،"),
        ("ar", PORT, "ثلاث", "أربع"),
        ("ar", PORT, "سلوى حداد", "هند منصور"),
    ],
)
def test_a_day_a_number_or_a_name_is_material_whatever_sign_stands_beside_it(
    language: str, text: str, old: str, new: str
) -> None:
    one = article(language=language, content_text=text)
    assert edit_between(one, article(language=language, content_text=text.replace(old, new))).fields


def test_an_arabic_word_for_another_is_cosmetic_where_no_name_is_introduced() -> None:
    one = article(language="ar", content_text=PORT)
    assert edit_between(one, article(language="ar", content_text=PORT.replace("هادئ", "مريح"))).fields == ()


def test_buttons_that_pass_a_page_on_are_no_links_of_its_text() -> None:
    button = (
        '<a href="https://www.facebook.com/sharer/sharer.php?u=x">f</a> <a href="https://x.com/intent/post?t=y">x</a>'
    )
    assert edit_between(article(), article(content_html=f"<p>{FERRY}</p>{button}")).fields == ()
    named = article(content_html=f'<p>{FERRY}</p><a href="https://www.facebook.com/harbour">f</a>')
    assert edit_between(article(), named).fields == ("links",)
