"""The pages of the sample site: each is a View, and one of two designs renders it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scnfeed.sample import chrome
from scnfeed.sample.body import Block, blocks, inline, plain, sheets
from scnfeed.sample.edition import Edition, day_month_year, prefix, words
from scnfeed.sample.graph import json_ld
from scnfeed.sample.stories import LANGUAGES, Story, Text
from scnfeed.templates import render

ROOM = "scnfeed.sample"
PREFIXES = {"classic": "wp-hn", "redesign": "qy"}
FACETS = ("?_type=report", "?_type=guide", "?_type=case", "?_type=report%2Cguide&_paged=2", "?_sort=oldest")
INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    url: str
    date: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """All a design needs to print one page."""

    language: str
    url: str
    title: str | None
    words: Mapping[str, str]
    menu: tuple[Link, ...]
    alternates: tuple[Link, ...] = ()
    switch: tuple[Link, ...] = ()
    post_id: int = 0
    kind: str = "listing"
    labels: tuple[Label, ...] = ()
    reading: str = ""
    authors: str = ""
    blocks: tuple[Block, ...] = ()
    images: tuple[Link, ...] = ()
    downloads: tuple[Link, ...] = ()
    pager: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    entries: tuple[Link, ...] = ()
    json_ld: str = ""
    modified: str = ""
    notice: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"


def menu(edition: Edition, language: str) -> tuple[Link, ...]:
    said, base = words(language), prefix(language)
    links = [Link(said["news"], edition.at(base + "news/")), Link(said["resources"], edition.at(base + "resources/"))]
    pages = [(s, t) for s, t in edition.live("hub", "page") if t.language == language]
    links += [Link(text.title, edition.at(story.path(language))) for story, text in pages]
    month = f"{edition.world.today:%Y-%m}"
    return (*links, Link(said["calendar"], edition.at(f"{base}calendar/{month}/")))


def labels(edition: Edition, story: Story, text: Text) -> tuple[Label, ...]:
    """The label block. Arabic resources print Arabic-Indic digits, news pages print ASCII ones."""
    said, full = words(text.language), story.label == "full"
    if story.label == "none" or not text.dated or story.kind not in ("news", "resource"):
        return ()
    facet = edition.at(prefix(text.language) + "resources/") + f"?_type={story.type}"
    rows = [Label(said["published"], day_month_year(story.published) if full else "")]
    if story.updated and story.kind == "resource":
        rows.append(Label(said["updated"], day_month_year(story.updated) if full else ""))
    if text.language == "ar" and story.kind == "resource":
        rows = [replace(row, value=row.value.translate(INDIC)) for row in rows]
    rows.append(Label(said["type"], said["type_" + story.type], facet) if full else Label(said["type"], ""))
    if full and story.topics:
        rows.append(Label(said["tags"], ", ".join(story.topics)))
    if full and story.kind == "news":
        rows.append(Label(said["share"], " "))
    return tuple(rows)


def reading(story: Story, text: Text) -> str:
    """The theme counts Latin letters only, so an Arabic page always takes 0 minutes."""
    if story.kind != "news":
        return ""
    minutes = 0 if text.language == "ar" else max(1, len(plain(text.body).split()) // 160)
    return words(text.language)["reading"].format(n=minutes)


def lower_escapes(url: str) -> str:
    """`url` with its percent escapes in lower case, as some of the site's own links have them."""
    return "".join(part if n == 0 else "%" + part[:2].lower() + part[2:] for n, part in enumerate(url.split("%")))


def related(edition: Edition, story: Story, language: str) -> tuple[Link, ...]:
    others = [(s, t) for s, t in edition.live("news", "resource") if t.language == language and s.key != story.key]
    start = story.id // 10 % max(1, len(others))
    chosen = (others + others)[start : start + 3]
    return tuple(
        Link(t.title, lower_escapes(edition.at(s.path(language))), day_month_year(s.published if t.dated else None))
        for s, t in chosen
    )


def downloads(edition: Edition, story: Story, language: str) -> tuple[Link, ...]:
    said = words(language)
    return tuple(
        Link(said.get(stem.rpartition("--")[2], said["report"]), edition.at(f"/wp-content/uploads/2026/02/{stem}.pdf"))
        for stem in story.attachments
    )


def article(edition: Edition, story: Story, language: str, sheet: int = 1) -> View:
    """The page of a story in one language, or one of its numbered pages."""
    text = story.texts[language]
    path, parts = story.path(language), sheets(text.body)
    numbered = [Link(str(n), edition.at(path if n == 1 else f"{path}{n}/")) for n in range(1, len(parts) + 1)]
    alternates = [Link(t.title, edition.at(story.path(lang)), language=lang) for lang, t in story.texts.items()]
    many = len(alternates) > 1 and sheet == 1
    return View(
        language,
        numbered[sheet - 1].url,
        text.title if text.titled else None,
        words(language),
        menu(edition, language),
        alternates=tuple(alternates) if many and "hreflang" not in edition.off else (),
        switch=tuple(alternates),
        post_id=story.post_id(language),
        kind=story.kind,
        labels=labels(edition, story, text),
        reading=reading(story, text),
        authors=",".join(story.authors),
        blocks=blocks(parts[sheet - 1]),
        images=tuple(Link(text.title, edition.at(f"/wp-content/uploads/2026/01/{stem}.png")) for stem in story.images),
        downloads=downloads(edition, story, language) if sheet == 1 else (),
        pager=tuple(numbered) if len(parts) > 1 else (),
        related=related(edition, story, language),
        json_ld=json_ld(edition, story, text),
        modified=f"{text.modified}T08:00:00+00:00" if text.dated else "",
        notice=text.machine,
    )


def listing(edition: Edition, language: str, path: str, title: str, *kinds: str) -> View:
    """A page of links: every live text of `kinds` in `language`, and the queries of a faceted list."""
    entries = [
        Link(t.title, edition.at(s.path(language)), day_month_year(s.published if t.dated else None))
        for s, t in edition.live(*kinds)
        if t.language == language
    ]
    at = edition.at(path)
    search = words(language)["search"]
    queries = [Link(search, edition.at(prefix(language) + "resources/") + facet) for facet in FACETS]
    switch = tuple(Link(lang, edition.at(prefix(lang)), language=lang) for lang in LANGUAGES)
    return View(
        language, at, title, words(language), menu(edition, language), switch=switch, entries=(*entries, *queries)
    )


def calendar(edition: Edition, language: str, year: int, month: int) -> View:
    """A month of the calendar; it links to the next one, for ever."""
    base, title = prefix(language) + "calendar/", f"{words(language)['calendar']} {year}-{month:02}"
    near = [divmod(year * 12 + month - 1 + step, 12) for step in (-1, 1)]
    entries = tuple(Link(f"{y}-{m + 1:02}", edition.at(f"{base}{y}-{m + 1:02}/")) for y, m in near)
    view = listing(edition, language, f"{base}{year}-{month:02}/", title)
    return replace(view, entries=(*entries, *view.entries))


def html(edition: Edition, view: View) -> str:
    """`view` as the page of the day's design."""
    design = edition.world.design
    mark = PREFIXES[design]
    return render(
        ROOM,
        f"{design}.html",
        v=view,
        w=view.words,
        home=edition.home,
        front=edition.at(prefix(view.language)),
        off=edition.off,
        design=design,
        inline=lambda text: inline(text, lambda p: edition.at(p) if p.startswith("/") else p),
        styles=chrome.styles(mark),
        scripts=chrome.scripts(mark.replace("-", "")),
        sprite=chrome.sprite(mark),
        json_ld=view.json_ld,
    )
