"""The script does on each day what it says, and nothing else moves a lastmod."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from scnfeed.sample import DAYS, START, SampleSite, Truth, day_of, script
from tests.sample.client import get, words
from tests.sample.test_machine_side import sitemap_rows

CLOSED_DAYS = (9, 14)


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with SampleSite() as site:
        yield site


def told(site: SampleSite, day: int, story: str, language: str = "en") -> Truth:
    site.set_day(day)
    return next(t for t in site.truth().values() if t.story == story and t.language == language)


def shown(site: SampleSite, day: int, story: str, language: str = "en") -> str:
    return words(get(told(site, day, story, language).url).text)


def test_days_follow_each_other_from_the_start() -> None:
    assert [day_of(n) for n in range(1, DAYS + 1)] == [START + timedelta(n) for n in range(DAYS)]
    with pytest.raises(ValueError):
        day_of(DAYS + 1)


def test_a_quiet_day_changes_no_address_and_no_lastmod(site: SampleSite) -> None:
    quiet = [n for n in range(2, DAYS + 1) if not script(n)]
    assert len(quiet) >= 8
    for n in quiet:
        site.set_day(n - 1)
        before = sitemap_rows(site)
        site.set_day(n)
        assert sitemap_rows(site) == before


def test_a_lastmod_moves_only_to_the_day_of_its_edit(site: SampleSite) -> None:
    before: dict[str, str] = {}
    for n in (n for n in range(1, DAYS + 1) if n not in CLOSED_DAYS):
        site.set_day(n)
        now = sitemap_rows(site)
        moved = {url for url, value in now.items() if before.get(url) != value} if before else set()
        assert {now[url] for url in moved} <= {f"{day_of(n)}T08:00:00+00:00"}, n
        assert max(now.values()) <= f"{day_of(n)}T08:00:00+00:00"
        before = now


def test_new_stories_come_on_eight_days_and_three_on_one() -> None:
    days: dict[int, int] = {}
    for n in range(1, DAYS + 1):
        days[n] = sum("appears in English" in said for said in script(n))
    assert sum(count > 0 for count in days.values()) == 8 and max(days.values()) == 3


def test_new_stories_are_live_on_their_day_and_not_before(site: SampleSite) -> None:
    for n, story in ((3, "flood-night-bari"), (12, "rumour-desk"), (20, "summit-lantern-vote"), (28, "choir-exchange")):
        url = told(site, n, story).url
        assert get(url).status == 200
        site.set_day(n - 1)
        assert get(url).status == 404 and url not in sitemap_rows(site)


def test_an_arabic_translation_comes_four_days_later(site: SampleSite) -> None:
    english = told(site, 6, "flood-night-bari")
    assert set(english.translations) == {"fr", "es"} and 'hreflang="ar"' not in get(english.url).text
    arabic = told(site, 7, "flood-night-bari", "ar")
    assert arabic.published == english.published and f'hreflang="ar" href="{arabic.url}"' in get(english.url).text


def test_the_training_moves_to_other_days_another_town_and_another_number(site: SampleSite) -> None:
    for language, old, new in (("en", "60 places", "85 places"), ("ar", "60 مكانًا", "85 مكانًا")):
        assert old in shown(site, 7, "spring-training", language)
        assert new in shown(site, 8, "spring-training", language)
    assert told(site, 7, "spring-training").event == (date(2026, 3, 26), date(2026, 3, 27), "Bari, Italy")
    assert told(site, 8, "spring-training").event == (date(2026, 4, 9), date(2026, 4, 10), "Brest, France")


def test_a_typing_mistake_is_corrected(site: SampleSite) -> None:
    assert "We recieved letters" in shown(site, 5, "two-mayors-one-fence")
    assert "We received letters" in shown(site, 6, "two-mayors-one-fence")


def test_a_title_changes_and_its_address_stays(site: SampleSite) -> None:
    before, after = told(site, 10, "libraries-after-hate"), told(site, 11, "libraries-after-hate")
    assert before.url == after.url and before.title != after.title
    assert f">{after.title}<" in get(after.url).text


def test_an_address_changes_and_the_old_one_leads_to_the_new(site: SampleSite) -> None:
    before, after = told(site, 12, "island-post"), told(site, 13, "island-post")
    assert before.url != after.url
    for old in (before.url, before.url[:-1]):
        answer = get(old)
        assert (answer.status, answer.headers["Location"]) == (301, after.url)
    assert before.url not in sitemap_rows(site)


def test_a_page_is_taken_down(site: SampleSite) -> None:
    urls = [told(site, 15, "winter-fair", language).url for language in ("en", "ar")]
    assert {get(url).status for url in urls} == {200}
    site.set_day(16)
    assert {get(url).status for url in urls} == {404} and not set(urls) & set(sitemap_rows(site))


def test_on_the_outage_day_everything_answers_503(site: SampleSite) -> None:
    site.set_day(9)
    for path in ("", "robots.txt", "sitemap_index.xml", "news/feed/", "wp-json/wp/v2/news", "nowhere/"):
        assert get(site.home + path).status == 503
    assert len(site.addresses()) > 40


def test_on_the_maintenance_day_everything_answers_200_with_one_page(site: SampleSite) -> None:
    site.set_day(14)
    answers = [get(site.home + path) for path in ("", "robots.txt", "sitemap_index.xml", "nowhere/", "?p=1010")]
    assert {answer.status for answer in answers} == {200} and len({answer.body for answer in answers}) == 1
    assert answers[1].headers["Content-Type"].startswith("text/html") and "maintenance" in answers[1].text


def test_the_summit_page_is_rewritten_after_its_event(site: SampleSite) -> None:
    for path, before, after in (
        ("fourthglobalsummit/", "will be held on 17 – 18 March 2026", "was held on 17 – 18 March 2026"),
        ("fr/quatrieme-sommet-mondial/", "se tiendra", "s’est tenu"),
    ):
        site.set_day(18)
        assert before in get(site.home + path).text
        site.set_day(19)
        assert after in get(site.home + path).text and before not in get(site.home + path).text


def test_the_guide_is_updated_and_keeps_its_first_date(site: SampleSite) -> None:
    before, after = told(site, 21, "guide-for-harbour-mayors"), told(site, 22, "guide-for-harbour-mayors")
    assert (before.updated, after.updated) == (date(2025, 11, 14), date(2026, 3, 23))
    assert before.published == after.published
    assert "Last updated: 23/03/2026" in shown(site, 22, "guide-for-harbour-mayors")


def test_the_redesign_changes_every_page_and_no_lastmod(site: SampleSite) -> None:
    site.set_day(23)
    rows, texts = sitemap_rows(site), {url: get(url).text for url in site.addresses()[::9]}
    site.set_day(24)
    assert sitemap_rows(site) == rows
    for url, text in texts.items():
        assert re.search(r'class="(wp-hn|entry|site)', text) and not re.search(r'class="(entry|site)', get(url).text)
