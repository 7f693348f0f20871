"""The article's own piece of markup, made clean: the doors to BeautifulSoup (rewriting) and nh3 (the allow-list).

Accordion buttons become headings, lazy images get their address, obfuscated e-mail addresses are decoded (the first
byte of the hex is the key, XOR with each next one), links become absolute and lose tracking parameters, embedded
video becomes a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import nh3
from bs4 import BeautifulSoup, Comment, Tag

from scnfeed.language.scripts import clean, clean_block
from scnfeed.model import Image
from scnfeed.sites.addresses import absolute

TAGS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote q cite pre code em strong b i u s sub sup small mark abbr time br hr"
    " a img figure figcaption table caption thead tbody tfoot tr th td span bdi bdo".split()
)
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "abbr": {"title"},
    "ol": {"start", "reversed"},
}
_BLOCKS = "p h1 h2 h3 h4 h5 h6 ul ol li dl blockquote pre figure table div section article header details hr".split()
_GONE = "script style noscript template svg form input select textarea nav aside object embed canvas map".split()
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs\w+|mkt_tok", re.IGNORECASE)
_PROTECTED = re.compile(r"\s*[,،]?\s*\[email(?:\s|&nbsp;|&#160;)*protected\]")
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-srcset", "srcset")


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    text: str
    paragraphs: tuple[str, ...]
    images: tuple[Image, ...]


def tidy(
    markup: str,
    base: str,
    is_furniture: Callable[[str], bool],
    ends_article: Callable[[str], bool],
    keeps: Callable[[str], bool] | None = None,
) -> Body:
    """Clean body, its text (paragraphs apart by an empty line, list items led by a dash) and its images.

    `keeps` is a witness of what belongs to the article, where one is asked (see ``anysite``).
    """
    soup = BeautifulSoup(markup, "lxml")
    for node in soup.find_all(_GONE):
        node.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _decode_addresses(soup)
    _open_accordions(soup)
    _drop_furniture(soup, is_furniture, ends_article)
    _resolve_images(soup, base)
    _embeds_to_links(soup, base)
    _resolve_links(soup, base)
    _divisions_to_paragraphs(soup)
    if keeps:
        _keep_only(soup, keeps)
    images = tuple(Image(str(node["src"]), clean(str(node.get("alt", "")))) for node in soup.find_all("img"))
    html = nh3.clean(
        _empty(soup),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    ).strip()
    paragraphs = _paragraphs(BeautifulSoup(html, "lxml"), captions=keeps is None)
    return Body(re.sub(r"\n{2,}", "\n", html), "\n\n".join(paragraphs), tuple(paragraphs), images)


def decode_address(code: str) -> str:
    """An obfuscated e-mail address in clear, "" when the code is broken.

    >>> decode_address("a5c0ddc4c8d5c9c0e5c0ddc4c8d5c9c08bcad7c2")
    'example@example.org'
    """
    try:
        octets = bytes.fromhex(code)
        address = bytes(octet ^ octets[0] for octet in octets[1:]).decode("utf-8")
    except (ValueError, IndexError):
        return ""
    return address if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address) else ""


def without_tokens(text: str) -> str:
    """`text` without the words that stand where an address was hidden."""
    return re.sub(r"[\s،,]+([.،,])", r"\1", _PROTECTED.sub(" ", text)) if _PROTECTED.search(text) else text


def _decode_addresses(soup: BeautifulSoup) -> None:
    for node in soup.find_all(attrs={"data-cfemail": True}):
        address = decode_address(str(node["data-cfemail"]))
        link = node if node.name == "a" else node.find_parent("a")
        target = link if isinstance(link, Tag) and "email-protection" in str(link.get("href", "")) else node
        target.replace_with(_mail_link(soup, address) if address else "")
    for link in soup.find_all("a", href=re.compile("/cdn-cgi/l/email-protection")):
        address = decode_address(str(link["href"]).partition("#")[2])
        link.replace_with(_mail_link(soup, address) if address else "")


def _mail_link(soup: BeautifulSoup, address: str) -> Tag:
    link = soup.new_tag("a", href=f"mailto:{address}")
    link.string = address
    return link


def _open_accordions(soup: BeautifulSoup) -> None:
    for node in soup.find_all(["summary", "button"]):
        if not clean(node.get_text()) or (node.name == "button" and not _is_toggle(node)):
            node.decompose()
        elif node.find_parent(["h2", "h3", "h4", "h5", "h6"]):
            node.unwrap()
        else:
            node.name = "h3"
            node.attrs = {}


def _is_toggle(node: Tag) -> bool:
    return any(name in node.attrs for name in ("aria-controls", "aria-expanded", "data-toggle", "data-target"))


def _drop_furniture(
    soup: BeautifulSoup, is_furniture: Callable[[str], bool], ends_article: Callable[[str], bool]
) -> None:
    for node in soup.find_all(["p", "div", "span", "li", "h2", "h3", "h4", "h5", "dt", "section", "header", "ul"]):
        if node.decomposed:
            continue
        text = clean(node.get_text(" "))
        if text and len(text) < 200 and is_furniture(text):
            value = node.find_next_sibling()
            if text.endswith(":") and value is not None and len(clean(value.get_text(" "))) < 160:
                value.decompose()
            node.decompose()
        elif text and len(text) < 80 and node.name in ("h2", "h3", "h4", "h5", "p") and ends_article(text):
            _drop_section(node)


def _drop_section(heading: Tag) -> None:
    """A furniture heading and what follows it up to the next heading of its rank or higher."""
    for following in [node for node in heading.find_next_siblings() if isinstance(node, Tag)]:
        if following.name in ("h2", "h3") and following.name <= heading.name:
            break
        if following.name not in ("ul", "ol", "p", "div", "a", "nav", "form") or len(following.get_text()) > 600:
            break
        following.decompose()
    heading.decompose()


def _resolve_images(soup: BeautifulSoup, base: str) -> None:
    for node in soup.find_all("img"):
        printed = [str(node.get(name, "")) for name in _LAZY] + [str(node.get("src", ""))]
        source = next((link.split()[0] for link in printed if link.strip() and not link.startswith("data:")), "")
        address = absolute(base, source) if source else ""
        if not address or str(node.get("width")) == "1":
            node.decompose()
            continue
        node["src"] = address
        node["alt"] = node.get("alt", "")


def _embeds_to_links(soup: BeautifulSoup, base: str) -> None:
    for node in soup.find_all(["iframe", "video", "audio"]):
        source = node.find("source")
        printed = node.get("src") or node.get("data-src") or (source.get("src") if isinstance(source, Tag) else "")
        address = absolute(base, str(printed or ""))
        if not address.startswith("http"):
            node.decompose()
            continue
        link = soup.new_tag("a", href=address)
        link.string = clean(str(node.get("title", ""))) or address
        paragraph = soup.new_tag("p")
        paragraph.append(link)
        node.replace_with(paragraph)


def _resolve_links(soup: BeautifulSoup, base: str) -> None:
    for node in soup.find_all("a"):
        printed = str(node.get("href", ""))
        address = absolute(base, printed) if printed and not printed.startswith("#") else ""
        if not address:
            node.unwrap()
        else:
            node["href"] = _untracked(address)


def _untracked(address: str) -> str:
    parts = urlsplit(address)
    if not parts.query or not _TRACKING.search(parts.query):
        return address
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)]
    return parts._replace(query=urlencode(kept)).geturl()


def _divisions_to_paragraphs(soup: BeautifulSoup) -> None:
    for node in soup.find_all(["div", "section", "article", "header", "main", "center"]):
        if node.find(_BLOCKS) or not clean(node.get_text()):
            node.unwrap()
        else:
            node.name = "p"
            node.attrs = {key: value for key, value in node.attrs.items() if key in ("dir", "lang")}
    for node in soup.find_all("h1"):
        node.name = "h2"


_LEAVES = ["p", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "blockquote", "td", "th"]
_PROSE = re.compile(r"""^.{80,}[.!?؟。…:»"”']\s*$""", re.DOTALL)


def _keep_only(soup: BeautifulSoup, keeps: Callable[[str], bool]) -> None:
    """Leave what the witness names, and prose that stands among it; a heading stays with what follows it."""
    leaves = [node for node in soup.find_all(_LEAVES) if not node.find(_LEAVES)]
    known = {id(node): keeps(node.get_text(" ")) for node in leaves}
    homes = {id(node.parent) for node in leaves if known[id(node)]}
    first = next((at for at, node in enumerate(leaves) if known[id(node)]), len(leaves))
    follows = False
    for at in reversed(range(len(leaves))):
        node = leaves[at]
        listed = node.find_parent(["ul", "ol", "dl"]) if node.name in ("li", "dt", "dd") else None
        among = id((listed or node).parent) in homes
        text = clean(node.get_text(" "))
        prose = among and bool(_PROSE.match(text)) and not _linked(node)
        item = among and listed is not None and follows and at > first and listed.find("a") is None
        heading = node.name in ("h2", "h3", "h4", "dt", "th") and follows and among
        if known[id(node)] or prose or item or heading:
            follows = True
        elif text or not node.find("img"):
            follows = False
            node.decompose()


def _linked(node: Tag) -> bool:
    return sum(len(link.get_text()) for link in node.find_all("a")) * 2 > len(node.get_text())


def _empty(soup: BeautifulSoup) -> str:
    """Markup without elements that hold nothing."""
    for node in reversed(
        soup.find_all(["p", "li", "ul", "ol", "h2", "h3", "h4", "a", "span", "figure", "strong", "em"])
    ):
        if not clean(node.get_text()) and not node.find(["img", "br"]):
            node.decompose()
    root = soup.body or soup
    return root.decode_contents()


def _paragraphs(soup: BeautifulSoup, captions: bool = True) -> list[str]:
    """The text, block by block; captions are left out where the page's own grouping is unknown."""
    found: list[str] = []
    for node in [] if captions else soup.find_all(["figure", "figcaption"]):
        if not node.decomposed and len(node.find_all("p")) < 3:
            node.decompose()
    for node in soup.find_all("br"):
        node.replace_with(" ")
    for node in soup.find_all(
        ["p", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "pre", "blockquote", "figcaption", "tr"]
    ):
        if node.name in ("li", "blockquote", "dd") and node.find(["p", "ul", "ol", "h2", "h3", "h4", "h5", "h6"]):
            own = clean("".join(str(piece) for piece in node.find_all(string=True, recursive=False)))
            if own:
                found.append(f"- {own}" if node.name == "li" else own)
            continue
        text = (
            clean_block(node.get_text())
            if node.name == "pre"
            else clean(node.get_text(" " if node.name == "tr" else ""))
        )
        if not text:
            continue
        within_item = node.name == "p" and node.parent is not None and node.parent.name == "li"
        found.append(f"- {text}" if node.name == "li" or within_item else text)
    return found or [text for text in (clean(soup.get_text(" ")),) if text]
