"""What a letter holds: each story once, nothing twice, nothing at all when there is nothing to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scnfeed.digest.compose import compose
from scnfeed.digest.letter import render_text
from scnfeed.model import Brand, Issue
from tests.digest.samples import EDITOR, NOW, READER, YESTERDAY, article, event, notice


def told(issue: Issue | None, name: str = "new") -> list[str]:
    """Ids of the articles, or subjects of the notices, in a section."""
    sections = [s for s in issue.sections if s.name == name] if issue else []
    return [a.id for s in sections for a in s.articles] + [n.subject for s in sections for n in s.notices]


def ids(*articles: Any, **how: Any) -> list[str]:
    section = how.pop("section", "new")
    return told(compose(articles, how.pop("to", READER), NOW, **how), section)


def test_a_story_comes_once_in_the_first_language_that_has_it() -> None:
    reader = replace(READER, languages=("ar", "en"))
    both = [article("s1", "en"), article("s1", "ar"), article("s2", "en")]
    assert sorted(ids(*both, to=reader)) == ["urn:uuid:s1-ar", "urn:uuid:s2-en"]


def test_a_language_not_asked_for_never_comes() -> None:
    assert compose([article(language="fr")], READER, NOW) is None


def test_a_duplicate_never_comes() -> None:
    assert compose([article(relation="duplicate")], READER, NOW) is None


def test_the_preferred_of_two_in_one_language_comes() -> None:
    offered = article(id="offered", relation="offered", ordered=NOW)
    assert ids(offered, article(id="preferred")) == ["preferred"]


def test_only_the_sites_and_kinds_asked_for_come() -> None:
    resource, event_report = article("s2", kind="resource"), article("s3", events=(event(date(2026, 2, 1)),))
    assert ids(article(), resource, to=replace(READER, kinds=("resource",))) == [resource.id]
    assert ids(article(), event_report, to=replace(READER, kinds=("event",)), section="reported") == [event_report.id]
    assert ids(article(), to=replace(READER, sites=("elsewhere",))) == []


def test_a_withdrawn_article_never_comes() -> None:
    assert ids(article(withdrawn=NOW)) == []


def test_a_story_sent_is_not_new_again_in_another_language_or_slug() -> None:
    moved = article("s1", "en", url="https://cities.example/other/", id="urn:uuid:other")
    assert compose([moved], READER, NOW, sent={"s1": 0}) is None


def test_only_what_was_seen_since_the_last_letter_is_new() -> None:
    old = article("s2", first_seen=YESTERDAY - timedelta(hours=1))
    assert ids(old, article(), since=YESTERDAY) == ["urn:uuid:s1-en"]
    assert len(ids(old, article())) == 2


def test_nothing_of_the_first_complete_crawl_is_news() -> None:
    assert compose([article(baseline=True)], READER, NOW) is None


def test_a_preview_counts_the_first_crawl_by_its_order_date() -> None:
    since = datetime(2026, 2, 1, tzinfo=UTC)
    old = article("s2", baseline=True, ordered=since - timedelta(days=1))
    undated = article("s3", baseline=True, published=None, order_source="baseline", ordered=since - timedelta(days=9))
    got = ids(article(baseline=True), old, undated, since=since, baseline=True)
    assert sorted(got) == ["urn:uuid:s1-en", "urn:uuid:s3-en"]


def test_the_newest_comes_first_and_the_undated_last() -> None:
    newest = article("s2", ordered=NOW)
    undated = article("s3", published=None, ordered=None)
    assert ids(undated, article(), newest) == [newest.id, "urn:uuid:s1-en", undated.id]


def test_a_change_comes_as_a_correction_once() -> None:
    changed = article(revision=2, change="the date was wrong")
    assert told(compose([changed], READER, NOW, sent={"s1": 1}), "corrected") == [changed.id]
    assert compose([changed], READER, NOW, sent={"s1": 2}) is None


def test_a_translation_is_no_correction_for_who_was_told_in_another_language() -> None:
    reader = replace(READER, languages=("ar", "en"))
    was: dict[str, Any] = {"sent": {"s1": 0}, "known": {"urn:uuid:s1-en": 0}}
    arabic = article("s1", "ar", revision=3)
    assert compose([article("s1", "en"), arabic], reader, NOW, **was) is None
    assert compose([arabic], reader, NOW, **was) is None


def test_a_correction_comes_in_the_language_that_was_read() -> None:
    reader = replace(READER, languages=("ar", "en"))
    changed = article("s1", "en", revision=1, change="the date was wrong")
    issue = compose([changed, article("s1", "ar")], reader, NOW, sent={"s1": 0}, known={changed.id: 0})
    assert told(issue, "corrected") == [changed.id] and told(issue) == []
    assert compose([changed, article("s1", "ar")], reader, NOW, sent={"s1": 1}, known={changed.id: 1}) is None


def test_a_changed_watch_page_comes_and_an_unchanged_one_does_not() -> None:
    page = article(kind="page", baseline=True)
    changed = replace(page, revision=1, revised=NOW)
    assert compose([page], READER, NOW, since=YESTERDAY) is None
    assert told(compose([changed], READER, NOW, since=YESTERDAY), "corrected") == [page.id]
    assert compose([changed], READER, NOW, since=NOW) is None


def test_a_withdrawn_page_is_told_to_who_reads_its_language() -> None:
    gone = [notice("withdrawn", "Gone", language="en"), notice("withdrawn", "Perdu", language="fr")]
    assert told(compose([], READER, NOW, notices=gone), "withdrawn") == ["Gone"]


def test_an_old_notice_is_not_told_again() -> None:
    assert compose([], EDITOR, NOW, since=NOW, notices=[notice("held")]) is None


def test_the_same_trouble_is_told_once() -> None:
    twice = [notice("held"), notice("held", at=YESTERDAY)]
    assert told(compose([], EDITOR, NOW, notices=twice), "look") == ["cities"]


def test_coming_events_stand_in_order_and_only_beside_something_else() -> None:
    later = article("s2", baseline=True, events=(event(date(2026, 6, 1)),))
    sooner = article("s3", baseline=True, events=(event(date(2026, 2, 27), date(2026, 3, 2)),))
    past = article("s4", baseline=True, events=(event(date(2026, 2, 1)),))
    vague = article("s5", baseline=True, events=(event(date(2026, 6, 1), certain=False),))
    assert compose([later, sooner], READER, NOW) is None
    issue = compose([article(), later, past, sooner, vague], READER, NOW)
    assert told(issue, "ahead") == [sooner.id, later.id]


def test_at_most_ten_coming_events_stand_in_a_letter() -> None:
    many = [article(f"e{n}", baseline=True, events=(event(date(2026, 6, n + 1)),)) for n in range(12)]
    assert len(told(compose([article(), *many], READER, NOW), "ahead")) == 10


def test_a_new_event_is_not_listed_again_as_coming() -> None:
    issue = compose([article(events=(event(date(2026, 6, 1)),))], READER, NOW)
    assert told(issue) and not told(issue, "ahead")


def test_what_needs_a_look_stands_before_what_is_coming() -> None:
    coming = article("s2", baseline=True, events=(event(date(2026, 6, 1)),))
    issue = compose([coming], EDITOR, NOW, notices=[notice("failed")])
    assert issue is not None and [s.name for s in issue.sections] == ["look", "ahead"]


def test_only_editors_and_operators_see_what_needs_a_look() -> None:
    odd = article(published=None, doubts=("the label says 2000, the address says 2024",))
    assert told(compose([odd], READER, NOW, notices=[notice("failed")]), "look") == []
    for role in ("editor", "operator"):
        issue = compose([odd], replace(EDITOR, role=role), NOW, notices=[notice("failed")])
        assert issue is not None
        look = next(s for s in issue.sections if s.name == "look")
        assert sorted(n.topic for n in look.notices) == ["doubtful", "failed", "undated"]


def test_an_undated_article_says_what_its_place_rests_on() -> None:
    issue = compose([article(published=None, order_source="event")], EDITOR, NOW)
    assert issue is not None
    assert "event" in issue.sections[-1].notices[0].reason


def test_the_same_arguments_give_the_same_issue() -> None:
    assert compose([article(), article("s2")], READER, NOW) == compose([article("s2"), article()], READER, NOW)


def test_people_with_the_same_choice_share_an_issue_and_others_do_not() -> None:
    first = compose([article()], READER, NOW)
    assert first == compose([article()], replace(READER, id="other", address="other@example.org"), NOW)
    editors = compose([article()], EDITOR, NOW)
    french = compose([article()], replace(READER, languages=("en", "fr")), NOW)
    assert first and editors and french
    assert len({first.id, editors.id, french.id}) == 3


def test_the_hash_covers_every_word_a_reader_sees() -> None:
    def hash_of(brand: Brand = Brand(), **changes: Any) -> str:
        issue = compose([article(**changes)], READER, NOW, brand=brand)
        assert issue is not None
        return issue.hash

    plain = hash_of()
    seen = [
        hash_of(title="Another"),
        hash_of(summary="Another"),
        hash_of(published=date(2026, 2, 28)),
        hash_of(url="https://cities.example/else/"),
        hash_of(events=(event(date(2026, 6, 1)),)),
        hash_of(Brand(name="Another")),
        hash_of(Brand(postal_address="1 Example Street")),
        hash_of(machine_translated=True),
    ]
    assert len({plain, *seen}) == len(seen) + 1
    assert hash_of(first_seen=YESTERDAY, body_hash="x") == plain


def test_an_issue_is_known_by_a_urn() -> None:
    issue = compose([article()], READER, NOW)
    assert issue is not None
    assert issue.id.startswith("urn:uuid:") and len(issue.id) == 45
    assert (issue.dated, issue.language, issue.role) == (NOW, "en", "reader")


# ---- texts that a machine translated -----------------------------------------------------------------------------


def test_letters_mark_leave_out_or_give_the_original_of_what_a_machine_translated() -> None:
    arabic = article("s1", "ar", relation="translation", machine_translated=True)
    person = replace(READER, languages=("ar",))
    told = {}
    for how in ("mark", "skip", "original"):
        issue = compose([article("s1"), arabic], person, NOW, machine_translated=how)
        told[how] = [one.language for one in issue.articles] if issue else []
    assert told == {"mark": ["ar"], "skip": [], "original": ["en"]}


def test_an_arabic_text_that_comes_later_is_no_second_letter() -> None:
    person = replace(READER, languages=("ar", "en"))
    late = article("s1", "ar", relation="translation", first_seen=NOW + timedelta(days=3))
    sent, known = {"s1": 0}, {"urn:uuid:s1-en": 0}
    assert compose([article("s1")], person, NOW) is not None
    week = NOW + timedelta(days=7)
    assert compose([article("s1"), late], person, week, since=NOW, sent=sent, known=known) is None


def test_only_the_topics_asked_for_come_however_they_are_written() -> None:
    one, other = article(topics=("Événements", "Youth")), article("s2", topics=("Ports",))
    assert ids(one, other, to=replace(READER, topics=("youth",))) == [one.id]
    assert sorted(ids(one, other)) == [one.id, other.id]


def test_a_copy_stands_in_where_its_twin_is_of_a_kind_not_asked_for() -> None:
    news, guide = article(), article("s1", id="guide", kind="resource", relation="duplicate")
    assert ids(news, guide, to=replace(READER, kinds=("resource",))) == ["guide"]
    assert ids(news, guide) == [news.id]
    assert ids(news, guide, to=replace(READER, kinds=("resource",)), sent={"s1": 0}, known={news.id: 0}) == []


def test_what_tells_of_an_event_that_is_over_is_reported_and_not_new() -> None:
    over = article("s1", events=(event(date(2026, 2, 1)),))
    today = article("s2", events=(event(date(2026, 3, 1), date(2026, 3, 2)),))
    vague = article("s3", events=(event(date(2026, 2, 1), certain=False),))
    issue = compose([over, today, vague], READER, NOW)
    assert told(issue, "reported") == [over.id] and sorted(told(issue)) == [today.id, vague.id]


def test_a_letter_is_dated_by_the_clock_on_the_readers_wall() -> None:
    auckland = replace(READER, time_zone="Pacific/Auckland")
    issue = compose([article(events=(event(date(2026, 3, 2)),))], auckland, NOW + timedelta(hours=12))
    assert issue is not None and issue.dated.isoformat() == "2026-03-03T08:00:00+13:00"
    assert told(issue, "reported"), "in Auckland that day is over"


def test_a_story_told_stays_told_when_it_joins_another() -> None:
    mine, other = article("s1", id="a"), article("s2", id="b", first_seen=NOW)
    assert ids(replace(mine, relation="duplicate", story="s2"), other, sent={"s1": 0}, known={"a": 0}) == []


def test_the_rest_of_a_story_is_news_when_what_was_told_leaves_it() -> None:
    gone, rest = article("apart", id="a"), article("s1", id="b", first_seen=NOW)
    assert ids(gone, rest, sent={"s1": 0}, known={"a": 0}) == ["b"]


def test_a_correction_of_a_copy_reaches_who_was_sent_that_copy() -> None:
    copy = article("s1", id="copy", relation="duplicate", revision=1, change="the date was wrong")
    assert ids(article(), copy, sent={"s1": 0}, known={"copy": 0}, section="corrected") == ["copy"]


def test_editors_see_what_may_be_a_copy_or_a_translation_in_their_languages() -> None:
    pages = [
        notice("similar", "Fair", language="en", url="https://cities.example/1/", other="https://cities.example/2/"),
        notice("offered", "Foire", language="fr", url="https://cities.example/3/", other="https://cities.example/2/"),
        notice("held", "Fair", language="en", url="https://cities.example/4/"),
    ]
    assert told(compose([], EDITOR, NOW, notices=pages), "look") == ["Fair", "Fair"]
    french = replace(EDITOR, languages=("fr", "en"))
    assert [n.topic for n in _looks(compose([], french, NOW, notices=pages))] == ["held", "similar", "offered"]
    assert compose([], READER, NOW, notices=pages) is None


def test_a_machine_translation_leads_to_the_text_that_it_was_made_of() -> None:
    reader = replace(READER, languages=("fr",))
    ways = {"ar": "https://cities.example/ar/s1/", "en": "https://cities.example/en/s1/"}
    french = article("s1", "fr", machine_translated=True, translations=ways)
    arabic = article("s1", "ar", machine_translated=True)
    issue = compose([french, arabic, article("s1", "en")], reader, NOW)
    assert issue is not None and next(iter(issue.articles[0].translations)) == "en"
    assert "Lire en anglais" in render_text(issue) and "en arabe" not in render_text(issue)


def _looks(issue: Issue | None) -> list[Any]:
    return [n for s in issue.sections if s.name == "look" for n in s.notices] if issue else []
