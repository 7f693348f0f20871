"""A browser of few words: one request, no redirects followed."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

ROBOT = {"Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def get(url: str, method: str = "GET", **headers: str) -> Response:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(method, target, headers=ROBOT | {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    found = Response(answer.status, answer.headers, answer.read())
    connection.close()
    return found


def words(text: str) -> str:
    """The words of HTML without its tags, styles and scripts."""
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())
