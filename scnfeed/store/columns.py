"""Values as both databases take them and give them back: text, moments, and what addresses are indexed by."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from scnfeed.errors import StoreError

T = TypeVar("T")
_SURROGATES = re.compile("[\ud800-\udfff]")


def words(text: str) -> str:
    """`text` without NUL, which PostgreSQL refuses, and without lone surrogates, which no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _SURROGATES.sub("", text)
    return text.replace("\x00", "")


def aware(moment: datetime) -> datetime:
    """`moment` in UTC; one without a time zone is refused, since nobody can say when it is."""
    if moment.utcoffset() is None:
        raise StoreError(f"The date-time {moment.isoformat()} has no time zone; pass an aware one.", moment.isoformat())
    return moment.astimezone(UTC)


def cleaned(value: T) -> T:
    """A value of the model as it can be stored: every text through `words`, a naive date-time refused at any depth."""
    result: Any = value
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        result = words(value)
    elif isinstance(value, datetime):
        aware(value)
    elif isinstance(value, tuple):
        result = tuple(map(cleaned, value)) if value else value
    elif isinstance(value, Mapping):
        result = {cleaned(key): cleaned(item) for key, item in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        found = [(name, getattr(value, name)) for name in _names(type(value))]
        changed = {name: new for name, old in found if (new := cleaned(old)) is not old and new != old}
        result = replace(value, **changed) if changed else value
    return result  # type: ignore[no-any-return]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def digest(text: str) -> str:
    """sha256 of `text`: addresses are indexed by it, since PostgreSQL refuses long texts in an index."""
    return hashlib.sha256(words(text).encode()).hexdigest()


class Words(TypeDecorator[str]):
    """Text of any length that both databases take."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else words(value)


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite alone would drop the offset without a word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else aware(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def as_moment(raw: datetime | str) -> datetime:
    """A moment as the driver gives it: SQLite keeps it as text, in UTC."""
    found = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
