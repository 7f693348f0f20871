"""Editors read reasons in their own language: every sentence that the code records has its words in the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from scnfeed.digest.looks import UNDATED
from scnfeed.digest.reasons import worded

ROOM = Path(__file__).parents[2] / "scnfeed"
RECORDED = {
    "crawl/judge.py": "_CAUSES SKIPPED _same_answer _no_answer _broke _all_forbidden _nothing_found _too_many_errors "
    "_nothing_fetched _causes",
    "crawl/robots.py": "rules_from",
    "crawl/tally.py": "closed _fails",
    "jobs/intake.py": "HOLLOW _judge _why_gone",
    "jobs/taken.py": "DENIED FORBIDDEN REFUSED _settle_closed why_held",
    "match/compare.py": "compare _told _of_one_text _veto _but_for_a_name",
    "match/decide.py": "_plausible _held",
    "match/kin.py": "believed",
    "match/quality.py": "LOCKED _hollow _one_page _vanished _undated _shrunk _languages why_doubt",
    "match/names.py": "other_names",
    "match/twins.py": "across likely _against",
    "match/veto.py": "veto",
    "read/__init__.py": "_broken_off",
    "read/bounds.py": "bounded",
    "read/dating.py": "_sane _choose",
    "read/titles.py": "title",
}
"""Where sentences that editors read are written down."""
PARTS = {
    "the same article",
    ", though {} known before should be there",
    "robots.txt answered with a web page, {}",
    "each tells something of its own ({} and {})",
    "same opening, ",
    "same title, ",
    "kept apart: only {}",
    "sentences run alike",
    "sentences do not run alike",
    "shared: {}, {} ({}), score {}",
    "shared: {} names by their sound, ",
}
"""What is only a piece of a sentence below, or no letter tells."""
FILLINGS = (
    "",
    "7",
    "2026-03-10T13:00+00:00",
    "text",
    "https://x.example/",
    "2026-01-02",
    "ar",
    "label",
    "connection lost",
    "numbers",
    "published",
)
WHOLE = (
    "12 pages cannot be believed, first https://x.example/a/: the page asks for a password",
    "it carries none of the marks that this site's articles have (canonical url, post id): not taken",
    "robots.txt answered with a web page, so the site was left alone (RFC 9309, 2.3.1.4)",
    "robots.txt could not be read (no answer in time), so the site was left alone (RFC 9309, 2.3.1.4)",
    "the site is busy and asked to be left alone until 2026-03-10T13:00+00:00 (robots.txt could not be read (no answer "
    "in time))",
    "the site could not be reached: host not found, or not at a public address (3), TunnelError (1)",
    "neither a sitemap nor the front page names an item, though 40 known before should be there "
    "(robots.txt answered 503)",
    "first seen; kept apart: same opening, same title, bodies 71% alike, each tells something of its own (20% and 31%)",
    "kept apart: same title, but another place (Porto, Portugal and Dakar)",
    "kept apart: only 61% of the shorter text stands in the longer one",
    "perhaps a translation; shared: 3 events, 1 publication days, sentences run alike (0.8), score 0.62 "
    "(offered from 0.5, taken from 0.7); 2 more are as likely",
    "perhaps a translation, but other numbers (12 and 14); shared: 3 events, sentences run alike (0.8), score 0.92",
    "perhaps a translation, but other cities; shared: 3 events, sentences run alike (0.8), score 0.92",
    "other languages, and neither names the other; shared: nothing, sentences do not run alike (2.4), score 0.10",
    "perhaps a translation, but other names (Valka and Cetate); shared: 3 names by their sound, 3 events, sentences "
    "run alike (0.8), score 0.92",
    "perhaps a translation, but a name that only one of them has (Valka); shared: 3 events, sentences run alike (0.8), "
    "score 0.92",
    "perhaps a translation, but one begins and the other ends; shared: 3 events, sentences run alike (0.8), score 0.92",
    "kept apart: same title, but other stages (opens and closes)",
    "kept apart: bodies 90% alike, but other subjects (maestros and parientes)",
    "kept apart: bodies 90% alike, but other parts (norte and sur)",
    "same title, bodies 12% alike: a short version, all of whose numbers the full one has",
    "claims the address https://x.example/ of “A day, at sea” but tells something else: not believed, not taken",
    "claims post 41 of “A day, at sea” but tells something else: not believed, not taken",
    "title: json-ld says A day; at sea, the heading says A night",
    "published: label says 16/07/2024, json-ld says 2000-01-01; the page's JSON-LD is broken",
)


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
@pytest.mark.parametrize("file", RECORDED)
def test_every_reason_that_the_code_records_has_words_in_each_language(file: str, language: str) -> None:
    found = [parts for parts in _sentences(file) if "{}".join(parts) not in PARTS]
    assert found
    assert [parts for parts in found if not _said(parts, language)] == []


@pytest.mark.parametrize("language", ["ar", "fr", "es"])
@pytest.mark.parametrize("reason", [*WHOLE, *UNDATED.values()])
def test_a_whole_reason_is_said_anew_with_its_figures(reason: str, language: str) -> None:
    said = worded(reason, language)
    assert said is not None
    assert not re.search(r"\b(?:the|its|is|of|and|not|which)\b", said)
    for figure in re.findall(r"(?<![\d.,])\d{2,3}(?![\d.,-])", reason):
        assert figure in said


def test_the_words_of_a_server_are_left_as_they_are() -> None:
    assert worded("broken off: OSError: [Errno 28] No space left on device", "ar") is None
    assert worded("the page asks for a password", "en") == "the page asks for a password"


def _said(parts: list[str], language: str) -> bool:
    """Whether the sentence is in the table, whichever values stand between its parts."""
    for values in product(FILLINGS, repeat=len(parts) - 1):
        told = "".join(part + value for part, value in zip(parts, (*values, ""), strict=True))
        if worded(told, language):
            return True
    return False


def _sentences(file: str) -> Iterator[list[str]]:
    """Strings of three words or more in the named functions and constants, split where a value stands."""
    names = RECORDED[file].split()
    tree = ast.parse((ROOM / file).read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if _name(node) in names]
    assert sorted(filter(None, map(_name, nodes))) == sorted(names)
    for node in nodes:
        yield from _strings(node)


def _name(node: ast.AST) -> str | None:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name
    return node.targets[0].id if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else None


def _strings(node: ast.AST) -> Iterator[list[str]]:
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
            continue  # a docstring
        if isinstance(inner, ast.JoinedStr):
            parts = "".join(str(v.value) if isinstance(v, ast.Constant) else "\0" for v in inner.values).split("\0")
        elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            parts = [inner.value]
        else:
            yield from _strings(inner)
            continue
        if "".join(parts).count(" ") > 1:
            yield parts


@pytest.mark.parametrize("table", ["digest/phrases.toml", "digest/reasons.toml", "mail/phrases.toml"])
def test_no_line_of_french_ends_before_its_colon(table: str) -> None:
    rows = (ROOM / table).read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row.startswith("fr") and re.search(r" [:;?!»]|« ", row)] == []
