"""From evidence to a Site: which addresses are items, of which kind, in which languages, and where they are named.

A few pages of each shape of address are read before it is believed: items have a title and a text, and a day somewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urljoin, urlsplit

from scnfeed.crawl.discover import bases, feeds, fronts, list_page, placed, printed, trap
from scnfeed.errors import CrawlError
from scnfeed.language.scripts import clean, fold
from scnfeed.model import Kind, Site
from scnfeed.sites.addresses import is_item, normal, path_of
from scnfeed.survey.evidence import Evidence, Visits
from scnfeed.survey.items import Sample, believed, is_article, kind_of, newest, sample, shapes
from scnfeed.survey.shapes import Shape, escaped, joined, pattern_of
from scnfeed.survey.sheet import is_web_page, sheet_of

SAMPLES, MORE_SAMPLES = 3, 5
MOST_SWITCHES = 5
_LONGEST_CODE = 5
_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2,4})?")


@dataclass(slots=True)
class Proposal:
    """A Site, the pages it was tried on, and what a person should know."""

    site: Site
    samples: list[Sample]
    remarks: list[str] = field(default_factory=list)


async def propose(evidence: Evidence, visits: Visits, name: str) -> Proposal:
    """The Site that the evidence speaks for. CrawlError where nothing on the site looks like an item."""
    await narrow_queries(evidence, visits)
    evidence.site = replace(evidence.site, languages=await languages_of(evidence, visits))
    paths = evidence.paths
    others = {paths[key] for key in evidence.others if key in paths}
    kinds: dict[str, Kind] = {}
    samples: list[Sample] = []
    tried: list[tuple[Shape, list[str], list[Sample]]] = []
    for shape, keys in shapes(evidence, paths):
        good = await _articles(newest(keys, evidence), evidence, visits)
        if good:
            tried.append((shape, keys, good))
        else:
            others |= {paths[key] for key in keys}
    for shape, keys, good in tried:
        if believed(shape, keys, good, evidence, alone=len(tried) == 1):
            pattern = pattern_of(shape, [paths[key] for key in keys], others)
            kinds[pattern] = kind_of(shape, good)
            samples += good
    if not kinds:
        raise CrawlError(
            f"{evidence.site.home}: nothing there looks like an item: no feed, no sitemap, no list of articles; "
            "give the address of the page that lists them",
            evidence.site.home,
        )
    site = _site(evidence, name, joined(kinds))  # type: ignore[arg-type]
    site = replace(site, lists=await _in_each_language(site, visits))
    return Proposal(site, samples, _remarks(site, evidence))


async def _articles(keys: Sequence[str], evidence: Evidence, visits: Visits) -> list[Sample]:
    """Of pages of one shape those that are articles, where most of those looked at are: the newest first; where these
    are stubs or locked, as the newest may be, some more of all ages.
    """
    first, rest = keys[:SAMPLES], keys[SAMPLES:]
    found = [await sample(key, evidence, visits) for key in first]
    good = [one for one in found if one is not None and is_article(one)]
    if rest and len(good) * 2 <= len(found):
        step = max(len(rest) // MORE_SAMPLES, 1)
        found += [await sample(key, evidence, visits) for key in rest[::step][:MORE_SAMPLES]]
        good = [one for one in found if one is not None and is_article(one)]
    return good if len(good) * 2 > len(found) else []


# ---- queries ------------------------------------------------------------------------------------------------------


async def narrow_queries(evidence: Evidence, visits: Visits) -> None:
    """Leave only the query parameters that an item's page needs: without which two items would have one address, or
    where the site shows another page when they are left out.
    """
    for name in evidence.site.query_allow:
        fewer = replace(evidence.site, query_allow=tuple(one for one in evidence.site.query_allow if one != name))
        titles: dict[str, set[str]] = {}
        for key, told in evidence.named.items():
            titles.setdefault(normal(key, fewer), set()).add(fold(told.text))
        if all(len(found - {""}) <= 1 for found in titles.values()) and await _idle(name, fewer, evidence, visits):
            evidence.rekey(fewer)


async def _idle(name: str, fewer: Site, evidence: Evidence, visits: Visits) -> bool:
    """Whether an item's page is the same without a parameter."""
    asking = (key for key in evidence.named if name in dict(parse_qsl(urlsplit(key).query)))
    key = next((key for key in asking if evidence.named[key].text), "")
    page = await visits.page(key) if key else None
    if page is None or page.status != 200 or not is_web_page(page):
        return True
    bare = await visits.page(normal(key, fewer))
    if bare is None or bare.status != 200 or not is_web_page(bare):
        return False
    whole, less = sheet_of(page), sheet_of(bare)
    return whole.title == less.title and abs(whole.letters - less.letters) <= max(20, whole.letters // 10)


# ---- languages ----------------------------------------------------------------------------------------------------


async def languages_of(evidence: Evidence, visits: Visits) -> dict[str, str]:
    """Language to prefix: as the front page declares it, else as addresses and pages say it; the front page of the site
    where it was looked at, for the look may have begun at a list in another language.
    """
    site = evidence.site
    front = evidence.sheets.get(normal(site.home, site), evidence.front)
    declared: dict[str, str] = {}
    for code, url in front.translations:
        prefix = _prefix(url, site)
        if code != "x-default" and prefix is not None and prefix not in declared.values():
            declared.setdefault(code.partition("-")[0], prefix)
    if len(declared) > 1:
        first = next((code for code, prefix in declared.items() if not prefix), next(iter(declared)))
        return {first: declared[first], **declared}
    default = front.language or "en"
    found = {default: _prefix(front.url, site) or ""}
    for prefix in _switches(evidence):
        page = await visits.page(urljoin(site.home, urlsplit(front.url).path) + prefix)
        code = sheet_of(page).language if page and page.status == 200 and is_web_page(page) else ""
        if code and code not in found:
            found[code] = prefix
    first_segments = Counter(urlsplit(key).path.split("/")[1] for key in evidence.paths)
    for segment, count in first_segments.most_common():
        code = segment.partition("-")[0]
        if not _CODE.fullmatch(segment) or len(code) != 2 or code in found or segment in found.values() or count < 2:
            continue
        page = await visits.page(urljoin(site.home, f"{segment}/"))
        if page and page.status == 200 and is_web_page(page) and sheet_of(page).language == code:
            found[code] = segment
            evidence.others.add(normal(page.final_url, site))
    return found


def _switches(evidence: Evidence) -> list[str]:
    """Queries by which the front page links to itself: ``?lang=fr``, ``?L=1``; it may be in another language there."""
    front = evidence.front
    found = []
    for link in front.links:
        asked = parse_qsl(urlsplit(link.url).query)
        alone = len(asked) == 1 and normal(link.url.partition("?")[0], evidence.site) == normal(
            front.url, evidence.site
        )
        if alone and len(asked[0][1]) <= _LONGEST_CODE and not trap(link.url, evidence.site):
            found.append(f"?{asked[0][0]}={asked[0][1]}")
    return list(dict.fromkeys(found))[:MOST_SWITCHES]


def _prefix(url: str, site: Site) -> str | None:
    """The prefix that the address of a front page carries: "", a first segment, ``?lang=fr``; None elsewhere."""
    if not normal(url, site):
        return None
    parts = urlsplit(url)
    segments = [part for part in parts.path.split("/") if part]
    asked = [(key, value) for key, value in parse_qsl(parts.query) if key in ("lang", "language", "l", "hl")]
    if not segments:
        return f"?{asked[0][0]}={asked[0][1]}" if asked else ""
    return segments[0] if len(segments) == 1 and _CODE.fullmatch(segments[0].lower()) else None


# ---- the Site -----------------------------------------------------------------------------------------------------


def _site(evidence: Evidence, name: str, items: Mapping[str, Kind]) -> Site:
    site = evidence.site
    asked = {
        name
        for name in site.query_allow
        if any(re.search(rf"(?:\\\?|&){re.escape(escaped(name))}=", pattern) for pattern in items)
    }
    site = replace(
        site,
        name=name,
        title=_title(evidence),
        items=tuple(sorted(items.items(), key=lambda pair: (-len(pair[0]), pair[0]))),
        query_allow=tuple(sorted(asked)),
        text="excerpt",
        since=_since(evidence),
    )
    lists = _lists(evidence, site)
    found = [url for url, keys in evidence.feeds.items() if any(is_item(key, site) for key in keys)]
    site = replace(site, lists=tuple(_below(url, site) for url in lists))
    if not {*found} <= {*feeds(site)}:
        site = replace(site, feeds=tuple(_below(url, site) for url in found))
    return site


def _lists(evidence: Evidence, site: Site) -> list[str]:
    """Lists that bring what neither the front page nor the beginnings of addresses do, on their first page or on
    further ones. A list that is turned to its end brings all of its kind.
    """
    usual = {normal(url, site) for url in fronts(site)}
    asked = {*fronts(site)}
    shown = {url: evidence.sheets[url].url for url in evidence.lists}
    ranked = sorted(evidence.lists, key=lambda url: (url not in usual, -len(evidence.lists[url]), len(url)))
    items: set[str] = set()
    patterns: set[str] = set()
    kept: list[str] = []
    for url in ranked:
        mine = {key: pattern for key in evidence.lists[url] if (pattern := _pattern(key, site))}
        more = url in evidence.paged
        fresh = {key for key, pattern in mine.items() if (more or key not in items) and pattern not in patterns}
        if url in usual or (fresh and not is_item(url, site) and not _is_further(url, kept, site)):
            kept += [] if shown[url] in asked or url == normal(site.home, site) else [printed(shown[url], site)]
            items |= mine.keys()
            patterns |= {*mine.values()} if more else set()
    return kept


async def _in_each_language(site: Site, visits: Visits) -> tuple[str, ...]:
    """The lists, and the same ones in the other languages, where they are there."""
    found = list(site.lists)
    for path in site.lists:
        for language in site.languages:
            below = path_of(normal(urljoin(site.home, path), site), site)[1]
            other = placed(site, language, below if path.endswith("/") or "." in path else below.rstrip("/"))
            known = {normal(urljoin(site.home, one), site) for one in found}
            if below and normal(other, site) not in known:
                page = await visits.page(other)
                found += [_below(other, site)] if page and page.status == 200 and is_web_page(page) else []
    return tuple(found)


def _pattern(key: str, site: Site) -> str:
    path = path_of(key, site)[1]
    return next((pattern for pattern, _ in site.items if re.fullmatch(pattern, path)), "")


def _is_further(url: str, kept: Sequence[str], site: Site) -> bool:
    return bool(list_page(url, replace(site, lists=tuple(_below(one, site) for one in kept))))


def _since(evidence: Evidence) -> date:
    """The year before the one that copyright lines begin with, unless lists and feeds print earlier days."""
    year = max((sheet.first_year for sheet in (evidence.front, *evidence.sheets.values())), default=0)
    usual = Site("", "", "").since
    since = date(year - 1, 1, 1) if year else usual
    days = [told.day for told in evidence.named.values() if told.day]
    early = sum(when < since for when in days)
    return since if early * 20 <= len(days) else usual


def _below(url: str, site: Site) -> str:
    return url.removeprefix(site.home)


def _title(evidence: Evidence) -> str:
    """What the site calls itself: as it says, else what the titles of its pages begin or end with."""
    front, sheets = evidence.front, list(evidence.sheets.values())
    titles = list(dict.fromkeys(sheet.title for sheet in sheets if sheet.title))
    common = [_shared(titles), _shared([title[::-1] for title in titles])[::-1]] if len(titles) > 2 else []
    named = [clean(text.strip(" -–—|·•»«:,/")) for text in common]
    longest = max((name for name in named if len(name) > 2), key=len, default="")
    pieces = [piece for piece in re.split(r"\s+[-–—|·•»«:]+\s+", front.title) if piece]
    host = urlsplit(evidence.site.home).netloc.removeprefix("www.")
    return front.name or longest or max(pieces, key=len, default=host)


def _shared(texts: Sequence[str]) -> str:
    """What all texts begin with, to the end of a word."""
    first, last = min(texts), max(texts)
    at = next((n for n in range(len(first)) if first[n] != last[n : n + 1]), len(first))
    return first[:at] if at == len(first) else first[: at + 1].rpartition(" ")[0] if " " in first[:at] else ""


def _remarks(site: Site, evidence: Evidence) -> list[str]:
    """What a person should look at before others do."""
    said = []
    pages = [key for key in evidence.rest.get("pages", ()) if is_item(key, site)]
    if pages:
        said.append(f"{len(pages)} pages fit the pattern of items, such as {pages[0]}: name them as exceptions")
    if any(re.match(r"\(\?!", pattern) for pattern, _ in site.items):
        said.append(
            "items stand beside other pages at the root of the site: a new page of that kind would count as an item"
        )
    if not bases(site) and not site.lists and not evidence.sitemaps:
        said.append("only the front page lists items: what leaves it before it was seen is missed")
    return said
