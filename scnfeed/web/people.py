"""The pages behind a letter's links: leave, confirm, prefer, and an issue's approval.

A GET shows and changes nothing, since mail scanners fetch every link; a POST does it, without cookie, login or redirect
(RFC 8058, section 3.2). Who has the token may; a forged one leads nowhere (404).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, get_args
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from scnfeed.config import Config
from scnfeed.digest.view import subject
from scnfeed.errors import ConfigError, ScnfeedError
from scnfeed.jobs.people import confirm, leave
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import direction
from scnfeed.mail.tokens import unseal
from scnfeed.model import Rhythm, Subscriber
from scnfeed.store import Store
from scnfeed.templates import render

LARGEST = 10_000
"""Octets of a form."""
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    ),
}
NAMES = {"en": "English", "ar": "العربية", "fr": "Français", "es": "Español"}
Clock = Callable[[], datetime]
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class _Room:
    store: Store
    config: Config
    now: Clock


def routes(store: Store, config: Config, now: Clock = lambda: datetime.now(UTC)) -> list[Route]:
    """``/u/{token}`` leave, ``/c/{token}`` confirm, ``/p/{token}`` prefer, ``/i/{token}`` approve an issue.

    Raises ConfigError without a secret: tokens could be made by anybody.
    """
    if len(config.mail.secret) < 16:
        raise ConfigError("mail.secret_file: letters' links need a secret of 16 characters or more", "mail.secret_file")
    room = _Room(store, config, now)
    pages = {"u": _leave, "c": _confirm, "p": _prefer, "i": _approve}
    purposes = {"u": "unsubscribe", "c": "confirm", "p": "unsubscribe", "i": "issue"}
    return [
        Route(f"/{letter}/{{token}}", _endpoint(room, purposes[letter], page), methods=["GET", "POST"], name=letter)
        for letter, page in pages.items()
    ]


Page = Callable[[_Room, str, Form | None], Response]


def _endpoint(room: _Room, purpose: str, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        named = unseal(room.config.mail.secret.encode(), purpose, request.path_params["token"])
        if named is None:
            return _unknown()
        form = await _form(request) if request.method == "POST" else None
        if request.method == "POST" and form is None:
            return _page("en", phrases("scnfeed.mail").say("en", "unknown"), status=413)
        return await run_in_threadpool(page, room, named, form)

    return answer


async def _form(request: Request) -> Form | None:
    """The fields of an urlencoded form, each once; nothing of another kind of body, None for one that is too large."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=50) if body.count(b"&") < 50 else {}
    return {name: values[0] for name, values in fields.items()}


def _leave(room: _Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    language = _language(person)
    say = partial(phrases("scnfeed.mail").say, language)
    if form is None:
        return _page(language, say("leave"), buttons=[("leave", say("leave_button"))])
    leave(room.config, room.store, id, room.now())  # who is gone already gets no letters either
    return _page(language, say("left"))


def _confirm(room: _Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    if person is None:
        return _unknown()
    say = partial(phrases("scnfeed.mail").say, _language(person))
    if form is None:
        title = say("confirm", brand=room.config.brand.name)
        return _page(_language(person), title, buttons=[("confirm", say("confirm_button"))])
    confirm(room.config, room.store, id, room.now())
    return _page(_language(person), say("confirmed"))


def _prefer(room: _Room, id: str, form: Form | None) -> Response:
    person = room.store.subscriber(id)
    if person is None:
        return _unknown()
    if form is not None:
        person = _chosen(person, form)
        room.store.change_subscriber(person)
    language = _language(person)
    say = partial(phrases("scnfeed.mail").say, language)
    first = (language, *(other for other in NAMES if other != language))
    fields = [
        _field("language", say("language"), language, [(code, NAMES.get(code, code)) for code in first]),
        _field("rhythm", say("rhythm"), person.rhythm, [(name, say(name)) for name in get_args(Rhythm)]),
        _field("hour", say("hour"), str(person.hour), [(str(hour), f"{hour}:00") for hour in range(24)]),
    ]
    title, text = say("prefer", brand=room.config.brand.name), say("saved") if form is not None else ""
    return _page(language, title, text, fields=fields, buttons=[("save", say("prefer_button"))])


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


def _approve(room: _Room, named: str, form: Form | None) -> Response:
    """`named` is an issue's id and its content hash: the link is good for exactly what was looked at."""
    id, _, seal = named.partition("\n")
    issue, word = room.store.issue(id), room.store.word(id)
    if issue is None or issue.hash != seal or word in (None, "stopped"):
        return _unknown()
    if not room.store.deliveries(id, "new"):  # the link dies with the issue
        return _unknown()
    moves: dict[str, Literal["approved", "held", "stopped"]] = {
        "approve": "approved", "hold": "held", "stop": "stopped",
    }  # fmt: skip
    if form is None:
        items = [{"title": a.title, "language": a.language, "direction": a.direction} for a in issue.articles]
        buttons = [(name, name.capitalize()) for name in moves]
        return _page("en", subject(issue), f"This issue is {word or 'free to go'}.", items=items, buttons=buttons)
    if form.get("do") not in moves:
        return _page("en", "Say approve, hold or stop.", status=400)
    try:
        room.store.decide(id, moves[form["do"]], room.now(), seal)
    except ScnfeedError as error:
        return _page("en", str(error), status=409)
    return _page("en", f"The issue is {moves[form['do']]}.")


def _field(name: str, label: str, value: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _language(person: Subscriber | None) -> str:
    return person.languages[0] if person and person.languages else "en"


def _unknown() -> Response:
    return _page("en", phrases("scnfeed.mail").say("en", "unknown"), status=404)


def _page(language: str, title: str, text: str = "", *, status: int = 200, **more: Any) -> Response:
    values = {"fields": [], "items": [], "buttons": [], **more}
    body = render(
        "scnfeed.mail",
        "people.html",
        language=language,
        direction=direction(language),
        title=title,
        text=text,
        **values,
    )
    return HTMLResponse(body, status, HEADERS)
