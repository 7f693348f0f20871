"""The one mail that goes to somebody who is no subscriber yet: whether they want letters at all."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from scnfeed.digest.address import postable, split
from scnfeed.digest.bodies import look, page
from scnfeed.digest.headers import Sender, unsubscribe_mail, unsubscribe_page
from scnfeed.digest.message import Message, Mould, lines, mailbox, uris, words
from scnfeed.digest.text import clip, line, link
from scnfeed.digest.view import SUBJECT, View
from scnfeed.language.formats import day
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Brand, Subscriber


def question(
    subscriber: Subscriber,
    yes: str,
    now: datetime,
    days: int,
    *,
    sender: Sender,
    brand: Brand = Brand(),
    templates: Path | None = None,
) -> Message:
    """The message that asks `subscriber`: the page `yes` has a button, and whoever presses none within so many `days`
    is forgotten. `sender` holds this very person's token, by which they say that they never want to be asked again.

    Its own template is ``question.html`` (and ``.txt``) in the folder `templates`, else ours, in the frame of
    ``letter.html``. Raises MailError for an address that is none, TemplateError.
    """
    language, never = subscriber.languages[0], unsubscribe_page(sender)
    shown = _view(brand, language, now, days)
    values: dict[str, Any] = {"mail": True, "archive": "", "unsubscribe": never, "preferences": "", "yes": link(yes)}
    values |= {"days": days}
    html = page("question.html", shown, brand, templates, **values)
    text = look("question.txt", shown, brand, templates, **values)
    identity = hashlib.sha256(f"{subscriber.id}\0{yes}\0{now.isoformat()}".encode()).hexdigest()[:32]
    mould = Mould(text, html, f"=_{identity}")
    return Message(_head(subscriber, shown, now, identity, sender, mould.content_type), mould.body())


def _view(brand: Brand, language: str, now: datetime, days: int) -> View:
    say, name = phrases("scnfeed.digest").say, clean(brand.name)
    return View(
        language=language,
        direction=direction(language),
        brand=name,
        heading=say(language, "ask_heading"),
        day=day(now, language),
        subject=clip(say(language, "ask_subject", brand=name), SUBJECT),
        preheader=say(language, "ask_preheader", days),
        counts=(),
        parts=(),
        calendar="",
        unlike="",
        box=None,
    )


def _head(person: Subscriber, shown: View, now: datetime, identity: str, sender: Sender, content_type: str) -> bytes:
    """No List-Id and no Precedence: this is a mail to one person who asked for it, not one of a list."""
    display, address = split(sender.address)
    reply = split(sender.reply_to) if sender.reply_to else ("", "")
    never = unsubscribe_page(sender)
    fields = [
        ("From", mailbox("From", clean(display) or shown.brand, address)),
        ("Reply-To", mailbox("Reply-To", clean(reply[0]), reply[1]) if reply[1] else ""),
        ("Subject", words("Subject", line(shown.subject, shown.direction))),
        ("Date", format_datetime(now)),
        ("To", postable(person.address, person.id)),
        ("Message-ID", f"<{identity}@{sender.domain or address.rpartition('@')[2]}>"),
        ("List-Unsubscribe", uris(never, unsubscribe_mail(sender))),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if never.startswith("https:") else ""),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", shown.language),
        ("MIME-Version", "1.0"),
        ("Content-Type", content_type),
    ]
    return lines(fields)
