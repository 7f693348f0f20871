"""An editor's word: it stands above what match would decide, is remembered, and can be taken back.

merge   two articles tell one story            split    two articles are kept apart
same    two pages are one article              withdraw an article leaves the feeds though its page is there
set     a field has this value, whatever the page says
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, get_args

from scnfeed.errors import ScnfeedError
from scnfeed.language.scripts import clean
from scnfeed.model import Article, Kind

Action = Literal["merge", "split", "same", "withdraw", "set"]
ACTIONS: tuple[Action, ...] = get_args(Action)
PAIRED = frozenset({"merge", "split", "same"})
FIELDS = ("title", "summary", "published", "kind")
"""What an editor may set."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """`article` and `other` are ids; `field` and `value` belong to ``set``; `before` is what stood there."""

    id: str
    at: datetime
    action: Action
    article: str
    other: str = ""
    field: str = ""
    value: str = ""
    before: str = ""
    why: str = ""
    revoked: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """All that editors said, the standing ones in force.

    >>> Rulings().apart("a", "b")
    False
    """

    all: Sequence[Ruling] = ()

    def standing(self, action: Action) -> list[Ruling]:
        return [one for one in self.all if one.action == action and one.revoked is None]

    def withdrawn(self, article: str) -> Ruling | None:
        return next((one for one in self.standing("withdraw") if one.article == article), None)

    def stands_for(self, article: str) -> Ruling | None:
        """The ruling by which this article is another one's second page."""
        return next((one for one in self.standing("same") if one.other == article), None)

    def apart(self, one: str, other: str) -> bool:
        pair = {one, other}
        return any({ruling.article, ruling.other} == pair for ruling in self.standing("split"))

    def settled(self, article: Article, id: str) -> Article:
        """`article`, as just read, with what editors set for the one known as `id`."""
        for one in self.standing("set"):
            if one.article == id:
                article = with_value(article, one.field, one.value)
        return article


def with_value(article: Article, field: str, value: str) -> Article:
    """`article` with the field as an editor wrote it; raises ScnfeedError for what is no such field or value."""
    if field == "published":
        try:
            return replace(article, published=date.fromisoformat(value))
        except ValueError:
            raise ScnfeedError(f"published = {value!r}: expected a day such as 2026-03-21", field) from None
    if field == "kind":
        if value not in ("news", "event", "resource"):
            raise ScnfeedError(f"kind = {value!r}: expected news, event or resource", field)
        kind: Kind = value  # type: ignore[assignment]
        return replace(article, kind=kind)
    if field == "title" and clean(value):
        return replace(article, title=clean(value))
    if field == "summary":
        return replace(article, summary=clean(value))
    raise ScnfeedError(f"{field} = {value!r}: expected a value for one of {', '.join(FIELDS)}", field)
