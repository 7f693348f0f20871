"""Pages that are drawn by JavaScript: the door to scrapy-playwright (extra ``browser``), for sites whose table says so.

The browser stands under the same guard. Names are resolved here, once, and of their numbers one that may be reached is
handed to the browser; every other host, port and number does not exist for it (Chromium's ``--host-resolver-rules``),
so neither a script nor a redirect nor a rebound name leads anywhere else. What is not of the site, and pictures, fonts
and films, are not even asked for.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from scnfeed.crawl.guard import reachable
from scnfeed.model import Site
from scnfeed.sites.addresses import on_site

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HEAVY = frozenset({"image", "media", "font"})
SECONDS = 30
_PLAIN = re.compile(r"/robots\.txt$|\.(xml|gz|json|rss|atom|txt)$|/wp-json/|/feed/?$", re.IGNORECASE)
"""Addresses that machines read: they are fetched as always."""


def missing() -> str:
    """Why no page can be drawn here, in a sentence; "" when it can."""
    if find_spec("scrapy_playwright") is None:
        return "pages drawn by JavaScript need the extra `browser`: pip install 'scnfeed[browser]'"
    if not (executable() or _own()):
        return "pages drawn by JavaScript need a Chromium: apt-get install chromium, or playwright install chromium"
    return ""


def executable() -> str:
    """The system's Chromium, "" where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), "")


def _own() -> bool:
    """Whether Playwright has one of its own."""
    place = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return any(place.glob("chromium*"))


def drawn(site: Site, resolve: Callable[[str], list[str]] | None = None) -> dict[str, Any]:
    """Scrapy's settings for a site whose pages a browser draws."""
    handler = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
    launch: dict[str, Any] = {
        "headless": True,
        "timeout": SECONDS * 1000,
        "args": [_rules(site, resolve or numbers_of)],
    }
    if executable():
        launch["executable_path"] = executable()
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler},
        "PLAYWRIGHT_ABORT_REQUEST": partial(_foreign, site),
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": SECONDS * 1000,
        "PLAYWRIGHT_LAUNCH_OPTIONS": launch,
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
    }


def numbers_of(host: str) -> list[str]:
    """The numbers of a name, IPv4 first."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({str(one[4][0]) for one in found}, key=lambda number: (":" in number, number))


def _rules(site: Site, resolve: Callable[[str], list[str]]) -> str:
    """Which names exist for the browser: the site's hosts, at numbers that may be reached, and nothing else."""
    parts = urlsplit(site.home)
    rules = []
    for named in (parts.netloc, *site.aliases):
        host, _, port = named.partition(":")
        number = next((one for one in resolve(host) if reachable(one, site.private)), "")
        inner = f"[{number}]" if ":" in number else number
        rules += [f"MAP {host}:{one} {inner}:{one}" for one in ([port] if port else ["443", "80"]) if number]
    return f"--host-resolver-rules={', '.join([*rules, 'MAP * ~NOTFOUND'])}"


def _foreign(site: Site, request: Any) -> bool:
    """Whether the browser must not ask for something."""
    return request.resource_type in HEAVY or not on_site(request.url, site)


class Drawing:
    """Downloader middleware, after guard and robots: pages for people go through the browser."""

    def __init__(self, crawler: Crawler) -> None:
        self.site: Site = crawler.settings["SCNFEED_SITE"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Drawing:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self.site.browser and not request.meta.get("robots") and not _PLAIN.search(urlsplit(request.url).path):
            request.meta["playwright"] = True
            request.meta["playwright_page_goto_kwargs"] = {"wait_until": "networkidle"}
