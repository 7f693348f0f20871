"""add: look at a site that nobody has described, write its spider's file, enter it in the settings."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from scnfeed.config import Config, load
from scnfeed.crawl.browser import missing as no_browser
from scnfeed.crawl.guard import reachable
from scnfeed.crawl.visits import visiting
from scnfeed.errors import ConfigError, CrawlError
from scnfeed.jobs.article import article_of
from scnfeed.match.quality import asks_password, is_hollow
from scnfeed.model import Article, Site, When, moment
from scnfeed.publish import publish_files
from scnfeed.sites import SITES
from scnfeed.survey import provisional, survey
from scnfeed.survey.write import source_of

EVERY = 60


@dataclass(frozen=True, slots=True)
class Added:
    """A site that was written down; `entry` is its table in the settings, `entered` whether it stands there now."""

    site: Site
    file: Path
    entry: str
    entered: bool
    items: tuple[Article, ...]
    """The first that it would publish."""
    remarks: tuple[str, ...]


async def add(
    start: str,
    config: Config,
    settings: Path,
    *,
    name: str = "",
    private: bool = False,
    browser: bool = False,
    delay: float = 2.0,
    tell: Callable[[str], None] = lambda url: None,
) -> Added:
    """Look at the site at `start` and write ``spiders/<name>.py`` beside the settings. Nothing is ever written over.

    ConfigError for an address or a name that cannot serve, CrawlError where there is nothing to add.
    """
    start = _address(start)
    if not private and _is_private(start):
        raise ConfigError(f"{start}: is a private or loopback address: add --private if it is meant", start)
    if name:
        _free(name, config)
    if browser and (wrong := no_browser()):
        raise ConfigError(wrong, "browser")
    found, articles, remarks = await look(start, config, name, private=private, browser=browser, delay=delay, tell=tell)
    _free(found.name, config)
    file = config.folder / "spiders" / f"{found.name}.py"
    files = {f"spiders/{found.name}.py": source_of(found, remarks).encode()}
    if not (config.folder / "spiders" / "__init__.py").exists():
        files["spiders/__init__.py"] = b'"""One file a site: a Scrapy spider bound to its Site."""\n'
    publish_files(config.folder, files)
    entry = f"[sites.{found.name}]\nevery = {EVERY}\n"
    return Added(found, file, entry, _enter(settings, entry, found.name), articles, remarks)


async def look(
    start: str, config: Config, name: str, *, private: bool, browser: bool, delay: float, tell: Callable[[str], None]
) -> tuple[Site, tuple[Article, ...], tuple[str, ...]]:
    """The Site that the site at `start` speaks for, and its first items; a front page elsewhere is followed once."""
    for _ in range(2):
        site = provisional(start, private=private, delay=delay, browser=browser)
        async with visiting(site, config.brand.contact) as visits:
            front = await visits.page(start)
            cause = visits.causes.get(start, "")
            elsewhere = re.match(r"(https?://\S+) is not on ", cause)
            if elsewhere and elsewhere[1] != start:
                raise CrawlError(f"{start} leads to another site, {elsewhere[1]}: add that one", start)
            final = front.final_url if front else start
            if urlsplit(final)[:2] != urlsplit(start)[:2]:  # https instead of http, www. or not
                start = final
                continue
            surveyed = await survey(start, site, visits, name, tell)
            read = [(article_of(page, key, surveyed.site), page.body) for key, page in surveyed.first]
            items = [one for one, body in read if not is_hollow(one) and not asks_password(one, body)]
            return surveyed.site, tuple(items), surveyed.remarks
    raise CrawlError(f"{start}: leads on without end", start)


def _address(start: str) -> str:
    given = start if "://" in start else f"https://{start}"
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{start}: expected the address of a site, such as https://www.example.org/", start)
    return urljoin(given, parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _is_private(start: str) -> bool:
    """Whether the address itself names a host that is not public; what a name leads to is the guard's business."""
    host = urlsplit(start).hostname or ""
    try:
        return not reachable(host)
    except ValueError:
        return host == "localhost"


def _free(name: str, config: Config) -> None:
    """Refuse a name that cannot be one, or that somebody has."""
    if not name.isidentifier() or name in ("settings", "__init__"):
        raise ConfigError(f"{name}: expected a name of letters, digits and _", name)
    taken = config.folder / "spiders" / f"{name}.py"
    if name in SITES or name in config.sites or taken.exists():
        where = str(taken) if taken.exists() else "a site of that name is known"
        raise ConfigError(f"{name}: is used already ({where}): choose another with --name, or see --check {name}", name)


def _enter(settings: Path, entry: str, name: str) -> bool:
    """Append the table to the settings; False, and nothing changed, where there are none or they would break."""
    if not settings.is_file():
        return False
    before = settings.read_bytes()
    publish_files(settings.parent, {settings.name: before.rstrip(b"\n") + f"\n\n{entry}".encode()})
    try:
        return name in load(settings).sites
    except ConfigError:
        publish_files(settings.parent, {settings.name: before})
        return False


def shown_day(article: Article) -> tuple[date | None, str]:
    """The day of an item, of an event its first, and where the page says so."""
    when: When | None = article.published
    source = article.sources.get("published", "")
    if article.kind == "event" and article.events:
        when, source = article.events[0].start, article.sources.get("events", "")
    return (moment(when).date() if when else None), str(source)
