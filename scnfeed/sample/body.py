"""The small markup of a story's text, and what it becomes: blocks, HTML of inline marks, plain words.

Blocks stand between blank lines: ``## heading``, ``- item`` lines, ``+ title`` with items below it (an accordion),
``@ label | value``, ``===`` (the next numbered page), else a paragraph. Inline: ``[words](/path/)`` and
``mail:a@b.example``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
MAIL = re.compile(r"mail:([\w.+-]+@[\w.-]+\w)")


@dataclass(frozen=True, slots=True)
class Block:
    kind: Literal["paragraph", "heading", "list", "panel", "label"]
    text: str = ""
    items: tuple[str, ...] = ()


def block(source: str) -> Block:
    lines = source.split("\n")
    items = tuple(line[2:] for line in lines if line.startswith("- "))
    if source.startswith("## "):
        return Block("heading", source[3:])
    if source.startswith("@ "):
        label, value = source[2:].split(" | ", 1)
        return Block("label", label, (value,))
    if source.startswith("+ "):
        return Block("panel", lines[0][2:], items)
    if items:
        return Block("list", items=items)
    return Block("paragraph", " ".join(lines))


def blocks(text: str) -> tuple[Block, ...]:
    """
    >>> [b.kind for b in blocks("One.\\n\\n## Two\\n\\n- a\\n- b")]
    ['paragraph', 'heading', 'list']
    """
    return tuple(block(part) for part in re.split(r"\n\s*\n", text.strip()) if part.strip())


def sheets(text: str) -> tuple[str, ...]:
    """The text cut into its numbered pages."""
    return tuple(part.strip() for part in text.split("\n===\n"))


def cloaked(address: str) -> str:
    """`address` as Cloudflare hides it: a key byte, then each byte of the address XOR the key, in hex.

    >>> cloaked("a@b.example")[:6]
    '4b2a0b'
    """
    key = 0x4B
    return bytes([key, *(byte ^ key for byte in address.encode())]).hex()


def inline(text: str, absolute: Callable[[str], str], *, cloak: bool = True) -> str:
    """HTML of one run of text; `absolute` turns a path into an address, `cloak` hides addresses of people."""

    def link(found: re.Match[str]) -> str:
        return f'<a href="{absolute(html.unescape(found[2]))}">{found[1]}</a>'

    def mail(found: re.Match[str]) -> str:
        if not cloak:
            return f'<a href="mailto:{found[1]}">{found[1]}</a>'
        code = cloaked(found[1])
        return (
            f'<a href="/cdn-cgi/l/email-protection#{code}"><span class="__cf_email__" data-cfemail="{code}">'
            "[email&#160;protected]</span></a>"
        )

    return MAIL.sub(mail, LINK.sub(link, html.escape(text, quote=False)))


def words(text: str) -> str:
    """The plain words of a run of text, as a reader sees them."""
    return MAIL.sub(r"\1", LINK.sub(r"\1", text))


def plain(text: str) -> str:
    """The plain words of a whole text."""
    return "\n".join(words(run) for b in blocks(text) for run in (b.text, *b.items) if run)
