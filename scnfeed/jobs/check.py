"""check: what of a Site no longer fits the site: patterns without items, labels not found, feeds gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urljoin

from scnfeed.config import Config
from scnfeed.crawl.visits import Visits, visiting
from scnfeed.errors import CrawlError
from scnfeed.jobs.article import article_of
from scnfeed.language.scripts import fold
from scnfeed.model import Article, Page, Site
from scnfeed.read.decoding import decode
from scnfeed.read.document import parse, text_of
from scnfeed.sites.addresses import is_item, path_of
from scnfeed.survey.evidence import Evidence
from scnfeed.survey.explore import explore
from scnfeed.survey.items import newest
from scnfeed.survey.shapes import grouped

SAMPLES = 5
ENOUGH = 3


async def check(site: Site, config: Config) -> list[str]:
    """Sentences, one for each thing that no longer fits; none where all is well. A few dozen requests."""
    async with visiting(replace(site, budget=200), config.brand.contact) as visits:
        try:
            evidence = await explore(site.home, site, visits, site.date_order, lambda url: None)
        except CrawlError as error:
            return [str(error)]
        wrong = await _places(site, visits)
        evidence.site = site
        known = {key for key in evidence.paths if is_item(key, site)}
        wrong += _patterns(site, evidence)
        wrong += _uncovered(site, evidence)
        pages: list[tuple[str, Page]] = []
        for key in newest([*evidence.named, *sorted(known)], evidence):
            if key in known and len(pages) < SAMPLES:
                page = await visits.page(evidence.printed(key))
                pages += [(key, page)] if page is not None and page.status == 200 else []
        wrong += _fields(site, dict(pages))
        return wrong


async def _places(site: Site, visits: Visits) -> list[str]:
    """Feeds, sitemaps and lists that the table names and that are no more."""
    wrong = []
    for what, paths in (("feed", site.feeds), ("sitemap", site.sitemaps), ("list", site.lists)):
        for path in paths:
            url = urljoin(site.home, path)
            page = await visits.page(url)
            if page is None or page.status != 200:
                wrong.append(
                    f"the {what} {path} is gone ({page.status if page else visits.causes.get(url, 'no answer')})"
                )
    return wrong


def _patterns(site: Site, evidence: Evidence) -> Iterator[str]:
    below = list(evidence.paths.values())
    for pattern, kind in site.items:
        if not any(re.fullmatch(pattern, path) for path in below):
            yield f"no address fits the pattern {pattern} ({kind})"
    linked = [path_of(link.url, site)[1] for sheet in evidence.sheets.values() for link in sheet.links]
    for pattern in site.watch:
        if not any(re.fullmatch(pattern, path) for path in (*below, *linked)):
            yield f"no address fits the watch pattern {pattern}"


def _uncovered(site: Site, evidence: Evidence) -> Iterator[str]:
    """Addresses that feeds and lists name as items and that no pattern covers."""
    left = [key for key in evidence.named if key not in evidence.others and not is_item(key, site)]
    paths = evidence.paths
    for keys in grouped(paths[key] for key in left).values():
        named = [key for key in left if paths[key] in keys]
        dated = [
            key
            for key in named
            if evidence.named[key].day or any(s.startswith("feed") for s in evidence.named[key].sources)
        ]
        if len(dated) >= ENOUGH:
            yield f"{len(named)} addresses look like items and fit no pattern, such as {named[0]}"


def _fields(site: Site, pages: Mapping[str, Page]) -> Iterator[str]:
    if not pages:
        yield "no page of an item could be read"
        return
    trees = [parse(decode(page.body, dict(page.headers)).text) for page in pages.values()]
    texts = [fold(text_of(tree.body)) for tree in trees]
    for field, labels in site.labels.items():
        if not any(fold(label) in text for label in labels for text in texts):
            yield f"none of the labels {', '.join(labels)} ({field}) stands on {len(pages)} pages of items"
    for field, selector in site.selectors.items():
        if not any(tree.css_first(selector) for tree in trees):
            yield f"the selector {selector} ({field}) finds nothing on {len(pages)} pages of items"
    read = [article_of(page, key, site) for key, page in pages.items()]
    yield from _unread(read)


def _unread(articles: list[Article]) -> Iterator[str]:
    untitled = sum(not one.title or not one.content_text for one in articles)
    if untitled * 2 > len(articles):
        yield f"{untitled} of {len(articles)} pages of items have no title or no text"
    undated = sum(one.published is None and not one.events for one in articles)
    if undated * 2 > len(articles):
        yield f"{undated} of {len(articles)} pages of items have no day"
