"""Issue -> what a person reads: the HTML page, the plain text, and the message that holds both."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial

from css_inline import CSSInliner

from scnfeed.digest.colour import brand_colour, readable
from scnfeed.digest.headers import (
    Sender,
    archive_address,
    default_sender,
    digits,
    list_fields,
    unsubscribe_mail,
    unsubscribe_page,
)
from scnfeed.digest.message import Message, Mould
from scnfeed.digest.text import joined, lean, link, mixed, wrapped
from scnfeed.digest.view import View, view
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean
from scnfeed.model import Brand, Direction, Issue, Subscriber
from scnfeed.templates import render

BUDGET = 80_000
"""Octets of HTML in a letter: Gmail cuts at about 102 kB, and with it the link to unsubscribe."""
LIMITS = (25, 18, 12, 8, 5, 3, 1)
"""Items of a section in a letter: the first that stays within the budget."""
PAPER, NIGHT = "#fdfdfd", "#18222b"


def render_html(issue: Issue, *, unsubscribe: str = "", archive: str = "") -> str:
    """The whole issue as one page, styles inlined; without links it is the web version, which names nobody."""
    return _html(issue, None, unsubscribe, archive)


def render_text(issue: Issue, *, unsubscribe: str = "", archive: str = "") -> str:
    """The whole issue as plain text in lines under 78 characters: the same words and links as the page."""
    return _text(issue, None, unsubscribe, archive)


class Letters:
    """An issue as letters from `sender`, one for each reader: what they share is rendered and encoded once.

    Raises MailError for a sender's address that is none.
    """

    def __init__(self, issue: Issue, sender: Sender) -> None:
        self.issue, self.sender = issue, sender
        self._fields = list_fields(issue, sender)
        self._moulds: dict[str, Mould] = {}

    def to(self, subscriber: Subscriber, token: str = "") -> Message:
        """The letter to `subscriber`, who leaves by `token`. Raises MailError for an address that is none."""
        mould = self._mould(token)
        return Message(self._fields.head(subscriber, token, mould.content_type), mould.body(token))

    def _mould(self, token: str) -> Mould:
        stand_in = self._stand_in(token)
        if stand_in not in self._moulds:
            if token and stand_in == token:  # a word of a kind that cannot be put in afterwards
                return self._cast(token, "")
            self._moulds[stand_in] = self._cast(stand_in, stand_in)
        return self._moulds[stand_in]

    def _cast(self, token: str, stand_in: str) -> Mould:
        sender = replace(self.sender, token=token)
        leave, archive = unsubscribe_page(sender) or unsubscribe_mail(sender), archive_address(self.issue)
        html, limit = _within_budget(self.issue, leave, archive)
        return Mould(_text(self.issue, limit, leave, archive), html, f"=_{digits(self.issue)}", stand_in)

    def _stand_in(self, token: str) -> str:
        """A word like `token` that stands nowhere else in the letter, or `token` itself."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", token):
            return token
        return (digits(self.issue, "token") * (len(token) // 32 + 1))[: len(token)]


def render_letter(issue: Issue, subscriber: Subscriber, *, sender: Sender | None = None) -> bytes:
    """The message for `subscriber` (RFC 5322, lines ending in CRLF), the same bytes whenever it is built again.

    Without a `sender` it comes from the brand's contact address, else from ``digest@`` the host of `base_url`. A long
    issue shows as many items as 80 kB hold, says how many more there are and links to them. An address whose local part
    is not ASCII stands in UTF-8 (RFC 6532) and needs SMTPUTF8 to travel. Raises MailError for an address that is none.
    For many readers of one issue see `Letters`.
    """
    sender = sender or default_sender(issue)
    return bytes(Letters(issue, sender).to(subscriber, sender.token))


def _within_budget(issue: Issue, unsubscribe: str, archive: str) -> tuple[str, int]:
    pages = ((_html(issue, limit, unsubscribe, archive), limit) for limit in LIMITS)
    return next((page, limit) for page, limit in pages if len(page.encode()) <= BUDGET or limit == LIMITS[-1])


def _html(issue: Issue, limit: int | None, unsubscribe: str, archive: str) -> str:
    shown = view(issue, limit)
    values = _values(issue, shown, unsubscribe, archive, limit is not None)
    start = {"ltr": "left", "rtl": "right"}[shown.direction]
    page = render("scnfeed.digest", "letter.html", start=start, colour=_colours(issue.brand), mixed=mixed, **values)
    return _inliner().inline(page)


def _text(issue: Issue, limit: int | None, unsubscribe: str, archive: str) -> str:
    shown = view(issue, limit)
    values = _values(issue, shown, unsubscribe, archive, limit is not None)
    return render("scnfeed.digest", "letter.txt", para=_paragraph(shown.direction), **values)


def _values(issue: Issue, shown: View, unsubscribe: str, archive: str, mail: bool) -> dict[str, object]:
    """What both templates print; `mail` is false for the web version, which greets nobody as a subscriber."""
    say = partial(phrases("scnfeed.digest").say, issue.language)
    leave = unsubscribe if unsubscribe.startswith("mailto:") else link(unsubscribe)
    links = {"unsubscribe": leave, "archive": link(archive)}
    return {
        "v": shown,
        "say": say,
        "contact": _contact(issue.brand, shown.direction),
        "joined": joined,
        "mail": mail,
        **links,
    }


def _contact(brand: Brand, otherwise: Direction) -> dict[str, str]:
    contact, postal = clean(brand.contact), clean(brand.postal_address)
    url = link(contact) or (f"mailto:{contact}" if "@" in contact else "")
    return {"url": url, "postal": postal, "direction": lean(postal, otherwise)}


def _paragraph(base: Direction) -> Callable[..., str]:
    def para(text: str, direction: Direction | None = None, indent: str = "") -> str:
        return wrapped(text, direction or base, indent)

    return para


def _colours(brand: Brand) -> dict[str, str]:
    band = brand_colour(brand)
    return {
        "band": band,
        "ink": readable(PAPER, band),
        "accent": readable(band, PAPER),
        "accent_dark": readable(band, NIGHT),
    }


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False)
