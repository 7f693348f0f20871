"""What follows from the pages of a crawl: whether they are held, and the decisions, chunk by chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from scnfeed.jobs.intake import Answer, Intake
from scnfeed.match.decide import Judge
from scnfeed.match.known import Known
from scnfeed.match.quality import why_hold
from scnfeed.model import Change, Decision

MOST_CLOSED = 0.2
MOST_DENIED = 0.5
LEAST = 3
CHUNK = 100
"""So many pages are decided on and stored together."""
DENIED = "its index names it, but the site says that it is not there"
REFUSED = "the site refuses to show it to us"
FORBIDDEN = "robots.txt forbids to ask for it now: its article stays as it was"


@dataclass(frozen=True, slots=True)
class Decided:
    """Some pages of a crawl: the decisions about them, in their order."""

    answers: Sequence[Answer]
    changes: Sequence[Change]


def settle(taken: Intake, complete: bool) -> None:
    """What refusals mean, once all pages are there."""
    _settle_denied(taken)
    _settle_closed(taken, complete)


def _settle_denied(taken: Intake) -> None:
    """An index names pages and the site says that they are not there: of most that were asked for, that is a fault."""
    if taken.denied < LEAST or taken.denied <= taken.fetched * MOST_DENIED:
        taken.denied = 0
        return
    for key in taken.missing:
        taken.gone.pop(key, None)
        taken.doubts[key] = DENIED


def _settle_closed(taken: Intake, complete: bool) -> None:
    """401, 403 and password forms: on a few pages of a site that is otherwise well they mean that the page is gone, on
    many that we are kept out.
    """
    well = complete or taken.well
    if not well or len(taken.refused) > max(1, int(taken.fetched * MOST_CLOSED)):
        taken.doubts |= dict.fromkeys(taken.refused, REFUSED)
        return
    shut = {key: f"the site answers {status}" for key, status in taken.refused.items()}
    shut |= dict.fromkeys(taken.locked, "its page asks for a password")
    for key, reason in shut.items():
        known = taken.judge.known.by_address(taken.site.name, key)
        if known and not known.withdrawn and known.url == key:
            taken.gone[key] = reason


def why_held(taken: Intake, asked: Mapping[str, int]) -> str:
    """Why all of it waits for a person; `asked` says how many answers of each page in doubt are kept."""
    taken.batch.gone = len(taken.gone)
    reason = why_hold(taken.batch)
    known, site = taken.judge.known, taken.site.name
    doubtful = sum(known.by_address(site, key) is not None or asked[key] == 1 for key in taken.doubts)
    if not reason and doubtful >= 3 and doubtful > taken.fetched * 0.5:
        first = min(taken.doubts)
        reason = f"{doubtful} pages cannot be believed, first {first}: {taken.doubts[first]}"
    return reason


def decided(
    taken: Intake, shut_out: Iterable[str] = (), forget: Callable[[], None] = lambda: None, chunk: int = CHUNK
) -> Iterator[Decided]:
    """The decisions on all that was taken. Pages that are gone come first, then those that robots.txt forbids
    (`shut_out`), dates that twins lend each other last.

    Each chunk is to be stored before the next one is asked for; then `forget` lets go of what was looked up for it.
    """
    gone, answers = sorted(taken.gone.items()), taken.answers()
    changes = [one for key, reason in gone for one in _withdrawn(taken.judge, key, reason)]
    changes += [Change(Decision("held", FORBIDDEN, url=key), None) for key in sorted(shut_out)]
    stories: dict[str, None] = {}
    whole = False
    while not whole:
        some = list(islice(answers, chunk))
        taken.judge.known.expect([answer.article for answer in some if answer.article])
        for answer in some:
            changes += _decisions(taken, answer)
        stories |= dict.fromkeys(_of_several(taken.judge.known, changes))
        whole = len(some) < chunk
        if whole and len(stories) <= chunk:
            changes, stories = changes + taken.judge.settle(list(stories)), {}
        yield Decided(some, latest(changes))
        changes = []
        forget()
    rest = iter(stories)
    while part := list(islice(rest, chunk)):
        yield Decided((), latest(taken.judge.settle(part)))
        forget()


def _of_several(known: Known, changes: Iterable[Change]) -> list[str]:
    """The stories of these changes that have several members: nothing follows for one that stands alone, and most do.
    Whatever joins it later brings it up again.
    """
    met = list(dict.fromkeys(change.article.story for change in changes if change.article))
    known.expect_stories(met)
    return [story for story in met if len(known.story(story)) > 1]


def _withdrawn(judge: Judge, key: str, reason: str) -> list[Change]:
    known = judge.known.by_address(judge.site.name, key)
    return [judge.withdraw(known, reason)] if known else []


def _decisions(taken: Intake, answer: Answer) -> list[Change]:
    """What one page makes of what is known; one in doubt is said to be held."""
    key, left = answer.look.key, answer.look.key in taken.gone
    changes = taken.judge.decide(answer.article, "" if left else key) if answer.article else []
    told = {change.decision.url for change in changes if change.decision.relation == "held"}
    if key in taken.doubts and not left and key not in told:
        changes = [*changes, Change(Decision("held", f"{taken.doubts[key]}: not taken", url=key), None)]
    return changes


def latest(changes: Sequence[Change]) -> list[Change]:
    """Decisions in their order; of several states of one article only the last is stored."""
    last = {change.article.id: at for at, change in enumerate(changes) if change.article}
    kept = []
    for at, change in enumerate(changes):
        stays = change.article is None or last[change.article.id] == at
        kept.append(change if stays else Change(change.decision, None))
    return kept


def counts(changes: Iterable[Change]) -> dict[str, int]:
    """How many decisions of each kind."""
    return dict(Counter(change.decision.relation for change in changes))
