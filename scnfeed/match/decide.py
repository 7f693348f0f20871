"""What a newly read article is to what is known: the decision, and the articles as they shall be stored because of it.

Nothing is stored here. Given the same known articles, the same readings in the same order, the same `now` and minter,
the same decisions come out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from scnfeed.match.changes import Edit, edit_between
from scnfeed.match.compare import compare
from scnfeed.match.kin import believed, likely, twins_of
from scnfeed.match.known import Known
from scnfeed.match.order import in_order
from scnfeed.match.quality import is_hollow
from scnfeed.match.rulings import Rulings
from scnfeed.match.told import better, content, not_believed, only_links_gone, told, worth_telling
from scnfeed.model import Article, Change, Decision, Site, moment

_SAME_TEXT = 0.9
_OTHER_TEXT = 0.7
"""Share of its words that each of two texts must have of its own for a shared key not to be believed."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides about one site's articles at one time. `mint` gives a new id; `baseline` says that nothing here is
    news.
    """

    site: Site
    known: Known
    now: datetime
    mint: Callable[[], str]
    baseline: bool = False
    rulings: Rulings = field(default_factory=Rulings)

    def decide(self, article: Article, asked: str = "") -> list[Change]:
        """The change that `article`, fetched from the normal address `asked`, makes, and those of its story's other
        members.
        """
        if is_hollow(article):
            return [Change(self._held(article), None)]
        article = self._plausible(article)
        known = self._find(article, asked)
        changes = [self._again(known, article, asked)] if known else self._first(article, asked)
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
        """Give members without a date the date of their twin, once a run has met all of them."""
        changes = []
        for story in dict.fromkeys(stories):
            members = self.known.story(story)
            dated = next((m for m in members if m.published and m.sources.get("published") != "twin"), None)
            for member in members:
                if dated and not member.published and dated.site == member.site and dated.language != member.language:
                    filled = replace(
                        member,
                        published=dated.published,
                        sources={**member.sources, "published": "twin"},
                        ordered=moment(dated.published) if dated.published else member.ordered,
                        order_source="twin",
                    )
                    self.known.add(filled)
                    reason = f"its date {dated.published} is that of its {dated.language} version"
                    changes.append(Change(Decision("same", reason, filled.id, dated.id, url=filled.url or ""), filled))
        return changes

    # ---- finding ------------------------------------------------------------------------------------------------

    def _find(self, article: Article, asked: str) -> Article | None:
        """The article as known before: by the site's own key, its address, an earlier address, or its very bytes."""
        found = (
            (self.known.by_post_id(self.site.name, article.post_id) if article.post_id else None)
            or (self.known.by_address(self.site.name, article.url) if article.url else None)
            or (self.known.by_address(self.site.name, asked) if asked and not article.post_id else None)
            or (self.known.by_body(article.body_hash) if article.body_hash and not article.url else None)
        )
        return found or self._saved_before(article)

    def _saved_before(self, article: Article) -> Article | None:
        """The same text kept as a dump without an address: the page takes over its id, and a dump that of its page."""
        for other in self.known.candidates(article):
            if other.site == article.site and (other.url is None) != (article.url is None):
                decision = compare(article, other)
                if decision.figures.get("alike", 0) >= _SAME_TEXT:
                    return other
        return None

    def _plausible(self, article: Article) -> Article:
        """No date lies in the future: such a one is unknown, and said to be in doubt."""
        if article.published and moment(article.published) > self.now + timedelta(days=1):
            doubt = f"published {article.published} lies in the future: left unknown"
            sources = {name: source for name, source in article.sources.items() if name != "published"}
            return replace(article, published=None, sources=sources, doubts=(*article.doubts, doubt))
        return article

    def _held(self, article: Article) -> Decision:
        missing = "text" if not article.content_text else "title"
        return Decision("held", f"the page has no {missing}: not taken", url=article.url or "")

    # ---- an article met before ----------------------------------------------------------------------------------

    def _again(self, known: Article, article: Article, asked: str) -> Change:
        if article.url is None and known.url is not None:
            return Change(Decision("same", "a saved copy of a page that is known", known.id, url=known.url), None)
        said = self._ruled(known, article)
        if said:
            return Change(said, None)
        article = self.rulings.settled(article, known.id)
        if self._another_page(known, article, asked):
            return Change(not_believed(known, article, asked), None)
        edit = edit_between(known, article)
        back = known.withdrawn is not None
        material = bool(edit.fields) and not only_links_gone(edit, known)
        moved = bool(known.url) and article.url != known.url
        new = self._merged(known, article, edit if material else Edit((), "", 0), asked)
        if not edit.fields and not edit.changed_words:
            new = replace(new, content_html=known.content_html, images=known.images)
        relation, reason = told(known, article, edit, back, moved, material)
        if relation == "same" and content(known) == content(new):
            return Change(Decision("same", reason, known.id, url=new.url or ""), None)
        decision = Decision(
            relation,
            reason,
            known.id,
            fields=edit.fields if material else (),
            figures={"words": edit.changed_words},
            url=new.url or "",
        )
        return Change(decision, new)

    def _ruled(self, known: Article, article: Article) -> Decision | None:
        """What an editor said of this article that makes its page of no matter."""
        other = self.rulings.stands_for(known.id)
        if other:
            reason = "an editor said that this page is another address of one article"
            return Decision("same", reason, known.id, other.article, url=article.url or "")
        if self.rulings.withdrawn(known.id):
            return Decision("same", "an editor withdrew it; its page is still there", known.id, url=article.url or "")
        return None

    def _another_page(self, known: Article, article: Article, asked: str) -> bool:
        """Whether a page claims the key or the canonical address of another one: it was asked for at an address the
        known article never had, and tells something else under another title.
        """
        own = {known.url, *known.aliases}
        stranger = asked not in own if asked else article.url not in own
        if not stranger or known.url is None or article.title == known.title:
            return False
        figures = compare(replace(article, id=""), known).figures
        return min(figures.get("own", 0.0), figures.get("own_other", 0.0)) > _OTHER_TEXT

    def _merged(self, known: Article, article: Article, edit: Edit, asked: str) -> Article:
        """The new reading under the old identity; `published` never moves by itself."""
        published, sources = known.published, dict(article.sources)
        doubts = article.doubts
        if known.published is None:
            published = article.published
        elif article.published and article.published != known.published:
            doubts = (*doubts, f"the page now says published {article.published}; {known.published} stays")
        if known.published is not None and "published" in known.sources:
            sources["published"] = known.sources["published"]
        aliases = {*known.aliases, known.url or "", asked} - {"", article.url or ""}
        dated = known.published is None and published is not None
        return replace(
            article,
            id=known.id,
            story=known.story,
            relation=known.relation,
            published=published,
            sources=sources,
            doubts=doubts,
            post_id=article.post_id or known.post_id,
            translations=article.translations or known.translations,
            first_seen=known.first_seen,
            baseline=known.baseline,
            ordered=moment(published) if dated and published else known.ordered,
            order_source="published" if dated else known.order_source,
            revised=self.now if edit.fields else known.revised,
            revision=known.revision + 1 if edit.fields else known.revision,
            change=edit.words if edit.fields else known.change,
            event_sequence=known.event_sequence + ("events" in edit.fields) + 2 * bool(known.withdrawn),
            aliases=tuple(sorted(aliases)),
            withdrawn=None,
        )

    # ---- an article met for the first time ----------------------------------------------------------------------

    def _first(self, article: Article, asked: str) -> list[Change]:
        copies = [(other, compare(article, other)) for other in self.known.candidates(article)]
        found = [
            (o, d) for o, d in copies if d.relation == "duplicate" and o.relation != "duplicate" and not o.withdrawn
        ]
        apart = [d for _, d in copies if d.relation in ("series", "different") and worth_telling(d)]
        new = replace(
            article,
            id=self.mint(),
            first_seen=self.now,
            baseline=self.baseline,
            aliases=tuple({asked} - {"", article.url or ""}),
        )
        new = in_order(new, self.site, self.now)
        if found:
            return self._join_copy(new, *max(found, key=lambda pair: pair[1].figures.get("alike", 0.0)))
        named, doubts = believed(self.known, new, twins_of(self.known, article))
        if named:
            return self._join_twins(new, named)
        taken, offered = likely(self.known, new)
        if taken:
            return self._join_twins(new, [taken[0]], taken[1])
        new = replace(new, story=self.mint())
        reason = "; ".join(["first seen", *doubts, *([apart[0].reason] if apart else [])])
        other = apart[0].other if apart else ""
        figures = apart[0].figures if apart else {}
        first = Change(Decision("new", reason, new.id, other, figures=figures, url=new.url or ""), new)
        return [first, *(Change(replace(one, article=new.id), None) for one in offered[:1])]

    def _join_copy(self, new: Article, other: Article, found: Decision) -> list[Change]:
        """Of two copies the one that readers have seen stays preferred; met together, the better one is."""
        together = other.first_seen == self.now
        if together and better(new, other):
            kept, copy = replace(new, story=other.story, relation=other.relation), replace(other, relation="duplicate")
        else:
            kept, copy = other, replace(new, story=other.story, relation="duplicate")
        decision = replace(found, article=new.id, other=other.id)
        mine = kept if kept.id == new.id else copy
        changes = [Change(decision, mine)]
        if kept.id == new.id:
            told = Decision(
                "duplicate", f"{found.reason}; the other one is preferred", other.id, new.id, url=other.url or ""
            )
            changes.append(Change(told, copy))
        for change in changes:
            if change.article:
                self.known.add(change.article)
        return changes + self._merge_stories(mine, believed(self.known, mine, twins_of(self.known, mine))[0])

    def _join_twins(self, new: Article, twins: Sequence[Article], found: Decision | None = None) -> list[Change]:
        story = twins[0].story
        same_language = [m for m in self.known.story(story) if m.language == new.language and m.relation != "duplicate"]
        beside = next((m for m in same_language if not m.withdrawn), None)
        relation = "duplicate" if beside else "translation"
        new = replace(new, story=story, relation=relation)  # type: ignore[arg-type]
        told = found.reason if found else "as the page says by hreflang"
        reason = f"the {new.language} version of “{twins[0].title}”, {told}"
        figures = found.figures if found else {}
        decision = Decision("translation", reason, new.id, twins[0].id, figures=figures, url=new.url or "")
        self.known.add(new)
        return [Change(decision, new), *self._merge_stories(new, twins)]

    def _merge_stories(self, new: Article, twins: Sequence[Article]) -> list[Change]:
        """Members of the twins' stories follow into `new`'s story, where its language is free or it is a copy."""
        changes = []
        for other in dict.fromkeys(twin.story for twin in twins if twin.story != new.story):
            for member in list(self.known.story(other)):
                there = self.known.story(new.story)
                holder = next((m for m in there if m.language == member.language and m.relation != "duplicate"), None)
                split = any(self.rulings.apart(member.id, m.id) for m in there)
                if split or (holder and compare(member, holder).relation != "duplicate"):
                    continue
                relation = "duplicate" if holder else "translation"
                joined = replace(member, story=new.story, relation=relation)  # type: ignore[arg-type]
                reason = f"one story with “{new.title}”: both are versions of one page"
                self.known.add(joined)
                changes.append(Change(Decision("translation", reason, member.id, new.id, url=member.url or ""), joined))
        return changes
