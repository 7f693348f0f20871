"""What people find in their letters in the thirty days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from scnfeed.jobs.demo import PEOPLE
from scnfeed.model import Issue, SectionName, Subscriber
from scnfeed.sample import DAYS
from scnfeed.store import Store
from tests.jobs.month import CLOSED, QUIET, Month, page_of, path_of

EDITORS = {person.address for person in PEOPLE if person.role == "editor"}
READERS = {person.address for person in PEOPLE if person.role == "reader"}


def addressed(month: Month, day: int) -> set[str]:
    return {str(letter["To"]) for letter in month.letters(day)}


NEWS: tuple[SectionName, ...] = ("new", "reported")


def told(month: Month, store: Store, *sections: SectionName) -> Iterator[tuple[int, Subscriber, Issue, str]]:
    """Day, person, issue and story of every article in such a section of the letters, in their order."""
    people = {person.id: person for person in PEOPLE}
    for day in month.days:
        for issue in day.issues:
            for delivery in store.deliveries(issue.id):
                articles = [a for part in issue.sections if part.name in sections for a in part.articles]
                for article in articles:
                    yield day.number, people[delivery.subscriber], issue, article.story


@pytest.mark.parametrize("day", CLOSED)
def test_a_closed_site_is_told_to_the_editors_and_to_no_reader(month: Month, day: int) -> None:
    assert addressed(month, day) == EDITORS
    (subject, reason) = month.day(day).failures[0]
    assert subject == "strong_cities" and "robots.txt" in reason
    for letter in month.letters(day):
        text = letter.get_body(("plain",))
        assert text is not None and "robots.txt" in text.get_content()


def test_a_withdrawn_page_is_told_to_the_editors_of_its_language(month: Month) -> None:
    withdrawn = {
        language: {path_of(notice.url) for notice in part.notices}
        for issue in month.day(16).issues
        if issue.role == "editor"
        for language, part in ((issue.language, part) for part in issue.sections if part.name == "withdrawn")
    }
    assert withdrawn == {language: {page_of("winter-fair", language, 15)} for language in ("en", "ar")}
    assert addressed(month, 16) >= EDITORS
    later = [part for day in month.days[16:] for issue in day.issues for part in issue.sections]
    assert "withdrawn" not in {part.name for part in later}


@pytest.mark.parametrize("day", QUIET)
def test_nothing_new_no_letter(month: Month, day: int) -> None:
    assert month.day(day).issues == () and month.letters(day) == []


def test_no_letter_calls_the_first_crawl_news(month: Month, month_store: Store) -> None:
    assert month.letters(1) == []
    first = {change.article.story for change in month.day(1).changes if change.article}
    assert [row for row in told(month, month_store, *NEWS) if row[3] in first] == []


def test_no_story_reaches_one_person_twice_but_as_a_correction(month: Month, month_store: Store) -> None:
    times: dict[tuple[str, str], int] = defaultdict(int)
    for _, person, _, story in told(month, month_store, *NEWS):
        times[person.id, story] += 1
    assert set(times.values()) == {1} and len({story for _, story in times}) >= 10


def test_a_correction_says_what_changed_to_those_who_knew_the_story(month: Month, month_store: Store) -> None:
    corrected = {
        person.address: {path_of(article.url or ""): article.change for article in part.articles}
        for _, person, issue, _ in told(month, month_store, "corrected")
        for part in issue.sections
        if part.name == "corrected" and issue in month.day(8).issues
    }
    assert {"editor-en@example.org", "reader-en@example.org", "reader-ar@example.org"} <= corrected.keys()
    change = corrected["reader-en@example.org"][page_of("spring-training", "en", 8)]
    assert "26–27 March 2026" in change and "9–10 April 2026" in change


def test_a_typing_mistake_and_a_new_address_send_nobody_a_letter(month: Month) -> None:
    assert month.letters(6) == [] and month.letters(13) == []


def test_a_later_translation_is_news_only_to_those_without_the_story(month: Month) -> None:
    assert addressed(month, 7) == {"editor-ar@example.org"}


def test_a_reader_gets_a_story_in_the_first_language_that_it_has(month: Month, month_store: Store) -> None:
    languages = {
        day: {article.language for part in issue.sections if part.name in NEWS for article in part.articles}
        for day, person, issue, _ in told(month, month_store, *NEWS)
        if person.address == "reader-ar@example.org"
    }
    assert languages[3] == {"en"} and languages[5] == {"ar"}


def test_a_weekly_letter_comes_on_mondays_only(month: Month) -> None:
    weekly = {person.address for person in PEOPLE if person.rhythm == "weekly"}
    days = [day for day in range(2, DAYS + 1) if weekly & addressed(month, day)]
    assert days == [8, 15, 22]


def test_every_frozen_letter_is_sent_once(month: Month, month_store: Store) -> None:
    rows = month_store.deliveries()
    assert {row.state for row in rows} == {"sent"}
    assert len({(row.issue, row.subscriber) for row in rows}) == len(rows)
    letters = [letter for day in range(2, DAYS + 1) for letter in month.letters(day)]
    assert len(letters) == len(rows) == len({letter["Message-ID"] for letter in letters})
    assert {str(letter["To"]) for letter in letters} == EDITORS | READERS
