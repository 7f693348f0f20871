"""An HTML page -> its Reading: every field from each place that can say it, in order of trust.

Visible labels come first, since people read them; then JSON-LD, Open Graph and other ``meta``, headings, the address.
What contradicts the chosen value is said in ``doubts``, never silently dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.asides import is_byline
from scnfeed.language.labels import is_icon_line, is_reading_time, is_translation_notice, label_of, lines_on_translation
from scnfeed.language.scripts import direction, fold, minutes_to_read
from scnfeed.model import Attachment, Direction, Image, Reading, Site
from scnfeed.read import dating, titles
from scnfeed.read.anysite import Witness, witness
from scnfeed.read.blocks import Block, blocks_of
from scnfeed.read.body import ENDING, Place, article_place, is_label, standfirst
from scnfeed.read.bounds import TOO_DEEP, shallow
from scnfeed.read.dating import Notes
from scnfeed.read.document import Line, Node, attribute, drop_furniture, drop_silent, lines, parse, text_of
from scnfeed.read.events import Asked, events_of
from scnfeed.read.excerpt import excerpt
from scnfeed.read.headings import squeezed
from scnfeed.read.kinds import Shape, page_kind
from scnfeed.read.labelled import Labelled, label_block, split_names
from scnfeed.read.language import page_language
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine, machine_side, names_of
from scnfeed.read.mend import is_irregular, mended
from scnfeed.read.stated import chosen_events, chosen_title, selected
from scnfeed.read.tidy import Body, body_of, story
from scnfeed.sites import addresses

_FILES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
_FILE = re.compile(rf"\.(?:{'|'.join(_FILES)})(?:[?#]|$)", re.IGNORECASE)
_PAGER = re.compile(r"[\d\s.…<>«»‹›→←|-]{1,40}")


def read_page(
    text: str,
    url: str | None,
    site: Site | None,
    doubts: Sequence[str] = (),
    calendars: Sequence[str] = (),
    *,
    cut: bool = False,
    many: bool = True,
) -> Reading:
    """What the page says. `text` is its markup, decoded; of one that was `cut` no library is asked, and only one of
    `many` tags is asked whether it nests too deep. `calendars` are those it links to.
    """
    notes = Notes(doubts=list(doubts))
    tree = parse(text)
    if many and tree.css_first(TOO_DEEP) is not None:
        text, more = shallow(text)
        notes.doubts += more
        tree, cut = parse(text), True
    machine = machine_side(tree)
    notes.doubts += machine.doubts
    base = url or machine.canonical or (site.home if site else "https://unknown.invalid/")
    drop_silent(tree)
    chosen = selected(tree, site)
    notice = _notice(tree)
    drop_furniture(tree)
    names = titles.site_names(machine, site, url)
    selector = site.selectors.get("content_html") if site else None
    told = titles.told_to_machines(machine, names)
    hinted = tuple(dict.fromkeys(one.text for one in told))
    place = article_place(tree, selector, hinted, base)
    visible = list(lines(place.scope)) if place and place.blocks else []
    labels = label_block(visible, site.labels if site else {})
    seen = witness(text, url) if site is None and not cut else None
    body = _body(place, machine, hinted, base, notes, seen)
    title = chosen_title(chosen, notes) or titles.title(told, place, body, names, notes)
    language = page_language(machine, url, site, body.paragraphs or tuple(line.text for line in visible), notes)
    printed = visible if site else list(lines(tree.body or tree.root)) if tree.root else []
    evidence = dating.Evidence(text, url, site, language, labels, machine, place, printed, chosen.get("published", ""))
    published = dating.published(evidence, notes)
    updated = dating.updated(evidence, published, notes)
    about = Asked(
        url, site, language or "en", title, labels, machine, tree.body, body.paragraphs, published, tuple(calendars)
    )
    events = chosen_events(chosen, language or "en", site, notes) or events_of(about, notes)
    own = bool(events) and notes.said["events"].source in ("label", "json-ld", "markup", "calendar")
    shape = Shape(url, site, machine, labels, visible, body.text, title, published is not None, own)
    kind = page_kind(shape, notes)
    if notice:
        notes.say("machine_translated", notice, "markup")
    return Reading(
        url=url,
        canonical_url=addresses.absolute(base, machine.canonical) or None if machine.canonical else None,
        post_id=machine.post_id or None,
        language=language,
        direction=_direction(language),
        title=title or None,
        published=published,
        updated=updated,
        kind=kind,
        content_html=body.html,
        content_text=body.text,
        summary=excerpt(body.paragraphs, title),
        authors=_authors(labels, machine, place, visible, notes),
        images=_images(machine, body, base, notes),
        attachments=tuple(_attachments(place, base)),
        topics=_topics(labels, machine, place, notes),
        translations=_translations(machine, base, language, notes),
        machine_translated=bool(notice),
        reading_minutes=minutes_to_read(body.text, language or "en") if body.text else 0,
        events=events,
        said=notes.said,
        doubts=tuple(dict.fromkeys(notes.doubts)),
    )


def _notice(tree: LexborHTMLParser) -> str:
    """The line that says a machine translated the page; it stands in the furniture, mostly at the end."""
    if tree.body is None:
        return ""
    said = tree.body.text(separator="\n")
    if not (told := lines_on_translation(said)):
        return ""
    one = next((text for text in told if is_translation_notice(text)), "")
    return one or next((line.text for line in lines(tree.body) if is_translation_notice(line.text)), "")


def _direction(language: str | None) -> Direction:
    return direction(language) if language else "ltr"


def _body(
    place: Place | None, machine: Machine, told: Sequence[str], base: str, notes: Notes, seen: Witness | None
) -> Body:
    """The article's body: our own piece of the page, checked by a witness where the site is unknown."""
    printed = {squeezed(text) for text in told}
    if place and place.title:
        printed.add(squeezed(text_of(place.title)))

    def blocks(nodes: Sequence[Node]) -> list[Block]:
        return story(blocks_of(_regular(nodes), base), is_site, _ends_article)

    longest = 2 * max(map(len, printed), default=0)

    def is_site(line: str) -> bool:
        return (len(line) <= longest and squeezed(line) in printed) or _furniture(line)

    lead = standfirst(place, machine.descriptions()) if place and seen else None
    own = blocks(place.blocks) if place else []
    known = seen is None
    if seen and seen.misses(own):
        seen = None
    first = blocks((lead,)) if lead is not None else []
    body = body_of([*first, *(seen.chosen(own) if seen else own)], captions=known)
    if seen and not seen.covered_by(body.text):
        body = body_of([*first, *blocks(_pieces(parse(seen.html)))])
    if body.text:
        notes.say("content_html", body.paragraphs[0], "markup")
    return body


def _regular(nodes: Sequence[Node]) -> Sequence[Node]:
    """The same piece, with the headings of tabs above their panels where they stand apart."""
    markup = "".join(node.html or "" for node in nodes)
    return _pieces(parse(mended(markup))) if is_irregular(markup) else nodes


def _pieces(tree: LexborHTMLParser) -> Sequence[Node]:
    return (tree.body,) if tree.body else ()


def _furniture(line: str) -> bool:
    if is_reading_time(line) or is_icon_line(line) or is_translation_notice(line):
        return True
    return is_label(line) or is_byline(line) or _PAGER.fullmatch(line) is not None


def _ends_article(line: str) -> bool:
    found = label_of(line)
    return found is not None and found[0] in ENDING


def _authors(
    labels: Mapping[str, Labelled], machine: Machine, place: Place | None, visible: Sequence[Line], notes: Notes
) -> tuple[str, ...]:
    if "authors" in labels:
        notes.say("authors", labels["authors"].text, "label")
        return split_names([labels["authors"].text])
    named = [name for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES) for name in names_of(node.get("author"))]
    if named:
        notes.say("authors", ", ".join(named), "json-ld")
        return split_names(named)
    byline = _byline(place, visible)
    if byline:
        notes.say("authors", byline, "heading")
        return split_names([byline])
    return ()


def _byline(place: Place | None, visible: Sequence[Line]) -> str:
    """Names that stand alone between the title and the label block."""
    if place is None or place.title is None:
        return ""
    title = fold(text_of(place.title))
    at = next((n for n, line in enumerate(visible) if fold(line.text) == title), None)
    if at is None or at + 1 >= len(visible):
        return ""
    line = visible[at + 1]
    is_name = all(part[:1].isupper() or not part[:1].isascii() for part in line.text.replace(",", " ").split())
    short = len(line.text) <= 80 and not re.search(r"[.:!?؟\d—–]", line.text)
    if not short or not is_name or label_of(line.text) or is_reading_time(line.text):
        return ""
    return (
        "" if any(line.node.mem_id == node.mem_id for block in place.blocks for node in block.css("p")) else line.text
    )


def _images(machine: Machine, body: Body, base: str, notes: Notes) -> tuple[Image, ...]:
    printed = machine.first("og:image")
    shared = addresses.absolute(base, printed) if printed else ""
    images = [Image(shared, machine.first("og:image:alt"))] if shared and not body.images else []
    found = tuple(dict.fromkeys((*body.images, *images)))
    if found:
        notes.say("images", found[0].url, "markup" if body.images else "og")
    return found


def _attachments(place: Place | None, base: str) -> Iterator[Attachment]:
    """Files linked from the article's piece, each once, with the words of its link or its file name as title."""
    seen: set[str] = set()
    for node in place.scope.css("a[href]") if place else ():
        printed = attribute(node, "href")
        if not _FILE.search(printed):
            continue
        address = addresses.absolute(base, printed)
        name = unquote(urlsplit(address).path.rpartition("/")[2])
        mime = _FILES.get(name.rpartition(".")[2].lower())
        if not mime or address in seen:
            continue
        seen.add(address)
        yield Attachment(address, text_of(node) or name.rpartition(".")[0], mime)


def _topics(labels: Mapping[str, Labelled], machine: Machine, place: Place | None, notes: Notes) -> tuple[str, ...]:
    if "tags" in labels:
        notes.say("topics", labels["tags"].text, "label")
        return split_names([labels["tags"].text])
    linked = [text_of(node) for node in place.scope.css("a[rel~=tag]")] if place else []
    keywords = [name for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES) for name in names_of(node.get("keywords"))]
    for printed, source in (
        (linked, "markup"),
        (keywords, "json-ld"),
        (list(machine.meta.get("article:tag", ())), "og"),
    ):
        if printed:
            notes.say("topics", ", ".join(printed), source)  # type: ignore[arg-type]
            return split_names(printed)
    return ()


def _translations(machine: Machine, base: str, language: str | None, notes: Notes) -> dict[str, str]:
    found = {
        code.partition("-")[0]: addresses.absolute(base, link)
        for code, link in machine.translations.items()
        if code != "x-default"
    }
    found = {code: link for code, link in found.items() if link and code != language}
    if found:
        notes.say("translations", ", ".join(found.values()), "markup")
    return found
