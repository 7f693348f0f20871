"""The letters' archive shows everybody what readers were told, and no more."""

from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime

from scnfeed.digest.compose import compose
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import render_letter
from scnfeed.jobs.archive import letters
from scnfeed.model import Article, Brand, Issue, Notice, Subscriber

BASE = "https://feeds.example.org/"
BRAND = Brand("Harbours")
NOW = datetime(2026, 3, 17, 12, tzinfo=UTC)
READER = Subscriber("urn:uuid:r", "reader@example.org")
GONE = Notice(NOW, "withdrawn", "The fair <moves>", "404", "https://example.org/fair/", "en")


def issue(person: Subscriber = READER, *articles: Article, notices: tuple[Notice, ...] = (GONE,)) -> Issue:
    found = compose(articles, person, NOW, notices=notices, brand=BRAND, base_url=BASE)
    assert found is not None
    return found


def test_an_editors_letter_is_not_published() -> None:
    editor = replace(READER, role="editor")
    failed = Notice(NOW, "failed", "harbours", "no answer")
    assert set(letters([issue(editor, notices=(failed,))], BRAND, BASE)) == {"letters.rss"}


def test_a_letter_that_only_tells_of_a_withdrawal_names_it_in_the_feed() -> None:
    feed = letters([issue()], BRAND, BASE)["letters.rss"].decode()
    assert "The fair &amp;lt;moves&amp;gt;" in feed
    assert "https://example.org/fair/" not in feed


def test_the_page_has_nothing_that_only_mail_programs_know() -> None:
    page = next(body.decode() for path, body in letters([issue()], BRAND, BASE).items() if path.endswith(".html"))
    assert "The fair &lt;moves&gt;" in page
    for mark in ("mso-", "cellpadding", "align=", "preheader", "you subscribed"):
        assert mark not in page, mark


def test_the_feed_carries_the_whole_letter() -> None:
    texts = {
        n: Article("s", f"https://example.org/{n}/", "en", "ltr", "news", f"Title {n}", "", f"What {n} says.")
        for n in "ab"
    }
    told = issue(READER, *(replace(a, id=f"urn:x:{n}", story=n) for n, a in texts.items()))
    feed = letters([told], BRAND, BASE)["letters.rss"].decode()
    for words in (
        "Title a",
        "What a says.",
        "Title b",
        "What b says.",
        "The fair",
        "Withdrawn",
        "https://example.org/b/",
    ):
        assert words in feed, words


def test_the_address_in_a_letter_is_that_of_its_page_in_the_archive() -> None:
    told = issue()
    message = email.message_from_bytes(render_letter(told, READER))
    named = message["Archived-At"].strip("<>")
    assert named.removeprefix(BASE) in letters([told], BRAND, BASE)
    assert named in message.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_an_editors_letter_names_no_page_that_nobody_can_open() -> None:
    editor = replace(READER, role="editor")
    found = issue(editor)
    assert email.message_from_bytes(render_letter(found, editor))["Archived-At"] is None
    sender = Sender("desk@example.org", view="https://example.org/v/t")
    assert email.message_from_bytes(render_letter(found, editor, sender=sender))["Archived-At"] == sender.view.join(
        "<>"
    )
