"""An article met before: what its page says now, under its old identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scnfeed.match.bench import Bench
from scnfeed.match.changes import Edit, edit_between
from scnfeed.match.identity import another_page
from scnfeed.match.told import content, not_believed, only_links_gone, told
from scnfeed.model import Article, Change, Decision, Source, When, moment


def met_again(bench: Bench, known: Article, article: Article, asked: str) -> Change:
    """The change that a new reading of `known` makes."""
    if article.url is None and known.url is not None:
        return Change(Decision("same", "a saved copy of a page that is known", known.id, url=known.url), None)
    said = _ruled(bench, known, article)
    if said:
        return Change(said, None)
    article = bench.rulings.settled(article, known.id)
    if another_page(known, article, asked):
        return Change(not_believed(known, article, asked), None)
    edit = edit_between(known, article)
    if only_links_gone(edit, known):
        edit = Edit((), edit.words, edit.changed_words)
    new = _merged(bench, known, article, edit, asked)
    if not edit.fields and not edit.changed_words:
        new = replace(new, content_html=known.content_html, images=known.images)
    relation, reason = told(known, article, edit)
    if relation == "same" and content(known) == content(new):
        return Change(Decision("same", reason, known.id, url=new.url or ""), None)
    figures = {"words": edit.changed_words}
    return Change(Decision(relation, reason, known.id, fields=edit.fields, figures=figures, url=new.url or ""), new)


def _ruled(bench: Bench, known: Article, article: Article) -> Decision | None:
    """What an editor said of this article that makes its page of no matter."""
    other = bench.rulings.stands_for(known.id)
    if other:
        reason = "an editor said that this page is another address of one article"
        return Decision("same", reason, known.id, other.article, url=article.url or "")
    if bench.rulings.withdrawn(known.id):
        return Decision("same", "an editor withdrew it; its page is still there", known.id, url=article.url or "")
    return None


def _merged(bench: Bench, known: Article, article: Article, edit: Edit, asked: str) -> Article:
    """The new reading under the old identity."""
    published, sources, doubts = _published(known, article)
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
        revised=bench.now if edit.fields else known.revised,
        revision=known.revision + 1 if edit.fields else known.revision,
        change=edit.words if edit.fields else known.change,
        event_sequence=known.event_sequence + ("events" in edit.fields) + 2 * bool(known.withdrawn),
        aliases=_aliases(bench, known, article, asked),
        withdrawn=None,
    )


def _published(known: Article, article: Article) -> tuple[When | None, Mapping[str, Source], tuple[str, ...]]:
    """The date, the sources and the doubts: `published` never moves by itself."""
    if known.published is None:
        return article.published, article.sources, article.doubts
    sources = dict(article.sources)
    if "published" in known.sources:
        sources["published"] = known.sources["published"]
    if article.published in (None, known.published):
        return known.published, sources, article.doubts
    doubt = f"the page now says published {article.published}; {known.published} stays"
    return known.published, sources, (*article.doubts, doubt)


def _aliases(bench: Bench, known: Article, article: Article, asked: str) -> tuple[str, ...]:
    """Its addresses so far, and the one it was asked for unless that is another live article's."""
    there = bench.known.by_address(known.site, asked) if asked else None
    free = there is None or there.id == known.id or there.withdrawn is not None
    return tuple(sorted({*known.aliases, known.url or "", asked if free else ""} - {"", article.url or ""}))
