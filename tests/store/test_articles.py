"""Articles, versions, decisions, stories."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from scnfeed.errors import StoreBusy, StoreError
from scnfeed.match.rulings import Action, Ruling
from scnfeed.model import Article, Attachment, Change, Decision, Event, Image, Member, Story
from scnfeed.store import Store

NOW = datetime(2026, 3, 1, 6, tzinfo=UTC)
DAY = timedelta(days=1)


def article(id: str, url: str | None = "", **given: object) -> Article:
    address = f"https://scn.org/{id}/" if url == "" else url
    plain = Article("scn", address, "en", "ltr", "news", f"Title {id}", "<p>x</p>", "x", id=id, ordered=NOW)
    return replace(plain, **given)  # type: ignore[arg-type]


def put(store: Store, *articles: Article, now: datetime = NOW, run: str = "r") -> None:
    changes = [Change(Decision("new", "first seen", article=article.id), article) for article in articles]
    store.apply(changes, run=run, now=now)


def test_an_article_comes_back_as_it_was_stored(store: Store) -> None:
    cairo = timezone(timedelta(hours=2))
    whole = article(
        "a",
        language="ar",
        direction="rtl",
        title="مدن قوية في مواجهة التطرف",
        content_html="<p>القمة</p>",
        canonical_url="https://scn.org/canonical/",
        published=date(2026, 2, 28),
        updated=datetime(2026, 2, 28, 23, 30, tzinfo=cairo),
        images=(Image("https://scn.org/i.png", "صورة"),),
        attachments=(Attachment("https://scn.org/f.pdf", "f", "application/pdf", 12),),
        translations={"en": "https://scn.org/en/"},
        events=(Event(date(2026, 4, 1), date(2026, 4, 2), None, True, "1-2 April"),),
        sources={"title": "heading"},
        aliases=("https://scn.org/old/",),
        first_seen=NOW,
    )
    put(store, whole)
    assert store.articles() == store.versions("a") == [whole]


def test_an_article_is_found_by_id_address_alias_and_canonical_address(store: Store) -> None:
    put(store, article("a", aliases=("https://scn.org/old/",), canonical_url="https://scn.org/canonical/"))
    for key in ("a", "https://scn.org/a/", "https://scn.org/old/", "https://scn.org/canonical/"):
        found = store.article(key)
        assert found and found.id == "a", key
    assert store.article("https://scn.org/unknown/") is None


def test_a_canonical_address_shared_by_a_translation_is_no_conflict(store: Store) -> None:
    put(store, article("en"), article("ar", canonical_url="https://scn.org/en/"))
    found = store.article("https://scn.org/en/")
    assert found and found.id == "en"


def test_an_edit_keeps_the_id_and_adds_a_version(store: Store) -> None:
    put(store, article("a"))
    edited = article("a", title="Better", revision=1)
    put(store, edited, now=NOW + DAY)
    assert store.articles() == [edited]
    assert [version.title for version in store.versions("a")] == ["Title a", "Better"]


def test_what_is_no_content_makes_no_version(store: Store) -> None:
    put(store, article("a"))
    put(store, article("a", story="s", relation="duplicate", body_hash="f" * 64))
    assert len(store.versions("a")) == 1
    put(store, article("a", events=(Event(date(2026, 4, 1), date(2026, 4, 1), None, True, ""),)))
    put(store, article("a", revision=1))
    put(store, article("a", title="Title a", content_html="<p>y</p>", revision=1))
    assert len(store.versions("a")) == 4


def test_content_that_returns_to_what_it_was_is_a_version_too(store: Store) -> None:
    for revision, title in enumerate(["one", "two", "one"]):
        put(store, article("a", title=title, revision=revision))
    assert [version.title for version in store.versions("a")] == ["one", "two", "one"]


def test_newest_comes_first_undated_last_and_equals_by_id(store: Store) -> None:
    put(store, article("c"), article("d", ordered=None), article("b"), article("a", ordered=NOW - DAY))
    put(store, article("e", ordered=NOW + DAY))
    assert [a.id for a in store.articles()] == ["e", "b", "c", "a", "d"]


def test_articles_are_chosen_by_site_language_baseline_and_withdrawal(store: Store) -> None:
    put(store, article("a", language="ar"), article("b", site="other"), article("c", baseline=True))
    put(store, article("d", withdrawn=NOW))

    def ids(**wanted: object) -> str:
        return "".join(sorted(a.id for a in store.articles(**wanted)))  # type: ignore[arg-type]

    assert ids() == "abc"
    assert ids(withdrawn=True) == "abcd"
    assert ids(sites=["scn"]) == "ac"
    assert ids(languages=["ar", "fr"]) == "a"
    assert ids(baseline=True) == "c"
    assert ids(baseline=False, sites=["scn"]) == "a"


def test_one_address_of_a_site_is_one_live_article(store: Store) -> None:
    put(store, article("a"))
    with pytest.raises(StoreError, match=r"https://scn.org/a/ is the address of another live article"):
        put(store, article("first"), article("b", "https://scn.org/a/"))
    assert [a.id for a in store.articles()] == ["a"]
    assert len(store.decisions()) == 1
    put(store, article("b", "https://scn.org/a/", site="other"))
    assert len(store.articles()) == 2


def test_an_alias_of_another_live_article_is_refused_too(store: Store) -> None:
    put(store, article("a", aliases=("https://scn.org/old/",)))
    with pytest.raises(StoreError, match=r"https://scn.org/old/"):
        put(store, article("b", "https://scn.org/old/"))


def test_a_withdrawn_article_gives_its_address_away_and_does_not_get_it_back_by_itself(store: Store) -> None:
    put(store, article("a", withdrawn=NOW))
    put(store, article("b", "https://scn.org/a/"))
    put(store, article("a", withdrawn=NOW, title="touched"))
    found = store.article("https://scn.org/a/")
    assert found and found.id == "b"
    with pytest.raises(StoreError, match="another live article"):
        put(store, article("a"))


def test_two_articles_can_exchange_an_address_in_one_step(store: Store) -> None:
    put(store, article("a"), article("b"))
    put(store, article("a", "https://scn.org/b/"), article("b", "https://scn.org/a/"))
    found = store.article("https://scn.org/a/")
    assert found and found.id == "b"


def test_a_page_without_an_address_can_be_stored_many_times(store: Store) -> None:
    put(store, article("a", None), article("b", None))
    assert len(store.articles()) == 2


def test_an_article_without_an_id_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="has no id"):
        put(store, article(""))


def test_a_stale_epoch_cannot_write(store: Store) -> None:
    stale = store.lease("scn", "first", NOW, 60)
    fresh = store.lease("scn", "second", NOW + DAY, 60)
    change = Change(Decision("new", "", article="a"), article("a"))
    with pytest.raises(StoreBusy, match="nothing was written"):
        store.apply([change], run="r", now=NOW, site="scn", epoch=stale)
    assert (store.articles(), store.decisions()) == ([], [])
    store.apply([change], run="r", now=NOW, site="scn", epoch=fresh)
    store.release("scn", "second")
    with pytest.raises(StoreBusy):
        store.apply([change], run="r", now=NOW, site="scn", epoch=fresh)
    assert len(store.decisions()) == 1


def test_two_who_store_one_address_at_once_leave_one_article(store: Store) -> None:
    def attempt(n: int) -> bool:
        try:
            put(store, article(f"id-{n}", "https://scn.org/same/"))
        except StoreError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [False, False, False, True]
    assert len(store.articles()) == len(store.decisions()) == 1


def test_text_that_no_database_takes_is_stripped(store: Store) -> None:
    put(store, article("a", title="NUL\0 and half \ud83d", topics=("x\0",), translations={"ar": "u\0"}))
    found = store.article("a")
    assert found and (found.title, found.topics, found.translations) == ("NUL and half ", ("x",), {"ar": "u"})


@pytest.mark.parametrize("where", ["ordered", "first_seen", "events", "now"])
def test_a_naive_date_time_is_refused_wherever_it_hides(store: Store, where: str) -> None:
    naive = NOW.replace(tzinfo=None)
    hidden = {
        "ordered": article("a", ordered=naive),
        "first_seen": article("a", first_seen=naive),
        "events": article("a", events=(Event(naive, naive, None, True, ""),)),
    }
    with pytest.raises(StoreError, match="has no time zone"):
        put(store, hidden.get(where, article("a")), now=naive if where == "now" else NOW)
    assert store.articles() == []


def test_nine_megabytes_of_text_and_a_very_long_address_are_stored(store: Store) -> None:
    big = article("a", f"https://scn.org/{'x' * 20_000}", content_html="مدن " * 1_300_000)
    put(store, big)
    assert big.url and store.article(big.url) == big


def test_decisions_are_told_in_the_order_they_were_taken(store: Store) -> None:
    for n, run in enumerate(["1", "2", "2"]):
        decisions = [Decision("same", f"{n}", article=about, figures={"score": 0.5}) for about in ("b", "a")]
        store.apply([Change(decision, None) for decision in decisions], run=run, now=NOW - n * DAY)
    assert [d.reason + d.article for _, d in store.decisions()] == ["0b", "0a", "1b", "1a", "2b", "2a"]
    assert [at for at, _ in store.decisions(article="a")] == [NOW, NOW - DAY, NOW - 2 * DAY]
    assert [d.reason for _, d in store.decisions(article="a", run="2")] == ["1", "2"]


def test_stories_list_their_live_members_the_newest_story_first(store: Store) -> None:
    put(store, article("lone", ordered=NOW + DAY), article("elsewhere", site="other"))
    put(store, article("en", story="s"), article("ar", story="s", language="ar", relation="translation"))
    put(store, article("copy", story="s", relation="duplicate"), article("gone", story="s", withdrawn=NOW))
    told = Story(
        "s",
        (
            Member("en", "https://scn.org/en/", "en", "preferred"),
            Member("ar", "https://scn.org/ar/", "ar", "translation"),
            Member("copy", "https://scn.org/copy/", "en", "duplicate"),
        ),
    )
    lone = Story("lone", (Member("lone", "https://scn.org/lone/", "en", "preferred"),))
    assert store.stories(site="scn") == [lone, told]
    assert [story.id for story in store.stories()] == ["lone", "elsewhere", "s"]


# ---- what is offered, and what editors said ------------------------------------------------------------------------


def offer(store: Store, one: str, other: str) -> None:
    store.apply([Change(Decision("offered", "perhaps", article=one, other=other), None)], run="r", now=NOW)


def ruling(action: Action = "split", one: str = "a", other: str = "b", **given: object) -> Ruling:
    return Ruling(id=f"urn:{action}", at=NOW, action=action, article=one, other=other, **given)  # type: ignore[arg-type]


def test_a_likely_translation_is_a_member_offered_beside_its_own_story(store: Store) -> None:
    put(store, article("a", story="s1", language="ar"), article("b", story="s2"))
    offer(store, "a", "b")
    members = {story.id: [(m.id, m.relation) for m in story.members] for story in store.stories()}
    assert members == {"s1": [("a", "preferred")], "s2": [("b", "preferred"), ("a", "offered")]}


def test_an_offer_ends_when_an_editor_splits_or_merges_or_a_page_is_gone(store: Store) -> None:
    put(store, article("a", story="s1", language="ar"), article("b", story="s2"))
    offer(store, "a", "b")
    store.rule(ruling(), (), now=NOW)
    assert "offered" not in [m.relation for story in store.stories() for m in story.members]
    store.rule(ruling(revoked=NOW + DAY), (), now=NOW)
    assert "offered" in [m.relation for story in store.stories() for m in story.members]
    put(store, article("a", story="s2", language="ar", relation="translation"))
    assert [m.relation for story in store.stories() for m in story.members] == ["preferred", "translation"]


def test_a_ruling_is_stored_with_what_it_changes_or_not_at_all(store: Store) -> None:
    put(store, article("a"))
    bad = Change(Decision("same", ""), article(""))
    with pytest.raises(StoreError):
        store.rule(ruling("withdraw", other=""), [bad], now=NOW)
    assert store.rulings().all == ()
    gone = article("a", withdrawn=NOW)
    store.rule(ruling("withdraw", other=""), [Change(Decision("withdrawn", "x", "a"), gone)], now=NOW)
    assert store.articles() == [] and store.rulings().withdrawn("a")


def test_a_revoked_ruling_stays_in_the_list_and_out_of_force(store: Store) -> None:
    store.rule(ruling(before="["), (), now=NOW)
    store.rule(ruling(before="[", revoked=NOW), (), now=NOW)
    [kept] = store.rulings().all
    assert kept.revoked == NOW and not store.rulings().apart("a", "b")


@pytest.mark.parametrize(
    ("changed", "heard"),
    [
        ({"translations": {"fr": "https://cities.example.org/fr/news/x/"}}, False),
        ({"content_html": '<p>The same words, <a href="https://example.org/moved/">elsewhere</a>.</p>'}, False),
        ({"content_text": "Other words."}, True),
        ({"attachments": (Attachment("https://cities.example.org/a.pdf", length=7),)}, True),
    ],
)
def test_what_no_reader_can_see_waits_for_the_next_change(store: Store, changed: dict[str, Any], heard: bool) -> None:
    put(store, article("a"), article("b"))
    before = store.last_change()
    put(store, article("a", **changed))
    assert store.changed_stories(before, 10) == (["a"] if heard else [])
    assert store.article("a") == article("a", **changed), "it is stored all the same"
