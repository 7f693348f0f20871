"""What becomes of texts that a machine translated: marked, left out, or given in the original instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from scnfeed.model import Article, MachineTranslated

_NEVER = datetime.max.replace(tzinfo=UTC)


def given(fit: Iterable[Article], known: Iterable[Article], how: MachineTranslated) -> list[Article]:
    """`fit` as readers get it; `known` are the articles to look for originals in.

    ``mark`` leaves all as they are (what shows them says so), ``skip`` leaves out what a machine translated,
    ``original`` gives the text it was made of in its place, each once, and leaves out what has none.
    """
    found = list(fit)
    if how == "mark" or not any(one.machine_translated for one in found):
        return found
    plain = [one for one in found if not one.machine_translated]
    if how == "skip":
        return plain
    told = {one.id for one in plain}
    wanted = {one.story or one.id for one in found if one.machine_translated}
    for story, original in _originals(known, wanted).items():
        if original.id not in told and story in wanted:
            plain.append(original)
    return plain


def _originals(known: Iterable[Article], stories: set[str]) -> dict[str, Article]:
    """Of each story the live text that a person wrote: the preferred one, else the first seen."""
    best: dict[str, Article] = {}
    for one in known:
        story = one.story or one.id
        if story in stories and not one.machine_translated and one.withdrawn is None and one.relation != "duplicate":
            best[story] = min(best.get(story, one), one, key=_rank)
    return best


def _rank(article: Article) -> tuple[bool, datetime, str]:
    return article.relation != "preferred", article.first_seen or _NEVER, article.id
