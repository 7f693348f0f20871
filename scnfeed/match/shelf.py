"""Many articles in memory: the newest as they are, the others packed to a quarter of that."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from dataclasses import fields
from operator import attrgetter

from scnfeed.model import Article
from scnfeed.zstd import Packer

_values = attrgetter(*(field.name for field in fields(Article)))

AS_THEY_ARE = 20_000
"""Articles that are not packed: most of what is asked for, and all that most of its users ever have."""
_END = b"\0"
"""Ends the language, which stands before a packed article."""


class Shelf(MutableMapping[int, Article]):
    """Articles by their number."""

    def __init__(self, as_they_are: int = AS_THEY_ARE) -> None:
        self._most = as_they_are
        self._newest: OrderedDict[int, Article] = OrderedDict()
        self._packed: dict[int, bytes] = {}
        self._packer = Packer()

    def __len__(self) -> int:
        return len(self._newest) + len(self._packed)

    def __contains__(self, place: object) -> bool:
        return place in self._newest or place in self._packed

    def __iter__(self) -> Iterator[int]:
        yield from self._packed
        yield from self._newest

    def __setitem__(self, place: int, article: Article) -> None:
        self._packed.pop(place, None)
        self._newest[place] = article
        if len(self._newest) > self._most:
            oldest, packed = self._newest.popitem(last=False)
            values = self._packer.small(pickle.dumps(_values(packed), pickle.HIGHEST_PROTOCOL))
            self._packed[oldest] = packed.language.encode() + _END + values

    def __getitem__(self, place: int) -> Article:
        """The article at `place`; KeyError where there is none."""
        found = self._newest.get(place)
        if found is None:
            # Bytes that this very object packed and nobody else can reach.
            found = Article(*pickle.loads(self._packer.whole(self._packed[place].partition(_END)[2])))
        return found

    def language(self, place: int) -> str:
        """The language of the article at `place`, without unpacking it; KeyError where there is none."""
        found = self._newest.get(place)
        return self._packed[place].partition(_END)[0].decode() if found is None else found.language

    def __delitem__(self, place: int) -> None:
        del (self._packed if place in self._packed else self._newest)[place]
