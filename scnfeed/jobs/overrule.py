"""overrule: an editor's word, carried out at once, remembered for every later reading, listed, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from scnfeed.errors import ScnfeedError
from scnfeed.jobs import Mint, mint_id
from scnfeed.match.order import ordered
from scnfeed.match.rulings import ACTIONS, FIELDS, PAIRED, Action, Ruling, with_value
from scnfeed.model import Article, Change, Decision, Site
from scnfeed.plain import dumps, loads
from scnfeed.store import Store


def overrule(
    store: Store,
    action: Action,
    subject: str,
    other: str = "",
    *,
    now: datetime,
    field: str = "",
    value: str = "",
    why: str = "",
    mint: Mint = mint_id,
) -> Ruling:
    """Say what an article (id or address) is, whatever match found; `other` is the second one of a pair.

    Raises ScnfeedError for an article that is not known, a pair that is none, a field or value that cannot be set.
    """
    article = known(store, subject)
    pair = known(store, other) if action in PAIRED else None
    _check(action, article, pair, field)
    ruling = Ruling(mint(), now, action, article.id, pair.id if pair else "", field, value, why=why)
    changed = carried_out(ruling, article, pair or article, partial(_members, store))
    before = {one.id: store.article(one.id) for one in changed}
    ruling = replace(ruling, before=dumps(tuple(one for one in before.values() if one)))
    reason = f"an editor's word: {in_words(ruling)}"
    store.rule(ruling, [_change(one, reason, pair) for one in changed], now=now)
    return ruling


def revoke(store: Store, id: str, *, now: datetime) -> Ruling:
    """Take a ruling back: what it changed is as it was before, all else stays as it is now."""
    ruling = next((one for one in store.rulings().all if one.id == id), None)
    if ruling is None or ruling.revoked:
        raise ScnfeedError(f"{id}: no such ruling stands; `scnfeed overrule list` shows them", id)
    changed = []
    for was in loads(tuple[Article, ...], ruling.before):
        current = store.article(was.id)
        if current is not None:
            changed.append(restored(current, was, ruling))
    reason = f"an editor took back: {in_words(ruling)}"
    taken = replace(ruling, revoked=now)
    store.rule(taken, [_change(one, reason, None) for one in changed], now=now)
    return taken


def in_words(ruling: Ruling) -> str:
    """The ruling as a short sentence, without ids."""
    told = {
        "merge": "both tell one story",
        "split": "kept apart",
        "same": "two pages of one article",
        "withdraw": "withdrawn",
        "set": f"{ruling.field} = {ruling.value}",
    }[ruling.action]
    return f"{told} ({ruling.why})" if ruling.why else told


def known(store: Store, subject: str) -> Article:
    """The article with this id or address; raises ScnfeedError."""
    found = store.article(subject) if subject else None
    if found is None:
        raise ScnfeedError(f"{subject or 'OTHER'}: no such article; `scnfeed articles` lists them", subject)
    return found


def _check(action: str, article: Article, pair: Article | None, field: str) -> None:
    if action not in ACTIONS:
        raise ScnfeedError(f"{action}: expected one of {', '.join(ACTIONS)}", action)
    if action == "set" and field not in FIELDS:
        raise ScnfeedError(f"{field}: expected one of {', '.join(FIELDS)}", field)
    if pair is not None and pair.id == article.id:
        raise ScnfeedError("both are the same article: name two", article.id)
    if action == "same" and pair is not None and pair.language != article.language:
        raise ScnfeedError(
            f"{article.language} and {pair.language}: pages in two languages are two articles; use merge", pair.id
        )


def _change(article: Article, reason: str, other: Article | None) -> Change:
    relation = "withdrawn" if article.withdrawn else "same"
    pair = other.id if other is not None and other.id != article.id else ""
    return Change(Decision(relation, reason, article.id, pair, url=article.url or ""), article)  # type: ignore[arg-type]


def restored(current: Article, was: Article, ruling: Ruling) -> Article:
    """`current` with those fields as before that the ruling touched."""
    if ruling.action == "set":
        back = {ruling.field: getattr(was, ruling.field)}
        if ruling.field == "published":
            back |= {"ordered": was.ordered, "order_source": was.order_source, "sources": was.sources}
        return replace(current, **back)
    returned = (
        bool(current.withdrawn) and not was.withdrawn
    )  # calendars that showed it cancelled ask for a higher number
    sequence = current.event_sequence + 2 * returned
    return replace(current, story=was.story, relation=was.relation, withdrawn=was.withdrawn, event_sequence=sequence)


# ---- what each word does -------------------------------------------------------------------------------------------

Members = Callable[[str], Sequence[Article]]


def carried_out(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    """The articles as the ruling leaves them; `members` gives those of a story."""
    return _DOES[ruling.action](ruling, article, other, members)


def _merge(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    """`article`'s whole story joins that of `other`."""
    taken = {one.language for one in members(other.story) if one.relation != "duplicate"}
    changed = []
    for one in sorted(members(article.story), key=lambda m: m.id != article.id):
        relation = "duplicate" if one.language in taken else "translation"
        taken.add(one.language)
        changed.append(replace(one, story=other.story, relation=relation))  # type: ignore[arg-type]
    return changed if article.story != other.story else []


def _split(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    """`article` gets a story of its own, with the ruling's id."""
    if article.story != other.story:
        return []
    rest = [one for one in members(article.story) if one.id != article.id]
    changed = [replace(article, story=ruling.id, relation="preferred")]
    if article.relation == "preferred" and rest:
        first = min(rest, key=lambda m: (m.relation == "duplicate", m.language != article.language, m.id))
        changed.append(replace(first, relation="preferred"))
    return changed


def _same(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    """`other`'s page is a second address of `article`: it leaves the feeds, and its page is read no more."""
    return [replace(other, withdrawn=ruling.at, story=article.story, relation="duplicate")]


def _withdraw(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    return [replace(article, withdrawn=article.withdrawn or ruling.at)]


def _set(ruling: Ruling, article: Article, other: Article, members: Members) -> list[Article]:
    done = with_value(article, ruling.field, ruling.value)
    if ruling.field == "published":
        when, source = ordered(done, Site(article.site, "", ""), ruling.at, done.baseline)
        done = replace(done, ordered=when, order_source=source)
    return [done]


_DOES: dict[Action, Callable[[Ruling, Article, Article, Members], list[Article]]] = {
    "merge": _merge,
    "split": _split,
    "same": _same,
    "withdraw": _withdraw,
    "set": _set,
}


def _members(store: Store, story: str) -> list[Article]:
    return store.known().story(story)
