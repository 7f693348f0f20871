"""``python -m trials.feeds FOLDER``: published trees of hostile articles, for judges of feeds, calendars and pages.

``hostile/``: what markup, controls, lone surrogates, overrides of direction, bodies of a megabyte, missing titles, odd
addresses and odd days there are, in every field, in two directions, some of it corrected, some withdrawn. ``many/``:
10,000 articles, archives and all. Both went through a store and a whole publish. Public address: ``BASE``.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scnfeed.config import BrandSettings, Config, FeedSettings, PublishSettings, SiteSettings, StoreSettings
from scnfeed.jobs.publish import PublishedTree, publish
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Attachment, Change, Decision, Event, Image
from scnfeed.sample.compose import LINES, compose
from scnfeed.store import Store

BASE = "https://feeds.cities.example/public/"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANGUAGES = ("en", "ar")
MANY = 10_000
PIECES = (
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\ufffe\uffff", "\ud800 \udfff\ud83d", "]]>", "]]&gt;", "<![CDATA[x]]>", "<!-- ",
    "\u202eevil\u202d", "\u2066\u2067\u2068", "\u2069\u202c", "\u200f\u200e\u061c", "\u2028\u2029",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></channel>", "<b>", "&", "Q&A, R&D, ",
    "&nbsp;", "{% x %}", "%s%n", "𝔊 🏴‍☠️ e\u0301", "A" * 3000, "\t\r\n", "a.b@example.org",
    "END:VEVENT\r\nBEGIN:VALARM", "a;b,c\\n:d", "<svg onload=x>", "javascript:alert(1)", "<?php ?>", "ﷺ" * 40,
)  # fmt: skip
"""Each stands in every field."""
BODIES = (
    "", "   ", "<p>", "</div></body>", "<div>" * 400 + "deep", "<p>Harbour</p>" * 70_000,
    "<p>" + "a harbour " * 110_000 + "</p>",
    "<table><tr><td>cell</table><p>after", "<h2>a</h2><h5>b</h5><h1>c</h1>",
    "<a href='/x y?\"'>r</a><a href='//h/ü'>p</a>",
    "<img src='data:image/png;base64,AAAA'><img src='/p.jpg'>", "<iframe src='//e'></iframe><form><input></form>",
    '<p style="x" onclick="y" dir="rtl" lang="bogus!">s</p>', "<ul><p>odd</p><li>one<li>two</ul>", "plain",
)  # fmt: skip
ADDRESSES = (
    "https://cities.example/%s/أخبار/", "https://cities.example/%s/a b", "https://cities.example/%s/?q=<>\"&x=]]>",
    "https://cities.example/%s/#x", "https://bücher.example/%s",
)  # fmt: skip


NOWHERE = ("http://[::1/x", "javascript:alert('x')", "data:x", "//", "mailto:a.b@example.org", "https://a b/", "\ud800")


def hostile(seed: int = 1) -> Iterator[Article]:
    """Every piece, body and address at least once in each language; the rest as chance has it."""
    chance = random.Random(seed)
    for number in range(max(len(PIECES), len(BODIES), len(ADDRESSES))):
        for language in LANGUAGES:
            yield _odd(number, language, chance)


def _odd(number: int, language: str, chance: random.Random) -> Article:
    piece, body = PIECES[number % len(PIECES)], BODIES[number % len(BODIES)]
    address = ADDRESSES[number % len(ADDRESSES)] % f"{language}{number}"
    plain = article(number, language)
    start = chance.choice(
        [date(2026, 3, 1), datetime(2026, 3, 1, 23, 30, tzinfo=UTC), date(1993, 1, 1), date(2098, 12, 31)]
    )
    event = Event(start, start, piece, chance.random() < 0.7, f"{piece} on 1 March {piece}")
    return replace(
        plain,
        url=chance.choice([plain.url, address]),
        title=chance.choice([piece, f"{plain.title} {piece}", f"{piece}{plain.title}", ""]),
        content_html=chance.choice([body, f"<p>{piece}</p>{body}", plain.content_html + body]),
        content_text=f"{piece} {plain.content_text}",
        summary=chance.choice([piece, "", plain.summary]),
        authors=(piece, plain.title),
        topics=(piece, *(f"{piece} {n}" for n in range(chance.choice([0, 40])))),
        images=tuple(Image(url, piece) for url in ("https://cities.example/p.jpg", address, *NOWHERE)),
        attachments=(
            Attachment(address, piece, "application/pdf", chance.choice([None, 5])),
            Attachment("x", "", "bogus"),
        ),
        translations={"fr": address, "es": chance.choice(NOWHERE)},
        machine_translated=chance.random() < 0.3,
        events=(event,) * chance.choice([0, 1, 1, 3]),
        ordered=chance.choice([plain.ordered, None]),
        order_source=chance.choice(["published", "twin", "event", "baseline", "first-seen"]),
        revised=chance.choice([None, NOW]),
        revision=1,
        change=chance.choice(["", piece, f"\u2068{piece}\u2069 → \u2068x{piece}\u2069"]),
        withdrawn=chance.choice([None, None, None, NOW]),
    )


def article(number: int, language: str) -> Article:
    """An ordinary article, an hour older than the one before; titles repeat."""
    when, text = NOW - timedelta(hours=number), compose(number % LINES, language)
    return Article(
        site="strong_cities",
        url=f"https://strongcitiesnetwork.org/{'' if language == 'en' else language + '/'}news/item-{number}/",
        language=language,
        direction=direction(language),
        kind="news",
        title=f"{number}: {text.partition('.')[0][:80]}",
        content_html="".join(f"<p>{part}</p>" for part in text.split("\n\n")),
        content_text=text,
        id=f"urn:uuid:00000000-0000-4000-8000-{number:08d}{language.encode().hex()}",
        story=f"s{number}",
        published=when.date(),
        ordered=when,
        first_seen=when,
    )


def published(folder: Path, articles: list[Article]) -> PublishedTree:
    """The tree ``folder/public`` of a store of these articles; one feed more has the longest list that judges bear."""
    config = Config(
        store=StoreSettings(url=f"sqlite:///{folder}/store.db"),
        publish=PublishSettings(folder=Path("public"), base_url=BASE, uncertain_events="mark"),
        brand=BrandSettings(name="Harbours & <Quays> ]]>"),
        sites={"strong_cities": SiteSettings(languages=LANGUAGES)},
        feeds=(FeedSettings("en/long", "Long & <odd> ]]>", languages=("en",), limit=100),),
        folder=folder,
    )
    folder.mkdir(parents=True, exist_ok=True)
    with Store.open(config.store_url) as store:
        changes = [Change(Decision("new", "", article=one.id), one) for one in articles]
        store.apply(changes, run="trial", now=NOW)
        return publish(config, store)


def main(folder: Path) -> None:
    for name, articles in (("hostile", list(hostile())), ("many", [article(n, "en") for n in range(MANY)])):
        tree = published(folder / name, articles)
        sys.stdout.write(f"{folder / name}/public: {len(tree.files.written)} files of {len(articles)} articles\n")
        sys.stdout.writelines(f"  left out {id}: {reason}\n" for id, reason in tree.left_out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
