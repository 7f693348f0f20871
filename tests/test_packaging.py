"""What is handed out: the wheel is the library and nothing else, the sdist is the whole checkout's work."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOT_OURS = shutil.ignore_patterns(".*", "__pycache__", "demo", "dist", "build", "data", "public", "letters")
HEAVY = ("scrapy", "sqlalchemy", "pydantic", "bs4", "feedgen", "babel", "rich")
PROBE = f"""
import json, sys, scnfeed
print(json.dumps([scnfeed.__file__, [name for name in {HEAVY!r} if name in sys.modules], len(sys.modules)]))
"""


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wheel and sdist, built once from a copy; in this environment where it can build."""
    checkout = tmp_path_factory.mktemp("checkout") / "scnfeed"
    shutil.copytree(ROOT, checkout, ignore=NOT_OURS)
    out = checkout / "dist"
    here = ["--no-isolation"] if find_spec("hatchling") else []
    command = [sys.executable, "-m", "build", *here, "--sdist", "--wheel", "--outdir", str(out), "."]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def wheel(dist: Path) -> Path:
    [wheel] = dist.glob("*.whl")
    return wheel


@pytest.fixture(scope="session")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_the_library_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2 and "scnfeed" in tops
    assert next(iter(tops - {"scnfeed"})).endswith(".dist-info")
    assert not [name for name in names if "__pycache__" in name or name.endswith((".db", ".pyc"))]
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_every_file_of_the_library(wheel: Path) -> None:
    here = [path for path in (ROOT / "scnfeed").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(ROOT)) for path in here} <= set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize(
    "wanted",
    [
        "scnfeed/py.typed",
        "scnfeed/jobs/templates/scnfeed.toml.txt",
        "scnfeed/jobs/templates/spiders/example.py.txt",
        "scnfeed/pages/templates/",
        "scnfeed/digest/templates/",
        "scnfeed/store/migrations/",
        "scnfeed/sample/stories/",
        "scnfeed/language/",
    ],
)
def test_the_wheel_holds_what_is_no_code(wheel: Path, wanted: str) -> None:
    names = [name for name in zipfile.ZipFile(wheel).namelist() if name.startswith(wanted)]
    assert names, sorted({name.rsplit("/", 1)[0] for name in zipfile.ZipFile(wheel).namelist()})


def test_the_wheel_says_what_it_needs_and_brings_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = next(name for name in archive.namelist() if name.endswith("dist-info/METADATA"))
    metadata = archive.read(info).decode()
    assert "Requires-Python: >=3.11" in metadata
    assert all(f"Requires-Dist: {name}" in metadata for name in ("scrapy", "feedgen", "beautifulsoup4", "apscheduler"))
    commands = archive.read(info.replace("METADATA", "entry_points.txt")).decode()
    assert "scnfeed = scnfeed.cli:main" in commands


def test_the_sdist_holds_spiders_and_timetable_and_no_rubbish(dist: Path) -> None:
    [sdist] = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"spiders/strong_cities.py", "spiders/settings.py", "scheduler.py", "scrapy.cfg", "scnfeed.toml"} <= names
    assert {"pyproject.toml", "README.md", "Makefile", "constraints.txt", "tests/test_packaging.py"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith((".venv", "demo/", ".git/"))]


def run(code: str, unpacked: Path, folder: Path) -> str:
    """`code` in a fresh process outside the checkout, where ``scnfeed`` is the wheel's."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(unpacked)!r})\n{code}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_is_imported_without_its_heavy_libraries(unpacked: Path, tmp_path: Path) -> None:
    file, heavy, count = json.loads(run(PROBE, unpacked, tmp_path))
    assert Path(file).is_relative_to(unpacked)
    assert (heavy, count < 200) == ([], True)


def test_the_wheel_works_outside_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    said = run("from scnfeed.cli import main\nsys.argv = ['scnfeed', 'init', 'feeds']\nmain()", unpacked, tmp_path)
    assert len(said.splitlines()) == 6
    code = "from scnfeed.cli import main\nsys.argv = ['scnfeed', 'publish', '--config', 'feeds/scnfeed.toml']\nmain()"
    assert "files written" in run(code, unpacked, tmp_path)
    assert "Help" in run(
        "import scnfeed.sample as s\nwith s.SampleSite() as site: print('Help', site.home)", unpacked, tmp_path
    )
