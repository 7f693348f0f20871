"""The schema.org graph in a page's head, shaped as the Yoast plugin writes it."""

from __future__ import annotations

import json
from typing import Any

from scnfeed.sample.edition import Edition, prefix, words
from scnfeed.sample.stories import Story, Text


def crumbs(edition: Edition, language: str, title: str) -> dict[str, Any]:
    names = ((words(language)["name"], edition.at(prefix(language))), (title, ""))
    items = [{"@type": "ListItem", "position": n, "name": name, "item": url} for n, (name, url) in enumerate(names, 1)]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def json_ld(edition: Edition, story: Story, text: Text) -> str:
    """WebPage with its dates, and beside it three nodes whose names and dates are not the article's."""
    url, name = edition.at(story.path(text.language)), words(text.language)["name"]
    page: dict[str, Any] = {
        "@type": ["WebPage", "ItemPage"] if story.kind == "resource" else "WebPage",
        "@id": url,
        "url": url,
        "name": f"{text.title} - {name}" if text.titled else name,
        "inLanguage": text.language,
    }
    if text.dated and story.published:
        page["datePublished"] = f"{story.published}T08:00:00+00:00"
        page["dateModified"] = f"{text.modified}T08:00:00+00:00"
    site = {"@type": "WebSite", "url": edition.home, "name": name, "dateModified": "2026-01-09T10:00:00+00:00"}
    owner = {"@type": "Organization", "name": name, "url": edition.home, "foundingDate": "2016-05-25"}
    graph = [page, crumbs(edition, text.language, text.title), site, owner]
    out = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False).replace("</", "<\\/")
    return out[: len(out) * 2 // 3] if story.broken else out
