"""How much may come before an answer's body: Twisted bounds a line of headers, not how many there are."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

MOST_BYTES = 2**18
"""As much as browsers take. What comes with one read from the network counts whole."""


class TooMuch(Exception):
    """An answer that goes on with headers."""


class Handler(HTTP11DownloadHandler):
    """Scrapy's own, but a connection whose answer does not come to its body is given up."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        usual: Any = self._pool._factory

        class Factory(usual):  # type: ignore[misc]
            def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
                return bounded(super().buildProtocol(addr))

        self._pool._factory = Factory


def bounded(protocol: Any) -> Any:
    """The same connection, which counts what it hears before a body."""
    hear, answer, heard = protocol.dataReceived, None, 0

    def data_received(data: bytes) -> None:
        nonlocal answer, heard
        parser = protocol._parser
        heard = heard if parser is answer else 0
        answer = parser
        heard += len(data) if parser is not None and parser.state in (STATUS, HEADER) else 0
        if heard > MOST_BYTES:
            reason: Any = TooMuch(f"more than {MOST_BYTES} bytes of headers")
            protocol._giveUp(Failure(reason))  # type: ignore[no-untyped-call]
        else:
            hear(data)

    protocol.dataReceived = data_received
    return protocol
