"""How much of what pages say is read: ``python -m benchmarks.accuracy``.

Generated pages in two halves: even seeds to work on (``--work`` lists every miss), odd ones to report. trafilatura with
htmldate reads the same pages beside us where it is installed. ``PAGES=DIR`` judges pages of the wild as well (with
``--work`` their misses are listed too); without it "not run" is said.

A page of the wild is ``NAME.html``, the bytes as they came, with the truth beside it in ``NAME.json``::

    {"url": "https://...", "title": "...", "published": "2024-05-03", "language": "en", "body": "...",
     "event": ["2024-05-01", "2024-05-02"]}

Every key may be missing and is then not judged; ``"published": null`` says that the page prints no day. A title is
right when it is equal after NFKC, spaces and quotes; the day is the one the page's own clock shows; the body is judged
by its shingles of four words, pooled over all pages.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.accuracy_pages import STRUCTURES, WORDS, made
from scnfeed.read import read

SEEDS = 24
Truth = dict[str, Any]
Reader = Callable[[bytes, str], Truth]


@dataclass(slots=True)
class Score:
    pages: int = 0
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    shared: int = 0
    ours: int = 0
    theirs: int = 0
    invented: int = 0
    failed: int = 0
    seconds: float = 0.0

    def line(self) -> str:
        fields = ", ".join(f"{n} {100 * self.right[n] / self.asked[n]:.1f} %" for n in sorted(self.asked))
        body = f"{2 * self.shared / max(1, self.ours + self.theirs):.4f}"
        speed = f"{self.pages / max(self.seconds, 1e-9):.0f} pages/CPU s"
        bad = f"dates invented {self.invented}, failed {self.failed}"
        return f"{self.pages} pages: {fields}, body F1 {body}, {bad}, {speed}"


def ours(body: bytes, url: str) -> Truth:
    reading = read(body, url)
    day = reading.published.isoformat()[:10] if reading.published else None
    told = [[str(event.start), str(event.end)] for event in reading.events[:1]]
    return {"title": reading.title, "published": day, "language": reading.language, "body": reading.content_text,
            "event": told[0] if told else None}  # fmt: skip


def peer() -> Reader | None:
    try:
        import trafilatura
    except ImportError:
        return None

    def theirs(body: bytes, url: str) -> Truth:
        found: Any = trafilatura.bare_extraction(body, url=url, with_metadata=True, include_comments=False)
        if found is None:
            return {}
        return {"title": found.title, "published": found.date, "language": found.language, "body": found.text}

    return theirs


def same(one: object, other: object) -> bool:
    def plain(text: object) -> str:
        return re.sub(r"[\s'’‘\"“”«»]+", " ", unicodedata.normalize("NFKC", str(text))).strip()

    return plain(one) == plain(other)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text or "")
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))) if words else Counter()


def judge(reader: Reader, pages: Iterator[tuple[str, bytes, str, Truth]], tell: bool = False) -> Score:
    score = Score()
    for name, body, url, truth in pages:
        score.pages += 1
        at = time.process_time()
        try:
            found = reader(body, url)
        except Exception as error:  # every one is counted, ReadError too: each of these is a page
            found = {}
            score.failed += 1
            if tell:
                print(f"  {name}: {type(error).__name__}: {error}")  # noqa: T201
        score.seconds += time.process_time() - at
        for key in set(truth) - {"body"}:
            score.asked[key] += 1
            good = same(found.get(key), truth[key])
            score.right[key] += good
            score.invented += key == "published" and found.get(key) is not None and not good
            if tell and not good:
                print(f"  {name}: {key} is {truth[key]!r}, read {found.get(key)!r}")  # noqa: T201
        if "body" in truth:
            mine, true = shingles(found.get("body") or ""), shingles(truth["body"])
            score.shared += (mine & true).total()
            score.ours += mine.total()
            score.theirs += true.total()
    return score


def generated(odd: int) -> Iterator[tuple[str, bytes, str, Truth]]:
    for structure in STRUCTURES:
        for language in WORDS:
            for seed in range(odd, SEEDS, 2):
                page = made(structure, language, seed)
                told = page.story
                listed = [] if structure == "tables" else [told.word("heading"), *told.items]
                body = "\n".join((*told.paragraphs[:2], *listed, told.paragraphs[2]))
                truth = {"title": told.title, "published": str(told.published), "language": language, "body": body,
                         "event": [str(told.start), str(told.end)]}  # fmt: skip
                yield page.name, page.html.encode(), page.url, truth


def wild(folder: Path) -> Iterator[tuple[str, bytes, str, Truth]]:
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, path.with_suffix(".html").read_bytes(), truth.pop("url", ""), truth


def main() -> None:
    folder = os.environ.get("PAGES")
    if "--work" in sys.argv:
        print("to work on:", judge(ours, generated(0), tell=True).line())  # noqa: T201
        if folder:
            print("wild, to work on:", judge(ours, wild(Path(folder)), tell=True).line())  # noqa: T201
        return
    readers = {"scnfeed": ours, "trafilatura": peer()}
    for name, reader in readers.items():
        if reader is None:
            print(f"{name}: not installed, not run (extra anysite)")  # noqa: T201
            continue
        print(f"generated, {name}:", judge(reader, generated(1)).line())  # noqa: T201
        print(f"wild, {name}:", judge(reader, wild(Path(folder))).line() if folder else "not run: PAGES=DIR is not set")  # noqa: T201


if __name__ == "__main__":
    main()
