"""A small real web server on 127.0.0.1 whose answers a test writes down as a table."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from typing import Any, Self

from scnfeed.model import Site
from scnfeed.sites import STRONG_CITIES


@dataclass
class Answer:
    body: str | bytes = ""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    """Seconds that the answer takes."""
    raw: bytes | None = None
    """What is sent in place of a proper answer; then the connection is closed."""
    drip: float = 0.0
    """Seconds between two bytes of the body."""


def xml(body: str) -> Answer:
    return Answer(body, type="application/xml")


def moved(to: str) -> Answer:
    return Answer(status=301, headers={"Location": to})


class Loopback:
    """``with Loopback({"/": Answer("...")}) as server``: other paths answer `other`; "{home}" is its address."""

    def __init__(self, answers: Mapping[str, Answer], other: Answer | None = None) -> None:
        self.answers = dict(answers)
        self.other = other or Answer("no such page", 404)
        self.turns: dict[str, list[Answer]] = {}
        """Paths with a row of answers, one a request; then `answers` go on."""
        self.prefixes: dict[str, Answer] = {}
        """Beginnings of addresses, for those with a query."""
        self.conditions: dict[str, str] = {}
        """The last If-None-Match of each path; an answer with that ETag becomes a 304."""
        self.requests: list[str] = []
        self.moments: list[tuple[str, float]] = []
        """When each request came, by a clock that only goes on."""
        self.agents: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.home = f"http://127.0.0.1:{self._server.server_address[1]}/"

    @property
    def site(self) -> Site:
        return replace(STRONG_CITIES, home=self.home, private=True, delay=0.0, aliases=())

    def sitemap(self, entries: Iterable[tuple[str, str]]) -> Answer:
        urls = "".join(
            f"<url><loc>{self.home}{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
            for path, day in entries
        )
        return xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>')

    def waits(self, start: str) -> list[float]:
        """Seconds from each request to the next, of those whose path begins so."""
        moments = [moment for path, moment in self.moments if path.startswith(start)]
        return [after - before for before, after in pairwise(moments)]

    def answer(self, path: str) -> Answer:
        if self.turns.get(path):
            return self.turns[path].pop(0)
        begun = next((answer for prefix, answer in self.prefixes.items() if path.startswith(prefix)), self.other)
        return self.answers.get(path, begun)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.requests.append(self.path)
                outer.moments.append((self.path, time.monotonic()))
                outer.agents.add(self.headers.get("User-Agent", ""))
                answer = outer.answer(self.path)
                condition = self.headers.get("If-None-Match", "")
                if condition:
                    outer.conditions[self.path] = condition
                    if condition == answer.headers.get("ETag"):
                        answer = replace(answer, body="", status=304)
                time.sleep(answer.after)
                if answer.raw is not None:
                    self.wfile.write(answer.raw)
                    self.close_connection = True
                    return
                text = answer.body
                body = text if isinstance(text, bytes) else text.replace("{home}", outer.home).encode()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.type)
                self.send_header("Content-Length", str(len(body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                with suppress(OSError):  # the client had enough of it
                    self.end_headers()
                self._send(b"" if self.command == "HEAD" else body, answer.drip)

            def do_HEAD(self) -> None:
                self.do_GET()

            def _send(self, body: bytes, drip: float) -> None:
                with suppress(OSError):  # the client had enough of it
                    for at in range(len(body)) if drip else ():
                        self.wfile.write(body[at : at + 1])
                        time.sleep(drip)
                    self.wfile.write(b"" if drip else body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
