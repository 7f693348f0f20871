"""Tells a WebSub hub (W3C Recommendation of 23 January 2018, section 7) that feeds changed: readers hear at once."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Sequence
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, build_opener

ATTEMPTS = 3
PAUSE = 0.5
TIMEOUT = 5.0
AT_ONCE = 50
"""Addresses in one request."""


def announce(hub: str, topics: Sequence[str], *, pause: float = PAUSE) -> list[tuple[str, str]]:
    """Ask `hub` to fetch each of `topics` anew. Returns what it would not take: address and reason.

    Never raises and never takes long: a hub that cannot be reached must not keep anything from being published. What
    the hub did not take is fetched at the readers' next round.
    """
    failed = []
    for some in _batches(topics):
        if reason := _told(hub, some, pause):
            failed += [(topic, reason) for topic in some]
            break
    return failed


def _batches(topics: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(topics), AT_ONCE):
        yield topics[start : start + AT_ONCE]


def _told(hub: str, topics: Sequence[str], pause: float) -> str:
    """Empty when the hub took them, else the reason of the last attempt."""
    form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics), *(("hub.topic", t) for t in topics)]
    reason = ""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(pause * attempt)
        reason, again = _asked(hub, urlencode(form).encode())
        if not again:
            break
    return reason


def _asked(hub: str, form: bytes) -> tuple[str, bool]:
    """Reason, empty for done, and whether it makes sense to ask again."""
    if not hub.startswith(("https://", "http://")):
        return f"the hub cannot be reached: {hub!r} is no http(s) address", False
    try:
        request = Request(hub, form, {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "scnfeed"})
        with build_opener().open(request, timeout=TIMEOUT):
            return "", False
    except HTTPError as error:
        error.close()
        return f"the hub answered {error.code}", error.code >= 500 or error.code == 429
    except (URLError, OSError, http.client.HTTPException, ValueError) as error:
        return f"the hub cannot be reached: {getattr(error, 'reason', error)}", not isinstance(error, ValueError)
