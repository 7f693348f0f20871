"""The letters' archive shows everybody what readers were told, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from scnfeed.digest.compose import compose
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
    assert "The fair &amp;lt;moves&amp;gt;&lt;/li&gt;" in feed
    assert "&lt;ul&gt;&lt;/ul&gt;" not in feed
    assert "https://example.org/fair/" not in feed


def test_the_page_has_nothing_that_only_mail_programs_know() -> None:
    page = next(body.decode() for path, body in letters([issue()], BRAND, BASE).items() if path.endswith(".html"))
    assert "The fair &lt;moves&gt;" in page
    for mark in ("mso-", "cellpadding", "align=", "preheader", "you subscribed"):
        assert mark not in page, mark
