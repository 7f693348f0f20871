"""The article's blocks, rid of what is site and not story, as markup and as text: the door to nh3 (the allow-list)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import nh3

from scnfeed.language.asides import leads_elsewhere
from scnfeed.model import Image
from scnfeed.read.blocks import Block, Holder

TAGS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote q cite pre code em strong b i u s sub sup small mark abbr time br hr"
    " a img figure figcaption table caption thead tbody tfoot tr th td span bdi bdo".split()
)
ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href", "title", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "abbr": {"title"},
    "ol": {"start", "reversed"},
}
_ALLOWED = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)
_PROTECTED = re.compile(r"\s*[,،]?\s*\[email(?:\s|&nbsp;|&#160;)*protected\]")
_SHORT, _HEADING, _VALUE, _PROSE, _BOX = 200, 80, 160, 600, 700
_WORD, _OFTEN, _LEAD = 5, 3, 80
_QUESTION = "?؟？"
_SENTENCE = f".!…:।。{_QUESTION}"


@dataclass(frozen=True, slots=True)
class Body:
    html: str
    text: str
    paragraphs: tuple[str, ...]
    images: tuple[Image, ...]


def story(
    blocks: Sequence[Block],
    is_furniture: Callable[[str], bool],
    ends_article: Callable[[str], bool],
    names_value: Callable[[str], bool],
) -> list[Block]:
    """The blocks without furniture lines (and the value below a label) and without sections such as downloads."""
    found: list[Block] = []
    blocks = _without_facts(blocks, names_value)
    dropped: Block | None = None
    label: Block | None = None
    often = _repeated(blocks)
    noted = False
    for block in without_asides(blocks):
        if dropped is not None:
            if _belongs(block, dropped):
                continue
            dropped = None
        if label is not None and len(block.text) < _VALUE and block.rank == 9 and _beside(block, label):
            label = None
            continue
        label = None
        noted = block.text in often and (block.text[-1] not in _SENTENCE or (noted and block.text[-1] not in _QUESTION))
        short = bool(block.text) and len(block.text) < _SHORT and not block.held_by("table")
        if noted or (short and is_furniture(block.text)):
            label = block if block.text.endswith((":", "：")) else None
            continue
        if (
            block.text
            and len(block.text) < _HEADING
            and (block.rank < 9 or block.tag == "p")
            and ends_article(block.text)
        ):
            dropped = block
            continue
        found.append(block)
    return found


def _without_facts(blocks: Sequence[Block], names_value: Callable[[str], bool]) -> Sequence[Block]:
    """The blocks without labels before the prose that have their values in the next block: rows of a table, cards."""
    long = (at for at, block in enumerate(blocks) if len(block.text) >= _LEAD)
    head = next((at for at in long if not at or not names_value(blocks[at - 1].text)), 0)
    facts: set[int] = set()
    for at in range(head - 1):
        label, value = blocks[at : at + 2]
        if at not in facts and names_value(label.text) and 0 < len(value.text) < _VALUE and _near(value, label):
            facts |= {at, at + 1}
    return [block for at, block in enumerate(blocks) if at not in facts] if facts else blocks


def _near(value: Block, label: Block) -> bool:
    """Whether a value stands in its label's element or row, or in a neighbour of either."""
    return any(value.path[:up] == label.path[:up] for up in (-1, -2)) or _row(value) == _row(label) != -1


def _repeated(blocks: Sequence[Block]) -> frozenset[str]:
    """Lines that stand there three times and more: notices about what could not be shown, calls to subscribe, when
    their first one is no sentence; questions of an interview are."""
    times = Counter(block.text for block in blocks if len(block.text) > _WORD and not block.within and block.rank == 9)
    often = frozenset(text for text, count in times.items() if count >= _OFTEN)
    much = sum(len(text) * times[text] for text in often) * 2 > sum(len(block.text) for block in blocks)
    return frozenset() if much else often


def without_asides(blocks: Sequence[Block]) -> list[Block]:
    """The blocks without those that send the reader to another story: a linked line after "Read more", or a small box
    of its own under these words."""
    found: list[Block] = []
    box: tuple[int, ...] | None = None
    sizes: Counter[tuple[int, ...]] | None = None
    for block in blocks:
        if box is not None:
            if block.path[: len(box)] == box:
                continue
            box = None
        rest = leads_elsewhere(block.text) if block.text and len(block.text) <= _VALUE * 2 else None
        if rest is None or (rest and block.linked * 2 < len(rest)):
            found.append(block)
        elif not rest:
            sizes = sizes or _sizes(blocks)
            home = block.path[:-1]
            box = home if home and sizes[home] <= _BOX else None
    return found


def _sizes(blocks: Sequence[Block]) -> Counter[tuple[int, ...]]:
    """How much text each element holds."""
    sizes: Counter[tuple[int, ...]] = Counter()
    for block in blocks:
        for at in range(1, len(block.path)):
            sizes[block.path[:at]] += len(block.text)
    return sizes


def _belongs(block: Block, heading: Block) -> bool:
    """Whether a block stands under this heading of furniture: in its parent, up to the next heading of its rank."""
    home = heading.path[:-1]
    if block.path[: len(home)] != home or len(block.text) > _PROSE or block.tag == "pre":
        return False
    return not (block.rank < 4 and block.rank <= heading.rank) and not block.held_by("table", "blockquote")


def _beside(block: Block, label: Block) -> bool:
    """Whether two blocks stand in one element, or in neighbours of one parent."""
    return block.path[:-1] == label.path[:-1] or block.path[:-2] == label.path[:-1]


def body_of(blocks: Sequence[Block], captions: bool = True) -> Body:
    """Markup, text (paragraphs apart by an empty line, list items led by a dash) and pictures of these blocks.

    Captions stay out of the text where the page's own grouping is unknown.
    """
    real = {holder.key for block in blocks if block.html for holder in block.within}
    kept = [block for block in blocks if block.html or (block.within and _row(block) in real)]
    html = _ALLOWED.clean(without_tokens(_markup(kept))).strip()
    paragraphs = tuple(map(without_tokens, _paragraphs(kept, captions)))
    images = dict.fromkeys(image for block in kept for image in block.images)
    return Body(re.sub(r"\n{2,}", "\n", html), "\n\n".join(paragraphs), paragraphs, tuple(images))


def without_tokens(text: str) -> str:
    """`text` without the words that stand where an address was hidden."""
    if "protected]" not in text:
        return text
    return re.sub(r"[\s،,]+([.،,])", r"\1", _PROTECTED.sub(" ", text))


def _row(block: Block) -> int:
    """The key of the innermost table row around a block, -1 without one."""
    return next((holder.key for holder in reversed(block.within) if holder.tag == "tr"), -1)


def _markup(blocks: Iterable[Block]) -> str:
    out: list[str] = []
    open_: tuple[Holder, ...] = ()
    for block in blocks:
        shared = 0
        for one, other in zip(open_, block.within, strict=False):
            if one is not other:
                break
            shared += 1
        out += [f"</{holder.tag}>\n" for holder in reversed(open_[shared:])]
        out += [holder.opening for holder in block.within[shared:]]
        out.append(f"<{block.tag}{block.marks}>{block.html}</{block.tag}>\n" if block.tag else block.html)
        open_ = block.within
    out += [f"</{holder.tag}>" for holder in reversed(open_)]
    return "".join(out)


def _paragraphs(blocks: Sequence[Block], captions: bool) -> list[str]:
    found: list[str] = []
    for row, run in groupby((block for block in blocks if block.text), key=_row):
        told = [block for block in run if captions or not _is_caption(block)]
        if row != -1:
            found += filter(None, [" ".join(block.text for block in told)])
            continue
        for block in told:
            item = bool(block.within) and block.within[-1].tag == "li" and block.rank == 9
            found.append(f"- {block.text}" if item else block.text)
    return found


def _is_caption(block: Block) -> bool:
    return block.tag == "figcaption" or (
        block.held_by("figure") and not block.held_by("table", "blockquote", "ul", "ol", "dl")
    )
