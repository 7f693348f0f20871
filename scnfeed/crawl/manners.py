"""What a busy server asks for, and what a broken one sends: Retry-After and damaged compression."""

from __future__ import annotations

import asyncio
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scnfeed.crawl.guard import Guard

LONGEST_WAIT = 60.0
"""Seconds that a crawl waits when asked to; for longer it ends, and the site is left alone until then."""
LONGEST_REST = 7 * 86_400.0
BUSY = (429, 503)
MOST_BYTES = 50 * 2**20


def seconds_of(retry_after: str, now: datetime) -> float:
    """How long a server asks to be left alone (RFC 9110, 10.2.3: seconds, or a date); 0 for nonsense.

    >>> seconds_of("120", datetime(2024, 6, 10, tzinfo=UTC)), seconds_of("soon", datetime(2024, 6, 10, tzinfo=UTC))
    (120.0, 0.0)
    """
    text = retry_after.strip()
    if text.isdecimal():
        return min(float(text[:9]), LONGEST_REST)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return min(max((until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds(), 0.0), LONGEST_REST)


class Damaged(IgnoreRequest):
    """An answer whose compression is damaged each time."""


class Patience:
    """Downloader middleware: waits as long as a busy server asks, or ends the crawl when that is too long."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.rest = 0.0
        """Seconds from now that the site wants to be left alone."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Patience:
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Response:
        asked = (response.headers.get("Retry-After") or b"").decode("latin-1")
        seconds = seconds_of(asked, datetime.now(UTC)) if response.status in BUSY and asked else 0.0
        if seconds > LONGEST_WAIT:
            self.rest = max(self.rest, seconds)
            guard = self.crawler.get_downloader_middleware(Guard)
            if guard:
                guard.closed = True
        elif seconds:
            await asyncio.sleep(seconds)
        return response


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's own, but an answer whose compression is damaged is asked for again instead of lost."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self.crawler = crawler

    def process_request(self, request: Request, spider: Any = None) -> None:
        """Only gzip is asked for: of its answers alone we can tell that they were cut short."""
        request.headers.setdefault("Accept-Encoding", b"gzip")

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        packing = (response.headers.get("Content-Encoding") or b"").strip().lower()
        try:
            unpacked = super().process_response(request, response)
            gzipped = packing in (b"gzip", b"x-gzip") and isinstance(unpacked, Response)
            if gzipped and _cut_short(response.body, len(unpacked.body)):
                raise EOFError("it ends too early")
            return unpacked
        except (EOFError, zlib.error, OSError, ValueError) as error:
            assert self.crawler.spider
            again = get_retry_request(request, spider=self.crawler.spider, reason=f"damaged compression: {error}")
            if again is None:
                raise Damaged(f"{request.url}: its compression is damaged") from error
            return again


def _cut_short(packed: bytes, size: int) -> bool:
    """Whether a gzip answer ends before its end, which Scrapy takes for the whole (RFC 1952, 2.3.1: the last four
    bytes are the size).
    """
    if int.from_bytes(packed[-4:], "little") == size % 2**32:
        return False
    while packed:  # several members in a row: only the last one's size stands at the end
        member = zlib.decompressobj(31)
        member.decompress(packed, MOST_BYTES)
        if not member.eof:
            return True
        packed = member.unused_data.lstrip(b"\0")
    return False
