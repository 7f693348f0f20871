"""``scnfeed store pages``: how much is kept, and the bounds of it."""

from __future__ import annotations

import json
from pathlib import Path

from scnfeed.sample import SampleSite
from tests.cli.conftest import Command


def test_store_pages_tells_count_size_and_oldest(scnfeed: Command, deployment: Path) -> None:
    said = scnfeed("store", "pages")
    told = json.loads(scnfeed("store", "pages", "--json").out)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"{told['count']} pages, ") and told["oldest"][:10] in said.out
    assert told["count"] > 60 and told["bytes"] == sum(p.stat().st_size for p in deployment.rglob("*.pages/*.zst"))


def test_pruning_keeps_what_re_reading_needs(scnfeed: Command, deployment: Path, site: SampleSite) -> None:
    before = json.loads(scnfeed("store", "pages", "--json").out)["count"]
    pruned = json.loads(scnfeed("store", "pages", "--prune", "--days", "1", "--mb", "0", "--json").out)
    assert 0 < pruned["dropped"] == before - pruned["count"]
    site.forget()
    assert scnfeed("store", "pages", "--prune", "--mb", "0").out.startswith("0 pages forgotten\n")
    address = site.addresses()[0]
    assert scnfeed("explain", address).code == 0
    assert site.requests == []


def test_bounds_without_prune_are_a_mistake(scnfeed: Command, deployment: Path) -> None:
    assert scnfeed("store", "pages", "--days", "1").code == 2


def test_run_prunes_once_a_day(scnfeed: Command, deployment: Path) -> None:
    settings = deployment / "scnfeed.toml"
    settings.write_text(settings.read_text() + "\n[store]\nkeep_days = 1\n")
    before = json.loads(scnfeed("store", "pages", "--json").out)["oldest"]
    assert scnfeed("run").code == 0
    after = json.loads(scnfeed("store", "pages", "--json").out)
    assert after["count"] > 50 and after["oldest"] >= before
    assert scnfeed("store", "pages", "--prune", "--json").out == json.dumps({**after, "dropped": 0}) + "\n"
