"""Thousands of mutated pages, seeded: nothing but a Reading or a ReadError ever comes out of ``read``."""

from __future__ import annotations

# ruff: noqa: E501 (markup stands here as it is printed)
import random
import time
from pathlib import Path

from scnfeed.errors import ReadError
from scnfeed.read import read
from trials import Ledger

PAGES = Path(__file__).parent.parent / "tests" / "pages"
WEDGES = (
    b"<", b">", b"\x00", b"\xff\xfe", b"</p>", b"<b>", b"<table><tr>", b"<!--", b"<script>", b"<svg>", b"&#x110000;", b"\xed\xa0\x80",
    b'<a data-cfemail="zz">', b"<a href='http://[::1'>x</a>", b"<img src='data:,' srcset=',,'>", b"<div role=tab aria-controls=x id=x>",
    b'<script type="application/ld+json">[[{"@graph":[{"@type":5,"headline":[[]],"datePublished":"0001-01-01"}]}]]</script>',
)  # fmt: skip
LONGEST = 5.0
"""Seconds a page of this size may take on a busy machine."""


def fuzz(ledger: Ledger, pages: int, seed: int) -> None:
    """Read so many mutated pages; a page that brings out anything else is named by its number and case."""
    chance = random.Random(seed)
    cases = sorted(PAGES.glob("*/input.*"))
    for number in range(pages):
        case = chance.choice(cases)
        started = time.process_time()
        ledger.hold(
            "a mutated page gives a Reading or a ReadError", *_read(_mutated(case.read_bytes(), chance), number, case)
        )
        slow = time.process_time() - started > LONGEST
        ledger.hold(f"within {LONGEST:.0f} CPU seconds", *([f"page {number} of {case.parent.name}"] if slow else []))


def _mutated(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randint(0, len(body)), chance.randint(0, 400)
        wedge = chance.choice((*WEDGES, chance.randbytes(12), body[at : at + length] * 3))
        body = body[:at] + wedge + body[at + chance.randint(0, length) :]
    return body


def _read(body: bytes, number: int, case: Path) -> list[str]:
    """Breaches: what ``read`` would turn into a ReadError as a last resort counts as one."""
    try:
        read(body, "https://x.example/a/")
    except ReadError as error:
        if error.__cause__ is not None:
            return [f"page {number} of {case.parent.name}: {error.__cause__!r}"]
    except Exception as error:
        return [f"page {number} of {case.parent.name}: {error!r}"]
    return []
