"""What the pages behind a letter's links share: their room, how a form is read, and how a page is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from scnfeed.config import Config
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import direction
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
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class Room:
    store: Store
    config: Config
    now: Callable[[], datetime]


Page = Callable[[Room, str, Form | None], Response]
"""Room, token, and the form of a POST -> the answer."""


def endpoint(room: Room, page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        form = await _form(request) if request.method == "POST" else None
        if request.method == "POST" and form is None:
            return unknown(413)
        return await run_in_threadpool(page, room, request.path_params["token"], form)

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


def unknown(status: int = 404) -> Response:
    """Nothing is known of who asks, so it is said in each language."""
    said = phrases("scnfeed.mail").table["unknown"]
    others = [(language, direction(language), text) for language, text in said.items() if language != "en"]
    return plain_page("en", said["en"], others=others, status=status)


def plain_page(language: str, title: str, *, status: int = 200, **more: Any) -> Response:
    """A page with a title and, where they are given, what was done (`said`), `fields` and a `button`, and a link to
    `leave`.
    """
    values: dict[str, Any] = {"said": "", "others": [], "fields": [], "button": "", "leave": ()}
    values |= {"title": title, "language": language, "direction": direction(language), **more}
    return HTMLResponse(render("scnfeed.web", "people.html", **values), status, HEADERS)
