"""The pages behind a letter's links: leave, confirm, prefer; and beside them those of an issue that waits.

A GET shows and changes nothing, since mail scanners fetch every link; a POST does it, without cookie, login or redirect
(RFC 8058, section 3.2). Who has the token may; a forged one leads nowhere (404).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, get_args

from starlette.responses import Response
from starlette.routing import Route

from scnfeed.config import Config
from scnfeed.errors import ConfigError
from scnfeed.jobs.asking import agreed_words, confirm
from scnfeed.jobs.people import leave
from scnfeed.language.phrases import phrases
from scnfeed.mail.tokens import unseal, unsubscribe_token
from scnfeed.model import Rhythm, Subscriber
from scnfeed.store import Store
from scnfeed.web.approval import approval_page, view_page
from scnfeed.web.forms import Form, Page, Room, endpoint, plain_page, unknown

NAMES = {"en": "English", "ar": "العربية", "fr": "Français", "es": "Español"}


def routes(store: Store, config: Config, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> list[Route]:
    """``/u/{token}`` leave, ``/c/{token}`` confirm, ``/p/{token}`` prefer, ``/i/{token}`` decide about an issue,
    ``/v/{token}`` look at one.

    Raises ConfigError without a secret: tokens could be made by anybody.
    """
    if len(config.mail.secret) < 16:
        raise ConfigError("mail.secret_file: letters' links need a secret of 16 characters or more", "mail.secret_file")
    room = Room(store, config, now)
    pages: dict[str, Page] = {
        "u": _named("unsubscribe", _leave),
        "c": _named("confirm", _confirm),
        "p": _named("unsubscribe", _prefer),
        "i": approval_page,
        "v": view_page,
    }
    return [
        Route(f"/{letter}/{{token}}", endpoint(room, page), methods=["GET", "POST"], name=letter)
        for letter, page in pages.items()
    ]


def _named(purpose: str, page: Page) -> Page:
    """The page of whoever `purpose`'s token names."""

    def answer(room: Room, token: str, form: Form | None) -> Response:
        id = unseal(room.config.mail.secret.encode(), purpose, token)
        return unknown() if id is None else page(room, id, form)

    return answer


def _leave(room: Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    language = _language(person)
    say = partial(phrases("scnfeed.mail").say, language)
    if form is None:
        title = say("leave", brand=room.config.brand.name)
        return plain_page(language, title, button=say("leave_button"))
    leave(room.config, room.store, id, room.now())  # who is gone already gets no letters either
    return plain_page(language, say("left"))


def _confirm(room: Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    if person is None:
        return unknown()
    say = partial(phrases("scnfeed.mail").say, _language(person))
    if form is None:
        title = agreed_words(room.config, person)
        return plain_page(_language(person), title, button=say("confirm_button"))
    confirm(room.config, room.store, id, room.now())
    return plain_page(_language(person), say("confirmed"))


def _prefer(room: Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    if person is None:
        return unknown()
    if form is not None:
        person = _chosen(person, form)
        room.store.change_subscriber(person)
    language = _language(person)
    say = partial(phrases("scnfeed.mail").say, language)
    token = unsubscribe_token(room.config.mail.secret.encode(), id)
    hours = [(str(hour), f"{hour}:00") for hour in range(24)]
    first = (language, *(other for other in NAMES if other != language))
    fields = [
        _field("language", say("language"), language, [(code, NAMES.get(code, code)) for code in first]),
        _field("rhythm", say("rhythm"), person.rhythm, [(name, say(name)) for name in get_args(Rhythm)]),
        _field("hour", say("hour", zone=person.time_zone), str(person.hour), hours),
    ]
    return plain_page(
        language,
        say("prefer", brand=room.config.brand.name),
        said=say("saved") if form is not None else "",
        fields=fields,
        button=say("prefer_button"),
        leave=(f"../u/{token}", say("leave_button")),
    )


def _chosen(person: Subscriber, form: Form) -> Subscriber:
    """The person with those choices of the form that exist; the others stay as they were."""
    if (first := form.get("language", "")) in NAMES:
        rest = tuple(language for language in person.languages if language != first)
        person = replace(person, languages=(first, *rest))
    rhythms: dict[str, Rhythm] = {name: name for name in get_args(Rhythm)}
    hours = {str(hour): hour for hour in range(24)}
    return replace(
        person,
        rhythm=rhythms.get(form.get("rhythm", ""), person.rhythm),
        hour=hours.get(form.get("hour", ""), person.hour),
    )


def _field(name: str, label: str, value: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _language(person: Subscriber | None) -> str:
    return person.languages[0] if person and person.languages else "en"
