"""The script itself: which page changes on which day, and how. New stories say in their own file when they appear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

START = date(2026, 3, 2)
DAYS = 30
WEATHER: Mapping[int, Literal["outage", "maintenance"]] = {9: "outage", 14: "maintenance"}
DESIGNS = ((1, "classic"), (24, "redesign"))


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor of the site does to one story on one day."""

    day: int
    key: str
    says: str
    replaced: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """Language to pairs of old and new words in the body."""
    titles: Mapping[str, str] = field(default_factory=dict)
    slugs: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    event: tuple[date, date] | None = None
    updated: date | None = None
    rewritten: bool = False
    """The bodies become what the story's file holds as ``later``."""
    gone: bool = False

    @property
    def languages(self) -> set[str]:
        return {*self.replaced, *self.titles, *self.slugs}


CHANGES: tuple[Change, ...] = (
    Change(
        6,
        "two-mayors-one-fence",
        "A typing mistake in the English op-ed is corrected.",
        replaced={"en": (("recieved", "received"),)},
    ),
    Change(
        8,
        "spring-training",
        "The spring training moves to other days and another town, and has 85 places instead of 60.",
        replaced={
            "en": (("26 – 27 March 2026, Bari, Italy", "9 – 10 April 2026, Brest, France"), ("60 places", "85 places")),
            "ar": (("26 – 27 مارس 2026، باري، إيطاليا", "9 – 10 أبريل 2026، بريست، فرنسا"), ("60 مكانًا", "85 مكانًا")),
            "fr": (("26 – 27 mars 2026, Bari, Italie", "9 – 10 avril 2026, Brest, France"), ("60 places", "85 places")),
            "es": (
                ("26 – 27 de marzo de 2026, Bari, Italia", "9 – 10 de abril de 2026, Brest, Francia"),
                ("60 plazas", "85 plazas"),
            ),
        },
        places={"en": "Brest, France", "ar": "بريست، فرنسا", "fr": "Brest, France", "es": "Brest, Francia"},
        event=(date(2026, 4, 9), date(2026, 4, 10)),
    ),
    Change(
        11,
        "libraries-after-hate",
        "The report on libraries gets another title in English and Arabic; its address stays.",
        titles={
            "en": "After the Broken Window: What Seven Libraries Learned About Hate",
            "ar": "بعد النافذة المكسورة: ما تعلمته سبع مكتبات عن الكراهية",
        },
    ),
    Change(
        13,
        "island-post",
        "The English story of the island's post office moves to another address; the old one answers 301.",
        slugs={"en": "island-town-hall-for-a-day"},
    ),
    Change(16, "winter-fair", "The story of the winter fair is taken down in both languages.", gone=True),
    Change(19, "page-summit", "The summit page is rewritten after its event, in four languages.", rewritten=True),
    Change(
        22,
        "guide-for-harbour-mayors",
        "The guide for mayors is updated in four languages.",
        replaced={
            "en": (("eleven former mayors", "fourteen former mayors"),),
            "ar": (("كتبه أحد عشر رئيس بلدية سابقًا", "كتبه أربعة عشر رئيس بلدية سابقًا"),),
            "fr": (("Onze anciens maires", "Quatorze anciens maires"),),
            "es": (("once antiguos alcaldes", "catorce antiguos alcaldes"),),
        },
        updated=date(2026, 3, 23),
    ),
)
