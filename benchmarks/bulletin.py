"""What the benchmarks of letters share: an issue, its readers, and how CPU time is taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median

from scnfeed.digest.compose import compose
from scnfeed.digest.headers import Sender
from scnfeed.mail.tokens import unsubscribe_token
from scnfeed.model import Article, Brand, Issue, Subscriber

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
DOMAIN = "news.harbour.example"
SENDER = Sender(
    f"Harbour Cities <digest@{DOMAIN}>",
    reply_to="desk@harbour.example",
    unsubscribe="https://harbour.example/u/{token}",
    mailto=f"bounce+leave@{DOMAIN}",
)
WORDS = "Mayors of harbour towns met for two days and agreed how quays are rebuilt before the floods of spring. "


def issue(language: str = "en") -> Issue:
    articles = [
        Article(
            "harbour",
            f"https://harbour.example/{language}/news/{n}/",
            language,
            "ltr",
            "news",
            f"{n}. A quay is rebuilt in the old harbour",
            "",
            WORDS * 3,
            published=date(2026, 3, 1),
            id=f"urn:uuid:{n}",
            story=f"s{n}",
            first_seen=NOW - timedelta(hours=1),
            ordered=NOW - timedelta(hours=n),
        )
        for n in range(1, 13)
    ]
    brand = Brand("Harbour Cities", postal_address="1 Quay, Harbour", contact="desk@harbour.example")
    found = compose(articles, people(1)[0], NOW, brand=brand, base_url="https://harbour.example")
    assert found is not None
    return found


def people(count: int) -> list[Subscriber]:
    return [Subscriber(f"urn:uuid:{n:036d}", f"reader{n}@town{n % 97}.example") for n in range(count)]


def token(person: Subscriber) -> str:
    return unsubscribe_token(b"a secret of many letters", person.id)


def cpu(work: Callable[[], object], letters: int) -> float:
    """CPU milliseconds a letter."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000 / letters


def compared(title: str, sides: Sequence[tuple[str, int, Callable[[], object]]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name, _, _ in sides}
    for _ in range(rounds):
        for name, letters, work in sides:
            times[name].append(cpu(work, letters))
    found = {name: median(taken) for name, taken in times.items()}
    told(f"{title}: " + "; ".join(f"{name} {value:.3f} ms" for name, value in found.items()))
    return found


def told(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
