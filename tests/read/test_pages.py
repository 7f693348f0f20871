"""Each folder of tests/pages is a page and what it says; every field named there is a test of its own."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scnfeed.model import Reading
from scnfeed.plain import plain
from scnfeed.read import read
from scnfeed.sites import SITES

CASES = Path(__file__).parent.parent / "pages"


def fields() -> list[tuple[str, str]]:
    return [
        (case.name, field)
        for case in sorted(CASES.iterdir())
        for field in json.loads((case / "expected.json").read_text(encoding="utf-8"))["expected"]
    ]


@cache
def reading_of(case: str) -> Reading:
    about = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))
    body = next((CASES / case).glob("input.*")).read_bytes()
    return read(body, about["url"], site=SITES.get(about["site"]))


def said(reading: Reading, field: str, wanted: Any) -> Any:
    """The part of the reading that the case speaks of."""
    if field == "present":
        return [text for text in wanted if text in reading.content_text]
    if field == "absent":
        return [text for text in wanted if text not in reading.content_text and text not in reading.content_html]
    if field == "sources":
        return {name: reading.sources.get(name) for name in wanted}
    value = plain(reading)[field]
    if field == "events":
        return [{name: event[name] for name in ("start", "end", "place", "certain")} for event in value]
    return value


@pytest.mark.parametrize(("case", "field"), fields())
def test_the_page_says(case: str, field: str) -> None:
    wanted = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["expected"][field]
    assert said(reading_of(case), field, wanted) == wanted


@pytest.mark.parametrize("case", [case.name for case in sorted(CASES.iterdir())])
def test_the_same_page_gives_the_same_reading(case: str) -> None:
    body = next((CASES / case).glob("input.*")).read_bytes()
    assert read(body, "https://x.org/a/") == read(body, "https://x.org/a/")
