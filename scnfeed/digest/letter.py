"""Issue -> what a person reads: the HTML page, the plain text, and the message that holds both."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from scnfeed.digest.bodies import Links, html_of, text_of, within_budget
from scnfeed.digest.headers import (
    Sender,
    archive_address,
    default_sender,
    digits,
    list_fields,
    preferences_page,
    unsubscribe_mail,
    unsubscribe_page,
)
from scnfeed.digest.message import Message, Mould
from scnfeed.digest.view import subject
from scnfeed.model import Issue, Subscriber


def render_html(issue: Issue, *, unsubscribe: str = "", archive: str = "", templates: Path | None = None) -> str:
    """The whole issue as one page, styles inlined; without links it is the web version, which names nobody.

    `templates` is a folder whose ``letter.html`` stands in for ours. Raises TemplateError.
    """
    return html_of(issue, None, Links(unsubscribe, archive), templates)


def render_text(issue: Issue, *, unsubscribe: str = "", archive: str = "", templates: Path | None = None) -> str:
    """The whole issue as plain text in lines under 78 characters: the same words and links as the page."""
    return text_of(issue, None, Links(unsubscribe, archive), templates)


def seal_of(issue: Issue, sender: Sender | None = None, templates: Path | None = None) -> str:
    """A hash over every byte that a reader of `issue` sees, but for the reader's own token and the issue's own address:
    who it is from, subject, both bodies as mailed and the web version. Raises TemplateError.
    """
    sender = replace(sender or default_sender(issue), token="TOKEN")
    links = replace(links_of(sender), archive="https://archive.invalid/")
    html, limit = within_budget(issue, links, templates)
    seen = [sender.address, sender.reply_to, subject(issue), html, text_of(issue, limit, links, templates)]
    seen += [html_of(issue, None, Links(), templates), text_of(issue, None, Links(), templates)]
    return hashlib.sha256("\0".join(seen).encode()).hexdigest()


def links_of(sender: Sender) -> Links:
    """A reader's own addresses."""
    return Links(unsubscribe_page(sender) or unsubscribe_mail(sender), "", preferences_page(sender))


class Letters:
    """An issue as letters from `sender`, one for each reader: what they share is rendered and encoded once.

    Raises MailError for a sender's address that is none.
    """

    def __init__(self, issue: Issue, sender: Sender, templates: Path | None = None) -> None:
        self.issue, self.sender, self.templates = issue, sender, templates
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
        links = replace(links_of(replace(self.sender, token=token)), archive=archive_address(self.issue, self.sender))
        html, limit = within_budget(self.issue, links, self.templates)
        text = text_of(self.issue, limit, links, self.templates)
        return Mould(text, html, f"=_{digits(self.issue)}", stand_in)

    def _stand_in(self, token: str) -> str:
        """A word like `token` that stands nowhere else in the letter, or `token` itself."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", token):
            return token
        return (digits(self.issue, "token") * (len(token) // 32 + 1))[: len(token)]


def render_letter(
    issue: Issue, subscriber: Subscriber, *, sender: Sender | None = None, templates: Path | None = None
) -> bytes:
    """The message for `subscriber` (RFC 5322, lines ending in CRLF), the same bytes whenever it is built again.

    Without a `sender` it comes from the brand's contact address, else from ``digest@`` the host of `base_url`. A long
    issue shows as many items as 80 kB hold, says how many more there are and links to them. An address whose local part
    is not ASCII stands in UTF-8 (RFC 6532) and needs SMTPUTF8 to travel. `templates` is a folder whose ``letter.html``
    and ``letter.txt`` stand in for ours. Raises MailError for an address that is none, TemplateError for a template
    that cannot be rendered. For many readers of one issue see `Letters`.
    """
    sender = sender or default_sender(issue)
    return bytes(Letters(issue, sender, templates).to(subscriber, sender.token))
