"""What is known of a site, with what the settings override; and sites of somebody's own, ``spiders/<name>.py``."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

from scnfeed.config.sections import SiteSettings
from scnfeed.errors import ConfigError
from scnfeed.model import Site
from scnfeed.sites import SITES

OVERRIDDEN = ("title", "home", "private", "delay", "budget", "timeout", "revisit_days", "text", "tiers", "browser")


def known_site(folder: Path, name: str, settings: SiteSettings) -> Site:
    """The site `name` of scnfeed or of the deployment in `folder`; ConfigError when nobody knows it."""
    return _overridden(SITES.get(name) or _own_site(folder, name), settings, name)


def _overridden(site: Site, settings: SiteSettings, name: str) -> Site:
    wanted = {key: getattr(settings, key) for key in OVERRIDDEN if getattr(settings, key) is not None}
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
    if not name.isidentifier():
        raise ConfigError(f"sites.{name}: expected a name of letters, digits and _; known are {known}", f"sites.{name}")
    if not file.is_file():
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
