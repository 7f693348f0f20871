"""Do links work? Asked politely, one after the other, and only of public addresses or of a site's own private ones."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scnfeed.crawl.guard import reachable

HOPS = 5
TIMEOUT = 5.0
NO_HEAD = frozenset({400, 403, 404, 405, 500, 501, 503})
"""Answers to HEAD that some servers give to HEAD alone: then GET decides."""
GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Tried:
    """`dead`: address to its HTTP status, 0 where nobody answers; `unasked`: not tried, as the time was over."""

    dead: dict[str, int]
    unasked: tuple[str, ...] = ()


def try_links(
    urls: Iterable[str],
    private: Collection[str] = (),
    *,
    seconds: float = 60,
    pause: float = 0.5,
    agent: str = "scnfeed",
    clock: Callable[[], float] = time.monotonic,
    wait: Callable[[float], None] = time.sleep,
) -> Tried:
    """Ask for each address by HEAD, by GET where that is refused, and follow redirects. Never raises.

    Dead is 404, 410, any 5xx, and no answer; a log-in (401, 403) or a request to slow down (429) is no dead link.
    `private` names hosts (``127.0.0.1:8765``) that may be reached at a private address; of any other host a number that
    is not public is not connected to, and counts as no answer. Between two requests it waits `pause` seconds.
    """
    dead: dict[str, int] = {}
    wanted = list(dict.fromkeys(urls))
    start = clock()
    for place, url in enumerate(wanted):
        if clock() - start > seconds:
            return Tried(dead, tuple(wanted[place:]))
        if place:
            wait(pause)
        status = _status(url, private, agent)
        if status in GONE or status >= 500 or status == 0:
            dead[url] = status
    return Tried(dead)


def _status(url: str, private: Collection[str], agent: str) -> int:
    """The status at the end of its redirects, 0 for no answer."""
    for _ in range(HOPS + 1):
        status, there = _asked("HEAD", url, private, agent)
        if status in NO_HEAD:
            status, there = _asked("GET", url, private, agent)
        if not there:
            return status
        url = urljoin(url, there)
    return 0


def _asked(method: str, url: str, private: Collection[str], agent: str) -> tuple[int, str]:
    """Status and, for a redirect, where to. The body is not read."""
    try:
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        if parts.scheme not in ("http", "https") or not host:
            return 0, ""
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
        connection.sock = _connected(host, port, parts.netloc in private, secure)
    except (OSError, ValueError):
        return 0, ""
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": agent, "Accept": "*/*"})
        answer = connection.getresponse()
        there = answer.getheader("Location", "") if answer.status in (301, 302, 303, 307, 308) else ""
        return answer.status, there
    except (OSError, ValueError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def _connected(host: str, port: int, private: bool, secure: bool) -> socket.socket:
    """A connection to a number that was looked at itself: a name that changes it in between gains nothing."""
    numbers = [row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    number = next((n for n in numbers if reachable(str(n), private)), None)
    if number is None:
        raise OSError(f"{host} is at no public address")
    plain = socket.create_connection((str(number), port), timeout=TIMEOUT)
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
