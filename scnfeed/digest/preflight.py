"""What an editor should know of an issue before it goes: dead links, no dates, translations, copies, its size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from scnfeed.digest.bodies import left_out
from scnfeed.language.detect import language_of
from scnfeed.language.scripts import words
from scnfeed.match.compare import compare
from scnfeed.model import Article, Finding, Issue

CLOSE = 0.4
"""Share of common words from which two titles are looked at for being copies."""
TRIED = ("duplicate", "offered")


def links_of(issue: Issue) -> list[str]:
    """The addresses on the sites that a reader of `issue` can follow, in order, each once."""
    originals = (next(iter(a.translations.values()), None) for a in issue.articles if a.machine_translated)
    return list(dict.fromkeys(url for url in (*(a.url for a in issue.articles), *originals) if url))


def findings(issue: Issue, dead: Mapping[str, int], unasked: int = 0) -> tuple[Finding, ...]:
    """All that is odd about `issue`. `dead` says of links that do not work what HTTP status they had, 0 for no answer;
    `unasked` how many links were not tried.
    """
    found = [finding for article in issue.articles for finding in _dead(article, dead)]
    if unasked:
        found.append(Finding("unasked", n=unasked))
    for article in issue.articles:
        found += _of_one(article)
    found += [_of(a, "alike", said=b.title) for a, b in _copies(issue.articles)]
    if cut := left_out(issue):
        found.append(Finding("cut", n=cut))
    return tuple(found)


def _dead(article: Article, dead: Mapping[str, int]) -> Iterator[Finding]:
    originals = article.translations.values() if article.machine_translated else ()
    for url in dict.fromkeys((article.url, *originals)):
        if url and url in dead:
            yield replace(_of(article, "dead" if dead[url] else "silent", n=dead[url]), url=url)


def _of_one(article: Article) -> Iterator[Finding]:
    if article.published is None:
        yield _of(article, "undated")
    reads_as = language_of(f"{article.title} {article.content_text[:2000]}")
    if reads_as and reads_as != article.language.partition("-")[0]:
        yield _of(article, "unmarked", said=reads_as)
    if article.machine_translated and not any(code != article.language for code in article.translations):
        yield _of(article, "mute")


def _of(article: Article, name: str, **more: object) -> Finding:
    plain: dict[str, object] = {"title": article.title, "url": article.url or "", "language": article.language}
    return Finding(name, **plain, **more)  # type: ignore[arg-type]


def _copies(articles: Sequence[Article]) -> Iterator[tuple[Article, Article]]:
    """Pairs that may be one story: titles that share words, or one event, and texts that compare as copies."""
    titles = {a.id: set(words(a.title)) for a in articles}
    for one, other in combinations(articles, 2):
        mine, theirs = titles[one.id], titles[other.id]
        close = len(mine & theirs) >= CLOSE * max(1, min(len(mine), len(theirs)))
        days = {(e.start, e.end) for e in one.events if e.certain} & {(e.start, e.end) for e in other.events}
        if (close or days) and compare(one, other).relation in TRIED:
            yield one, other
