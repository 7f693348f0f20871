"""Who wrote a page, however it prints that."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import pytest

from scnfeed.language.bylines import names_after_by, split_names
from scnfeed.read import read

PROSE = "<p>The ferry crews walked the quays for three nights and wrote down every lamp that was out of order.</p>" * 3
BOTH = ("Ada Lima", "Omar Said")
PRINTED = {
    "a line after the title": "<p>By Ada Lima and Omar Said</p>",
    "a line with its day": "<p><em>By Ada Lima and Omar Said, 3 May 2024</em></p>",
    "a part of a line": "<div>3 May 2024 | By Ada Lima &amp; Omar Said | Quays</div>",
    "after the day, in one line": "<div><time>3 May 2024</time> <span>By Ada Lima and Omar Said</span></div>",
    "after a verb": "<div>Posted on Friday, 3 May 2024 by Ada Lima, Omar Said</div>",
    "items below a label": "<div><b>Authors</b><ul><li>Ada Lima</li><li>Omar Said</li></ul></div>",
    "fields below a label": '<div><div class="l">Authors</div><div class="v">Ada Lima</div><div class="v">Omar Said</div></div>',
    "a list of terms": "<dl><dt>Author</dt><dd>Ada Lima</dd><dd>Omar Said</dd><dt>Type</dt><dd>Story</dd></dl>",
    "links": '<p>Story: <a rel="author" href="/a">Ada Lima</a> <a rel="author" href="/o">Omar Said</a></p>',
    "told to machines": '<meta property="og:site_name" content="Quays"><meta name="author" content="Ada Lima and Omar Said">',
    "with a capital for each": '<p class="byline">BY Ada Lima and Omar Said</p>',
}


@pytest.mark.parametrize("how", PRINTED)
def test_two_authors_are_two_however_they_are_printed(how: str) -> None:
    page = f"<html lang=en><body><main><h1>Lamps on the quay</h1>{PRINTED[how]}<div>{PROSE}</div></main></body></html>"
    assert read(page.encode(), "https://quay.example/lamps/").authors == BOTH


LANGUAGES = [
    ("fr", "Par Noémie Roc et Karim Ould, le 3 mai 2024", ("Noémie Roc", "Karim Ould")),
    ("es", "Por Rufina Salas y Leandro Pinto, 30 de septiembre de 2024", ("Rufina Salas", "Leandro Pinto")),
    ("ar", "بقلم سلمى حداد ووائل ناصر", ("سلمى حداد", "وائل ناصر")),
    ("ar", "بقلم محمد وليد ناصر وهدى قاسم، ٣ أيار ٢٠٢٤", ("محمد وليد ناصر", "هدى قاسم")),
    ("de", "Von Ada Lima und Omar Said", BOTH),
    ("pt", "3 de maio de 2024 | Por Ada Lima e Omar Said", BOTH),
    ("id", "Oleh Ada Lima dan Omar Said", BOTH),
]


@pytest.mark.parametrize(("language", "line", "names"), LANGUAGES, ids=[row[1] for row in LANGUAGES])
def test_each_language_has_its_by_and_its_and(language: str, line: str, names: tuple[str, ...]) -> None:
    assert split_names([names_after_by(line, language)]) == names


@pytest.mark.parametrize(
    "line", ["By the river stood a house.", "By 2030", "Por la noche se recogen", "Text in bold", "By", ""]
)
def test_a_line_that_only_begins_so_names_nobody(line: str) -> None:
    assert names_after_by(line) == ""


@pytest.mark.parametrize("name", ["Research and Policy", "José Ortega y Gasset", "Ministry of Health and Welfare"])
def test_and_within_one_name_makes_no_two(name: str) -> None:
    assert split_names([name]) == (name,)


@pytest.mark.parametrize("name", ["admin", "https://quay.example/author/7", "Quays"])
def test_accounts_addresses_and_the_site_itself_wrote_nothing(name: str) -> None:
    page = f'<html lang=en><meta property="og:site_name" content="Quays"><meta name="author" content="{name}"><h1>Lamps</h1>{PROSE}</html>'
    assert read(page.encode(), "https://quay.example/lamps/").authors == ()
