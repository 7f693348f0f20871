"""``python -m trials.letters FOLDER``: letters of every kind as signed ``.eml`` files, for a judge of e-mail.

Four languages with 0, 1, 3, 25 and 60 items; longest titles, missing dates and titles, hostile titles; editors' letters
and the one that asks for approval; in a folder of its own the mail that asks who is no subscriber yet, which is none of
a list. Beside them ``zone.json`` (the DNS records of the signature) and, for each letter, its envelope. Zero items make
no letter, which is printed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from scnfeed.digest.compose import compose, frozen
from scnfeed.digest.headers import Sender
from scnfeed.digest.letter import Letters
from scnfeed.digest.message import Message
from scnfeed.digest.preflight import findings
from scnfeed.digest.question import question
from scnfeed.mail.signing import Signer, new_key, sign
from scnfeed.model import Article, Brand, Issue, Notice, Preview, Subscriber
from trials.articles import HOSTILE, NOW, PLACES, article, hostile, long, missing, named

LANGUAGES = ("en", "ar", "fr", "es")
COUNTS = (0, 1, 3, 25, 60)
DOMAIN = "news.cities.example"
BRAND = Brand("Harbour Cities Network", "", "#0b5c6b", "4 Quay Street, Dublin, Ireland", "desk@cities.example")
SENDER = Sender(
    f"Harbour Cities Network <digest@{DOMAIN}>",
    reply_to="desk@cities.example",
    domain=DOMAIN,
    unsubscribe="https://news.cities.example/u/{token}",
    preferences="https://news.cities.example/p/{token}",
    mailto=f"leave@{DOMAIN}",
    view="https://news.cities.example/v/0123456789abcdef",
)


@dataclass(frozen=True)
class Case:
    name: str
    person: Subscriber
    issue: Issue | None


def main(folder: Path) -> None:
    key, record = new_key()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zone.json").write_text(json.dumps(_zone(record)), encoding="utf-8")
    asking = folder / "questions"
    asking.mkdir(exist_ok=True)
    for language in LANGUAGES:
        _write(asking, f"{language}-question", _question(language), "question", f"new-{language}@receiver.example", key)
    for number, case in enumerate(cases()):
        if case.issue is None:
            sys.stdout.write(f"{case.name}: nothing to say, no letter\n")
            continue
        token = f"{number:032d}"
        letter = Letters(case.issue, SENDER).to(case.person, token)
        _write(folder, case.name, letter, f"{number:x}-{token[:20]}", case.person.address, key)


def _write(folder: Path, name: str, letter: Message, word: str, recipient: str, key: bytes) -> None:
    """The letter, signed, and beside it its envelope."""
    signed = sign(letter.head, letter.body, [Signer(DOMAIN, "s1", key)])
    (folder / f"{name}.eml").write_bytes(signed)
    envelope = {"mail_from": f"bounce+{word}@{DOMAIN}", "rcpt_tos": [recipient], "tls": True}
    (folder / f"{name}.env.json").write_text(json.dumps(envelope), encoding="utf-8")
    sys.stdout.write(f"{name}: {len(signed)} octets\n")


def _question(language: str) -> Message:
    person = Subscriber(f"urn:x:new-{language}", f"new-{language}@receiver.example", languages=(language,))
    sender = replace(SENDER, token=f"0123456789abcdef0123456789abcde-{language}")
    yes = f"https://news.cities.example/c/0123456789abcdef0123456789abcdef-{language}"
    return question(person, yes, NOW, 14, sender=sender, brand=BRAND)


def _zone(record: str) -> dict[str, str]:
    return {
        f"s1._domainkey.{DOMAIN}": record,
        DOMAIN: "v=spf1 ip4:198.51.100.10 -all",
        f"mail.{DOMAIN}": "v=spf1 ip4:198.51.100.10 -all",
        "cities.example": "v=spf1 ip4:198.51.100.10 -all",
        f"_dmarc.{DOMAIN}": "v=DMARC1; p=reject",
        "_dmarc.cities.example": "v=DMARC1; p=reject",
    }


def cases(languages: Sequence[str] = LANGUAGES) -> Iterator[Case]:
    """Every letter of the matrix."""
    for language in languages:
        for count in COUNTS:
            yield _case(f"{language}-{count:02}", language, [article(n, language) for n in range(count)])
        yield _case(f"{language}-longest", language, [long(n, language) for n in range(25)])
        yield _case(f"{language}-missing", language, list(missing(language)))
        yield _case(f"{language}-hostile", language, list(hostile(language)))
        yield from (
            _case(f"{language}-hostile-{name}", language, [named(language, said)]) for name, said in HOSTILE.items()
        )
        yield _editor(language)
        yield _waiting(language)
        yield _batch(language)
    for chain in (("ar", "en"), ("ar", "fr"), ("en", "ar")):
        other = [article(n, chain[1]) for n in range(3)]
        yield _case(f"chain-{'-'.join(chain)}-none", chain, other[:1])
        yield _case(f"chain-{'-'.join(chain)}-some", chain, [*other, article(9, chain[0])])


def _case(name: str, chain: str | tuple[str, ...], articles: list[Article], **how: Any) -> Case:
    languages = (chain,) if isinstance(chain, str) else chain
    person = Subscriber(f"urn:x:{name}", f"reader-{name}@receiver.example", how.pop("role", "reader"), languages)
    how = {"brand": BRAND, "base_url": "https://news.cities.example/", "sender": SENDER, **how}
    return Case(name, person, compose(articles, person, NOW, **how))


def _editor(language: str) -> Case:
    held = article(3, language)
    notices = [
        Notice(NOW, "failed", "Harbour Cities (demo)", "the site could not be reached: no answer in time (3)"),
        Notice(NOW, "held", "Harbour Cities (demo)", "237 of 240 known pages are gone at once"),
        Notice(NOW, "failed", "Quays (demo)", "broken off: OSError: [Errno 28] No space left on device"),
        Notice(NOW, "held", held.title, "the page asks for a password: not taken", held.url or "", language),
        Notice(NOW, "withdrawn", held.title, "404", held.url or "", language, "urn:s:gone"),
        _pair("similar", language),
        _pair("offered", language),
    ]
    told = [
        replace(
            article(n, language), published=None, doubts=("published: label says 16/07/2000, json-ld says 2024-07-16",)
        )
        for n in (1, 2)
    ]
    return _case(f"{language}-editor", language, told, role="editor", notices=notices)


def _pair(topic: Any, language: str) -> Notice:
    one, other = article(4, language), article(8, "en" if topic == "offered" and language != "en" else language)
    reason = "kept apart: bodies 71% alike, but another place (Porto and Dakar)"
    return Notice(NOW, topic, one.title, reason, one.url or "", language, one.story, other.url or "", other.title)


def _waiting(language: str) -> Case:
    case = _case(f"{language}-waiting", language, [article(n, language) for n in range(6)])
    assert case.issue is not None
    odd = replace(
        case.issue, sections=tuple(replace(s, articles=tuple(_odd(a) for a in s.articles)) for s in case.issue.sections)
    )
    urls = [a.url or "" for a in odd.articles]
    found = findings(odd, {urls[0]: 404, urls[1]: 0}, 2)
    page = "https://news.cities.example/i/0123456789abcdef0123456789abcdef"
    preview = Preview(case.issue.id, 42, found, NOW + timedelta(hours=3), page)
    shown = frozen(replace(odd, role="editor", preview=preview), "preview", SENDER)
    return Case(case.name, replace(case.person, role="editor"), shown)


def _odd(article: Article) -> Article:
    return replace(article, published=None if article.id.startswith("urn:x:2:") else article.published)


def _batch(language: str) -> Case:
    one = article(1, language)
    towns = [
        replace(
            one,
            id=f"urn:x:t{n}",
            story=f"urn:s:t{n}",
            title=f"{one.title}: {place}",
            url=f"https://cities.example/t{n}/",
        )
        for n, place in enumerate(PLACES)
    ]
    return _case(f"{language}-batch", language, [*towns, article(2, language)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
