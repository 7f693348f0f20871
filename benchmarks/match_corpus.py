"""Texts like those of many sites in four languages, seeded: openings and endings that many share, copies, translations.

No sentence means anything; what is true to life is what matching costs depend on: letters and accents of each language,
frequent and rare words (Zipf), sentences, digits, days of publication that several articles share, 120 to 400 words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from scnfeed.model import Article
from scnfeed.sample.body import plain
from scnfeed.sample.stories import LANGUAGES, stories

COPIES = 0.05
"""Share of articles that are an earlier one under another address: as it was, or with 5 % of its words changed."""
TRANSLATIONS = 0.2
"""Share that is the previous article in another language: its numbers, its day, as many sentences."""
NAMED = 0.9
"""Share of the translations whose page names its original."""
DAYS = 4000
WORDS = 20_000
ENDS = {
    "en": ("s", "ed", "ing", "ly", "ment", "er"),
    "fr": ("s", "é", "ée", "ons", "ment", "è"),
    "es": ("s", "ó", "ando", "ción", "mente", "ía"),
    "ar": ("ة", "ون", "ات", "ها", "ين", "ي"),
}


@dataclass(frozen=True)
class Made:
    article: Article
    copy_of: str = ""
    """Address of the article that this one repeats."""
    twin_of: str = ""


class Corpus:
    """Endless articles, the same ones for the same seed."""

    def __init__(self, seed: int = 7, copies: float = COPIES) -> None:
        self._chance = random.Random(seed)
        self._copies = copies
        self._sites = 20
        self._words = {language: self._vocabulary(language) for language in LANGUAGES}
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
        self._openings = {language: [self._sentence(language, 22) for _ in range(60)] for language in LANGUAGES}
        self._endings = {language: [self._sentence(language, 16) for _ in range(20)] for language in LANGUAGES}

    def articles(self, count: int, kept: int = 20_000, sites: int = 20) -> Iterator[Made]:
        """`count` articles of so many sites; copies are of one of the first `kept`: of old ones too."""
        self._sites = sites
        chance = self._chance
        old: list[Article] = []
        last: Made | None = None
        for number in range(count):
            draw = chance.random()
            if old and draw < self._copies:
                made = self._copy(chance.choice(old), number)
            elif last and not last.copy_of and not last.twin_of and draw < self._copies + TRANSLATIONS:
                made = self._twin(last.article, number)
            else:
                made = Made(self._new(number))
                if len(old) < kept:
                    old.append(made.article)
            last = made
            yield made

    def _vocabulary(self, language: str) -> list[str]:
        found = sorted(
            {
                w.strip(".,;:!?«»“”()")
                for s in stories().values()
                for t in s.texts.values()
                if t.language == language
                for w in plain(t.body).split()
                if w.isalpha()
            }
        )
        stems = [word for word in found if len(word) > 3]
        made = dict.fromkeys(found)
        while len(made) < WORDS:
            stem = self._chance.choice(stems)
            made[stem[: self._chance.randint(2, len(stem))] + self._chance.choice(ENDS[language])] = None
        words = list(made)
        self._chance.shuffle(words)
        return words

    def _sentence(self, language: str, length: int, number: str = "") -> str:
        drawn = self._chance.choices(self._words[language], cum_weights=self._weights, k=length)
        words = [word.lower() for word in drawn]  # a name would have to stand in the translation too
        if number:
            words[length // 2] = number
        words[0] = words[0].capitalize()
        words[length // 3] += ","
        return " ".join(words) + "."

    def _body(self, language: str, lengths: list[int], numbers: list[str]) -> str:
        body = [self._sentence(language, *pair) for pair in zip(lengths, numbers, strict=True)]
        if self._chance.random() < 0.4:
            body.insert(0, self._chance.choice(self._openings[language]))
        if self._chance.random() < 0.5:
            body.append(self._chance.choice(self._endings[language]))
        return "\n\n".join(" ".join(body[at : at + 4]) for at in range(0, len(body), 4))

    def _new(self, number: int) -> Article:
        chance = self._chance
        language = chance.choice(LANGUAGES)
        lengths: list[int] = []
        while sum(lengths) < 120 + 240 * (number % 7) / 7:
            lengths.append(chance.randint(8, 30))
        numbers = [str(chance.randint(11, 2040)) if chance.random() < 0.25 else "" for _ in lengths]
        site = f"site-{chance.randrange(self._sites)}"
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(DAYS))
        return _article(
            site, language, number, self._sentence(language, 9)[:-1], self._body(language, lengths, numbers), day
        )

    def _twin(self, other: Article, number: int) -> Made:
        chance = self._chance
        language = chance.choice([one for one in LANGUAGES if one != other.language])
        theirs = other.content_text.replace("\n\n", " ").split(". ")
        lengths = [max(6, round(len(one.split()) * chance.uniform(0.9, 1.15))) for one in theirs]
        numbers = [next((w for w in one.split() if w.isdigit()), "") for one in theirs]
        body = self._body(language, lengths, numbers)
        title = self._sentence(language, 9)[:-1]
        day = other.published
        assert isinstance(day, date)
        made = _article(other.site, language, number, title, body, day)
        if chance.random() < NAMED:
            made = replace(made, translations={other.language: other.url or ""})
        return Made(made, twin_of=other.url or "")

    def _copy(self, other: Article, number: int) -> Made:
        chance = self._chance
        words = other.content_text.split(" ")
        if chance.random() < 0.5:
            vocabulary = self._words[other.language]
            words = [
                chance.choice(vocabulary) if w.islower() and w.isalpha() and chance.random() < 0.05 else w
                for w in words
            ]
        made = _article(other.site, other.language, number, other.title, " ".join(words), other.published)  # type: ignore[arg-type]
        return Made(made, copy_of=other.url or "")


def _article(site: str, language: str, number: int, title: str, text: str, day: date) -> Article:
    url = f"https://{site}.example/{language}/news/{number}/"
    return Article(
        site,
        url,
        language,
        "rtl" if language == "ar" else "ltr",
        "news",
        title,
        f"<p>{text}</p>",
        text,
        published=day,
        sources={"published": "label"},
        post_id=str(number),
    )
