"""No story reaches a person twice but as a correction, whatever becomes of addresses, languages and stories."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from scnfeed.digest.compose import compose
from scnfeed.language.scripts import direction
from scnfeed.model import Article, Issue, Subscriber
from scnfeed.store import Store
from tests.jobs.small import HOUR, NOW, article, remember

DAY = timedelta(days=1)
CHAINS = (("en",), ("ar", "en"), ("fr", "ar"), ("en", "fr", "ar"))


@dataclass
class World:
    """Articles as a site's editors, and our own matching, may come to treat them."""

    chance: random.Random
    now: datetime = NOW
    """When the letters of yesterday went; what happens today happens an hour later."""
    articles: dict[str, Article] = field(default_factory=dict)
    names: int = 0

    def name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def some(self) -> Article:
        return self.chance.choice(list(self.articles.values()))

    def put(self, *changed: Article) -> None:
        self.articles |= {one.id: one for one in changed}

    def appear(self) -> None:
        language = self.chance.choice(("en", "ar", "fr"))
        self.put(article(self.name("a"), self.now + HOUR, language=language))

    def translate(self) -> None:
        original = self.some()
        others = {"en", "ar", "fr"} - {a.language for a in self.articles.values() if a.story == original.story}
        if others:
            language = self.chance.choice(sorted(others))
            twin = article(self.name("a"), self.now + HOUR, language=language, story=original.story)
            self.put(replace(twin, relation="translation", direction=direction(language)))

    def move(self) -> None:
        one = self.some()
        self.put(replace(one, url=f"https://strongcitiesnetwork.org/news/{self.name('slug')}/"))

    def edit(self) -> None:
        one = self.some()
        self.put(replace(one, revision=one.revision + 1, revised=self.now + HOUR, change="Tuesday → Wednesday"))

    def merge(self) -> None:
        """The story of one becomes another's; of two in one language the later one is a copy now."""
        kept, gone = self.some(), self.some()
        taken = {a.language for a in self.articles.values() if a.story == kept.story and a.relation != "duplicate"}
        for one in [a for a in self.articles.values() if a.story == gone.story and gone.story != kept.story]:
            self.put(replace(one, story=kept.story, relation="duplicate" if one.language in taken else "translation"))

    def split(self) -> None:
        self.put(replace(self.some(), story=self.name("urn:s:split"), relation="preferred"))

    def withdraw(self) -> None:
        self.put(replace(self.some(), withdrawn=self.now + HOUR))

    def day(self) -> None:
        self.appear()
        for _ in range(self.chance.randrange(5)):
            getattr(
                self, self.chance.choice(["appear", "translate", "move", "edit", "edit", "merge", "split", "withdraw"])
            )()


@pytest.mark.parametrize("seed", range(8))
def test_a_story_is_new_to_a_person_once_through_merges_slugs_and_languages(seed: int) -> None:
    world = World(random.Random(seed))
    people = [
        Subscriber(f"p{n}", f"p{n}@example.org", languages=chain, joined=NOW - DAY) for n, chain in enumerate(CHAINS)
    ]
    told: dict[str, dict[str, int]] = {person.id: {} for person in people}
    corrections = 0
    with Store.open("sqlite://") as store:
        for person in people:
            store.add_subscriber(person)
        for _ in range(25):
            world.day()
            remember(store, *world.articles.values(), at=world.now)
            world.now += DAY
            for person in people:
                issue = _letter(store, person, world.now)
                corrections += _check(world, told[person.id], issue)
            _nothing_is_kept_back(world, people, told)
    assert corrections > 3 and all(len(mine) > 5 for mine in told.values())


def _letter(store: Store, person: Subscriber, now: datetime) -> Issue | None:
    since = store.last_issue(person.id) or person.joined
    issue = compose(
        store.articles(withdrawn=True),
        person,
        now,
        since=since,
        sent=store.sent_to(person.id),
        known=store.known_to(person.id),
    )
    if issue:
        store.freeze(issue, [person], now)
    return issue


def _check(world: World, mine: dict[str, int], issue: Issue | None) -> int:
    """Hold every article of `issue` against what the person was told before; note it; how many were corrections."""
    corrections = 0
    for section in issue.sections if issue else ():
        known = {world.articles[id].story for id in mine}
        for one in section.articles:
            if section.name == "corrected":
                corrections += 1
                assert one.id in mine and one.revision > mine[one.id], f"{one.id} is no correction"
            else:
                assert one.story not in known, f"{one.id} tells {one.story} again"
            mine[one.id] = one.revision
    return corrections


def _nothing_is_kept_back(world: World, people: list[Subscriber], told: dict[str, dict[str, int]]) -> None:
    """Every story that a person can read and that was seen since the day before was told, or is known."""
    for person in people:
        known = {world.articles[id].story for id in told[person.id]}
        missed = [
            one.id
            for one in world.articles.values()
            if one.language in person.languages
            and one.withdrawn is None
            and one.relation != "duplicate"
            and one.first_seen == world.now - DAY + HOUR
            and one.story not in known
        ]
        assert missed == [], f"{person.id} was not told of {missed}"
