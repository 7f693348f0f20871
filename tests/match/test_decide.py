"""One article for each page for ever, one story over its translations and copies, and a reason for each decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scnfeed.match.compare import compare
from scnfeed.match.known import Memory
from scnfeed.model import Article, Change
from tests.match.factory import FERRY, LEAD, NOW, SCHOOL, article, event, judge


def only(changes: list[Change]) -> tuple[str, Article]:
    assert len(changes) == 1 and changes[0].article is not None
    return changes[0].decision.relation, changes[0].article


def test_an_unknown_page_is_new_with_its_own_id_and_story() -> None:
    relation, new = only(judge().decide(article()))
    assert (relation, new.id, new.story) == ("new", "urn:uuid:new-1", "urn:uuid:new-2")
    assert new.first_seen == NOW and not new.baseline


def test_an_unchanged_page_stores_nothing() -> None:
    known = article(id="urn:uuid:1", story="s")
    (change,) = judge(known).decide(article(body_hash="other bytes"))
    assert change.decision.relation == "same" and change.article is None


def test_an_edit_keeps_the_id_and_moves_the_revision() -> None:
    known = article(id="urn:uuid:1", story="s")
    relation, new = only(judge(known).decide(article(content_text=FERRY.replace("Eleven", "12").replace("three", "4"))))
    assert relation == "changed" and new.id == "urn:uuid:1"
    assert (new.revision, new.revised) == (1, NOW)
    assert "12" in new.change


def test_a_typo_is_stored_but_tells_nobody() -> None:
    known = article(id="urn:uuid:1", story="s", content_text=FERRY.replace("harbour guard", "harbuor guard"))
    relation, new = only(judge(known).decide(article()))
    assert relation == "same" and new.content_text == FERRY
    assert (new.revision, new.revised, new.change) == (0, None, "")


def test_a_new_title_is_material() -> None:
    relation, new = only(judge(article(id="urn:uuid:1")).decide(article(title="Lamps, ladders and gloves")))
    assert (relation, new.revision) == ("changed", 1)


def test_a_changed_slug_keeps_the_id_and_remembers_the_old_address() -> None:
    known = article("old", id="urn:uuid:1", post_id="7")
    relation, new = only(judge(known).decide(article("new", post_id="7")))
    assert (relation, new.id) == ("moved", "urn:uuid:1")
    assert known.url in new.aliases and new.url is not None and new.url.endswith("/new/")


def test_a_redirect_is_followed_even_where_the_site_has_no_post_ids() -> None:
    known = article("old", id="urn:uuid:1")
    assert known.url
    relation, new = only(judge(known).decide(article("new"), asked=known.url))
    assert (relation, new.id) == ("moved", "urn:uuid:1")


def test_published_never_moves_by_itself() -> None:
    known = article(id="urn:uuid:1", published=date(2025, 3, 4))
    _, new = only(judge(known).decide(article(published=date(2025, 3, 9))))
    assert new.published == date(2025, 3, 4)
    assert any("2025-03-09" in doubt for doubt in new.doubts)


def test_a_date_in_the_future_is_unknown() -> None:
    _, new = only(judge().decide(article(published=date(2025, 6, 1))))
    assert new.published is None and new.doubts


def test_a_page_without_text_or_title_is_held() -> None:
    for hollow in (article(content_text=""), article(title="")):
        (change,) = judge().decide(hollow)
        assert change.decision.relation == "held" and change.article is None


def test_the_baseline_is_no_news() -> None:
    _, new = only(judge(baseline=True).decide(article()))
    assert new.baseline


# ---- order of the undated ------------------------------------------------------------------------------------------


def test_an_undated_article_stands_at_the_end_of_its_event() -> None:
    _, new = only(judge().decide(article(published=None, events=(event(3),))))
    assert (new.ordered, new.order_source) == (datetime(2025, 3, 3, 12, tzinfo=UTC), "event")


def test_an_undated_article_of_the_baseline_stands_after_all_dated_ones() -> None:
    _, new = only(judge(baseline=True).decide(article(published=None)))
    assert new.order_source == "baseline" and new.ordered is not None and new.ordered < datetime(2015, 9, 2, tzinfo=UTC)


def test_an_undated_article_met_later_stands_at_the_day_it_was_first_seen() -> None:
    _, new = only(judge().decide(article(published=None)))
    assert (new.ordered, new.order_source) == (NOW, "first-seen")


def test_a_future_event_is_no_order_date() -> None:
    _, new = only(judge().decide(article(published=None, events=(event(20),))))
    assert new.order_source == "first-seen"


def test_the_date_of_a_twin_fills_an_unknown_one() -> None:
    english = article(id="urn:uuid:1", story="s", translations={"ar": article(language="ar").url or ""})
    bench = judge(english)
    arabic = article(language="ar", published=None, sources={})
    _, new = only(bench.decide(arabic))
    (filled,) = bench.settle([new.story])
    assert filled.article is not None and filled.article.published == english.published
    assert filled.article.sources["published"] == "twin" and filled.article.order_source == "twin"


# ---- stories -------------------------------------------------------------------------------------------------------


def test_a_translation_named_by_either_side_joins_the_story() -> None:
    arabic = article(language="ar", content_text=SCHOOL)
    for mine, theirs in (({"en": article().url or ""}, {}), ({}, {"ar": arabic.url or ""})):
        known = article(id="urn:uuid:1", story="s", translations=theirs)
        relation, new = only(judge(known).decide(replace(arabic, translations=mine)))
        assert (relation, new.story, new.relation) == ("translation", "s", "translation")


def test_two_stories_become_one_when_a_later_page_names_both() -> None:
    french, arabic = article(language="fr", content_text=SCHOOL), article(language="ar", content_text=LEAD)
    bench = judge(replace(french, id="f", story="sf"), replace(arabic, id="a", story="sa"))
    english = article(translations={"fr": french.url or "", "ar": arabic.url or ""})
    changes = bench.decide(english)
    stories = {change.article.story for change in changes if change.article}
    assert len(stories) == 1 and len(changes) == 2


def test_a_copy_under_another_address_is_a_duplicate_and_readers_keep_the_first() -> None:
    known = article("first", id="urn:uuid:1", story="s")
    relation, new = only(judge(known).decide(article("second")))
    assert (relation, new.story, new.relation) == ("duplicate", "s", "duplicate")


def test_of_two_copies_met_together_the_news_is_preferred_to_the_resource() -> None:
    bench = judge(baseline=True)
    bench.decide(article("guide", kind="resource"))
    changes = bench.decide(article("the-guide-is-out"))
    relations = {c.article.kind: c.article.relation for c in changes if c.article}
    assert relations == {"news": "preferred", "resource": "duplicate"}


def test_a_shared_opening_is_not_a_shared_story() -> None:
    known = article("ferry", id="urn:uuid:1", story="s", content_text=f"{LEAD}\n\n{FERRY}", title="Ferries")
    relation, new = only(judge(known).decide(article("school", content_text=f"{LEAD}\n\n{SCHOOL}", title="Schools")))
    assert relation == "new" and new.story != "s"


def test_the_next_of_a_series_is_another_story_and_says_why() -> None:
    known = article("webinar", id="urn:uuid:1", story="s", events=(event(3),))
    (change,) = judge(known).decide(article("webinar-2", events=(event(7),)))
    assert change.decision.relation == "new" and "2025-03-07" in change.decision.reason


def test_the_same_text_for_another_city_is_another_story() -> None:
    known = article("lisbon", id="urn:uuid:1", story="s", events=(event(3, "Lisbon"),))
    relation, _ = only(judge(known).decide(article("porto", events=(event(3, "Porto"),))))
    assert relation == "new"


def test_a_city_here_and_its_country_there_are_no_two_places_where_both_texts_name_both() -> None:
    text = f"They met in Lisbon, Portugal. {FERRY}"
    one = article("one", content_text=text, events=(event(3, "Lisbon"),))
    other = article("two", content_text=text, events=(event(3, "Portugal"),))
    assert compare(one, other).relation == "duplicate"
    assert compare(replace(one, content_text=FERRY), other).relation == "series"


def test_summary_and_full_report_of_one_event_are_one_story() -> None:
    known = article("report", id="urn:uuid:1", story="s", events=(event(3),))
    short = "Ferry crews keep lists of lamps that fail, the guard has a drawer of lost gloves, and a card goes round."
    relation, new = only(judge(known).decide(article("report-2", content_text=short, events=(event(3),))))
    assert (relation, new.story) == ("duplicate", "s")


def test_an_outline_with_a_label_for_when_and_where_is_one_story_with_the_prose_of_the_same_event() -> None:
    known = article("report", id="urn:uuid:1", story="s", events=(event(3),), sources={"events": "sentence"})
    outline = article("report-2", content_text=SCHOOL, events=(event(3),), sources={"events": "label"})
    relation, new = only(judge(known).decide(outline))
    assert (relation, new.story) == ("duplicate", "s")
    relation, _ = only(judge(known).decide(replace(outline, events=(event(4),))))
    assert relation == "new"


def test_two_reports_of_one_event_are_two_stories_though_they_have_one_title_and_one_opening() -> None:
    known = article("first", id="urn:uuid:1", story="s", events=(event(3),), content_text=f"{LEAD}\n\n{FERRY}")
    report = article("second", events=(event(3),), content_text=f"{LEAD}\n\n{SCHOOL}")
    relation, new = only(judge(known).decide(report))
    assert relation == "new" and new.story != "s"


def test_a_title_alone_decides_nothing() -> None:
    known = article("one", id="urn:uuid:1", story="s")
    relation, _ = only(judge(known).decide(article("two", content_text=SCHOOL)))
    assert relation == "new"


# ---- saved copies --------------------------------------------------------------------------------------------------


def test_a_saved_copy_taken_in_twice_adds_nothing() -> None:
    bench = judge()
    dump = article(url=None, body_hash="b" * 64)
    bench.decide(dump)
    (change,) = bench.decide(dump)
    assert change.decision.relation == "same" and change.article is None


def test_a_page_takes_over_the_id_of_its_saved_copy() -> None:
    bench = judge()
    _, dump = only(bench.decide(article(url=None, body_hash="b" * 64, published=None, sources={})))
    relation, page = only(bench.decide(article("a")))
    assert page.id == dump.id and page.url and page.published == date(2025, 3, 4)
    assert relation == "moved" and page.revision == 0


# ---- removals ------------------------------------------------------------------------------------------------------


def test_a_withdrawn_article_stays_in_memory_and_comes_back_under_its_id() -> None:
    known = article(id="urn:uuid:1", story="s")
    bench = judge(known)
    found = bench.known.by_address(known.site, known.url or "")
    assert found
    gone = bench.withdraw(found, "the site answers 404")
    assert gone.article and gone.article.withdrawn == NOW
    relation, back = only(bench.decide(article()))
    assert (relation, back.id, back.withdrawn) == ("changed", "urn:uuid:1", None)


def test_the_same_known_the_same_pages_the_same_decisions() -> None:
    pages = [article("one"), article("two", content_text=SCHOOL), article("one", title="Other")]
    runs = [[c for page in pages for c in bench.decide(page)] for bench in (judge(), judge())]
    assert runs[0] == runs[1]


def test_memory_forgets_no_address() -> None:
    memory = Memory([article("new", id="1", aliases=("https://strongcitiesnetwork.org/news/old/",))])
    assert memory.by_address("strong_cities", "https://strongcitiesnetwork.org/news/old/")
    memory.add(article("newer", id="1", first_seen=NOW - timedelta(days=1)))
    found = memory.by_address("strong_cities", "https://strongcitiesnetwork.org/news/old/")
    assert found and found.url and found.url.endswith("newer/")


# ---- pages that are not translated yet -----------------------------------------------------------------------------


def untranslated(text: str = FERRY, **values: Any) -> Article:
    doubt = "the page says language ar, its text reads as en"
    there = {"en": article().url or ""}
    return article(language="ar", content_text=text, translations=there, doubts=(doubt,), **values)


@pytest.mark.parametrize("first", ["original", "untranslated"])
def test_a_page_that_prints_the_originals_text_speaks_for_no_language_until_it_is_translated(first: str) -> None:
    bench = judge()
    pages = [article(translations={"ar": untranslated().url or ""}), untranslated()]
    for page in pages if first == "original" else pages[::-1]:
        _, last = only(bench.decide(page))
    bench.settle([last.story])
    told = {one.language: one.relation for one in bench.known.story(last.story)}
    assert told == {"en": "preferred", "ar": "duplicate"}
    assert bench.settle([last.story]) == [], "told once"
    only(bench.decide(replace(untranslated("نص عربي كامل عن المصابيح والسلالم على الرصيف القديم"), doubts=())))
    (change,) = bench.settle([last.story])
    assert change.decision.relation == "translation" and change.article and change.article.language == "ar"
    assert change.article.relation == "translation"


def test_another_text_in_the_wrong_language_is_left_where_it_is() -> None:
    bench = judge()
    only(bench.decide(article(translations={"ar": untranslated().url or ""})))
    _, arabic = only(bench.decide(untranslated(SCHOOL)))
    bench.settle([arabic.story])
    assert {one.relation for one in bench.known.story(arabic.story)} == {"preferred", "translation"}
