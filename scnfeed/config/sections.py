"""The tables of scnfeed.toml, one class each, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal

from scnfeed.model import Kind, MachineTranslated, Tier

STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class StoreSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    url: str = "sqlite:///scnfeed.db"
    pages: Path | None = None
    """Folder of kept pages; by default beside the database."""
    keep_days: int = 400
    """Days that a page is kept; the newest of each address stays. 0: for ever."""
    keep_mb: int = 10_000
    """Megabytes that kept pages may take; the oldest go first. 0: any number."""


@dataclass(frozen=True, slots=True)
class PublishSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    folder: Path = Path("public")
    base_url: str = ""
    """Public address of the folder; feeds cannot be written without it."""
    hub: str = ""
    """WebSub hub that is told when a feed changed."""
    longest: int = 120_000
    """Bytes of one body in a feed; of a longer one its first blocks and the way to the rest."""
    machine_translated: MachineTranslated = "mark"
    """What feeds and letters do with a text that a machine translated: say so, leave it out, give the original."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """Former path of a feed, with its suffix -> the path it stands at now."""
    uncertain_events: Literal["leave_out", "mark"] = "leave_out"
    """What calendars do with events whose days a page gives only roughly."""
    history: int = 10_000
    """Most items of a feed that its archives begin with; 0: no archives."""
    ended: tuple[str, ...] = ()
    """Paths of feeds that are published no more, so that programs stop asking."""


@dataclass(frozen=True, slots=True)
class BrandSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str = "scnfeed"
    logo: str = ""
    colour: str = "#0b5c6b"
    postal_address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    enabled: bool = True
    title: str | None = None
    home: str | None = None
    private: bool | None = None
    languages: tuple[str, ...] | None = None
    delay: float | None = None
    budget: int | None = None
    timeout: float | None = None
    revisit_days: int | None = None
    text: Literal["full", "excerpt"] | None = None
    tiers: tuple[Tier, ...] | None = None
    """Where its items are looked for; the others are switched off."""
    browser: bool | None = None
    every: int = 60
    """Minutes between two crawls."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    name: str
    title: str
    languages: tuple[str, ...] = ()
    once: bool = False
    kinds: tuple[Kind, ...] = ()
    sites: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    limit: int = 50
    age: int = 0
    """Most days by which an item may be older than the newest; 0: no matter."""
    private: tuple[str, ...] = ()
    """Names of those who get the feed at an address of their own; nobody else gets it then."""


@dataclass(frozen=True, slots=True)
class DigestSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    enabled: bool = True
    approval: Literal["auto", "hold", "unless_held"] = "auto"
    """Readers' issues go at once, wait for ``scnfeed letters approve``, or go at `release_at` unless held by then."""
    release_at: str = "10:00"
    """``HH:MM`` in `time_zone`: the first such hour after an issue's planned one."""
    time_zone: str = "UTC"
    templates: Path | None = None
    """Folder whose ``letter.html`` and ``letter.txt`` stand in for ours; they may extend ``ours/letter.html``."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    transport: Literal["folder", "smtp"] = "folder"
    folder: Path = Path("letters")
    sender: str = "scnfeed <digest@scnfeed.invalid>"
    reply_to: str = ""
    host: str = "localhost"
    port: int = 587
    user: str = ""
    password: str = ""
    password_file: Path | None = None
    tls: Literal["starttls", "ssl", "none"] = "starttls"
    dkim_selector: str = ""
    dkim_key_file: Path | None = None
    secret: str = ""
    secret_file: Path | None = None
    """Key of the unsubscribe tokens."""
    unsubscribe: str = ""
    """Address of the page to leave by, ``{token}`` in it; with https letters offer one-click (RFC 8058)."""
    doubt: Literal["hold", "resend", "idempotency"] = "hold"
    """What becomes of a letter that may have arrived or not: `scnfeed.mail.sending.Rules`."""
    idempotency_header: str = "Resend-Idempotency-Key"
    senders: int = 1
    """Connections at once."""
    patience_minutes: float = 10
    deadline_hours: float = 48
    late_hours: float = 36
    per_domain: int = 0
    per_minute: int = 0
    dkim_second_selector: str = ""
    dkim_second_key_file: Path | None = None
    """A second signature beside the first: Ed25519 beside RSA, say."""
    bounces: str = "bounce+{token}@{domain}"
    """Where undelivered letters come back to: ``{token}`` names the letter, ``{domain}`` is the sender's."""
    soft_bounces: int = 3
    """Letters to one person that came back for a while, one after the other, until no more are sent there."""
    confirm_days: int = 14
    """Who was asked whether they want letters and did not answer within so many days is forgotten."""
    bounce_box: str = ""
    """Mailbox that bounces come to: ``imaps://user@host/INBOX``, or the path of a Maildir. Each run reads it."""
    bounce_password: str = ""
    bounce_password_file: Path | None = None
    resolver: str = ""
    """``host:port`` of the name server that ``doctor`` asks; empty: the system's."""
    outgoing: tuple[str, ...] = ()
    """IP addresses that letters leave from, for ``doctor``; empty: those of `host`."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    host: str = "127.0.0.1"
    port: int = 8000
    secret: str = ""
    secret_file: Path | None = None
    """Key of the addresses of private feeds."""
