"""Reading beside trafilatura with metadata and beside a bare parse: ``python -m benchmarks.reading [ROUNDS]``.

The same pages in the same run, each side in turn, CPU seconds, medians; each side is warm and meets each page as if for
the first time. Pages of the sample site are read with its Site, then as pages of a site nobody described; ``PAGES=DIR``
adds pages of the wild, ``NAME.html`` each.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import _lru_cache_wrapper, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from scnfeed.errors import ReadError
from scnfeed.model import Site
from scnfeed.read import read
from scnfeed.sample import SampleSite
from scnfeed.sites.strong_cities import STRONG_CITIES

Pages = Sequence[tuple[str, bytes]]
KNOWN, UNKNOWN = 3.0, 0.8
"""How many times as quick as trafilatura with metadata reading has to be."""


def sample() -> tuple[Pages, Site]:
    """The pages of the sample site, and its Site at the address where they stand."""
    with SampleSite() as site:
        addresses = site.addresses()
        pages = [(url, site.serve("GET", urlsplit(url).path).body) for url in addresses]
    parts = urlsplit(addresses[0])
    return [page for page in pages if page[1]], replace(STRONG_CITIES, home=f"{parts.scheme}://{parts.netloc}/")


def ours(pages: Pages, site: Site | None) -> None:
    for url, body in pages:
        try:
            read(body, url, site=site)
        except ReadError:
            continue


def theirs(pages: Pages) -> None:
    import trafilatura

    asked: Any = trafilatura.bare_extraction
    for url, body in pages:
        asked(body, url=url, with_metadata=True)


def bare(pages: Pages) -> None:
    for _, body in pages:
        lxml.html.fromstring(body)


def forget() -> None:
    """Empty every bounded cache: what one remembers of a page is of no use when the same page comes again, which no
    crawl does. Tables, which are made once, stay.
    """
    for kept in gc.get_objects():
        if isinstance(kept, _lru_cache_wrapper) and kept.cache_parameters()["maxsize"]:
            kept.cache_clear()


def medians(sides: Sequence[tuple[str, Callable[[], None]]], rounds: int) -> dict[str, float]:
    """CPU seconds of each side, the median of its rounds; one round before them warms all sides up."""
    taken: dict[str, list[float]] = {name: [] for name, _ in sides}
    for at in range(rounds + 1):
        for name, work in sides:
            forget()
            started = time.process_time()
            work()
            if at:
                taken[name].append(time.process_time() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def compare(title: str, pages: Pages, site: Site | None, wanted: float, rounds: int) -> list[str]:
    """Lines that tell what each side took for a page, and how they compare."""
    work = (
        ("scnfeed", partial(ours, pages, site)),
        ("trafilatura", partial(theirs, pages)),
        ("lxml", partial(bare, pages)),
    )
    took = medians(work, rounds)
    each = ", ".join(f"{name} {1000 * seconds / len(pages):.2f} ms" for name, seconds in took.items())
    times = took["trafilatura"] / took["scnfeed"]
    verdict = "met" if times >= wanted else "missed"
    share = took["lxml"] / took["scnfeed"]
    size = sum(len(body) for _, body in pages) // len(pages) // 1024
    return [
        f"{title}: {len(pages)} pages, {size} KB each, {rounds} rounds: {each}",
        f"  {times:.2f} x trafilatura with metadata (wanted {wanted}: {verdict}), {share:.2f} of lxml's bare parse",
    ]


def main(rounds: int = 5) -> None:
    try:
        import trafilatura  # noqa: F401
    except ImportError:
        print("not run: trafilatura is not installed (extra anysite)")  # noqa: T201
        return
    pages, site = sample()
    tell(compare("a described site", pages, site, KNOWN, rounds))
    tell(compare("the same, described by nobody", pages, None, UNKNOWN, rounds))
    folder = os.environ.get("PAGES")
    if not folder:
        tell(["the wild: not run, PAGES=DIR is not set"])
        return
    found = [(f"https://wild.example/{path.stem}", path.read_bytes()) for path in sorted(Path(folder).glob("*.html"))]
    tell(compare("the wild", found, None, UNKNOWN, rounds))
    tell(compare("the wild, with a Site", found, STRONG_CITIES, KNOWN, rounds))


def tell(lines: Sequence[str]) -> None:
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
