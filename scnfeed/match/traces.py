"""What an article can be found by, as numbers: memory keeps them in dictionaries, the store as rows.

A trace is 60 bits: four say its kind, the rest are a hash. Articles that share traces are candidates; whether they are
one story is decided by comparing them, so a hash that two things share by chance does no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from zlib import crc32

from scnfeed.language.scripts import ascii_digits
from scnfeed.match.folded import LONGEST, folded
from scnfeed.match.shingles import ALGORITHM, SKETCH, minima
from scnfeed.model import Article

VERSION = f"3, {ALGORITHM}"
"""A store whose traces were made otherwise makes them anew."""
WHOLE = 10
"""Values of a text's sketch it is found by: of two texts 55 % alike, 997 pairs in 1000 share two of ten."""
LEAD = 24
"""First words, by which a teaser finds its article and an article its teaser."""
OF_LEAD = 3
TEASER = 100
"""Words of the longest teaser. Two long texts with one opening are no candidates because of it."""
OF_A_KIND = 4
_POST, _BODY, _NAMED, _TITLE, _EXACT, _WHOLE, _ARTICLE_LEAD, _TEASER_LEAD, _DAY, _EVENT, _FILE, _SLUG, _PAIR, _LINK = (
    range(14)
)
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*")
_BETWEEN = str.maketrans("", "", ".,٫٬ \u00a0\u202f")
_LANGUAGE_TAIL = re.compile(r"[-_](?:en|eng|ar|ara|fr|fra|es|esp|spa|english|arabic|french|spanish)(?=[-_.]|$)", re.I)
_HREF = re.compile(r'href="([^"]+)"')
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)")


@lru_cache(maxsize=4096)
def mark(id: str) -> int:
    """The number by which the article with this id stands beside its traces."""
    return int.from_bytes(blake2b(id.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 4


def _trace(kind: int, *parts: str) -> int:
    hashed = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=7).digest()
    return kind << 56 | int.from_bytes(hashed)


@dataclass(frozen=True, slots=True)
class TextTraces:
    """Of one text: `kept` are those it is found by, the others those it asks for."""

    exact: int
    whole: tuple[int, ...]
    lead: tuple[int, ...]
    kept: tuple[int, ...]
    signature: tuple[int, ...]
    pairs: tuple[int, ...]
    """Two numbers that follow each other, the same few of a text and its translation."""

    def alike(self, other: TextTraces) -> float:
        """Share of all three-word runs that both have, estimated; 0.06 off at most in two of three cases."""
        same = sum(map(int.__eq__, self.signature, other.signature))
        return same / SKETCH


NOTHING = TextTraces(0, (), (), (), (), ())


@lru_cache(maxsize=512)
def _of_text(text: str) -> TextTraces:
    found = folded(text)
    if not found:
        return NOTHING
    signature = minima(found, SKETCH)
    whole = tuple(_WHOLE << 56 | place << 32 | value for place, value in enumerate(signature[:WHOLE]))
    lead = [place << 32 | value for place, value in enumerate(minima(found[:LEAD], OF_LEAD))]
    exact = _trace(_EXACT, " ".join(found))
    short = len(found) <= TEASER
    mine = [(_TEASER_LEAD if short else _ARTICLE_LEAD) << 56 | value for value in lead]
    theirs = [_TEASER_LEAD << 56 | value for value in lead] + [_ARTICLE_LEAD << 56 | value for value in lead] * short
    return TextTraces(exact, whole, tuple(theirs), (exact, *whole, *mine), tuple(signature), _pairs(found))


def _pairs(found: Sequence[str]) -> tuple[int, ...]:
    """Of the words of a text, whose digits come before all letters."""
    numbers = [word for word in found if word < ":" and len(word) > 1]
    return tuple(_trace(_PAIR, pair) for pair in few({f"{one} {next}" for one, next in pairwise(numbers)}))


def of_text(text: str) -> TextTraces:
    """The traces of a text; of a very long one, of its beginning."""
    return _of_text(text if len(text) <= LONGEST else text[:LONGEST])


def titled(article: Article) -> int:
    return _titled(article.language, article.title)


@lru_cache(maxsize=2048)
def _titled(language: str, title: str) -> int:
    return _trace(_TITLE, language, *folded(title))


def posted(site: str, post_id: str) -> int:
    return _trace(_POST, site, post_id)


def bodied(body_hash: str) -> int:
    return _trace(_BODY, body_hash)


def naming(address: str) -> int:
    """By which pages are found that name this address as a translation of theirs."""
    return _trace(_NAMED, address)


def identities(article: Article) -> Iterator[int]:
    """Keys that the site itself gave the article."""
    if article.post_id:
        yield posted(article.site, article.post_id)
    if article.body_hash:
        yield bodied(article.body_hash)
    for address in article.translations.values():
        yield naming(address)


def shared_with_twins(article: Article) -> tuple[int, ...]:
    """What a translation has in common with its original: days, files, pictures, a slug, numbers one after another."""
    events = tuple(str(event.start)[:10] for event in article.events if event.certain)[:OF_A_KIND]
    files = [file.url for file in article.attachments[:OF_A_KIND]]
    files += [image.url for image in article.images[:OF_A_KIND]]
    names = tuple(dict.fromkeys(map(file_name, files)))
    of_site = _of_site(article.site, str(article.published)[:10] if article.published else "", events, slug(article))
    pairs = of_text(article.content_text).pairs
    links = few(foreign_links(article)) if "href=" in article.content_html else []
    if not (names or pairs or links):
        return of_site
    site = _trace(0, article.site)
    named = [_trace(_FILE, name) for name in names if name] + [_trace(_LINK, link) for link in links]
    return (*of_site, *(number ^ site for number in pairs), *named)


def few(values: Iterable[str]) -> list[str]:
    """The same few of two sets that have most in common (Broder 1997)."""
    return sorted(values, key=lambda value: crc32(value.encode("utf-8", "surrogatepass")))[:OF_A_KIND]


def foreign_links(article: Article) -> set[str]:
    """Addresses on other hosts that its text links to, without scheme and query."""
    own = plain_address(article.url or "").partition("/")[0]
    found = {plain_address(link) for link in _HREF.findall(article.content_html) if link.startswith("http")}
    return {link for link in found if link.partition("/")[0] != own}


def plain_address(url: str) -> str:
    """An address without its scheme and query, for comparing; pages print some that are none."""
    return url.partition("#")[0].partition("?")[0].partition("//")[2].removeprefix("www.").rstrip("/")


@lru_cache(maxsize=2048)
def _of_site(site: str, day: str, events: tuple[str, ...], slug: str) -> tuple[int, ...]:
    found = [_trace(_DAY, site, day)] if day else []
    found += [_trace(_EVENT, site, event) for event in dict.fromkeys(events)]
    return (*found, _trace(_SLUG, site, slug)) if slug else tuple(found)


def kept(article: Article) -> tuple[int, ...]:
    """Every trace that `article` is found by; a copy only by its keys, so that a flood of copies costs nothing."""
    keys = tuple(identities(article))
    if article.relation == "duplicate":
        return keys
    return (*keys, titled(article), *of_text(article.content_text).kept, *shared_with_twins(article))


def everything(article: Article) -> tuple[int, ...]:
    """Every trace that is asked for when `article` is decided about, and every one that it may be found by."""
    return (*asked(article), *shared_with_twins(article))


def asked(article: Article) -> tuple[int, ...]:
    """Of `everything` what is its own, or of copies."""
    text = of_text(article.content_text)
    copies = (titled(article), *text.kept, *text.lead) if text is not NOTHING else (titled(article),)
    own = (naming(article.url),) if article.url else ()
    return (*identities(article), *own, *copies)


def numbers_in(text: str) -> list[str]:
    """Numbers of two and more digits in their order, one way of writing each: thousands are set apart by a point, a
    comma or a space, and the full hour is written as two noughts or not at all.

    >>> numbers_in("310,000 at 14:00"), numbers_in("310 000 à 14 h"), numbers_in("14.00, 4,6")
    (['310000', '14'], ['310000', '14'], ['14', '46'])
    """
    found = _NUMBER.findall(text)
    if found and not text.isascii():
        found = ascii_digits("\n".join(found)).split("\n")
    plain = (number.removesuffix(".00").translate(_BETWEEN) for number in found)
    return [number for number in plain if len(number) > 1 and number != "00"]


def slug(article: Article) -> str:
    """The last part of its address where a translation could have the same: Latin letters, three words and more."""
    name = last_part(article.url or "")
    return name if name.isascii() and "%" not in name and name.count("-") >= 2 else ""


def last_part(url: str) -> str:
    """What stands behind the last slash of an address; pages print some that are none."""
    return url.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]


def file_name(url: str) -> str:
    """A file's name without the size that WordPress puts into it, and without its language."""
    name = last_part(url)
    return _LANGUAGE_TAIL.sub("", _SIZE.sub("", name))
