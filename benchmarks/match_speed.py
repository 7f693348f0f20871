"""How fast match finds what an article is a copy of, beside exact hashing with the same folding, in one run.

    python benchmarks/match_speed.py [ARTICLES]

Texts of 120 words over a vocabulary of 20,000; every fifth is a copy of an earlier one with 5 % of its words changed.
Reading is excluded. Printed as JSON: documents a CPU second of both, their ratio, the share of copies found, a query's
median and 99th percentile, what a new article costs at the end beside the beginning, and the memory.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from dataclasses import replace
from hashlib import blake2b
from statistics import median, quantiles

from scnfeed.language.scripts import fold
from scnfeed.match.known import Memory
from scnfeed.match.shingles import alike
from scnfeed.model import Article

WORDS = 120
EVERY = 5


def texts(count: int) -> tuple[list[str], dict[int, int]]:
    chance = random.Random(7)
    vocabulary = [f"{chance.choice('bcdfghklmnprst')}{chance.getrandbits(32):x}"[:8] for _ in range(20_000)]
    found: list[str] = []
    copies: dict[int, int] = {}
    for number in range(count):
        if number % EVERY == EVERY - 1:
            original = chance.randrange(number)
            words = found[original].split(" ")
            words = [chance.choice(vocabulary) if chance.random() < 0.05 else word for word in words]
            copies[number] = original
        else:
            words = chance.choices(vocabulary, k=WORDS)
        found.append(" ".join(words))
    return found, copies


def exact(found: list[str]) -> float:
    seen: dict[bytes, int] = {}
    began = time.process_time()
    for number, text in enumerate(found):
        seen.setdefault(blake2b(fold(text).encode(), digest_size=8).digest(), number)
    return time.process_time() - began


def main(count: int) -> None:
    found, copies = texts(count)
    plain = exact(found)
    blank = Article("x", None, "en", "ltr", "news", "", "", "")
    memory, hits = Memory(), 0
    tenth = max(count // 10, 1)
    marks = [time.process_time()]
    for number, text in enumerate(found):
        article = replace(blank, id=str(number), title=str(number), story=str(number), content_text=text)
        near = memory.candidates(article)
        best = max(near, key=lambda one: alike(one.content_text, text), default=None)
        if best is not None and alike(best.content_text, text) >= 0.4:
            root = copies.get(number)
            hits += root is not None
            article = replace(article, relation="duplicate", story=best.story)
        memory.add(article)
        if (number + 1) % tenth == 0:
            marks.append(time.process_time())
    ours = time.process_time() - marks[0]
    queries = []
    for text in random.Random(1).sample(found, min(1000, count)):
        start = time.process_time_ns()
        memory.candidates(replace(blank, content_text=text))
        queries.append(time.process_time_ns() - start)
    print(  # noqa: T201
        json.dumps(
            {
                "articles": count,
                "exact_per_cpu_second": round(count / plain),
                "ours_per_cpu_second": round(count / ours),
                "ratio": round(plain / ours, 3),
                "copies_found": round(hits / max(len(copies), 1), 4),
                "query_ms_median": round(median(queries) / 1e6, 3),
                "query_ms_p99": round(quantiles(queries, n=100)[98] / 1e6, 3),
                "last_tenth_over_first": round((marks[-1] - marks[-2]) / (marks[1] - marks[0]), 2),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
