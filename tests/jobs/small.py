"""A site of a few posts on loopback, whose answers a test changes as it goes; and articles without a site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scnfeed.language.scripts import direction
from scnfeed.model import Article, Change, Decision, moment
from scnfeed.sample.compose import compose
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback

NOW = datetime(2024, 6, 10, 9, tzinfo=UTC)
PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<link rel="shortlink" href="{{home}}?p={post}"></head>
<body><main><article><h1>{title}</h1><p>Publication Date: 05/06/2024</p>{body}{links}</article></main></body></html>"""


def post(number: int, title: str = "", *, links: str = "", text: str = "") -> Answer:
    """A page of the site: its number is its key and chooses its text, which no other number shares."""
    body = "".join(f"<p>{part}</p>" for part in (text or compose(number, "en")).split("\n\n"))
    return Answer(PAGE.format(title=title or f"Post {number}", post=number, body=body, links=links))


def show(server: Loopback, pages: Mapping[str, Answer], lastmod: str = "2024-06-05") -> None:
    """From now on the site has these pages, by path, and a sitemap that names them."""
    server.answers = {
        "/robots.txt": Answer(status=404),
        "/sitemap_index.xml": server.sitemap([(path, lastmod) for path in pages]),
        **{f"/{path}": answer for path, answer in pages.items()},
    }


def posts(*numbers: int) -> dict[str, Answer]:
    return {f"news/post-{number}/": post(number) for number in numbers}


HOUR = timedelta(hours=1)


def article(id: str, seen: datetime = NOW, *, language: str = "en", story: str = "") -> Article:
    """An article as the store remembers it, first seen at `seen`, no part of a baseline."""
    address = f"https://strongcitiesnetwork.org/news/{id}/"
    text = f"What {id} says."
    new = Article(
        "strong_cities", address, language, direction(language), "news", f"Title {id}", f"<p>{text}</p>", text
    )
    return replace(new, id=f"urn:x:{id}", story=story or f"urn:s:{id}", first_seen=seen, ordered=moment(seen))


def remember(store: Store, *articles: Article, at: datetime = NOW) -> None:
    """Put articles into the store, as a crawl would."""
    store.apply([Change(Decision("new", "", article=one.id), one) for one in articles], run="a run", now=at)


def corrected(known: Article, at: datetime, words: str = "Tuesday → Wednesday") -> Article:
    """The article after a material edit seen at `at`."""
    return replace(known, revision=known.revision + 1, revised=at, change=words)
