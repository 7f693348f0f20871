"""Mail that came back -> what it says: undelivered, delayed, a complaint, an automatic answer, a wish to leave.

RFC 3464 (delivery status) and RFC 5965 (feedback) are read as they are written; qmail's and Exim's own words, and
those of servers that quote the letter only, after them. Whom it is about is said by a token of ours: in the address it
came to, in the letter it quotes, or in the feedback. Without one nobody is believed, since anybody can write a bounce.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from typing import Literal

from scnfeed.mail.verdicts import status_of, verdict

Kind = Literal["hard", "soft", "ours", "delayed", "complaint", "auto-reply", "leave", "unknown"]
LARGEST = 400_000
"""Octets of a mail that are looked at: a bounce that quotes a whole letter has fewer."""
SAID = 500
_TOKEN = re.compile(r"[0-9a-f]{1,15}-[0-9a-f]{20}(?![0-9a-z])", re.I)
_UNSUBSCRIBE = re.compile(r"\bunsubscribe\s+([A-Za-z0-9_-]{16,256})")
_LIST = re.compile(r"[/ 0](?:unsubscribe%20)?([A-Za-z0-9_-]{40,256})[>?]")
_ARRIVED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc", "apparently-to")
_QMAIL = re.compile(r"this is the qmail-send program|I'm afraid I wasn't able to deliver", re.I)
_EXIM = re.compile(r"created automatically by mail delivery software", re.I)
_WAITING = re.compile(
    r"(has not (yet )?been (delivered|collected)|still being retried|will continue to (retry|try)|no action is required"
    r"|THIS IS A WARNING MESSAGE ONLY|delivery attempts will continue|delayed \d+ hours)",
    re.I,
)
_SUBJECT = re.compile(
    r"undeliver|returned (mail|to sender)|delivery (status|failure|has failed|incomplete)|"
    r"mail delivery (failed|system)|failure notice|non remis|no entregado|unzustellbar|"
    r"تعذر (تسليم|التسليم)|delivery notification",
    re.I,
)
_AWAY = re.compile(
    r"out of (the )?office|auto(matic)?[ -]?(reply|response)|abwesen|absence|vacation|fuera de la oficina|"
    r"respuesta autom|réponse automatique|خارج المكتب|رد تلقائي",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one mail says. `token` names the letter (see `tokens.bounce_token`), `leaver` the reader's own token."""

    kind: Kind
    status: str = ""
    said: str = ""
    token: str = ""
    leaver: str = ""
    key: str = ""
    """The same for the same mail: one that is read twice counts once."""


def read_bounce(raw: bytes) -> Report:
    """What a mail says; ``unknown`` for what nobody can read. It never raises, however the mail is formed."""
    key = hashlib.sha256(raw).hexdigest()[:32]
    try:
        return _read(raw, key)
    except RecursionError:  # mails within mails without end
        return Report("unknown", key=key)


def _read(raw: bytes, key: str) -> Report:
    message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
    parts = list(_parts(message))
    words = "\n".join(_text(part) for part in parts if part.get_content_type() in ("text/plain", "text/html"))
    token, leaver = _named(message, parts)
    for kind, status, said in _meanings(message, parts, words):
        return Report(kind, status, _clip(said), token, leaver, key)
    return Report("unknown", "", _clip(_header(message, "subject") or words), token, leaver, key)


Meaning = tuple[Kind, str, str]


def _meanings(message: Message, parts: list[Message], words: str) -> Iterator[Meaning]:
    """What it may mean, the surest first."""
    subject = _header(message, "subject")
    yield from _complaint(parts)
    yield from _status_report(parts, words)
    yield from _in_words(message, words)
    if _UNSUBSCRIBE.search(subject):
        yield "leave", "", subject
    if message.get_content_type() != "multipart/report" and _answers_by_itself(message, subject):
        yield "auto-reply", "", subject
    if _SUBJECT.search(subject) and (status := status_of(words)):
        yield verdict(status, words), status, _around(words, status)


def _complaint(parts: list[Message]) -> Iterator[Meaning]:
    """RFC 5965: of the types only abuse, fraud and virus are complaints; ``not-spam`` is its contrary."""
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            kind = re.search(r"(?im)^feedback-type:\s*(\S+)", _text(part))
            said = kind[1].lower() if kind else ""
            if said in ("abuse", "fraud", "virus", "opt-out", "opt-out-list"):
                yield "complaint", "", said
            elif said:
                yield "auto-reply", "", said


def _status_report(parts: list[Message], words: str) -> Iterator[Meaning]:
    """RFC 3464: one group of fields for each recipient; a letter of ours has one."""
    for part in parts:
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        fields = _fields(_text(part))
        action, status = fields.get("action", "").lower(), status_of(fields.get("status", ""))
        said = fields.get("diagnostic-code", "").partition(";")[2].strip() or _around(words, status)
        if action == "delayed":
            yield "delayed", status, said
        elif action in ("delivered", "relayed", "expanded"):
            yield "auto-reply", status, action
        elif action == "failed" or status[:1] in ("4", "5"):
            told = status_of(said)
            if told and (status.endswith(".0.0") or not status):
                status = told
            yield verdict(status, said), status, said


def _in_words(message: Message, words: str) -> Iterator[Meaning]:
    """Servers that write no report."""
    failed = _header(message, "x-failed-recipients")
    if not (failed or _QMAIL.search(words) or _EXIM.search(words)):
        return
    told = words.partition("---")[0] if _QMAIL.search(words) else re.split(r"(?m)^-{4,}", words)[0]
    if _WAITING.search(told):
        yield "delayed", status_of(told), told
        return
    status = status_of(told)
    yield verdict(status, told), status, _around(told, status) if status else told


def _answers_by_itself(message: Message, subject: str) -> bool:
    """RFC 3834, and what older programs do instead."""
    automatic = _header(message, "auto-submitted").lower().partition(";")[0].strip()
    older = _header(message, "x-autoreply") or _header(message, "x-autorespond") or _header(message, "x-vacation")
    suppressed = _header(message, "precedence").lower() == "auto_reply"
    return (
        automatic.startswith(("auto-replied", "auto-notified"))
        or bool(older)
        or suppressed
        or bool(_AWAY.search(subject))
    )


def _named(message: Message, parts: list[Message]) -> tuple[str, str]:
    """The token of the letter it is about, and of the reader, from the surest place on."""
    arrived = [value for name in _ARRIVED for value in message.get_all(name, [])]
    quoted = [_text(part) for part in parts if part.get_content_type() != "text/html"]
    inner = [part for part in parts if part is not message and part.get("List-Unsubscribe")]
    places = [*map(str, arrived), *(str(part.get("Return-Path", "")) for part in parts), *quoted]
    token = next((found[0].lower() for place in places if (found := _TOKEN.search(place))), "")
    asked = _UNSUBSCRIBE.search(_header(message, "subject"))
    fields = [str(part["List-Unsubscribe"]) for part in inner]
    fields += re.findall(r"(?im)^list-unsubscribe:(.*(?:\r?\n[ \t].*)*)", "\n".join(quoted))
    leaver = next((found[1] for field in fields if (found := _LIST.search(field))), "")
    return token, asked[1] if asked else leaver


def _parts(message: Message) -> Iterator[Message]:
    """All parts, at most so many: a mail may hold mails that hold mails."""
    for number, part in enumerate(message.walk()):
        if number == 60:
            return
        yield part


def _text(part: Message) -> str:
    """The words of one part; of one that holds others their header lines, which is how a report is parsed."""
    held = part.get_payload()
    if isinstance(held, list):
        return "\n\n".join(f"{_head(one)}\n{_words(one)}" for one in held if isinstance(one, Message))
    return _words(part)


def _head(message: Message) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
    return lines.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _words(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _fields(text: str) -> dict[str, str]:
    """Fields of a report in lower case, unfolded; of several groups the last one, the recipient's, has the word."""
    found: dict[str, str] = {}
    for name, value in re.findall(
        r"(?m)^([A-Za-z][A-Za-z-]*)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", text.replace("\r\n", "\n")
    ):
        found[name.lower()] = re.sub(r"\s+", " ", value).strip()
    return found


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        return re.sub(r"\s+", " ", str(make_header(decode_header(str(value))))).strip()
    except (ValueError, LookupError, MessageError):
        return str(value)


def _around(words: str, status: str) -> str:
    """The line in which `status` stands, else the first one."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return next((line for line in lines if status and status in line), lines[0] if lines else "")


def _clip(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+|\s+", " ", text).strip()[:SAID]
