"""One web page, seen as a part of its site: its menu, its lists of links, what it declares. No network here.

A list of items is known by its structure, not by names: several links that stand at one place of the tree, with the
words of a title, beside a day or within a heading. What stands in a menu, a sidebar or a footer is no list.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from scnfeed.language.dates import Order, dates_in
from scnfeed.language.scripts import clean, words
from scnfeed.model import Page
from scnfeed.read.decoding import decode
from scnfeed.read.document import Node, ancestors, attribute, parse, text_of
from scnfeed.read.machine import machine_side

FEWEST = 3
"""So many links of one structure make a list; two do when a day stands beside each."""
_FURNITURE = frozenset({"nav", "footer", "aside", "menu", "dialog"})
_ASIDE = re.compile(
    r"(^|[\s_-])(nav(bar|igation)?|menu|foot(er)?|sidebar|aside|breadcrumbs?|pag(er|ination)|social|share|cookie|widget"
    r"|secondary|related|tags?|languages?|lang)([\s_-]|$)",
    re.IGNORECASE,
)
LEAST_SCORE = 2
LISTED = 0.35
"""Share of a page's text that stands in one list, if the page is a list; related stories below a text are less."""
_RIGHTS = re.compile(r"(?:©|&copy;|\(c\)|copyright)\s*((?:19|20)\d\d)\s*[-–—]\s*(?:19|20)\d\d", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_LONGEST_BESIDE = 600
_FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d\d(?!\d)")
_CARRIED = re.compile(
    r"<(?:div|main|section)\b[^>]*\bid=[\"'](?:root|app|__next|__nuxt|gatsby|svelte)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a list: where to, what it says, and the day that is printed beside it."""

    url: str
    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Links that stand at one place of the tree; `score` says how much they look like a list of items."""

    links: tuple[Link, ...]
    score: int
    letters: int
    """Of the text that stands around the links."""

    @property
    def good(self) -> bool:
        return self.score >= LEAST_SCORE


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page says of its site."""

    url: str
    language: str
    name: str
    """What the site calls itself, as this page says; "" where it does not."""
    title: str
    orders: frozenset[str]
    """In which order its dates in figures can be meant: ``dmy``, ``mdy``."""
    generator: str
    feeds: tuple[str, ...]
    translations: tuple[tuple[str, str], ...]
    """Language and address, as declared."""
    groups: tuple[Group, ...]
    links: tuple[Link, ...]
    """Every link, once."""
    types: frozenset[str]
    """Types that its JSON-LD names."""
    marks: str
    """Classes of body and article."""
    letters: int
    """Of visible text."""
    drawn: bool
    """Whether nothing stands in it before a script has run."""
    first_year: int
    """The year that its copyright line begins with, 0 where none does."""

    @property
    def is_list(self) -> bool:
        """Whether the page is made of links to others, more than of a text of its own."""
        return any(group.letters > self.letters * LISTED for group in self.groups if group.good)


def is_web_page(page: Page) -> bool:
    """Whether an answer is markup for people."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "").lower()
    return "html" in kind or (not kind and b"<" in page.body[:500])


def sheet_of(page: Page, order: Order = "dmy") -> Sheet:
    """Read one page."""
    markup = decode(page.body, dict(page.headers)).text
    tree = parse(markup)
    machine = machine_side(tree, markup)
    base = attribute(tree.css_first("base[href]"), "href")
    root = urljoin(page.final_url, base) if base else page.final_url
    language = machine.language.lower().partition("-")[0]
    scripts = len(tree.css("script"))
    groups = tuple(_groups(tree.body, root, language or "en", order)) if tree.body else ()
    links = tuple(dict.fromkeys(Link(url, text_of(node)) for node, url in _anchors(tree.body, root)))
    letters = len(text_of(tree.body)) if tree.body else 0
    return Sheet(
        url=page.final_url,
        language=language,
        name=machine.first("og:site_name"),
        title=machine.html_title,
        orders=_orders(markup),
        generator=machine.first("generator"),
        feeds=tuple(urljoin(root, attribute(node, "href")) for node in tree.css(_FEED_LINKS)),
        translations=tuple((code.lower(), urljoin(root, href)) for code, href in machine.translations.items()),
        groups=groups,
        links=links,
        first_year=int(rights[1]) if (rights := _RIGHTS.search(markup)) else 0,
        types=frozenset(str(t) for node in machine.nodes for t in _as_list(node.get("@type"))),
        marks=" ".join(attribute(node, "class") for node in tree.css("body, article")[:3]),
        letters=letters,
        drawn=bool(scripts)
        and len(links) < FEWEST
        and letters < 400
        and (bool(_CARRIED.search(markup)) or letters < 120),
    )


_FEED_LINKS = "link[rel~=alternate][type*='rss'], link[rel~=alternate][type*='atom']"


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _orders(text: str) -> frozenset[str]:
    """What dates in figures say by their size: a first number above 12 is a day, a second one is, too."""
    pairs = [(int(first), int(second)) for first, second in _FIGURES.findall(text)]
    days = [pair for pair in pairs if min(pair) in range(1, 13) and max(pair) <= 31]
    found = {"dmy" for first, _ in days if first > 12} | {"mdy" for _, second in days if second > 12}
    return frozenset(found)


def _anchors(root: Node | None, base: str) -> Iterator[tuple[Node, str]]:
    for node in root.css("a[href]") if root else ():
        try:
            url = urljoin(base, attribute(node, "href")).partition("#")[0]
        except ValueError:
            continue
        if urlsplit(url).scheme in ("http", "https"):
            yield node, url


def _groups(root: Node, base: str, language: str, order: Order) -> Iterator[Group]:
    placed: dict[tuple[str, ...], dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node, url in _anchors(root, base):
        placed[_place(node)][url].append(node)
    for nodes in placed.values():
        everything = {node.mem_id for found in nodes.values() for node in found}
        whole = {
            url: _container(found[0], everything - {node.mem_id for node in found}) for url, found in nodes.items()
        }
        links = [_link(url, found, whole[url], language, order) for url, found in nodes.items()]
        dated = sum(link.day is not None for link in links)
        if len(links) >= FEWEST or (len(links) == 2 and dated == 2):
            first = [found[0] for found in nodes.values()]
            letters = sum(len(text_of(box)) for box in whole.values())
            yield Group(tuple(links), _score(links, first, list(whole.values()), dated), letters)


def _place(node: Node) -> tuple[str, ...]:
    """Where a link stands: the elements above it with their first class, without numbers."""
    return tuple(f"{up.tag}.{_first_class(up)}" for up in (node, *ancestors(node)) if up.tag not in ("html", "body"))


def _first_class(node: Node) -> str:
    named = attribute(node, "class").split()
    return _NUMBERS.sub("", named[0]) if named else ""


def _container(node: Node, others: set[int]) -> Node:
    """The widest element around a link that holds no other link of its list."""
    at = node
    while (up := at.parent) is not None and up.tag not in ("body", "html"):
        if any(link.mem_id in others for link in up.css("a")):
            break
        at = up
    return at


def _link(url: str, nodes: list[Node], container: Node, language: str, order: Order) -> Link:
    printed = max((_title_in(node) for node in nodes), key=len)
    heading = next((text_of(node) for node in container.css("h1, h2, h3, h4, h5")), "") if container.tag != "a" else ""
    text = heading if heading and len(words(printed)) < 3 else printed
    return Link(url, clean(text), _day_beside(container, language, order))


def _title_in(node: Node) -> str:
    heading = node.css_first("h1, h2, h3, h4, h5")
    return text_of(heading) if heading is not None else text_of(node)


def _day_beside(container: Node, language: str, order: Order) -> date | None:
    stamp = container.css_first("time[datetime]")
    text = attribute(stamp, "datetime")[:10] if stamp is not None else text_of(container)
    return day_in_line(text[:_LONGEST_BESIDE], language, order)


def day_in_line(text: str, language: str, order: Order = "dmy") -> date | None:
    """The first whole day that a text prints, in its language or in English."""
    if not any(map(str.isdigit, text)):
        return None
    for one in dict.fromkeys((language, "en")):
        for span in dates_in(text, one, order=order):
            if span.certain:
                return span.start
    return None


def _score(links: list[Link], nodes: list[Node], containers: list[Node], dated: int) -> int:
    """From what titles look like, from headings, days and text around; 2 and more is a list of items."""
    lengths = sorted(len(words(link.text)) for link in links)
    middle = lengths[len(lengths) // 2]
    score = 2 if middle >= 4 else 1 if middle >= 3 else 0
    headed = sum(_headed(node, container) for node, container in zip(nodes, containers, strict=True))
    score += 2 if headed * 2 > len(links) else 0
    score += 3 if dated * 2 > len(links) else 0
    told = sum(len(text_of(box)) > len(link.text) + 40 for box, link in zip(containers, links, strict=True))
    score += 1 if told * 2 > len(links) else 0
    return score - (5 if _aside(nodes[0]) else 0)


def _headed(node: Node, container: Node) -> bool:
    within = node.css_first("h1, h2, h3, h4, h5") is not None or any(up.tag in _HEADINGS for up in ancestors(node))
    return within or container.css_first("h2, h3, h4, h5") is not None


def _aside(node: Node) -> bool:
    return any(
        up.tag in _FURNITURE or _ASIDE.search(_named(up)) for up in ancestors(node) if up.tag not in ("body", "html")
    )


def _named(node: Node) -> str:
    return f"{attribute(node, 'class')} {attribute(node, 'id')} {attribute(node, 'role')}"
