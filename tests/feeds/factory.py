"""Articles made by hand, in the languages and shapes that feeds meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scnfeed.model import Article, Attachment, Brand, Event, Feed, Image

BASE = "https://feeds.example.org/public"
SITE = "https://cities.example.org"
NOON = datetime(2023, 10, 19, 12, tzinfo=UTC)
SEEN = datetime(2023, 10, 20, 6, tzinfo=UTC)
BRAND = Brand(name="Cities Network", logo="https://feeds.example.org/logo.png", colour="#0b5c6b")
SUMMIT = Event(date(2023, 9, 19), date(2023, 9, 21), "نيويورك", True, "عقدت القمة في نيويورك من 19 إلى 21 سبتمبر 2023.")


def ident(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def article(number: int = 1, language: str = "en", **changes: Any) -> Article:
    """A plain news item, dated `number` days before 19 October 2023."""
    arabic = language == "ar"
    prefix = "" if language == "en" else f"/{language}"
    text = "اجتمع رؤساء البلديات لتبادل الخبرات." if arabic else "Mayors met to share what they had learnt."
    day = NOON - timedelta(days=number)
    plain = Article(
        site="cities",
        url=f"{SITE}{prefix}/news/item-{number}/",
        language=language,
        direction="rtl" if arabic else "ltr",
        kind="news",
        title=f"لقاء رؤساء البلديات {number}" if arabic else f"Mayors meet {number}",
        content_html=f"<p>{text}</p>",
        content_text=text,
        published=day.date(),
        id=ident(number),
        story=f"story-{number}",
        ordered=day,
        first_seen=SEEN,
    )
    return replace(plain, **changes)


def feed(name: str = "en/news", *languages: str, **changes: Any) -> Feed:
    plain = Feed(name, "News in English", BASE, languages=languages or (name.split("/")[0],), brand=BRAND)
    return replace(plain, **changes)


def newsroom() -> list[Article]:
    """Arabic and English items with enclosures, pictures, events, translations, corrections and guessed dates."""
    report = Attachment(f"{SITE}/files/report.pdf", "Event report", "application/pdf", 48_200)
    second = Attachment(f"{SITE}/files/annex.pdf", "Annex & tables", "application/pdf", 1_200)
    picture = Image(f"{SITE}/images/summit.jpg", "قاعة المؤتمر")
    return [
        article(
            1,
            "ar",
            title="القمة العالمية & مدن STRIVE – «تعزيز التعاون»",
            events=(SUMMIT,),
            images=(picture,),
            attachments=(report, second),
            authors=("شبكة المدن",),
            topics=("قمة", "التعاون الدولي"),
            translations={"en": f"{SITE}/news/item-1/"},
            machine_translated=True,
        ),
        article(
            11,
            "en",
            story="story-1",
            title="Global Summit & STRIVE Cities: <stronger> together",
            url=f"{SITE}/news/item-1/",
            events=(
                replace(SUMMIT, place="New York", sentence="The summit was held in New York, 19–21 September 2023."),
            ),
            images=(replace(picture, alt="The hall"),),
            attachments=(report,),
            authors=("A. Writer",),
            topics=("Summit",),
            translations={"ar": f"{SITE}/ar/news/item-1/"},
        ),
        article(2, "ar", order_source="twin", published=None),
        article(3, "ar", change="title", revised=NOON + timedelta(days=2), revision=1),
        article(4, "en", order_source="first-seen", published=None),
        article(5, "en", change="date of the event", revised=NOON + timedelta(days=1), revision=1),
        article(6, "en", kind="resource", title="A guide for mayors", attachments=(second,)),
        article(7, "ar", kind="resource", title="دليل رؤساء البلديات"),
        article(
            8,
            "en",
            events=(Event(date(2023, 12, 2), date(2023, 12, 2), "Manila", True, "It opens on 2 December 2023."),),
        ),
    ]
