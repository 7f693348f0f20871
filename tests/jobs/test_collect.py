"""A site's pages in: what is stored, what is not, and what is said of it. Each crawl is a real child process."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scnfeed.config import Config
from scnfeed.errors import StoreBusy
from scnfeed.jobs.collect import Collected, collect
from scnfeed.plain import dumps
from scnfeed.store import Store
from tests.crawl.loopback import Answer, Loopback, moved
from tests.jobs.small import NOW, post, posts, show

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
CHILD = """
import asyncio, sys
from datetime import datetime
from pathlib import Path
from scnfeed.jobs.collect import collect
from scnfeed.plain import loads
from scnfeed.model import Site
from scnfeed.store import Store
with Store.open(sys.argv[1]) as store:
    site = loads(Site, Path(sys.argv[2]).read_text())
    asyncio.run(collect(site, store, now=datetime.fromisoformat(sys.argv[3]), on_event=lambda e: print(e, flush=True)))
"""


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback({}) as server:
        show(server, posts(1, 2, 3))
        yield server


def crawl(server: Loopback, store: Store, days: int = 0) -> Collected:
    found = asyncio.run(collect(server.site, store, now=NOW + days * DAY))
    assert found is not None
    return found


def told(found: Collected, relation: str) -> list[str]:
    """Last parts of the addresses that were so decided."""
    return [c.decision.url.split("/")[-2] for c in found.changes if c.decision.relation == relation]


def test_a_site_is_stored_and_a_second_look_changes_nothing(server: Loopback, small_store: Store) -> None:
    first = crawl(server, small_store)
    assert first.ok and told(first, "new") == ["post-1", "post-2", "post-3"]
    before = small_store.articles()
    second = crawl(server, small_store, 1)
    assert second.ok and second.changes == () and small_store.articles() == before


@pytest.mark.parametrize(
    ("other", "pages", "status", "reason"),
    [
        (Answer("busy", 503), {}, "failed", "robots.txt answered 503"),
        (Answer("nothing here", 404), {}, "failed", "answered 404 to all"),
        (
            Answer("x", 404),
            {f"news/post-{n}/": post(9, "Back soon") for n in (1, 2, 3)},
            "held",
            "one and the same page",
        ),
        (Answer("x", 404), {f"news/post-{n}/": Answer("gone", 410) for n in (1, 2, 3)}, "held", "gone at once"),
    ],
    ids=["busy", "empty", "one-page-for-all", "all-gone"],
)
def test_a_crawl_that_cannot_be_believed_stores_nothing_and_says_why(
    server: Loopback, small_store: Store, other: Answer, pages: dict[str, Answer], status: str, reason: str
) -> None:
    crawl(server, small_store)
    before = small_store.articles(withdrawn=True), small_store.stories(), small_store.decisions()
    server.other = other
    if pages:
        show(server, pages, "2024-06-11")
    else:
        server.answers = {}
    found = crawl(server, small_store, 1)
    assert (found.run.status, found.changes, found.ok) == (status, (), False) and reason in found.run.reason
    assert (small_store.articles(withdrawn=True), small_store.stories(), small_store.decisions()) == before
    assert small_store.runs(job="collect")[0] == found.run
    assert [(n.topic, n.reason) for n in small_store.notices(NOW)] == [(status, found.run.reason)]


def test_a_run_killed_in_the_middle_ends_as_failed_and_the_next_one_works(
    server: Loopback, config: Config, small_store: Store, tmp_path: Path
) -> None:
    server.answers["/news/post-2/"] = Answer("late", after=30)
    site = tmp_path / "site.json"
    site.write_text(dumps(server.site), encoding="utf-8")
    command = [sys.executable, "-c", CHILD, config.store_url, str(site), NOW.isoformat()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline(), "the crawl began"
        os.kill(child.pid, signal.SIGKILL)
    (dead,) = small_store.runs(job="collect")
    assert dead.status == "running" and small_store.articles() == []
    show(server, posts(1, 2, 3))
    assert len(told(crawl(server, small_store, 1), "new")) == 3
    last, first = small_store.runs(job="collect")
    assert (last.status, first.status, first.id) == ("done", "failed", dead.id) and "killed" in first.reason


def test_of_two_crawls_of_one_site_one_works_and_the_other_says_why_not(server: Loopback, small_store: Store) -> None:
    site = server.site.name
    epoch = small_store.lease(site, "another machine:7", NOW, 3600)
    with pytest.raises(StoreBusy, match="another machine:7") as busy:
        crawl(server, small_store)
    assert busy.value.subject == site and server.requests == []
    assert small_store.lease(site, "another machine:7", NOW, 3600) == epoch, "the other one still has it"
    small_store.release(site, "another machine:7")
    assert crawl(server, small_store).ok


def test_two_tasks_of_one_loop_do_not_crawl_one_site_at_once(server: Loopback, small_store: Store) -> None:
    async def both() -> list[Collected | BaseException | None]:
        jobs = (collect(server.site, small_store, now=NOW, slot=slot) for slot in ("one", "two"))
        return await asyncio.gather(*jobs, return_exceptions=True)

    found = asyncio.run(both())
    assert sum(isinstance(one, Collected) and one.ok for one in found) == 1
    assert sum(isinstance(one, StoreBusy) for one in found) == 1
    assert [run.status for run in small_store.runs(job="collect")] == ["done"]


def test_a_running_loop_can_collect_again_and_again(server: Loopback, small_store: Store) -> None:
    async def twice() -> list[Collected | None]:
        return [await collect(server.site, small_store, now=NOW + days * DAY) for days in range(2)]

    assert [found.run.status for found in asyncio.run(twice()) if found] == ["done", "done"]


def test_a_planned_slot_is_crawled_once(server: Loopback, small_store: Store) -> None:
    assert asyncio.run(collect(server.site, small_store, now=NOW, slot="2024-06-10T09")) is not None
    asked = len(server.requests)
    assert asyncio.run(collect(server.site, small_store, now=NOW, slot="2024-06-10T09")) is None
    assert len(server.requests) == asked and len(small_store.runs(job="collect")) == 1


def test_numbered_pages_are_one_article(server: Loopback, small_store: Store) -> None:
    links = '<p><a href="/resource/guide/2/">2</a></p>'
    show(server, {"resource/guide/": post(4, "A guide", links=links, text="The first part speaks of quays.")})
    server.answers["/resource/guide/2/"] = post(4, "A guide", text="The second part speaks of nets.")
    found = crawl(server, small_store)
    (article,) = small_store.articles()
    assert found.ok and article.url == server.home + "resource/guide/"
    assert article.content_text.index("quays") < article.content_text.index("nets")


def test_a_new_address_of_the_same_post_is_a_move(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    (old,) = (a for a in small_store.articles() if a.title == "Post 2")
    show(server, {**posts(1, 3), "news/second/": post(2)}, "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/second/")
    found = crawl(server, small_store, 1)
    assert told(found, "moved") == ["second"]
    for address in (server.home + "news/post-2/", server.home + "news/second/"):
        article = small_store.article(address)
        assert article and (article.id, article.url) == (old.id, server.home + "news/second/")


def test_a_redirect_to_another_post_is_a_withdrawal_and_no_move(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    ids = {a.title: a.id for a in small_store.articles()}
    show(server, posts(1, 3), "2024-06-11")
    server.answers["/news/post-2/"] = moved("/news/post-3/")
    found = crawl(server, small_store, 1)
    assert told(found, "withdrawn") == ["post-2"] and told(found, "moved") == []
    gone = small_store.article(ids["Post 2"])
    assert (
        gone
        and gone.withdrawn
        and {a.title: a.id for a in small_store.articles()}
        == {title: id for title, id in ids.items() if title != "Post 2"}
    )


def test_a_withdrawn_page_that_comes_back_has_its_id_again(server: Loopback, small_store: Store) -> None:
    crawl(server, small_store)
    ids = {a.title: a.id for a in small_store.articles()}
    show(server, posts(1, 3), "2024-06-11")
    assert told(crawl(server, small_store, 1), "withdrawn") == ["post-2"]
    show(server, posts(1, 2, 3), "2024-06-12")
    assert told(crawl(server, small_store, 2), "changed") == ["post-2"]
    assert {a.title: a.id for a in small_store.articles()} == ids
