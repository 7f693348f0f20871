"""What a request's headers ask for: which coding, and whether its sender has the file already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from email.utils import parsedate_to_datetime


def chosen_coding(accepted: bytes, offered: Collection[str]) -> str:
    """The coding to answer in, of those offered; empty for the file as it is (RFC 9110, 12.5.3).

    >>> chosen_coding(b"gzip, br;q=0.5", ("", "br", "gzip"))
    'gzip'
    >>> chosen_coding(b"*;q=0", ("", "gzip"))
    ''
    """
    if not accepted:
        return ""
    wishes = dict(_wish(part) for part in accepted.decode("latin-1").lower().split(","))
    wishes["gzip"] = max(wishes.get("gzip", -1.0), wishes.get("x-gzip", -1.0))
    if wishes["gzip"] < 0:
        del wishes["gzip"]
    weights = {coding: wishes.get(coding, wishes.get("*", 0.0)) for coding in offered if coding}
    best = max(weights, key=weights.__getitem__, default="")
    plain = wishes.get("identity", 0.0)
    return best if best and weights[best] > 0 and weights[best] >= plain else ""


def _wish(part: str) -> tuple[str, float]:
    name, _, rest = part.partition(";")
    weight = 1.0
    for parameter in rest.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                weight = min(max(float(value.strip()), 0.0), 1.0)
            except ValueError:
                weight = 0.0
    return name.strip(), weight if weight == weight else 0.0


def unchanged(asked: Mapping[bytes, bytes], etags: Collection[str], modified: int) -> bool:
    """Whether 304 is the answer (RFC 9110, 13.2.2): If-None-Match decides where it stands, else If-Modified-Since.

    Any form's tag says that its holder has this content: who asks for another coding than last time has it as well. A
    date that nobody can read asks nothing.
    """
    if (tags := asked.get(b"if-none-match")) is not None:
        said = tags.decode("latin-1").strip()
        if said == "*":
            return True
        held = {tag.strip().removeprefix("W/") for tag in said.split(",")}
        return not held.isdisjoint(etags)
    since = asked.get(b"if-modified-since")
    if since is None:
        return False
    try:
        return modified <= parsedate_to_datetime(since.decode("latin-1")).timestamp()
    except (ValueError, TypeError, OverflowError):
        return False
