"""What decisions about a site's articles rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from scnfeed.match.known import Known
from scnfeed.match.rulings import Rulings
from scnfeed.model import Site


@dataclass(frozen=True, slots=True)
class Bench:
    """One site at one time. `mint` gives a new id; `baseline` says that nothing here is news."""

    site: Site
    known: Known
    now: datetime
    mint: Callable[[], str]
    baseline: bool = False
    rulings: Rulings = field(default_factory=Rulings)
