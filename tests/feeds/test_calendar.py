from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from icalendar import Calendar

from scnfeed.errors import FeedError
from scnfeed.feeds import render_feed
from scnfeed.feeds.calendar import colour_name
from scnfeed.model import Article, Event, Feed
from tests.feeds.factory import BASE, NOON, SEEN, SITE, SUMMIT, article, feed, ident, newsroom

EVENTS = feed("ar/events", "ar", kinds=("event",), formats=("rss", "ics"), title="الفعاليات بالعربية")
TOGETHER = replace(EVENTS, name="all/events", languages=())


def text(articles: list[Article], of: Feed = EVENTS) -> bytes:
    return render_feed(of, articles, "ics")


def events(articles: list[Article], of: Feed = EVENTS) -> list[Any]:
    return list(Calendar.from_ical(text(articles, of)).walk("VEVENT"))


def event(**changes: Any) -> Any:
    (one,) = events([article(1, "ar", **({"events": (SUMMIT,)} | changes))])
    return one


def test_the_end_is_the_day_after_the_last_day() -> None:
    one = event()
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2023, 9, 19), date(2023, 9, 22))
    assert b"DTEND;VALUE=DATE:20230922\r\n" in text([article(1, "ar", events=(SUMMIT,))])


def test_one_day_has_an_end_too() -> None:
    one = event(events=(replace(SUMMIT, end=SUMMIT.start),))
    assert one["DTEND"].dt == date(2023, 9, 20)


def test_times_are_written_in_utc() -> None:
    manila = timezone(timedelta(hours=8))
    timed = Event(datetime(2023, 7, 18, 9, tzinfo=manila), datetime(2023, 7, 18, 17, tzinfo=manila), None, True, "")
    written = text([article(1, "ar", events=(timed,))])
    assert b"DTSTART:20230718T010000Z\r\nDTEND:20230718T090000Z\r\n" in written


def test_a_moment_and_a_day_together_are_days() -> None:
    mixed = Event(datetime(2023, 7, 18, 9, tzinfo=UTC), date(2023, 7, 19), None, True, "")
    assert event(events=(mixed,))["DTEND"].dt == date(2023, 7, 20)


def test_a_single_moment_has_no_end() -> None:
    when = datetime(2023, 7, 18, 9, tzinfo=UTC)
    assert "DTEND" not in event(events=(Event(when, when, None, True, ""),))


def test_it_says_what_where_and_the_sentence_with_its_link() -> None:
    one = event(title="القمة العالمية")
    assert (str(one["SUMMARY"]), one["SUMMARY"].params["LANGUAGE"]) == ("القمة العالمية", "ar")
    assert str(one["LOCATION"]) == "نيويورك"
    assert str(one["DESCRIPTION"]) == f"{SUMMIT.sentence}\n{SITE}/ar/news/item-1/"
    assert one["URL"] == f"{SITE}/ar/news/item-1/"
    assert (one["STATUS"], one["TRANSP"]) == ("CONFIRMED", "TRANSPARENT")


def test_the_uid_comes_from_the_article_and_an_edit_keeps_it() -> None:
    before = event()
    after = event(title="x", url=f"{SITE}/moved/", events=(replace(SUMMIT, end=date(2023, 9, 22)),), event_sequence=1)
    assert before["UID"] == after["UID"] == ident(1).removeprefix("urn:uuid:") + "-1@scnfeed"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_two_events_of_an_article_have_two_uids() -> None:
    later = replace(SUMMIT, start=date(2024, 1, 1), end=date(2024, 1, 2))
    assert len({e["UID"] for e in events([article(1, "ar", events=(SUMMIT, later))])}) == 2


def test_stamps_come_from_the_store_and_never_from_a_clock() -> None:
    assert event()["DTSTAMP"].dt == event()["LAST-MODIFIED"].dt == SEEN
    assert event(revised=NOON)["DTSTAMP"].dt == NOON
    assert text(newsroom()) == text(newsroom()[::-1])


def test_only_certain_events_are_told() -> None:
    assert events([article(1, "ar", events=(replace(SUMMIT, certain=False),))]) == []


def test_rough_days_are_told_where_asked_for_and_marked_and_rename_no_certain_event() -> None:
    rough = replace(SUMMIT, certain=False, start=date(2023, 10, 1), end=date(2023, 10, 31), sentence="Ende Oktober")
    one = article(1, "en", events=(rough, SUMMIT))
    asked = replace(feed("en/events", kinds=("event",)), formats=("ics",))
    (certain,) = events([one], asked)
    told = {str(event["UID"]): event for event in events([one], replace(asked, uncertain=True))}
    assert len(told) == 2 and told[str(certain["UID"])]["STATUS"] == "CONFIRMED"
    marked = next(event for uid, event in told.items() if uid != certain["UID"])
    assert marked["STATUS"] == "TENTATIVE" and "only roughly" in marked["DESCRIPTION"]
    assert (marked["DTSTART"].dt, marked["DTEND"].dt) == (date(2023, 10, 1), date(2023, 11, 1))


def test_past_events_stay_beyond_the_limit_of_the_feed() -> None:
    many = [article(n, "ar", events=(SUMMIT,)) for n in range(1, 9)]
    assert len(events(many, replace(EVENTS, limit=2))) == 8


def test_a_withdrawn_article_leaves_its_event_cancelled_and_its_sequence_raised() -> None:
    one = event(withdrawn=NOON, event_sequence=2)
    assert (one["STATUS"], one["SEQUENCE"], one["DTSTAMP"].dt) == ("CANCELLED", 3, NOON)
    assert one["UID"] == event()["UID"]


def test_an_event_that_a_live_copy_still_tells_is_not_cancelled() -> None:
    gone = article(1, "ar", story="a", events=(SUMMIT,), withdrawn=NOON)
    live = article(2, "ar", story="a", events=(SUMMIT,))
    assert [e["STATUS"] for e in events([gone, live])] == ["CONFIRMED"]


def test_a_watch_page_stands_in_the_calendar_of_all_once_in_the_words_of_its_first_language() -> None:
    pages = [article(n, code, kind="page", story="summit", events=(SUMMIT,)) for n, code in ((1, "ar"), (2, "en"))]
    found = events([*pages, article(3, events=(SUMMIT,))], TOGETHER)
    assert [e["SUMMARY"].params["LANGUAGE"] for e in found] == ["ar", "en"]


@pytest.mark.parametrize("of", [TOGETHER, replace(EVENTS, languages=("ar", "en"), once=True)])
def test_languages_together_tell_each_storys_event_once(of: Feed) -> None:
    both = [article(1, "ar", story="a", events=(SUMMIT,)), article(2, "en", story="a", events=(SUMMIT,))]
    assert [e["SUMMARY"].params["LANGUAGE"] for e in events(both, of)] == ["ar"]


def test_the_calendar_names_itself() -> None:
    found: Any = Calendar.from_ical(text([article(1, "ar", events=(SUMMIT,))]))
    assert str(found["NAME"]) == str(found["X-WR-CALNAME"]) == "الفعاليات بالعربية"
    assert (found["VERSION"], found["LAST-MODIFIED"].dt, found["COLOR"]) == ("2.0", SEEN, "teal")
    head = text([])
    assert f"SOURCE;VALUE=URI:{BASE}/ar/events.ics\r\n".encode() in head
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in head
    assert b"METHOD" not in head


def test_lines_end_in_crlf_and_fold_at_75_octets_between_characters() -> None:
    written = text([article(1, "ar", title="القمة العالمية " * 20, events=(SUMMIT,))])
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert all(len(line.decode().encode()) <= 75 for line in written.split(b"\r\n"))


def test_hostile_text_stays_text() -> None:
    one = event(title="a;b,c\\d\x00\ud83d\u202e\r\nEND:VEVENT", events=(replace(SUMMIT, place="\u2066x\nURL:evil"),))
    assert (str(one["SUMMARY"]), str(one["LOCATION"])) == ("a;b,c\\d END:VEVENT", "x URL:evil")


def test_an_article_without_an_address_has_no_url() -> None:
    one = event(url=None)
    assert "URL" not in one
    assert str(one["DESCRIPTION"]) == SUMMIT.sentence


@pytest.mark.parametrize("fault", [{"id": ""}, {"events": (replace(SUMMIT, end=date(2023, 9, 1)),)}])
def test_a_bad_event_is_refused_or_left_out_and_told(fault: dict[str, Any]) -> None:
    bad = article(1, "ar", **({"events": (SUMMIT,)} | fault))
    good, told = article(2, "ar", events=(SUMMIT,)), list[Article]()
    with pytest.raises(FeedError):
        text([bad, good])
    written = render_feed(EVENTS, [bad, good], "ics", on_bad=lambda a, _: told.append(a))
    assert told == [bad]
    assert written.count(b"BEGIN:VEVENT") == 1


def test_the_file_stays_under_a_megabyte_by_leaving_out_the_oldest() -> None:
    wordy = replace(SUMMIT, sentence="كلمة " * 2000)
    written = text([article(n, "ar", events=(wordy,)) for n in range(1, 150)])
    assert 800_000 < len(written) < 1_000_000
    assert ident(1).removeprefix("urn:uuid:").encode() in written


@pytest.mark.parametrize(
    ("colour", "name"), [("#0b5c6b", "teal"), ("#ff0000", "red"), ("#fff", "teal"), ("", "teal"), ("red;", "teal")]
)
def test_a_colour_is_named_as_css_does(colour: str, name: str) -> None:
    assert colour_name(colour) == name
