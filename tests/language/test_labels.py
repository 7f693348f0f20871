from __future__ import annotations

import pytest

from scnfeed.language.labels import is_furniture, is_icon_line, is_reading_time, is_translation_notice, label_of


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Publication Date: 19/10/2023", ("published", "19/10/2023")),
        ("تاريخ النشر:", ("published", "")),
        ("تاريخ النشر: ٣٠/٠٥/٢٠٢٤", ("published", "٣٠/٠٥/٢٠٢٤")),
        ("Date de publication : 20/01/2023", ("published", "20/01/2023")),
        ("Date de publication\xa0: 20/01/2023", ("published", "20/01/2023")),
        ("FECHA DE PUBLICACIÓN: 1/2/2023", ("published", "1/2/2023")),
        ("Published on 12 March 2024", ("published", "12 March 2024")),
        ("آخر تحديث:", ("updated", "")),
        ("Dernière mise à jour : 2/4/2025", ("updated", "2/4/2025")),
        ("سهم:", ("share", "")),
        ("Autor/es: A,B", ("authors", "A,B")),
        ("Where & When: 5 May 2024, Oslo: City Hall", ("where_when", "5 May 2024, Oslo: City Hall")),
        ("Vue d'ensemble", None),
        ("Vue d’ensemble", ("overview", "")),
        ("تقرير الحَدَث", ("event_report", "")),
        ("Prochaines étapes", ("next_steps", "")),
        ("Published by 40 mayors from all of the cities of the region", None),
        ("The summit: a report", None),
        ("", None),
    ],
)
def test_a_label_gives_its_field_and_what_follows(line: str, expected: tuple[str, str] | None) -> None:
    assert label_of(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "— 2 minutes reading time",
        "— 0 دقائق وقت القراءة",
        "— 3 minutes temps de lecture",
        "— 24 minutos tiempo de lectura",
        "5 min read",
        "٣ دقائق للقراءة",
    ],
)
def test_a_line_of_reading_time_is_furniture(line: str) -> None:
    assert is_reading_time(line)
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["The 5 speakers read for 10 minutes each from the book", "minutes of reading", "5 minutes"]
)
def test_a_sentence_about_minutes_is_no_reading_time(line: str) -> None:
    assert not is_reading_time(line)


@pytest.mark.parametrize(
    "text",
    [
        "تمت ترجمة محتوى هذا الموقع تلقائيًا باستخدام WPML .",
        "This page was translated automatically. Report errors to us.",
        "Ce contenu a été traduit automatiquement.",
        "El contenido fue traducido automáticamente.",
    ],
)
def test_a_notice_of_machine_translation_is_seen_in_each_language(text: str) -> None:
    assert is_translation_notice(text)


def test_an_article_about_translation_is_no_notice() -> None:
    assert not is_translation_notice("City leaders talked about machine translation. " * 20)
    assert not is_translation_notice("The handbook was translated by volunteers.")


def test_icon_names_run_together_are_no_text() -> None:
    assert is_icon_line("arrow-circle arrow-downarrow-left-small closefacebooklinkedinsearch twittervideo-icon")
    assert not is_icon_line("Search and share the video: click the link up there")
    assert not is_icon_line("up")


def test_lines_of_every_page_are_furniture_and_lines_of_a_story_are_not() -> None:
    assert is_furniture("الأخبار و الأحداث")
    assert is_furniture("READ MORE")
    assert not is_furniture("Read more cities join the network")
