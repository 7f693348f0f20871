"""Values of the right type that cannot be meant, such as a port of 70000."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from scnfeed.model import TIERS

if TYPE_CHECKING:
    from scnfeed.config import Config

Check = tuple[str, object, bool, str]
"""Key, value, whether it is right, what was expected."""
DATABASE = r"sqlite|postgres(ql)?(\+psycopg)?"
ADDRESS = r"(https?://.+)?"
COLOUR = r"#[0-9A-Fa-f]{6}"
SENDER = r"[^@]*[^@\s<]@[^@\s>]+>?"
LEAVING = r"(https?://\S*\{token\}\S*)?"
HEADER = r"[A-Za-z][A-Za-z0-9-]{0,60}"
BOUNCES = r"[^@\s{}]{0,20}\{token\}[^@\s{}]{0,10}@(\{domain\}|[^@\s{}]+)"
MAILBOX = r"(imaps?://[^/\s]+@[^/\s@]+(/[^\"\\\r\n]*)?|(?!.*://)[^\r\n]+)?"
RESOLVER = r"(\S+:\d{1,5})?"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
PATH = r"(?!.*\.\.)[^\s/\\]([^\s\\]*[^\s/\\])?"


def senseless(config: Config) -> Iterator[tuple[str, object, str]]:
    """Values of the right type that cannot be meant: key, value, what was expected."""
    checks = [
        _matches("store.url", config.store.url.partition(":")[0], DATABASE, "sqlite:///... or postgresql://..."),
        _between("store.keep_days", config.store.keep_days, 0, 36_500),
        _between("store.keep_mb", config.store.keep_mb, 0, 100_000_000),
        _matches("publish.base_url", config.publish.base_url, ADDRESS, "an address that begins with https://"),
        _matches("publish.hub", config.publish.hub, ADDRESS, "the address of a hub that begins with https://"),
        _between("publish.longest", config.publish.longest, 1_000, 400_000),
        _matches("brand.colour", config.brand.colour, COLOUR, "a colour such as #0b5c6b"),
        _matches("mail.sender", config.mail.sender, SENDER, "Name <address@example.org>"),
        _between("mail.port", config.mail.port, 1, 65535),
        _matches("mail.unsubscribe", config.mail.unsubscribe, LEAVING, "an address with {token} in it"),
        _matches("mail.idempotency_header", config.mail.idempotency_header, HEADER, "a header's name"),
        _between("mail.senders", config.mail.senders, 1, 50),
        _between("mail.patience_minutes", config.mail.patience_minutes, 0.001, 1440),
        _between("mail.deadline_hours", config.mail.deadline_hours, 1, 720),
        _between("mail.late_hours", config.mail.late_hours, 1, 8760),
        _between("mail.per_domain", config.mail.per_domain, 0, 1000),
        _between("mail.per_minute", config.mail.per_minute, 0, 100_000),
        _matches("mail.bounces", config.mail.bounces, BOUNCES, "an address such as bounce+{token}@{domain}"),
        _between("mail.soft_bounces", config.mail.soft_bounces, 1, 100),
        _between("mail.confirm_days", config.mail.confirm_days, 1, 365),
        _matches(
            "mail.bounce_box", config.mail.bounce_box, MAILBOX, "imaps://user@host/INBOX or the path of a Maildir"
        ),
        _matches("mail.resolver", config.mail.resolver, RESOLVER, "a name server such as 127.0.0.1:53"),
        _matches("digest.release_at", config.digest.release_at, CLOCK, "an hour such as 10:00"),
        _is("digest.time_zone", config.digest.time_zone, available_timezones(), "a name such as Africa/Nairobi"),
        _folder("digest.templates", config.digest.templates, config.templates),
        _between("web.port", config.web.port, 0, 65535),
    ]
    for name, site in config.sites.items():
        checks += [
            _matches(f"sites.{name}.home", site.home or "", ADDRESS, "an address that begins with https://"),
            (f"sites.{name}.tiers", site.tiers, site.tiers != (), f"one or more of {', '.join(TIERS)}"),
            _between(f"sites.{name}.every", site.every, 1, 525_600),
            _between(f"sites.{name}.delay", site.delay, 0, 3600),
            _between(f"sites.{name}.budget", site.budget, 1, 1_000_000),
            _between(f"sites.{name}.timeout", site.timeout, 1, 3600),
            _between(f"sites.{name}.revisit_days", site.revisit_days, 1, 3650),
        ]
    for old, new in config.publish.moved.items():
        checks.append(_matches(f"publish.moved.{old}", new, PATH, "the path of a feed such as en/news.rss"))
    for number, feed in enumerate(config.feeds):
        checks += [
            _between(f"feeds.{number}.age", feed.age, 0, 36_500),
            _matches(f"feeds.{number}.name", feed.name, PATH, "a path such as en/floods"),
            _between(f"feeds.{number}.limit", feed.limit, 1, 1000),
        ]
    return ((key, value, f"expected {expected}") for key, value, right, expected in checks if not right)


def _matches(key: str, value: str, pattern: str, expected: str) -> Check:
    return key, value, re.fullmatch(pattern, value) is not None, expected


def _is(key: str, value: str, known: Container[str], expected: str) -> Check:
    return key, value, value in known, expected


def _folder(key: str, value: Path | None, folder: Path | None) -> Check:
    return key, str(value), folder is None or folder.is_dir(), "a folder that is there"


def _between(key: str, value: float | None, least: float, most: float) -> Check:
    return key, value, value is None or least <= value <= most, f"a number from {least} to {most}"
