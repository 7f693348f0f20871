"""A news site as wide as one likes, in a process of its own: ``python -m benchmarks.wide COUNT`` prints its address.

Pages of about 80 KB in the sample site's frame, each with a text, a day and a post id of its own. They are made anew
for each request, so that the server needs no memory for them.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from scnfeed.model import Site
from scnfeed.sample import SampleSite
from scnfeed.sample.compose import LINES, compose
from scnfeed.sites import STRONG_CITIES

SIZE = 80_000
FIRST = date(2018, 1, 1)
PER_SITEMAP = 50_000
"""sitemaps.org: a file holds at most so many addresses."""


@lru_cache(1)
def frame() -> tuple[str, str]:
    """A page of the sample site around its title and text, filled up to 80 KB by a style sheet."""
    with SampleSite() as site:
        address = next(url for url in site.addresses() if urlsplit(url).path.startswith("/news/"))
        html = site.serve("GET", urlsplit(address).path).body.decode().replace(site.home.rstrip("/"), "{home}")
    path = urlsplit(address).path
    title = html.partition('class="entry-title">')[2].partition("<")[0]
    post = html.partition("/?p=")[2].partition('"')[0]
    before, _, rest = html.partition('<div class="entry-content">')
    after = rest.partition("</div>")[2]
    day = '<div class="meta-label">Publication Date:</div>\n<div class="meta-value">'
    before = before.replace(day, day + "{day}", 1).replace(title, "{title}").replace(path, "/news/{n}/")
    before = before.replace(f"/?p={post}", "/?p={post}")
    before = "\n".join(line for line in before.split("\n") if 'hreflang="ar"' not in line)
    filling = "".join(f".card-{n}{{margin:{n}px}}" for n in range(4_000))[: max(0, SIZE - len(html))]
    return before.replace("</head>", f"<style>{filling}</style></head>", 1), after


@lru_cache(1)
def words() -> list[str]:
    text = " ".join(compose(line, "en") for line in range(LINES))
    return sorted({word.strip(",.").lower() for word in text.split()})


def page(n: int, home: str) -> bytes:
    """Page number `n`."""
    chance = random.Random(n)
    sentences = [
        " ".join(chance.choices(words(), k=14)).capitalize() + f" {chance.randrange(10**6)}." for _ in range(20)
    ]
    text = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>\n" for at in range(0, 20, 4))
    title = f"{' '.join(chance.choices(words(), k=6))} {n}".capitalize()
    day = FIRST + timedelta(days=n % 2_800)
    before, after = frame()
    said = {"{title}": title, "{n}": str(n), "{day}": f"{day:%d/%m/%Y}", "{post}": str(n + 1)}
    for mark, value in said.items():
        before = before.replace(mark, value)
    html = f'{before}<div class="entry-content">{text}</div>{after}'
    return html.replace("{home}", home.rstrip("/")).encode()


class Wide(asyncio.Protocol):
    """HTTP/1.1 without any library, so that the server is never what is slow."""

    def __init__(self, count: int, dated: bool, home: str) -> None:
        self.count, self.dated, self.home = count, dated, home
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            status, kind, body = self._answer(head.split(b" ", 2)[1].decode())
            told = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(told.encode() + body)

    def _answer(self, path: str) -> tuple[str, str, bytes]:
        name = path.strip("/").partition("/")[2]
        if path.startswith("/news/") and name.isdecimal() and int(name) < self.count:
            return "200 OK", "text/html; charset=utf-8", page(int(name), self.home)
        if path == "/robots.txt":
            rules = f"User-agent: *\nDisallow: /wp-admin/\nDisallow: /*?s=\nSitemap: {self.home}sitemap_index.xml\n"
            return "200 OK", "text/plain", rules.encode()
        if path == "/sitemap_index.xml":
            files = range(-(-self.count // PER_SITEMAP))
            return "200 OK", "application/xml", sitemap("sitemapindex", (f"{self.home}s{n}.xml" for n in files))
        if path.startswith("/s") and path.endswith(".xml"):
            return "200 OK", "application/xml", self.sitemap(int(path[2:-4]))
        return "404 Not Found", "text/html; charset=utf-8", b"<h1>Nothing here</h1>"

    @lru_cache  # noqa: B019 - a server lives as long as its process
    def sitemap(self, number: int) -> bytes:
        numbers = range(number * PER_SITEMAP, min((number + 1) * PER_SITEMAP, self.count))
        lastmod = "2026-01-01T00:00:00+00:00" if self.dated else ""
        return sitemap("urlset", (f"{self.home}news/{n}/" for n in numbers), lastmod)


def sitemap(kind: str, addresses: Iterator[str], lastmod: str = "") -> bytes:
    entry = "url" if kind == "urlset" else "sitemap"
    day = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    rows = "".join(f"<{entry}><loc>{address}</loc>{day}</{entry}>" for address in addresses)
    return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'.encode()


@contextmanager
def wide(count: int, dated: bool = True) -> Iterator[Site]:
    """Such a site, served for a while."""
    command = [sys.executable, "-m", "benchmarks.wide", str(count), str(int(dated))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        home = server.stdout.readline().strip()
        try:
            yield replace(STRONG_CITIES, home=home, aliases=(), private=True, delay=0.0, budget=10**9)
        finally:
            server.kill()


async def serve(count: int, dated: bool) -> None:
    loop = asyncio.get_running_loop()
    home = ["http://127.0.0.1/"]
    server = await loop.create_server(lambda: Wide(count, dated, home[0]), "127.0.0.1", 0)
    home[0] = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    sys.stdout.write(home[0] + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), bool(int(sys.argv[2]))))
