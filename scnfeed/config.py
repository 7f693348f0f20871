"""scnfeed.toml -> Config: every mistake named with its key, its value and what was expected.

Paths are relative to the file. ``SCNFEED_<SECTION>_<KEY>`` in the environment overrides ``[section] key``. Secrets
come from the environment or from a file that a key ending in ``_file`` names, never from scnfeed.toml itself.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, cast

from scnfeed.errors import ConfigError
from scnfeed.model import Brand, Kind, Site
from scnfeed.plain import NotPlain, parse, schema
from scnfeed.sites import SITES

_STRICT: dict[str, Any] = {"extra": "forbid"}
_SECRETS = {("mail", "password"), ("mail", "secret")}


@dataclass(frozen=True, slots=True)
class StoreSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    url: str = "sqlite:///scnfeed.db"
    pages: Path | None = None
    """Folder of kept pages; by default beside the database."""


@dataclass(frozen=True, slots=True)
class PublishSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    folder: Path = Path("public")
    base_url: str = ""
    """Public address of the folder; feeds cannot be written without it."""


@dataclass(frozen=True, slots=True)
class BrandSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    name: str = "scnfeed"
    logo: str = ""
    colour: str = "#0b5c6b"
    postal_address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    enabled: bool = True
    title: str | None = None
    home: str | None = None
    private: bool | None = None
    languages: tuple[str, ...] | None = None
    delay: float | None = None
    budget: int | None = None
    revisit_days: int | None = None
    text: Literal["full", "excerpt"] | None = None
    every: int = 60
    """Minutes between two crawls."""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
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


@dataclass(frozen=True, slots=True)
class DigestSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class MailSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
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


@dataclass(frozen=True, slots=True)
class WebSettings:
    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    host: str = "127.0.0.1"
    port: int = 8000


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, checked. `folder` is where the file stands; every relative path below is meant from there."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT
    store: StoreSettings = StoreSettings()
    publish: PublishSettings = PublishSettings()
    brand: BrandSettings = BrandSettings()
    sites: Mapping[str, SiteSettings] = field(default_factory=dict)
    feeds: tuple[FeedSettings, ...] = ()
    digest: DigestSettings = DigestSettings()
    mail: MailSettings = MailSettings()
    web: WebSettings = WebSettings()
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
    def public(self) -> Path:
        return self.path(self.publish.folder)

    @property
    def brand_value(self) -> Brand:
        return Brand(**{one.name: getattr(self.brand, one.name) for one in fields(BrandSettings)})

    def site(self, name: str) -> Site:
        """The site `name` with what the settings override; ConfigError when nobody knows it."""
        base = SITES.get(name) or _own_site(self.folder, name)
        return _overridden(base, self.sites.get(name, SiteSettings()), name)

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
        told = "\n".join(f"{file}: {m.key} = {m.value!r}: {_expectation(m.expected)}" for m in wrong.mistakes)
        raise ConfigError(told, str(file)) from None
    config = replace(config, folder=file.parent)
    _check(config, file)
    return replace(config, mail=_with_secrets(config))


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scnfeed.toml, for editors' tools."""
    return schema(Config)


def _expectation(message: str) -> str:
    table = {"Unexpected keyword argument": "there is no such setting; look at the README's list"}
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
    sections = {one.name: one.default for one in fields(Config) if hasattr(one.default, "__pydantic_config__")}
    for section, default in sections.items():
        for key in (one.name for one in fields(cast(Any, default))):
            value = environment.get(f"SCNFEED_{section}_{key}".upper())
            if value is not None:
                data.setdefault(section, {})[key] = value


def _check(config: Config, file: Path) -> None:
    base = config.publish.base_url
    if base and not base.startswith(("http://", "https://")):
        raise ConfigError(
            f"{file}: publish.base_url = {base!r}: expected an address that begins with https://", "publish.base_url"
        )
    for name, settings in config.sites.items():
        if settings.home is not None and not settings.home.startswith(("http://", "https://")):
            raise ConfigError(
                f"{file}: sites.{name}.home = {settings.home!r}: expected an http(s) address", f"sites.{name}.home"
            )
        if settings.every < 1:
            raise ConfigError(
                f"{file}: sites.{name}.every = {settings.every}: expected minutes, at least 1", f"sites.{name}.every"
            )
        config.site(name)
    for feed in config.feeds:
        if feed.name.startswith("/") or ".." in feed.name.split("/") or not feed.name:
            raise ConfigError(f"{file}: feeds.name = {feed.name!r}: expected a path such as 'en/floods'", "feeds.name")


def _overridden(site: Site, settings: SiteSettings, name: str) -> Site:
    wanted = {
        key: getattr(settings, key)
        for key in ("title", "home", "private", "delay", "budget", "revisit_days", "text")
        if getattr(settings, key) is not None
    }
    if settings.home is not None:
        wanted |= {"home": settings.home.rstrip("/") + "/", "aliases": ()}
    if settings.languages is not None:
        unknown = [code for code in settings.languages if code not in site.languages]
        if unknown:
            known = ", ".join(site.languages)
            raise ConfigError(
                f"sites.{name}.languages = {unknown[0]!r}: expected some of {known}", f"sites.{name}.languages"
            )
        wanted["languages"] = {code: site.languages[code] for code in settings.languages}
    return replace(site, **wanted)


def _own_site(folder: Path, name: str) -> Site:
    """The Site of ``spiders/<name>.py`` beside the settings: the value named ``SITE`` or the ``site`` of a spider
    there.
    """
    file = folder / "spiders" / f"{name}.py"
    known = ", ".join(sorted({*SITES, *(path.stem for path in (folder / "spiders").glob("[a-z]*.py"))} - {"settings"}))
    if not name.isidentifier() or not file.is_file():
        raise ConfigError(f"sites.{name}: no such site; known are {known}; write {file} for a new one", f"sites.{name}")
    spec = importlib.util.spec_from_file_location(f"spiders.{name}", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ConfigError(f"{file}: cannot be loaded: {type(error).__name__}: {error}", f"sites.{name}") from error
    found = getattr(module, "SITE", None) or next(
        (value.site for value in vars(module).values() if isinstance(getattr(value, "site", None), Site)), None
    )
    if not isinstance(found, Site):
        raise ConfigError(f"{file}: holds no Site: give it `SITE = Site(...)`", f"sites.{name}")
    return found


def _with_secrets(config: Config) -> MailSettings:
    mail = config.mail
    for key in ("password", "secret"):
        named: Path | None = getattr(mail, f"{key}_file")
        if named is not None and not getattr(mail, key):
            try:
                mail = replace(mail, **cast(Any, {key: config.path(named).read_text(encoding="utf-8").strip()}))
            except OSError as error:
                raise ConfigError(
                    f"mail.{key}_file = {str(named)!r}: cannot be read: {error.strerror}", f"mail.{key}_file"
                ) from None
    return mail
