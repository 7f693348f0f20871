"""The pages behind a letter's links: a GET changes nothing, a POST needs nothing but the token."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn

from scnfeed.config import Config, MailSettings
from scnfeed.errors import ConfigError
from scnfeed.jobs.asking import invite
from scnfeed.mail.tokens import unsubscribe_token
from scnfeed.model import Article, Issue, Section, Subscriber
from scnfeed.store import Store
from scnfeed.web import application
from scnfeed.web.people import routes

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
SECRET = "a secret of the house, long enough"
CONFIG = Config(mail=MailSettings(secret=SECRET))
INES = Subscriber("urn:uuid:ines", "ines@example.org", languages=("ar", "en"), joined=NOW)
TOKEN = unsubscribe_token(SECRET.encode(), INES.id)
TOLD = Article("cities", "https://cities.example/a/", "ar", "rtl", "news", "مدن <آمنة>", "", "", id="urn:uuid:a")
ISSUE = Issue("urn:uuid:issue", NOW, "en", "reader", (Section("new", (TOLD,)),), hash="f00d")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class House:
    store: Store
    port: int

    def ask(self, path: str, method: str = "GET", body: bytes = b"", kind: str = FORM) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body=body, headers={"Content-Type": kind} if method == "POST" else {})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert not answer.getheader("Set-Cookie") and answer.getheader("Cache-Control") in ("no-store", None)
        return answer.status, text

    @property
    def ines(self) -> Subscriber:
        found = self.store.subscriber(INES.id)
        assert found is not None
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "index.html").write_text("<!doctype html><title>Feeds</title>")
    with Store.open("sqlite://") as store:
        store.add_subscriber(INES)
        store.freeze(ISSUE, [INES], NOW)
        listener = socket.create_server(("127.0.0.1", 0))
        app = application(tmp_path, routes(store, CONFIG, lambda: NOW))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield House(store, listener.getsockname()[1])
        server.should_exit = True
        thread.join()
        listener.close()


def test_a_get_shows_a_form_in_the_readers_language_and_changes_nothing(house: House) -> None:
    for method in ("GET", "HEAD", "GET"):
        status, text = house.ask(f"/u/{TOKEN}", method)
        assert status == 200
    assert 'dir="rtl"' in text and '<form method="post">' in text and "ines@" not in text
    assert not house.ines.paused and [d.state for d in house.store.deliveries()] == ["new"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"List-Unsubscribe=One-Click", FORM),
        (
            b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
        (b"do=leave", FORM),
    ],
)
def test_one_post_ends_the_letters_and_the_next_changes_nothing(house: House, body: bytes, kind: str) -> None:
    for _ in range(2):
        assert house.ask(f"/u/{TOKEN}", "POST", body, kind)[0] == 200
        assert house.ines.paused and [d.state for d in house.store.deliveries()] == ["suppressed"]


@pytest.mark.parametrize("page", ["u", "c", "p", "i", "v"])
@pytest.mark.parametrize("token", [TOKEN[:-1], "x", TOKEN + "A", "..%5c", "%00", unsubscribe_token(b"other", INES.id)])
def test_a_forged_token_leads_nowhere(house: House, page: str, token: str) -> None:
    status, text = house.ask(f"/{page}/{token}")
    assert status == 404 and "does not lead anywhere" in text
    assert '<p class="quiet" lang="ar" dir="rtl">هذا الرابط لا يؤدي إلى أي مكان.</p>' in text
    assert house.ask(f"/{page}/{token}", "POST", b"do=leave")[0] == 404
    assert house.ines == INES


def test_a_token_is_good_for_its_own_page_only(house: House) -> None:
    assert house.ask(f"/c/{TOKEN}", "POST")[0] == house.ask(f"/i/{TOKEN}", "POST", b"do=stop")[0] == 404


def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    assert house.ask(f"/u/{TOKEN}", "POST", b"x" * 10_001)[0] == 413
    assert not house.ines.paused


def test_who_is_asked_gets_letters_from_the_post_on_and_not_by_a_fetched_link(house: House) -> None:
    token = invite(CONFIG, house.store, Subscriber("urn:uuid:omar", "omar@example.org"), NOW)
    assert house.ask(f"/c/{token}")[0] == 200
    assert [p.id for p in house.store.subscribers()] == [INES.id]
    assert house.ask(f"/c/{token}", "POST")[0] == 200
    [_, omar] = house.store.subscribers()
    assert (omar.id, omar.joined, omar.paused) == ("urn:uuid:omar", NOW, False)
    assert house.store.fact("consent:urn:uuid:omar").startswith("confirmed 2026-03-02T07:00")


def test_an_old_confirmation_does_not_bring_back_who_left(house: House) -> None:
    token = invite(CONFIG, house.store, Subscriber("urn:uuid:omar", "omar@example.org"), NOW)
    house.ask(f"/u/{unsubscribe_token(SECRET.encode(), 'urn:uuid:omar')}", "POST")
    house.ask(f"/c/{token}", "POST")
    assert [p.id for p in house.store.subscribers()] == [INES.id]


def test_a_choice_is_kept_and_nonsense_in_it_is_not(house: House) -> None:
    text = house.ask(f"/p/{TOKEN}", "GET")[1]
    assert house.ines == INES
    assert text.count("<label>") == text.count("<select") == 3 and "بتوقيت UTC" in text
    assert f'<a href="../u/{TOKEN}">إلغاء الاشتراك</a>' in text
    choice = urlencode({"language": "fr", "rhythm": "weekly", "hour": "9", "role": "operator", "address": "x@x.org"})
    assert house.ask(f"/p/{TOKEN}", "POST", choice.encode())[0] == 200
    chosen = replace(INES, languages=("fr", "ar", "en"), rhythm="weekly", hour=9)
    assert house.ines == chosen
    house.ask(f"/p/{TOKEN}", "POST", b"language=%00&rhythm=hourly&hour=99")
    assert house.ines == chosen


def test_without_a_secret_there_are_no_pages() -> None:
    with Store.open("sqlite://") as store, pytest.raises(ConfigError, match=r"mail\.secret_file"):
        routes(store, Config())
