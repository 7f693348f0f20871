"""The header fields of a letter to a list (RFC 2369, 2919, 3834, 5064, 8058): what readers' programs are told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from email.utils import format_datetime
from urllib.parse import urlsplit

from scnfeed.digest.address import postable, split
from scnfeed.digest.message import lines, mailbox, uris, words
from scnfeed.digest.text import line, link
from scnfeed.digest.view import subject
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Issue, Subscriber


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and where a reader's answers go. What is left empty is left out of the letter."""

    address: str
    """``Strong Cities Network <digest@news.example.org>``: a mailbox that can receive."""
    reply_to: str = ""
    domain: str = ""
    """Domain of Message-ID and List-Id; empty: the address's own."""
    list_id: str = ""
    """``digest.example.org``; empty: ``digest-<language>.<domain>``, the same for every issue."""
    unsubscribe: str = ""
    """Address of the page, ``{token}`` in it: ``https://example.org/u/{token}``."""
    mailto: str = ""
    """Mailbox that takes ``unsubscribe`` mails."""
    token: str = ""
    """This very reader's token, for `render_letter`; it must not show the address."""
    preferences: str = ""
    """Address of the page where a reader changes rhythm and language, ``{token}`` in it."""
    view: str = ""
    """Address of the web version of a letter that is not in the public archive: an editor's."""


def archive_address(issue: Issue, sender: Sender | None = None) -> str:
    """Where the web version of `issue` is: for readers' letters in the published archive, empty without a `base_url`;
    for others, which are not for everybody, where `sender` says.
    """
    if issue.role != "reader":
        return link(sender.view) if sender else ""
    return link(f"{issue.base_url.rstrip('/')}/letters/{issue.id.rpartition(':')[2]}.html") if issue.base_url else ""


@dataclass(frozen=True, slots=True)
class ListFields:
    """Header lines that all letters of an issue share, and where a reader's own stand between them."""

    issue: Issue
    sender: Sender
    domain: str
    above: bytes
    below: bytes

    def head(self, subscriber: Subscriber, token: str, content_type: str) -> bytes:
        """The header lines of the letter to `subscriber`; raises MailError for an address that is none."""
        sender = replace(self.sender, token=token)
        page = unsubscribe_page(sender)
        own = [
            ("To", postable(subscriber.address, subscriber.id)),
            ("Message-ID", f"<{digits(self.issue, subscriber.id)}@{self.domain}>"),
            ("List-Unsubscribe", uris(page, unsubscribe_mail(sender))),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if page.startswith("https:") else ""),
        ]
        return b"".join((self.above, lines(own), self.below, lines([("Content-Type", content_type)])))


def list_fields(issue: Issue, sender: Sender) -> ListFields:
    """What all letters of `issue` from `sender` share; raises MailError for a sender's address that is none."""
    display, address = split(sender.address)
    reply = split(sender.reply_to) if sender.reply_to else ("", "")
    name, home = clean(display or issue.brand.name), issue.base_url.rstrip("/")
    domain = sender.domain or address.rpartition("@")[2]
    list_id = sender.list_id or f"digest-{issue.edition or issue.language}.{domain}"
    above = [
        ("From", mailbox("From", name, address)),
        ("Reply-To", mailbox("Reply-To", clean(reply[0]), reply[1]) if reply[1] else ""),
        ("Subject", words("Subject", line(subject(issue), direction(issue.language)))),
        ("Date", format_datetime(issue.dated)),
    ]
    below = [
        ("List-Id", mailbox("List-Id", name, list_id) if name else f"<{list_id}>"),
        ("List-Help", uris(link(f"{home}/"))),
        ("List-Owner", uris(f"mailto:{reply[1] or address}")),
        ("List-Archive", uris(link(f"{home}/letters.rss"))),
        ("Archived-At", uris(archive_address(issue, sender))),
        ("List-Post", "NO"),
        ("Feedback-ID", f"{issue.id.rpartition(':')[2]}:{issue.language}:digest:scnfeed"),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Content-Language", issue.language),
        ("MIME-Version", "1.0"),
    ]
    return ListFields(issue, sender, domain, lines(above), lines(below))


def default_sender(issue: Issue) -> Sender:
    contact, host = issue.brand.contact, urlsplit(issue.base_url).hostname or "localhost"
    return Sender(contact if "@" in contact and ":" not in contact else f"digest@{host}")


def digits(issue: Issue, whose: str = "") -> str:
    """Half of a SHA-256 over an issue, its content and `whose` it is: the same for every try."""
    return hashlib.sha256(f"{issue.id}\0{issue.hash}\0{whose}".encode()).hexdigest()[:32]


def unsubscribe_page(sender: Sender) -> str:
    return link(sender.unsubscribe.replace("{token}", sender.token)) if sender.token else ""


def preferences_page(sender: Sender) -> str:
    return link(sender.preferences.replace("{token}", sender.token)) if sender.token else ""


def unsubscribe_mail(sender: Sender) -> str:
    return f"mailto:{sender.mailto}?subject=unsubscribe%20{sender.token}" if sender.mailto and sender.token else ""
