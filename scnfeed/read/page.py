"""An HTML page -> its Reading: every field from each place that can say it, in order of trust.

Visible labels come first, since people read them; then JSON-LD, Open Graph and other ``meta``, headings, the address.
What contradicts the chosen value is said in ``doubts``, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.labels import is_translation_notice, lines_on_translation, may_tell_of_translation
from scnfeed.language.scripts import minutes_to_read, text_direction
from scnfeed.model import Event, Reading, Site, When
from scnfeed.read import around, dating, titles
from scnfeed.read.anysite import witness
from scnfeed.read.article import article_body
from scnfeed.read.authors import Written, authors
from scnfeed.read.body import Place, article_place
from scnfeed.read.bounds import TOO_DEEP, shallow
from scnfeed.read.date_places import Evidence
from scnfeed.read.dating import Notes
from scnfeed.read.document import (
    Line,
    attribute,
    boxes_of_facts,
    drop_copies,
    drop_furniture,
    drop_silent,
    lines,
    parse,
)
from scnfeed.read.events import Asked, events_of
from scnfeed.read.excerpt import SUMMARY, excerpt, shorten
from scnfeed.read.kinds import Shape, is_report, page_kind
from scnfeed.read.labelled import Labelled, below_title, in_boxes, label_block
from scnfeed.read.language import page_language
from scnfeed.read.machine import Machine, machine_side
from scnfeed.read.mend import may_be_irregular
from scnfeed.read.stated import chosen_events, chosen_title, selected
from scnfeed.read.tidy import Body
from scnfeed.sites import addresses

_SUMMARY_SAID = 60
"""As many letters of a summary stand in one paragraph, whatever its cut."""


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
    page = _prepared(text, url, site, Notes(doubts=list(doubts)), cut=cut, many=many)
    article = _article(page)
    notes, machine, labels, body = page.notes, page.machine, article.labels, article.body
    language = page_language(machine, url, site, body.paragraphs or tuple(line.text for line in article.visible), notes)
    spoken = language or "en"
    published, updated = _days(page, article, language)
    events = _events(page, article, spoken, published, tuple(calendars))
    own = bool(events) and notes.said["events"].source != "sentence" and not is_report(events[0], published, notes)
    shape = Shape(url, site, machine, labels, article.visible, body.text, article.title, published is not None, own)
    kind = page_kind(shape, notes)
    if page.notice:
        notes.say("machine_translated", page.notice, "markup")
    canonical = addresses.absolute(page.base, machine.canonical) if machine.canonical else ""
    if canonical:
        notes.say("canonical_url", machine.canonical, "markup")
    return Reading(
        url=url,
        canonical_url=canonical or None,
        post_id=machine.post_id or None,
        language=language,
        direction=text_direction(body.text, language or "und"),
        title=article.title or None,
        published=published,
        updated=updated,
        kind=kind,
        content_html=body.html,
        content_text=body.text,
        summary=_summary(body.paragraphs, article.title, machine, notes),
        authors=authors(Written(labels, machine, article.place, spoken, article.near, page.text), notes),
        images=around.images(machine, body, article.place, page.base, page.text, notes),
        attachments=around.attachments(article.place, page.base, notes),
        topics=around.topics(labels, machine, article.place, notes),
        translations=around.translations(machine, page.base, language, notes),
        machine_translated=bool(page.notice),
        reading_minutes=minutes_to_read(body.text, spoken) if body.text else 0,
        events=events,
        said=notes.said,
        doubts=tuple(dict.fromkeys(notes.doubts)),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    """A page without its furniture, and what it tells machines."""

    text: str
    url: str | None
    site: Site | None
    tree: LexborHTMLParser
    machine: Machine
    address: str
    """Its own, as far as that is known."""
    base: str
    """The address that its links are relative to (HTML, 4.2.3)."""
    chosen: Mapping[str, str]
    """What stands where the site's table of selectors says."""
    beside: Mapping[str, Labelled]
    """Labels and their values in boxes beside the article."""
    notice: str
    cut: bool
    notes: Notes


@dataclass(frozen=True, slots=True)
class _Article:
    """Where the article stands in the page, and what it says."""

    place: Place | None
    visible: Sequence[Line]
    near: Sequence[Line]
    """The few lines between title and prose."""
    labels: Mapping[str, Labelled]
    body: Body
    title: str


def _prepared(text: str, url: str | None, site: Site | None, notes: Notes, *, cut: bool, many: bool) -> _Page:
    """The page parsed and cleared; the order matters: what is dropped is asked before."""
    tree = parse(text)
    if many and tree.css_first(TOO_DEEP) is not None:
        text, doubts = shallow(text)
        notes.doubts += doubts
        tree, cut = parse(text), True
    machine = machine_side(tree, text)
    notes.doubts += machine.doubts
    address = url or machine.canonical or (site.home if site else "https://unknown.invalid/")
    base = attribute(tree.css_first("base[href]"), "href")
    base = addresses.absolute(address, base) or address if base else address
    drop_silent(tree)
    chosen, notice = selected(tree, site), _notice(tree)
    beside = in_boxes(boxes_of_facts(tree), site.labels if site else {})
    drop_copies(tree)
    drop_furniture(tree)
    return _Page(text, url, site, tree, machine, address, base, chosen, beside, notice, cut, notes)


def _article(page: _Page) -> _Article:
    site, machine = page.site, page.machine
    names = titles.site_names(machine, site, page.url)
    told = titles.told_to_machines(machine, names)
    hinted = tuple(dict.fromkeys(one.text for one in told))
    selector = site.selectors.get("content_html") if site else None
    place = article_place(page.tree, selector, hinted, page.address, () if site else machine.descriptions())
    visible = list(lines(place.scope)) if place and place.blocks else []
    seen = witness(page.text, page.url) if site is None and not page.cut else None
    body = article_body(place, machine, hinted, page.base, seen, tabs=may_be_irregular(page.text))
    if body.text:
        page.notes.say("content_html", body.paragraphs[0], "markup")
    title = chosen_title(page.chosen, page.notes) or titles.title(told, place, body, names, page.notes)
    near = below_title(visible, place.title if place else None)
    labels = {**page.beside, **label_block(visible, site.labels if site else {})}
    return _Article(place, visible, near, labels, body, title)


def _days(page: _Page, article: _Article, language: str | None) -> tuple[When | None, When | None]:
    """When it was published and updated; on an unknown site the whole page is asked."""
    root = page.tree.body or page.tree.root
    printed = article.visible if page.site or root is None else list(lines(root))
    labels, chosen = article.labels, page.chosen.get("published", "")
    evidence = Evidence(page.text, page.url, page.site, language, labels, page.machine, article.place, printed, chosen)
    published = dating.published(evidence, page.notes)
    return published, dating.updated(evidence, published, page.notes)


def _events(
    page: _Page, article: _Article, language: str, published: When | None, calendars: tuple[str, ...]
) -> tuple[Event, ...]:
    """What takes place, where the site's table of selectors says so, else wherever it is told."""
    tree, printed, near = page.tree.body, article.body.paragraphs, [line.text for line in article.near]
    asked = (page.url, page.site, language, article.title, article.labels, page.machine, tree, printed, published)
    chosen = chosen_events(page.chosen, language, page.site, page.notes)
    return chosen or events_of(Asked(*asked, calendars, near), page.notes)


def _summary(paragraphs: Sequence[str], title: str, machine: Machine, notes: Notes) -> str:
    """The beginning of the text; of a page without any, what it tells machines of itself."""
    if text := excerpt(paragraphs, title):
        notes.say("summary", text[:_SUMMARY_SAID].rsplit(" ", 1)[0], "sentence")
        return text
    text, source = next(iter(machine.described()), ("", "meta"))
    if text:
        notes.say("summary", text, source)
    return shorten(text, SUMMARY)


def _notice(tree: LexborHTMLParser) -> str:
    """The line that says a machine translated the page; it stands in the furniture, mostly at the end."""
    if tree.body is None:
        return ""
    said = tree.body.text(separator="\n")
    if not (told := lines_on_translation(said)):
        return ""
    one = next((text for text in told if is_translation_notice(text)), "")
    if one or not may_tell_of_translation(said):
        return one
    return next((line.text for line in lines(tree.body) if is_translation_notice(line.text)), "")
