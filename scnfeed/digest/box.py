"""What stands at the head of the letter that shows editors a readers' issue before it goes."""

from __future__ import annotations

from dataclasses import dataclass

from scnfeed.digest.items import TITLE, Title
from scnfeed.digest.text import clip, lean, link
from scnfeed.language.formats import day, language_name
from scnfeed.language.phrases import phrases
from scnfeed.language.scripts import clean, direction
from scnfeed.model import Finding, Preview

MOST = 20
"""Findings in a letter; the page that the link leads to has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding in words, and the item that it is about; no title where it is about the whole."""

    text: str
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class Box:
    what: str
    """What happens to the issue if nobody does anything."""
    who: str
    heading: str
    lines: tuple[Line, ...]
    more: str
    """How many findings are left out, in words."""
    action: str
    link: str


def box(preview: Preview, language: str, most: int | None = MOST) -> Box:
    """`preview` in words."""
    say, found = phrases("scnfeed.digest").say, preview.findings
    when = preview.release
    left_out = len(found) - len(found[:most])
    return Box(
        what=say(language, "waits_until", day=day(when, language), hour=f"{when:%H:%M}")
        if when
        else say(language, "waits"),
        who=say(language, "recipients", preview.recipients),
        heading=say(language, "findings") if found else say(language, "no_findings"),
        lines=tuple(line(finding, language) for finding in found[:most]),
        more=say(language, "more", left_out) if left_out else "",
        action=say(language, "decide"),
        link=link(preview.link),
    )


def line(finding: Finding, language: str) -> Line:
    """One finding in words."""
    said = finding.said
    if finding.name == "unmarked":
        said = language_name(said, language)
    elif finding.name == "alike":
        said = clip(clean(said), 80)
    name = language_name(finding.language, language) if finding.language else ""
    text = phrases("scnfeed.digest").say(language, f"find_{finding.name}", finding.n, said=said, name=name)
    if not finding.title and not finding.url:
        return Line(text)
    shown = clip(clean(finding.title or finding.url), TITLE)
    return Line(text, Title(shown, link(finding.url), finding.language, lean(shown, direction(language))))
