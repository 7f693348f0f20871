"""What a refusal says of a reader's address: gone for good, away for a while, or our own fault (RFC 3463).

Codes come first; servers that give none, or a meaningless one, are known by their words.
"""

from __future__ import annotations

import re
from typing import Literal

Verdict = Literal["hard", "soft", "ours"]

_HARD = ("1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "4.4")
"""No such mailbox, domain or host; disabled; moved without a new address; a null MX (RFC 7505)."""
_SOFT = ("2.0", "2.2", "2.3", "2.4", "3.0", "3.1", "3.2", "3.4", "4.0", "4.1", "4.2", "4.3", "4.5", "4.6", "4.7")
"""Mailbox full or busy, its system full or unreachable, routing that somebody will mend."""
_OURS = ("1.7", "1.8", "5", "6", "7")
"""The sender's address, the protocol, the content, policy and authentication."""
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_GONE = re.compile(
    r"no such (user|recipient|mailbox|address|account)|(user|recipient|mailbox|account|address)( \S+)? "
    r"(is )?(unknown|unrouteable|not found|does not exist|doesn't exist|disabled|inactive|deactivated|no longer)|"
    r"unknown (user|recipient|local|address)|does ?n[o']t have (a|an) \S+ account|no mailbox (here )?by that name|"
    r"not a valid (mailbox|recipient|user)|invalid (recipient|mailbox|user)|unrouteable address|"
    r"recipient(s)?( address)? rejected: (access denied|user unknown|undeliverable)|"
    r"host or domain name not found|domain (name )?(not found|does not exist)|account (that you tried to reach )?"
    r"(does not exist|has been (disabled|closed|deleted))|mailbox unavailable|not our customer|"
    r"utilisateur inconnu|bo[iî]te .{0,30}(inexistante|introuvable)|usuario desconocido|"
    r"(buz[oó]n|cuenta) .{0,20}no existe|unbekannt(er)? (empf|benutz)|"
    r"empf[aä]nger(adresse)?[^.]{0,30}(nicht gefunden|unbekannt)|"
    r"المستخدم غير (معروف|موجود)|صندوق البريد غير موجود",
    re.I,
)
_FULL = re.compile(
    r"(mailbox|account|inbox|quota|storage)[^.]{0,40}(full|exceed|over)|over ?quota|insufficient (system )?storage|"
    r"out of (disk )?space|try again later|temporar|timed? ?out|connection (refused|reset)|greylist|rate limit|"
    r"bo[iî]te[^.]{0,30}pleine|buz[oó]n[^.]{0,20}lleno|postfach[^.]{0,30}voll|ممتلئ",
    re.I,
)
_BLAMED = re.compile(
    r"spam|blocked|black ?list|block ?list|blocklisted|policy|reputation|not authenticated|dmarc|\bspf\b|\bdkim\b|"
    r"relay(ing)? (access )?denied|relaying not allowed|unsolicited|bulk mail|virus|message (content )?rejected",
    re.I,
)


def status_of(text: str) -> str:
    """The first enhanced status code in `text`, such as ``5.1.1``; empty without one.

    >>> status_of("550-5.1.1 <a@b.example>: no such user")
    '5.1.1'
    """
    found = _STATUS.search(text)
    return found[0] if found else ""


def verdict(status: str, said: str) -> Verdict:
    """What `status` (RFC 3463, may be empty) and the server's words mean. What is only delayed is no verdict.

    Policy is never a reason to stop writing to somebody, whatever the words beside it say.

    >>> verdict("5.1.1", ""), verdict("5.2.2", ""), verdict("5.7.26", "user unknown"), verdict("", "550 Mailbox full")
    ('hard', 'soft', 'ours', 'soft')
    """
    kind, _, detail = status.partition(".")
    subject = detail.partition(".")[0]
    if kind == "5" and (subject in _OURS or detail in _OURS) and not (subject == "5" and _GONE.search(said)):
        return "ours"
    if kind == "4":
        return "soft"
    if detail in _HARD:
        return "hard"
    if detail in _SOFT and not (detail in ("4.1", "2.0", "3.0", "4.0") and _GONE.search(said)):
        return "soft"
    return _by_words(said)


def _by_words(said: str) -> Verdict:
    """For 5.0.0 and servers without codes; what nobody can read is soft, since one such answer ends nothing."""
    if _FULL.search(said):
        return "soft"
    if _GONE.search(said):
        return "hard"
    return "ours" if _BLAMED.search(said) else "soft"
