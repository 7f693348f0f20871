"""What an edit changed, and whether a reader should hear of it.

Material: any change of title beyond white space, case and punctuation; any changed number, date, place, link target
or attachment; a word put in place of a clearly different one that is a name; more than three changed words. All else
is cosmetic: white space, a typo, furniture, a page rendered anew.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import parse_qsl, unquote, urlsplit

from scnfeed.language.formats import span
from scnfeed.language.scripts import fold, isolate, words
from scnfeed.match.aligned import repeats
from scnfeed.match.facts import calendar, editions, numbers, places, stages
from scnfeed.match.folded import LONGEST, letters
from scnfeed.match.introduced import NEAR, introduces, nameless, unheard_of
from scnfeed.model import Article, Event

_FEW = 3
_TYPO = 0.7
_SHOWN = 3
_REWRITTEN = 3000
"""Words between the first and the last changed one, beyond which a text counts as rewritten."""
AROUND = 500
"""Characters beside a change in a very long text that are looked at with it."""
_ENDS = tuple(".!?؟:;…\n")
_SPACE = re.compile(r"\s+|(?<=\w)[–—/](?=\w)")
_LETTERS = re.compile(r"\w+")
_TRACKING = re.compile(r"utm_|fbclid|gclid|mc_[ce]id|_ga|ref$|share$|trk", re.IGNORECASE)
_HREF = re.compile(r'href="([^"]+)"')
_SHARING = re.compile(
    r"(?:facebook\.com/(?:sharer|share\.php|dialog)|(?:twitter|x)\.com/(?:intent/|share)|linkedin\.com/(?:shareArticle|sharing)"
    r"|wa\.me/\?|(?:api|web)\.whatsapp\.com/send|t(?:elegram)?\.me/share|bsky\.app/intent|pinterest\.[a-z.]+/pin/create"
    r"|reddit\.com/submit)",
    re.IGNORECASE,
)
"""Where buttons lead that pass this very page on: furniture, whatever they are told."""
_EDGES = ".,;:!?…،؛؟۔\"'“”„‟«»‹›‘’()[]"


@dataclass(frozen=True, slots=True)
class Edit:
    """Fields that changed materially (none: cosmetic) and the change as a reader may see it, old → new."""

    fields: tuple[str, ...]
    words: str
    changed_words: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that were replaced by others; `inside` unless they begin a sentence, where every word is a capital.
    `introduced` where the words around them say that a name stands here.
    """

    old: str
    new: str
    inside: bool = True
    introduced: bool = False


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
    pieces = list(_replaced(old.content_text, new.content_text, new.language))
    count = sum(max(len(piece.old.split()), len(piece.new.split())) for piece in pieces)
    weighty = [piece for piece in pieces if _weighs(piece, new.language)]
    if count > _FEW or weighty or (count and _says_updated(old, new)):
        fields.append("content_text")
        rest = [piece for piece in pieces if piece not in weighty]
        shown.extend(f"{isolate(_cut(piece.old))} → {isolate(_cut(piece.new))}" for piece in (*weighty, *rest))
    if targets(old) != targets(new):
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


def _replaced(old: str, new: str, language: str) -> Iterator[Piece]:
    """What stands in place of what, word by word; punctuation, case, accents and white space are no words."""
    if max(len(old), len(new)) > LONGEST:
        old, new = _around_change(old, new)
    everything, after = _tokens(old), _tokens(new)
    before = everything
    keys, others = [key for key, _ in before], [key for key, _ in after]
    start = _shared_start(keys, others)
    first = before[start - 1][1] if start else "."
    stop = _shared_start(keys[start:][::-1], others[start:][::-1])
    before, after = before[start : len(before) - stop], after[start : len(after) - stop]
    keys, others = [key for key, _ in before], [key for key, _ in after]
    if max(len(keys), len(others)) > _REWRITTEN or repeats(keys) or repeats(others):
        yield Piece(" ".join(word for _, word in before[:50]), " ".join(word for _, word in after[:50]), True)
        return
    matcher = SequenceMatcher(None, keys, others, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            leading = before[a - 1][1] if a else first
            words_before, words_after = (" ".join(word for _, word in part) for part in (before[a:b], after[c:d]))
            around = [key for key, _ in everything[max(start + a - NEAR, 0) : start + b + NEAR]]
            named = introduces(around[: min(start + a, NEAR)], around[min(start + a, NEAR) + b - a :], language)
            yield Piece(words_before, words_after, leading[-1:] not in _ENDS, named)


def _around_change(old: str, new: str) -> tuple[str, str]:
    """Of two very long texts the part that differs, with some words around it, and of that the beginning."""
    most = min(len(old), len(new))
    start = bisect_left(range(most), True, key=lambda at: old[: at + 1] != new[: at + 1])
    rest = most - start
    end = bisect_left(range(rest), True, key=lambda at: old[len(old) - at - 1 :] != new[len(new) - at - 1 :])
    start, end = max(start - AROUND, 0), max(end - AROUND, 0)
    return old[start : len(old) - end][:LONGEST], new[start : len(new) - end][:LONGEST]


def _tokens(text: str) -> list[tuple[str, str]]:
    found = ((_bare(word), word) for word in _SPACE.split(text))
    return [(key, word) for key, word in found if key]


def _shared_start(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _bare(word: str) -> str:
    return "".join(_LETTERS.findall(letters(word)))


def _weighs(piece: Piece, language: str) -> bool:
    """Whether one replaced piece alone is material: a number, a day, a place, or a name for another one."""
    old, new = (" ".join(word.strip(_EDGES) for word in text.split()) for text in (piece.old, piece.new))
    if numbers(old, language) != numbers(new, language):
        return True
    typo = SequenceMatcher(None, fold(old), fold(new), autojunk=False).ratio() >= _TYPO
    for facts in (calendar, editions, stages, places):
        before, after = facts(old, language), facts(new, language)
        if before != after and not (typo and not (before and after)):  # a month with a typo is no other month
            return True
    if typo:
        return False
    if piece.introduced and old and new:
        return not (nameless(old, language) or nameless(new, language))
    if unheard_of(old, language) and unheard_of(new, language):
        return True
    capitals = [word[:1].isupper() for word in (*old.split(), *new.split())]
    full = min(len(old.split()), len(new.split())) > 1 and all(capitals)
    return full or (piece.inside and old[:1].isupper() and new[:1].isupper())


def _says_updated(old: Article, new: Article) -> bool:
    """Whether the page itself prints a new day of its last update: its editors want the change to be seen."""
    return new.sources.get("updated") == "label" and new.updated != old.updated


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rsplit(" ", 1)[0] + "…"


def targets(article: Article) -> set[str]:
    """Where its links and files lead."""
    links = (html.unescape(link) for link in _HREF.findall(article.content_html))
    return {target(link) for link in (*links, *(file.url for file in article.attachments)) if not _SHARING.search(link)}


def target(link: str) -> str:
    """Where a link leads, without what only follows its reader or how it is written.

    >>> target("http://www.example.org/a/?utm_source=x&id=3#top") == target("https://example.org/a?id=3")
    True
    """
    parts = urlsplit(link.strip())
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(pair[0])]
    host = parts.netloc.casefold().removeprefix("www.")
    return (
        f"{host}{unquote(parts.path).rstrip('/')}?{sorted(kept)}" if parts.netloc else f"{unquote(parts.path)}?{kept}"
    )
