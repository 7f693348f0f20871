"""The pages of an issue that waits: a GET shows, a POST decides, a link dies with what it showed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from starlette.responses import Response

from scnfeed.config import Config, DigestSettings, MailSettings
from scnfeed.crawl.links import Tried
from scnfeed.digest.compose import compose
from scnfeed.jobs.approval import show, token_of
from scnfeed.jobs.letters import page_of, secret_of, sender_of
from scnfeed.mail.tokens import seal
from scnfeed.model import Article, Issue, Subscriber
from scnfeed.store import Store
from scnfeed.web import approval
from scnfeed.web.approval import approval_page, view_page
from scnfeed.web.forms import Form, Room

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
MAIL = MailSettings(secret="a secret of the house, long enough", unsubscribe="https://news.example.org/u/{token}")
CONFIG = Config(mail=MAIL, digest=DigestSettings(approval="hold"))
INES = Subscriber("urn:uuid:ines", "ines@example.org", languages=("ar", "en"), joined=NOW)
EVA = Subscriber("urn:uuid:eva", "eva@example.org", "editor", languages=("ar",), joined=NOW)


def article(n: int, title: str = "مدن <آمنة>") -> Article:
    text = "اجتمع رؤساء البلديات واتفقوا على ما تفعله المدن لاحقًا. " * 4
    plain = Article("cities", f"https://cities.example/{n}/", "ar", "rtl", "news", f"{title} {n}", "", text)
    return replace(plain, id=f"urn:uuid:{n}", story=f"s{n}")


@dataclass
class Desk:
    room: Room
    issue: Issue

    def ask(
        self, token: str | None = None, form: Form | None = None, page: Callable[..., Response] = approval_page
    ) -> tuple[int, str]:
        answer = page(self.room, token if token is not None else token_of(CONFIG, self.issue), form)
        return answer.status_code, bytes(answer.body).decode()

    def word(self, id: str = "") -> str | None:
        return self.room.store.word(id or self.issue.id)


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    issue = compose([article(n) for n in range(3)], INES, NOW, sender=sender_of(CONFIG))
    assert issue is not None
    monkeypatch.setattr(approval, "TRY", lambda urls, private: Tried({}))
    with Store.open("sqlite://") as store:
        store.add_subscriber(INES)
        store.add_subscriber(EVA)
        store.freeze(issue, [INES], NOW, word="held")
        show(CONFIG, store, issue, NOW, lambda urls, private: Tried({urls[0]: 404}))
        yield Desk(Room(store, CONFIG, lambda: NOW), issue)


def test_a_get_shows_what_is_odd_and_what_readers_get_and_changes_nothing(desk: Desk) -> None:
    for _ in range(2):
        status, text = desk.ask()
        assert status == 200 and desk.word() == "held"
    assert '<html lang="ar" dir="rtl">' in text and "الرابط لا يعمل" in text and "بلا تاريخ نشر" in text
    assert "مدن &lt;آمنة&gt; 1" in text and text.count('name="drop"') == 3 and "srcdoc=" in text
    assert "ines@" not in text and "eva@" not in text


def test_a_post_approves_holds_and_stops(desk: Desk) -> None:
    for word, kept in (("approve", "approved"), ("hold", "held"), ("stop", "stopped")):
        assert desk.ask(form={"do": word})[0] == 200
        assert desk.word() == kept
    assert desk.ask()[0] == 404, "a stopped issue has no page any more"
    assert desk.ask(form={"do": "approve"})[0] == 404 and desk.word() == "stopped"


def test_a_post_that_says_nothing_decides_nothing(desk: Desk) -> None:
    assert desk.ask(form={})[0] == 400 and desk.ask(form={"do": "x"})[0] == 400
    assert desk.word() == "held"


def test_a_dropped_item_brings_the_page_of_what_is_left_and_kills_the_old_link(desk: Desk) -> None:
    old = token_of(CONFIG, desk.issue)
    status, text = desk.ask(form={"drop": "urn:uuid:1"})
    assert status == 200 and text.count('name="drop"') == 2
    assert '<p class="quiet">حُذفت مادة</p>' in text and 'aria-label="حذف: مدن &lt;آمنة&gt; 2"' in text
    new = re.search(r'action="([^"]+)"', text)
    assert new and new[1] != old and quote(new[1]) == new[1]
    assert desk.ask(old)[0] == desk.ask(old, {"do": "approve"})[0] == 404
    assert desk.ask(new[1], {"do": "approve"})[0] == 200
    waiting = [row.issue for row in desk.room.store.deliveries(state="new") if row.subscriber == INES.id]
    assert [desk.word(id) for id in waiting] == ["approved"] and desk.word() == "stopped"
    assert desk.ask(new[1], {"drop": "urn:uuid:nothing"})[0] == 409


@pytest.mark.parametrize("forge", [lambda t: t[:-1], lambda t: t + "A", lambda t: "", lambda t: "x" * 40])
def test_a_forged_link_leads_nowhere(desk: Desk, forge: Callable[[str], str]) -> None:
    token = forge(token_of(CONFIG, desk.issue))
    assert desk.ask(token)[0] == desk.ask(token, {"do": "approve"})[0] == 404
    assert desk.word() == "held"


def test_a_link_to_other_content_leads_nowhere(desk: Desk) -> None:
    other = seal(secret_of(CONFIG), "issue", f"{desk.issue.id}\nanother hash")
    assert desk.ask(other)[0] == desk.ask(other, {"do": "approve"})[0] == 404


def test_a_letter_can_be_looked_at_by_who_has_its_link(desk: Desk) -> None:
    token = seal(secret_of(CONFIG), "view", desk.issue.id)
    status, text = desk.ask(token, page=view_page)
    assert status == 200 and "مدن &lt;آمنة&gt; 2" in text and "eva@" not in text
    assert desk.ask(token_of(CONFIG, desk.issue), page=view_page)[0] == 404
    assert page_of(CONFIG, "v", token).startswith("https://news.example.org/v/")
