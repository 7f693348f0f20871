"""Values to plain JSON and back, checked: the door to pydantic.

Frozen dataclasses go in and come out; a mistake in foreign data is told with its place, its value and what was
expected.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Set
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

import pydantic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One wrong value: where it stands (``sites.x.delay``), what stands there, what was expected."""

    key: str
    value: object
    expected: str


class NotPlain(ValueError):
    """Data that does not fit; `mistakes` holds every one of them."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("; ".join(f"{m.key} = {m.value!r}: {m.expected}" for m in mistakes))
        self.mistakes = mistakes


@cache
def _adapter(cls: Hashable) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(cast(Any, cls))


@cache
def _reader(cls: Hashable) -> Callable[[str | bytes], Any]:
    """What reads JSON: pydantic's core itself, a quarter quicker on an article than `TypeAdapter.validate_json`."""
    return _adapter(cls).validator.validate_json


def _mistakes(error: pydantic.ValidationError) -> Iterator[Mistake]:
    for found in error.errors():
        yield Mistake(".".join(map(str, found["loc"])), found.get("input"), found["msg"])


def parse(cls: type[T], data: object) -> T:
    """`data` (dicts, lists, strings, numbers) as a value of `cls`; raises NotPlain with every mistake."""
    try:
        value: T = _adapter(cast(Hashable, cls)).validate_python(data)
    except pydantic.ValidationError as error:
        raise NotPlain(list(_mistakes(error))) from None
    return value


def loads(cls: type[T], text: str | bytes) -> T:
    """JSON text as a value of `cls`; raises NotPlain."""
    try:
        value: T = _reader(cast(Hashable, cls))(text)
    except pydantic.ValidationError as error:
        raise NotPlain(list(_mistakes(error))) from None
    return value


def dumps(value: object, only: Set[str] | None = None, *, short: bool = False) -> str:
    """A value of the model, or `only` these of its fields, as JSON text, keys in the order of its fields: the same
    value gives the same text. A `short` one leaves out what has its default value, and is read back in less time.
    """
    adapter = _adapter(cast(Hashable, type(value)))
    return adapter.dump_json(value, include=only, exclude_defaults=short).decode()  # type: ignore[arg-type]


def plain(value: object) -> Any:
    """A value of the model as dicts, lists, strings and numbers, ready for JSON."""
    return _adapter(cast(Hashable, type(value))).dump_python(value, mode="json")


def schema(cls: type[Any]) -> dict[str, Any]:
    """The JSON Schema of `cls`, for editors' tools."""
    return _adapter(cast(Hashable, cls)).json_schema()
