"""What a newly read article is to what is known: the decision, and the articles as they shall be stored because of it.

Nothing is stored here. Given the same known articles, the same readings in the same order, the same `now` and minter,
the same decisions come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from scnfeed.match.again import met_again
from scnfeed.match.bench import Bench
from scnfeed.match.first import merged, met_first
from scnfeed.match.identity import found_again, kept_before
from scnfeed.match.kin import believed, twins_of
from scnfeed.match.quality import is_hollow
from scnfeed.match.settle import settled
from scnfeed.model import Article, Change, Decision, moment

_TOMORROW = timedelta(days=1)


class Judge(Bench):
    """Decides about one site's articles at one time."""

    __slots__ = ()

    def decide(self, article: Article, asked: str = "") -> list[Change]:
        """The change that `article`, fetched from the normal address `asked`, makes, and those of its story's other
        members.
        """
        if is_hollow(article):
            return [Change(_held(article), None)]
        article = self._plausible(article)
        near: Sequence[Article] = ()
        known = found_again(self.known, article, asked)
        if known is None:
            near = self.known.candidates(article)
            known = kept_before(article, near)
        changes = self._again(known, article, asked) if known else met_first(self, article, asked, near)
        for change in changes:
            if change.article:
                self.known.add(change.article)
        return changes

    def withdraw(self, article: Article, reason: str) -> Change:
        """The article's page is gone: it stays in the store, marked, and leaves the feeds."""
        gone = replace(article, withdrawn=self.now)
        self.known.add(gone)
        return Change(Decision("withdrawn", reason, article=article.id, url=article.url or ""), gone)

    def settle(self, stories: Sequence[str]) -> list[Change]:
        """What follows for the members of these stories, once a run has met all of them."""
        return settled(self, stories)

    def _again(self, known: Article, article: Article, asked: str) -> list[Change]:
        """A known article, and the stories it joins because its page names its translations only now."""
        change = met_again(self, known, article, asked)
        new = change.article
        if new is None or new.translations == known.translations:
            return [change]
        self.known.add(new)
        return [change, *merged(self, new, believed(self.known, new, twins_of(self.known, new))[0])]

    def _plausible(self, article: Article) -> Article:
        """No date lies in the future: such a one is unknown, and said to be in doubt."""
        if article.published and moment(article.published) > self.now + _TOMORROW:
            doubt = f"published {article.published} lies in the future: left unknown"
            sources = {name: source for name, source in article.sources.items() if name != "published"}
            return replace(article, published=None, sources=sources, doubts=(*article.doubts, doubt))
        return article


def _held(article: Article) -> Decision:
    missing = "text" if not article.content_text else "title"
    return Decision("held", f"the page has no {missing}: not taken", url=article.url or "")
