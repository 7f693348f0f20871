"""The sample site as a real HTTP server on 127.0.0.1."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from scnfeed.sample import machine, uploads
from scnfeed.sample.body import Block, sheets
from scnfeed.sample.edition import Edition, prefix, words
from scnfeed.sample.machine import Answer
from scnfeed.sample.pages import View, article, calendar, html, listing
from scnfeed.sample.script import world
from scnfeed.sample.stories import LANGUAGES
from scnfeed.sample.truth import Truth, truth
from scnfeed.templates import render

SWITCHES = frozenset({"sitemap", "rest", "feeds", "hreflang", "json-ld", "og", "shortlink", "robots"})
CALENDAR = re.compile(r"/(?:(ar|fr|es)/)?calendar/(\d{4})-(0[1-9]|1[0-2])/")
UPLOAD = re.compile(r"/wp-content/uploads/\d{4}/\d\d/([\w-]+)\.(pdf|png)")
LISTS = {"": ("news", "resource"), "news/": ("news",), "resources/": ("resource",)}
CLOSED = {
    "outage": (503, "Service unavailable", "The harbour is closed by a storm. We are working on it."),
    "maintenance": (200, "Down for maintenance", "We are painting the quay and shall be back tomorrow."),
}


def moved(address: str) -> Answer:
    return Answer(301, b"", headers=(("Location", address),))


def closed(weather: str) -> Answer:
    status, title, said = CLOSED[weather]
    body = render("scnfeed.sample", "closed.html", title=title, words=said).encode()
    return Answer(status, body, headers=(("Retry-After", "3600"),) if status == 503 else ())


def views(edition: Edition) -> dict[str, Callable[[], View]]:
    """What makes each page, by its decoded path."""
    found: dict[str, Callable[[], View]] = {}
    for language in LANGUAGES:
        said = words(language)
        titles = {"": said["name"], "news/": said["news"], "resources/": said["resources"]}
        for name, kinds in LISTS.items():
            path = prefix(language) + name
            found[path] = partial(listing, edition, language, path, titles[name], *kinds)
    for story, text in edition.live("news", "resource", "hub", "page"):
        path = story.path(text.language)
        for n in range(1, len(sheets(text.body)) + 1):
            found[path if n == 1 else f"{path}{n}/"] = partial(article, edition, story, text.language, n)
    return found


class Router:
    """One edition of the site: any path and query to its answer. The same for the same day, byte for byte."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.views = views(edition)
        pages = list(edition.live("news", "resource", "hub", "page"))
        self.posts = {str(story.post_id(text.language)): story.path(text.language) for story, text in pages}
        self.files = {stem for story, _ in pages for stem in (*story.attachments, *story.images)}

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query))
        edition = self.edition
        if edition.world.weather != "fair":
            return closed(edition.world.weather)
        if path == "/" and query.get("p") in self.posts:
            return moved(edition.at(self.posts[query["p"]]))
        found = machine.answer(edition, path, query) or self.upload(path) or self.page(path)
        if found:
            return found
        whole = path.rstrip("/") + "/"
        whole = edition.world.moved.get(whole, whole)
        if whole in self.views:
            return moved(edition.at(whole))
        return Answer(404, html(edition, self.missing(path)).encode())

    def page(self, path: str) -> Answer | None:
        month = CALENDAR.fullmatch(path)
        if month:
            view = calendar(self.edition, month[1] or "en", int(month[2]), int(month[3]))
        elif path in self.views:
            view = self.views[path]()
        else:
            return None
        return Answer(200, html(self.edition, view).encode())

    @cached_property
    def truth(self) -> dict[str, Truth]:
        return truth(self.edition)

    def upload(self, path: str) -> Answer | None:
        found = UPLOAD.fullmatch(path)
        if not found or found[1] not in self.files:
            return None
        if found[2] == "pdf":
            return Answer(200, uploads.pdf(found[1].replace("-", " ").capitalize()), "application/pdf")
        return Answer(200, uploads.png(found[1]), "image/png")

    def missing(self, path: str) -> View:
        language = next((lang for lang in LANGUAGES[1:] if path.startswith(f"/{lang}/")), "en")
        said = words(language)
        view = listing(self.edition, language, path, said["missing"])
        return replace(view, kind="error404", entries=(), blocks=(Block("paragraph", said["missing_text"]),))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 10
    server: Server

    def do_GET(self) -> None:
        answer = self.server.site.serve(self.command, self.path)
        body, headers = answer.body, [("Content-Type", answer.type)]
        if "gzip" in self.headers.get("Accept-Encoding", "") and answer.type.startswith("text/html"):
            body = gzip.compress(body, 1, mtime=0)
            headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        self.send_response(answer.status)
        for name, value in (*headers, *answer.headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """The site keeps its own list of requests."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    site: SampleSite


class SampleSite:
    """A small website in four languages on 127.0.0.1, as it stands on a day of its script.

    `off` switches parts off: sitemap, rest, feeds, hreflang, json-ld, og, shortlink, robots. `design` is ``classic`` or
    ``redesign``; by default the day decides. Refuses unknown switches, designs and days with ValueError.

    >>> with SampleSite(day=1) as site:
    ...     len(site.addresses()) > 40
    True
    """

    def __init__(
        self, port: int = 0, day: int = 1, off: frozenset[str] | set[str] = frozenset(), design: str | None = None
    ) -> None:
        unknown = set(off) - SWITCHES
        if unknown or design not in (None, "classic", "redesign"):
            raise ValueError(f"no such switch or design: {', '.join(sorted(unknown)) or design}")
        world(day)
        self.port, self.day, self.off, self.design = port, day, frozenset(off), design
        self.requests: list[tuple[str, str, int]] = []
        """Method, path with query as it came, and status of each request since the last `forget`."""

    def __enter__(self) -> SampleSite:
        self._server = Server(("127.0.0.1", self.port), Handler)
        self._server.site = self
        self.port = self._server.server_address[1]
        self.home = f"http://127.0.0.1:{self.port}/"
        self.set_day(self.day)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def set_day(self, n: int) -> None:
        """What the server shows from now on."""
        now = world(n)
        self.day = n
        self._router = Router(Edition(self.home, replace(now, design=self.design or now.design), self.off))

    def serve(self, method: str, target: str) -> Answer:
        answer = self._router.answer(target)
        self.requests.append((method, target, answer.status))
        return answer

    def forget(self) -> None:
        self.requests.clear()

    def addresses(self) -> list[str]:
        """Every live item address in normal form; an outage hides them but does not take them away."""
        return sorted(self.truth())

    def truth(self) -> dict[str, Truth]:
        """Every live article page today, by address. Outage and maintenance days change nothing of it."""
        return dict(self._router.truth)
