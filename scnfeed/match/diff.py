"""One version of an article beside the next, field by field, for people: what stood there, what stands there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from scnfeed.language.formats import span
from scnfeed.match.changes import targets
from scnfeed.match.folded import LONGEST
from scnfeed.model import Article, Event

AROUND = 4
"""Words before and after a change that are shown with it."""
MOST = 20_000
"""Words beyond which a text is not compared word by word."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one field: as it was and as it is; "" where nothing stood or stands."""

    field: str
    old: str
    new: str


def differences(old: Article, new: Article) -> list[Difference]:
    """Every difference between two versions, in the order in which a reader meets the fields.

    >>> from dataclasses import replace
    >>> one = Article("x", None, "en", "ltr", "news", "Harbour day", "", "They meet at noon on the quay.")
    >>> differences(one, replace(one, content_text="They meet at nine on the quay."))
    [Difference(field='text', old='They meet at noon on the quay.', new='They meet at nine on the quay.')]
    """
    plain = (
        ("title", old.title, new.title),
        ("kind", old.kind, new.kind),
        ("published", str(old.published or ""), str(new.published or "")),
        ("authors", ", ".join(old.authors), ", ".join(new.authors)),
        ("events", _events(old.events, new.language), _events(new.events, new.language)),
        ("address", old.url or "", new.url or ""),
    )
    found = [Difference(*row) for row in plain if row[1] != row[2]]
    found += _texts(old.content_text[:LONGEST].split(), new.content_text[:LONGEST].split())
    gone, come = targets(old) - targets(new), targets(new) - targets(old)
    return found + [Difference("links", "\n".join(sorted(gone)), "\n".join(sorted(come)))] * bool(gone or come)


def _events(events: Iterable[Event], language: str) -> str:
    told = (f"{span(event.start, event.end, language)} {event.place or ''}".strip() for event in events)
    return "; ".join(told)


def _texts(old: list[str], new: list[str]) -> Iterator[Difference]:
    if max(len(old), len(new)) > MOST and old != new:
        yield Difference("text", f"{len(old)} words", f"{len(new)} words")
        return
    for group in SequenceMatcher(None, old, new, autojunk=len(old) > 2000).get_grouped_opcodes(AROUND):
        (_, a, _, c, _), (_, _, b, _, d) = group[0], group[-1]
        yield Difference("text", _cut(old, a, b), _cut(new, c, d))


def _cut(words: list[str], start: int, end: int) -> str:
    return "… " * (start > 0) + " ".join(words[start:end]) + " …" * (end < len(words))
