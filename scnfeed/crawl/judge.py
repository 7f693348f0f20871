"""Whether a crawl can be trusted, judged from what it met.

Scrapy's own verdict is "finished" even when every request failed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_ERRORS = 0.30
"""Share of the wanted pages that may fail before the whole crawl is doubtful."""
FEWEST_ERRORS = 3
"""Where most of a site is unchanged, so many failures are needed: one page may be broken for years."""

SKIPPED = {
    "led_away": "led to another host",
    "refused": "refused",
    "not_html": "not_html",
    "left": "left for the next crawl",
}
_CAUSES = {
    "Damaged": "its compression is damaged",
    "CannotResolveHostError": "host not found, or not at a public address",
    "DownloadCancelledError": "too large",
    "DownloadConnectionRefusedError": "connection refused",
    "DownloadFailedError": "connection lost",
    "DownloadTimeoutError": "no answer in time",
    "IgnoreRequest": "too large or redirected without end",
    "Left": "left for the next crawl: the budget of requests is spent, or the site stopped answering",
    "ResponseDataLossError": "answer broken off",
}


def cause_of(error: Exception) -> str:
    """The cause of a failed request in words."""
    name = type(error).__name__
    return _CAUSES.get(name, name)


@dataclass(slots=True)
class Account:
    """What a crawl met. The spider writes it, `judge` reads it."""

    robots: str = ""
    """Why robots.txt keeps us away from the whole site."""
    trouble: str = ""
    """Why the last good robots.txt served instead of a new one: no fault alone, but told with any other."""
    html_sitemap: str = ""
    """A sitemap address that answered with a web page."""
    stopped: str = ""
    """Why the crawl ended before its work was done."""
    broken_off: bool = True
    """Until the spider says that it went through its whole plan."""
    complete: bool = False
    found: int = 0
    """Item addresses that discovery found."""
    known: int = 0
    """Live item addresses known before."""
    wanted: int = 0
    """Addresses of items, watch pages and numbered pages that were to be fetched."""
    pages: int = 0
    errors: int = 0
    """Wanted addresses that ended in an error of the site or of the network."""
    answers: dict[str, int] = field(default_factory=dict)
    """Final answers by status, those of robots.txt left out."""
    failures: dict[str, int] = field(default_factory=dict)
    """Requests that got no answer, by cause in words."""
    absent: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    """Known addresses that answered 304."""
    shut_out: dict[str, str] = field(default_factory=dict)
    """Known live addresses that robots.txt forbids now, each with the lastmod that its index prints."""
    tier: str = ""
    """Where the items were found."""
    chosen: bool = False
    """The addresses were given, not discovered: finding no item is no fault."""
    unchanged: int = 0
    """Known live addresses that are left alone."""
    figures: dict[str, float] = field(default_factory=dict)
    """Requests, bytes, seconds, and what was skipped: traps, forbidden, refused, left, not_html."""

    def count(self, name: str, more: float = 1) -> None:
        self.figures[name] = self.figures.get(name, 0) + more

    def answer(self, status: int) -> None:
        self.answers[str(status)] = self.answers.get(str(status), 0) + 1

    def fail(self, cause: str) -> None:
        self.failures[cause] = self.failures.get(cause, 0) + 1

    @property
    def stats(self) -> dict[str, float]:
        counted = {name: getattr(self, name) for name in ("found", "known", "wanted", "pages", "errors")}
        statuses = {f"status_{status}": count for status, count in sorted(self.answers.items())}
        return {
            **counted,
            "absent": len(self.absent),
            "unchanged": self.unchanged,
            "not_modified": len(self.same),
            **statuses,
            **self.figures,
        }


def judge(account: Account) -> str:
    """A sentence that says why the crawl failed, "" when it can be trusted.

    >>> judge(Account(broken_off=False, found=9, wanted=9, errors=9, answers={"503": 9}))
    'the site answered 503 to all 9 requests'
    >>> judge(Account(broken_off=False, found=9, wanted=9, pages=9, answers={"200": 10}))
    ''
    """
    reason = next((reason for reason in (rule(account) for rule in RULES) if reason), "")
    return f"{reason} ({account.trouble})" if reason and account.trouble else reason


def _kept_away(account: Account) -> str:
    return account.robots


def _same_answer(account: Account) -> str:
    if len(account.answers) != 1 or account.failures or account.pages:
        return ""
    [(status, count)] = account.answers.items()
    return f"the site answered {status} to all {count} requests" if not _fine(status) else ""


def _fine(status: str) -> bool:
    return status.startswith("2") or status == "304"


def _no_answer(account: Account) -> str:
    if account.answers or not account.failures:
        return ""
    return f"the site could not be reached: {_causes(account.failures)}"


def _broke(account: Account) -> str:
    return "the crawl broke off by a fault of its own" if account.broken_off else ""


def _all_forbidden(account: Account) -> str:
    """All that was tried; where most of a site is left alone as unchanged, only if known pages are among it."""
    forbidden = int(account.figures.get("forbidden", 0))
    if not forbidden or account.pages or (account.unchanged and len(account.shut_out) < FEWEST_ERRORS):
        return ""
    return f"robots.txt forbids all {forbidden} addresses that were tried"


def _nothing_found(account: Account) -> str:
    if account.found or account.chosen:
        return ""
    known = f", though {account.known} known before should be there" if account.known else ""
    refused = int(account.figures.get("refused", 0))
    if refused and not account.pages:
        return f"{refused} answers led to other hosts, which are not asked, and none named an item{known}"
    if account.html_sitemap:
        return f"{account.html_sitemap} answered with a web page and the front page links to no item{known}"
    return f"neither a sitemap nor the front page names an item{known}"


def _cut_short(account: Account) -> str:
    return account.stopped


def _too_many_errors(account: Account) -> str:
    tried = account.pages + account.errors
    lasting = account.errors < FEWEST_ERRORS and account.unchanged
    if not tried or lasting or account.errors / tried <= MOST_ERRORS:
        return ""
    bad = {f"status {s}": n for s, n in account.answers.items() if not _fine(s) and s not in ("404", "410")}
    return f"{account.errors} of {tried} pages failed: {_causes({**bad, **account.failures})}"


def _nothing_fetched(account: Account) -> str:
    if not account.wanted or account.pages or account.unchanged or account.same:
        return ""
    skipped = {told: int(account.figures[name]) for name, told in SKIPPED.items() if account.figures.get(name)}
    return f"none of the {account.wanted} wanted pages was fetched: {_causes(skipped)}"


def _causes(counts: Mapping[str, int]) -> str:
    ranked = sorted(counts.items(), key=lambda cause: (-cause[1], cause[0]))
    return ", ".join(f"{cause} ({count})" for cause, count in ranked) or "no cause is known"


RULES = (
    _kept_away,
    _same_answer,
    _no_answer,
    _broke,
    _cut_short,
    _all_forbidden,
    _nothing_found,
    _too_many_errors,
    _nothing_fetched,
)
