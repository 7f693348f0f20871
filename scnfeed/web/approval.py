"""The pages of an issue that waits: what is odd about it, what readers would get, and a person's word on it.

A GET shows; only a POST decides, since mail scanners fetch every link. The token is good for exactly one content and
dies with it.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Literal

from starlette.responses import HTMLResponse, Response

from scnfeed.digest.box import line
from scnfeed.digest.letter import render_html
from scnfeed.digest.reasons import worded
from scnfeed.digest.text import link
from scnfeed.digest.view import subject, view
from scnfeed.errors import ScnfeedError
from scnfeed.jobs.approval import by_token, decide, drop, local_time, token_of, try_politely
from scnfeed.jobs.letters import secret_of
from scnfeed.language.formats import day
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import direction
from scnfeed.mail.tokens import unseal
from scnfeed.model import Issue, Preview
from scnfeed.templates import render
from scnfeed.web.forms import HEADERS, Form, Room, unknown

TRY = try_politely
Word = Literal["approved", "held", "stopped"]
WORDS: dict[str, Word] = {"approve": "approved", "hold": "held", "stop": "stopped"}


def approval_page(room: Room, token: str, form: Form | None) -> Response:
    """``/i/{token}``: GET shows the issue, POST approves, holds, stops it, or drops an item."""
    issue = by_token(room.config, room.store, token)
    if issue is None:
        return unknown()
    if form is None:
        return _shown(room, issue)
    try:
        if item := form.get("drop", ""):
            new = drop(room.config, room.store, issue.id, item, room.now(), TRY)
            return _shown(room, new, "dropped") if new else _said(issue, "dropped_all")
        if form.get("do") not in WORDS:
            return _shown(room, issue, status=400)
        word = WORDS[form["do"]]
        decide(room.config, room.store, issue.id, word, room.now(), issue.hash)
    except ScnfeedError as error:
        return _said(issue, "refused", str(error), status=409)
    return _said(issue, "is_stopped") if word == "stopped" else _shown(room, issue, f"is_{word}")


def view_page(room: Room, token: str, form: Form | None) -> Response:
    """``/v/{token}``: the whole letter, for those who got it and cannot find it in the public archive."""
    id = unseal(secret_of(room.config), "view", token)
    issue = room.store.issue(id) if id else None
    if issue is None or form is not None:
        return unknown()
    return HTMLResponse(render_html(issue, templates=room.config.templates), 200, HEADERS)


def _shown(room: Room, issue: Issue, said: str = "", status: int = 200) -> Response:
    say, standing = partial(phrases("scnfeed.digest").say, issue.language), room.store.standing(issue.id)
    preview = room.store.preview_of(issue.id) or Preview(issue.id, len(room.store.deliveries(issue.id)))
    release = local_time(room.config, standing.release) if standing and standing.release else None
    why = standing.why if standing and not standing.why.endswith("by a person") else ""
    values = {
        "said": say(said) if said else "",
        "state": say(
            "waits_until", day=day(release, issue.language), hour=f"{release:%H:%M} ({room.config.digest.time_zone})"
        )
        if release
        else say(f"state_{(standing.word if standing else '') or 'free'}"),
        "why": (worded(why, issue.language) or why, worded(why, issue.language) is not None) if why else (),
        "who": say("recipients", preview.recipients),
        "heading": say("findings") if preview.findings else say("no_findings"),
        "lines": [line(finding, issue.language) for finding in preview.findings],
        "items": list(_items(issue)),
        "drop": say("drop"),
        "buttons": [(name, say(f"button_{name}")) for name in WORDS],
        "action": token_of(room.config, issue),
        "letter": render_html(issue, templates=room.config.templates),
        "whole": say("whole"),
    }
    return _page(issue, subject(issue), status, **values)


def _items(issue: Issue) -> Any:
    """Heading, titles and the name by which each is dropped."""
    shown = view(issue)
    for part, section in zip(shown.parts, issue.sections, strict=True):
        if section.name != "ahead":
            rows = [(a.title, link(a.url), a.language, a.direction, a.id) for a in section.articles]
            way = direction(issue.language)
            rows += [(n.subject, "", n.language or issue.language, way, n.url or n.subject) for n in section.notices]
            yield part.heading, rows


def _said(issue: Issue, key: str, text: str = "", status: int = 200) -> Response:
    return _page(issue, phrases("scnfeed.digest").say(issue.language, key), status, why=(text, False) if text else ())


def _page(issue: Issue, title: str, status: int, **values: Any) -> Response:
    plain: dict[str, Any] = {"said": "", "state": "", "why": (), "who": "", "heading": "", "lines": [], "items": []}
    plain |= {"buttons": [], "drop": "", "action": "", "letter": "", "whole": ""}
    plain |= {"language": issue.language, "direction": direction(issue.language), "title": title}
    body = render("scnfeed.web", "approval.html", **(plain | values))
    return HTMLResponse(body, status, HEADERS)
