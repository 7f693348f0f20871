from __future__ import annotations

from lxml import etree

from scnfeed.feeds import default_feeds, opml, select
from tests.feeds.factory import BASE, BRAND, feed, newsroom

FEEDS = default_feeds(["en", "ar"], BASE, BRAND, "Cities Network")
BY_NAME = {one.name: one for one in FEEDS}


def test_the_tree_has_every_kind_in_every_language_and_together() -> None:
    kinds = ("news", "events", "resources", "all")
    assert set(BY_NAME) == {f"{part}/{kind}" for part in ("en", "ar", "all") for kind in kinds} | {"ar-else-en/all"}


def test_titles_speak_their_own_language() -> None:
    assert BY_NAME["ar/news"].title == "الأخبار بالعربية – Cities Network"
    assert BY_NAME["en/news"].title == "News in English – Cities Network"
    assert BY_NAME["ar-else-en/all"].title == "كل الجديد بالعربية، وإلا فبالإنجليزية – Cities Network"


def test_every_language_but_the_default_has_a_chain_to_it() -> None:
    chains = [f for f in default_feeds(["en", "ar", "fr"], BASE, BRAND) if f.once]
    assert [(f.name, f.languages) for f in chains] == [
        ("ar-else-en/all", ("ar", "en")),
        ("fr-else-en/all", ("fr", "en")),
    ]


def test_events_come_as_a_calendar_too_and_nothing_else_does() -> None:
    assert {f.name for f in FEEDS if "ics" in f.formats} == {"en/events", "ar/events", "all/events"}


def test_feeds_of_every_language_have_a_format_in_which_each_item_says_its_own() -> None:
    together = {f.name: f.formats for f in FEEDS if not f.languages}
    assert together.pop("all/events") == ("json", "ics") and set(together.values()) == {("json",)}
    assert {f.formats[:3] for f in FEEDS if f.languages} == {("rss", "atom", "json")}


def test_a_language_without_phrases_is_named_in_english() -> None:
    assert default_feeds(["de"], BASE, BRAND)[0].title == "News in German – Cities Network"


def test_each_default_feed_selects_what_its_name_says() -> None:
    counts = {name: len(select(one, newsroom())) for name, one in BY_NAME.items()}
    assert counts["ar/news"] == 3
    assert counts["ar/events"] == 1
    assert counts["all/all"] == 9
    assert counts["ar-else-en/all"] == 8


def outlines(text: bytes) -> list[dict[str, str]]:
    return [{str(k): str(v) for k, v in o.items()} for o in etree.fromstring(text).iter("outline") if o.get("xmlUrl")]


def test_opml_lists_each_feed_once_as_rss_with_all_that_readers_ask() -> None:
    found = outlines(opml("Cities Network", FEEDS))
    assert [o["xmlUrl"] for o in found] == [f"{BASE}/{f.name}.rss" for f in FEEDS if f.languages]
    assert all(set(o) == {"type", "text", "title", "description", "xmlUrl", "htmlUrl", "language"} for o in found)
    assert {o["type"] for o in found} == {"rss"}


def test_opml_groups_by_language() -> None:
    folders = etree.fromstring(opml("x", FEEDS)).findall("body/outline")
    assert [f.get("text") for f in folders] == ["English", "العربية"]


def test_opml_takes_atom_where_there_is_no_rss_and_leaves_calendars_out() -> None:
    some = [feed("en/a", formats=("atom", "json")), feed("en/b", formats=("ics",))]
    assert [o["xmlUrl"] for o in outlines(opml("x", some))] == [f"{BASE}/en/a.atom"]


def test_opml_is_the_same_bytes_for_the_same_feeds_and_survives_hostile_titles() -> None:
    hostile = [feed("en/a", title='"<&\x00\ud83d\u202e')]
    assert opml("\x00<t>", hostile) == opml("\x00<t>", hostile)
    assert outlines(opml("x", hostile))[0]["title"] == '"<&'
