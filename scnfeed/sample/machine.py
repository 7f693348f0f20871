"""What the sample site says to machines: robots.txt, sitemaps, WordPress's REST interface and its feeds."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from typing import Any

from scnfeed.sample.body import blocks, inline, sheets
from scnfeed.sample.edition import Edition, prefix, words
from scnfeed.sample.stories import LANGUAGES, Story, Text

SITEMAPS = {"news": ("news",), "resource": ("resource",), "hubs": ("hub",), "page": ("page",)}
FEED_ITEMS = 10
REST_PER_PAGE = 10
SITEMAP_NS = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML_NS = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    type: str = "text/html; charset=UTF-8"
    headers: tuple[tuple[str, str], ...] = ()


def xml(text: str, status: int = 200, type: str = "text/xml; charset=UTF-8") -> Answer:
    return Answer(status, ('<?xml version="1.0" encoding="UTF-8"?>\n' + text).encode(), type)


def lastmod(text: Text) -> str:
    return f"{text.modified}T08:00:00+00:00"


def robots(edition: Edition) -> Answer:
    lines = ["User-agent: *", "Disallow: /wp-admin/", "Disallow: /calendar/", "Allow: /wp-admin/admin-ajax.php", ""]
    if "sitemap" not in edition.off:
        lines.append(f"Sitemap: {edition.at('/sitemap_index.xml')}")
    return Answer(200, "\n".join(lines).encode() + b"\n", "text/plain; charset=UTF-8")


def sitemap_index(edition: Edition) -> Answer:
    rows = []
    for name, kinds in SITEMAPS.items():
        newest = max((lastmod(text) for _, text in edition.live(*kinds)), default="")
        rows.append(f"<sitemap><loc>{edition.at(f'/{name}-sitemap.xml')}</loc><lastmod>{newest}</lastmod></sitemap>")
    return xml(f'<sitemapindex xmlns="{SITEMAP_NS}">\n' + "\n".join(rows) + "\n</sitemapindex>\n")


def sitemap(edition: Edition, kinds: tuple[str, ...]) -> Answer:
    rows = []
    for story, text in edition.live(*kinds):
        twins = [] if "hreflang" in edition.off or len(story.texts) == 1 else list(story.texts)
        addresses = {twin: edition.at(story.path(twin)) for twin in twins}
        links = "".join(f'<xhtml:link rel="alternate" hreflang="{t}" href="{a}"/>' for t, a in addresses.items())
        address = edition.at(story.path(text.language))
        rows.append(f"<url><loc>{address}</loc><lastmod>{lastmod(text)}</lastmod>{links}</url>")
    return xml(f'<urlset xmlns="{SITEMAP_NS}" xmlns:xhtml="{XHTML_NS}">\n' + "\n".join(rows) + "\n</urlset>\n")


def content(edition: Edition, text: Text) -> str:
    """The body as REST and feeds show it: plain addresses of people, since only HTML answers are rewritten."""
    runs = [
        inline(run, edition.at, cloak=False)
        for sheet in sheets(text.body)
        for b in blocks(sheet)
        for run in (b.text, *b.items)
    ]
    return "\n".join(f"<p>{run}</p>" for run in runs if run)


def rest_item(edition: Edition, story: Story, text: Text) -> dict[str, Any]:
    published = f"{story.published}T08:00:00"
    modified = f"{text.modified}T08:00:00"
    return {
        "id": story.post_id(text.language),
        "date": published,
        "date_gmt": published,
        "modified": modified,
        "modified_gmt": modified,
        "slug": edition.at(text.slug).removeprefix(edition.home.rstrip("/")).lower(),
        "status": "publish",
        "type": story.kind,
        "link": edition.at(story.path(text.language)),
        "title": {"rendered": html.escape(text.title).replace("–", "&#8211;").replace("’", "&#8217;")},
        "content": {"rendered": content(edition, text), "protected": False},
        "excerpt": {"rendered": f"<p>{html.escape(blocks(text.body)[0].text)}</p>", "protected": False},
    }


def refused(status: int, code: str, message: str) -> Answer:
    body = {"code": code, "message": message, "data": {"status": status}}
    return Answer(status, json.dumps(body).encode(), "application/json; charset=UTF-8")


def number(query: Mapping[str, str], name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isdecimal() else default


def rest(edition: Edition, kind: str, query: Mapping[str, str]) -> Answer:
    """One page of posts, newest change first (WordPress REST handbook, "Pagination"). ``lang`` is not looked at."""
    per_page, page = number(query, "per_page", REST_PER_PAGE), number(query, "page", 1)
    if not 1 <= per_page <= 100:
        return refused(400, "rest_invalid_param", "Invalid parameter(s): per_page")
    since = query.get("modified_after", "")
    found = [(s, t) for s, t in edition.live(kind) if f"{t.modified}T08:00:00" > since]
    found.sort(key=lambda pair: (pair[1].modified, pair[0].id), reverse=True)
    pages = -(-len(found) // per_page)
    if page > max(1, pages):
        return refused(400, "rest_post_invalid_page_number", "There are fewer pages than that.")
    chosen = found[(page - 1) * per_page : page * per_page]
    body = json.dumps([rest_item(edition, s, t) for s, t in chosen]).encode()
    totals = (("X-WP-Total", str(len(found))), ("X-WP-TotalPages", str(pages)))
    return Answer(200, body, "application/json; charset=UTF-8", totals)


def rest_types() -> Answer:
    names = ("news", "resource")
    types = {name: {"slug": name, "rest_base": name, "rest_namespace": "wp/v2"} for name in names}
    return Answer(200, json.dumps(types).encode(), "application/json; charset=UTF-8")


def pub_date(day: date | None) -> str:
    return f"<pubDate>{format_datetime(datetime.combine(day, time(8), UTC))}</pubDate>" if day else ""


def feed(edition: Edition, language: str, page: int, *kinds: str) -> Answer:
    """RSS 2.0 of the newest items, older ones on further pages (``?paged=2``), as WordPress has it; the guid names the
    post, not its address.
    """
    said = words(language)
    rows = []
    live = [(s, t) for s, t in edition.live(*kinds) if t.language == language]
    shown = live[(page - 1) * FEED_ITEMS : page * FEED_ITEMS]
    if page > 1 and not shown:
        return Answer(404, b"")
    for story, text in shown:
        guid = f"{edition.home}?post_type={story.kind}&#038;p={story.post_id(language)}"
        rows.append(
            f"<item><title>{html.escape(text.title if text.titled else '')}</title>"
            f"<link>{edition.at(story.path(language))}</link>"
            f"{pub_date(story.published if text.dated else None)}"
            f'<guid isPermaLink="false">{guid}</guid>'
            f"<description>{html.escape(blocks(text.body)[0].text)}</description></item>"
        )
    head = f"<title>{said['news']} - {said['name']}</title><link>{edition.home}</link><language>{language}</language>"
    channel = f'<rss version="2.0"><channel>{head.replace("& ", "&amp; ")}\n' + "\n".join(rows) + "\n</channel></rss>\n"
    return xml(channel, type="application/rss+xml; charset=UTF-8")


def feed_at(edition: Edition, path: str, query: Mapping[str, str]) -> Answer | None:
    for language in LANGUAGES:
        base = prefix(language)
        kinds = {f"{base}feed/": (), f"{base}news/feed/": ("news",), f"{base}resource/feed/": ("resource",)}
        if path in kinds:
            return feed(edition, language, max(number(query, "paged", 1), 1), *kinds[path])
    return None


def answer(edition: Edition, path: str, query: Mapping[str, str]) -> Answer | None:
    """The answer for machines at `path`, None where there is none or it is switched off."""
    off = edition.off
    if path == "/robots.txt" and "robots" not in off:
        return robots(edition)
    if path.endswith(".xml") and "sitemap" not in off:
        if path == "/sitemap_index.xml":
            return sitemap_index(edition)
        kinds = SITEMAPS.get(path.removeprefix("/").removesuffix("-sitemap.xml"))
        return sitemap(edition, kinds) if kinds else None
    rest_path = path.removeprefix("/wp-json/wp/v2/").strip("/")
    if path.startswith("/wp-json/") and "rest" not in off:
        if rest_path == "types":
            return rest_types()
        return rest(edition, rest_path, query) if rest_path in ("news", "resource") else None
    return feed_at(edition, path, query) if "feeds" not in off else None
