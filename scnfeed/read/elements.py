"""What is kept of one element of an article: its start tag, its language, its address in full, its picture.

Lazy pictures get their address, obfuscated e-mail addresses are decoded (the first byte of the hex is the key, XOR with
each next one), links become absolute and lose tracking parameters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from scnfeed.language.scripts import clean
from scnfeed.read.document import Node
from scnfeed.sites.addresses import absolute

Names = Mapping[str, str | None]
"""An element's attributes."""
_PASSED = frozenset("del ins kbd span font".split())
_LAZY = ("data-src", "data-lazy-src", "data-original", "data-hi-res-src", "data-full-src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_STAND_IN = re.compile(
    r"^(?:data:|about:|$)|(?:placeholder|spacer|blank|transparent|lazy|loading|1x1)[\w-]*\.\w{3,4}$", re.I
)
_PLAYER = re.compile(
    r"youtu\.?be|vimeo|dailymotion|/embed|player|video|soundcloud|spotify|podcast|\.(?:mp[34]|webm|m3u8)\b", re.I
)
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs\w+|mkt_tok", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_KEPT = {
    "td": ("colspan", "rowspan"), "th": ("colspan", "rowspan", "scope"), "ol": ("start", "reversed"),
    "time": ("datetime",), "abbr": ("title",),
}  # fmt: skip


def marks(names: Names) -> str:
    """``lang`` and ``dir`` as attributes, where they are what they should be."""
    if not names or ("lang" not in names and "dir" not in names):
        return ""
    lang, direction = names.get("lang") or "", (names.get("dir") or "").lower()
    told = f' lang="{lang}"' if _LANGUAGE.fullmatch(lang) else ""
    return told + (f' dir="{direction}"' if direction in ("ltr", "rtl", "auto") else "")


def kept(tag: str, names: Names) -> str:
    """The other attributes that stay, written out."""
    found = [name for name in _KEPT.get(tag, ()) if names.get(name) or (name == "reversed" and name in names)]
    return "".join(f' {name}="{escape(names[name] or "")}"' for name in found)


def opening(tag: str, names: Names, base: str) -> str:
    """An inline element's start tag, "" where only its children stay."""
    if tag == "a":
        printed = names.get("href") or ""
        address = untracked(absolute(base, printed)) if printed and not printed.startswith("#") else ""
        title = f' title="{escape(names["title"] or "")}"' if names.get("title") else ""
        return f'<a href="{escape(address)}"{title}{marks(names)}>' if address else ""
    if tag in _PASSED:
        return f"<span{marks(names)}>" if marks(names) else ""
    return f"<{tag}{kept(tag, names)}{marks(names)}>"


def is_mail(tag: str, names: Names) -> bool:
    """Whether the element hides an e-mail address."""
    return "data-cfemail" in names or (tag == "a" and "/cdn-cgi/l/email-protection" in (names.get("href") or ""))


def mail_address(node: Node) -> str:
    """The hidden e-mail address, "" where it cannot be read."""
    names, inner = node.attributes, node.css_first("[data-cfemail]")
    codes = [names.get("data-cfemail"), (names.get("href") or "").partition("#")[2]]
    codes.append(inner.attributes.get("data-cfemail") if inner is not None else "")
    return next(filter(None, (decode_address(code or "") for code in codes)), "")


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


def untracked(address: str) -> str:
    """`address` without the parameters that only tell where a reader came from.

    >>> untracked("https://a.example/?utm_source=x&page=2")
    'https://a.example/?page=2'
    """
    if "?" not in address or not _TRACKING.search(address):
        return address
    parts = urlsplit(address)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(key)]
    return parts._replace(query=urlencode(kept)).geturl()


def picture_address(node: Node, base: str) -> str:
    """The address of a picture that may be lazy: its own, that of its set, that of the ``picture`` around it."""
    names = node.attributes
    printed = [names.get(name) or "" for name in (*_LAZY, "src")]
    printed += [_largest(names.get(name) or "") for name in _SETS]
    if node.parent is not None and node.parent.tag == "picture":
        sources = node.parent.css("source")
        printed += [_largest(source.attributes.get(name) or "") for source in sources for name in _SETS]
    found = next((link.strip() for link in printed if not _STAND_IN.search(link.strip().partition("?")[0])), "")
    return absolute(base, found) if found else ""


def _largest(printed: str) -> str:
    """The widest picture of a ``srcset``."""
    found = [part.split() for part in printed.split(", ") if part.strip()]
    return (
        max(found, key=lambda part: float(part[1][:-1]) if part[1:] and part[1][:-1].isdigit() else 0.0)[0].rstrip(",")
        if found
        else ""
    )


def embedded(node: Node, base: str) -> tuple[str, str]:
    """Address and title of a video or sound; of a frame only where it is a player. "" where it is none."""
    names, source = node.attributes, node.css_first("source[src]")
    printed = names.get("src") or names.get("data-src") or (source.attributes.get("src") if source else "") or ""
    address = absolute(base, printed) if printed else ""
    if not address.startswith("http") or (node.tag == "iframe" and not _PLAYER.search(address)):
        return "", ""
    return address, clean(names.get("title") or "")
