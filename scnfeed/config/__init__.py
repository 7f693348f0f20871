"""scnfeed.toml -> Config: every mistake named with its key, its value and what was expected.

Paths are relative to the file. ``SCNFEED_<SECTION>_<KEY>`` in the environment overrides ``[section] key``. Secrets
come from the environment or from a file that a key ending in ``_file`` names, never from scnfeed.toml itself.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar, cast

from scnfeed.config.checks import senseless
from scnfeed.config.sections import (
    STRICT,
    BrandSettings,
    DigestSettings,
    FeedSettings,
    MailSettings,
    PublishSettings,
    SiteSettings,
    StoreSettings,
    WebSettings,
)
from scnfeed.config.sites import known_site
from scnfeed.errors import ConfigError
from scnfeed.model import Brand, Site
from scnfeed.plain import NotPlain, parse, schema

__all__ = [
    "BrandSettings",
    "Config",
    "DigestSettings",
    "FeedSettings",
    "MailSettings",
    "PublishSettings",
    "SiteSettings",
    "StoreSettings",
    "WebSettings",
    "json_schema",
    "load",
]

_SECRETS = {("mail", "password"), ("mail", "secret"), ("mail", "bounce_password"), ("web", "secret")}


Settings = TypeVar("Settings", MailSettings, WebSettings)


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked. `folder` is where the file stands; every relative path below is meant from there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = STRICT
    store: StoreSettings = field(default_factory=StoreSettings)
    publish: PublishSettings = field(default_factory=PublishSettings)
    brand: BrandSettings = field(default_factory=BrandSettings)
    sites: Mapping[str, SiteSettings] = field(default_factory=dict)
    feeds: tuple[FeedSettings, ...] = ()
    digest: DigestSettings = field(default_factory=DigestSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    web: WebSettings = field(default_factory=WebSettings)
    folder: Path = Path()

    def path(self, printed: Path) -> Path:
        return printed if printed.is_absolute() else self.folder / printed

    @property
    def store_url(self) -> str:
        """The database's address, an SQLite file meant from the folder of the settings."""
        prefix = "sqlite:///"
        if not self.store.url.startswith(prefix) or self.store.url.startswith("sqlite:////"):
            return self.store.url
        return prefix + str(self.path(Path(self.store.url.removeprefix(prefix))))

    @property
    def templates(self) -> Path | None:
        """The folder of letters' own templates, if one."""
        return self.path(self.digest.templates) if self.digest.templates else None

    @property
    def public(self) -> Path:
        return self.path(self.publish.folder)

    @property
    def brand_value(self) -> Brand:
        return Brand(**{one.name: getattr(self.brand, one.name) for one in fields(BrandSettings)})

    def site(self, name: str) -> Site:
        """The site `name` with what the settings override; ConfigError when nobody knows it."""
        return known_site(self.folder, name, self.sites.get(name, SiteSettings()))

    def enabled_sites(self) -> list[Site]:
        return [self.site(name) for name, settings in self.sites.items() if settings.enabled]


def load(path: Path | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """The settings in `path` (default ``scnfeed.toml``), the environment laid over them.

    Raises ConfigError with a line for each mistake. A missing default file means all defaults; a missing named one is
    a mistake.
    """
    file = path or Path("scnfeed.toml")
    environment = os.environ if environment is None else environment
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if path is not None:
            raise ConfigError(f"{file}: there is no such file; write one with `scnfeed init`", str(file)) from None
        data = {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}", str(file)) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}", str(file)) from None
    if "folder" in data:
        raise ConfigError(
            f"{file}: folder = {data['folder']!r}: there is no such setting; it is where this file stands", "folder"
        )
    _refuse_secrets(data, file)
    _overlay(data, environment)
    try:
        config = parse(Config, data)
    except NotPlain as wrong:
        raise _told(file, environment, [(m.key, m.value, _expectation(m.expected)) for m in wrong.mistakes]) from None
    config = replace(config, folder=file.parent)
    if mistakes := list(senseless(config)):
        raise _told(file, environment, mistakes)
    for name in config.sites:
        config.site(name)
    mail = _with_secrets(config, "mail", config.mail, ("password", "secret", "bounce_password"))
    return replace(config, mail=mail, web=_with_secrets(config, "web", config.web, ("secret",)))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scnfeed.toml, for editors' tools."""
    return schema(Config)


def _told(file: Path, environment: Mapping[str, str], mistakes: list[tuple[str, object, str]]) -> ConfigError:
    """Every mistake in a line: where it was set, its value, what was expected."""
    lines = []
    for key, value, expected in mistakes:
        variable = f"SCNFEED_{key.replace('.', '_')}".upper()
        where = variable if variable in environment else f"{file}: {key}"
        lines.append(f"{where} = {value!r}: {expected}")
    return ConfigError("\n".join(lines), mistakes[0][0])


def _expectation(message: str) -> str:
    table = {"Unexpected keyword argument": "there is no such setting; look at the README's list"}
    if message.startswith("Input should be a dictionary"):
        return "expected a table in square brackets"
    told = message.removeprefix("Input should be ").removeprefix("Field ")
    return table.get(message, f"expected {told[0].lower()}{told[1:]}")


def _refuse_secrets(data: Mapping[str, Any], file: Path) -> None:
    for section, key in _SECRETS:
        if isinstance(data.get(section), dict) and key in data[section]:
            name = f"SCNFEED_{section}_{key}".upper()
            raise ConfigError(
                f"{file}: {section}.{key}: no secret in this file; use {key}_file or {name}", f"{section}.{key}"
            )


def _overlay(data: dict[str, Any], environment: Mapping[str, str]) -> None:
    """``SCNFEED_MAIL_HOST`` -> ``mail.host``; only for keys that exist, other variables may be anybody's."""
    sections = {one.name: cast(Any, one.default_factory) for one in fields(Config) if is_dataclass(one.default_factory)}
    for section, kind in sections.items():
        for key in [one.name for one in fields(kind)]:
            value = environment.get(f"SCNFEED_{section}_{key}".upper())
            if value is not None and isinstance(data.setdefault(section, {}), dict):
                data[section][key] = value


def _with_secrets(config: Config, section: str, settings: Settings, keys: tuple[str, ...]) -> Settings:
    for key in keys:
        named: Path | None = getattr(settings, f"{key}_file")
        if named is not None and not getattr(settings, key):
            try:
                secret = config.path(named).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(
                    f"{section}.{key}_file = {str(named)!r}: cannot be read: {error.strerror}", f"{section}.{key}_file"
                ) from None
            settings = replace(settings, **cast(Any, {key: secret}))
    return settings
