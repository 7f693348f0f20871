"""What the tests of the jobs stand on: the month, played once for all workers of a session, and small deployments."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scnfeed.config import Config, load
from scnfeed.jobs.demo import configured
from scnfeed.sample import DAYS, SampleSite, Truth
from scnfeed.store import Store
from tests.jobs.month import Month, path_of, played
from tests.mail.servers import free_port


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """The thirty days, played by the worker that comes first; the others wait for it and read what it left."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    result = shared / "month.pickle"
    with (shared / "month.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            shutil.rmtree(shared / "month", ignore_errors=True)
            result.write_bytes(pickle.dumps(played(shared / "month", free_port(), DAYS)))
    found: Month = pickle.loads(result.read_bytes())
    return found


@pytest.fixture(scope="session")
def month_config(month: Month) -> Config:
    return configured(month.folder / "demo")


@pytest.fixture(scope="session")
def month_store(month_config: Config) -> Iterator[Store]:
    """The store as the month left it; only to be read."""
    with Store.open(month_config.store_url) as store:
        yield store


@pytest.fixture(scope="session")
def last_day() -> Iterator[SampleSite]:
    """The sample site as it stands on the last day, at an address of its own."""
    with SampleSite(day=DAYS) as site:
        yield site


@pytest.fixture(scope="session")
def truth(last_day: SampleSite) -> dict[str, Truth]:
    """What is true of each article page on the last day, by its path."""
    return {path_of(url): told for url, told in last_day.truth().items()}


SETTINGS = """
[publish]
base_url = "https://feeds.scnfeed.example/"

[sites.strong_cities]
home = "{home}"
private = true
delay = 0.0

[mail]
sender = "Harbour Cities <digest@scnfeed.example>"
{mail}
"""
SMTP = 'transport = "smtp"\nhost = "127.0.0.1"\ntls = "none"\nport = {port}'
"""Settings for a mail server of the tests."""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A deployment in a folder of its own, for a site that nobody serves; letters go to a folder."""
    return deployment(tmp_path, "http://127.0.0.1:1/")


def deployment(folder: Path, home: str, mail: str = "") -> Config:
    """Settings for the site at `home`, read from a file as anybody's would be."""
    file = folder / "scnfeed.toml"
    file.write_text(SETTINGS.format(home=home, mail=mail), encoding="utf-8")
    return load(file, {})


@pytest.fixture
def small_store(config: Config) -> Iterator[Store]:
    """The store of that deployment, empty."""
    with Store.open(config.store_url) as store:
        yield store
