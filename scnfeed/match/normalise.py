"""Reading -> Article: one language, one address, one date, clean text."""

from __future__ import annotations

from collections.abc import Mapping

from scnfeed.language.scripts import clean, text_direction
from scnfeed.model import Article, Reading, Site
from scnfeed.sites.addresses import is_item, normal


def normalise(reading: Reading, site: Site | None = None, *, body_hash: str = "") -> Article:
    """The article that `reading` tells of, without an id: the store mints that.

    Its address is the canonical one when that is an item of the same site, else the one it was fetched from; a page
    without an address keeps none. `body_hash` (sha256 of the page's bytes) is the only key of such a page.
    """
    language = reading.language or (next(iter(site.languages)) if site else "und")
    return Article(
        site=site.name if site else "",
        url=_address(reading, site),
        canonical_url=reading.canonical_url,
        post_id=reading.post_id,
        language=language,
        direction=text_direction(reading.content_text, language),
        kind=reading.kind,
        title=clean(reading.title or ""),
        content_html=reading.content_html,
        content_text=reading.content_text,
        summary=reading.summary,
        published=reading.published,
        updated=reading.updated,
        authors=reading.authors,
        images=reading.images,
        attachments=reading.attachments,
        topics=reading.topics,
        translations=_translations(reading.translations, language, site),
        machine_translated=reading.machine_translated,
        reading_minutes=reading.reading_minutes,
        events=reading.events,
        sources=reading.sources,
        doubts=reading.doubts,
        body_hash=body_hash,
    )


def _address(reading: Reading, site: Site | None) -> str | None:
    if site is None:
        return reading.canonical_url or reading.url
    canonical = normal(reading.canonical_url or "", site)
    if canonical and is_item(canonical, site):
        return canonical
    return normal(reading.url or "", site) or reading.url


def _translations(printed: Mapping[str, str], language: str, site: Site | None) -> dict[str, str]:
    found = {code: (normal(link, site) or link) if site else link for code, link in printed.items() if code != language}
    return dict(sorted(found.items()))
