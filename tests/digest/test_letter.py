"""How a letter reads and travels: whole, honest, safe, and the same bytes when built again."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from scnfeed.digest.bodies import BUDGET
from scnfeed.digest.compose import compose
from scnfeed.digest.headers import Sender, archive_address
from scnfeed.digest.letter import render_html, render_letter, render_text
from scnfeed.errors import MailError
from scnfeed.language.formats import language_name
from scnfeed.language.phrases import phrases
from scnfeed.model import Brand, Issue, Subscriber
from tests.digest.samples import EDITOR, NOW, READER, article, event, notice

BRAND = Brand("Strong Cities", postal_address="1 Example Street, London", contact="desk@cities.example")
SENDER = Sender(
    "Strong Cities <digest@cities.example>",
    reply_to="desk@cities.example",
    unsubscribe="https://cities.example/u/{token}",
    mailto="leave@cities.example",
    token="0123456789abcdef0123456789abcdef",
)
HOSTILE = {
    "line breaks": "One\r\nBcc: victim@example.org\r\n\r\nTwo",
    "separators": "One\u2028Two\u2029Three\x85Four",
    "bidi overrides": "One \u202etxet desrever\u202d \u2067open",
    "nul": "One\x00Two\x07Three",
    "endless": "word " * 2000,
    "endless word": "x" * 10_000,
    "markup": "</h3><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}",
    "astral": "🏙" * 300,
}


def issue(*articles: Any, to: Subscriber = READER, **how: Any) -> Issue:
    how = dict[str, Any](brand=BRAND, base_url="https://cities.example") | how
    found = compose(articles or [article()], to, NOW, **how)
    assert found is not None
    return found


def letter(found: Issue, to: Subscriber = READER, sender: Sender | None = SENDER) -> EmailMessage:
    message = email.message_from_bytes(render_letter(found, to, sender=sender), policy=default)
    assert isinstance(message, EmailMessage) and not list(defects(message))
    return message


def defects(message: EmailMessage) -> Iterator[object]:
    for part in message.walk():
        yield from part.defects


def bodies(message: EmailMessage) -> tuple[str, str]:
    text, page = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and page is not None
    return text.get_content(), page.get_content()


def subject(found: Issue) -> str:
    raw = email.message_from_bytes(render_letter(found, READER, sender=SENDER))
    return re.sub(r"[\u2066-\u2069]", "", str(make_header(decode_header(raw["Subject"].replace("\r\n", "")))))


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for attrs in self.all("a")]


def test_a_letter_built_again_has_the_same_bytes() -> None:
    assert render_letter(issue(), READER, sender=SENDER) == render_letter(issue(), READER, sender=SENDER)


def test_each_person_has_a_letter_of_their_own() -> None:
    other = replace(READER, id="urn:uuid:other", address="other@example.org")
    mine, theirs = letter(issue()), letter(issue(), other)
    assert mine["Message-ID"] != theirs["Message-ID"]
    assert mine["List-Id"] == theirs["List-Id"]
    assert (theirs["To"], theirs["Cc"], theirs["Bcc"]) == ("other@example.org", None, None)


def test_the_headers_are_those_of_a_list_that_one_can_leave() -> None:
    raw = email.message_from_bytes(render_letter(issue(), READER, sender=SENDER))
    assert raw["List-Unsubscribe"].count("\r\n") == 1
    assert raw["List-Unsubscribe"].replace("\r\n", "") == (
        f"<https://cities.example/u/{SENDER.token}>, <mailto:leave@cities.example?subject=unsubscribe%20{SENDER.token}>"
    )
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert raw["List-Id"] == '"Strong Cities" <digest-en.cities.example>'
    assert raw["Auto-Submitted"] == "auto-generated"
    assert raw["Content-Language"] == "en"
    assert raw["Reply-To"] == "desk@cities.example"
    assert raw["Date"] == "Mon, 02 Mar 2026 07:00:00 +0000"
    assert raw["Archived-At"] == f"<{archive_address(issue())}>"
    assert len(set(raw.keys())) == len(raw.keys())


def test_without_a_token_nothing_promises_one_click() -> None:
    message = letter(issue(), sender=replace(SENDER, token=""))
    assert message["List-Unsubscribe"] is None and message["List-Unsubscribe-Post"] is None


def test_without_a_page_one_leaves_by_mail_from_the_body_too() -> None:
    message = letter(issue(), sender=replace(SENDER, unsubscribe=""))
    leave = f"mailto:leave@cities.example?subject=unsubscribe%20{SENDER.token}"
    text, page = bodies(message)
    assert message["List-Unsubscribe"] == f"<{leave}>" and message["List-Unsubscribe-Post"] is None
    assert leave in Tags(page).links
    assert f"write to leave@cities.example, with this subject:\nunsubscribe {SENDER.token}\n" in text.replace("\r", "")


def test_a_library_user_needs_no_sender() -> None:
    assert letter(issue(), sender=None)["From"] == "Strong Cities <desk@cities.example>"
    assert letter(issue(brand=Brand("Us")), sender=None)["From"] == "Us <digest@cities.example>"


@pytest.mark.parametrize("language", ["en", "ar", "fr", "es"])
def test_lines_are_as_short_as_relays_want_them(language: str) -> None:
    reader = replace(READER, languages=(language,))
    raw = render_letter(issue(article(language=language, title="كلمة " * 40), to=reader), reader, sender=SENDER)
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.isascii() and max(map(len, body.split(b"\r\n"))) <= 76
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^?]+\?[bq]\?[^?]*\?=", head))


def test_text_and_page_hold_the_same_links_and_titles() -> None:
    many = [article(f"s{n}", title=f"Title {n}", machine_translated=n % 2 == 0) for n in range(4)]
    many[0] = replace(many[0], translations={"fr": "https://cities.example/fr/original/"})
    text, page = bodies(letter(issue(*many, article("s9", baseline=True, events=(event(date(2026, 6, 1)),)))))
    links = [link for link in Tags(page).links if link.startswith("http")]
    assert len(links) == 9 and all(link in text for link in links)
    assert all(f"Title {n}" in text and f"Title {n}" in page for n in range(4))


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_language_and_direction_stand_where_webmail_keeps_them(language: str, side: str) -> None:
    reader = replace(READER, languages=(language,))
    page = bodies(letter(issue(article(language=language), to=reader), reader))[1]
    expected = {"lang": language, "dir": {"left": "ltr", "right": "rtl"}[side]}
    tags = Tags(page).tags
    first = tags[[tag for tag, _ in tags].index("body") + 1][1]
    for attrs in (tags[0][1], first):
        assert expected.items() <= attrs.items()
    assert f"text-align: {side}" in page and f"text-align: {({'left': 'right'} | {'right': 'left'})[side]}" not in page
    assert all(t.get("role") == "presentation" and t.get("dir") for t in Tags(page).all("table"))


def test_an_article_in_a_fallback_language_is_marked_as_such() -> None:
    arab = replace(READER, languages=("ar", "en"))
    long = article("s2", "ar", content_text="كلمة " * 60)
    text, page = bodies(letter(issue(article(ordered=NOW), long, to=arab), arab))
    assert "بالإنجليزية" in text and "بالإنجليزية" in page
    assert {"lang": "en", "dir": "ltr"}.items() <= Tags(page).all("h3")[0].items()
    assert {"lang": "ar", "dir": "rtl"}.items() <= Tags(page).all("h3")[1].items()


def test_a_letter_whose_text_runs_the_other_way_does_so_wholly_and_says_why() -> None:
    arab = replace(READER, languages=("ar", "fr", "en"))
    found = issue(article(), to=arab)
    message = letter(found, arab)
    text, page = bodies(message)
    assert (found.language, found.edition) == ("fr", "ar")
    assert "n’a pas été publié en arabe" in text and "n’a pas été publié en arabe" in page
    assert Tags(page).tags[0][1]["dir"] == "ltr" and not re.search("[\u0600-\u06ff]", page)
    assert "<digest-ar.cities.example>" in message["List-Id"] and message["Content-Language"] == "fr"
    french = issue(article(), to=replace(READER, languages=("fr", "en")))
    assert french.language == "fr" and "publié en" not in render_text(french)


def test_a_batch_of_alike_reports_takes_one_place_and_every_title_leads_on() -> None:
    towns = ["Nairobi", "Mombasa", "Kisumu", "Nakuru", "Eldoret", "Thika", "Malindi", "Kitale", "Garissa", "Lamu"]
    batch = [article(f"s{n}", title=f"A workshop for mayors in {town}") for n, town in enumerate(towns)]
    batch[3] = replace(batch[3], machine_translated=True, translations={"fr": "https://cities.example/fr/nakuru/"})
    found = issue(*batch, article("other", title="Night ferries"))
    text, page = bodies(letter(found))
    assert len(Tags(page).all("h3")) == 2 and "and 9 more like it:" in text and "and 9 more like it:" in page
    assert all(f"https://cities.example/en/s{n}/" in Tags(page).links for n in range(10))
    assert "https://cities.example/fr/nakuru/" in Tags(page).links and page.count("Machine translation") == 1
    assert subject(found).startswith("11 new:")
    three = issue(*batch[:3])
    assert len(Tags(render_html(three)).all("h3")) == 3


def test_a_large_batch_says_how_many_titles_are_only_on_the_web() -> None:
    found = issue(*(article(f"s{n}", title=f"A workshop for mayors in Town{n}") for n in range(40)))
    page = bodies(letter(found))[1]
    assert "and 39 more like it:" in page and "and 27 more<" in page
    assert len([link for link in Tags(render_html(found)).links if "/en/s" in link]) == 40


def test_latin_runs_in_arabic_are_isolated_line_by_line() -> None:
    arab = replace(READER, languages=("ar",))
    title = "منع التطرف (P/CVE) في " + "مدينة " * 12 + "(NYU)"
    text, page = bodies(letter(issue(article(language="ar", title=title), to=arab), arab))
    assert "(\u2068NYU\u2069)" in page and "(\u2068P/CVE\u2069)" in page
    assert all(line.count("\u2068") == line.count("\u2069") for line in text.splitlines())
    assert "\u2068NYU\u2069" in text


def test_a_machine_translation_says_so_and_links_to_the_original() -> None:
    translated = article(machine_translated=True, translations={"ar": "https://cities.example/ar/أصل/"})
    text, page = bodies(letter(issue(translated)))
    assert "Machine translation" in text and "Machine translation" in page
    assert "https://cities.example/ar/%D8%A3%D8%B5%D9%84/" in Tags(page).links
    assert "Read it in Arabic" in text


def test_an_event_stands_with_its_days_and_place() -> None:
    held = article(events=(event(date(2026, 9, 19), date(2026, 9, 21), "New York"),))
    text, page = render_text(issue(held)), render_html(issue(held))
    assert re.search(r"19.*21 September 2026 · New York\n  Mayors", text) and "New York" in page


def test_an_uncertain_event_is_not_told_as_a_fact() -> None:
    assert "Colombo" not in render_text(issue(article(events=(event(date(2026, 9, 19), certain=False),))))


def test_an_unknown_date_stays_unknown() -> None:
    text = render_text(issue(article(published=None)))
    assert "News · 3 min read" in text


def test_a_correction_says_what_changed() -> None:
    text = render_text(issue(article(revision=1, change="Date: 7 October 2000, now 2024"), sent={"s1": 0}))
    assert "What changed" in text and "now 2024" in text


def test_a_correction_in_arabic_says_before_and_now_without_an_arrow() -> None:
    arab = replace(READER, languages=("ar",))
    moved = article(language="ar", revision=1, change="\u206826 مارس\u2069 → \u20689 أبريل\u2069")
    text, page = bodies(letter(issue(moved, to=arab, sent={"s1": 0}), arab))
    assert "→" not in text + page
    assert text.index("سابقًا") < text.index("26 مارس") < text.index("الآن") < text.index("9 أبريل")
    assert page.count('<p lang="ar" dir="rtl"') == 2


def test_each_side_of_a_correction_has_its_own_direction() -> None:
    arab = replace(READER, languages=("ar", "en"))
    moved = article(revision=1, change="\u206826 March\u2069 → \u20689 April\u2069")
    page = bodies(letter(issue(moved, to=arab, sent={"s1": 0}), arab))[1]
    assert re.search(r'<p lang="en" dir="ltr"[^>]*>26 March</p>', page)


def test_a_text_written_anew_is_told_in_a_sentence() -> None:
    anew = article(
        revision=1, change="\u2068Two days,\u2069 → \u2068More\u2069; \u2068and so on…\u2069 → \u2068end\u2069"
    )
    text = render_text(issue(anew, sent={"s1": 0}))
    assert "The text of the page was rewritten." in text and "Two days" not in text


@pytest.mark.parametrize("topic", ["failed", "held"])
@pytest.mark.parametrize("language", ["en", "ar", "fr", "es"])
def test_an_editor_reads_what_happened_what_is_safe_and_what_to_do(language: str, topic: str) -> None:
    editor = replace(EDITOR, languages=(language,))
    page = render_html(issue(article(language=language), to=editor, notices=[notice(topic, "cities.example")]))
    say = phrases("scnfeed.digest").say
    labels = [say(language, label) for label in ("what_happened", "what_untouched", "what_do")]
    labels.append(say(language, "recorded", name=language_name("en", language)))
    found = [re.search(rf">{re.escape(label)}</p>", page) for label in labels]
    places = [place.start() for place in found if place]
    assert len(places) == len(labels)
    assert places == sorted(places)
    assert re.search(r'<p (?:lang="en" )?dir="ltr"[^>]*>only 3 of 240 pages were found</p>', page)
    heading = re.sub(r"[\u2066-\u2069]", "", page)
    assert say(language, f"about_{topic}", name="cities.example") in heading


def test_a_name_with_words_in_brackets_stays_in_one_piece_in_arabic() -> None:
    arab = replace(READER, languages=("ar",))
    page = render_html(issue(article(language="ar"), to=arab, brand=Brand("Harbours (a sample)")))
    assert "أخبار \u2068Harbours (a sample)\u2069" in page


def test_a_withdrawn_page_is_named_but_not_linked() -> None:
    gone = notice("withdrawn", "Gone", url="https://cities.example/gone/", language="en")
    page = render_html(issue(article(), notices=[gone]))
    assert "Gone" in page and "https://cities.example/gone/" not in Tags(page).links


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "3 new: A workshop for mayors, and 2 more"),
        ("ar", "3 مواد جديدة: ورشة عمل لرؤساء البلديات، و2 غيرها"),
        ("fr", "3 nouveautés\u00a0: Un atelier pour les maires, et 2 de plus"),
        ("es", "3 novedades: Un taller para alcaldes y 2 más"),
    ],
)
def test_the_subject_says_how_many_and_what(language: str, expected: str) -> None:
    reader = replace(READER, languages=(language,))
    assert subject(issue(*(article(f"s{n}", language) for n in range(3)), to=reader)) == expected


def test_the_subject_of_one_article_is_its_title() -> None:
    assert subject(issue()) == "New: A workshop for mayors"


def test_the_subject_is_short_however_long_the_title() -> None:
    for n in (1, 2, 30):
        assert 40 < len(subject(issue(*(article(f"s{k}", title="Mayors " * 60) for k in range(n))))) <= 67


def test_a_subject_in_ascii_needs_no_second_line() -> None:
    raw = render_letter(issue(article(title="M" * 62)), READER, sender=SENDER)
    assert b"\r\nSubject: New: " + b"M" * 62 + b"\r\nDate:" in raw


def test_the_preheader_is_hidden_and_does_not_repeat_the_subject() -> None:
    found = issue(article(title="First", ordered=NOW), article("s2", title="Second"))
    page = bodies(letter(found))[1]
    hidden = re.search(r'<div class="preheader"[^>]*display: none[^>]*>([^<]*)<', page)
    assert hidden and 30 <= len(hidden[1]) <= 150 and "Second" in hidden[1] and "First" not in hidden[1]


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_title_stays_a_title(title: str) -> None:
    bad = article(title=title, summary=title, events=(event(date(2026, 6, 1), place=title),), change=title)
    found = issue(
        bad, brand=Brand(title, postal_address=title, contact=title), notices=[notice("held", title)], to=EDITOR
    )
    message = letter(found)
    assert message["Bcc"] is None and "victim" not in str(message.keys())
    line = subject(found)
    assert len(line) < 70 and not re.search(r"[\x00-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]", line)
    text, page = bodies(message)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x85\u2028-\u202e]", text.replace("\r", "") + page)
    assert not {"script", "img"} & {tag for tag, _ in Tags(page).tags}
    assert max(map(len, text.splitlines())) <= 100
    assert len(page.encode()) <= BUDGET


def test_only_web_addresses_become_links() -> None:
    page = render_html(issue(article(url="javascript://cities.example/%0aalert(1)"), article("s2", url=None)))
    assert not [link for link in Tags(page).links if not link.startswith(("https:", "mailto:"))]
    assert "javascript" not in page


def test_a_long_issue_stays_under_the_budget_and_says_what_it_left_out() -> None:
    url = "https://cities.example/ar/" + "مدينة-" * 50
    long = [
        article(f"s{n}", "ar", title=f"مدينة{n} " * 30, content_text="كلمة " * 90, url=f"{url}{n}") for n in range(60)
    ]
    arab = replace(READER, languages=("ar",))
    found = issue(*long, to=arab)
    text, page = bodies(letter(found, arab))
    shown = len(Tags(page).all("h3"))
    assert len(page.encode()) <= BUDGET and 10 <= shown < 25
    assert f"و{60 - shown} مادة أخرى" in page and f"و{60 - shown} مادة أخرى" in text
    assert archive_address(found) in Tags(page).links and f"https://cities.example/u/{SENDER.token}" in Tags(page).links
    assert len(Tags(render_html(found)).all("h3")) == 60


def test_the_web_version_names_nobody() -> None:
    page = render_html(issue()) + render_text(issue())
    assert "You receive this letter" in render_letter(issue(), READER).decode() and "You receive" not in page
    assert "mso-" not in page and "cellpadding" not in page
    assert "reader@" not in page and SENDER.token not in page and "nsubscribe" not in page.replace("subscribed", "")


def test_nothing_in_a_letter_watches_its_reader() -> None:
    page = bodies(letter(issue(brand=replace(BRAND, logo="https://cities.example/logo.png"))))[1]
    assert not {"img", "script", "link", "iframe", "form"} & {tag for tag, _ in Tags(page).tags}
    assert "utm_" not in page and "url(" not in page and "@import" not in page


def test_an_address_in_another_script_is_never_mangled() -> None:
    german = replace(READER, address="ines@bücher.example")
    assert letter(issue(), german)["To"] == "ines@xn--bcher-kva.example"
    arab = replace(READER, address="قارئ@example.org")
    assert "\r\nTo: قارئ@example.org\r\n".encode() in render_letter(issue(), arab, sender=SENDER)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b.example\r\nBcc: c@d.example",
        "a@b..example",
        "a@-b",
        "<a@b>",
    ],
)
def test_what_is_no_address_is_refused_with_its_subject(address: str) -> None:
    with pytest.raises(MailError) as caught:
        render_letter(issue(), replace(READER, address=address), sender=SENDER)
    assert caught.value.subject == READER.id


def test_every_phrase_is_said_in_every_language_of_the_house() -> None:
    table = phrases("scnfeed.digest").table
    assert {key: set(rows) for key, rows in table.items()} == {key: {"en", "ar", "fr", "es"} for key in table}


@pytest.mark.parametrize("colour", ["#ffffff", "#000000", "#ffff00", "#0b5c6b", "red", "url(x)"])
def test_any_brand_colour_stays_readable(colour: str) -> None:
    from scnfeed.digest.colour import brand_colour, contrast, readable

    band = brand_colour(Brand(colour=colour))
    for behind in (band, "#fdfdfd", "#18222b"):
        assert contrast(readable(band, behind), behind) >= 4.5
    assert "url(" not in render_html(issue(brand=Brand(colour=colour)))


def test_words_too_long_for_a_phone_can_be_broken() -> None:
    page = render_html(issue(article(title="x" * 150)))
    shown = re.search(r"<h3[^>]*><a[^>]*>([^<]+)</a>", page)
    assert shown and max(map(len, shown[1].split("\u200b"))) <= 20 and shown[1].replace("\u200b", "") == "x" * 150


def test_an_article_without_title_and_text_is_called_so() -> None:
    text = render_text(issue(article(title="", content_text="")))
    assert "Without a title" in text


def test_tags_and_entities_that_leaked_into_a_title_are_not_shown() -> None:
    text, page = bodies(letter(issue(article(title="<b>Ports</b> &amp; quays"))))
    assert "Ports & quays" in text and "Ports &amp; quays" in page and "&amp;amp;" not in page


def test_a_subject_with_words_of_the_other_direction_keeps_its_own() -> None:
    raw = email.message_from_bytes(render_letter(issue(article(title="مدن آمنة")), READER, sender=SENDER))
    line = str(make_header(decode_header(raw["Subject"].replace("\r\n", ""))))
    assert line == "\u2066New: \u2068مدن آمنة\u2069\u2069"
    assert str(
        make_header(decode_header(email.message_from_bytes(render_letter(issue(), READER))["Subject"]))
    ).isascii()
