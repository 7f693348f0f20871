"""A deployment that has collected two days of the sample site, and the command line in this very process."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scnfeed.cli import main
from scnfeed.config import load
from scnfeed.jobs.collect import collect
from scnfeed.jobs.publish import publish
from scnfeed.model import Subscriber
from scnfeed.sample import SampleSite
from scnfeed.store import Store

SETTINGS = """
[publish]
base_url = "https://feeds.example.org/"

[sites.strong_cities]
home = "{home}"
private = true
delay = 0.0
"""


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def scnfeed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """``scnfeed("publish", "--json")``: the command as a shell would run it, and what it said."""

    def command(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["scnfeed", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(code, said.out, said.err)

    return command


@pytest.fixture(scope="session")
def site() -> Iterator[SampleSite]:
    with SampleSite() as site:
        yield site


@pytest.fixture(scope="session")
def _collected(site: SampleSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Baseline three days ago, the news of the sample site's fourth day two days ago, one reader since ten days."""
    folder = tmp_path_factory.mktemp("pattern")
    (folder / "scnfeed.toml").write_text(SETTINGS.format(home=site.home))
    config = load(folder / "scnfeed.toml", {})
    today = datetime.now(UTC)
    with Store.open(config.store_url) as store:
        for day, back in ((1, 3), (4, 2)):
            site.set_day(day)
            found = asyncio.run(collect(config.site("strong_cities"), store, now=today - timedelta(days=back)))
            assert found and found.ok
        publish(config, store)
        store.add_subscriber(
            Subscriber("urn:uuid:1", "ines@example.org", hour=0, joined=today - timedelta(days=10)),
        )
    return folder


@pytest.fixture
def deployment(_collected: Path, site: SampleSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it for one test, which runs inside."""
    folder = tmp_path / "deployment"
    shutil.copytree(_collected, folder)
    site.set_day(4)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which the test runs in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
