"""A deployment for somebody: settings, a spider of their own, the timetable. Written once, never over what is there."""

from __future__ import annotations

from pathlib import Path

from scnfeed.errors import ConfigError
from scnfeed.publish import publish_files
from scnfeed.templates import render

_FILES = (
    "scnfeed.toml",
    "scheduler.py",
    "scrapy.cfg",
    "spiders/__init__.py",
    "spiders/settings.py",
    "spiders/example.py",
)


def write_deployment(folder: Path) -> list[Path]:
    """Write a deployment into a new or empty `folder`; ConfigError when something is there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder}: is not empty: name a new folder", str(folder))
    files = {name: render("scnfeed.jobs", f"{name}.txt").encode() for name in _FILES}
    publish_files(folder, files)
    return [folder / name for name in files]
