"""The article's body out of its place: blocks without furniture, checked by a witness where the site is unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.asides import is_byline
from scnfeed.language.labels import is_icon_line, is_reading_time, is_translation_notice
from scnfeed.read.anysite import Witness
from scnfeed.read.blocks import Block, blocks_of
from scnfeed.read.body import Place, beginnings, standfirst
from scnfeed.read.document import Node, parse, text_of
from scnfeed.read.headings import squeezed
from scnfeed.read.labelled import is_label_line, names_value
from scnfeed.read.links import without_links
from scnfeed.read.machine import Machine
from scnfeed.read.mend import is_irregular, mended
from scnfeed.read.siblings import ends_article, is_label
from scnfeed.read.tidy import Body, body_of, story

_KICKER, _NOTICE, _FEW = 40, 400, 6
_COOKIES = re.compile(r"cookies?\b|ملفات تعريف الارتباط|\btémoins\b", re.IGNORECASE)
_PAGER = re.compile(r"[\d\s.…<>«»‹›→←|-]{1,40}")


def article_body(
    place: Place | None, machine: Machine, told: Sequence[str], base: str, seen: Witness | None, *, tabs: bool = True
) -> Body:
    """Our own piece of the page; where the site is unknown, without what its witness has not `seen`. `told` are the
    titles told to machines, whose lines are no text; only where there may be `tabs` are they looked for.
    """
    printed = {squeezed(text) for text in told}
    if place and place.title:
        printed.add(squeezed(text_of(place.title)))

    def blocks(nodes: Sequence[Node]) -> list[Block]:
        found = blocks_of(_regular(nodes) if tabs else nodes, base)
        return story(_without_kicker(found, printed), is_site, ends_article, names_value)

    longest = 2 * max(map(len, printed), default=0)

    def is_site(line: str) -> bool:
        return (len(line) <= longest and squeezed(line) in printed) or _furniture(line)

    lead = standfirst(place, machine.descriptions()) if place and seen else None
    own = blocks(place.blocks) if place else []
    known = seen is None
    if seen and place and (place.stub or seen.misses(own) or (own and seen.heaped(printed))):
        seen = None
    first = blocks((lead,)) if lead is not None else []
    body = body_of(
        [*first, *(without_links(seen.chosen(own, beginnings(machine.descriptions())), base) if seen else own)],
        captions=known,
    )
    if seen and not seen.covered_by(body.text):
        body = body_of([*first, *blocks(_pieces(parse(seen.html)))])
    return body


def _without_kicker(blocks: Sequence[Block], titles: Set[str]) -> list[Block]:
    """The blocks without short ones with a figure before the title (a day, an issue), and notices of cookies there."""
    title = next((at for at, block in enumerate(blocks) if block.rank < 9 and squeezed(block.text) in titles), 0)
    if title > _FEW:
        return list(blocks)
    return [block for at, block in enumerate(blocks) if at >= title or not _is_before_title(block.text)]


def _is_before_title(text: str) -> bool:
    short = len(text) <= _KICKER and any(map(str.isdigit, text))
    return short or (len(text) <= _NOTICE and _COOKIES.search(text) is not None)


def _regular(nodes: Sequence[Node]) -> Sequence[Node]:
    """The same piece, with the headings of tabs above their panels where they stand apart."""
    markup = "".join(node.html or "" for node in nodes)
    return _pieces(parse(mended(markup))) if is_irregular(markup) else nodes


def _pieces(tree: LexborHTMLParser) -> Sequence[Node]:
    return (tree.body,) if tree.body else ()


def _furniture(line: str) -> bool:
    if is_reading_time(line) or is_icon_line(line) or is_translation_notice(line):
        return True
    return is_label(line) or is_label_line(line) or is_byline(line) or _PAGER.fullmatch(line) is not None
