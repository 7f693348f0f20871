"""What an edit changed, and whether a reader should hear of it.

Material: any change of title beyond white space, case and punctuation; any changed number, date, place, link target
or attachment; a word put in place of a clearly different one that is a name; more than three changed words. All else
is cosmetic: white space, a typo, furniture, a page rendered anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from scnfeed.language.formats import span
from scnfeed.language.scripts import ascii_digits, fold, isolate, words
from scnfeed.model import Article, Event

_FEW = 3
_TYPO = 0.7
_SHOWN = 3
_HREF = re.compile(r'href="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields that changed materially (none: cosmetic) and the change as a reader may see it, old → new."""

    fields: tuple[str, ...]
    words: str
    changed_words: int


def edit_between(old: Article, new: Article) -> Edit:
    """What changed from one reading of an article to the next."""
    fields: list[str] = []
    shown: list[str] = []
    if words(old.title) != words(new.title):
        fields.append("title")
        shown.append(f"{isolate(old.title)} → {isolate(new.title)}")
    if _dates(old.events) != _dates(new.events):
        fields.append("events")
        shown.extend(_event_change(old, new))
    pieces = list(_replaced(old.content_text, new.content_text))
    count = sum(max(len(a.split()), len(b.split())) for a, b in pieces)
    if count > _FEW or any(_weighs(a, b) for a, b in pieces) or (count and _says_updated(old, new)):
        fields.append("content_text")
        weighty = sorted(pieces, key=lambda pair: not _weighs(*pair))
        shown.extend(f"{isolate(_cut(a))} → {isolate(_cut(b))}" for a, b in weighty if a or b)
    if _targets(old) != _targets(new):
        fields.append("links")
    if not old.published and new.published:
        fields.append("published")
    return Edit(tuple(fields), "; ".join(dict.fromkeys(shown[:_SHOWN])), count)


def _dates(events: tuple[Event, ...]) -> list[tuple[str, str, str]]:
    return [(str(event.start), str(event.end), fold(event.place or "")) for event in events if event.certain]


def _event_change(old: Article, new: Article) -> Iterator[str]:
    for before, after in zip(old.events, new.events, strict=False):
        if (before.start, before.end) != (after.start, after.end):
            told = span(before.start, before.end, new.language), span(after.start, after.end, new.language)
            yield f"{isolate(told[0])} → {isolate(told[1])}"
        if fold(before.place or "") != fold(after.place or ""):
            yield f"{isolate(before.place or '–')} → {isolate(after.place or '–')}"


def _replaced(old: str, new: str) -> Iterator[tuple[str, str]]:
    before, after = old.split(), new.split()
    if before == after:
        return
    matcher = SequenceMatcher(None, [_bare(w) for w in before], [_bare(w) for w in after], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield " ".join(before[a:b]), " ".join(after[c:d])


def _bare(word: str) -> str:
    return fold(word).strip(".,;:!?\"'()[]«»“”‘’…–—-،؛؟") or word


def _weighs(old: str, new: str) -> bool:
    """Whether one replaced piece alone is material: a number, or a name for another one."""
    if _numbers(old) != _numbers(new):
        return True
    if SequenceMatcher(None, fold(old), fold(new), autojunk=False).ratio() >= _TYPO:
        return False
    return bool(old and new and old[:1].isupper() and new[:1].isupper())


def _says_updated(old: Article, new: Article) -> bool:
    """Whether the page itself prints a new day of its last update: its editors want the change to be seen."""
    return new.sources.get("updated") == "label" and new.updated != old.updated


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*", ascii_digits(text))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rsplit(" ", 1)[0] + "…"


def _targets(article: Article) -> set[str]:
    return set(_HREF.findall(article.content_html)) | {file.url for file in article.attachments}
