"""An HTML page -> its Reading: every field from each place that can say it, in order of trust.

Visible labels come first, since people read them; then JSON-LD, Open Graph and other ``meta``, headings, the address.
What contradicts the chosen value is said in ``doubts``, never silently dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import unquote, urlsplit

from scnfeed.language.dates import day_in
from scnfeed.language.events import events_in
from scnfeed.language.labels import is_icon_line, is_reading_time, is_translation_notice, label_of
from scnfeed.language.scripts import clean, direction, fold, language_of, minutes_to_read
from scnfeed.model import Attachment, Direction, Image, Kind, Reading, Said, Site, Source, When, moment
from scnfeed.read.body import ENDING, Place, article_place, is_label
from scnfeed.read.document import Line, attribute, drop_furniture, lines, parse, text_of
from scnfeed.read.excerpt import excerpt, title_from
from scnfeed.read.labelled import Labelled, label_block, split_names
from scnfeed.read.machine import ARTICLE_TYPES, PAGE_TYPES, Machine, machine_side, names_of
from scnfeed.read.tidy import Body, tidy, without_tokens
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
_TAIL = re.compile(r"\s+[-–—|·»:]\s+")
_PAGER = re.compile(r"[\d\s.…<>«»‹›→←|-]{1,40}")
_SAME_DAY = timedelta(days=1)


@dataclass(slots=True)
class Notes:
    """What is found on the way: where each value stands, and what contradicts it."""

    said: dict[str, Said] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def say(self, name: str, text: str, source: Source) -> None:
        self.said[name] = Said(clean(text)[:400], source)


def read_page(text: str, url: str | None, site: Site | None, doubts: Sequence[str] = ()) -> Reading:
    """What the page says. `text` is its markup, already decoded."""
    notes = Notes(doubts=list(doubts))
    tree = parse(text)
    machine = machine_side(tree)
    notes.doubts += machine.doubts
    base = url or machine.canonical or (site.home if site else "https://unknown.invalid/")
    notice = next((line.text for line in lines(tree.root) if is_translation_notice(line.text)), "") if tree.root else ""
    drop_furniture(tree)
    place = article_place(tree, site.selectors.get("content_html") if site else None)
    visible = list(lines(place.scope)) if place else []
    language = _language(machine, url, site, visible, notes)
    labels = label_block(visible, site.labels if site else {})
    body = _body(place, base, notes)
    title = _title(machine, place, body, site, notes)
    published = _published(labels, machine, place, site, url, notes)
    updated = _updated(labels, machine, site, published, notes)
    where = _where(labels, notes)
    kind = _kind(url, site, machine, labels, visible, body, notes)
    events = tuple(
        events_in(
            body.paragraphs,
            language or "en",
            published.date() if isinstance(published, datetime) else published,
            where_when=where,
            since=site.since if site else None,
        )
    )
    if events:
        notes.say("events", events[0].sentence, "label" if where else "sentence")
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


def _direction(language: str | None) -> Direction:
    return direction(language) if language else "ltr"


def _language(
    machine: Machine, url: str | None, site: Site | None, visible: Sequence[Line], notes: Notes
) -> str | None:
    """The page's own word, then the address, then the text; a text in another script is a doubt."""
    printed = machine.language.lower().partition("-")[0]
    path = addresses.language_of(url, site) if url and site else ""
    text = language_of(" ".join(line.text for line in visible)[:4000]) or ""
    locale = machine.first("og:locale").partition("_")[0].lower()
    choices: tuple[tuple[str, Source], ...] = ((printed, "markup"), (path, "url"), (locale, "og"), (text, "sentence"))
    chosen, source = next(((value, place) for value, place in choices if value), ("", "markup"))
    if path and chosen and path != chosen:
        notes.doubts.append(f"the page says language {chosen}, its address says {path}")
    if text and chosen and direction(text) != direction(chosen):
        notes.doubts.append(f"the page says language {chosen}, its text reads as {text}")
    if chosen:
        notes.say("language", chosen, source)
    return chosen or None


def _body(place: Place | None, base: str, notes: Notes) -> Body:
    if place is None:
        return Body("", "", (), ())
    titles = {fold(text_of(place.title))} if place.title else set()
    markup = "\n".join(node.html or "" for node in place.blocks)
    body = tidy(markup, base, lambda line: _furniture(line, titles), _ends_article)
    cleaned = Body(
        without_tokens(body.html), without_tokens(body.text), tuple(map(without_tokens, body.paragraphs)), body.images
    )
    if cleaned.text:
        notes.say("content_html", cleaned.paragraphs[0], "markup")
    return cleaned


def _furniture(line: str, titles: set[str]) -> bool:
    if fold(line) in titles or is_reading_time(line) or is_icon_line(line) or is_translation_notice(line):
        return True
    return is_label(line) or _PAGER.fullmatch(line) is not None


def _ends_article(line: str) -> bool:
    found = label_of(line)
    return found is not None and found[0] in ENDING


def _site_names(machine: Machine, site: Site | None) -> set[str]:
    named = [
        name for node in machine.typed(frozenset({"WebSite", "Organization"})) for name in names_of(node.get("name"))
    ]
    return {fold(name) for name in (*named, machine.first("og:site_name"), site.title if site else "") if name}


def _without_tail(title: str, names: set[str]) -> str:
    """The title without the site's name at its end or beginning; "" when it is nothing else."""
    if fold(title) in names:
        return ""
    pieces = _TAIL.split(title)
    if len(pieces) > 1 and fold(pieces[-1]) in names:
        return title[: title.rfind(pieces[-1])].rstrip(" -–—|·»:")
    if len(pieces) > 1 and fold(pieces[0]) in names:
        return title[len(pieces[0]) :].lstrip(" -–—|·»:")
    return title


def _title(machine: Machine, place: Place | None, body: Body, site: Site | None, notes: Notes) -> str:
    names = _site_names(machine, site)
    headlines = [
        headline
        for node in machine.typed(ARTICLE_TYPES | PAGE_TYPES)
        for headline in names_of(node.get("headline")) or names_of(node.get("name"))
    ]
    choices: list[tuple[str, Source]] = [(text_of(place.title) if place and place.title else "", "heading")]
    choices += [(headline, "json-ld") for headline in headlines]
    choices += [(machine.first("og:title", "twitter:title"), "og"), (machine.html_title, "meta")]
    for printed, source in choices:
        title = _without_tail(clean(printed), names)
        if title:
            notes.say("title", printed, source)
            return title
    title = title_from(body.paragraphs)
    if title:
        notes.say("title", title, "sentence")
        notes.doubts.append("the page prints no title: the first sentence stands for it")
    return title


def _sane(when: When | None, site: Site | None, name: str, notes: Notes) -> When | None:
    if when is not None and site is not None and moment(when).date() < site.since:
        notes.doubts.append(f"{name} {moment(when).date()} lies before the site's first day {site.since}: left unknown")
        return None
    return when


def _iso(text: str) -> When | None:
    """A date or an aware moment from ISO 8601 text; a moment without an offset counts as its day."""
    try:
        if len(text) <= 10:
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.date()


def _labelled_day(value: Labelled | None, site: Site | None) -> date | None:
    if value is None:
        return None
    return day_in(value.text, site.date_order if site else "dmy")


def _json_ld_dates(machine: Machine, key: str) -> Iterator[str]:
    for node in (*machine.typed(ARTICLE_TYPES), *machine.typed(PAGE_TYPES)):
        printed = node.get(key)
        if isinstance(printed, str):
            yield printed


def _published(
    labels: Mapping[str, Labelled],
    machine: Machine,
    place: Place | None,
    site: Site | None,
    url: str | None,
    notes: Notes,
) -> When | None:
    label = labels.get("published")
    choices: list[tuple[When | None, str, Source]] = [
        (_labelled_day(label, site), label.text if label else "", "label")
    ]
    choices += [(_iso(text), text, "json-ld") for text in _json_ld_dates(machine, "datePublished")]
    printed = machine.first("article:published_time", "og:article:published_time", "datepublished", "dc.date", "date")
    choices.append((_iso(printed), printed, "og" if "article:published_time" in machine.meta else "meta"))
    choices += [(_iso(text), text, "time") for text in _times(place)]
    in_path = re.search(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)/", urlsplit(url or "").path)
    if in_path:
        choices.append((_iso("-".join(in_path.groups())), in_path[0], "url"))
    return _choose("published", choices, site, notes)


def _updated(
    labels: Mapping[str, Labelled], machine: Machine, site: Site | None, published: When | None, notes: Notes
) -> When | None:
    label = labels.get("updated")
    choices: list[tuple[When | None, str, Source]] = [
        (_labelled_day(label, site), label.text if label else "", "label")
    ]
    choices += [(_iso(text), text, "json-ld") for text in _json_ld_dates(machine, "dateModified")]
    printed = machine.first("article:modified_time", "og:updated_time")
    choices.append((_iso(printed), printed, "og"))
    updated = _choose("updated", choices, site, notes, compare=False)
    if updated is not None and published is not None and moment(updated).date() < moment(published).date():
        notes.doubts.append(f"updated {moment(updated).date()} lies before published {moment(published).date()}")
        notes.said.pop("updated", None)
        return None
    return updated


def _choose(
    name: str,
    choices: Sequence[tuple[When | None, str, Source]],
    site: Site | None,
    notes: Notes,
    compare: bool = True,
) -> When | None:
    """The first sane value in order of trust; a later one that is more than a day off is a doubt."""
    sane = [(_sane(when, site, name, notes), text, source) for when, text, source in choices if when is not None]
    known = [(when, text, source) for when, text, source in sane if when is not None]
    if not known:
        return None
    chosen, text, source = known[0]
    notes.say(name, text, source)
    for other, printed, place in known[1:] if compare else ():
        if abs(moment(other).date() - moment(chosen).date()) > _SAME_DAY:
            notes.doubts.append(f"{name}: {source} says {text}, {place} says {printed}")
    return chosen


def _times(place: Place | None) -> list[str]:
    """``time`` elements that belong to the article's head: before its prose, in its scope."""
    if place is None:
        return []
    inside = {node.mem_id for block in place.blocks for node in block.css("time")}
    found = [attribute(node, "datetime") for node in place.scope.css("time[datetime]") if node.mem_id not in inside]
    return [text for text in found if text][:1]


def _where(labels: Mapping[str, Labelled], notes: Notes) -> str | None:
    return labels["where_when"].text if "where_when" in labels else None


def _kind(
    url: str | None,
    site: Site | None,
    machine: Machine,
    labels: Mapping[str, Labelled],
    visible: Sequence[Line],
    body: Body,
    notes: Notes,
) -> Kind:
    if not body.text:
        return "error" if not visible else "page"
    if url and site:
        kind = addresses.kind_of(url, site)
        notes.say("kind", urlsplit(url).path, "url")
        return kind or "page"
    if "updated" in labels:
        return "resource"
    if any(is_reading_time(line.text) for line in visible) or "published" in labels or machine.typed(ARTICLE_TYPES):
        return "news"
    return "news" if machine.first("og:type") == "article" else "page"


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
        address = addresses.absolute(base, attribute(node, "href"))
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
