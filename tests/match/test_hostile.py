"""Pages that claim to be each other are held and told, never merged; floods and empty texts change nothing."""

from __future__ import annotations

import time
from dataclasses import replace

from scnfeed.match.changes import edit_between
from scnfeed.match.compare import compare
from scnfeed.match.known import CROWD, MOST, Memory
from scnfeed.match.quality import Batch, why_hold
from tests.match.factory import FERRY, LEAD, SCHOOL, article, judge

HOME = "https://strongcitiesnetwork.org/news/"
OTHER = (
    "At noon the bakers opened their ovens to the night shift, and nobody spoke of rent until the last loaf was gone."
)


def test_one_canonical_address_for_all_pages_merges_none() -> None:
    bench = judge()
    bench.decide(article("front", title="Ferries"), asked=f"{HOME}a/")
    for slug, text in (("b", SCHOOL), ("c", OTHER)):
        (change,) = bench.decide(article("front", title=slug, content_text=text), asked=f"{HOME}{slug}/")
        assert change.article is None and change.decision.relation == "held"
        assert "not believed" in change.decision.reason and "Ferries" in change.decision.reason
    known = bench.known.by_address("strong_cities", f"{HOME}front/")
    assert known and known.content_text == FERRY


def test_one_post_id_for_all_pages_merges_none() -> None:
    bench = judge()
    bench.decide(article("a", title="Ferries", post_id="1"), asked=f"{HOME}a/")
    (change,) = bench.decide(article("b", title="Schools", post_id="1", content_text=SCHOOL), asked=f"{HOME}b/")
    assert change.decision.relation == "held" and "post 1" in change.decision.reason


def test_one_address_or_post_id_for_pages_of_all_languages_merges_none() -> None:
    bench = judge()
    bench.decide(article("front", title="Ferries", post_id="1"), asked=f"{HOME}a/")
    for slug, language, text in (("b", "fr", SCHOOL), ("c", "ar", OTHER), ("d", "es", LEAD)):
        page = article("x", language=language, title=slug, content_text=text, post_id="1", url=f"{HOME}front/")
        (change,) = bench.decide(page, asked=f"{HOME}{slug}/")
        assert change.article is None and change.decision.relation == "held"


def test_a_rewritten_page_at_its_own_address_is_no_claim() -> None:
    bench = judge(article("a", id="urn:uuid:1", story="s", post_id="1"))
    (change,) = bench.decide(article("a", title="Schools", post_id="1", content_text=SCHOOL), asked=f"{HOME}a/")
    assert change.decision.relation == "changed" and change.article and change.article.id == "urn:uuid:1"


def test_two_pages_that_claim_to_be_the_same_version_stay_two_stories() -> None:
    bench = judge(article(id="urn:uuid:1", story="s"))
    named = {"en": article().url or ""}
    bench.decide(article("un", language="fr", content_text=SCHOOL, translations=named))
    (second,) = bench.decide(article("deux", title="Autre", language="fr", content_text=OTHER, translations=named))
    assert second.article and second.article.story != "s"
    assert "already is the fr version" in second.decision.reason


def test_a_circle_of_translations_is_broken_where_it_contradicts_itself() -> None:
    """English names French, French names another English page."""
    another = article("another", content_text=SCHOOL, title="Another").url or ""
    french = article("fr", language="fr", content_text=LEAD, translations={"en": another})
    bench = judge(replace(french, id="f", story="sf"))
    (change,) = bench.decide(article(translations={"fr": french.url or ""}))
    assert change.article and change.article.story != "sf"
    assert "names" in change.decision.reason and another in change.decision.reason


def test_a_page_is_not_the_version_of_one_that_names_it_when_it_names_another_itself() -> None:
    """Every page of a broken theme names the versions of one article as its own."""
    first = article("first", title="Ferries")
    front, front_fr = article("front", content_text=SCHOOL), article("devant", language="fr", content_text=LEAD)
    named = {"en": front.url or "", "fr": front_fr.url or ""}
    bench = judge()
    (one,) = bench.decide(replace(first, translations={"fr": named["fr"]}))
    (french,) = bench.decide(replace(front_fr, translations={"en": named["en"]}))
    assert one.article and french.article and french.article.story != one.article.story
    assert "but it names" in french.decision.reason
    told = bench.decide(replace(front, translations={"fr": named["fr"]}))
    assert told[0].article and told[0].article.story == french.article.story


def test_a_page_of_another_site_cannot_join_a_story_by_naming_it() -> None:
    foreign = article("f", site="foreign", url="https://foreign.example/f/", language="fr", content_text=SCHOOL)
    bench = judge(replace(foreign, id="f", story="sf", translations={"en": article().url or ""}))
    (change,) = bench.decide(article(translations={"fr": foreign.url or ""}))
    assert change.article and change.article.story != "sf"


def test_a_flood_of_copies_is_one_story_and_takes_no_longer_for_the_last_than_for_the_first() -> None:
    bench = judge()
    bench.decide(article("first"))
    began = time.process_time()
    for number in range(1000):
        changes = bench.decide(article(f"copy-{number}"))
        assert [change.decision.relation for change in changes] == ["duplicate"]
    assert time.process_time() - began < 10
    assert len(bench.known.candidates(article("last"))) == 1


def test_what_a_crowd_with_one_opening_costs_is_bounded_and_the_copy_is_still_found() -> None:
    texts = [f"{LEAD} {' '.join(f'w{n}x{m}' for m in range(60))}" for n in range(2 * CROWD)]
    bench = judge(*(article(f"n{n}", title=f"Title {n}", content_text=text) for n, text in enumerate(texts)))
    found = bench.known.candidates(article(title="Else", content_text=texts[7]))
    assert len(found) <= MOST and texts[7] in [one.content_text for one in found]


def test_texts_of_no_or_few_words_are_never_one_story_by_themselves() -> None:
    assert compare(article("a", content_text=""), article("b", content_text="")).relation == "different"
    one, other = (article(slug, title=slug, content_text="Read more here.") for slug in ("alpha", "beta"))
    assert compare(one, other).relation == "different"


def test_a_body_of_ten_megabytes_is_compared_in_seconds() -> None:
    huge = article("huge", content_text=" ".join(f"word{n}" for n in range(1_200_000)))
    assert len(huge.content_text) > 10_000_000
    began = time.process_time()
    assert compare(huge, replace(huge, url=None)).relation == "duplicate"
    assert compare(huge, article()).relation == "different"
    assert time.process_time() - began < 15


def test_a_text_that_repeats_two_words_for_ever_costs_little() -> None:
    pairs = [("a b " * 50_000, "a c b " * 33_000), ("a b c d. " * 22_000, "a c b d. " * 22_000)]
    pairs.append(("x " + "a b " * 1400 + "y", "z " + "a c b a " * 700 + "q"))
    for one, other in pairs:
        began = time.process_time()
        compare(article(content_text=one), article(content_text=other))
        edit_between(article(content_text=one), article(content_text=other))
        assert time.process_time() - began < 10


def test_ten_thousand_copies_are_one_story_in_bounded_time_and_memory() -> None:
    bench = judge()
    bench.decide(article("first"))
    began = time.process_time()
    for number in range(10_000):
        (change,) = bench.decide(article(f"copy-{number}"))
        assert change.decision.relation == "duplicate"
    assert time.process_time() - began < 60
    assert isinstance(bench.known, Memory)
    assert sum(len(shard) for shard in bench.known._holders) < 50


def test_a_page_of_ten_megabytes_is_decided_about_in_seconds() -> None:
    text = " ".join(f"word{n}" for n in range(1_200_000))
    bench = judge(article("huge", content_text=text, id="urn:uuid:1", story="s"))
    began = time.process_time()
    (copy,) = bench.decide(article("huge-again", content_text=text))
    (edit,) = bench.decide(article("huge", content_text=text.replace("word600000 ", "another ")))
    assert copy.decision.relation == "duplicate" and edit.decision.article == "urn:uuid:1"
    assert time.process_time() - began < 30


def test_pages_that_hold_nothing_but_what_all_pages_hold_are_held_as_a_batch() -> None:
    furniture = [
        article(f"n{n}", title=f"Title {n}", content_text="Stay up to date. Share. Newsletter.") for n in range(30)
    ]
    assert "answer one and the same page" in why_hold(Batch(furniture, 0, 40))


def test_a_ring_of_translations_that_each_name_the_next_is_one_story() -> None:
    pages = {code: article("ring", language=code, content_text=text) for code, text in RING.items()}
    following = {"en": "fr", "fr": "ar", "ar": "en"}
    bench = judge()
    for code, page in pages.items():
        bench.decide(replace(page, translations={following[code]: pages[following[code]].url or ""}))
    stories = {found.story for page in pages.values() if (found := bench.known.by_address(page.site, page.url or ""))}
    assert len(stories) == 1


def test_a_page_that_names_another_as_its_version_in_its_own_language_joins_nothing() -> None:
    bench = judge(article("b", id="urn:uuid:1", story="s", title="Schools", content_text=SCHOOL))
    (change,) = bench.decide(article("a", translations={"en": article("b").url or ""}))
    assert change.decision.relation == "new" and change.article and change.article.story != "s"


RING = {"en": FERRY, "fr": SCHOOL, "ar": LEAD}
