"""What an editor hears of an issue before it goes: what is odd, and nothing of what is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scnfeed.digest.compose import compose, frozen
from scnfeed.digest.letter import render_html, render_text
from scnfeed.digest.preflight import findings, links_of
from scnfeed.language.phrases import phrases
from scnfeed.model import Article, Issue, Preview
from tests.digest.samples import EDITOR, NOW, READER, TITLES, article, event

LONG = "Twelve mayors met by the harbour and agreed that the ferries shall run at night from now on. " * 4


def issue(*articles: Article, **how: Any) -> Issue:
    found = compose(articles, how.pop("to", READER), NOW, **how)
    assert found is not None
    return found


def names(found: Issue, dead: dict[str, int] | None = None, unasked: int = 0) -> list[str]:
    return sorted(finding.name for finding in findings(found, dead or {}, unasked))


def test_an_issue_in_order_has_no_findings() -> None:
    told = article(content_text=LONG), article("s2", title="Night ferries", content_text=LONG.replace("night", "dawn"))
    assert names(issue(told[0])) == []
    assert names(issue(article(machine_translated=True, translations={"fr": "https://cities.example/fr/"}))) == []


def test_dead_links_are_told_with_their_status_those_of_originals_too() -> None:
    original = "https://cities.example/fr/1/"
    found = issue(article(machine_translated=True, translations={"fr": original}), article("s2", title="Other words"))
    assert set(links_of(found)) == {"https://cities.example/en/s1/", "https://cities.example/en/s2/", original}
    told = findings(found, {"https://cities.example/en/s2/": 404, original: 0})
    assert sorted((f.name, f.url, f.n) for f in told) == [
        ("dead", "https://cities.example/en/s2/", 404),
        ("silent", original, 0),
    ]
    assert names(found, unasked=3) == ["unasked"]


def test_what_has_no_date_is_told() -> None:
    assert names(issue(article(published=None))) == ["undated"]


def test_a_text_in_another_language_than_it_claims_is_told() -> None:
    english = article("s1", "ar", content_text=LONG, title="Twelve mayors met by the harbour")
    (told,) = findings(issue(english, to=replace(READER, languages=("ar",))), {})
    assert (told.name, told.language, told.said) == ("unmarked", "ar", "en")


def test_a_machine_translation_without_an_original_is_told() -> None:
    assert names(issue(article(machine_translated=True))) == ["mute"]


def test_two_that_tell_the_same_are_told() -> None:
    copy = article("s2", title="Mayors in a workshop", content_text=LONG + "It rained.")
    assert names(issue(article(content_text=LONG), copy)) == ["alike"]
    held = event(date(2026, 2, 1))
    one, other = (article(s, title=t, content_text=LONG, events=(held,)) for s, t in (("a", "Ferries"), ("b", "Boats")))
    assert names(issue(one, other)) == ["alike"]


def test_what_does_not_fit_into_a_letter_is_told() -> None:
    many = [article(f"s{n}", title=f"Word{n} of{n} its{n} own{n}", content_text=f"Text{n} " * 60) for n in range(40)]
    (told,) = [f for f in findings(issue(*many), {}) if f.name == "cut"]
    assert told.n == 15


@pytest.mark.parametrize("language", ["en", "ar", "fr", "es"])
def test_an_editor_reads_it_at_the_head_of_the_letter_with_the_way_to_decide(language: str) -> None:
    odd = issue(article(language=language, published=None), to=replace(READER, languages=(language,)))
    dead = {f"https://cities.example/{language}/s1/": 404}
    link = "https://cities.example/i/token"
    preview = Preview(odd.id, 3, findings(odd, dead, 2), NOW + timedelta(hours=3), link)
    shown = frozen(replace(odd, role="editor", preview=preview), "preview")
    say = phrases("scnfeed.digest").say
    for body in (render_html(shown), render_text(shown)):
        plain = " ".join("".join(c for c in body if c not in "\u2066\u2067\u2068\u2069").split())
        places = [
            plain.index(words)
            for words in (
                "10:00",
                say(language, "recipients", 3),
                say(language, "findings"),
                say(language, "find_dead", 404).replace(">", ""),
            )
        ]
        places.append(plain.rindex(TITLES[language]))
        assert places == sorted(places) and link in body
    assert shown.hash != odd.hash and EDITOR.role == shown.role
