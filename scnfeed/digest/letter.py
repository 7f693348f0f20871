"""Issue -> what a person reads: the HTML page, the plain text, and the message that holds both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache, partial
from urllib.parse import urlsplit

from css_inline import CSSInliner

from scnfeed.digest.colour import brand_colour, readable
from scnfeed.digest.message import build, mailbox, postable, split, uris, words
from scnfeed.digest.text import joined, lean, link, mixed, wrapped
from scnfeed.digest.view import View, view
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Brand, Direction, Issue, Subscriber
from scnfeed.templates import render

BUDGET = 80_000
"""Octets of HTML in a letter: Gmail cuts at about 102 kB, and with it the link to unsubscribe."""
LIMITS = (25, 18, 12, 8, 5, 3, 1)
"""Items of a section in a letter: the first that stays within the budget."""
PAPER, NIGHT = "#fdfdfd", "#18222b"


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
    """This very reader's token; it must not show the address."""


def archive_address(issue: Issue) -> str:
    """Where the web version of `issue` is published; empty without a `base_url`."""
    return link(f"{issue.base_url.rstrip('/')}/letters/{issue.id.rpartition(':')[2]}.html") if issue.base_url else ""


def render_html(issue: Issue, *, unsubscribe: str = "", archive: str = "") -> str:
    """The whole issue as one page, styles inlined; without links it is the web version, which names nobody."""
    return _html(issue, None, unsubscribe, archive)


def render_text(issue: Issue, *, unsubscribe: str = "", archive: str = "") -> str:
    """The whole issue as plain text in lines under 78 characters: the same words and links as the page."""
    return _text(issue, None, unsubscribe, archive)


def render_letter(issue: Issue, subscriber: Subscriber, *, sender: Sender | None = None) -> bytes:
    """The message for `subscriber` (RFC 5322, lines ending in CRLF), the same bytes whenever it is built again.

    Without a `sender` it comes from the brand's contact address, else from ``digest@`` the host of `base_url`. A long
    issue shows as many items as 80 kB hold, says how many more there are and links to them. An address whose local part
    is not ASCII stands in UTF-8 (RFC 6532) and needs SMTPUTF8 to travel. Raises MailError for an address that is none.
    """
    sender = sender or _default(issue)
    display, address = split(sender.address)
    domain = sender.domain or address.rpartition("@")[2]
    key = hashlib.sha256(f"{issue.id}\0{issue.hash}\0{subscriber.id}".encode()).hexdigest()[:32]
    fields = [
        ("From", mailbox("From", clean(display or issue.brand.name), address)),
        ("To", postable(subscriber.address, subscriber.id)),
        *_reply(sender),
        ("Subject", words("Subject", mixed(view(issue, 1).subject, direction(issue.language)))),
        ("Date", format_datetime(issue.dated)),
        ("Message-ID", f"<{key}@{domain}>"),
        *_list_fields(issue, sender, domain),
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("Content-Language", issue.language),
    ]
    unsubscribe, archive = _unsubscribe(sender) or _unsubscribe_mail(sender), archive_address(issue)
    html, limit = _within_budget(issue, unsubscribe, archive)
    return build(fields, _text(issue, limit, unsubscribe, archive), html, f"={key}")


def _default(issue: Issue) -> Sender:
    contact, host = issue.brand.contact, urlsplit(issue.base_url).hostname or "localhost"
    return Sender(contact if "@" in contact and ":" not in contact else f"digest@{host}")


def _reply(sender: Sender) -> list[tuple[str, str]]:
    if not sender.reply_to:
        return []
    display, address = split(sender.reply_to)
    return [("Reply-To", mailbox("Reply-To", clean(display), address))]


def _unsubscribe(sender: Sender) -> str:
    return link(sender.unsubscribe.replace("{token}", sender.token)) if sender.token else ""


def _unsubscribe_mail(sender: Sender) -> str:
    return f"mailto:{sender.mailto}?subject=unsubscribe%20{sender.token}" if sender.mailto and sender.token else ""


def _list_fields(issue: Issue, sender: Sender, domain: str) -> list[tuple[str, str]]:
    """What a reader's program needs to know of the list (RFC 2369, 2919, 5064, 8058)."""
    page, home = _unsubscribe(sender), issue.base_url.rstrip("/")
    owner = split(sender.reply_to or sender.address)[1]
    fields = {
        "List-Id": f"<{sender.list_id or f'digest-{issue.language}.{domain}'}>",
        "List-Unsubscribe": uris(page, _unsubscribe_mail(sender)),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" if page.startswith("https:") else "",
        "List-Help": uris(link(f"{home}/")),
        "List-Owner": uris(f"mailto:{owner}"),
        "List-Archive": uris(link(f"{home}/letters.rss")),
        "Archived-At": uris(archive_address(issue)),
        "List-Post": "NO",
        "Feedback-ID": f"{issue.id.rpartition(':')[2]}:{issue.language}:digest:scnfeed",
    }
    return [(name, value) for name, value in fields.items() if value]


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
