"""A readers' issue waits until a person lets it go; what goes is what was looked at, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.config import Config, DigestSettings, MailSettings
from scnfeed.crawl.links import Tried
from scnfeed.errors import MailError, StoreError
from scnfeed.jobs.approval import by_token, decide, drop, token_of
from scnfeed.jobs.archive import letters
from scnfeed.jobs.digest import digest
from scnfeed.jobs.send import deliver
from scnfeed.mail.sending import Sent
from scnfeed.model import Issue, Subscriber
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, corrected, remember

DAY = 24 * HOUR
SLOT = NOW.replace(hour=12)
INES = Subscriber("ines", "ines@example.org", hour=12, joined=NOW - DAY)
OMAR = replace(INES, id="omar", address="omar@example.org")
EVA = Subscriber("eva", "eva@example.org", "editor", hour=12, joined=NOW - DAY)
MAIL = MailSettings(secret="a secret of the house", unsubscribe="https://news.example.org/u/{token}")


def no_link_tried(urls: list[str], private: list[str]) -> Tried:
    return Tried({})


@pytest.fixture
def house(config: Config) -> Config:
    """Settings under which readers' issues wait for a word."""
    mail = replace(config.mail, secret=MAIL.secret, unsubscribe=MAIL.unsubscribe)
    return replace(config, digest=DigestSettings(approval="hold"), mail=mail)


def held(house: Config, store: Store, tried: Callable[[list[str], list[str]], Tried] = no_link_tried) -> Issue:
    """The readers' issue of three articles, waiting, with two readers and an editor."""
    for person in (INES, OMAR, EVA):
        store.add_subscriber(person)
    remember(store, article("a"), article("b"), article("c"))
    return next(issue for issue in digest(house, store, SLOT, tried=tried) if issue.role == "reader")


def preview(store: Store) -> Issue:
    return next(issue for issue in store.issues() if issue.preview)


def send(house: Config, store: Store, now: datetime = SLOT) -> Sent:
    return deliver(house, store, now=lambda: now)


def states(store: Store, issue: Issue) -> set[str]:
    return {row.state for row in store.deliveries(issue.id)}


def test_editors_are_shown_what_waits_with_what_is_odd_about_it(house: Config, small_store: Store) -> None:
    asked: list[str] = []

    def one_is_dead(urls: list[str], private: list[str]) -> Tried:
        asked.extend(urls)
        return Tried({urls[0]: 404}, tuple(urls[2:]))

    issue = held(house, small_store, one_is_dead)
    shown = preview(small_store)
    assert shown.preview and shown.preview.of == issue.id and shown.preview.recipients == 2
    assert sorted(asked) == sorted(a.url or "" for a in issue.articles)
    names = [finding.name for finding in shown.preview.findings]
    assert names.count("undated") == 3 and names.count("dead") == 1 and "unasked" in names
    assert shown.preview.link == f"https://news.example.org/i/{token_of(house, issue)}"
    assert {row.subscriber for row in small_store.deliveries(shown.id)} == {"eva"}
    assert send(house, small_store).sent == 2 and states(small_store, issue) == {"new"}
    mail = [file.read_text() for file in house.path(house.mail.folder).glob("*.eml") if "approve" in file.read_text()]
    assert len(mail) == 1 and "eva@example.org" in mail[0]


def test_a_preview_is_no_news_to_the_editor_who_gets_it(house: Config, small_store: Store) -> None:
    held(house, small_store)
    remember(small_store, article("later", SLOT + HOUR))
    tomorrow = [i for i in digest(house, small_store, SLOT + DAY, tried=no_link_tried) if i.role == "editor"]
    assert [[a.id for a in issue.articles] for issue in tomorrow] == [["urn:x:later"]]
    assert set(small_store.sent_to("eva")) >= {"urn:s:a", "urn:s:later"}


def test_what_waits_is_not_in_the_archive_before_it_may_go(house: Config, small_store: Store) -> None:
    issue = held(house, small_store)
    assert small_store.told_issues() == []
    decide(house, small_store, issue.id, "approved", SLOT, issue.hash)
    assert [one.id for one in small_store.told_issues()] == [issue.id]
    pages = letters(small_store.told_issues(), house.brand_value, house.publish.base_url)
    assert len(pages) == 3 and {"letters.rss", "letters/en.html"} < set(pages)
    decide(house, small_store, issue.id, "stopped", SLOT)
    assert small_store.told_issues() == []


def test_a_dropped_item_makes_another_issue_that_waits_and_the_old_link_dies(house: Config, small_store: Store) -> None:
    issue = held(house, small_store)
    decide(house, small_store, issue.id, "approved", SLOT, issue.hash)
    token = token_of(house, issue)
    assert by_token(house, small_store, token) == issue
    new = drop(house, small_store, issue.id, "urn:x:b", SLOT, no_link_tried)
    assert new is not None and new.id != issue.id and new.hash != issue.hash
    assert {a.id for a in new.articles} == {"urn:x:a", "urn:x:c"}
    assert by_token(house, small_store, token) is None and by_token(house, small_store, token_of(house, new)) == new
    assert send(house, small_store).sent == 2, "the editor's letters alone: the approval is void"
    assert states(small_store, issue) == {"suppressed"} and states(small_store, new) == {"new"}
    decide(house, small_store, new.id, "approved", SLOT, new.hash)
    assert send(house, small_store).sent == 2 and states(small_store, new) == {"sent"}
    with pytest.raises(StoreError, match="on its way"):
        drop(house, small_store, new.id, "urn:x:a", SLOT, no_link_tried)


def test_who_did_not_get_a_dropped_item_never_hears_of_it(house: Config, small_store: Store) -> None:
    issue = held(house, small_store)
    new = drop(house, small_store, issue.id, "urn:x:b", SLOT, no_link_tried)
    assert new is not None
    remember(small_store, corrected(article("b"), SLOT + HOUR), article("d", SLOT + HOUR))
    tomorrow = [i for i in digest(house, small_store, SLOT + DAY, tried=no_link_tried) if i.role == "reader"]
    assert [[a.id for a in one.articles] for one in tomorrow] == [["urn:x:d"]]


def test_an_issue_of_which_all_is_dropped_does_not_go(house: Config, small_store: Store) -> None:
    issue: Issue | None = held(house, small_store)
    for name in ("a", "b", "c"):
        assert issue is not None
        address = f"https://strongcitiesnetwork.org/news/{name}/"
        issue = drop(house, small_store, issue.id, address, SLOT, no_link_tried)
    assert issue is None and {row.state for row in small_store.deliveries() if row.subscriber == "ines"} == {
        "suppressed"
    }


def test_what_is_not_in_an_issue_cannot_be_dropped(house: Config, small_store: Store) -> None:
    issue = held(house, small_store)
    with pytest.raises(MailError, match="is not in the issue"):
        drop(house, small_store, issue.id, "urn:x:z", SLOT, no_link_tried)
    with pytest.raises(MailError, match="no issue"):
        drop(house, small_store, "urn:x:nowhere", "urn:x:a", SLOT, no_link_tried)


def own(house: Config, folder: Path, html: str) -> Config:
    """The settings with a template folder of the user's own."""
    folder.mkdir(exist_ok=True)
    (folder / "letter.html").write_text(html, encoding="utf-8")
    return replace(house, digest=replace(house.digest, templates=folder))


GREEN = '{% extends "ours/letter.html" %}{% block band %}<h1>Green {{ v.heading }}</h1>{% endblock %}'


def test_an_approval_is_void_when_a_template_changes_what_readers_would_get(
    house: Config, small_store: Store, tmp_path: Path
) -> None:
    house = own(house, tmp_path / "own", GREEN)
    issue = held(house, small_store)
    decide(house, small_store, issue.id, "approved", SLOT, issue.hash)
    own(house, tmp_path / "own", GREEN.replace("Green", "Red "))
    with pytest.raises(MailError, match="changed since it was approved"):
        send(house, small_store)
    assert states(small_store, issue) == {"new"} and small_store.word(issue.id) == "held"
    assert by_token(house, small_store, token_of(house, issue)) is None, "the link to the old content is dead"
    with pytest.raises(MailError, match="not what you looked at"):
        decide(house, small_store, issue.id, "approved", SLOT, issue.hash)
    again = small_store.issue(issue.id)
    assert again is not None and again.hash != issue.hash
    decide(house, small_store, issue.id, "approved", SLOT, again.hash)
    assert send(house, small_store).sent >= 2 and states(small_store, issue) == {"sent"}


@pytest.mark.parametrize(
    ("html", "line", "said"),
    [("<p>\n{% if %}", 2, "TemplateSyntaxError"), ("<p>\n\n{{ v.nothing }}", 3, "nothing"), ("{{ 1 / 0 }}", 1, "Zero")],
)
def test_an_issue_whose_template_is_broken_is_held_with_file_and_line(
    house: Config, small_store: Store, tmp_path: Path, html: str, line: int, said: str
) -> None:
    broken = own(replace(house, digest=DigestSettings()), tmp_path / "own", html)
    issue = held(broken, small_store)
    standing = small_store.standing(issue.id)
    assert standing and standing.word == "held"
    assert f"letter.html:{line}: " in standing.why and said in standing.why
    assert send(broken, small_store).sent == 0 and states(small_store, issue) == {"new"}
    mended = own(broken, tmp_path / "own", GREEN)
    decide(mended, small_store, issue.id, "approved", SLOT)
    assert send(mended, small_store).sent == 2


def test_a_template_that_breaks_after_freezing_holds_the_issue_and_loses_nothing(
    house: Config, small_store: Store, tmp_path: Path
) -> None:
    house = own(replace(house, digest=DigestSettings()), tmp_path / "own", GREEN)
    issue = held(house, small_store)
    own(house, tmp_path / "own", "<p>{{ v.nothing }}")
    with pytest.raises(MailError, match=r"letter\.html:1: .*nothing"):
        send(house, small_store)
    assert small_store.word(issue.id) == "held" and states(small_store, issue) == {"new"}


def test_an_issue_that_is_held_unless_somebody_says_no_goes_at_its_hour_and_not_before(
    house: Config, small_store: Store
) -> None:
    house = replace(house, digest=DigestSettings(approval="unless_held", release_at="15:00"))
    issue = held(house, small_store)
    shown = preview(small_store).preview
    assert shown and shown.release == SLOT + 3 * HOUR
    assert send(house, small_store, SLOT + 2 * HOUR).sent == 2 and states(small_store, issue) == {"new"}
    assert small_store.told_issues() == []
    digest(house, small_store, SLOT + 3 * HOUR, tried=no_link_tried)
    assert [one.id for one in small_store.told_issues()] == [issue.id], "its page is there when the letter comes"
    assert send(house, small_store, SLOT + 3 * HOUR).sent == 2 and states(small_store, issue) == {"sent"}


def test_an_issue_made_after_its_hour_of_release_still_gives_editors_their_time(
    house: Config, small_store: Store
) -> None:
    house = replace(house, digest=DigestSettings(approval="unless_held", release_at="13:00"))
    for person in (INES, EVA):
        small_store.add_subscriber(person)
    remember(small_store, article("a"))
    digest(house, small_store, SLOT + 2 * HOUR, tried=no_link_tried)
    shown = preview(small_store).preview
    assert shown and shown.release == SLOT + DAY + HOUR


def test_nothing_is_handed_over_in_a_persons_quiet_hours(config: Config, small_store: Store) -> None:
    small_store.add_subscriber(replace(INES, quiet=(13, 15)))
    small_store.add_subscriber(OMAR)
    remember(small_store, article("a"))
    (issue,) = digest(config, small_store, SLOT)
    late = SLOT + HOUR + timedelta(minutes=5)
    assert send(config, small_store, late).sent == 1
    assert {row.subscriber: row.state for row in small_store.deliveries(issue.id)} == {"ines": "new", "omar": "sent"}
    assert send(config, small_store, SLOT + 2 * HOUR).sent == 0
    assert send(config, small_store, SLOT + 3 * HOUR).sent == 1
