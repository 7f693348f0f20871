"""Whose letter is due, what it knows, and that it is frozen once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from scnfeed.config import Config
from scnfeed.jobs.digest import digest, preview
from scnfeed.model import Issue, Role, Run, Subscriber
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, corrected, remember

DAY = 24 * HOUR
JOINED = NOW - DAY
SLOT = NOW.replace(hour=12)
INES = Subscriber("ines", "ines@example.org", hour=12, joined=JOINED)


@pytest.fixture
def people(small_store: Store) -> Store:
    """A store with one daily reader, whose letter is planned for noon."""
    small_store.add_subscriber(INES)
    return small_store


def told(issues: Iterable[Issue]) -> list[tuple[str, list[str]]]:
    return [(part.name, [a.id.removeprefix("urn:x:") for a in part.articles]) for i in issues for part in i.sections]


def failed(store: Store, reason: str) -> Run:
    run = store.begin_run("collect", "strong_cities", reason, NOW, lambda: reason)
    assert run is not None
    return store.finish_run(run, "failed", NOW, reason=reason)


def test_a_letter_comes_when_its_hour_has_come_and_once(config: Config, people: Store) -> None:
    remember(people, article("a"))
    assert digest(config, people, SLOT - HOUR) == []
    (issue,) = digest(config, people, SLOT)
    assert told([issue]) == [("new", ["a"])] and issue.dated == SLOT
    assert digest(config, people, SLOT) == [] == digest(config, people, SLOT + HOUR)
    assert [(row.issue, row.subscriber, row.state) for row in people.deliveries()] == [(issue.id, "ines", "new")]


def test_nothing_new_is_no_letter(config: Config, people: Store) -> None:
    assert digest(config, people, SLOT) == []
    remember(people, replace(article("old"), baseline=True))
    assert digest(config, people, SLOT) == [] and people.issues() == []


def test_a_late_letter_speaks_of_what_was_known_at_its_hour_and_the_next_one_of_the_rest(
    config: Config, people: Store
) -> None:
    remember(people, article("before", SLOT - HOUR), article("after", SLOT + HOUR))
    (late,) = digest(config, people, SLOT + 5 * HOUR)
    assert told([late]) == [("new", ["before"])] and late.dated == SLOT
    assert told(digest(config, people, SLOT + DAY)) == [("new", ["after"])]


def test_a_late_letter_is_the_same_issue_as_one_in_time(config: Config, people: Store) -> None:
    remember(people, article("before", SLOT - HOUR))
    other = replace(INES, id="omar", address="omar@example.org")
    (first,) = digest(config, people, SLOT)
    people.add_subscriber(other)
    assert digest(config, people, SLOT + 5 * HOUR) == [], "the issue is frozen: nobody is added to it"
    assert [row.subscriber for row in people.deliveries(first.id)] == ["ines"]


def test_people_with_the_same_wishes_share_one_issue(config: Config, people: Store) -> None:
    people.add_subscriber(replace(INES, id="omar", address="omar@example.org"))
    remember(people, article("a"))
    (issue,) = digest(config, people, SLOT)
    assert {row.subscriber for row in people.deliveries(issue.id)} == {"ines", "omar"}


def test_a_story_comes_once_whatever_its_languages(config: Config, small_store: Store) -> None:
    small_store.add_subscriber(replace(INES, languages=("ar", "en")))
    english = article("en", story="urn:s:one")
    arabic = replace(article("ar", SLOT + HOUR, language="ar", story="urn:s:one"), relation="translation")
    remember(small_store, english)
    assert told(digest(config, small_store, SLOT)) == [("new", ["en"])]
    remember(small_store, arabic)
    assert digest(config, small_store, SLOT + DAY) == []


def test_a_story_that_two_merged_into_does_not_come_again(config: Config, people: Store) -> None:
    first, second = article("first"), article("second")
    remember(people, first, second)
    assert told(digest(config, people, SLOT)) == [("new", ["second", "first"])]
    remember(people, replace(second, story=first.story, relation="duplicate"))
    assert digest(config, people, SLOT + DAY) == []


def test_an_edit_comes_as_a_correction_once_and_only_to_who_had_the_story(config: Config, people: Store) -> None:
    known = article("a")
    remember(people, known)
    digest(config, people, SLOT)
    remember(people, corrected(known, SLOT + HOUR))
    late = replace(INES, id="omar", address="omar@example.org", joined=SLOT + HOUR)
    people.add_subscriber(late)
    (issue,) = digest(config, people, SLOT + DAY)
    assert told([issue]) == [("corrected", ["a"])]
    assert [row.subscriber for row in people.deliveries(issue.id)] == ["ines"]
    assert digest(config, people, SLOT + 2 * DAY) == []


@pytest.mark.parametrize(("role", "letters"), [("reader", 0), ("editor", 1), ("operator", 1)])
def test_a_failed_crawl_is_told_to_editors_and_operators_only(
    config: Config, small_store: Store, role: Role, letters: int
) -> None:
    small_store.add_subscriber(replace(INES, role=role))
    failed(small_store, "the site was closed")
    issues = digest(config, small_store, SLOT)
    assert [[notice.reason for part in i.sections for notice in part.notices] for i in issues] == [
        ["the site was closed"]
    ] * letters


def test_a_preview_shows_the_letter_and_freezes_nothing(config: Config, people: Store) -> None:
    remember(people, article("a"), replace(article("old"), baseline=True))
    ((person, issue),) = preview(config, people, SLOT)
    assert person == INES and told([issue]) == [("new", ["a"])]
    ((_, whole),) = preview(config, people, SLOT, since=(NOW - timedelta(days=30)).date())
    assert {a.id for a in whole.articles} == {"urn:x:a", "urn:x:old"}
    assert people.issues() == [] and people.deliveries() == [] and people.sent_to("ines") == {}


def test_without_people_an_editor_of_each_language_stands_in(config: Config, small_store: Store) -> None:
    remember(small_store, article("a"), article("b", language="ar"))
    shown = preview(config, small_store, SLOT)
    assert sorted((person.languages, person.role) for person, _ in shown) == [(("ar",), "editor"), (("en",), "editor")]
