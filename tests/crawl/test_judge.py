"""When a crawl can be trusted."""

from __future__ import annotations

import pytest

from scnfeed.crawl.judge import Account, judge


def good(**changes: object) -> Account:
    values: dict[str, object] = {"broken_off": False, "complete": True, "found": 10, "wanted": 10, "pages": 10}
    return Account(**{**values, "answers": {"200": 12}, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "account",
    [
        good(),
        good(pages=7, errors=3, answers={"200": 9, "500": 3}),
        good(wanted=0, pages=0, unchanged=("a",)),
        good(wanted=1, pages=0, errors=1, answers={"200": 1, "500": 1}, unchanged=("a",)),
        good(wanted=1, pages=0, unchanged=("a",), figures={"forbidden": 1}),
        good(wanted=1, pages=0, unchanged=("a",), figures={"refused": 1}),
        good(wanted=1, pages=1, answers={"200": 1, "404": 1}),
    ],
)
def test_a_crawl_that_did_its_work_is_trusted(account: Account) -> None:
    assert judge(account) == ""


@pytest.mark.parametrize(
    ("account", "reason"),
    [
        (
            good(answers={}, failures={"no answer in time": 3}, found=0),
            "the site could not be reached: no answer in time (3)",
        ),
        (
            good(pages=6, errors=4, answers={"200": 8, "503": 3}, failures={"connection lost": 1}),
            "4 of 10 pages failed: status 503 (3), connection lost (1)",
        ),
        (
            good(found=0, known=40),
            "neither a sitemap nor the front page names an item, though 40 known before should be there",
        ),
        (
            good(pages=0, figures={"refused": 9.0, "left": 1.0}),
            "none of the 10 wanted pages was fetched: refused (9), left for the next crawl (1)",
        ),
        (good(stopped="the crawl was stopped (shutdown)"), "the crawl was stopped (shutdown)"),
        (Account(), "the crawl broke off by a fault of its own"),
    ],
)
def test_a_doubtful_crawl_says_why_in_a_sentence(account: Account, reason: str) -> None:
    assert judge(account) == reason
