"""When an address that refuses letters for a while is given up: a count that fades, and begins anew after a letter
that arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

FADES = timedelta(days=90)
"""After so long a bounce counts half."""
SETTLED = timedelta(days=3)
"""A letter that did not come back within so long arrived: relays try for two days or so."""


def given_up(bounced: Mapping[str, datetime], taken: Mapping[str, datetime], now: datetime, limit: int) -> bool:
    """Whether `limit` letters, or the like of it in older ones, came back since the last that arrived.

    `bounced` and `taken` say when the letter of an issue came back, and when a server took it.
    """
    arrived = [at for issue, at in taken.items() if issue not in bounced and now - at >= SETTLED]
    since = max(arrived, default=None)
    ages = [now - at for at in bounced.values() if since is None or at > since]
    weights = [0.5 ** float(max(age, timedelta()) / FADES) for age in ages]
    return sum(weights, 0.0) > limit - 0.5
