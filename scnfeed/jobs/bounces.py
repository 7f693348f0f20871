"""bounces: mail that came back is read, and what it says is done: who is gone, or complained, gets no more letters."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from scnfeed.config import Config
from scnfeed.errors import MailError
from scnfeed.jobs.letters import secret_of
from scnfeed.jobs.people import leave
from scnfeed.mail.bounces import read_bounce
from scnfeed.mail.imap import unseen
from scnfeed.mail.softness import given_up
from scnfeed.mail.tokens import bounce_number, bounce_token, read_token
from scnfeed.mail.transport import Refused
from scnfeed.mail.verdicts import verdict
from scnfeed.model import Bounce, BounceKind, Delivery
from scnfeed.store import Store

KEPT = 20_000
"""Octets of a mail that are kept for a person to look at."""
REASONS: dict[BounceKind, str] = {
    "hard": "hard bounce", "soft": "soft bounces", "complaint": "complaint", "leave": "unsubscribed",
}  # fmt: skip
"""Why somebody gets no more letters."""


def take(config: Config, store: Store, raw: bytes, now: datetime) -> Bounce | None:
    """Read one mail and do what it says; None when the same mail was read before.

    What nobody can read, or about whom, is kept whole as ``unknown`` for a person; nobody is suppressed for it.
    """
    report = read_bounce(raw)
    delivery = _letter(config, store, report.token)
    subscriber = delivery.subscriber if delivery else read_token(secret_of(config), report.leaver) or ""
    issue = delivery.issue if delivery else ""
    found = Bounce(report.kind, now, subscriber, issue, report.status, report.said, report.key)
    if found.kind == "unknown" or (found.kind in REASONS and not subscriber):
        found = replace(found, kind="unknown", source=raw[:KEPT].decode("utf-8", "replace"))
    elif store.subscriber(subscriber) is None:
        found = replace(found, said="")  # somebody who is gone: their address may stand in it
    return _done(config, store, found, now)


def returned(config: Config, store: Store, delivery: Delivery, error: Refused, now: datetime) -> None:
    """A server refused a letter for good while it was handed over: that is a bounce as well."""
    said = str(error)
    if not re.match(r"5\d\d", said):  # our own words: the letter never got there
        return
    key = hashlib.sha256(f"{delivery.issue}\0{delivery.subscriber}\0{said}".encode()).hexdigest()[:32]
    kind = verdict(error.status, said)
    _done(config, store, Bounce(kind, now, delivery.subscriber, delivery.issue, error.status, said[:500], key), now)


def read_maildir(config: Config, store: Store, folder: Path, now: datetime) -> Counter[BounceKind]:
    """Read the new mails of a Maildir, each moved to ``cur`` after it was taken in; how many of each kind."""
    counts: Counter[BounceKind] = Counter()
    for file in _new(folder):
        try:
            found = take(config, store, file.read_bytes(), now)
            file.rename(folder / "cur" / f"{file.name.partition(':')[0]}:2,S")
        except OSError as error:
            raise MailError(f"{file}: cannot be read and moved: {error.strerror}", str(file)) from None
        if found is not None:
            counts[found.kind] += 1
    return counts


def read_box(config: Config, store: Store, now: datetime) -> Counter[BounceKind]:
    """Read the mailbox that the settings name, if one: a Maildir, or one on an IMAP server."""
    box = config.mail.bounce_box
    if not box.startswith(("imap:", "imaps:")):
        return read_maildir(config, store, config.path(Path(box)), now) if box else Counter()
    counts: Counter[BounceKind] = Counter()
    for raw in unseen(box, config.mail.bounce_password):
        found = take(config, store, raw, now)
        counts.update([found.kind] if found else [])
    return counts


def _new(folder: Path) -> Iterator[Path]:
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise MailError(f"{folder}: is no Maildir: it lacks the folders new and cur", str(folder))
    yield from sorted(file for file in (folder / "new").iterdir() if file.is_file())


def _letter(config: Config, store: Store, token: str) -> Delivery | None:
    number = bounce_number(token)
    delivery = store.delivery(number) if number is not None else None
    if delivery is None or number is None:
        return None
    ours = bounce_token(secret_of(config), number, delivery.issue, delivery.subscriber)
    return delivery if ours == token else None


def _done(config: Config, store: Store, found: Bounce, now: datetime) -> Bounce | None:
    if not store.note_bounce(found):
        return None
    if found.kind in REASONS and (found.kind != "soft" or _given_up(config, store, found.subscriber, now)):
        leave(config, store, found.subscriber, now, REASONS[found.kind])
    return found


def _given_up(config: Config, store: Store, subscriber: str, now: datetime) -> bool:
    bounced = {one.issue: one.at for one in store.bounces(kind="soft", subscriber=subscriber)}
    taken = {row.issue: row.at for row in store.deliveries(state="sent", subscriber=subscriber) if row.at}
    return given_up(bounced, taken, now, config.mail.soft_bounces)
