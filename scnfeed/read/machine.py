"""What a page says to machines: JSON-LD, Open Graph and other ``meta``, ``link`` elements, the body's classes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.scripts import clean
from scnfeed.read.document import attribute

ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle Report TechArticle"
    " ScholarlyArticle SocialMediaPosting AdvertiserContentArticle CreativeWork".split()
)
PAGE_TYPES = frozenset("WebPage ItemPage FAQPage AboutPage MedicalWebPage".split())
_META_KEYS = ("property", "name", "itemprop", "http-equiv")
_POST_ID = re.compile(r"(?:^|\s)postid-(\d+)(?:\s|$)")
_SHORT = re.compile(r"[?&]p=(\d+)")


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine-readable side of one page, as it stands there."""

    language: str
    canonical: str
    post_id: str
    translations: Mapping[str, str]
    meta: Mapping[str, tuple[str, ...]]
    """``property`` or ``name``, lower case, to every value printed for it."""
    nodes: tuple[Mapping[str, Any], ...]
    """Every JSON-LD node, graphs laid flat."""
    html_title: str
    doubts: tuple[str, ...]
    broken: str = ""
    """JSON-LD that is no JSON, as printed."""

    def first(self, *names: str) -> str:
        """The first value of the first of these ``meta`` names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    def descriptions(self) -> tuple[str, ...]:
        """What the page says of itself in a sentence or two: often its standfirst, sometimes cut."""
        told = [text for node in self.typed(ARTICLE_TYPES) for text in names_of(node.get("description"))]
        names = ("og:description", "description", "twitter:description")
        return tuple(dict.fromkeys((*told, *(text for name in names for text in self.meta.get(name, ())))))

    def typed(self, types: frozenset[str]) -> list[Mapping[str, Any]]:
        """JSON-LD nodes of one of these types; ``@type`` may be a list."""
        return [node for node in self.nodes if types & set(_list(node.get("@type")))]


def machine_side(tree: LexborHTMLParser) -> Machine:
    """Read the head and the data islands of a page; broken JSON-LD is a doubt, never an error."""
    meta: dict[str, tuple[str, ...]] = {}
    for node in tree.css("meta[content]"):
        name = (
            attribute(node, "property")
            or attribute(node, "name")
            or attribute(node, "itemprop")
            or attribute(node, "http-equiv")
        ).lower()
        if name:
            meta[name] = (*meta.get(name, ()), clean(html.unescape(attribute(node, "content"))))
    nodes, doubts, broken = _json_ld(tree)
    return Machine(
        language=attribute(tree.root, "lang") if tree.root else "",
        canonical=attribute(tree.css_first('link[rel="canonical"]'), "href"),
        post_id=_post_id(tree),
        translations={
            attribute(node, "hreflang").lower(): attribute(node, "href")
            for node in tree.css("link[hreflang][href]")
            if "alternate" in attribute(node, "rel").lower().split()
        },
        meta=meta,
        nodes=nodes,
        html_title=clean(_title(tree)),
        doubts=doubts,
        broken=broken,
    )


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title") or tree.css_first("title")
    return node.text() if node else ""


def _post_id(tree: LexborHTMLParser) -> str:
    """WordPress prints it in the shortlink and in the body's classes; it outlives every change of address."""
    short = _SHORT.search(attribute(tree.css_first('link[rel="shortlink"]'), "href"))
    classes = _POST_ID.search(attribute(tree.body, "class"))
    found = short or classes
    return found[1] if found else ""


def _json_ld(tree: LexborHTMLParser) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...], str]:
    nodes: list[Mapping[str, Any]] = []
    doubts: list[str] = []
    broken: list[str] = []
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            nodes.extend(_flat(json.loads(script.text().strip() or "null", strict=False)))
        except (ValueError, RecursionError):
            doubts.append("the page's JSON-LD is broken")
            broken.append(script.text())
    return tuple(nodes), tuple(dict.fromkeys(doubts)), "\n".join(broken)


def _flat(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _flat(one)
    elif isinstance(data, dict):
        yield data
        yield from _flat(data.get("@graph"))


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def names_of(value: Any) -> list[str]:
    """Names in a JSON-LD value: a text, a node with ``name``, or a list of these."""
    if isinstance(value, list):
        return [name for one in value for name in names_of(one)]
    if isinstance(value, dict):
        return names_of(value.get("name"))
    return [clean(html.unescape(value))] if isinstance(value, str) and value.strip() else []
