"""What a page says to machines: JSON-LD, Open Graph and other ``meta``, ``link`` elements, the body's classes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.scripts import clean
from scnfeed.model import Source
from scnfeed.read.document import attribute, linked_headings
from scnfeed.read.headings import split

ARTICLE_TYPES = frozenset(
    "Article NewsArticle BlogPosting ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle Report TechArticle"
    " BackgroundNewsArticle ReviewNewsArticle AskPublicNewsArticle LiveBlogPosting DiscussionForumPosting Review"
    " ScholarlyArticle SocialMediaPosting AdvertiserContentArticle CreativeWork Recipe".split()
)
PAGE_TYPES = frozenset("WebPage ItemPage FAQPage AboutPage MedicalWebPage".split())
EVENT_CLASS = re.compile(r"\bsingle-(?:tribe_)?events?\b|\bnode--?type-event\b|\btribe-events-single")
EVENT_PATH = re.compile(
    r"/(?:events?|[eé]v[eé]nements?|eventos?|veranstaltung(?:en)?|agenda|termine?|calendar|فعاليات|فعالية)/[^/]+"
)
"""Classes of the body, and addresses, that say that the page is an event's."""
_WRAPPING = re.compile(r"^\s*(?://)?\s*(?:<!--|<!\[CDATA\[)|(?://)?\s*(?:-->|\]\]>)\s*$|;\s*$")
"""Comments and CDATA marks in which old templates wrap a script."""
_LOOSE = {name: re.compile(rf'"{name}"\s*:\s*"([^"]{{8,40}})"') for name in ("datePublished", "dateModified")}
_NAMES = ("property", "name", "itemprop", "http-equiv")
_POST_ID = re.compile(r"(?:^|\s)postid-(\d+)(?:\s|$)")
_SHORT = re.compile(r"[?&]p=(\d+)")
_SWITCHERS = {"wpml-ls-": "a.wpml-ls-link[href], [class*=wpml-ls-item-] > a[href]", "lang-item": ".lang-item > a[href]"}
"""By which word in its markup a page has one, and where its links are; most pages have none and are not searched."""
_SWITCH_TO = re.compile(r"(?:^|\s)(?:wpml-ls|lang)-item-([a-z]{2,3}(?:-[a-z]{2,4})?)(?=\s|$)")


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
    kinds: tuple[frozenset[str], ...]
    """The types of each node."""
    html_title: str
    doubts: tuple[str, ...]
    broken: str = ""
    """JSON-LD that is no JSON, as printed."""
    classes: str = ""
    """Classes of the body, in small letters: themes say there what kind of page it is."""
    teasers: int = 0
    """Headings that are links to other pages."""

    def first(self, *names: str) -> str:
        """The first value of the first of these ``meta`` names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")

    def described(self) -> Iterator[tuple[str, Source]]:
        """What the page says of itself in a sentence or two, and where: often its standfirst, sometimes cut."""
        for node in self.typed(ARTICLE_TYPES):
            for text in names_of(node.get("description")):
                yield text, "json-ld"
        for name in ("og:description", "description", "twitter:description"):
            for text in filter(None, self.meta.get(name, ())):
                yield text, "og" if name[:3] == "og:" else "meta"

    def descriptions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text, _ in self.described()))

    def dates(self, key: str, url: str | None) -> Iterator[str]:
        """What ``datePublished`` or ``dateModified`` of the page's own nodes say: of articles first, and of several the
        one that names this address first; broken JSON still says what it says.
        """
        named = [node for types in (ARTICLE_TYPES, PAGE_TYPES) for node in self.typed(types)]
        if url:
            named.sort(key=lambda node: not self.names(node, url))
            named += [node for node in self.nodes if node not in named and self.names(node, url)]
        for node in named:
            if isinstance(printed := node.get(key), str):
                yield printed
        if self.broken:
            yield from _LOOSE[key].findall(self.broken)

    def names(self, node: Mapping[str, Any], url: str) -> bool:
        """Whether a node says that it is about this address."""
        main = node.get("mainEntityOfPage")
        about = (node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main)
        own = url.partition("#")[0].rstrip("/")
        return any(isinstance(text, str) and text.partition("#")[0].rstrip("/") == own for text in about)

    def events(self) -> list[Mapping[str, Any]]:
        """JSON-LD nodes of schema.org's Event and the types below it: all end so, but for Festival and Hackathon."""
        ends = ("Event", "Festival", "Hackathon")
        kinds = zip(self.nodes, self.kinds, strict=True)
        return [node for node, own in kinds if any(kind.endswith(ends) for kind in own)]

    def typed(self, types: frozenset[str]) -> list[Mapping[str, Any]]:
        """JSON-LD nodes of one of these types; ``@type`` may be a list."""
        return [node for node, own in zip(self.nodes, self.kinds, strict=True) if not types.isdisjoint(own)]


def path_of(url: str | None) -> str:
    """Path and query of an address, readable."""
    parts = urlsplit(url or "")
    return unquote(parts.path) + (f"?{parts.query}" if parts.query else "")


def is_of_event(machine: Machine, url: str | None) -> bool:
    """Whether the theme or the address says that the page is an event's."""
    return bool(EVENT_CLASS.search(machine.classes) or EVENT_PATH.search(path_of(url)))


def machine_side(tree: LexborHTMLParser, text: str) -> Machine:
    """Read the head and the data islands of a page whose markup is `text`; broken JSON-LD is a doubt, no error."""
    meta: dict[str, tuple[str, ...]] = {}
    for node in tree.css("meta[content]"):
        given = node.attributes
        name = next((printed for called in _NAMES if (printed := (given.get(called) or "").strip())), "").lower()
        if name:
            meta[name] = (*meta.get(name, ()), clean(html.unescape(given["content"] or "")))
    nodes, doubts, broken = _json_ld(tree)
    return Machine(
        language=attribute(tree.root, "lang") if tree.root else "",
        canonical=attribute(tree.css_first('link[rel="canonical"]'), "href"),
        post_id=_post_id(tree),
        translations=_alternates(tree) or _switcher(tree, text),
        meta=meta,
        nodes=nodes,
        kinds=tuple(frozenset(_list(node.get("@type"))) for node in nodes),
        html_title=clean(_title(tree)),
        doubts=doubts,
        broken=broken,
        classes=attribute(tree.body, "class").lower(),
        teasers=sum("href" in link.attributes for _, link in linked_headings(tree)),
    )


def _alternates(tree: LexborHTMLParser) -> dict[str, str]:
    return {
        attribute(node, "hreflang").lower(): attribute(node, "href")
        for node in tree.css("link[hreflang][href]")
        if "alternate" in attribute(node, "rel").lower().split()
    }


def _switcher(tree: LexborHTMLParser, text: str) -> dict[str, str]:
    """What the language switchers of WPML and Polylang lead to, where the head declares nothing. Of a language without
    a translation the link leads to its front page.
    """
    if not any(mark in text for mark in _SWITCHERS):
        return {}
    found: dict[str, str] = {}
    for link in tree.css(", ".join(_SWITCHERS.values())):
        classes, inner = attribute(link.parent, "class"), link.css_first("[lang]")
        named = _SWITCH_TO.search(classes)
        code = attribute(link, "hreflang") or attribute(link, "lang") or attribute(inner, "lang")
        code = (code or (named[1] if named else "")).lower()
        front = split(attribute(link, "href")).path.strip("/") in ("", code, code[:2])
        if code and not front and "no-translation" not in classes.split():
            found.setdefault(code, attribute(link, "href"))
    return found


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
        text = script.text().strip()
        if text[:1] + text[-1:] not in ("{}", "[]"):
            text = _WRAPPING.sub("", text).strip()
        try:
            nodes.extend(_flat(json.loads(text or "null", strict=False)))
        except (ValueError, RecursionError):
            doubts.append("the page's JSON-LD is broken")
            broken.append(text)
    return tuple(nodes), tuple(dict.fromkeys(doubts)), "\n".join(broken)


def _flat(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _flat(one)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "event"):
            yield from _flat(data.get(key))


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def names_of(value: Any) -> list[str]:
    """Names in a JSON-LD value: a text, a node with ``name``, or a list of these."""
    if isinstance(value, list):
        return [name for one in value for name in names_of(one)]
    if isinstance(value, dict):
        return names_of(value.get("name"))
    return [clean(html.unescape(value))] if isinstance(value, str) and value.strip() else []
