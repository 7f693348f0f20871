"""Where on its pages a site prints the title and the day, when the general reader does not find them: CSS selectors.

A selector is only proposed that finds the right words on every sample that has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from scnfeed.errors import ReadError
from scnfeed.language.scripts import clean, fold
from scnfeed.model import Reading, Site, moment
from scnfeed.read import read
from scnfeed.read.decoding import decode
from scnfeed.read.document import Node, ancestors, attribute, drop_silent, parse, text_of
from scnfeed.read.headings import alike
from scnfeed.sites.addresses import kind_of
from scnfeed.survey.items import Sample
from scnfeed.survey.sheet import day_in_line

_LONGEST = 160
_PLAIN = re.compile(r"[A-Za-z][A-Za-z_-]*")
"""Class names without figures, which change from page to page."""
_DAY = re.compile(r"date|datum|fecha|publi|posted|when|time|created", re.IGNORECASE)
_MOST_NODES = 4_000

Fits = Callable[[Node, Sample], bool]


def read_as(sample: Sample, site: Site) -> Reading:
    """What the sample says when it is read with `site`'s table."""
    try:
        return read(sample.page.body, sample.key, site=site, headers=dict(sample.page.headers))
    except ReadError:
        return Reading(sample.key)


def fitted(site: Site, samples: Sequence[Sample]) -> Site:
    """The Site with the selectors that its pages need."""
    news = [one for one in samples if kind_of(one.key, site) != "event"]
    happenings = [one for one in samples if kind_of(one.key, site) == "event"]
    chosen: dict[str, str] = {}
    if _wanting(news, site, _has_day):
        chosen |= _found("published", news, lambda node, one: _prints(node, one.day, one, site))
    if _wanting(happenings, site, _has_event):
        told = [one for one in happenings if not _is_published(one.day, one.reading)]
        when = _found("when", told, lambda node, one: _prints(node, one.day, one, site))
        chosen |= when if not any(_says_a_day(when, one, site) for one in news) else {}
    titled = [one for one in samples if one.told.text]
    if _wanting(titled, site, partial(_has_title, site.title)):
        chosen |= _found("title", titled, lambda node, one: fold(text_of(node)) == fold(one.told.text))
    return replace(site, selectors=chosen)


def _wanting(samples: Sequence[Sample], site: Site, has: Callable[[Sample, Reading], bool]) -> bool:
    return sum(not has(one, read_as(one, site)) for one in samples) * 2 > len(samples)


def _has_day(one: Sample, reading: Reading) -> bool:
    return one.day is None or _is_published(one.day, reading)


def _is_published(day: date | None, reading: Reading) -> bool:
    """Whether the page says that it was published on this day; clocks of other zones may be a day off."""
    if day is None or reading.published is None:
        return False
    return abs((moment(reading.published).date() - day).days) <= 1


def _has_event(one: Sample, reading: Reading) -> bool:
    days = [
        event.start if type(event.start) is date else moment(event.start).date()
        for event in reading.events
        if event.certain
    ]
    unsaid = one.day is None or _is_published(one.day, reading)
    return bool(days) and (unsaid or any(abs((day - one.day).days) <= 1 for day in days if one.day))


def _has_title(name: str, one: Sample, reading: Reading) -> bool:
    """Not one that carries the site's name, where what leads to the page does not."""
    if reading.title is None or not alike(reading.title, one.told.text):
        return False
    ours = fold(name)
    return not ours or ours not in fold(reading.title) or ours in fold(one.told.text)


def _prints(node: Node, day: date | None, one: Sample, site: Site) -> bool:
    printed = attribute(node, "datetime") or attribute(node, "content") or text_of(node)
    language = one.sheet.language or next(iter(site.languages))
    return day is not None and len(printed) <= _LONGEST and day_in_line(printed, language, site.date_order) == day


def _says_a_day(found: Mapping[str, str], one: Sample, site: Site) -> bool:
    """Whether one of these selectors finds a day on a page that tells of no event: a day of publication, then."""
    body = parse(decode(one.page.body, dict(one.page.headers)).text).body
    nodes = [body.css_first(selector) if body else None for selector in found.values()]
    language = one.sheet.language or next(iter(site.languages))
    return any(node and day_in_line(text_of(node)[:_LONGEST], language, site.date_order) for node in nodes)


def _found(name: str, samples: Sequence[Sample], fits: Fits) -> dict[str, str]:
    """The first selector, of those that any sample suggests, that is right on all samples where one can be."""
    trees = [(one, parse(decode(one.page.body, dict(one.page.headers)).text)) for one in samples]
    for _, tree in trees:
        drop_silent(tree)
    able = [(one, tree, list(_suggested(tree.body, one, fits))) for one, tree in trees if tree.body is not None]
    able = [row for row in able if row[2]]
    if len(able) * 2 <= len(samples):
        return {}
    for selector in dict.fromkeys(one for row in able for one in row[2]):
        nodes = [(tree.css_first(selector), one) for one, tree, _ in able]
        if all(node is not None and fits(node, one) for node, one in nodes):
            return {name: selector}
    return {}


def _suggested(root: Node | None, one: Sample, fits: Fits) -> Iterator[str]:
    """Selectors of the smallest elements that fit, those by a class before those by place."""
    nodes = [
        node
        for node in (root.css("*") if root else [])[:_MOST_NODES]
        if node.tag not in ("a", "html", "body") and fits(node, one)
    ]
    inner = [
        node for node in nodes if not any(child.mem_id != node.mem_id and fits(child, one) for child in node.css("*"))
    ]
    for node in inner:
        yield from _by_class(node)
    for node in inner:
        yield from _by_place(node)


def _by_class(node: Node) -> Iterator[str]:
    """By a class that speaks of a day, by all classes together, by each alone."""
    named = [one for one in attribute(node, "class").split() if _PLAIN.fullmatch(one)]
    yield from (f"{node.tag}.{one}" for one in named if _DAY.search(one))
    if len(named) > 1:
        yield f"{node.tag}.{'.'.join(named)}"
    yield from (f"{node.tag}.{one}" for one in named)


def _by_place(node: Node) -> Iterator[str]:
    around = [up for up in ancestors(node) if up.tag not in ("html", "body")][:2]
    for up in around:
        yield from (
            f"{up.tag}.{name} {node.tag}"
            for name in attribute(up, "class").split()[:2]
            if name.replace("-", "").isalpha()
        )
    before, after = _neighbour(node, -1), _neighbour(node, 1)
    if before is not None and before.tag in ("h1", "h2", "h3"):
        yield f"{before.tag} + {node.tag}"
    if after is not None and after.tag in ("h1", "h2", "h3"):
        yield f"{node.tag}:has(+ {after.tag})"
    if node.tag == "time":
        yield "time"
    for name in ("align", "id", "itemprop"):
        if attribute(node, name) and not any(map(str.isdigit, attribute(node, name))):
            yield f'{node.tag}[{name}="{clean(attribute(node, name))}"]'
    yield node.tag or "p"


def _neighbour(node: Node, step: int) -> Node | None:
    siblings = list(node.parent.iter()) if node.parent is not None else []
    at = next((n for n, one in enumerate(siblings) if one.mem_id == node.mem_id), -2)
    return siblings[at + step] if 0 <= at + step < len(siblings) and at >= 0 else None
