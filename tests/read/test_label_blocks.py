"""When and where, under the labels of each language, in whatever markup: an event, and no day of publication."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
from collections.abc import Callable

import pytest

from scnfeed.language.labels import label_of
from scnfeed.model import Reading
from scnfeed.read import read

Rows = list[tuple[str, str]]
HOW: dict[str, Callable[[Rows], str]] = {
    "terms": lambda rows: "<dl>" + "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows) + "</dl>",
    "lines": lambda rows: "".join(f"<p>{label}: {value}</p>" for label, value in rows),
    "cells": lambda rows: (
        "<table>" + "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows) + "</table>"
    ),
    "broken lines": lambda rows: "".join(f"<p><strong>{label}</strong><br>{value}</p>" for label, value in rows),
    "inline": lambda rows: "".join(f"<div><span>{label}</span><span>{value}</span></div>" for label, value in rows),
    "one line": lambda rows: "<p>" + " | ".join(f"<b>{label}:</b> {value}" for label, value in rows) + "</p>",
}
BLOCKS: list[tuple[str, Rows]] = [
    ("en", [("When", "3–5 June 2024"), ("Where", "Oslo")]),
    ("en", [("Event dates", "June 3, 2024 9:00 am - June 5, 2024 5:00 pm"), ("Event location", "Oslo")]),
    ("en", [("Starts", "9 am"), ("Date", "3–5 June 2024"), ("City", "Oslo")]),
    ("en", [("Date/Place", "3–5 June 2024, Oslo")]),
    ("fr", [("Dates", "Du 3 au 5 juin 2024"), ("Ville", "Oslo")]),
    ("es", [("Fecha del evento", "3-5 de junio de 2024"), ("Ubicación", "Oslo")]),
    ("ar", [("الزمان", "٣ - ٥ حزيران ٢٠٢٤"), ("المكان", "أوسلو")]),
    ("ar", [("موعد الانعقاد", "من ٣ إلى ٥ يونيو ٢٠٢٤"), ("مكان الانعقاد", "أوسلو")]),
    ("de", [("Beginn", "3. Juni 2024"), ("Ende", "5. Juni 2024"), ("Ort", "Oslo")]),
    ("pt", [("Data de início", "3 de junho de 2024"), ("Data de fim", "5 de junho de 2024"), ("Local", "Oslo")]),
    ("it", [("Dove e quando", "3-5 giugno 2024, Oslo")]),
    ("tr", [("Tarih", "3-5 Haziran 2024"), ("Yer", "Oslo")]),
    ("id", [("Hari/Tanggal", "Senin, 3 Juni 2024 - Rabu, 5 Juni 2024"), ("Tempat", "Oslo")]),
    ("sw", [("Tarehe", "3 hadi 5 Juni 2024"), ("Mahali", "Oslo")]),
    ("sq", [("Kur", "3-5 qershor 2024"), ("Ku", "Oslo")]),
    ("sr", [("Када", "3. до 5. јуна 2024."), ("Где", "Осло")]),
    ("bs", [("Kada", "3–5. juni 2024."), ("Gdje", "Oslo")]),
    ("mk", [("Кога", "3-5 јуни 2024"), ("Каде", "Осло")]),
    ("ur", [("تاریخ", "3 تا 5 جون 2024"), ("مقام", "اوسلو")]),
    ("fa", [("زمان", "۳ تا ۵ ژوئن ۲۰۲۴"), ("مکان", "اسلو")]),
    ("bn", [("তারিখ", "৩-৫ জুন ২০২৪"), ("স্থান", "অসলো")]),
]
CITIES = ("Oslo", "أوسلو", "Осло", "اوسلو", "اسلو", "অসলো")


def page(language: str, block: str) -> Reading:
    prose = (
        "<p>Ada, Omar, Noor, Ines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23.</p>"
        * 4
    )
    return read(
        f"<html lang={language}><body><main><h1>Seil 7</h1>{block}<div>{prose}</div></main></body></html>".encode()
    )


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(("language", "rows"), BLOCKS, ids=[f"{language} {rows[0][0]}" for language, rows in BLOCKS])
def test_labels_of_when_and_where_are_read_in_each_language_and_markup(language: str, rows: Rows, how: str) -> None:
    reading = page(language, HOW[how](rows))
    [event] = reading.events
    assert (str(event.start), str(event.end), reading.published) == ("2024-06-03", "2024-06-05", None)
    assert event.place in CITIES


@pytest.mark.parametrize(
    "line",
    ["3 - 5 June 2024", "June 3, 2024 9:00 am - June 5, 2024 5:00 pm", "Du 3 au 5 juin 2024", "3. bis 5. Juni 2024"],
)
def test_a_range_beside_the_title_is_no_day_of_publication(line: str) -> None:
    for language in ("en", "fr", "de"):
        assert page(language, f"<div>{line}</div>").published is None


@pytest.mark.parametrize("line", ["When?", "Quand ?", "¿Cuándo?", "متى؟"])
def test_a_label_may_ask(line: str) -> None:
    assert label_of(line) == ("when", "")
