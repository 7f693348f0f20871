"""The library: ``import scnfeed`` is light, and every public name is there, typed and explained."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import scnfeed

FACE = Path(scnfeed.__file__)
HEAVY = ("scrapy", "sqlalchemy", "pydantic", "bs4", "feedgen", "babel", "rich", "typer", "jinja2", "lxml", "alembic")
CONTRACT = (
    "read dates_in normalise compare Site STRONG_CITIES Store collect Feed render_feed compose render_letter send"
).split()


def promised() -> list[str]:
    """The names that type checkers see."""
    found = [node for node in ast.walk(ast.parse(FACE.read_text())) if isinstance(node, ast.ImportFrom)]
    return sorted({alias.asname for node in found for alias in node.names if alias.asname})


def test_the_contract_is_promised() -> None:
    assert set(CONTRACT) <= set(promised())


@pytest.mark.parametrize("name", promised())
def test_each_public_name_is_there_and_explained(name: str) -> None:
    value = getattr(scnfeed, name)
    assert name in dir(scnfeed)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__doc__ and value.__module__.startswith("scnfeed")


@pytest.mark.parametrize("name", [name for name in promised() if inspect.isfunction(getattr(scnfeed, name))])
def test_each_public_function_is_typed(name: str) -> None:
    function = getattr(scnfeed, name)
    assert typing.get_type_hints(function).keys() == {*inspect.signature(function).parameters, "return"}


def test_a_name_that_is_not_there_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'raed'"):
        scnfeed.raed  # noqa: B018


def test_the_import_is_light() -> None:
    code = "import json, sys, scnfeed; print(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    loaded = json.loads(done.stdout)
    assert not set(HEAVY) & set(loaded)
    assert len(loaded) < 200


def test_type_checkers_are_told_that_it_is_typed() -> None:
    assert FACE.with_name("py.typed").is_file()
