"""The stories: enough of them, long enough, and none like another that is not meant to be."""

from __future__ import annotations

import re
from itertools import combinations
from urllib.parse import quote

import pytest

from scnfeed.sample.body import plain
from scnfeed.sample.compose import LINES, compose
from scnfeed.sample.script import world
from scnfeed.sample.stories import LANGUAGES, Story, slug_of, stories
from scnfeed.sample.uploads import pdf, png

PLANNED = ({"rumour-desk", "rumour-desk-news"}, {"summit-mayors-evening", "summit-open-markets"})


def items() -> dict[str, Story]:
    return {key: story for key, story in stories().items() if story.kind in ("news", "resource")}


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + 3]) for n in range(len(words) - 2)}


def test_there_are_24_stories_in_english_and_arabic_and_12_in_four_languages() -> None:
    have = [set(story.texts) for story in items().values()]
    assert sum({"en", "ar"} <= languages for languages in have) >= 24
    assert sum(languages == set(LANGUAGES) for languages in have) >= 12


def test_twelve_stories_are_written_out_in_four_languages() -> None:
    lengths = [
        {lang: len(plain(text.body).split()) for lang, text in story.texts.items()}
        for story in items().values()
        if set(story.texts) == set(LANGUAGES) and not story.tells
    ]
    assert len(lengths) == 12
    for length in lengths:
        assert 250 <= length["en"] <= 450 and all(0.6 < length[lang] / length["en"] < 1.2 for lang in LANGUAGES), length


@pytest.mark.parametrize("language", LANGUAGES)
def test_unplanned_pairs_share_less_than_a_tenth_of_their_shingles(language: str) -> None:
    found = {key: shingles(plain(s.texts[language].body)) for key, s in items().items() if language in s.texts}
    for one, other in combinations(found, 2):
        if {one, other} not in PLANNED:
            share = len(found[one] & found[other]) / len(found[one] | found[other])
            assert share < 0.1, (one, other, share)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_sentence_is_composed_twice(language: str) -> None:
    found = [sentence for line in range(LINES) for sentence in re.split(r"\.\s*", compose(line, language)) if sentence]
    assert len(found) == len(set(found)) == 5 * LINES
    with pytest.raises(ValueError):
        compose(LINES, language)


def test_post_numbers_are_never_shared() -> None:
    numbers = [story.post_id(language) for story in stories().values() for language in story.texts]
    assert len(numbers) == len(set(numbers))


def test_no_two_pages_share_an_address() -> None:
    for day in (1, 20, 30):
        paths = [story.path(language) for story in world(day).stories.values() for language in story.texts]
        assert len(paths) == len(set(paths))


def test_a_slug_is_cut_at_200_encoded_bytes_and_keeps_arabic_marks() -> None:
    assert slug_of("Été — à l’école") == "ete-a-l-ecole"
    assert slug_of("الدليل المحدّث") == "الدليل-المحدّث"
    assert len(quote(slug_of("ميناء " * 20))) == 198


def test_a_pdf_has_header_cross_references_and_trailer() -> None:
    data = pdf("Report (one)")
    assert data.startswith(b"%PDF-1.4\n") and data.endswith(b"%%EOF\n")
    start = int(data.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert data[start:].startswith(b"xref\n0 6\n")
    rows = data[start:].split(b"\n")[2:8]
    for number, row in enumerate(rows[1:], 1):
        assert len(row) == 19 and data[int(row[:10]) :].startswith(b"%d 0 obj" % number)
    assert b"/Size 6 /Root 1 0 R" in data


def test_a_png_says_its_size() -> None:
    data = png("boat")
    assert data.startswith(b"\x89PNG\r\n\x1a\n") and data[16:24] == (48).to_bytes(4, "big") + (32).to_bytes(4, "big")
