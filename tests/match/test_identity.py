"""An article keeps its id through everything that sites do to their pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from scnfeed.match.decide import Judge
from scnfeed.match.normalise import normalise
from scnfeed.match.rulings import Ruling, Rulings
from scnfeed.model import Article, Change, Reading
from tests.match.factory import FERRY, LEAD, NOW, SCHOOL, SITE, article, judge

HOME = SITE.home
LATER = NOW + timedelta(days=2)


def known(slug: str = "a", **values: object) -> Article:
    return article(slug, id="urn:uuid:1", story="s", **values)


def only(changes: list[Change]) -> tuple[str, Article]:
    assert len(changes) == 1 and changes[0].article is not None
    return changes[0].decision.relation, changes[0].article


def again(bench: Judge) -> Judge:
    """The next run over the same memory."""
    ids = count(100)
    return Judge(SITE, bench.known, LATER, lambda: f"urn:uuid:later-{next(ids)}")


@pytest.mark.parametrize(
    "printed",
    [
        "http://strongcitiesnetwork.org/ar/news/%d8%a7%d8%ac%d8%aa%d9%85%d8%a7%d8%b9/",
        "https://strongcitiesnetwork.org/ar/news/%D8%A7%D8%AC%D8%AA%D9%85%D8%A7%D8%B9",
        "https://strongcitiesnetwork.org/ar/news/اجتماع/?utm_source=letter#top",
    ],
)
def test_https_final_slash_escapes_and_tracking_make_no_other_article(printed: str) -> None:
    stands = f"{HOME}ar/news/اجتماع/"
    one, other = (
        normalise(Reading(url, language="ar", title="ا", content_text=FERRY), SITE) for url in (stands, printed)
    )
    assert one.url == other.url
    bench = judge(replace(one, id="urn:uuid:1", story="s", kind="news"))
    (change,) = bench.decide(replace(other, kind="news"))
    assert (change.decision.relation, change.decision.article) == ("same", "urn:uuid:1")


def test_a_site_that_forgets_its_machine_readable_side_loses_nothing() -> None:
    rich = known(post_id="7", canonical_url=f"{HOME}news/a/", translations={"ar": f"{HOME}ar/news/a/"})
    relation, new = only(judge(rich).decide(article(canonical_url=None)))
    assert (relation, new.id, new.post_id) == ("same", "urn:uuid:1", "7")
    assert new.translations == rich.translations


def test_new_post_ids_after_a_move_do_not_exchange_articles() -> None:
    """The ferries' old number is the schools' new one: the text says which is which."""
    ferries = known("ferries", title="Ferries", post_id="7")
    schools = article("schools", id="urn:uuid:2", story="t", title="Schools", content_text=SCHOOL, post_id="9")
    bench = judge(ferries, schools)
    relation, new = only(bench.decide(replace(schools, id="", story="", post_id="7")))
    assert (relation, new.id, new.post_id) == ("same", "urn:uuid:2", "7")
    relation, new = only(bench.decide(replace(ferries, id="", story="", post_id="11")))
    assert (relation, new.id) == ("same", "urn:uuid:1")


def test_a_redirect_to_another_post_is_not_the_old_article() -> None:
    bench = judge(known("old", post_id="7"))
    relation, new = only(
        bench.decide(article("new", post_id="8", title="Schools", content_text=SCHOOL), f"{HOME}news/old/")
    )
    assert relation == "new" and new.id != "urn:uuid:1" and new.aliases == ()


def test_another_path_base_without_a_redirect_keeps_the_id_when_the_old_page_is_gone_first() -> None:
    bench = judge(known())
    bench.withdraw(known(), "the site answers 404")
    relation, new = only(again(bench).decide(article("article/a", title="Lamps & ladders")))
    assert (relation, new.id, new.withdrawn) == ("changed", "urn:uuid:1", None)
    assert new.url == f"{HOME}news/article/a/" and f"{HOME}news/a/" in new.aliases


def test_another_path_base_keeps_the_id_when_the_old_page_goes_later() -> None:
    bench = judge(known())
    relation, copy = only(bench.decide(article("article/a", post_id="12")))
    assert relation == "duplicate"
    later = again(bench)
    gone = later.withdraw(known(), "the site answers 404")
    moved, left = later.settle(["s"])
    assert gone.article and moved.article and left.article
    assert (moved.decision.relation, moved.article.id, moved.article.url) == ("moved", "urn:uuid:1", copy.url)
    assert moved.article.withdrawn is None and moved.article.post_id == "12"
    assert (left.article.id, left.article.withdrawn) == (copy.id, LATER)
    (same,) = again(later).decide(article("article/a", post_id="12"))
    assert (same.decision.relation, same.decision.article) == ("same", "urn:uuid:1")


def test_the_next_of_a_series_does_not_continue_a_withdrawn_one() -> None:
    text = f"{FERRY} The meeting begins on 3 March 2025."
    bench = judge(known(content_text=text))
    bench.withdraw(known(content_text=text), "the site answers 404")
    relation, new = only(again(bench).decide(article("b", content_text=text.replace("3 March", "7 April"))))
    assert relation == "new" and new.id != "urn:uuid:1"


def test_another_text_speaks_for_the_story_when_the_preferred_page_is_gone() -> None:
    bench = judge(known(), article("short", id="urn:uuid:2", story="s", relation="duplicate", content_text=SCHOOL))
    bench.withdraw(known(), "the site answers 410")
    (heir,) = again(bench).settle(["s"])
    assert heir.article and (heir.article.id, heir.article.relation) == ("urn:uuid:2", "preferred")


def test_when_it_comes_back_one_of_them_speaks() -> None:
    heir = article("short", id="urn:uuid:2", story="s", content_text=SCHOOL, first_seen=NOW)
    bench = judge(known(first_seen=NOW - timedelta(days=9)), heir)
    (change,) = bench.settle(["s"])
    assert change.article and (change.article.id, change.article.relation) == ("urn:uuid:2", "duplicate")


def test_pages_that_name_each_other_only_later_become_one_story_unless_an_editor_split_them() -> None:
    arabic = article("ar", language="ar", id="urn:uuid:2", story="t", content_text=LEAD)
    named = article(translations={"ar": arabic.url or ""})
    bench = judge(known(), arabic)
    changes = bench.decide(named)
    told = {(change.article.id, change.article.story) for change in changes if change.article}
    assert told == {("urn:uuid:1", "s"), ("urn:uuid:2", "s")}
    split = Ruling("r", NOW, "split", "urn:uuid:1", "urn:uuid:2")
    apart = replace(judge(known(), arabic), rulings=Rulings((split,)))
    assert {change.article.id for change in apart.decide(named) if change.article} == {"urn:uuid:1"}


def test_a_redirect_to_a_renumbered_page_is_followed_where_its_text_is_the_same() -> None:
    old = known(post_id="7")
    assert old.url
    relation, new = only(judge(old).decide(article("moved", post_id="70007"), asked=old.url))
    assert (relation, new.id, new.post_id) == ("moved", "urn:uuid:1", "70007")
    (other,) = judge(old).decide(article("else", post_id="70008", title="Corners", content_text=SCHOOL), asked=old.url)
    assert other.decision.relation == "new", "a redirect to another post is none to the same"
