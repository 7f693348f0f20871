"""The ballast of a WordPress page: styles, scripts, icons. Made once, by rule; it says nothing."""

from __future__ import annotations

from functools import cache

ICONS = (
    "arrow-circle", "arrow-down-basic", "arrow-down", "arrow-left-small", "arrow-left", "arrow-right-small",
    "arrow-right", "arrow-up", "arrow", "close", "facebook", "linkedin", "search", "twitter", "video-icon",
)  # fmt: skip
CLOSED_UP = {"arrow-down-basic", "close", "facebook", "linkedin", "twitter", "video-icon"}
"""Icons whose title runs into the next one."""


def colour(n: int) -> str:
    return f"#{n * 2654435761 % 0xFFFFFF:06x}"


@cache
def styles(prefix: str) -> str:
    """About 35 KB of rules nobody uses, with the class prefix of one design."""
    presets = "".join(f"--{prefix}--preset--colour-{n}:{colour(n)};" for n in range(1, 200))
    rules = "".join(
        f".{prefix}-u{n}{{margin:{n % 7}px {n % 11}px;color:var(--{prefix}--preset--colour-{n % 199 + 1})}}"
        for n in range(500)
    )
    return f":root{{{presets}}}{rules}"


@cache
def scripts(prefix: str) -> str:
    """About 15 KB of settings in a script; the texts and dates in it belong to no article."""
    rows = ",".join(
        f'"{prefix}_string_{n}":{{"label":"Button {n}","since":"20{10 + n % 15}-0{n % 9 + 1}-11","tone":"{colour(n)}"}}'
        for n in range(170)
    )
    return f"window.{prefix}Settings={{{rows}}};document.documentElement.classList.add('{prefix}-js');"


@cache
def sprite(prefix: str) -> str:
    """The hidden icons. Read as text, their titles make one odd line."""
    symbols = "".join(
        f'<symbol id="{prefix}-{name}" viewBox="0 0 32 32"><title>{name}</title>'
        f'<path d="{path(n)}"/></symbol>{" " if name not in CLOSED_UP else ""}'
        for n, name in enumerate(ICONS)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" style="display:none">{symbols}</svg>'


def path(n: int) -> str:
    return "M4 4" + "".join(f"l{(n * k) % 9}.{k % 10} {(n + k) % 7}.{k % 8}" for k in range(1, 40)) + "z"
