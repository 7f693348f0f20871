"""Which feeds and calendars there are, by the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from icalendar import Calendar

from scnfeed.config import Config, FeedSettings, SiteSettings
from scnfeed.jobs.offers import feeds_of, of_sites
from scnfeed.jobs.publish import publish
from scnfeed.model import Event
from scnfeed.store import Store
from tests.jobs.small import article, remember

EVENT = Event(date(2024, 5, 9), date(2024, 5, 10), "Bari", True, "From 9 to 10 May 2024.")


def summaries(config: Config, name: str) -> set[str]:
    calendar = Calendar.from_ical((config.public / name).read_bytes())
    return {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}


def test_a_feed_of_events_has_a_calendar(config: Config) -> None:
    own = FeedSettings("bari", "Bari", kinds=("event",), places=("Bari",))
    found = {feed.name: feed for feed in feeds_of(replace(config, feeds=(own,)))}
    assert "ics" in found["bari"].formats and "ics" not in found["en/news"].formats


def test_a_feed_of_every_language_comes_where_each_item_can_say_its_own(config: Config) -> None:
    asked = (
        FeedSettings("bari", "Bari", kinds=("event",)),
        FeedSettings("own", "Own", languages=("ar", "en"), once=True),
    )
    several = replace(config, feeds=asked)
    found = {feed.name: feed.formats for feed in feeds_of(several)}
    assert (found["bari"], found["own"]) == (("json", "ics"), ("rss", "atom", "json"))
    english = {"strong_cities": SiteSettings(languages=("en",))}
    only = next(feed for feed in feeds_of(replace(several, sites=english)) if feed.name == "bari")
    assert (only.languages, only.formats) == (("en",), ("rss", "atom", "json", "ics")), "sites of one language"


def test_several_sites_have_a_calendar_each(config: Config) -> None:
    one = config.enabled_sites()[0]
    other = replace(one, name="other", title="Other")
    assert not list(of_sites(config, [one]))
    names = {feed.name: feed for feed in of_sites(config, [one, other])}
    assert names["other/events"].sites == ("other",) and "ics" in names[f"{one.name}/events"].formats


def test_rough_dates_stand_in_calendars_only_where_the_settings_say_so(config: Config, small_store: Store) -> None:
    rough = replace(EVENT, certain=False)
    remember(small_store, replace(article("sure"), events=(EVENT,)), replace(article("rough"), events=(rough,)))
    publish(config, small_store)
    assert summaries(config, "en/events.ics") == {"Title sure"}
    publish(replace(config, publish=replace(config.publish, uncertain_events="mark")), small_store)
    assert summaries(config, "en/events.ics") == summaries(config, "all/events.ics") == {"Title sure", "Title rough"}
    assert b"Title rough" not in (config.public / "en" / "events.rss").read_bytes(), "feeds tell of certain days only"
