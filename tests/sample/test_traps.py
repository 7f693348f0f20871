"""Each trap of a real site stands on the sample site at least once; one test a trap, looking at what is served."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest

from scnfeed.sample import SampleSite, Truth
from tests.sample.client import get, words

OPENINGS = ("summit-mayors-evening", "summit-open-markets")


@pytest.fixture(scope="module", params=["classic", "redesign"])
def site(request: pytest.FixtureRequest) -> Iterator[SampleSite]:
    with SampleSite(day=20, design=request.param) as site:
        yield site


def one(site: SampleSite, story: str, language: str = "en", kind: str | None = None) -> Truth:
    found = [t for t in site.truth().values() if t.story == story and t.language == language and kind in (None, t.kind)]
    assert len(found) == 1
    return found[0]


def page(site: SampleSite, story: str, language: str = "en", kind: str | None = None) -> str:
    return get(one(site, story, language, kind).url).text


def article_words(text: str) -> str:
    return words(text[text.index("<main") : text.index("</main>")])


@pytest.mark.parametrize(
    ("language", "published", "share"),
    [
        ("en", "Publication Date: 27/08/2025", "Share:"),
        ("ar", "تاريخ النشر: 27/08/2025", "سهم:"),
        ("fr", "Date de publication : 27/08/2025", "Partager :"),
        ("es", "Fecha de publicación: 27/08/2025", "Comparte:"),
    ],
)
def test_the_label_block_speaks_four_languages(site: SampleSite, language: str, published: str, share: str) -> None:
    said = article_words(page(site, "two-mayors-one-fence", language))
    assert published in said and share in said


def test_french_labels_hold_a_no_break_space(site: SampleSite) -> None:
    assert "Date de publication\u00a0:" in page(site, "two-mayors-one-fence", "fr")


def test_arabic_resources_print_arabic_indic_digits(site: SampleSite) -> None:
    said = article_words(page(site, "guide-for-harbour-mayors", "ar"))
    assert "تاريخ النشر: ٢٠/٠٥/٢٠٢٥" in said and "آخر تحديث: ١٤/١١/٢٠٢٥" in said


def test_labels_may_stand_without_values(site: SampleSite) -> None:
    said = article_words(page(site, "night-bus"))
    assert "Publication Date: Content Type:" in said and "Share:" not in said
    assert one(site, "night-bus").published == date(2025, 11, 20)


def test_a_date_may_stand_in_json_ld_only(site: SampleSite) -> None:
    text = page(site, "repair-cafe")
    assert "Publication Date" not in text and '"datePublished": "2025-10-02T' in text


def test_a_date_may_stand_at_the_twin_only_or_nowhere(site: SampleSite) -> None:
    for story, language in (("school-radio", "ar"), ("lamp-walk", "en"), ("lamp-walk", "ar")):
        text = page(site, story, language)
        assert "datePublished" not in text and "modified_time" not in text
        assert one(site, story, language).published is None
    assert one(site, "school-radio", "en").published == date(2025, 12, 11)


def test_a_page_may_have_no_title(site: SampleSite) -> None:
    text = page(site, "harbour-minutes", "ar")
    assert "<h1" not in text and "og:title" not in text and "<title>Seven Harbours Network</title>" in text
    assert one(site, "harbour-minutes", "ar").title is None


def test_a_hidden_page_has_the_year_2000_and_shares_its_title_with_a_summary(site: SampleSite) -> None:
    found = [t for t in site.truth().values() if t.story == "polder-report" and t.language == "en"]
    report, summary = sorted(found, key=lambda t: len(t.url))
    assert report.title == summary.title and summary.url == report.url[:-1] + "-2/"
    assert "07/10/2000" in article_words(get(report.url).text) and report.published is None
    assert "07/10/2025" in article_words(get(summary.url).text) and summary.published == date(2025, 10, 7)


def test_two_stories_share_an_opening_and_nothing_else(site: SampleSite) -> None:
    first, second = (article_words(page(site, story)) for story in OPENINGS)
    opening = "long before anyone calls the police?"
    assert opening in first and opening in second
    assert "courtyard" in first and "courtyard" not in second


def test_a_series_repeats_its_title_with_other_days(site: SampleSite) -> None:
    january, february = one(site, "quay-talk-january"), one(site, "quay-talk-february")
    assert january.title == february.title and january.event != february.event
    assert "Where &amp; When:" in page(site, "quay-talk-january") and february.url.endswith("-5/")


def test_a_resource_has_a_news_twin(site: SampleSite) -> None:
    news, resource = one(site, "rumour-desk", kind="news"), one(site, "rumour-desk", kind="resource")
    assert news.title == resource.title and news.url.replace("/news/", "/resource/") == resource.url
    assert set(news.body_must[:4]) <= set(resource.body_must)


def test_a_guide_stands_on_numbered_pages(site: SampleSite) -> None:
    first = one(site, "guide-for-harbour-mayors", "fr")
    assert f'href="{first.url}2/"' in get(first.url).text
    second = get(first.url + "2/").text
    assert "Deuxième partie" in second and "hreflang" not in second
    assert get(first.url + "3/").status == 200 and get(first.url + "4/").status == 404


def test_lists_hide_in_accordions(site: SampleSite) -> None:
    text = page(site, "libraries-after-hate")
    closed = r"<summary>Local Governments|<button[^>]+>Local Governments[^<]*</button>\s*<div[^>]+hidden>"
    assert re.search(closed, text) and "Sfax and Tangier" in text


def test_downloads_lead_to_real_pdf_files(site: SampleSite) -> None:
    for url, title in one(site, "guide-for-harbour-mayors").attachments:
        answer = get(url)
        assert answer.headers["Content-Type"] == "application/pdf" and title in ("Full guide", "Summary for councils")
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert answer.body.startswith(b"%PDF-1.4") and answer.body.endswith(b"%%EOF\n")


def test_addresses_of_people_are_hidden_in_html_only(site: SampleSite) -> None:
    text = page(site, "launch-of-lantern-towns")
    code = re.search(r'data-cfemail="(\w+)"', text)
    assert code and "lanterns@" not in text
    key, *rest = bytes.fromhex(code[1])
    assert bytes(byte ^ key for byte in rest) == b"lanterns@sevenharbours.example"
    assert "lanterns@sevenharbours.example" in get(site.home + "wp-json/wp/v2/news?per_page=100").text


@pytest.mark.parametrize(
    ("story", "language", "shape"),
    [
        ("flood-night-bari", "ar", "26 و27 فبراير/شباط 2026"),
        ("youth-council-sfax", "ar", "من 10 إلى 12 شباط/فبراير 2026"),
        ("market-exchange", "ar", "من 2 إلى 5 مارس / آذار 2026"),
        ("launch-of-lantern-towns", "ar", "أواخر تشرين الأول/أكتوبر"),
        ("summit-open-markets", "ar", "في الفترة من 17 إلى 18 مارس 2026"),
        ("flood-night-bari", "en", "On 26 – 27 February 2026"),
        ("market-exchange", "en", "On 2—5 March 2026"),
        ("youth-council-sfax", "en", "From 10 to 12 February 2026"),
        ("youth-council-sfax", "fr", "Du 10 au 12 février 2026"),
        ("flood-night-bari", "fr", "Les 26 et 27 février 2026"),
        ("floating-school-opens", "fr", "Le 12 mars 2026"),
        ("youth-council-sfax", "es", "Del 10 al 12 de febrero de 2026"),
        ("flood-night-bari", "es", "Los días 26 y 27 de febrero de 2026"),
        ("floating-school-opens", "es", "El 12 de marzo de 2026"),
    ],
)
def test_dates_in_prose_have_many_shapes(site: SampleSite, story: str, language: str, shape: str) -> None:
    assert shape in article_words(page(site, story, language))


def test_where_and_when_stands_in_four_languages(site: SampleSite) -> None:
    labels = {"en": "Where & When:", "ar": "أين ومتى:", "fr": "Où et quand", "es": "Dónde y cuándo:"}
    for language, label in labels.items():
        assert label in html.unescape(page(site, "spring-training", language))


def test_next_steps_name_a_day_that_is_not_the_event(site: SampleSite) -> None:
    assert "14 May 2026" in article_words(page(site, "libraries-after-hate"))
    assert one(site, "libraries-after-hate").event == (date(2025, 12, 3), date(2025, 12, 4), "Vigo, Spain")


def test_a_vague_day_is_no_event(site: SampleSite) -> None:
    assert "late October" in page(site, "launch-of-lantern-towns")
    assert one(site, "launch-of-lantern-towns").event is None


def test_hubs_about_and_summit_pages_are_no_items(site: SampleSite) -> None:
    paths = ["hubs/western-sea-hub/", "about-us/", "about-us/town-directory/", "fr/a-propos-de-nous/"]
    summits = ["fourthglobalsummit/", quote("ar/القمة-العالمية-الرابعة/"), "fr/quatrieme-sommet-mondial/"]
    for path in [*paths, *summits, "es/cuarta-cumbre-mundial/"]:
        assert get(site.home + path).status == 200
        assert site.home + path not in site.addresses()


def test_facet_queries_and_the_calendar_go_on_for_ever(site: SampleSite) -> None:
    assert f'href="{site.home}resources/?_type=case"' in get(site.home + "resources/").text
    assert get(site.home + "resources/?_type=report%2Cguide&_paged=2").status == 200
    for month, following in (("2026-04", "2026-05"), ("2031-12", "2032-01")):
        assert f'href="{site.home}calendar/{following}/"' in get(f"{site.home}calendar/{month}/").text


def test_links_to_one_arabic_page_differ_in_their_escapes(site: SampleSite) -> None:
    arabic = [get(t.url).text for t in site.truth().values() if t.language == "ar"]
    links = {link for text in arabic for link in re.findall(r'<a[^>]* href="([^"]+)"', text)}
    listed = set(re.findall(r'href="([^"]+)"', get(site.home + "ar/news/").text))
    assert {link for link in listed if link.lower() in links and link.lower() != link}


def test_some_arabic_addresses_keep_the_english_slug_and_some_end_mid_word(site: SampleSite) -> None:
    english, arabic = one(site, "market-exchange"), one(site, "market-exchange", "ar")
    assert arabic.url == english.url.replace("/news/", "/ar/news/")
    slugs = [url.rstrip("/").rpartition("/")[2] for url in site.addresses()]
    assert max(map(len, slugs)) <= 200 and sum(len(slug) > 190 for slug in slugs) >= 3


def test_a_batch_of_three_has_one_date(site: SampleSite) -> None:
    same = [t for t in site.truth().values() if t.language == "en" and t.published == date(2026, 3, 21)]
    assert len(same) == 3


def test_related_posts_bring_dates_of_their_own(site: SampleSite) -> None:
    text = page(site, "boat-school")
    assert len(set(re.findall(r"\d\d/\d\d/20\d\d", text[text.index("More from the harbours") :]))) >= 2


def test_footer_and_cookie_notice_hold_dates(site: SampleSite) -> None:
    said = words(page(site, "boat-school", "en"))
    assert "15 April 2026" in said and "25 May 2018" in said


def test_icons_read_as_one_odd_line(site: SampleSite) -> None:
    text = page(site, "boat-school")
    titles = re.sub(r"<[^>]+>", "", text[text.index("<svg") : text.index("</svg>")])
    assert "arrow closefacebooklinkedinsearch twittervideo-icon" in titles


def test_reading_time_is_nought_in_arabic(site: SampleSite) -> None:
    assert "— 0 دقائق وقت القراءة" in page(site, "boat-school", "ar")
    assert "— 1 minutes reading time" in page(site, "boat-school")


def test_machine_translated_pages_say_so(site: SampleSite) -> None:
    notice = "تمت ترجمة محتوى هذا الموقع تلقائيًا باستخدام WPML"
    starts = {"ar": notice, "fr": "à l’aide de WPML", "es": "por medio de WPML"}
    for truth in site.truth().values():
        said = words(get(truth.url).text)
        assert truth.machine_translated == (starts.get(truth.language, "WPML") in said), truth.url
    assert not one(site, "libraries-after-hate", "ar").machine_translated


def test_authors_are_joined_by_a_bare_comma(site: SampleSite) -> None:
    assert "Autor/es: Nour Hadidane,Elías Robledal" in article_words(page(site, "two-mayors-one-fence", "es"))


def test_json_ld_may_be_broken_and_has_other_dates(site: SampleSite) -> None:
    def graph(text: str) -> str:
        return text[text.index('schema-graph">') + 14 :].partition("</script>")[0]

    with pytest.raises(json.JSONDecodeError):
        json.loads(graph(page(site, "boat-school")))
    nodes = {str(node["@type"]): node for node in json.loads(graph(page(site, "night-bus", "ar")))["@graph"]}
    assert nodes["WebPage"]["inLanguage"] == "ar" and nodes["WebPage"]["datePublished"].startswith("2025-11-20")
    assert {"BreadcrumbList", "WebSite", "Organization"} <= set(nodes)
    assert nodes["WebSite"]["dateModified"].startswith("2026-01-09")


def test_the_head_names_twins_post_and_title(site: SampleSite) -> None:
    truth = one(site, "youth-council-sfax", "ar")
    text = get(truth.url).text
    assert '<html lang="ar" dir="rtl">' in text and f'<link rel="canonical" href="{truth.url}">' in text
    assert f'content="{truth.title} - Seven Harbours Network"' in text
    assert f'<link rel="shortlink" href="{site.home}?p=1241">' in text and "postid-1241" in text
    for language, url in {**truth.translations, "ar": truth.url}.items():
        assert f'<link rel="alternate" hreflang="{language}" href="{url}">' in text


def test_the_newer_address_form_starts_with_a_disclaimer(site: SampleSite) -> None:
    truth = one(site, "reprint-lighthouse")
    assert "/news/article/" in truth.url and "unofficial translation" in get(truth.url).text


def test_the_truth_holds_of_every_page(site: SampleSite) -> None:
    for truth in site.truth().values():
        said = " ".join(html.unescape(article_words(get(truth.url).text)).split())
        for part in truth.body_must:
            assert part in said, (truth.url, part)
        assert truth.title is None or truth.title in said
        assert all(topic in said for topic in truth.topics)


def test_designs_share_no_class_name() -> None:
    found = []
    for design in ("classic", "redesign"):
        with SampleSite(day=20, design=design) as site:
            texts = [get(t.url).text for t in site.truth().values()]
        values = {value for text in texts for value in re.findall(r' class="([^"]+)"', text)}
        found.append({name for value in values for name in value.split()})
    common = {name for name in found[0] & found[1] if not name.startswith("postid-")}
    assert common == {"yoast-schema-graph", "__cf_email__"}
