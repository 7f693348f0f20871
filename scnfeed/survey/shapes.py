"""What addresses of items have in common, as a pattern that a person can read. No network here.

An address is cut into segments; numbers of years, months and days are kept as such, the last segment is the item's own
name, what stands before it is a fixed beginning where several items share it. The pattern is made as narrow as the
site's other pages ask for, and no narrower.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from scnfeed.errors import ScnfeedError

YEAR, MONTH = r"\d{4}", r"\d\d?"
NAME = "[^/]+"
DAY_OF_CALENDAR = r"\d{4}-\d\d(?:-\d\d)?"
MOST_BASES = 8
"""So many fixed beginnings are listed; where there are more, any will do."""
MOST_EXCEPTIONS = 40
_CALENDAR = re.compile(DAY_OF_CALENDAR)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"0?[1-9]|[12]\d|3[01]")
_ENDING = re.compile(r"(?P<stem>.+)(?P<ending>\.[A-Za-z][A-Za-z0-9]{1,4})")
_OWN_NAMES: tuple[tuple[str, str], ...] = (
    (r"\d+", r"\d+"),
    (r"\d{4}-\d\d-\d\d-.+", r"\d{4}-\d\d-\d\d-[^/]+"),
    (r"\d{8}[-_].+", r"\d{8}[-_][^/]+"),
    (r"\d+-.+", r"\d+-[^/]+"),
    (r".+-\d+", r"[^/]+-\d+"),
)
"""What an item's name is made of, where a name alone would also fit other pages: what to look for, the pattern."""

Shape = tuple[str, ...]


def shape_of(path: str) -> Shape:
    """The segments of a path before the last one, with years and the like as patterns, then the kind of its last.

    >>> shape_of("2024/05/a-story/"), shape_of("news/a.html"), shape_of("story.php?id=7")
    (('\\\\d{4}', '\\\\d\\\\d?', '/'), ('news', '.html'), ('story.php?id=', '\\\\d+'))
    """
    before, question, query = path.partition("?")
    if question:
        keys = "&".join(f"{pair.partition('=')[0]}=" for pair in query.split("&"))
        return (*before.split("/")[:-1], f"{before.split('/')[-1]}?{keys}", r"\d+" if query[-1:].isdigit() else NAME)
    segments = before.rstrip("/").split("/")
    fixed: list[str] = []
    for segment in segments[:-1]:
        if _YEAR.fullmatch(segment):
            fixed.append(YEAR)
        elif fixed[-1:] in ([YEAR], [MONTH]) and _MONTH.fullmatch(segment):
            fixed.append(MONTH)
        else:
            fixed.append(segment)
    ending = _ENDING.fullmatch(segments[-1])
    return (*fixed, ending["ending"] if ending else "/")


def grouped(paths: Iterable[str]) -> dict[Shape, list[str]]:
    """Paths by shape. Where many beginnings differ in one segment alone, that segment is no beginning."""
    found: dict[Shape, list[str]] = defaultdict(list)
    for path in dict.fromkeys(paths):
        found[shape_of(path)].append(path)
    alike: dict[tuple[int, Shape], list[Shape]] = defaultdict(list)
    for shape in found:
        for at, segment in enumerate(shape[:-1]):
            if segment not in (YEAR, MONTH) and not segment.endswith("="):
                alike[at, (*shape[:at], NAME, *shape[at + 1 :])].append(shape)
    for (_, general), shapes in sorted(alike.items(), key=lambda pair: -len(pair[1])):
        present = [shape for shape in shapes if shape in found]
        if len(present) > MOST_BASES:
            found[general] = [path for shape in present for path in found.pop(shape)]
    return dict(found)


def pattern_of(shape: Shape, paths: Collection[str], others: Collection[str]) -> str:
    """A regular expression that fits all `paths` of one `shape` and none of `others`, as plain as can be."""
    fixed = [part if part in (YEAR, MONTH, NAME) else escaped(part) for part in shape[:-1]]
    if shape[:-1] and shape[-2].endswith("="):
        return "/".join((*fixed[:-1], _asking(shape, paths)))
    head = "".join(f"{part}/" for part in fixed)
    ending = "/" if shape[-1] == "/" else escaped(shape[-1])
    names = [_name(path, shape) for path in paths]
    never = [] if ending != "/" or any(map(str.isdecimal, names)) else [r"\d+"]
    plain = f"{head}{_but(never, ending)}{NAME}{ending}"
    if not _fits(plain, others):
        return plain
    for name in _narrower(names):
        narrow = f"{head}{name}{ending}"
        if all(re.fullmatch(narrow, path) for path in paths) and not _fits(narrow, others):
            return narrow
    strangers = sorted({_stranger(_name(path, shape), names) for path in others if re.fullmatch(plain, path)})
    return f"{head}{_but([*strangers[:MOST_EXCEPTIONS], *never], ending)}{NAME}{ending}"


def _asking(shape: Shape, paths: Collection[str]) -> str:
    """A pattern for the last piece of addresses that ask for an item: what all ask for alike stays as it is."""
    script, _, keys = shape[-2].partition("?")
    rows = [[pair.partition("=")[2] for pair in path.partition("?")[2].split("&")] for path in paths]
    if keys.count("=") == 1:
        return f"{escaped(shape[-2])}{shape[-1]}"
    values = []
    for column in zip(*rows, strict=False):
        alike = len(rows) > 1 and len({*column}) == 1
        values.append(escaped(column[0]) if alike else r"\d+" if all(map(str.isdecimal, column)) else "[^&]+")
    asked = (f"{escaped(key)}{value}" for key, value in zip(re.findall(r"[^&]*=", keys), values, strict=False))
    return f"{escaped(script)}\\?{'&'.join(asked)}"


def escaped(text: str) -> str:
    """`text` for a regular expression, with its hyphens readable."""
    return re.escape(text).replace(r"\-", "-")


def _name(path: str, shape: Shape) -> str:
    return path.rstrip("/").rsplit("/", 1)[-1].removesuffix(shape[-1])


def _stranger(name: str, items: Collection[str]) -> str:
    """What is no item's name: itself, and with one month or day of a calendar all others."""
    alike = _CALENDAR.fullmatch(name) and not any(map(_CALENDAR.fullmatch, items))
    return DAY_OF_CALENDAR if alike else escaped(name)


def _but(names: Collection[str], ending: str) -> str:
    """Not these names. Numbers alone are years, months or pages of a list, where no item is called so."""
    if len(names) == 1:
        return f"(?!{next(iter(names))}{ending})"
    return f"(?!(?:{'|'.join(names)}){ending})" if names else ""


def _narrower(names: Collection[str]) -> Iterable[str]:
    """What all names have in common, the plainest first."""
    for kind, pattern in _OWN_NAMES:
        if all(re.fullmatch(kind, name) for name in names):
            yield pattern
    first, last = min(names), max(names)  # what these two share, all between them share
    start = next((first[:at] for at in range(len(first)) if first[at] != last[at : at + 1]), first)
    cut = re.match(r".*[-_]|[A-Za-z]{3,}(?=\d*$)", start)
    if cut and len(cut[0]) >= 3 and len(names) > 1:
        digits = all(name[len(cut[0]) :].isdecimal() for name in names)
        yield escaped(cut[0]) + (r"\d+" if digits else NAME)


def _fits(pattern: str, paths: Iterable[str]) -> bool:
    try:
        whole = re.compile(pattern)
    except re.error as error:
        raise ScnfeedError(f"no pattern can be made of these addresses: {error}", pattern) from error
    return any(whole.fullmatch(path) for path in paths)


def joined(patterns: Mapping[str, str]) -> dict[str, str]:
    """Patterns that differ in one beginning alone, as one: ``(?:city|port)/[^/]+/``. Values are kinds."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pattern, kind in patterns.items():
        first, slash, rest = pattern.partition("/")
        plain = bool(slash) and re.fullmatch(r"(?:[\w-]|\\-)+", first) is not None
        alike[(rest if plain else pattern, kind)].append(first if plain else "")
    found: dict[str, str] = {}
    for (rest, kind), firsts in alike.items():
        if firsts == [""]:
            found[rest] = kind
        elif len(firsts) == 1 or len(firsts) < 4:
            found |= {f"{first}/{rest}": kind for first in firsts}
        else:
            found[f"(?:{'|'.join(sorted(firsts))})/{rest}"] = kind
    return found
