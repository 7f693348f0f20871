"""What one more page costs a crawl in memory, on either side: any number of pages must fit."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import weakref
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from sys import getsizeof
from types import ModuleType
from typing import ClassVar

from scrapy.http import Response, TextResponse

from scnfeed.crawl import Fetched, Plan
from scnfeed.crawl.discover import collected
from scnfeed.crawl.indexes import read_index
from scnfeed.crawl.judge import Account
from scnfeed.crawl.known import Looks
from scnfeed.crawl.revisit import TOGETHER, Ask, Found, choose
from scnfeed.crawl.sitemaps import Sitemaps
from scnfeed.crawl.values import IndexFile
from scnfeed.jobs import mint_id
from scnfeed.jobs.intake import intake
from scnfeed.jobs.taken import decided
from scnfeed.match.decide import Judge
from scnfeed.match.known import Memory
from scnfeed.match.quality import Batch, why_hold
from scnfeed.match.rulings import Rulings
from scnfeed.model import Change, Look, Page
from scnfeed.sites import STRONG_CITIES
from tests.jobs.test_collect import page
from tests.match.factory import article

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOME = STRONG_CITIES.home


def reached(things: Iterable[object]) -> Iterator[object]:
    """These, and whatever plain they hold, each once."""
    seen: set[int] = set()
    queue = list(things)
    while queue:
        one = queue.pop()
        if id(one) not in seen and not isinstance(one, type):
            seen.add(id(one))
            yield one
            queue += gc.get_referents(one) if not isinstance(one, ModuleType) else []


def weight(*things: object) -> int:
    """In bytes, with all that they alone hold."""
    return sum(map(getsizeof, reached(things)))


def test_a_batch_keeps_a_dozen_bytes_of_an_article() -> None:
    batch, one = Batch(), article("a", content_text="text")
    before = weight(*held(batch))
    for n in range(4_000):
        batch.add(replace(one, title=f"Title {n}", content_text=f"Text number {n}, which no other page has."))
    assert weight(*held(batch)) - before < 4_000 * 16
    assert why_hold(batch) == ""
    for n in range(1_600):
        batch.add(article(f"b{n}", content_text="We are closed for the day."))
        batch.add(article(f"c{n}", content_text=f"And text number {n} is still there."))
    assert why_hold(batch).startswith("1600 of 7200 addresses answer one and the same page, beginning “We are closed")


def held(batch: Batch) -> list[object]:
    return [getattr(batch, one.name) for one in fields(batch) if one.name != "history"]


def test_a_page_that_waits_for_the_decision_keeps_little_more_than_its_address() -> None:
    taken = intake(Judge(STRONG_CITIES, Memory(), NOW, mint_id, True, Rulings()), NOW, 0, [])

    def take(numbers: range) -> int:
        for n in numbers:
            url = f"{HOME}news/{n}/"
            body = page(n).replace("{home}", HOME).encode()
            found = Page(url, url, 200, (("content-type", "text/html; charset=utf-8"),), body, NOW)
            taken.take([Fetched(found, url, "2026-03-01", True, False, url, "", f"{HOME}s.xml")])
        own = [
            getattr(taken, one.name) for one in fields(taken) if one.name not in ("judge", "batch", "usual", "_file")
        ]
        return weight(*own, *held(taken.batch))

    before = take(range(20))
    assert take(range(20, 220)) - before < 200 * 250
    assert sum(1 for answer in taken.answers() if answer.article) == 220
    taken.close()


def test_an_address_of_an_index_costs_the_crawler_what_it_must_know_of_it() -> None:
    rows = "".join(f"<url><loc>{HOME}news/{n}/</loc><lastmod>2026-03-01</lastmod></url>" for n in range(4_000))
    index = read_index(f"<urlset>{rows}</urlset>".encode())
    found = Found(collected(index.entries, STRONG_CITIES, f"{HOME}s.xml"))
    asks = choose(Plan(site=STRONG_CITIES, now=NOW), found, Looks(), True).asks
    assert len(asks) == 4_000 and weight(asks) < 4_000 * 300
    assert weight(index) < 4_000 * 200


class Asked(Looks):
    """Counts how many addresses it was asked about at once."""

    most = 0

    def recall(self, keys: Collection[str]) -> list[Look]:
        self.most = max(self.most, len(keys))
        return super().recall(keys)


def test_an_index_is_compared_with_memory_piece_by_piece() -> None:
    keys = [f"{HOME}news/{n}/" for n in range(12_000)]
    found = Found({key: Ask(key, key, "2026-03-01" if n else "2026-03-03") for n, key in enumerate(keys)})
    known = Asked(Look(key, NOW, "2026-03-01") for key in keys)
    asks = choose(Plan(site=STRONG_CITIES, now=NOW), found, known, True).asks
    assert [ask.key for ask in asks] == keys[:1] and known.most <= TOGETHER


def test_an_index_is_let_go_before_the_next_one_is_asked_for() -> None:
    """Whoever is woken by an answer keeps it until he waits again."""
    rows = b"".join(b"<url><loc>%snews/%d/</loc></url>" % (HOME.encode(), n) for n in range(10))
    answers: list[weakref.ref[Response]] = []
    left: list[int] = []

    async def get(url: str, before: IndexFile | None) -> Response | None:
        left.append(sum(one() is not None for one in answers))
        coming: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(answer, url, coming)
        return await coming

    def answer(url: str, coming: asyncio.Future[Response]) -> None:
        response = TextResponse(url, body=b"<urlset>" + rows + b"</urlset>")
        answers.append(weakref.ref(response))
        coming.set_result(response)

    sitemaps = Sitemaps(Plan(site=STRONG_CITIES, now=NOW), Account(), get, {})
    found, _, _ = asyncio.run(sitemaps.walk((f"{HOME}a.xml", f"{HOME}b.xml")))
    assert len(found) == 10 and left == [0, 0]


def test_a_run_keeps_no_story_that_stands_alone() -> None:
    class Settling(Judge):
        asked: ClassVar[list[str]] = []

        def settle(self, stories: Sequence[str]) -> list[Change]:
            self.asked.extend(stories)
            return super().settle(stories)

    taken = intake(Settling(STRONG_CITIES, Memory(), NOW, mint_id, True, Rulings()), NOW, 0, [])
    for n in range(30):
        url = f"{HOME}news/{n}/"
        body = page(n).replace("{home}", HOME).encode()
        found = Page(url, url, 200, (("content-type", "text/html; charset=utf-8"),), body, NOW)
        taken.take([Fetched(found, url, "2026-03-01", True, False, url, "", f"{HOME}s.xml")])
    changes = [change for some in decided(taken, chunk=10) for change in some.changes]
    stories = Counter(change.article.story for change in changes if change.article)
    assert len(stories) == 30 and not Settling.asked
    taken.close()


def test_who_only_takes_pages_in_does_not_load_what_fetches_them() -> None:
    """It is the child that fetches; a third of its memory would stand in its parent, too."""
    code = "import sys, scnfeed.jobs.collect; sys.exit(bool({'scrapy', 'twisted'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
