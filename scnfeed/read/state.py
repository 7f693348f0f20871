"""The day of publication in the data that a script carries for drawing the page."""

from __future__ import annotations

import re

from scnfeed.model import When
from scnfeed.read.moments import iso

_NEAR, _FEW = 2000, 4
"""Letters between title and day in a script's data; days of a page that draws itself alone, without related ones."""
_STATE = re.compile(
    r"""["'](?:date_?published|published_?(?:at|date|on|time)|publish_?(?:date|time|ed)|pub_?date|first_?published\w*"""
    r"""|first_?publication_?date|display_?date|datetime_?published|original_?publish\w*|post_?date(?:_gmt)?)\\?["']"""
    r"""\s*:\s*\\?["']([^"'\\]{8,40})""",
    re.IGNORECASE,
)
_OTHER_TITLE = re.compile(r"""["'](?:title|headline|@type|__typename)\\?["']\s*:|</?script""", re.IGNORECASE)
"""Where another story's data begin, or the script itself."""
_KEY = 12
"""Letters of the key before the title itself."""
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_BRACKET = re.compile(r"[{}\[\]]")
_NAMED = re.compile(r"""["'](?:title|headline|name|@type|__typename)\\?["']\s*:""", re.IGNORECASE)


def in_state(text: str, title: str) -> tuple[When, str] | None:
    """The day in the data that a script carries for drawing the page: beside the page's title there, no other title
    between them; or the only one of a script that names nothing.
    """
    named = [place.start() for place in re.finditer(re.escape(title), text)] if len(title) > 9 else []
    near: list[tuple[int, When, str]] = []
    for told in _STATE.finditer(text) if named else ():
        when = iso(told[1])
        at = min(named, key=lambda place: abs(told.start() - place))
        before = told.start() < at
        first, last = (told.end(), at - _KEY) if before else (at + len(title), told.start())
        if when is None or abs(last - first) > _NEAR or _OTHER_TITLE.search(text, first, max(first, last)):
            continue
        if not _apart(text[first:last]):
            near.append((abs(last - first), when, told[1]))
    close = min(near, key=lambda one: one[0], default=None)
    return close[1:] if close else _alone(text)


def _apart(between: str) -> bool:
    """Whether what stands between day and title leaves one object and enters another: they are not of one thing."""
    depth = lowest = 0
    outside = _STRING.sub("", between.replace('\\"', '"').partition('"')[2])
    for sign in _BRACKET.findall(outside):
        depth += 1 if sign in "{[" else -1
        lowest = min(lowest, depth)
    return lowest < 0 < depth - lowest


def _alone(text: str) -> tuple[When, str] | None:
    found = [told for told in _STATE.finditer(text) if iso(told[1]) is not None]
    if not 0 < len(found) < _FEW or len({told[1][:10] for told in found}) > 1:
        return None
    script = text[text.rfind("<script", 0, found[0].start()) : text.find("</script", found[0].end())]
    when = None if _NAMED.search(script) else iso(found[0][1])
    return (when, found[0][1]) if when else None
