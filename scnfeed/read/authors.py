"""Who wrote the article, from each place that can say it, in order of trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scnfeed.language.bylines import is_nobody, names_after_by, split_names
from scnfeed.language.labels import is_reading_time, label_of
from scnfeed.language.scripts import fold
from scnfeed.model import Source
from scnfeed.read.body import Place
from scnfeed.read.dating import Notes
from scnfeed.read.document import Line, attribute, text_of
from scnfeed.read.labelled import Labelled
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine, names_of
from scnfeed.read.times import before_prose, in_teaser

_META = tuple("author article:author dc.creator dcterms.creator citation_author parsely-author sailthru.author".split())
_MARKED = "[rel~=author], [itemprop~=author], .author, .byline, .by-author, [class*=author-name], [class*=author_name]"
_LONGEST = 80
_CONTROLS = frozenset(("summary", "button", "label", "legend", "th", "dt"))
"""Elements whose text says what is behind or beside them."""


@dataclass(frozen=True, slots=True)
class Written:
    """What of one page is asked about its authors."""

    labels: Mapping[str, Labelled]
    machine: Machine
    place: Place | None
    language: str
    near: Sequence[Line]
    """The lines between title and prose."""
    text: str
    """Its markup."""


def authors(page: Written, notes: Notes) -> tuple[str, ...]:
    for printed, source in _told(page):
        if not printed:
            continue
        names = tuple(name for name in split_names(printed) if not is_nobody(name))
        if names:
            notes.say("authors", ", ".join(printed), source)
            return names
    return ()


def _told(page: Written) -> Iterator[tuple[list[str], Source]]:
    """What each place prints: a label, a line with "by", names for machines, elements called so, bare ones."""
    if "authors" in page.labels:
        yield [page.labels["authors"].text], "label"
    for line in page.near:
        if names := names_after_by(line.text, page.language):
            yield [names], "label"
    yield (
        [name for node in page.machine.typed(ARTICLE_TYPES | PAGE_TYPES) for name in names_of(node.get("author"))],
        "json-ld",
    )
    for name in filter(page.machine.meta.get, _META):
        site = fold(page.machine.first("og:site_name"))
        yield [told for told in page.machine.meta[name] if fold(told) != site], "meta"
    if "author" in page.text or "byline" in page.text:
        yield list(_marked(page)), "markup"
    yield [line.text for line in page.near[:1] if _is_bare(line, page.place)], "heading"


def _marked(page: Written) -> Iterator[str]:
    """Names in elements of the article's piece that are called so, those before its prose."""
    if page.place is None:
        return
    wanted = [node for node in page.place.scope.css(_MARKED)[:20] if not in_teaser(node, page.place)]
    seen: list[int] = []
    for node in before_prose(page.place.scope, wanted, f"{_MARKED}, p") if wanted else ():
        text = attribute(node, "content") or text_of(node)
        outer = any(up.mem_id in seen for up in (node.parent, node.parent and node.parent.parent) if up)
        seen.append(node.mem_id)
        if not outer and 0 < len(text) <= _LONGEST and label_of(text) is None:
            names = names_after_by(text, page.language)
            if names or not re.search(r"[\d@●]", text):
                yield names or text


def _is_bare(line: Line, place: Place | None) -> bool:
    """Names that stand alone between the title and the label block."""
    is_name = all(part[:1].isupper() or not part[:1].isascii() for part in line.text.replace(",", " ").split())
    short = len(line.text) <= _LONGEST and not re.search(r"[.:!?؟\d—–]", line.text)
    if (
        line.node.tag in _CONTROLS
        or not short
        or not is_name
        or label_of(line.text)
        or is_reading_time(line.text)
        or place is None
    ):
        return False
    return not any(line.node.mem_id == node.mem_id for block in place.blocks for node in block.css("p"))
