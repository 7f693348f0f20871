"""An HTML page -> its Reading: every field from each place that can say it, in order of trust.

Visible labels come first, since people read them; then JSON-LD, Open Graph and other ``meta``, headings, the address.
What contradicts the chosen value is said in ``doubts``, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from scnfeed.language.labels import is_translation_notice, lines_on_translation
from scnfeed.language.scripts import direction, minutes_to_read
from scnfeed.model import Direction, Reading, Site
from scnfeed.read import around, dating, titles
from scnfeed.read.anysite import witness
from scnfeed.read.article import article_body
from scnfeed.read.body import article_place
from scnfeed.read.bounds import TOO_DEEP, shallow
from scnfeed.read.date_places import Evidence
from scnfeed.read.dating import Notes
from scnfeed.read.document import drop_furniture, drop_silent, lines, parse
from scnfeed.read.events import Asked, events_of
from scnfeed.read.excerpt import SUMMARY, excerpt, shorten
from scnfeed.read.kinds import Shape, page_kind
from scnfeed.read.labelled import label_block
from scnfeed.read.language import page_language
from scnfeed.read.machine import Machine, machine_side
from scnfeed.read.mend import may_be_irregular
from scnfeed.read.stated import chosen_events, chosen_title, selected
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
    place = article_place(tree, selector, hinted, base, () if site else machine.descriptions())
    visible = list(lines(place.scope)) if place and place.blocks else []
    labels = label_block(visible, site.labels if site else {})
    seen = witness(text, url) if site is None and not cut else None
    body = article_body(place, machine, hinted, base, seen, tabs=may_be_irregular(text))
    if body.text:
        notes.say("content_html", body.paragraphs[0], "markup")
    title = chosen_title(chosen, notes) or titles.title(told, place, body, names, notes)
    language = page_language(machine, url, site, body.paragraphs or tuple(line.text for line in visible), notes)
    printed = visible if site else list(lines(tree.body or tree.root)) if tree.root else []
    evidence = Evidence(text, url, site, language, labels, machine, place, printed, chosen.get("published", ""))
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
    canonical = addresses.absolute(base, machine.canonical) if machine.canonical else ""
    if canonical:
        notes.say("canonical_url", machine.canonical, "markup")
    return Reading(
        url=url,
        canonical_url=canonical or None,
        post_id=machine.post_id or None,
        language=language,
        direction=_direction(language),
        title=title or None,
        published=published,
        updated=updated,
        kind=kind,
        content_html=body.html,
        content_text=body.text,
        summary=_summary(body.paragraphs, title, machine, notes),
        authors=around.authors(labels, machine, place, visible, notes),
        images=around.images(machine, body, base, notes),
        attachments=around.attachments(place, base, notes),
        topics=around.topics(labels, machine, place, notes),
        translations=around.translations(machine, base, language, notes),
        machine_translated=bool(notice),
        reading_minutes=minutes_to_read(body.text, language or "en") if body.text else 0,
        events=events,
        said=notes.said,
        doubts=tuple(dict.fromkeys(notes.doubts)),
    )


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
    return one or next((line.text for line in lines(tree.body) if is_translation_notice(line.text)), "")


def _direction(language: str | None) -> Direction:
    return direction(language) if language else "ltr"
